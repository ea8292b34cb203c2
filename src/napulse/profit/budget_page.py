"""What the page of one budget shows: its figures cut by line, phase or role, its burn, its mix."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from napulse.access.actor import Actor
from napulse.engines.kernel.money import Money, round_half_up
from napulse.ledger.queries import money_rules
from napulse.profit.budget_chart import chart_of, unit_of
from napulse.profit.permissions import VIEW_MARGINS
from napulse.profit.queries.budget_burn import burn_of
from napulse.profit.queries.budget_mix import mix_in_fact, mix_of_plan
from napulse.profit.queries.budget_shapes import Budget, Figures, Line, total
from napulse.profit.queries.budgets import role_names
from napulse.ui.menu import Tab
from napulse.ui.tables import Column, Table

CUTS = ("line", "phase", "role")


def thousandths(minutes: int) -> int:
    """Hours as sheets hold quantities."""
    return round_half_up(minutes * 1000, 60)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the page's table; `query` narrows the entries behind its figures."""

    title: str
    note: str
    figures: Figures
    currency: str
    project_id: int
    query: str = ""
    is_sum: bool = False
    is_outside: bool = False

    def _url(self, what: str) -> str:
        address = reverse("profit:budget_entries", args=[self.project_id])
        return f"{address}?what={what}{'&' if self.query else ''}{self.query}"

    @property
    def time_url(self) -> str:
        return self._url("time")

    @property
    def used_url(self) -> str:
        """The entries of the used money: purchases where there is no time."""
        own = self.figures
        return self._url("bought" if own.bought and not own.minutes else "time")

    @property
    def committed_url(self) -> str:
        return self._url("committed")

    @property
    def invoiced_url(self) -> str:
        return self._url("invoiced")

    def money(self, name: str) -> Money:
        return Money(getattr(self.figures, name), self.currency)

    @property
    def planned(self) -> Money:
        return self.money("planned")

    @property
    def used(self) -> Money:
        return self.money("used")

    @property
    def committed(self) -> Money:
        return self.money("committed")

    @property
    def invoiced(self) -> Money:
        return self.money("invoiced")

    @property
    def forecast(self) -> Money:
        return self.money("forecast")

    @property
    def over(self) -> Money:
        return self.money("over")

    @property
    def hours(self) -> float:
        return self.figures.minutes / 60

    @property
    def planned_hours(self) -> float:
        return self.figures.planned_minutes / 60

    @property
    def percent(self) -> float | None:
        share = self.figures.used_bp
        return None if share is None else share / 100

    @property
    def hours_percent(self) -> float | None:
        own = self.figures
        return 100 * own.minutes / own.planned_minutes if own.planned_minutes else None

    @property
    def hours_tone(self) -> str:
        own = self.figures
        if not own.planned_minutes or own.minutes <= own.planned_minutes:
            return ""
        return "risk" if own.minutes * 10 > own.planned_minutes * 11 else "warn"

    @property
    def is_worked(self) -> bool:
        return bool(self.figures.minutes or self.figures.planned_minutes)

    @property
    def tone(self) -> str:
        """Colour for what is used up already."""
        own = self.figures
        return "risk" if own.used > own.planned else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading with their sum; change orders are a group of their own."""

    title: str
    rows: list[Row]
    sum: Row | None


class Cut:
    """The figures of a budget by line, phase or role."""

    def __init__(self, budget: Budget, by: str) -> None:
        self.budget = budget
        self.by = by if by in CUTS else CUTS[0]
        self.currency = money_rules().base_currency
        self.roles = role_names()

    def row(self, title: str, figures: Figures, **more: Any) -> Row:
        return Row(
            title,
            more.pop("note", ""),
            figures,
            self.currency,
            self.budget.project.pk,
            urlencode(more.pop("query", {})),
            **more,
        )

    @property
    def total(self) -> Row:
        return self.row(_("In all"), self.budget.total, is_sum=True)

    def groups(self) -> list[Group]:
        if self.by == "role":
            figures = total(self.budget.roles.values())
            return [Group("", self._of_roles(), self.row(_("Work in all"), figures, is_sum=True))]
        if self.by == "phase":
            return [Group("", self._of_phases(), None)]
        return list(self._of_lines())

    def rows(self) -> Iterator[Row]:
        """Every row as a sheet has it: sums of groups, and the sum of all at the end."""
        for group in self.groups():
            yield from group.rows
            if group.sum:
                yield group.sum
        if self.by != "role":
            yield self.total

    def _of_lines(self) -> Iterator[Group]:
        changes = [line for line in self.budget.lines if line.is_change]
        base = [line for line in self.budget.lines if not line.is_change]
        heading = _("First agreed") if changes else ""
        for title, lines, figures in (
            (heading, base, self.budget.base),
            (_("Change orders"), changes, self.budget.changes),
        ):
            if lines:
                told = self.row(title, figures, is_sum=True) if changes else None
                yield Group(title, [self._of_line(line) for line in lines], told)

    def _of_line(self, line: Line) -> Row:
        if not line.pk:
            title, note = _("Outside every line"), _("work and costs that nobody agreed to")
        else:
            title, note = line.title, self._about(line)
        return self.row(
            title, line.figures, note=note, query={"line": line.pk}, is_outside=not line.pk
        )

    def _about(self, line: Line) -> str:
        role = self.roles.get(line.role_id, "")
        parts = [line.phase, "" if role == line.title else role]
        parts += [_("passes through")] if line.passes else []
        parts += [pgettext("a line of a budget", "closed")] if line.is_closed else []
        return " · ".join(part for part in parts if part)

    def _of_phases(self) -> list[Row]:
        return [
            self.row(name or _("Without a phase"), figures, query={"phase": name})
            for name, figures in self.budget.by_phase()
        ]

    def _of_roles(self) -> list[Row]:
        """Hours of each role: what was sold as hours, and what was worked."""
        found = self.budget.roles
        order = {key: place for place, key in enumerate(self.roles)}
        rows = sorted(found.items(), key=lambda pair: order.get(pair[0], len(order)))
        return [
            self.row(self.roles.get(key) or _("Without a work role"), figures, query={"role": key})
            for key, figures in rows
            if figures != Figures()
        ]


def detail_context(actor: Actor, budget: Budget, by: str) -> dict[str, Any]:
    """Everything that the page needs but its frame."""
    cut = Cut(budget, by)
    burn, path = burn_of(budget), reverse("profit:budget_detail", args=[budget.project.pk])
    chart = chart_of(burn, cut.currency, budget.ends_on)
    labels = (_("By line"), _("By phase"), _("By role"))
    return {
        "budget": budget,
        "project": budget.project,
        "total": cut.total,
        "base": Money(budget.base.planned, cut.currency),
        "changes": Money(budget.changes.planned, cut.currency),
        "groups": cut.groups(),
        "by": cut.by,
        "cuts": [
            Tab(label, f"{path}?by={key}", key == cut.by)
            for key, label in zip(CUTS, labels, strict=True)
        ],
        "roles": [
            row
            for row in Cut(budget, "role").groups()[0].rows
            if row.figures.minutes or row.figures.planned_minutes
        ],
        "chart": chart,
        "chart_unit": unit_of(burn) if chart else "",
        "elapsed": None if budget.elapsed_bp is None else budget.elapsed_bp // 100,
        "days_early": _days_early(budget),
        "forecast_tone": cut.total.tone or ("warn" if budget.total.over > 0 else ""),
        **_levels(budget.project.pk),
        **(_margins(budget) if actor.can(VIEW_MARGINS) else {}),
    }


def _levels(project_id: int) -> dict[str, Any]:
    """The mix of levels in fact, beside the plan's."""
    fact, plan = mix_in_fact([project_id]).get(project_id), mix_of_plan(project_id)
    if fact is None or not fact.known:
        return {}
    names = (_("at the level asked for"), _("above it"), _("below it"))
    planned = plan.percents() if plan and plan.known else (None, None, None)
    return {
        "levels": fact,
        "planned_levels": plan if plan and plan.known else None,
        "level_rows": list(zip(names, fact.percents(), planned, strict=True)),
    }


def _margins(budget: Budget) -> dict[str, Any]:
    """For whoever may see margins, at the standard cost of role and grade."""
    own = budget.total
    shares = (own.margin_bp, own.planned_margin_bp)
    now, plan = (None if share is None else share / 100 for share in shares)
    return {"with_margin": True, "margin_now": now, "margin_planned": plan}


def _days_early(budget: Budget) -> int | None:
    """By how many days the money ends before the work is due."""
    due = budget.project.due_on
    if budget.ends_on is None or due is None or due <= budget.ends_on:
        return None
    return (due - budget.ends_on).days


COLUMNS = [
    Column("title", gettext_lazy("Line"), main=True),
    Column("note", pgettext_lazy("a line of a budget", "About")),
    Column("agreed_hours", gettext_lazy("Hours agreed"), kind="quantity",
           read=lambda row: thousandths(row.figures.planned_minutes)),
    Column("worked_hours", gettext_lazy("Hours worked"), kind="quantity",
           read=lambda row: thousandths(row.figures.minutes)),
    Column("planned", gettext_lazy("Budget"), kind="money"),
    Column("used", gettext_lazy("Used"), kind="money"),
    Column("committed", gettext_lazy("Committed"), kind="money"),
    Column("invoiced", gettext_lazy("Invoiced"), kind="money"),
    Column("forecast", gettext_lazy("Forecast"), kind="money"),
    Column("over", gettext_lazy("Over (+) or left (−)"), kind="money"),
]  # fmt: skip
MARGINS = [
    Column("cost", gettext_lazy("Cost at standard, forecast"), kind="money",
           read=lambda row: Money(
               row.figures.labour + row.figures.rest_labour
               + row.figures.bought + row.figures.rest_bought, row.currency)),
    Column("margin", gettext_lazy("Margin"), kind="percent",
           read=lambda row: row.figures.margin_bp),
]  # fmt: skip


def detail_table(actor: Actor, budget: Budget, by: str) -> Table:
    """The same rows as on the page, to take along."""
    columns = [*COLUMNS, *(MARGINS if actor.can(VIEW_MARGINS) else [])]
    return Table(columns, list(Cut(budget, by).rows()))
