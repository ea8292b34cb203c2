"""The agency's capacity: everybody's time, and what the accepted plan and bookings ask of it.

Numbers are of the whole agency, for a person's week is full whoever fills it; what it is filled
with is told only of clients that the reader sees.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from napulse.access.actor import Actor
from napulse.access.queries import agency
from napulse.delivery.models import Booking, BookingState, Plan, PlannedPerson, PlanState, Project
from napulse.delivery.models import TaskState as Task
from napulse.delivery.permissions import VIEW_PLANS, VIEW_PROJECTS
from napulse.delivery.planning.ground import WORKED_ON
from napulse.delivery.queries.projects import OPEN
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.engines.planning.capacity import Days, Kind, Piece, Worker
from napulse.people.models import Absence, Person, WorkRole
from napulse.people.queries import approved_between, with_skills, work_calendars

NO_ROLE = 0
OFFICE = "RU"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim on time with what the page says of it; of a client that is not seen, little."""

    piece: Piece
    role_id: int
    person_id: int | None
    project: Project
    what: str
    state: str
    is_seen: bool
    url: str = ""

    @property
    def kind(self) -> str:
        return self.piece.kind.value


@dataclass(frozen=True, slots=True)
class Member:
    """A person with the role under which the own time is counted, and the time there is."""

    person: Person
    role_id: int
    grade: int
    worker: Worker

    @property
    def who(self) -> str:
        return person_key(self.person.pk)


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that the page is reckoned from."""

    roles: list[WorkRole]
    members: list[Member]
    claims: list[Claim]
    workers: dict[str, Worker]
    has_plan: bool


def person_key(person_id: int) -> str:
    return f"p{person_id}"


def role_key(role_id: int) -> str:
    return f"r{role_id}"


def ground(actor: Actor, days: Days) -> Ground:
    """People, roles and claims that touch these days: a fixed number of queries."""
    if not actor.can(VIEW_PLANS):
        return Ground([], [], [], {}, has_plan=False)
    people = _people(days)
    calendars = work_calendars({OFFICE, *(p.calendar for p in people)}, agency().zone)
    office = calendars.get(OFFICE) or WorkCalendar(agency().zone)
    members = _members(people, calendars, office, _away(days))
    plan = Plan.objects.filter(state=PlanState.ACCEPTED).only("pk").first()
    claims = [*_booked(actor, days), *(_planned(actor, plan, days) if plan else ())]
    workers = {member.who: member.worker for member in members}
    kept = [claim if claim.piece.who in workers else _vacant(claim) for claim in claims]
    workers |= {role_key(claim.role_id): Worker(office) for claim in kept if not claim.person_id}
    return Ground(list(WorkRole.objects.all()), members, kept, workers, has_plan=plan is not None)


def _vacant(claim: Claim) -> Claim:
    """What was given to somebody who works here no more is asked of the role."""
    piece = replace(claim.piece, who=role_key(claim.role_id))
    return replace(claim, piece=piece, person_id=None)


def _people(days: Days) -> list[Person]:
    """Whoever works here on some of these days."""
    here = Person.objects.filter(user__is_active=True).select_related("user")
    found = here.exclude(left_on__lt=days.first).exclude(joined_on__gt=days.last)
    return list(found.order_by("user__folded").prefetch_related(with_skills()))


def _away(days: Days) -> dict[int, list[Days]]:
    found: dict[int, list[Days]] = {}
    rows: QuerySet[Absence] = approved_between(days.first, days.last)
    for person_id, first, last in rows.values_list("person_id", "from_on", "to_on"):
        found.setdefault(person_id, []).append(Days(first, last))
    return found


def _members(
    people: Iterable[Person],
    calendars: dict[str, WorkCalendar],
    office: WorkCalendar,
    away: dict[int, list[Days]],
) -> list[Member]:
    return [
        _member(person, calendars.get(person.calendar, office), away.get(person.pk, []))
        for person in people
    ]


def _member(person: Person, calendar: WorkCalendar, away: list[Days]) -> Member:
    usual = next(iter(person.skills.all()), None)
    return Member(
        person,
        usual.role_id if usual else NO_ROLE,
        usual.grade if usual else 0,
        Worker(
            calendar,
            frozenset(int(day) - 1 for day in person.weekdays),
            person.share,
            Days(person.joined_on or date.min, person.left_on or date.max),
            tuple(away),
        ),
    )


def _who(person_id: int | None, role_id: int) -> str:
    return person_key(person_id) if person_id else role_key(role_id)


def _seen(actor: Actor, project: Project) -> bool:
    return actor.can(VIEW_PROJECTS) and actor.sees(project.client_id)


def _booked(actor: Actor, days: Days) -> list[Claim]:
    """Bookings of living projects, whoever they are for."""
    rows = Booking.objects.filter(
        from_on__lte=days.last,
        to_on__gte=days.first,
        deleted_at=None,
        project__deleted_at=None,
        project__state__in=OPEN,
    ).exclude(state=BookingState.RELEASED)
    return [_of_booking(actor, row) for row in rows.select_related("project__client")]


def _of_booking(actor: Actor, row: Booking) -> Claim:
    seen = _seen(actor, row.project)
    kind = Kind.FIRM if row.state == BookingState.FIRM else Kind.TENTATIVE
    piece = Piece(
        _who(row.person_id, row.role_id),
        row.project_id,
        kind,
        Days(row.from_on, row.to_on),
        percent=row.percent,
        chance=row.project.probability,
    )
    return Claim(
        piece,
        row.role_id,
        row.person_id,
        row.project,
        row.note if seen else "",
        row.state,
        seen,
        row.get_absolute_url() if seen else "",
    )


def _planned(actor: Actor, plan: Plan, days: Days) -> list[Claim]:
    """What the accepted plan gives to people and to unnamed places; finished work asks nothing."""
    rows = (
        PlannedPerson.objects.filter(
            planned__plan=plan,
            planned__dropped=False,
            planned__starts_on__lte=days.last,
            ends_on__gte=days.first,
            planned__project__deleted_at=None,
            planned__project__state__in=WORKED_ON,
            planned__task__deleted_at=None,
        )
        .exclude(planned__task__state=Task.DONE)
        .select_related("planned__task", "planned__project__client", "need")
    )
    return [_of_plan(actor, row) for row in rows]


def _of_plan(actor: Actor, row: PlannedPerson) -> Claim:
    project, task = row.planned.project, row.planned.task
    seen = _seen(actor, project)
    piece = Piece(
        _who(row.person_id, row.need.role_id),
        project.pk,
        Kind.PLANNED,
        Days(row.planned.starts_on, max(row.planned.starts_on, row.ends_on)),
        minutes=row.minutes,
        chance=project.probability,
    )
    return Claim(
        piece,
        row.need.role_id,
        row.person_id,
        project,
        task.name if seen else "",
        "planned",
        seen,
        project.get_absolute_url() if seen else "",
    )
