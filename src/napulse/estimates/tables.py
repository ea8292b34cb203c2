"""The list of estimates, and that of all prices with their days."""

from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.kernel.money import Money
from napulse.estimates.models import Estimate, EstimateState, SellRate
from napulse.estimates.queries.approval import margin_of
from napulse.ui.tables import Column, Listing, View


def _money(name: str) -> Any:
    return lambda row: Money(getattr(row, name), row.currency)


MAIN = [
    Column(
        "title", _("Estimate"), sort="title", main=True, cell="estimates/_title_cell.html",
        read=lambda row: f"{row}, {row.title}",
    ),
    Column(
        "client__name", _("Client"), sort="client__folded", cell="estimates/_client_cell.html"
    ),
    Column("get_state_display", _("State"), sort="state", cell="estimates/_state_cell.html"),
    Column("net", _("Without VAT"), sort="net_minor", kind="money", read=_money("net_minor")),
    Column("total", _("With VAT"), sort="total_minor", kind="money", read=_money("total_minor")),
]  # fmt: skip
DAYS = [
    Column("sent_at", pgettext_lazy("an estimate", "Sent"), sort="sent_at", kind="datetime"),
    Column("valid_until", _("Valid until"), sort="valid_until", kind="date"),
    Column("owner__name", _("Author"), sort="owner__folded", cell="estimates/_author_cell.html"),
]
EXPORTED = [Column("project__name", _("Project")), Column("get_kind_display", _("Kind"))]


class EstimateListing(Listing[Estimate]):
    """Estimates of the viewer's clients."""

    views: ClassVar = [
        View("live", pgettext_lazy("estimates", "In work"),
             Q(state__in=["draft", "approval", "approved", "sent", "returned"])),
        View("approval", pgettext_lazy("estimates", "Wait for approval"),
             Q(state=EstimateState.APPROVAL)),
        View("sent", pgettext_lazy("estimates", "With the client"), Q(state=EstimateState.SENT)),
        View("returned", pgettext_lazy("estimates", "Returned"), Q(state=EstimateState.RETURNED)),
        View("accepted", pgettext_lazy("estimates", "Accepted"), Q(state=EstimateState.ACCEPTED)),
        View("changes", pgettext_lazy("estimates", "Change orders"), Q(kind="change")),
        View("all", pgettext_lazy("estimates", "All"), Q()),
    ]  # fmt: skip
    columns: ClassVar = [*MAIN, *DAYS]
    search: ClassVar = ("client__folded", "project__folded", "owner__folded")
    order: ClassVar = ("-created_at", "-pk")
    label = _("Estimates")

    @property
    def exported(self) -> list[Column]:
        """What is downloaded: on the page the project and the kind stand in other cells."""
        return [*self.columns[:2], *EXPORTED, *self.columns[2:]]


class InsideListing(EstimateListing):
    """The same with the margin, for whoever may see it."""

    columns: ClassVar = [
        *MAIN,
        Column("margin", _("Margin"), kind="percent", read=margin_of),
        *DAYS,
    ]


RATE_COLUMNS = (
    Column("client", _("Client"), read=lambda row: row.client.name if row.client else ""),
    Column("who", _("Role or person"), read=lambda row: who_of(row)),
    Column("grade", _("Grade"), read=lambda row: row.get_grade_display() if row.grade else ""),
    Column("from_on", _("Valid from"), kind="date"),
    Column("to_on", _("Valid to"), kind="date"),
    Column("rate_minor", _("Price of an hour"), kind="money"),
    Column("currency", _("Currency")),
)


def who_of(rate: SellRate) -> str:
    """Whose price it is."""
    return str(rate.person.user.name if rate.person else rate.role)
