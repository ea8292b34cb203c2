"""Can all hard promises be kept? A quick no by counting, then the exact model without a goal."""

from __future__ import annotations

from napulse.engines.planning.best import Clock, Ears, Stop
from napulse.engines.planning.book import Book
from napulse.engines.planning.bounds import people_in_time, sets_of_people
from napulse.engines.planning.compiled import NEVER, Instance, compile_problem
from napulse.engines.planning.cpsat import LIGHT, Effort, run
from napulse.engines.planning.draft import Draft, to_plan
from napulse.engines.planning.exact import Exact, build
from napulse.engines.planning.frame import frame
from napulse.engines.planning.greedy import first
from napulse.engines.planning.model import (
    PROMISES,
    Answer,
    Budgeted,
    Plan,
    Problem,
    Slot,
)
from napulse.engines.planning.scoring import score_draft
from napulse.engines.planning.terms import Terms, keep_promises

ASKING: dict[str, object] = {**LIGHT, "linearization_level": 0}


def feasible(
    problem: Problem, seconds: float = 2.0, stop: Stop | None = None
) -> tuple[Answer, Plan | None]:
    """Answer whether a plan keeps every hard date, budget and cost; a yes comes with the plan.

    The problem must have passed ``validate``.
    """
    clock = Clock(Budgeted(seconds), Ears(stop=stop))
    instance = compile_problem(problem)
    answer, draft = can_promise(instance, first(instance, PROMISES), clock)
    return answer, to_plan(instance, draft) if draft else None


def can_promise(
    instance: Instance, draft: Draft, clock: Clock, seconds: float | None = None
) -> tuple[Answer, Draft | None]:
    """Answer the question from a first draft on, in ``seconds`` or what is left of the clock."""
    if not score_draft(instance, draft).broken:
        return Answer.YES, draft
    exact = promised(instance, draft)
    if exact is None:
        return Answer.NO, None
    left = clock.left if seconds is None else min(seconds, clock.left)
    found = run(exact, Effort(clock.limits, left, ASKING, stop=clock.over))
    if found.draft is not None:
        return Answer.YES, found.draft
    return (Answer.NO if found.closed else Answer.UNKNOWN), None


def promised(instance: Instance, draft: Draft) -> Exact | None:
    """Return the model in which all promises are kept; None if counting refutes it already."""
    book = Book(instance)
    horizon = latest(instance, draft)
    box = frame(book, draft, book.open_items(), horizon, promised=True)
    if any(box.last[item] < book.earliest_end(item, box.first[item]) for item in box.free):
        return None
    if any(late(instance, draft, item) for item in box.standing):
        return None
    exact = build(box)
    if overfull(exact):
        return None
    keep_promises(Terms(exact))
    people_in_time(exact)
    return exact


def latest(instance: Instance, draft: Draft) -> Slot:
    """Return a slot by which everything can end if the promises can be kept at all."""
    hard = max((one for one in instance.hard if one is not None), default=0)
    return max(hard, *draft.end) + max(draft.end)


def late(instance: Instance, draft: Draft, item: int) -> bool:
    """Say whether an item stands after its hard end."""
    hard = instance.hard[item]
    return hard is not None and draft.end[item] > hard and draft.start[item] != NEVER


def overfull(exact: Exact) -> bool:
    """Say whether some set of people must do more between two slots than it has open slots.

    The energy argument: for each window all work that can only lie inside it is added up.
    """
    return any(
        _short(exact, people, [(one.item, one.heads * one.work) for one in loads])
        for people, loads in sets_of_people(exact).items()
    )


def _short(exact: Exact, people: frozenset[int], loads: list[tuple[int, int]]) -> bool:
    box = exact.frame
    bounded = [(box.first[i], box.last[i], work) for i, work in loads if box.last[i] < box.horizon]
    supply = _supply(exact, people, max((last for _, last, _ in bounded), default=0))
    for begin in sorted({one[0] for one in bounded}):
        need = 0
        for _, last, work in sorted((one for one in bounded if one[0] >= begin), key=_by_last):
            need += work
            if need > supply[max(begin, last)] - supply[begin]:
                return True
    return False


def _by_last(one: tuple[Slot, Slot, int]) -> Slot:
    return one[1]


def _supply(exact: Exact, people: frozenset[int], end: Slot) -> list[int]:
    """By slot: how many open slots all the people have before it."""
    taken = [0] * (end + 2)
    for person in people:
        closed = exact.frame.book.instance.diaries[person].closed
        for window in (*closed, *exact.frame.busy[person]):
            for slot in range(window.start, min(window.end, end + 1)):
                taken[slot] += 1
    out = [0]
    for slot in range(end + 1):
        out.append(out[-1] + max(0, len(people) - taken[slot]))
    return out
