"""One person's or one role's claims, week by week, and whom to hire by the latest plan."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from napulse.access.actor import Actor
from napulse.delivery.models import Plan, PlanKind, PlanState
from napulse.delivery.permissions import VIEW_PLANS
from napulse.delivery.queries.capacity import Claim, Ground, ground
from napulse.delivery.queries.capacity_table import Asked, Cell
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.money import Money
from napulse.engines.planning.capacity import (
    Days,
    days_away,
    demand,
    spread,
    supply,
    weeks_from,
)
from napulse.people.models import Grade, WorkRole
from napulse.people.permissions import VIEW_RATES


@dataclass(frozen=True, slots=True)
class Line:
    """One claim with the minutes of it that fall into the weeks shown."""

    claim: Claim
    name: str
    role: str
    minutes: int
    weight: int

    @property
    def hours(self) -> int:
        return (self.minutes + 30) // 60


@dataclass(frozen=True, slots=True)
class CapacityDetail:
    weeks: list[Days]
    cells: list[Cell]
    lines: list[Line]


def person_capacity(actor: Actor, person_id: int, asked: Asked) -> CapacityDetail:
    """What a person's weeks are filled with; Missing when nobody of that id works here then."""
    weeks = weeks_from(asked.first, asked.weeks)
    made = ground(actor, Days(weeks[0].first, weeks[-1].last))
    member = next((each for each in made.members if each.person.pk == person_id), None)
    if member is None:
        raise Missing("person")
    claims = [claim for claim in made.claims if claim.person_id == person_id]
    loads = _loads(made, claims, weeks, asked).get(member.who, [0] * len(weeks))
    there, away = supply(member.worker, weeks), days_away(member.worker, weeks)
    cells = [Cell(*each) for each in zip(weeks, loads, there, away, strict=True)]
    return CapacityDetail(weeks, cells, _lines(made, claims, weeks, asked))


def role_capacity(actor: Actor, role_id: int, asked: Asked) -> CapacityDetail:
    """What the people of a role are asked for, and what is asked of nobody yet."""
    weeks = weeks_from(asked.first, asked.weeks)
    made = ground(actor, Days(weeks[0].first, weeks[-1].last))
    members = [each for each in made.members if each.role_id == role_id]
    own = {each.person.pk for each in members}
    claims = [
        claim
        for claim in made.claims
        if claim.person_id in own or (claim.person_id is None and claim.role_id == role_id)
    ]
    loads = _loads(made, claims, weeks, asked)
    there = [supply(each.worker, weeks) for each in members]
    away = [days_away(each.worker, weeks) for each in members]
    cells = [
        Cell(
            week,
            sum(row[n] for row in loads.values()),
            sum(row[n] for row in there),
            sum(row[n] for row in away),
        )
        for n, week in enumerate(weeks)
    ]
    return CapacityDetail(weeks, cells, _lines(made, claims, weeks, asked))


def _loads(
    made: Ground, claims: list[Claim], weeks: list[Days], asked: Asked
) -> dict[str, list[int]]:
    pieces = [claim.piece for claim in claims]
    return demand(pieces, made.workers, weeks, with_tentative=asked.with_tentative)


def _lines(made: Ground, claims: list[Claim], weeks: list[Days], asked: Asked) -> list[Line]:
    """Each claim that counts, in the order of its days."""
    names = {each.person.pk: str(each.person) for each in made.members}
    roles = {role.pk: role.name for role in made.roles}
    lines = [
        Line(
            claim,
            names.get(claim.person_id or 0, ""),
            roles.get(claim.role_id, ""),
            sum(spread(claim.piece, made.workers[claim.piece.who], weeks)),
            claim.piece.weight(with_tentative=asked.with_tentative),
        )
        for claim in claims
    ]
    kept = [line for line in lines if line.weight]
    return sorted(kept, key=lambda line: (line.claim.piece.days.first, line.name, line.claim.what))


@dataclass(frozen=True, slots=True)
class Hire:
    """Whom the latest plan lacks: how many of which role, from when, and what comes of it."""

    role: str
    grade: str
    from_on: date
    to_on: date
    people: int
    late_days: int
    cost: Money | None
    role_id: int = 0


@dataclass(frozen=True, slots=True)
class Hiring:
    """What the latest plan says; no plan at all has no address."""

    plan: Plan | None
    hires: list[Hire]


def hiring(actor: Actor) -> Hiring:
    """Whom to hire or book, from when, and what it costs if we do not, by the latest plan."""
    if not actor.can(VIEW_PLANS):
        return Hiring(None, [])
    plan = (
        Plan.objects.filter(
            kind__in=[PlanKind.PLAN, PlanKind.REPLAN],
            state__in=[PlanState.PROPOSAL, PlanState.ACCEPTED],
            computed_at__isnull=False,
        )
        .order_by("-computed_at")
        .first()
    )
    if plan is None:
        return Hiring(None, [])
    told = [each for each in plan.load.get("hire", []) if isinstance(each, dict)]
    roles = dict(WorkRole.objects.values_list("pk", "name"))
    may_know = actor.can(VIEW_RATES)
    return Hiring(plan, [_hire(each, roles, may_know=may_know) for each in told])


def _hire(told: dict[str, Any], roles: dict[int, str], *, may_know: bool) -> Hire:
    grades = {int(grade.value): str(grade.label) for grade in Grade}
    cost = told.get("cost_minor")
    return Hire(
        role=roles.get(told["role_id"], "—"),
        grade=grades.get(told.get("grade", 0), ""),
        from_on=date.fromisoformat(told["from_on"]),
        to_on=date.fromisoformat(told["to_on"]),
        people=int(told.get("people", 1)),
        late_days=int(told.get("late_days", 0)),
        cost=Money(int(cost), told.get("currency", "RUB")) if may_know and cost else None,
        role_id=int(told["role_id"]),
    )
