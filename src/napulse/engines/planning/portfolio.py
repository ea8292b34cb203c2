"""The whole way from a problem to its best plan: greedy, feasibility, search, exact, proof."""

from __future__ import annotations

from napulse.engines.planning.best import Best, Clock, Ears, Stop, Watch
from napulse.engines.planning.book import Book
from napulse.engines.planning.compiled import Instance, compile_problem
from napulse.engines.planning.draft import Draft, to_plan
from napulse.engines.planning.greedy import first
from napulse.engines.planning.model import PROMISES, Budgeted, Goal, Problem, Result, Status
from napulse.engines.planning.phases import Hunt
from napulse.engines.planning.posed import Aim, least
from napulse.engines.planning.scoring import score_draft

CAPPING = 0.4

__all__ = ["Aim", "improve", "result", "solve"]


def solve(
    problem: Problem,
    goal: Goal = PROMISES,
    limits: Budgeted = Budgeted(),  # noqa: B008 - frozen
    watch: Watch | None = None,
    stop: Stop | None = None,
) -> Result:
    """Return the best plan found within the limits.

    The problem must have passed ``validate``. ``watch`` is told of every better plan, from any
    thread; ``stop`` is asked about twenty times a second.
    """
    ears = Ears(watch, stop)
    clock = Clock(limits, ears)
    instance = compile_problem(problem)
    return improve(instance, first(instance, goal), Aim(goal), clock)


def improve(
    instance: Instance, draft: Draft, aim: Aim, clock: Clock, stage: str = "plan"
) -> Result:
    """Return the best plan found from a draft on until the clock ends."""
    draft = within_caps(instance, draft, aim, clock)
    plus = None if aim.stability is None else aim.stability.value
    best = Best(instance, aim.goal, clock, draft, stage, plus)
    hunt = Hunt(best, Book(instance), aim)
    if best.score.broken:
        hunt.ask()
    best.raise_bound(least(hunt.book, draft, aim.goal))
    hunt.go()
    return result(best, hunt.refuted)


def within_caps(instance: Instance, draft: Draft, aim: Aim, clock: Clock) -> Draft:
    """Return a draft that keeps the caps of the goal, if one is found in a part of the time."""
    caps = aim.goal.caps
    for number, (name, most) in enumerate(caps):
        if int(getattr(score_draft(instance, draft), name)) > most and not aim.stability:
            goal = Goal(**{name: 1}, caps=caps[:number])
            best = Best(instance, goal, clock.part(clock.budget * CAPPING), draft, enough=most)
            Hunt(best, Book(instance), Aim(goal)).go()
            draft = best.draft
    return draft


def result(best: Best, refuted: bool = False) -> Result:
    """Return what is known at the end."""
    status = Status.FOUND
    if best.score.broken:
        status = Status.REFUTED if refuted else Status.BROKEN
    elif best.proved:
        status = Status.PROVED
    return Result(
        plan=to_plan(best.instance, best.draft),
        status=status,
        score=best.score,
        value=best.value,
        bound=best.bound,
        seconds=best.clock.elapsed,
        history=tuple(best.history),
    )
