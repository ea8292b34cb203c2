"""A new plan for work under way that leaves alone what it can.

The old plan is repaired with as little of it moved as can be (see ``quiet``); from there the exact
search weighs the goal against every item moved and every person taken off. Done and started work
stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from napulse.engines.planning.best import Clock, Ears
from napulse.engines.planning.compiled import NEVER, Instance, compile_problem
from napulse.engines.planning.draft import Draft, from_plan
from napulse.engines.planning.frozen import frozen
from napulse.engines.planning.greedy import first, worth
from napulse.engines.planning.model import (
    PROMISES,
    Budgeted,
    Goal,
    Percent,
    Plan,
    Problem,
    Progress,
    Result,
    Slot,
)
from napulse.engines.planning.moves import Move, moves
from napulse.engines.planning.portfolio import Aim, improve
from napulse.engines.planning.quiet import Quiet, calm
from napulse.engines.planning.scoring import WHOLE, score_draft
from napulse.engines.planning.terms import Stability

ENOUGH = 18.0
_REPAIR = 0.25
_BEYOND = 100
_PRESS = 20
_PRESSED = 0.5
_FEW = 3


@dataclass(frozen=True, slots=True)
class Care:
    """How much a quiet plan is worth: all in weighted slots of delay of a project.

    A slot is worth ``slot`` units of the goal, if that is None as much as the goal's dearest slot.

    An item that moves costs ``moved``, ``near`` times as much if it stood within ``soon`` slots of
    now; a person taken off an item costs ``switched``. More than ``most_moved`` and
    ``most_switched`` per cent of the open items (three at least) are touched only if it cannot be
    helped.
    """

    moved: int = 5
    near: int = 5
    switched: int = 20
    soon: Slot = 20
    most_moved: Percent = 10
    most_switched: Percent = 3
    slot: int | None = None


@dataclass(frozen=True)
class Limited(Stability):
    """Stability in which every move and switch beyond a number costs as much as a hundred."""

    most_moved: int = 0
    most_switched: int = 0

    def value(self, draft: Draft) -> int:
        """Return what all moves and switches of a draft cost, those beyond the limits more."""
        return Stability.value(self, draft) + _BEYOND * self.moved * self.beyond(draft)

    def beyond(self, draft: Draft) -> int:
        """Return by how many moves and switches a draft passes the limits."""
        moved = sum(draft.start[item] != start for item, start in self.start.items())
        left = sum(
            not set(people) <= set(draft.people[item]) for item, people in self.people.items()
        )
        return max(0, moved - self.most_moved) + max(0, left - self.most_switched)

    @property
    def pressing(self) -> Limited:
        """Return the same with every move dearer and none the dearest: what counts are numbers."""
        return replace(self, moved=self.moved * _PRESS, near=1, switched=self.switched * _PRESS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to aim at: a goal, how quiet to be, and items that have not begun in fact."""

    goal: Goal = PROMISES
    care: Care = Care()
    idle: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Replanned:
    """The new plan, its result by the goal alone, every move, and the problem it answers.

    ``problem`` holds the locks of done and started work: the plan is correct by it. ``open_items``
    counts what the old plan had placed and had not begun.
    """

    plan: Plan
    result: Result
    moves: tuple[Move, ...]
    problem: Problem
    open_items: int

    @property
    def moved(self) -> int:
        """Return how many open items start at another slot."""
        return sum(one.moved for one in self.moves)

    @property
    def switched(self) -> int:
        """Return how many open items somebody has been taken off."""
        return sum(one.switched for one in self.moves)


def replan(
    problem: Problem,
    old: Plan,
    limits: Budgeted = Budgeted(ENOUGH),  # noqa: B008 - frozen
    wanted: Wanted = Wanted(),
    ears: Ears = Ears(),  # noqa: B008 - frozen
) -> Replanned:
    """Return a plan of the changed problem that disturbs the old one as little as is worth while.

    The problem must have passed ``validate`` and know of the absences, the new work and ``now``.
    """
    clock = Clock(limits, ears)
    held = frozen(problem, old, wanted.idle)
    instance = compile_problem(held)
    stable = stability(instance, old, wanted)
    draft = repaired(instance, old, Aim(wanted.goal, stable), clock)
    if stable.beyond(draft):
        draft = _pressed(instance, draft, (wanted.goal, stable), clock)
    found = improve(instance, draft, Aim(wanted.goal, stable), clock)
    told = moves(held, old, found.plan)
    return Replanned(found.plan, found, told, held, len(stable.start))


def _pressed(instance: Instance, draft: Draft, aim: tuple[Goal, Limited], clock: Clock) -> Draft:
    """Return a draft within the limits of moves and switches, or nearer to them than the first."""
    goal, stable = aim
    within: list[Draft] = []

    def watch(progress: Progress) -> None:
        if progress.plan is not None and not within:
            found = from_plan(instance, progress.plan)
            if not stable.beyond(found):
                within.append(found)

    ears = Ears(watch, lambda: bool(within) or clock.over())
    limits = replace(clock.limits, seconds=clock.left * _PRESSED)
    found = improve(instance, draft, Aim(goal, stable.pressing), Clock(limits, ears))
    other = within[0] if within else from_plan(instance, found.plan)
    return min(draft, other, key=stable.beyond)


def stability(instance: Instance, old: Plan, wanted: Wanted) -> Limited:
    """Return what is to be left alone: open items that stand in the old plan."""
    before = from_plan(instance, old)
    standing = [
        item
        for item, start in enumerate(before.start)
        if start != NEVER and instance.fixed_start[item] is None
    ]
    care, goal = wanted.care, wanted.goal
    slot = care.slot or max(1, goal.lateness, goal.flow, goal.makespan)
    return Limited(
        start={item: before.start[item] for item in standing},
        people={item: before.people[item] for item in standing if before.people[item]},
        soon=instance.problem.now + care.soon,
        moved=care.moved * slot,
        near=care.near,
        switched=care.switched * slot,
        most_moved=max(_FEW, len(standing) * care.most_moved // WHOLE),
        most_switched=max(_FEW, len(standing) * care.most_switched // WHOLE),
    )


def repaired(instance: Instance, old: Plan, aim: Aim, clock: Clock) -> Draft:
    """Return the old plan repaired, or a plan made anew if that is better after all."""

    def value(one: Draft) -> int:
        plus = aim.stability.value(one) if aim.stability else 0
        return worth(aim.goal, score_draft(instance, one)) + plus

    quiet = Quiet(instance, from_plan(instance, old))
    begun, whole = clock.elapsed, max(0.01, clock.left * _REPAIR)

    def share() -> float:
        return 1 if clock.over() else (clock.elapsed - begun) / whole

    draft = calm(quiet, value, share, clock.limits.seed)
    return min([draft, first(instance, aim.goal)], key=value)
