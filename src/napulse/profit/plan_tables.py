"""Columns of plan against fact, on the page and in a workbook."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from napulse.delivery.models import Project
from napulse.profit import wording
from napulse.profit.grid import Cell, GridColumn
from napulse.profit.queries.plan_fact import PlanFact, Side
from napulse.profit.tables import TOGETHER
from napulse.ui.tables import Column

OUTSIDE = _("Outside every line")
WHOLE = -1


def name_of(row: PlanFact) -> str:
    """A line's title; what stands for all of them, or outside them, says so."""
    if row.key == WHOLE:
        return str(TOGETHER)
    return row.name or str(OUTSIDE)


def line_columns(currency: str, project: Project) -> list[GridColumn[PlanFact]]:
    """Of one project: each line opens to its postings."""

    def url(row: PlanFact) -> str:
        if row.key == WHOLE:
            return ""
        query = f"client={project.client_id}&project={project.pk}&period=three&line={row.key}"
        return f"{reverse('profit:posting_list')}?{query}"

    return _columns(currency, _("Line of the budget"), url)


def project_columns(currency: str) -> list[GridColumn[PlanFact]]:
    """Of all projects: each opens to its money."""

    def url(row: PlanFact) -> str:
        return reverse("profit:project_money", args=[row.key]) if row.key > 0 else ""

    return _columns(currency, _("Project"), url)


def _columns(
    currency: str, title: Any, url: Callable[[PlanFact], str]
) -> list[GridColumn[PlanFact]]:
    return [
        GridColumn(
            "name",
            title,
            lambda row: Cell(name_of(row), small=row.note, url=url(row)),
            name_of,
            is_right=False,
        ),
        _hours("plan_minutes", _("Hours, plan"), lambda row: row.plan.minutes),
        _hours("minutes", _("Hours, fact"), lambda row: row.fact.minutes, _over_hours),
        _money(currency, "price", _("Price"), lambda row: row.plan.price),
        _money(currency, "worth", _("Worth, fact"), lambda row: row.fact.price),
        _money(currency, "plan_cost", _("Cost, plan"), lambda row: row.plan.cost),
        GridColumn(
            "cost",
            _("Cost, fact"),
            lambda row: Cell(
                wording.short(row.fact.cost, currency),
                small=wording.percent(row.used_bp) if row.used_bp is not None else "",
                tone="risk" if row.is_over and row.fact.cost else "",
            ),
            lambda row: row.fact.cost,
        ),
        *_margins(),
    ]


def _margins() -> list[GridColumn[PlanFact]]:
    return [
        GridColumn(
            "margin",
            _("Margin, plan"),
            lambda row: Cell(wording.percent(row.plan.margin_bp)),
            lambda row: row.plan.margin_bp,
        ),
        GridColumn(
            "kept",
            _("Margin at the price"),
            lambda row: Cell(
                wording.percent(kept_bp(row)),
                tone="risk" if (kept_bp(row) or 0) < 0 else "",
            ),
            kept_bp,
            hint=_("The price less what it cost so far"),
        ),
    ]


def kept_bp(row: PlanFact) -> int | None:
    """What is left of the agreed price after the cost there was."""
    return Side(0, row.plan.price, row.fact.cost).margin_bp


def _over_hours(row: PlanFact) -> str:
    return "warn" if row.fact.minutes > row.plan.minutes else ""


def _hours(
    key: str,
    title: Any,
    read: Callable[[PlanFact], int],
    tone: Callable[[PlanFact], str] = lambda row: "",
) -> GridColumn[PlanFact]:
    return GridColumn(key, title, lambda row: Cell(wording.hours(read(row)), tone=tone(row)), read)


def _money(
    currency: str, key: str, title: Any, read: Callable[[PlanFact], int]
) -> GridColumn[PlanFact]:
    return GridColumn(key, title, lambda row: Cell(wording.short(read(row), currency)), read)


def plan_sheet(title: Any, *, with_client: bool = False) -> list[Column]:
    """Exact values."""
    return [
        Column("name", title, read=name_of),
        Column("note", _("Client") if with_client else _("Phase")),
        Column("plan_minutes", _("Minutes, plan"), kind="int", read=lambda r: r.plan.minutes),
        Column("minutes", _("Minutes, fact"), kind="int", read=lambda r: r.fact.minutes),
        Column("price", _("Price"), kind="money", read=lambda r: r.plan.price),
        Column("worth", _("Worth, fact"), kind="money", read=lambda r: r.fact.price),
        Column("plan_cost", _("Cost, plan"), kind="money", read=lambda r: r.plan.cost),
        Column("cost", _("Cost, fact"), kind="money", read=lambda r: r.fact.cost),
        Column("uncosted_minutes", _("Minutes without a known cost"), kind="int"),
        Column("margin", _("Margin, plan"), kind="percent", read=lambda r: r.plan.margin_bp),
        Column("kept", _("Margin at the price"), kind="percent", read=kept_bp),
    ]
