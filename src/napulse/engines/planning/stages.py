"""One aim after another: what was reached before may not get worse, or by a little at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from napulse.engines.planning.best import Clock, Ears, Stop, Watch
from napulse.engines.planning.compiled import Instance, compile_problem
from napulse.engines.planning.draft import Draft, from_plan
from napulse.engines.planning.greedy import first
from napulse.engines.planning.model import (
    PROMISES,
    Budgeted,
    Goal,
    Problem,
    Result,
    Score,
    Status,
)
from napulse.engines.planning.portfolio import Aim, improve
from napulse.engines.planning.terms import NAMES

FIT = Goal(excess=1, hands=480)
STAGES = (PROMISES, Goal(cost=1), FIT, Goal(peak=1))
TOLERANCE = {"makespan": 2, "flow": 2, "cost": 1}
FIRST_SHARE = 0.5
WHOLE = 100


def solve_stages(
    problem: Problem,
    stages: Sequence[Goal] = STAGES,
    limits: Budgeted = Budgeted(),  # noqa: B008 - frozen
    watch: Watch | None = None,
    stop: Stop | None = None,
) -> Result:
    """Return a plan that is best by the first goal, then by the second, and so on.

    Every part of a goal reached is a cap of the later ones, raised by ``TOLERANCE`` per cent: a
    half-day of delay in fifty may be given for a cheaper plan, lateness never. ``value`` and
    ``history`` are the first goal's; ``PROVED`` says that each stage was proved under its caps.
    Half of the time goes to the first stage. The problem must have passed ``validate``.
    """
    clock = Clock(limits, Ears(watch, stop))
    instance = compile_problem(problem)
    return advance(instance, first(instance, stages[0]), stages, clock)


def advance(instance: Instance, draft: Draft, stages: Sequence[Goal], clock: Clock) -> Result:
    """Return the plan after all stages, from a draft on."""
    goal, rest = stages[0], stages[1:]
    begun = improve(instance, draft, Aim(goal), clock.part(_seconds(clock, len(rest))), name(goal))
    found, proved, caps = begun, begun.status is Status.PROVED, goal.caps
    for number, one in enumerate(rest):
        caps = _capped(caps, stages[number], found.score)
        part = clock.part(_share(clock, len(rest) - number))
        aim = Aim(replace(one, caps=(*caps, *one.caps)))
        found = improve(instance, from_plan(instance, found.plan), aim, part, name(one))
        proved = proved and found.status is Status.PROVED
    status = begun.status if found.score.broken else Status.FOUND
    return replace(
        found,
        status=Status.PROVED if proved else status,
        value=goal.value(found.score),
        bound=begun.bound,
        seconds=clock.elapsed,
        history=begun.history,
    )


def name(goal: Goal) -> str:
    """Return what a stage is about: the parts of its goal."""
    return "+".join(one for one in NAMES if getattr(goal, one))


def _seconds(clock: Clock, rest: int) -> float:
    return _share(clock, 1) * (FIRST_SHARE if rest else 1.0)


def _share(clock: Clock, parts: int) -> float:
    return clock.budget / parts


def _capped(
    caps: tuple[tuple[str, int], ...], goal: Goal, score: Score
) -> tuple[tuple[str, int], ...]:
    """The caps so far and what the goal has reached, a little above it where that is allowed."""
    known = dict(caps)
    for part in NAMES:
        if getattr(goal, part):
            reached = int(getattr(score, part))
            raised = reached + reached * TOLERANCE.get(part, 0) // WHOLE
            known[part] = min(known.get(part, raised), raised)
    return tuple(known.items())
