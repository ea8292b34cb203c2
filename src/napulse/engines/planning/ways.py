"""A way out of an impossible deadline, and the workshop in which ways are made and proved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from napulse.engines.planning.attempt import Attempt, attempt
from napulse.engines.planning.best import Clock, Ears
from napulse.engines.planning.checker import check
from napulse.engines.planning.compiled import compile_problem
from napulse.engines.planning.draft import from_plan
from napulse.engines.planning.explain import Explanation
from napulse.engines.planning.model import PROMISES, Answer, Budgeted, Minor, Plan, Problem, Slot
from napulse.engines.planning.portfolio import Aim, improve
from napulse.engines.planning.prices import Prices, price_of
from napulse.engines.planning.reasons import Cause, reasons
from napulse.engines.planning.replan import Wanted, stability
from napulse.engines.planning.scenario import (
    AddPerson,
    Change,
    DropItem,
    MoveDeadline,
    MoveMilestone,
    Overtime,
    RaiseBudget,
    RaiseLimit,
    Unlock,
    applied,
    whole,
)

_WORTH_WHILE = 0.5


class WayKind(StrEnum):
    """By what a way makes the plan possible."""

    DEADLINE = "deadline"
    PERSON = "person"
    SCOPE = "scope"
    OVERTIME = "overtime"
    MONEY = "money"
    UNLOCK = "unlock"
    MIXED = "mixed"


KINDS: dict[type, WayKind] = {
    MoveDeadline: WayKind.DEADLINE,
    MoveMilestone: WayKind.DEADLINE,
    AddPerson: WayKind.PERSON,
    DropItem: WayKind.SCOPE,
    Overtime: WayKind.OVERTIME,
    RaiseBudget: WayKind.MONEY,
    RaiseLimit: WayKind.MONEY,
    Unlock: WayKind.UNLOCK,
}


def kind_of(changes: Iterable[Change]) -> WayKind:
    """Return the kind that all changes are of, or a mixture."""
    kinds = {KINDS.get(type(one), WayKind.MIXED) for one in changes}
    return kinds.pop() if len(kinds) == 1 else WayKind.MIXED


@dataclass(frozen=True, slots=True)
class Effect:
    """The end of a project before and after; before is None if nothing of it was planned."""

    project: str
    before: Slot | None
    after: Slot
    due: Slot | None

    @property
    def later(self) -> int:
        """Return by how many slots it ends later, negative if earlier."""
        return 0 if self.before is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class WayOut:
    """Changes that make every promise possible, what they cost, and the plan that shows it.

    ``plan`` is correct by the checker for ``applied(whole(problem), changes)``. ``effects`` are of
    all projects in their order, against the plan asked about or the best there is without changes.
    """

    kind: WayKind
    changes: tuple[Change, ...]
    price: Minor
    plan: Plan
    effects: tuple[Effect, ...]

    @property
    def hurt(self) -> tuple[Effect, ...]:
        """Return the effects on projects that end later than before."""
        return tuple(one for one in self.effects if one.later > 0)


def project_ends(problem: Problem, plan: Plan) -> dict[str, Slot]:
    """Return the last end of every project that has an item in the plan."""
    of = {one.key: one.project for one in problem.items}
    out: dict[str, Slot] = {}
    for one in plan.placed:
        if one.item in of:
            out[of[one.item]] = max(one.end, out.get(of[one.item], one.end))
    return out


def effects(problem: Problem, before: dict[str, Slot], plan: Plan) -> tuple[Effect, ...]:
    """Return what a plan of the problem does to the ends of its projects."""
    after = project_ends(problem, plan)
    return tuple(
        Effect(one.key, before.get(one.key), after[one.key], one.due)
        for one in problem.projects
        if one.key in after
    )


class Workshop:
    """One impossible problem, its explanation, and the time left to find ways out of it."""

    def __init__(
        self, problem: Problem, prices: Prices, found: Explanation, base: Plan | None
    ) -> None:
        self.problem, self.prices, self.found, self.base = whole(problem), prices, found, base
        self.optional = [one.key for one in problem.items if one.optional]
        self.before: Plan = base or found.plan or Plan(())
        self.clock = Clock(Budgeted(0), Ears())
        self.turn = 0.0

    @property
    def left(self) -> float:
        """Return the seconds left of this way's turn."""
        return min(self.clock.left, self.turn - time.perf_counter())

    def begin(self, seconds: float) -> None:
        """Begin the turn of a way."""
        self.turn = time.perf_counter() + seconds

    def plan(self, changes: Sequence[Change], share: float = 0.4) -> Plan | None:
        """Return a plan that keeps all promises after the changes, if one is found."""
        if self.refuted(changes):
            return None
        found = self._attempt(changes, self.left * share)
        return found.plan if found.answer is Answer.YES else None

    def nearly(self, changes: Sequence[Change]) -> Plan:
        """Return the plan that misses the least after the changes, found in a moment."""
        return self._attempt(changes, self.left * 0.2).plan

    def _attempt(self, changes: Sequence[Change], seconds: float) -> Attempt:
        current = applied(self.problem, changes)
        hints = [one for one in (self.found.plan, self.base) if one is not None]
        return attempt(current, max(0.1, seconds), hints, self.clock.ears.stop)

    def refuted(self, changes: Sequence[Change]) -> tuple[Cause, ...]:
        """Return the reasons, found without a search, why the changes are not enough."""
        current = applied(self.problem, changes)
        return tuple(cause for cause in reasons(current) if cause.promises)

    def settled(self, changes: Sequence[Change], plan: Plan) -> Plan:
        """Return the plan made better and nearer to the one before, while there is time."""
        current = applied(self.problem, changes)
        instance = compile_problem(current)
        if self.left < _WORTH_WHILE:
            return plan
        aim = Aim(PROMISES, stability(instance, self.before, Wanted()))
        clock = Clock(Budgeted(self.left * 0.8), Ears(stop=self.clock.ears.stop))
        better = improve(instance, from_plan(instance, plan), aim, clock).plan
        return plan if check(current, better) else better

    def way(self, changes: Iterable[Change], plan: Plan) -> WayOut | None:
        """Return the way if the checker accepts its plan."""
        changes = tuple(changes)
        current = applied(self.problem, changes)
        if check(current, plan):
            return None
        price = price_of(self.problem, changes, plan, self.prices)
        ends = project_ends(self.problem, self.before)
        return WayOut(kind_of(changes), changes, price, plan, effects(current, ends, plan))


Maker = Callable[[Workshop], WayOut | None]
