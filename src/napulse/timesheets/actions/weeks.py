"""Weeks: submitted by their people, approved or returned by whoever answers for them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import F, Q

from napulse.access.actor import Actor, action
from napulse.audit.history import change, record_changes, snapshot
from napulse.audit.recording import recording
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.jobs.queue import after_commit
from napulse.people.models import Person
from napulse.people.queries import agency_today
from napulse.timesheets.models import EntryState, SheetState, TimeEntry, WeekSheet
from napulse.timesheets.permissions import APPROVE_TIME, EDIT_OWN_TIME
from napulse.timesheets.queries.places import own_person
from napulse.timesheets.queries.weeks import LAST, Week, answerable, monday, week_of, weeks_of

TELL = "service.tell_of_week"


@action(EDIT_OWN_TIME)
def submit_week(actor: Actor, *, week_on: date, now: datetime) -> WeekSheet:
    """Hand over one's own week: its time does not change until it is returned."""
    person, week_on = own_person(actor), monday(week_on)
    if week_on > agency_today(now):
        raise Refused("week.not_yet")
    sheet = _sheet(person, week_on)
    if sheet.state in (SheetState.SUBMITTED, SheetState.APPROVED):
        raise Refused(f"week.{sheet.state}", week=week_on)
    week = week_of(person, week_on)
    if week.norm and not week.minutes:
        raise Refused("week.empty")
    with change(actor, sheet, "week.submitted", note={"minutes": [None, week.minutes]}):
        sheet.state, sheet.submitted_at = SheetState.SUBMITTED, now
        sheet.answered_by, sheet.answered_at = None, None
        sheet.save()
    _move([week], EntryState.DRAFT, EntryState.SUBMITTED)
    after_commit(TELL, sheet_id=sheet.pk, code="week_submitted", teller_id=actor.own_id)
    return sheet


def _sheet(person: Person, week_on: date) -> WeekSheet:
    """The row of a week, locked; made when it is first needed."""
    with recording(WeekSheet):
        WeekSheet.objects.get_or_create(
            person=person, week_on=week_on, defaults={"state": SheetState.OPEN}
        )
    found: WeekSheet = WeekSheet.objects.select_for_update().get(person=person, week_on=week_on)
    return found


def _move(weeks: Sequence[Week], before: str, after: str) -> None:
    """All time of these weeks that is in one state goes to another; the week's history says so."""
    if not weeks:
        return
    days = [
        Q(person=week.person.pk, on__gte=week.week_on, on__lte=week.week_on + LAST)
        for week in weeks
    ]
    with recording(TimeEntry):
        TimeEntry.objects.filter(reduce(or_, days), state=before, deleted_at=None).update(
            state=after, version=F("version") + 1
        )


@action(EDIT_OWN_TIME)
def withdraw_week(actor: Actor, *, week_on: date, now: datetime) -> WeekSheet:
    """Take one's own submitted week back before it is answered."""
    person = own_person(actor)
    sheet = _sheet(person, monday(week_on))
    if sheet.state != SheetState.SUBMITTED:
        raise Refused("week.not_submitted")
    with change(actor, sheet, "week.withdrawn"):
        sheet.state, sheet.submitted_at = SheetState.OPEN, None
        sheet.save()
    _move([Week(person, sheet.week_on)], EntryState.SUBMITTED, EntryState.DRAFT)
    return sheet


@action(EDIT_OWN_TIME)
def approve_weeks(actor: Actor, *, sheet_ids: Collection[int], now: datetime) -> list[WeekSheet]:
    """Approve submitted weeks that the actor answers for; what is approved already stays so."""
    weeks = _held(actor, sheet_ids, now)
    open_ones = [week for week in weeks if _state(week) != SheetState.APPROVED]
    if any(_state(week) != SheetState.SUBMITTED for week in open_ones):
        raise Refused("week.not_submitted")
    _answer(actor, open_ones, "week.approved", SheetState.APPROVED, now)
    _move(open_ones, EntryState.SUBMITTED, EntryState.APPROVED)
    return [_row(week) for week in open_ones]


@action(EDIT_OWN_TIME)
def take_back_approval(
    actor: Actor, *, sheet_ids: Collection[int], now: datetime
) -> list[WeekSheet]:
    """An approval given in error: the weeks wait again. Time in an invoice stays approved."""
    weeks = [week for week in _held(actor, sheet_ids, now) if _state(week) == SheetState.APPROVED]
    _answer(actor, weeks, "week.reopened", SheetState.SUBMITTED, None)
    _move(weeks, EntryState.APPROVED, EntryState.SUBMITTED)
    return [_row(week) for week in weeks]


@action(EDIT_OWN_TIME)
def return_week(
    actor: Actor, sheet: WeekSheet, *, words: str, now: datetime, version: int | None = None
) -> WeekSheet:
    """Give a submitted or approved week back to its person, with words; time in invoices stays."""
    [week] = _held(actor, [sheet.pk], now)
    if version is not None and _row(week).version != version:
        raise Refused("row.changed", name=str(sheet))
    before = _state(week)
    if before not in (SheetState.SUBMITTED, SheetState.APPROVED):
        raise Refused("week.not_submitted")
    if not words.strip():
        raise Refused("week.says_why")
    was_approved = before == SheetState.APPROVED
    event = "week.reopened" if was_approved else "week.returned"
    sheet = _row(week)
    with change(actor, sheet, event):
        sheet.state, sheet.words = SheetState.RETURNED, words.strip()[:300]
        sheet.answered_by_id, sheet.answered_at = actor.user_id, now
        sheet.save()
    state = EntryState.APPROVED if was_approved else EntryState.SUBMITTED
    _move([week], state, EntryState.DRAFT)
    after_commit(TELL, sheet_id=sheet.pk, code="week_returned", teller_id=actor.own_id)
    return sheet


def _held(actor: Actor, sheet_ids: Collection[int], now: datetime) -> list[Week]:
    """Weeks by their sheets, locked, all of them this actor's to answer."""
    rows = WeekSheet.objects.select_for_update(of=("self",)).select_related("person__user")
    found = list(rows.filter(pk__in=sheet_ids).order_by("pk"))
    if len(found) != len(set(sheet_ids)):
        raise Missing("sheet")
    weeks = weeks_of([(sheet.person, sheet.week_on) for sheet in found], found)
    if len(answerable(actor, weeks, today=agency_today(now))) != len(weeks):
        raise NotAllowed(APPROVE_TIME)
    return weeks


def _row(week: Week) -> WeekSheet:
    if week.sheet is None:
        raise Missing("sheet")
    return week.sheet


def _state(week: Week) -> str:
    return _row(week).state


def _answer(
    actor: Actor, weeks: Sequence[Week], event: str, state: SheetState, answered_at: datetime | None
) -> None:
    """Give weeks their answer, in a fixed number of statements."""
    rows = [_row(week) for week in weeks]
    if not rows:
        return
    before = [snapshot(row) for row in rows]
    for row in rows:
        row.state, row.version, row.words = state, row.version + 1, ""
        row.answered_by_id = actor.user_id if answered_at else None
        row.answered_at = answered_at
    with recording(WeekSheet):
        names = ["state", "version", "words", "answered_by", "answered_at"]
        WeekSheet.objects.bulk_update(rows, names, 500)
    record_changes(actor, list(zip(rows, before, strict=True)), event)
