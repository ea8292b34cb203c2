"""Utilisation: weeks of people, roles and teams, what hours went into, and the bands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.money import Money
from napulse.engines.kernel.text import whole
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today, work_roles
from napulse.profit.actions.utilisation import set_targets
from napulse.profit.budget_page import thousandths
from napulse.profit.forms.utilisation import TargetsForm
from napulse.profit.permissions import APPROVE_MARGINS, VIEW_MARGINS
from napulse.profit.queries.utilisation import (
    WEEK,
    Asked,
    By,
    Cell,
    Row,
    Utilisation,
    person_in_view,
    realisation_bp,
    spent_by,
    stored_targets,
    sum_of,
    utilisation,
)
from napulse.timesheets.permissions import VIEW_OWN_TIME
from napulse.ui.formats import NBSP
from napulse.ui.menu import Tab
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Column, Table, download

SPANS = (4, 13, 26)
BYS: tuple[By, ...] = ("person", "role", "team")


def _asked(request: ActorRequest) -> Asked:
    """From the address; what makes no sense is as if it were not asked."""
    weeks = whole(request.GET.get("weeks", "")) or 0
    weeks = weeks if weeks in SPANS else SPANS[1]
    today = agency_today(timezone.now())
    usual = today - timedelta(days=today.weekday()) - (weeks - 1) * WEEK
    try:
        asked = parse_date(request.GET.get("from", ""))
    except ValueError:
        asked = None
    near = asked if asked and abs(asked.year - today.year) <= 5 else usual
    by = request.GET.get("by", "")
    chosen = next((one for one in BYS if one == by), BYS[0])
    return Asked(near - timedelta(days=near.weekday()), weeks, chosen)


def _address(asked: Asked, path: str) -> str:
    return f"{path}?from={asked.first.isoformat()}&weeks={asked.weeks}&by={asked.by}"


def _tools(request: ActorRequest, asked: Asked) -> dict[str, Any]:
    """The switches of the page as links."""
    path, labels = request.path, (_("By person"), _("By role"), _("By team"))
    step = max(1, asked.weeks // 2) * WEEK
    return {
        "spans": [
            Tab(
                ngettext("%(n)s week", "%(n)s weeks", span) % {"n": span},
                f"{path}?weeks={span}&by={asked.by}",
                span == asked.weeks,
            )
            for span in SPANS
        ],
        "bys": [
            Tab(label, _address(replace(asked, by=by), path), by == asked.by)
            for by, label in zip(BYS, labels, strict=True)
        ],
        "before_url": _address(replace(asked, first=asked.first - step), path),
        "now_url": f"{path}?weeks={asked.weeks}&by={asked.by}",
        "after_url": _address(replace(asked, first=asked.first + step), path),
        "query": _address(asked, ""),
    }


@needs(VIEW_OWN_TIME)
def utilisation_table(request: ActorRequest) -> HttpResponse:
    asked, today = _asked(request), agency_today(timezone.now())
    table = utilisation(request.actor, asked, today=today)
    currency = money_rules().base_currency
    context = {
        **_tools(request, asked),
        "table": table,
        "rows": [_shown(row, currency) for row in table.rows],
        "all": _shown(table.all, currency),
        "weeks": [(day, _label(day), day <= today < day + WEEK) for day in asked.mondays()],
        "trend": [(cell.share_bp or 0) / 100 for cell in table.all.cells if cell.available],
        "above": [(row.name, row.total.above) for row in table.above[:8]],
        "realisation": _bp(realisation_bp(request.actor, asked)),
        "can_set": request.actor.can(APPROVE_MARGINS),
        "export_url": _address(asked, reverse("profit:utilisation_export")),
    }
    return page(request, "profit/utilisation.html", context, partial="table")


def _bp(share: int | None) -> float | None:
    return None if share is None else share / 100


def _label(day: date) -> str:
    pattern = pgettext("day and short month, as in the date filter", "j M")
    return dateformat.format(day, pattern).replace(" ", NBSP)


def _shown(row: Row, currency: str) -> dict[str, Any]:
    total = _cell(row.total, row)
    return {
        "key": row.key,
        "name": row.name,
        "note": row.note,
        "low": row.low // 100,
        "high": row.high // 100,
        "cells": [_cell(cell, row) for cell in row.cells],
        "total": total,
        "totals": [total],
        "rate": Money(row.total.rate, currency) if row.total.rate is not None else None,
    }


def _cell(cell: Cell, row: Row) -> dict[str, Any]:
    """A cell with its heat: below the band, within, above it, or more than there is."""
    share = cell.share_bp
    heat = "closed" if not cell.minutes else "over"
    if share is not None:
        heat = "low" if share < row.low else "high" if share > row.high else "within"
    return {
        "percent": _bp(share),
        "billable": round(cell.billable / 60),
        "minutes": round(cell.minutes / 60),
        "available": round(cell.available / 60),
        "above": round(cell.above / 60),
        "heat": heat,
    }


COLUMNS = [
    Column("name", gettext_lazy("Who"), read=lambda line: line[0].name),
    Column("note", gettext_lazy("Work role"), read=lambda line: line[0].note),
    Column("week", gettext_lazy("Week from"), kind="date", read=lambda line: line[1]),
    Column("available", gettext_lazy("There is, h"), kind="quantity",
           read=lambda line: thousandths(line[2].available)),
    Column("minutes", gettext_lazy("Entered, h"), kind="quantity",
           read=lambda line: thousandths(line[2].minutes)),
    Column("billable", gettext_lazy("Billable, h"), kind="quantity",
           read=lambda line: thousandths(line[2].billable)),
    Column("share", gettext_lazy("Utilisation"), kind="percent",
           read=lambda line: line[2].share_bp),
    Column("above", gettext_lazy("Above the norm, h"), kind="quantity",
           read=lambda line: thousandths(line[2].above)),
]  # fmt: skip
MONEY = [
    Column("worth", gettext_lazy("Worth at sell rates"), kind="money",
           read=lambda line: line[2].worth),
    Column("rate", gettext_lazy("Average rate"), kind="money", read=lambda line: line[2].rate),
]  # fmt: skip


@needs(VIEW_OWN_TIME)
def utilisation_export(request: ActorRequest) -> HttpResponse:
    asked = _asked(request)
    table = utilisation(request.actor, asked, today=agency_today(timezone.now()))
    columns = [*COLUMNS, *(MONEY if table.with_money else [])]
    return download(request, Table(columns, list(_flat(table))), "utilisation")


def _flat(table: Utilisation) -> Iterator[tuple[Row, date | None, Cell]]:
    """Each week of each row, and at the end the sum of all."""
    for row in table.rows:
        weeks = zip(table.asked.mondays(), row.cells, strict=True)
        yield from ((row, day, cell) for day, cell in weeks)
    table.all.name = _("In all")
    yield table.all, None, table.all.total


@needs(VIEW_OWN_TIME)
def utilisation_person(request: ActorRequest, person_id: int) -> HttpResponse:
    """What the hours of one person went into, in the same weeks."""
    someone, asked = person_in_view(request.actor, person_id), _asked(request)
    rows, currency = spent_by(request.actor, someone, asked), money_rules().base_currency
    with_money = request.actor.can(VIEW_MARGINS)
    context = {
        **_tools(request, asked),
        "someone": someone,
        "asked": asked,
        "rows": [(row, Money(row.worth, currency)) for row in rows],
        "total": sum_of(rows),
        "worth_in_all": Money(sum_of(rows).worth, currency),
        "with_money": with_money,
        "back_url": _address(asked, reverse("profit:utilisation")),
    }
    return page(request, "profit/utilisation_person.html", context)


def _form(request: ActorRequest, data: Any = None) -> TargetsForm:
    return TargetsForm(data, work_roles=list(work_roles(request.actor)), bands=stored_targets())


@needs(APPROVE_MARGINS)
def utilisation_targets(request: ActorRequest) -> HttpResponse:
    return page(request, "profit/utilisation_targets.html", {"form": _form(request)})


@needs(APPROVE_MARGINS, "POST")
def utilisation_targets_set(request: ActorRequest) -> HttpResponse:
    form = _form(request, request.POST)
    if form.is_valid():
        with form.showing_refusals():
            count = set_targets(request.actor, bands=form.bands())
            said = _("Bands set: %(n)s") % {"n": count} if count else _("Nothing was changed")
            return redirect(request, reverse("profit:utilisation"), said)
    context = {"form": form}
    return page(request, "profit/utilisation_targets.html", context, partial="form", status=422)
