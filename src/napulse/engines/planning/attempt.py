"""One attempt to keep every promise, from plans that may be near to one that does."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from napulse.engines.planning.best import Clock, Ears, Stop
from napulse.engines.planning.checker import check
from napulse.engines.planning.compiled import NEVER, Instance, compile_problem
from napulse.engines.planning.draft import Draft, from_plan, to_plan
from napulse.engines.planning.fixing import place_fixed
from napulse.engines.planning.greedy import first, ordered, worth
from napulse.engines.planning.model import (
    PROMISES,
    Answer,
    Budgeted,
    Plan,
    Problem,
    Progress,
    Status,
)
from napulse.engines.planning.portfolio import Aim, improve
from napulse.engines.planning.scoring import score_draft
from napulse.engines.planning.serial import Serial

ANSWERS = {Status.REFUTED: Answer.NO, Status.BROKEN: Answer.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Attempt:
    """Whether all promises can be kept as far as is known, and the plan that misses the least."""

    answer: Answer
    plan: Plan


def attempt(
    problem: Problem, seconds: float, hints: Sequence[Plan] = (), stop: Stop | None = None
) -> Attempt:
    """Return the answer as soon as a plan keeps every promise, or what is known in the end.

    ``hints`` are plans of like problems; their order of work is tried first. The problem must have
    passed ``validate``.
    """
    begun = time.perf_counter()
    instance = compile_problem(problem)
    draft = nearest(instance, hints)
    if not score_draft(instance, draft).broken:
        return Attempt(Answer.YES, to_plan(instance, draft))
    kept: list[Plan] = []

    def watch(progress: Progress) -> None:
        if progress.plan is not None and not kept and not check(problem, progress.plan):
            kept.append(progress.plan)

    ears = Ears(watch, lambda: bool(kept) or bool(stop and stop()))
    clock = Clock(Budgeted(seconds), ears)
    clock.begun = begun
    found = improve(instance, draft, Aim(PROMISES), clock)
    if kept:
        return Attempt(Answer.YES, kept[0])
    return Attempt(ANSWERS.get(found.status, Answer.YES), found.plan)


def nearest(instance: Instance, hints: Sequence[Plan]) -> Draft:
    """Return the best by promises of a plan made anew and of the hints built again."""
    drafts = [first(instance, PROMISES)]
    for plan in hints:
        before = from_plan(instance, plan)
        drafts += [rebuilt(instance, before, wish=True), rebuilt(instance, before, wish=False)]
    return min(drafts, key=lambda one: worth(PROMISES, score_draft(instance, one)))


def rebuilt(instance: Instance, before: Draft, *, wish: bool) -> Draft:
    """Return the items placed anew in the order of a draft, by its people if wished."""
    serial = Serial(instance)
    last = max(before.start, default=0) + 1
    for item, start in enumerate(before.start):
        if start != NEVER and before.mode[item] in instance.choices[item]:
            serial.modes[item] = before.mode[item]
            if wish and _fits(instance, before, item):
                serial.wish[item] = before.people[item]
    place_fixed(serial)
    order = [float(last if start == NEVER else start) for start in before.start]
    serial.build(ordered(instance, order))
    return serial.draft()


def _fits(instance: Instance, before: Draft, item: int) -> bool:
    seats, people = instance.ways[item][before.mode[item]].seats, before.people[item]
    return len(seats) == len(people) and all(
        who in seat.by_person for seat, who in zip(seats, people, strict=True)
    )
