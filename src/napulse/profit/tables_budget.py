"""The list of budgets as rows that add up: views, columns, sorting, totals, downloads."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from napulse.delivery.queries import OPEN
from napulse.engines.kernel.money import Money, round_half_up
from napulse.engines.kernel.text import fold
from napulse.estimates.models import BudgetAlert, BudgetAlertKind
from napulse.profit.queries.budget_shapes import Budget, Figures, total
from napulse.ui.tables import Column, Listing, View


@dataclass(frozen=True)
class BudgetRow:
    """One budget as the list shows it; the last row is the sum of the shown ones."""

    name: str
    client: str
    lead: str
    url: str
    figures: Figures
    currency: str
    elapsed: int | None = None
    ends_on: date | None = None
    due_on: date | None = None
    state: str = ""
    alert: BudgetAlert | None = None
    is_answered: bool = False
    is_total: bool = False

    def get_absolute_url(self) -> str:
        return self.url

    def money(self, name: str) -> Money:
        return Money(getattr(self.figures, name), self.currency)

    @property
    def over_money(self) -> Money:
        return self.money("over")

    @property
    def used_percent(self) -> float | None:
        share = self.figures.used_bp
        return None if share is None else share / 100

    @property
    def bar(self) -> float:
        return min(self.used_percent or 0, 118)

    @property
    def tone(self) -> str:
        """Colour for trouble alone."""
        own = self.figures
        if own.used > own.planned:
            return "risk"
        return "warn" if own.over > 0 else ""

    @property
    def alert_tone(self) -> str:
        worst = (BudgetAlertKind.OVER, BudgetAlertKind.FORECAST)
        return "risk" if self.alert and self.alert.kind in worst else "warn"

    @property
    def alert_words(self) -> str:
        return str(self.alert.get_kind_display()) if self.alert else ""


def row_of(budget: Budget, currency: str) -> BudgetRow:
    project, alert = budget.project, budget.gravest
    return BudgetRow(
        name=project.name,
        client=project.client.name,
        lead=project.lead.name if project.lead else "",
        url=reverse("profit:budget_detail", args=[project.pk]),
        figures=budget.total,
        currency=currency,
        elapsed=None if budget.elapsed_bp is None else budget.elapsed_bp // 100,
        ends_on=budget.ends_on,
        due_on=project.due_on,
        state=project.state,
        alert=alert,
        is_answered=budget.is_answered,
    )


def total_of(rows: Iterable[BudgetRow], currency: str) -> BudgetRow:
    figures = total(row.figures for row in rows)
    return BudgetRow(_("In all"), "", "", "", figures, currency, is_total=True)


@dataclass(frozen=True, slots=True)
class Kept(View):
    """A view whose rows are known by more than the database says."""

    keeps: Callable[[BudgetRow], bool] = lambda _row: True


def _money(name: str) -> Callable[[BudgetRow], Money]:
    return lambda row: row.money(name)


def _share(name: str) -> Callable[[BudgetRow], int | None]:
    return lambda row: getattr(row.figures, name)


def _hours(name: str) -> Callable[[BudgetRow], int]:
    """Thousandths of an hour, as sheets hold quantities."""
    return lambda row: round_half_up(getattr(row.figures, name) * 1000, 60)


def _far(row: BudgetRow) -> date:
    return row.ends_on or date.max


ALERT = Column(
    "alert", gettext_lazy("Alert"), sort="alert", cell="profit/_budget_alert_cell.html",
    read=lambda row: row.alert_words,
)  # fmt: skip
MAIN = Column(
    "name", gettext_lazy("Project"), sort="name", main=True, cell="profit/_budget_name_cell.html"
)
SHOWN = [
    MAIN,
    Column("planned", gettext_lazy("Budget"), "planned", "money", read=_money("planned")),
    Column(
        "used", gettext_lazy("Used"), "used", cell="profit/_budget_bar_cell.html",
        read=lambda row: row.used_percent,
    ),
    Column(
        "forecast", gettext_lazy("Forecast"), "forecast", "money",
        "profit/_budget_forecast_cell.html", _money("forecast"),
    ),
    Column("invoiced", gettext_lazy("Invoiced"), "invoiced", "money", read=_money("invoiced")),
    Column(
        "ends_on", gettext_lazy("Money ends"), sort="ends_on", kind="date",
        cell="profit/_budget_end_cell.html",
    ),
    ALERT,
]  # fmt: skip
MARGIN = Column("margin", gettext_lazy("Margin"), "margin", "percent", read=_share("margin_bp"))
TAKEN = [
    MAIN,
    Column("client", gettext_lazy("Client")),
    Column("lead", gettext_lazy("Leads")),
    Column("planned", gettext_lazy("Budget"), kind="money", read=_money("planned")),
    Column("used", gettext_lazy("Used"), kind="money", read=_money("used")),
    Column("share", gettext_lazy("Used, %"), kind="percent", read=_share("used_bp")),
    Column("elapsed", gettext_lazy("Time gone, %"), kind="int"),
    Column("committed", gettext_lazy("Committed"), kind="money", read=_money("committed")),
    Column("invoiced", gettext_lazy("Invoiced"), kind="money", read=_money("invoiced")),
    Column("forecast", gettext_lazy("Forecast"), kind="money", read=_money("forecast")),
    Column("over", gettext_lazy("Over (+) or left (−)"), kind="money", read=_money("over")),
    Column(
        "planned_hours",
        gettext_lazy("Hours agreed"),
        kind="quantity",
        read=_hours("planned_minutes"),
    ),
    Column("hours", gettext_lazy("Hours worked"), kind="quantity", read=_hours("minutes")),
    Column("ends_on", gettext_lazy("Money ends"), kind="date"),
    ALERT,
]
SORTS: dict[str, Callable[[BudgetRow], Any]] = {
    "name": lambda row: fold(row.name),
    "planned": lambda row: row.figures.planned,
    "used": lambda row: row.figures.used_bp or 0,
    "forecast": lambda row: row.figures.over,
    "invoiced": lambda row: row.figures.invoiced,
    "ends_on": _far,
    "alert": lambda row: row.alert_words,
    "margin": lambda row: row.figures.margin_bp or 0,
}


class BudgetListing(Listing[Any]):
    """Budgets that the viewer may see, the most used first."""

    views: ClassVar[Sequence[Kept]] = [
        Kept("open", pgettext_lazy("budgets", "Open"), keeps=lambda row: row.state in OPEN),
        Kept(
            "alerts",
            gettext_lazy("With an alert"),
            keeps=lambda row: row.alert is not None,
        ),
        Kept(
            "over",
            gettext_lazy("Forecast over the budget"),
            keeps=lambda row: row.state in OPEN and row.figures.over > 0,
        ),
        Kept("ended", pgettext_lazy("budgets", "Ended"), keeps=lambda row: row.state not in OPEN),
    ]
    search: ClassVar = ("name", "client")
    label = gettext_lazy("Budgets")

    def __init__(
        self, query: QueryDict, rows: Sequence[BudgetRow], path: str, *, with_margin: bool
    ) -> None:
        super().__init__(query, rows, path)  # type: ignore[arg-type] # rows are reckoned, not stored
        extra = [MARGIN] if with_margin else []
        self.columns = [*SHOWN[:-1], *extra, ALERT]  # type: ignore[misc] # as the viewer may know
        self.taken_along = [*TAKEN[:-1], *extra, ALERT]
        self.every = list(rows)

    @cached_property
    def found(self) -> Any:
        words = fold(self.q).split()
        return [
            row
            for row in self.every
            if all(word in fold(f"{row.name} {row.client}") for word in words)
        ]

    @cached_property
    def rows(self) -> Any:
        view = self.view
        kept = [row for row in self.found if not isinstance(view, Kept) or view.keeps(row)]
        asked = self.query.get("sort", "") or "-used"
        by = SORTS.get(asked.lstrip("-"), SORTS["used"])
        kept.sort(key=lambda row: fold(row.name))
        kept.sort(key=by, reverse=asked.startswith("-"))
        return kept

    @cached_property
    def counts(self) -> dict[str, int]:
        return {view.key: sum(map(view.keeps, self.found)) for view in self.views}

    @cached_property
    def page(self) -> Page[Any]:
        return Paginator(self.rows, self.per_page).get_page(self.query.get("page"))

    @cached_property
    def sum(self) -> BudgetRow | None:
        """The sum of all rows of the view, on whatever page they stand."""
        currency = self.rows[0].currency if self.rows else ""
        return total_of(self.rows, currency) if self.rows else None

    def totals(self) -> list[tuple[Column, Any]]:
        row = self.sum
        return [(column, column.value(row)) for column in self.columns] if row else []
