"""What a way out costs, in minor units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import singledispatch

from napulse.engines.planning.model import Minor, Percent, Person, Plan, Problem
from napulse.engines.planning.scenario import (
    AddPerson,
    Change,
    DropItem,
    MoveDeadline,
    MoveMilestone,
    Overtime,
    RaiseBudget,
)

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of the agency.

    ``shift``: a deadline moved by a slot, for each unit of the project's weight. ``hire``: a slot
    of a hired person by level; a level not named costs as the next one below, or the lowest.
    ``overtime``: per cent of the rate that an hour of overtime costs. ``drop``: an item left out.
    """

    shift: Minor = 0
    hire: Mapping[int, Minor] = field(default_factory=dict)
    overtime: Percent = 150
    drop: Minor = 0

    def hired(self, level: int) -> Minor:
        """Return the price of a hired person's slot."""
        below = [known for known in self.hire if known <= level]
        known = max(below, default=min(self.hire, default=0))
        return self.hire.get(known, 0)


def price_of(problem: Problem, changes: Iterable[Change], plan: Plan, prices: Prices) -> Minor:
    """Return the price of changes of a problem, the plan after them being given.

    Overtime is paid for the hours the plan uses: of all that its people do, the part that passes
    their usual share.
    """
    case = _Case(problem, plan, prices)
    return sum(_price(change, case) for change in changes)


@dataclass(frozen=True, slots=True)
class _Case:
    problem: Problem
    plan: Plan
    prices: Prices


@singledispatch
def _price(change: object, case: _Case) -> Minor:
    """What is not priced costs nothing."""
    return 0


@_price.register
def _(change: MoveDeadline, case: _Case) -> Minor:
    return change.by * case.prices.shift * _weight(case.problem, change.project)


@_price.register
def _(change: MoveMilestone, case: _Case) -> Minor:
    project = next(one.project for one in case.problem.items if one.key == change.item)
    return change.by * case.prices.shift * _weight(case.problem, project)


@_price.register
def _(change: AddPerson, case: _Case) -> Minor:
    return (change.end - change.start) * case.prices.hired(change.level)


@_price.register
def _(change: DropItem, case: _Case) -> Minor:
    return len(change.items) * case.prices.drop


@_price.register
def _(change: RaiseBudget, case: _Case) -> Minor:
    return change.by


@_price.register
def _(change: Overtime, case: _Case) -> Minor:
    people = {one.key: one for one in case.problem.people}
    minutes = _minutes(case.problem, case.plan)
    total = 0
    for key in change.people:
        extra = minutes.get(key, 0) * change.percent / (_WHOLE + change.percent)
        total += round(extra * _hour(people[key], case.prices) / 60)
    return total


def _hour(person: Person, prices: Prices) -> float:
    return person.rate * prices.overtime / _WHOLE


def _weight(problem: Problem, key: str) -> int:
    return next(one.weight for one in problem.projects if one.key == key)


def _minutes(problem: Problem, plan: Plan) -> dict[str, int]:
    """By person: minutes of effort in the plan that are not begun by now."""
    items = {one.key: one for one in problem.items}
    out: dict[str, int] = {}
    for one in plan.placed:
        if one.start < problem.now or one.item not in items:
            continue
        mode = items[one.item].modes[one.mode]
        efforts = [need.effort for need in mode.needs for _ in range(need.count)]
        for key, effort in zip(one.people, efforts, strict=True):
            out[key] = out.get(key, 0) + effort
    return out
