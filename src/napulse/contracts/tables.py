"""Lists of contracts and of retainers."""

from datetime import date, timedelta
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.contracts.models import Contract, ContractState, Remuneration
from napulse.ui.tables import Column, Listing, View

SOON_DAYS = 60


class ContractListing(Listing[Contract]):
    """Contracts of the viewer's clients, by how they stand today."""

    columns: ClassVar = [
        Column(
            "number", _("Contract"), sort="number", main=True, cell="contracts/_contract_cell.html"
        ),
        Column("client__name", _("Client"), sort="client__folded"),
        Column("get_kind_display", _("Kind"), sort="kind"),
        Column("entity__name", _("Our company"), sort="entity__name"),
        Column("from_on", _("From"), sort="from_on", kind="date"),
        Column("ends_on", _("To"), sort="ends_on", kind="date"),
        Column("get_state_display", _("State"), sort="state", cell="contracts/_state_cell.html"),
        Column("owner__name", _("Answers for it"), sort="owner__folded"),
    ]
    search: ClassVar = ("folded", "client__folded")
    order: ClassVar = ("ends_on", "-from_on", "pk")
    label = _("Contracts")

    def __init__(
        self, query: QueryDict, rows: QuerySet[Contract], path: str, *, today: date
    ) -> None:
        super().__init__(query, rows, path)
        self.today = today
        signed = Q(state=ContractState.SIGNED)
        runs = Q(ends_on=None) | Q(ends_on__gte=today)
        soon = Q(ends_on__lte=today + timedelta(days=SOON_DAYS))
        self.views = [  # type: ignore[misc] # these depend on the day
            View("now", pgettext_lazy("contracts", "Signed"), signed & runs),
            View("soon", pgettext_lazy("contracts", "End within 60 days"), signed & runs & soon),
            View("drafts", pgettext_lazy("contracts", "Drafts"), Q(state=ContractState.DRAFT)),
            View(
                "ended",
                pgettext_lazy("contracts", "Ended"),
                Q(state=ContractState.ENDED) | signed & Q(ends_on__lt=today),
            ),
            View("all", pgettext_lazy("contracts", "All"), Q()),
        ]


class RetainerListing(Listing[Remuneration]):
    """Retainers of the viewer's clients; what is left is reckoned for the shown page alone."""

    columns: ClassVar = [
        Column("title", _("Retainer"), sort="title", main=True),
        Column("client__name", _("Client"), sort="client__folded"),
        Column("from_on", _("From"), sort="from_on", kind="date"),
    ]
    search: ClassVar = ("client__folded", "contract__folded")
    order: ClassVar = ("client__folded", "from_on", "pk")
    label = _("Retainers")

    def __init__(
        self, query: QueryDict, rows: QuerySet[Remuneration], path: str, *, today: date
    ) -> None:
        super().__init__(query, rows, path)
        runs = Q(from_on__lte=today) & (Q(to_on=None) | Q(to_on__gte=today))
        signed = Q(contract__state=ContractState.SIGNED)
        self.views = [  # type: ignore[misc] # these depend on the day
            View("now", pgettext_lazy("retainers", "Run now"), runs & signed),
            View("all", pgettext_lazy("retainers", "All"), Q()),
        ]


LEFT_COLUMNS = (
    Column("row__title", _("Retainer")),
    Column("row__client__name", _("Client")),
    Column("row__contract__number", _("Contract")),
    Column("where", _("For")),
    Column("granted", _("Granted"), kind="money"),
    Column("used", pgettext_lazy("of a retainer", "Used"), kind="money"),
    Column("above", _("Above"), kind="money"),
    Column("left", pgettext_lazy("of a retainer", "Left"), kind="money"),
    Column("unit", _("Unit")),
)
