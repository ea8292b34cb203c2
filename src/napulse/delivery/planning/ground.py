"""Everything a plan is made of, read in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from operator import attrgetter
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from napulse.access.queries import agency
from napulse.delivery.busy import Busy, busy_times
from napulse.delivery.models import (
    Booking,
    BookingState,
    FixedPerson,
    Plan,
    PlannedPerson,
    PlanState,
    Project,
    ProjectState,
    Task,
    TaskLink,
    TaskNeed,
    TaskState,
)
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.people.models import Absence, AbsenceState, Person, PersonSkill
from napulse.people.queries import RateTable, rates_on, work_calendars

Row = TypeVar("Row")

WORKED_ON = [ProjectState.PLANNED, ProjectState.ACTIVE]
LATEST_START = time(14)
AHEAD = timedelta(days=365)
AFTER_DUE = timedelta(days=180)
HOUSE = "RU"
SLOT_MINUTES = 240
BASE_CURRENCY = "RUB"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a plan is asked for: from which moment, and whether work not yet won is counted."""

    now: datetime
    with_tentative: bool = False


@dataclass
class Ground:
    """Rows by what they belong to. Tasks are those that are not done, of projects worked on."""

    from_on: date
    zone: str
    projects: dict[int, Project]
    tasks: dict[int, Task]
    done: dict[int, Task]
    needs: dict[int, list[TaskNeed]] = field(default_factory=dict)
    links: dict[int, list[TaskLink]] = field(default_factory=dict)
    fixed: dict[int, list[FixedPerson]] = field(default_factory=dict)
    persons: dict[int, Person] = field(default_factory=dict)
    skills: dict[int, list[PersonSkill]] = field(default_factory=dict)
    absences: dict[int, list[Absence]] = field(default_factory=dict)
    bookings: dict[int, list[Booking]] = field(default_factory=dict)
    places: list[Booking] = field(default_factory=list)
    at_work: dict[int, list[PlannedPerson]] = field(default_factory=dict)
    rates: RateTable | None = None
    calendars: dict[str, WorkCalendar] = field(default_factory=dict)

    @cached_property
    def last_on(self) -> date:
        """How far a plan can reach: a year, or half a year after the last date promised."""
        dues = [one.due_on for one in self.projects.values()]
        dues += [one.due_on for one in self.tasks.values()]
        return max([self.from_on + AHEAD, *(due + AFTER_DUE for due in dues if due)])

    @cached_property
    def currency(self) -> str:
        """The currency of most rates: others are not added up with it."""
        told = self.rates.costs.values() if self.rates else ()
        counted = Counter(cost.currency for cost in told)
        return counted.most_common(1)[0][0] if counted else BASE_CURRENCY

    @property
    def priced(self) -> list[tuple[int, int]]:
        """Work roles and grades with a rate in the plan's currency."""
        told = self.rates.costs.items() if self.rates else ()
        return [key for key, cost in told if cost.currency == self.currency]

    def rate(self, role_id: int, grade: int) -> int:
        """What an hour costs in minor units of the plan's currency; nothing if nobody has said.

        A grade without a rate costs as much as the nearest: nobody is cheaper for being unpriced.
        """
        cost = self.rates.of(role_id, grade, self.currency) if self.rates else None
        return cost.minor if cost else 0

    @cached_property
    def busy(self) -> dict[int, list[Busy]]:
        """Meetings by user."""
        zone = ZoneInfo(self.zone)
        start = datetime.combine(self.from_on, time(), zone)
        end = datetime.combine(self.last_on, time(), zone)
        users = [person.user_id for person in self.persons.values()]
        found: dict[int, list[Busy]] = defaultdict(list)
        for one in busy_times(users, start=start, end=end):
            found[one.user_id].append(one)
        return found


def first_day(now: datetime, zone: str) -> date:
    """Today, or tomorrow once the second half of the day has begun."""
    local = now.astimezone(ZoneInfo(zone))
    return local.date() + timedelta(days=int(local.time() >= LATEST_START))


def worked_on(*, with_tentative: bool) -> "QuerySet[Project]":
    """Projects that a plan covers: planned and running ones, those not yet won by choice."""
    found = Project.objects.filter(deleted_at=None, state__in=WORKED_ON)
    won: QuerySet[Project] = found if with_tentative else found.filter(probability=100)
    return won


def open_task_ids(*, with_tentative: bool) -> set[int]:
    """Tasks that a plan made now would hold."""
    rows = Task.objects.filter(
        project__in=worked_on(with_tentative=with_tentative), deleted_at=None
    )
    return set(rows.exclude(state=TaskState.DONE).values_list("pk", flat=True))


def ground(ask: Ask) -> Ground:
    """Read what a plan from this moment on is made of."""
    zone = agency().zone
    projects = worked_on(with_tentative=ask.with_tentative)
    found = {row.pk: row for row in projects.select_related("client")}
    rows = Task.objects.filter(project_id__in=found, deleted_at=None)
    made = Ground(
        from_on=first_day(ask.now, zone),
        zone=zone,
        projects=found,
        tasks={row.pk: row for row in rows.exclude(state=TaskState.DONE)},
        done={row.pk: row for row in rows.filter(state=TaskState.DONE)},
    )
    _read_work(made)
    _read_people(made)
    _read_time(made, with_tentative=ask.with_tentative)
    return made


def _read_work(made: Ground) -> None:
    projects = {"task__project_id__in": made.projects, "task__deleted_at": None}
    made.needs = _by(TaskNeed.objects.filter(**projects).select_related("role"), "task_id")
    made.links = _by(TaskLink.objects.filter(**projects), "task_id")
    made.fixed = _by(FixedPerson.objects.filter(**projects).order_by("pk"), "task_id")
    planned = PlannedPerson.objects.filter(
        planned__plan__state=PlanState.ACCEPTED, planned__task_id__in=_started(made)
    )
    made.at_work = _by(planned.select_related("planned").order_by("pk"), "planned.task_id")


def _started(made: Ground) -> list[int]:
    return [pk for pk, row in made.tasks.items() if row.state == TaskState.STARTED]


def _read_people(made: Ground) -> None:
    here = Q(left_on=None) | Q(left_on__gte=made.from_on)
    people = Person.objects.filter(here, user__is_active=True).select_related("user")
    made.persons = {row.pk: row for row in people}
    skills = PersonSkill.objects.filter(person_id__in=made.persons, role__archived_at=None)
    made.skills = _by(skills.select_related("role"), "person_id")
    made.rates = rates_on(made.from_on)
    codes = {row.calendar for row in made.persons.values()}
    made.calendars = work_calendars(codes | {HOUSE}, made.zone)
    made.calendars.setdefault(HOUSE, WorkCalendar(made.zone))


def _read_time(made: Ground, *, with_tentative: bool) -> None:
    away = Absence.objects.filter(
        person_id__in=made.persons,
        state=AbsenceState.APPROVED,
        cancelled_at=None,
        to_on__gte=made.from_on,
    )
    made.absences = _by(away, "person_id")
    states = [BookingState.FIRM, *([BookingState.TENTATIVE] if with_tentative else [])]
    booked = Booking.objects.filter(
        state__in=states,
        deleted_at=None,
        project__deleted_at=None,
        project__state__in=[*WORKED_ON, ProjectState.PAUSED],
        to_on__gte=made.from_on,
    ).order_by("pk")
    made.bookings = _by(booked.filter(person_id__in=made.persons), "person_id")
    made.places = list(booked.filter(person=None, state=BookingState.FIRM))


def _by(rows: Iterable[Row], path: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    key = attrgetter(path)
    for row in rows:
        found[key(row)].append(row)
    return found


def accepted_plan() -> Plan | None:
    return Plan.objects.filter(state=PlanState.ACCEPTED).first()
