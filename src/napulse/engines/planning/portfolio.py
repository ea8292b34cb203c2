"""The whole way from a problem to its best plan: greedy, feasibility, search, exact, proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from napulse.engines.planning import bounds
from napulse.engines.planning.best import Best, Clock, Ears, Stop, Watch
from napulse.engines.planning.book import Book
from napulse.engines.planning.compiled import Instance, compile_problem
from napulse.engines.planning.cpsat import LIGHT, Effort, run
from napulse.engines.planning.draft import Draft, to_plan
from napulse.engines.planning.exact import build
from napulse.engines.planning.frame import frame
from napulse.engines.planning.greedy import first
from napulse.engines.planning.hints import hint
from napulse.engines.planning.model import PROMISES, Budgeted, Goal, Problem, Result, Status
from napulse.engines.planning.terms import Stability, Terms, broken, keep_promises, stability

SMALL = 150


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal and, for a new plan of work under way, what to leave alone."""

    goal: Goal
    stability: Stability | None = None


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


def improve(instance: Instance, draft: Draft, aim: Aim, clock: Clock) -> Result:
    """Return the best plan found from a draft on until the clock ends."""
    best = Best(instance, aim.goal, clock, draft, plus=disturbance(aim.stability))
    exact_run(best, aim)
    return result(best)


def disturbance(wanted: Stability | None) -> Callable[[Draft], int] | None:
    """Return what a draft costs in moves and switches, or None if nothing need be stable."""
    return None if wanted is None else wanted.value


def exact_run(best: Best, aim: Aim) -> None:
    """One run of the whole model from the best draft on."""
    clock, draft = best.clock, best.draft
    book = Book(best.instance)
    horizon = max(draft.end) + (0 if aim.goal.makespan else 20)
    promised = not best.score.broken
    box = frame(book, draft, book.open_items(), horizon, promised)
    exact = build(box)
    terms = Terms(exact)
    objective = terms.goal(aim.goal)
    if aim.goal.makespan:
        bounds.load_rows(terms)
    if promised:
        keep_promises(terms)
    else:
        weight = 1 + aim.goal.value(best.score)
        objective += weight * broken(terms)
    if aim.stability:
        objective += stability(terms, aim.stability)
    terms.cap(aim.goal)
    exact.model.minimize(objective)
    hint(terms, draft, dict(aim.stability.start) if aim.stability else None)
    small = len(box.free) <= SMALL
    effort = Effort(
        clock.limits,
        clock.left - 0.05,
        {} if small else LIGHT,
        told=best.offer,
        bounded=best.raise_bound if promised else None,
        stop=clock.over,
    )
    found = run(exact, effort)
    if found.draft is not None:
        best.offer(found.draft)
    if found.closed and found.draft is not None and promised:
        best.raise_bound(best.value)


def result(best: Best) -> Result:
    """Return what is known at the end."""
    status = Status.FOUND
    if best.score.broken:
        status = Status.BROKEN
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
