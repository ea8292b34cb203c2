"""The running timer: one a person; it survives everything, and stopping it makes an entry."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from napulse.access.actor import Actor, action
from napulse.clients.models import Client
from napulse.delivery.models import Project, Task
from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing.hours import in_steps
from napulse.estimates.models import BudgetLine
from napulse.ledger.queries import money_rules
from napulse.people.models import Person
from napulse.people.queries import agency_today
from napulse.timesheets.actions.checking import EntryData, refuse_shape, refuse_strange
from napulse.timesheets.actions.time import save_entry
from napulse.timesheets.models import EntryOrigin, EntryState, TimeEntry, Timer
from napulse.timesheets.permissions import EDIT_OWN_TIME
from napulse.timesheets.queries.places import own_person
from napulse.timesheets.queries.timers import is_forgotten

NOTHING = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TimerData:
    """What the timer is to run on."""

    client: Client | None = None
    project: Project | None = None
    task: Task | None = None
    line: BudgetLine | None = None
    note: str = ""
    billable: bool = True


@action(EDIT_OWN_TIME)
def start_timer(actor: Actor, *, data: TimerData, now: datetime) -> Timer:
    """Start, or switch: what ran before is stopped and entered first."""
    person = own_person(actor)
    wanted = _entry_data(person, data, 1, now)
    refuse_shape([wanted], now)
    refuse_strange(actor, [wanted])
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two presses take turns
    if Timer.objects.select_for_update().filter(person=person).exists():
        stop_timer(actor, now=now)
    return Timer.objects.create(
        person=person,
        client_id=wanted.client_id,
        project=data.project,
        task=data.task,
        line=data.line,
        note=data.note.strip()[:300],
        billable=data.billable,
        started_at=now,
    )


@action(EDIT_OWN_TIME)
def stop_timer(
    actor: Actor, *, now: datetime, minutes: int | None = None, note: str | None = None
) -> TimeEntry | None:
    """Enter what the timer showed, in the steps of the house; less than a minute is nothing.

    One that ran over twelve hours was forgotten: its minutes have to be said.
    """
    person = own_person(actor)
    timer = (
        Timer.objects.select_for_update(of=("self",))
        .select_related("client", "project", "task", "line")
        .filter(person=person)
        .first()
    )
    if timer is None:
        raise Refused("timer.none")
    ran = now - timer.started_at
    if minutes is None and is_forgotten(timer, now):
        raise Refused("timer.forgotten", hours=int(ran.total_seconds()) // 3600)
    timer.delete()
    if minutes is None and ran < NOTHING:
        return None
    step = money_rules().step_minutes
    spent = in_steps(int(ran.total_seconds()) // 60, step) if minutes is None else minutes
    said = timer.note if note is None else note
    data = TimerData(timer.client, timer.project, timer.task, timer.line, said, timer.billable)
    wanted = _entry_data(person, data, spent, timer.started_at)
    near = _same(person, wanted)
    if near is None:
        return save_entry(actor, data=wanted, now=now)
    more = replace(
        _entry_data(person, data, near.minutes + spent, timer.started_at),
        role=near.role,
        grade=near.grade,
    )
    return save_entry(actor, data=more, entry=near, now=now)


@action(EDIT_OWN_TIME)
def discard_timer(actor: Actor) -> None:
    """Let the timer go without an entry."""
    Timer.objects.filter(person=own_person(actor)).delete()


def _entry_data(person: Person, data: TimerData, minutes: int, at: datetime) -> EntryData:
    return EntryData(
        person=person,
        on=agency_today(at),
        minutes=minutes,
        client=data.client,
        project=data.project,
        task=data.task,
        line=data.line,
        note=data.note,
        billable=data.billable,
        origin=EntryOrigin.TIMER,
    )


def _same(person: Person, data: EntryData) -> TimeEntry | None:
    """What the timer entered today on the same work with the same words: it grows."""
    rows = TimeEntry.objects.filter(
        person=person,
        on=data.on,
        client=data.client_id,
        project=data.project,
        task=data.task,
        note=" ".join(data.note.split())[:300],
        billable=data.billable and data.client_id is not None,
        origin=EntryOrigin.TIMER,
        state=EntryState.DRAFT,
        deleted_at=None,
    )
    named = rows.filter(line=data.line, line_named=True) if data.line else rows
    found: TimeEntry | None = named.filter(line_named=data.line is not None).first()
    return found
