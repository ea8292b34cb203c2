"""Capacity: roles × weeks, the people of each role, and what their weeks are filled with."""

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
from napulse.delivery.permissions import EDIT_PLANS, VIEW_PLANS
from napulse.delivery.queries.capacity_detail import hiring, person_capacity, role_capacity
from napulse.delivery.queries.capacity_table import (
    Asked,
    CapacityTable,
    Cell,
    RoleRow,
    capacity_table,
)
from napulse.delivery.views.capacity_tabs import capacity_tabs
from napulse.engines.kernel.text import whole
from napulse.engines.planning.capacity import Days
from napulse.people.permissions import VIEW_PEOPLE, VIEW_RATES
from napulse.people.queries import agency_today, person, work_role
from napulse.ui.formats import NBSP
from napulse.ui.menu import Tab
from napulse.ui.pages import page
from napulse.ui.tables import Column, Table, download

SPANS = (6, 13, 26)
WORST = 3


def _asked(request: ActorRequest) -> Asked:
    """From the address; what makes no sense is as if it were not asked."""
    weeks = whole(request.GET.get("weeks", "")) or 13
    opened = {whole(each) or 0 for each in request.GET.get("open", "").split(",") if each}
    return Asked(
        _first(request),
        weeks if weeks in SPANS else 13,
        request.GET.get("won", "") == "",
        frozenset(opened),
    )


def _first(request: ActorRequest) -> date:
    today = agency_today(timezone.now())
    try:
        asked = parse_date(request.GET.get("from", ""))
    except ValueError:
        asked = None
    near = asked if asked and abs(asked.year - today.year) <= 5 else today
    return near - timedelta(days=near.weekday())


def _address(asked: Asked, path: str) -> str:
    """The page with these wishes; what is usual is left out."""
    parts = [f"from={asked.first.isoformat()}"]
    parts += [f"weeks={asked.weeks}"] if asked.weeks != SPANS[1] else []
    parts += [] if asked.with_tentative else ["won=only"]
    parts += [f"open={','.join(map(str, sorted(asked.opened)))}"] if asked.opened else []
    return f"{path}?{'&'.join(parts)}"


def _tools(request: ActorRequest, asked: Asked) -> dict[str, Any]:
    """The switches of the page as links."""
    path, step = request.path, timedelta(weeks=max(1, asked.weeks // 2))
    today = agency_today(timezone.now())
    this_week = today - timedelta(days=today.weekday())
    return {
        "spans": [
            Tab(
                ngettext("%(n)s week", "%(n)s weeks", span) % {"n": span},
                _address(replace(asked, weeks=span), path),
                span == asked.weeks,
            )
            for span in SPANS
        ],
        "hopes": [
            Tab(
                _("With hopes, by their probability"),
                _address(replace(asked, with_tentative=True), path),
                asked.with_tentative,
            ),
            Tab(
                _("Only what is won"),
                _address(replace(asked, with_tentative=False), path),
                not asked.with_tentative,
            ),
        ],
        "before_url": _address(replace(asked, first=asked.first - step), path),
        "now_url": _address(replace(asked, first=this_week), path),
        "after_url": _address(replace(asked, first=asked.first + step), path),
        "this_week": this_week,
        "query": _address(asked, ""),
    }


@needs(VIEW_PLANS)
def capacity(request: ActorRequest) -> HttpResponse:
    asked = _asked(request)
    table = capacity_table(request.actor, asked)
    context = {
        **_tools(request, asked),
        "capacity_tabs": capacity_tabs(request, "capacity"),
        "table": table,
        "rows": [(row, _toggled(asked, row, request.path)) for row in table.rows],
        "weeks": _labelled(table.weeks),
        "worst": [(name, _label(cell.week.first), cell.short) for name, cell in table.over[:WORST]],
        "hiring": hiring(request.actor),
        "shows_cost": request.actor.can(VIEW_RATES),
        "can_edit": request.actor.can(EDIT_PLANS),
        "export_url": _address(asked, reverse("delivery:capacity_export")),
        "open_all_url": _address(_all_opened(asked, table), request.path),
    }
    return page(request, "delivery/capacity.html", context, partial="table")


def _label(day: date) -> str:
    """A week by its Monday: "23 ноя"."""
    pattern = pgettext("day and short month, as in the date filter", "j M")
    return dateformat.format(day, pattern).replace(" ", NBSP)


def _labelled(weeks: list[Days]) -> list[tuple[date, str]]:
    return [(week.first, _label(week.first)) for week in weeks]


def _toggled(asked: Asked, row: RoleRow, path: str) -> str:
    return _address(replace(asked, opened=asked.opened ^ {row.role_id}), path)


def _all_opened(asked: Asked, table: CapacityTable) -> Asked:
    every = frozenset(row.role_id for row in table.rows)
    return replace(asked, opened=frozenset() if asked.opened >= every else every)


COLUMNS = (
    Column("role", gettext_lazy("Work role"), read=lambda line: line[0]),
    Column("who", gettext_lazy("Who"), read=lambda line: line[1]),
    Column("week", gettext_lazy("Week from"), kind="date", read=lambda line: line[2].week.first),
    Column("asked", gettext_lazy("Asked, h"), kind="int", read=lambda line: line[2].asked_hours),
    Column("there", gettext_lazy("There is, h"), kind="int", read=lambda line: line[2].there_hours),
    Column("load", gettext_lazy("Load, %"), kind="int", read=lambda line: line[2].percent),
    Column("away", gettext_lazy("Days away"), kind="int", read=lambda line: line[2].away),
)


@needs(VIEW_PLANS)
def capacity_export(request: ActorRequest) -> HttpResponse:
    table = capacity_table(request.actor, _asked(request))
    return download(request, Table(COLUMNS, list(_flat(table))), "capacity")


def _flat(table: CapacityTable) -> Iterator[tuple[str, str, Cell]]:
    """A line for each week of each role, of each person, and of what nobody has yet."""
    for row in table.rows:
        yield from ((row.name, _("all"), cell) for cell in row.cells)
        for each in row.people:
            yield from ((row.name, str(each.member.person), cell) for cell in each.cells)
        if row.has_unnamed:
            yield from ((row.name, _("not named yet"), cell) for cell in row.unnamed)


@needs(VIEW_PLANS)
def capacity_person(request: ActorRequest, person_id: int) -> HttpResponse:
    request.actor.require(VIEW_PEOPLE)
    someone, asked = person(request.actor, person_id), _asked(request)
    detail = person_capacity(request.actor, person_id, asked)
    context = {
        **_tools(request, asked),
        "heading": someone.user.name,
        "about": "; ".join(str(each) for each in someone.skills.select_related("role")),
        "page_url": someone.get_absolute_url(),
        "detail": detail,
        "weeks": _labelled(detail.weeks),
        "by_person": False,
    }
    return page(request, "delivery/capacity_detail.html", context)


@needs(VIEW_PLANS)
def capacity_role(request: ActorRequest, role_id: int) -> HttpResponse:
    request.actor.require(VIEW_PEOPLE)
    role, asked = work_role(request.actor, role_id), _asked(request)
    detail = role_capacity(request.actor, role_id, asked)
    context = {
        **_tools(request, asked),
        "heading": role.name,
        "about": "",
        "page_url": f"{reverse('people:person_list')}?role={role.pk}",
        "detail": detail,
        "weeks": _labelled(detail.weeks),
        "by_person": True,
    }
    return page(request, "delivery/capacity_detail.html", context)
