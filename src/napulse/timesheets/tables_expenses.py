"""The list of expenses and suppliers' costs: views, columns, narrowing, the download."""

from typing import ClassVar

from django.db.models import F, Q, QuerySet, Sum
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.kernel.money import Money
from napulse.engines.kernel.text import whole
from napulse.timesheets.models import Expense, ExpenseKind, ExpenseState
from napulse.timesheets.queries.expenses import SPENT, WAITING
from napulse.ui.tables import Column, Listing, View


class ExpenseListing(Listing[Expense]):
    """What one's own person and clients spent, the newest first."""

    views: ClassVar = [
        View("all", pgettext_lazy("expenses", "All"), Q()),
        View("waiting", pgettext_lazy("expenses", "Wait for an answer"), Q(state__in=WAITING)),
        View("drafts", pgettext_lazy("expenses", "Drafts"), Q(state=ExpenseState.DRAFT)),
        View("ordered", pgettext_lazy("expenses", "Ordered"), Q(state=ExpenseState.ORDERED)),
        View("spent", pgettext_lazy("expenses", "Approved"), Q(state__in=SPENT)),
        View(
            "to_bill",
            pgettext_lazy("expenses", "To bill"),
            Q(state=ExpenseState.APPROVED, billable=True),
        ),
        View("declined", pgettext_lazy("expenses", "Declined"), Q(state=ExpenseState.DECLINED)),
    ]
    columns: ClassVar = [
        Column("title", _("What for"), sort="folded", main=True),
        Column("person", _("Who"), sort="person__user__folded"),
        Column("project__name", _("Project"), sort="project__folded"),
        Column("on", _("Date"), sort="on", kind="date"),
        Column("total", _("Amount, with VAT"), sort="net_minor", kind="money"),
        Column("get_state_display", _("State"), sort="state"),
    ]
    taken_along: ClassVar = [
        *columns[:2],
        Column("get_kind_display", _("Kind")),
        Column("client__name", _("Client")),
        columns[2],
        Column("line__title", _("Line of the budget")),
        columns[3],
        Column("supplier", _("Supplier")),
        Column("document", _("Document No.")),
        Column("net", _("Without VAT"), kind="money"),
        Column("vat", _("VAT"), kind="money"),
        columns[4],
        Column("currency", _("Currency")),
        Column("price", _("Price for the client"), kind="money"),
        Column("passes", _("Pass-through"), read=lambda row: _("yes") if row.pass_through else ""),
        columns[5],
    ]
    search: ClassVar = ("folded", "client__folded", "project__folded", "person__user__folded")
    order: ClassVar = ("-on", "-pk")
    label = _("Expenses")

    def __init__(self, query: QueryDict, rows: QuerySet[Expense], path: str) -> None:
        super().__init__(query, _narrowed(rows, query), path)
        self.kind = query.get("kind", "") if query.get("kind") in ExpenseKind.values else ""
        self.client = query.get("client", "")

    @property
    def is_narrowed(self) -> bool:
        return super().is_narrowed or any(
            self.query.get(name) for name in ("kind", "client", "project")
        )

    def sums(self) -> list[Money]:
        """What all rows of the view come to with VAT, on every page: one for each currency."""
        rows = self.rows.order_by("currency").values("currency")
        found = rows.annotate(sum=Sum(F("net_minor") + F("vat_minor")))
        return [Money(row["sum"], row["currency"]) for row in found]


def _narrowed(rows: "QuerySet[Expense]", query: QueryDict) -> "QuerySet[Expense]":
    if query.get("kind") in ExpenseKind.values:
        rows = rows.filter(kind=query["kind"])
    for name in ("client", "project"):
        if (found := whole(query.get(name, ""))) is not None:
            rows = rows.filter(**{f"{name}_id": found})
    return rows
