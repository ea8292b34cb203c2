"""One's own week: the grid and its cells, submitting and taking back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Missing, Refused
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.timesheets.actions import cells as cell_actions
from napulse.timesheets.actions import weeks as actions
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.forms.week import StopForm, TypedCell, read_cells, read_day, read_week
from napulse.timesheets.models import SheetState, TimeEntry
from napulse.timesheets.permissions import EDIT_OWN_TIME, VIEW_OWN_TIME
from napulse.timesheets.proposals import Proposed, declined_count, proposals
from napulse.timesheets.queries.caps import used_up
from napulse.timesheets.queries.grid import (
    Grid,
    Place,
    RowKey,
    grid_of,
    has_row,
    last_rows,
    places_of,
)
from napulse.timesheets.queries.places import own_person
from napulse.timesheets.queries.timers import timer_of
from napulse.timesheets.queries.weeks import WEEK, is_own_unsent, waiting
from napulse.timesheets.wording_time import REFUSALS, told
from napulse.ui.pages import page, redirect, toast

PAGE = "timesheets/week.html"
MOST_ROWS = 60


def week_url(week_on: date, **more: object) -> str:
    """The page of a week."""
    query = QueryDict(mutable=True)
    query["week"] = week_on.isoformat()
    for name, value in more.items():
        query[name] = str(value)
    return f"{reverse('timesheets:week')}?{query.urlencode()}"


def asked_rows(texts: Sequence[str]) -> list[RowKey]:
    """Rows that an address or a form names; what is no row is left out."""
    found = []
    for text in texts[:MOST_ROWS]:
        try:
            found.append(RowKey.read(text))
        except Missing:
            continue
    return found


def own_grid(request: ActorRequest, week_on: date, rows: Sequence[str], last: str = "") -> Grid:
    """The actor's week; an empty one begins with the rows of the last that was filled in."""
    person = own_person(request.actor)
    grid = grid_of(request.actor, person, week_on, more=asked_rows(rows))
    if last or not (grid.rows or grid.is_closed):
        before = last_rows(person.pk, week_on)
        if before:
            more = [*asked_rows(rows), *before]
            return grid_of(request.actor, person, week_on, more=more)
    return grid


def grid_context(request: ActorRequest, grid: Grid, *, shown: date | None = None) -> dict[str, Any]:
    """What the grid is drawn from."""
    today = agency_today(timezone.now())
    is_now = grid.week_on <= today <= grid.last_on
    shown = shown if shown and grid.week_on <= shown <= grid.last_on else None
    day = shown or (today if is_now else grid.week_on)
    return {
        "grid": grid,
        "may_edit": request.actor.can(EDIT_OWN_TIME) and not grid.is_closed,
        "today": today,
        "shown": day,
        "shown_place": (day - grid.week_on).days,
        "step": money_rules().step_minutes,
        "last_rows_url": week_url(grid.week_on, rows="last"),
    }


def page_context(request: ActorRequest, grid: Grid, now: datetime) -> dict[str, Any]:
    """The whole page: grid, timer, proposals, the week before and after."""
    context = grid_context(request, grid, shown=read_day(request.GET.get("day", "")))
    timer = timer_of(request.actor)
    last = min(grid.last_on, agency_today(now))
    days = {"first": grid.week_on, "last": last}
    fresh = [] if grid.is_closed else proposals(request.actor, **days, now=now)
    is_now = grid.week_on <= context["today"] <= grid.last_on
    is_late = is_now and is_own_unsent(request.actor, now=now)
    return context | {
        "unsent_url": week_url(grid.week_on - WEEK) if is_late else "",
        "to_approve": len(waiting(request.actor, now=now, with_norms=False)),
        "before_url": week_url(grid.week_on - WEEK),
        "after_url": week_url(grid.week_on + WEEK),
        "now_url": reverse("timesheets:week"),
        "is_this_week": is_now,
        "proposals": fresh,
        "proposed": Proposed(fresh, is_open=bool(request.GET.get("more"))),
        "used_up": used_up(
            request.actor,
            [(row.place.client, row.place.project) for row in grid.rows if row.key.billable],
            min(grid.last_on, agency_today(now)),
        ),
        "aside": 0 if grid.is_closed else declined_count(request.actor, **days),
        "timer": timer,
        "stop_form": StopForm(initial={"note": timer.note}) if timer else None,
        "may_submit": context["may_edit"] and grid.week_on <= context["today"],
        "may_withdraw": request.actor.can(EDIT_OWN_TIME) and grid.state == SheetState.SUBMITTED,
    }


@needs(VIEW_OWN_TIME)
def week(request: ActorRequest) -> HttpResponse:
    """The week that is asked for, or the one we are in."""
    now = timezone.now()
    week_on = read_week(request.GET.get("week", ""), agency_today(now))
    grid = own_grid(request, week_on, request.GET.getlist("row"), request.GET.get("rows", ""))
    return page(request, PAGE, page_context(request, grid, now), partial="page")


@needs(EDIT_OWN_TIME, "POST")
def cells_saved(request: ActorRequest) -> HttpResponse:
    """Store the cells that came; what is refused stays in its cell with the reason."""
    now = timezone.now()
    week_on = read_week(request.POST.get("week", ""), agency_today(now))
    try:
        typed = read_cells(request.POST)
    except Refused as refusal:
        grid = own_grid(request, week_on, request.POST.getlist("row"))
        context = page_context(request, grid, now) | {"refused": told(refusal)}
        return page(request, PAGE, context, partial="page", status=422)
    errors, taken = _stored(request, typed, now)
    grid = own_grid(request, week_on, request.POST.getlist("row"))
    _marked(grid, errors)
    if request.headers.get("HX-Request") != "true" and not errors:
        return redirect(request, week_url(week_on), _("Saved"))
    status = 422 if errors else 200
    context = grid_context(request, grid) if _is_part(request) else page_context(request, grid, now)
    answer = page(request, PAGE, context, partial="grid", status=status)
    if taken:
        undo = reverse("timesheets:entry_restore", args=[taken[-1].pk])
        return toast(answer, _("Time deleted"), undo)
    return answer


def _is_part(request: ActorRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


Errors = Mapping[tuple[RowKey, date], tuple[str, str]]


def _stored(
    request: ActorRequest, typed: Sequence[TypedCell], now: datetime
) -> tuple[Errors, list[TimeEntry]]:
    """Each cell by itself; errors by cell, and what was emptied."""
    person = own_person(request.actor)
    keys = list(dict.fromkeys(cell.key for cell in typed))
    places = {place.key: place for place in places_of(request.actor, keys)}
    errors, taken = {}, []
    for cell in typed:
        if cell.key not in places:
            if not has_row(person.pk, cell.key, cell.on):
                raise Missing("row")
            errors[cell.key, cell.on] = (cell.typed, str(REFUSALS["time.row_closed"]))
            continue
        if cell.minutes is None:
            errors[cell.key, cell.on] = (cell.typed, str(REFUSALS["time.unreadable"]))
            continue
        data = entry_data(places[cell.key], person, cell)
        try:
            entry = cell_actions.set_cell(
                request.actor, key=cell.key, data=data, seen=cell.seen, now=now
            )
        except Refused as refusal:
            errors[cell.key, cell.on] = (cell.typed, told(refusal))
        else:
            taken += [entry] if entry and entry.deleted_at else []
    return errors, taken


def entry_data(place: Place, person: Any, cell: TypedCell) -> EntryData:
    """What a cell says, as time of its row."""
    return EntryData(
        person=person,
        on=cell.on,
        minutes=cell.minutes or 0,
        client=place.client,
        project=place.project,
        task=place.task,
        line=place.line,
        note=cell.words,
        billable=bool(place.key.billable),
    )


def _marked(grid: Grid, errors: Errors) -> None:
    for (key, on), (typed, sentence) in errors.items():
        cell = grid.cell(key, on)
        if cell is not None:
            cell.typed, cell.error = typed, sentence


@needs(EDIT_OWN_TIME, "POST")
def week_submit(request: ActorRequest) -> HttpResponse:
    """Hand the week over; the way back is to take it back."""
    now = timezone.now()
    week_on = read_week(request.POST.get("week", ""), agency_today(now))
    try:
        actions.submit_week(request.actor, week_on=week_on, now=now)
    except Refused as refusal:
        grid = own_grid(request, week_on, ())
        context = page_context(request, grid, now) | {"refused": told(refusal)}
        return page(request, PAGE, context, partial="page", status=422)
    undo = reverse("timesheets:week_withdraw", args=[week_on.isoformat()])
    return redirect(request, week_url(week_on), _("The week is submitted"), undo)


@needs(EDIT_OWN_TIME, "POST")
def week_withdraw(request: ActorRequest, week: str) -> HttpResponse:
    """Take a submitted week back; answered meanwhile, it stays as it is."""
    now = timezone.now()
    week_on = read_week(week, agency_today(now))
    try:
        actions.withdraw_week(request.actor, week_on=week_on, now=now)
    except Refused as refusal:
        return redirect(request, week_url(week_on), told(refusal))
    return redirect(request, week_url(week_on), _("The week is open again"))
