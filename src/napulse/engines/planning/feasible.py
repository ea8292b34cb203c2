"""Can all hard promises be kept? A quick no by counting, then a search for a plan that keeps them
beside the exact model without a goal."""

from __future__ import annotations

import threading

from napulse.engines.planning.annealing import Annealing
from napulse.engines.planning.best import Clock, Ears, Stop
from napulse.engines.planning.book import Book
from napulse.engines.planning.bounds import people_in_time, sets_of_people
from napulse.engines.planning.compiled import NEVER, Instance, compile_problem
from napulse.engines.planning.cpsat import LIGHT, Effort, run
from napulse.engines.planning.draft import Draft, to_plan
from napulse.engines.planning.exact import Exact, build
from napulse.engines.planning.frame import frame
from napulse.engines.planning.greedy import first
from napulse.engines.planning.limits import Limits
from napulse.engines.planning.model import (
    PROMISES,
    Answer,
    Budgeted,
    Plan,
    Problem,
    Slot,
)
from napulse.engines.planning.reasons import reasons_of
from napulse.engines.planning.scoring import score_draft
from napulse.engines.planning.terms import Terms, keep_promises

SEEKING = 0.9
ROUNDS_A_SECOND = 100
ASKING: dict[str, object] = {**LIGHT, "linearization_level": 0}


def feasible(
    problem: Problem, seconds: float = 2.0, stop: Stop | None = None
) -> tuple[Answer, Plan | None]:
    """Answer whether a plan keeps every hard date, budget and cost; a yes comes with the plan.

    The problem must have passed ``validate``.
    """
    clock = Clock(Budgeted(seconds), Ears(stop=stop))
    instance = compile_problem(problem)
    if any(one.promises for one in reasons_of(instance)):
        return Answer.NO, None
    answer, draft = can_promise(instance, first(instance, PROMISES), clock)
    return answer, to_plan(instance, draft) if draft else None


def can_promise(
    instance: Instance, draft: Draft, clock: Clock, seconds: float | None = None
) -> tuple[Answer, Draft | None]:
    """Answer the question from a first draft on, in ``seconds`` or what is left of the clock."""
    if not score_draft(instance, draft).broken:
        return Answer.YES, draft
    whole = clock.budget if seconds is None else min(seconds, clock.budget)
    part = clock.part(whole)
    seeker = _Seeker(instance, draft, part, whole * SEEKING)
    seeker.begin()
    try:
        closed, found = _by_model(instance, draft, part, seeker)
    finally:
        seeker.end()
    if found or seeker.found:
        return Answer.YES, found or seeker.found
    return (Answer.NO if closed else Answer.UNKNOWN), None


def _by_model(
    instance: Instance, draft: Draft, clock: Clock, seeker: _Seeker
) -> tuple[bool, Draft | None]:
    """Return whether the exact model has said its last word, and the draft it found."""
    exact = promised(instance, draft)
    if exact is None:
        return True, None
    if seeker.found or clock.left <= 0:
        return False, None
    seconds = clock.limits.seconds if clock.limits.deterministic else clock.left
    effort = Effort(
        clock.limits, seconds, ASKING, stop=lambda: seeker.found is not None or clock.over()
    )
    found = run(exact, effort)
    return found.closed, found.draft


class _Seeker:
    """Anneals the broken promises of a draft in a thread of its own until none is left.

    In deterministic mode it has done its rounds before anything else begins.
    """

    def __init__(self, instance: Instance, draft: Draft, clock: Clock, seconds: float) -> None:
        self.instance, self.draft, self.clock = instance, draft, clock
        counted = clock.limits.deterministic
        self.seconds = None if counted else seconds
        self.rounds = int(seconds * ROUNDS_A_SECOND) if counted else None
        self.found: Draft | None = None
        self._ended = False
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._seek)

    def begin(self) -> None:
        """Begin to look for a draft that breaks nothing."""
        self._thread.start()
        if self.rounds is not None:
            self._thread.join()

    def end(self) -> None:
        """Stop looking; what went wrong meanwhile is raised here."""
        self._ended = True
        self._thread.join()
        if self._failed:
            raise self._failed

    def _seek(self) -> None:
        seed = self.clock.limits.seed
        limits = Limits(self.seconds, self.rounds, seed, self._over, self._better)
        try:
            Annealing(self.instance, PROMISES, self.draft, limits).run()
        except Exception as error:
            self._failed = error

    def _over(self) -> bool:
        return self._ended or self.found is not None or self.clock.over()

    def _better(self, draft: Draft, _: int) -> None:
        if self.found is None and not score_draft(self.instance, draft).broken:
            self.found = draft


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
