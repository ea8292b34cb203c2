"""Scenarios side by side: each with its plan, its ends, its cost and whom it hurts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from napulse.engines.planning.best import Ears, Stop
from napulse.engines.planning.model import PROMISES, Budgeted, Minor, Plan, Problem, Score
from napulse.engines.planning.moves import Move
from napulse.engines.planning.portfolio import solve
from napulse.engines.planning.promises import missed
from napulse.engines.planning.replan import Care, Wanted, replan
from napulse.engines.planning.scenario import Change, applied
from napulse.engines.planning.scoring import score_plan
from napulse.engines.planning.timing import Promise
from napulse.engines.planning.ways import Effect, effects, project_ends

LOOSELY = Care(moved=1, near=1, switched=2, most_moved=100, most_switched=100, slot=1)


@dataclass(frozen=True, slots=True)
class Variant:
    """One scenario: the problem after its changes, the best plan found and what it means.

    ``effects`` are of all its projects against the plan without changes, ``cost`` is the difference
    of what people cost in minor units, ``missed`` the promises the plan does not keep.
    """

    name: str
    changes: tuple[Change, ...]
    problem: Problem
    plan: Plan
    score: Score
    effects: tuple[Effect, ...]
    moves: tuple[Move, ...] = ()
    cost: Minor = 0
    missed: tuple[Promise, ...] = ()

    @property
    def hurt(self) -> tuple[Effect, ...]:
        """Return the effects on projects that end later than without the changes."""
        return tuple(one for one in self.effects if one.later > 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The plan without changes, and the scenarios in the order asked."""

    base: Variant
    variants: tuple[Variant, ...]


def compare(
    problem: Problem,
    variants: Mapping[str, Sequence[Change]],
    limits: Budgeted = Budgeted(10.0),  # noqa: B008 - frozen
    base: Plan | None = None,
    stop: Stop | None = None,
) -> Comparison:
    """Return scenarios of a problem side by side, the seconds shared evenly among them.

    Every scenario is planned from ``base`` on and moves only what makes a project end sooner, so
    that differences are those of the changes. Without ``base`` a plan is made first. The problem
    and every scenario must pass ``validate``; a change of what is not there is ``Refused``.
    """
    changed = {name: applied(problem, changes) for name, changes in variants.items()}
    runs = len(changed) + (base is None)
    each = _each(limits, runs)
    plan = base if base is not None else solve(problem, PROMISES, each, stop=stop).plan
    first = _variant(("", ()), problem, plan, None)
    wanted, ears = Wanted(care=LOOSELY), Ears(stop=stop)
    out = []
    for name, of in changed.items():
        found = replan(of, plan, each, wanted, ears)
        one = _variant((name, tuple(variants[name])), found.problem, found.plan, first)
        out.append(replace(one, moves=found.moves))
    return Comparison(first, tuple(out))


def _each(limits: Budgeted, runs: int) -> Budgeted:
    seconds = limits.seconds / max(1, runs)
    return Budgeted(seconds, limits.workers, limits.seed, limits.deterministic)


def _variant(
    named: tuple[str, tuple[Change, ...]], problem: Problem, plan: Plan, base: Variant | None
) -> Variant:
    score = score_plan(problem, plan)
    before = project_ends(base.problem, base.plan) if base else project_ends(problem, plan)
    return Variant(
        name=named[0],
        changes=named[1],
        problem=problem,
        plan=plan,
        score=score,
        effects=effects(problem, before, plan),
        cost=score.cost - base.score.cost if base else 0,
        missed=missed(problem, plan),
    )
