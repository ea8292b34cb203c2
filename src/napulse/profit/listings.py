"""Lists of profit that are rows of one table: write-offs."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.kernel.money import Money
from napulse.ledger.queries import money_rules
from napulse.profit.models import WriteOff
from napulse.ui.tables import Column, Listing


class WriteOffListing(Listing[WriteOff]):
    """Write-offs of some months, the newest first."""

    columns: ClassVar = [
        Column("on", _("Date"), sort="on", kind="date"),
        Column("client__name", _("Client"), sort="client__folded"),
        Column("project__name", _("Project"), sort="project__folded"),
        Column("get_reason_display", _("Reason"), sort="reason"),
        Column("words", _("In words"), main=True),
        Column("made_by__name", _("Who"), sort="made_by__folded"),
        Column(
            "amount_minor",
            pgettext_lazy("of time at sell rates", "Worth"),
            sort="amount_minor",
            kind="money",
            read=lambda row: Money(row.amount_minor, money_rules().base_currency),
        ),
    ]
    search: ClassVar = ("client__folded", "project__folded")
    order: ClassVar = ("-on", "-pk")
    label = _("Write-offs")
