"""Who could take what a request asks for: how well they fit, and how much time they have."""

from dataclasses import dataclass, replace
from datetime import date

from napulse.access.actor import Actor
from napulse.delivery.models import PeopleRequest
from napulse.delivery.queries.capacity import Member, ground
from napulse.engines.kernel.money import Money
from napulse.engines.planning.capacity import Days, Kind, Piece, demand, spread, supply, weeks_from
from napulse.people.models import PersonSkill
from napulse.people.permissions import VIEW_RATES
from napulse.people.queries import RateTable, rates_on

MOST = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person with the grade in the role, minutes free in the window and minutes needed.

    `fit` is the grade less the one asked for: below zero too junior, above it dearer than needed.
    """

    member: Member
    grade: str
    fit: int
    free: int
    needed: int
    is_wished: bool
    cost: Money | None

    @property
    def percent(self) -> int:
        """How much of what is needed can be given, not above a whole."""
        return min(100, 100 * self.free // self.needed) if self.needed else 100

    @property
    def is_enough(self) -> bool:
        return self.free >= self.needed


def candidates(actor: Actor, request: PeopleRequest, *, today: date) -> list[Candidate]:
    """Everybody who can take the role, the best first: fit, then time, then name."""
    days = Days(request.from_on, request.to_on)
    made = ground(actor, days)
    count = (days.last - days.first).days // 7 + 2
    weeks = [
        Days(max(week.first, days.first), min(week.last, days.last))
        for week in weeks_from(days.first, count)
        if week.first <= days.last
    ]
    loads = demand([claim.piece for claim in made.claims], made.workers, weeks, with_tentative=True)
    rates = rates_on(today) if actor.can(VIEW_RATES) else None
    window = _Window(request, weeks, loads, rates)
    found = [
        _candidate(member, skill, window)
        for member in made.members
        if (skill := _skill(member, request.role_id)) is not None
    ]
    found.sort(key=lambda one: (one.fit < 0, not one.is_enough, abs(one.fit), -one.free))
    return found[:MOST]


def _skill(member: Member, role_id: int) -> PersonSkill | None:
    return next((one for one in member.person.skills.all() if one.role_id == role_id), None)


@dataclass(frozen=True, slots=True)
class _Window:
    """What a candidate is measured by."""

    request: PeopleRequest
    weeks: list[Days]
    loads: dict[str, list[int]]
    rates: RateTable | None


def _candidate(member: Member, skill: PersonSkill, window: _Window) -> Candidate:
    request, weeks, rates = window.request, window.weeks, window.rates
    there = supply(member.worker, weeks)
    taken = window.loads.get(member.who, [0] * len(weeks))
    free = sum(max(0, has - asked) for has, asked in zip(there, taken, strict=True))
    return Candidate(
        member=member,
        grade=str(skill.get_grade_display()),
        fit=skill.grade - request.grade,
        free=free,
        needed=_needed(member, request, weeks),
        is_wished=request.wished_id == member.person.pk,
        cost=rates.of(skill.role_id, skill.grade) if rates else None,
    )


def _needed(member: Member, request: PeopleRequest, weeks: list[Days]) -> int:
    """What the asked part of this person's time comes to, absences aside."""
    whole = replace(member.worker, away=())
    days = Days(request.from_on, request.to_on)
    piece = Piece(member.who, request.project_id, Kind.FIRM, days, percent=request.percent)
    return sum(spread(piece, whole, weeks))
