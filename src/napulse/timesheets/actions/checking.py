"""What time may be entered: by whom, for what, on which days."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.db.reading import as_date, for_update, ids, places, read, table
from napulse.db.together import Statement
from napulse.delivery.models import Project, Task
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.estimates.models import BudgetLine
from napulse.people.models import Person, WorkRole
from napulse.people.queries import agency_today, line_below
from napulse.timesheets.models import (
    EntryOrigin,
    EntryState,
    SheetState,
    TimeEntry,
    TimeImport,
    WeekSheet,
)
from napulse.timesheets.models.time import DAY_MINUTES
from napulse.timesheets.permissions import APPROVE_TIME, EDIT_TIME
from napulse.timesheets.queries.places import own_projects

AHEAD = timedelta(days=31)
TOLD = (SheetState.SUBMITTED, SheetState.APPROVED)
PersonDay = tuple[int, date]


@dataclass(frozen=True, slots=True)
class EntryData:
    """Minutes of a person on a day, and of what. Without a client it is the house's own work.

    A role that is not given is that of the line, where the person can take it, else the usual one.
    `state` APPROVED is for time that was approved elsewhere, by those who approve.
    """

    person: Person
    on: date
    minutes: int
    client: Client | None = None
    project: Project | None = None
    task: Task | None = None
    line: BudgetLine | None = None
    role: WorkRole | None = None
    grade: int | None = None
    note: str = ""
    billable: bool = True
    origin: str = EntryOrigin.HAND
    origin_key: str | None = None
    batch: TimeImport | None = None
    state: str = EntryState.DRAFT

    @property
    def client_id(self) -> int | None:
        """Of the project where there is one."""
        if self.project is not None:
            return self.project.client_id
        return self.client.pk if self.client else None


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def refuse_shape(rows: Iterable[EntryData], now: datetime) -> None:
    """Minutes within a day, a day not far ahead, and parts that belong to one another."""
    last = now.date() + AHEAD
    for data in rows:
        if not 1 <= data.minutes <= DAY_MINUTES:
            raise Refused("time.not_within_a_day")
        if data.on > last and data.on > agency_today(now) + AHEAD:
            raise Refused("time.too_far_ahead", on=data.on)
        if data.client and data.project and data.project.client_id != data.client.pk:
            raise Refused("time.of_another_client")
        project_id = data.project.pk if data.project else None
        for part in (data.task, data.line):
            if part is not None and part.project_id != project_id:
                raise Refused("time.of_another_project")


def refuse_strange(actor: Actor, rows: Sequence[EntryData]) -> None:
    """Own time of projects that are seen or worked on; that of others by level, client and line."""
    if not actor.is_person:
        return
    for_others = [data for data in rows if data.person.user_id != actor.own_id]
    if for_others or any(data.state != EntryState.DRAFT for data in rows):
        actor.require(APPROVE_TIME if _is_approved(rows) else EDIT_TIME)
    unseen = [d for d in rows if d.client_id and not actor.sees(d.client_id)]
    if any(data.person.user_id != actor.own_id or not data.project for data in unseen):
        raise NotAllowed(EDIT_TIME)
    if unseen:
        own = set(own_projects(actor.own_id).values_list("pk", flat=True))
        if any(data.project and data.project.pk not in own for data in unseen):
            raise NotAllowed(EDIT_TIME)
    _refuse_other_lines(actor, [data for data in for_others if data.client_id is None])


def _is_approved(rows: Iterable[EntryData]) -> bool:
    return any(data.state != EntryState.DRAFT for data in rows)


def _refuse_other_lines(actor: Actor, internal: Sequence[EntryData]) -> None:
    """Work of the house is seen by those above in the line."""
    if not internal or actor.client_ids is None:
        return
    below = line_below(actor.own_id)
    if any(data.person.user_id not in below for data in internal):
        raise NotAllowed(EDIT_TIME)


def weeks_statement(days: Collection[PersonDay]) -> Statement:
    """The weeks of these days, locked."""
    persons = sorted({person for person, _on in days})
    weeks = sorted({monday(on) for _person, on in days})
    sql = f"""
    SELECT person_id, week_on, state FROM {table(WeekSheet)}
     WHERE person_id IN ({places(persons)}) AND week_on IN ({places(weeks)}){for_update()}
    """  # noqa: S608 names come from models
    return sql, (*persons, *weeks)


def days_statement(rows: Sequence[EntryData], but: Collection[int] = ()) -> Statement:
    """How full the days of these entries are, `but` these."""
    persons, known = sorted({data.person.pk for data in rows}), ids(but)
    days = [data.on for data in rows]
    sql = f"""
    SELECT person_id, "on", SUM(minutes) FROM {table(TimeEntry)}
     WHERE person_id IN ({places(persons)}) AND "on" >= %s AND "on" <= %s
       AND deleted_at IS NULL AND id NOT IN ({places(known)})
     GROUP BY person_id, "on"
    """  # noqa: S608 names come from models
    return sql, (*persons, min(days), max(days), *known)


def refuse_told_weeks(days: Collection[PersonDay]) -> None:
    """A week that was submitted or approved is first returned or reopened.

    Its row is locked: a week cannot be submitted past time that is being entered.
    """
    wanted = {(person_id, monday(on)) for person_id, on in days}
    for person_id, told_on, state in read(*weeks_statement(days)):
        week_on = as_date(told_on)
        if (person_id, week_on) in wanted and state in TOLD:
            raise Refused(f"week.{state}", week=week_on)


def refuse_full_days(rows: Sequence[EntryData], *, but: Collection[int] = ()) -> None:
    """A day of a person has no more than 24 hours, `but` the entries that are replaced."""
    wanted: dict[PersonDay, int] = {}
    for data in rows:
        key = (data.person.pk, data.on)
        wanted[key] = wanted.get(key, 0) + data.minutes
    for person_id, told_on, minutes in read(*days_statement(rows, but)):
        on = as_date(told_on) or date.min
        if (person_id, on) in wanted:
            wanted[person_id, on] += minutes
    full = next((on for (_person, on), minutes in wanted.items() if minutes > DAY_MINUTES), None)
    if full:
        raise Refused("time.day_is_full", on=full)


def refuse_locked(entries: Iterable[TimeEntry]) -> None:
    """What an invoice used does not change."""
    for entry in entries:
        if entry.state == EntryState.LOCKED:
            raise Refused("time.locked", on=entry.on)
