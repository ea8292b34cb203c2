"""The best plan of a tiny problem by trying everything, judged by the checker alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from napulse.engines.planning.checker import unsound
from napulse.engines.planning.model import Goal, Item, Mode, Placed, Plan, Problem, Score
from napulse.engines.planning.scoring import score_plan

FURTHEST = 400


def best_of_all(problem: Problem, goal: Goal) -> tuple[int, int]:
    """Return the least (promises broken, value) of all plans in which nothing can start earlier.

    For goals that never gain by delay those plans hold a best one.
    """
    return min((score.broken, goal.value(score)) for score in _scores(problem, Plan(())))


def _scores(problem: Problem, plan: Plan) -> Iterator[Score]:
    there = plan.by_item()
    rest = [one for one in problem.items if one.key not in there]
    if not rest:
        yield score_plan(problem, plan)
    for one in rest:
        if all(link.before in there for link in one.after):
            for placed in _placings(problem, plan, one):
                yield from _scores(problem, Plan((*plan.placed, placed)))


def _placings(problem: Problem, plan: Plan, item: Item) -> Iterator[Placed]:
    for number, mode in enumerate(item.modes):
        count = sum(need.count for need in mode.needs)
        for people in permutations([one.key for one in problem.people], count):
            if _alike_in_order(mode, people):
                found = _earliest(problem, plan, Placed(item.key, 0, 0, number, people))
                yield from [] if found is None else [found]


def _alike_in_order(mode: Mode, people: tuple[str, ...]) -> bool:
    """Whether people on alike seats come in the order of their keys: one of equal cases."""
    at = 0
    for need in mode.needs:
        group = people[at : at + need.count]
        if list(group) != sorted(group):
            return False
        at += need.count
    return True


def _earliest(problem: Problem, plan: Plan, placed: Placed) -> Placed | None:
    item = next(one for one in problem.items if one.key == placed.item)
    if not _able(problem, item.modes[placed.mode], placed.people):
        return None
    kept = {one.item for one in plan.placed} | {placed.item}
    part = problem.with_(
        items=tuple(one for one in problem.items if one.key in kept),
        locks=tuple(one for one in problem.locks if one.item in kept),
    )
    for start in range(FURTHEST):
        end = _end(problem, item.modes[placed.mode], placed, start)
        if end is not None:
            tried = Placed(placed.item, start, end, placed.mode, placed.people)
            if not unsound(part, Plan((*plan.placed, tried))):
                return tried
    return None


def _able(problem: Problem, mode: Mode, people: tuple[str, ...]) -> bool:
    seats = [need for need in mode.needs for _ in range(need.count)]
    known = {one.key: one for one in problem.people}
    return all(
        known[key].level_of(need.skill) >= need.level
        for need, key in zip(seats, people, strict=True)
    )


def _end(problem: Problem, mode: Mode, placed: Placed, start: int) -> int | None:
    """Walk every person's slots until the effort is done; None if one may not begin here."""
    known = {one.key: one for one in problem.people}
    seats = [need for need in mode.needs for _ in range(need.count)]
    last = start + mode.length
    for need, key in zip(seats, placed.people, strict=True):
        person, left, slot, idle = known[key], need.effort * 100, start, 0
        shut = {s for one in person.closed for s in range(one.start, one.end)}
        if left and slot in shut:
            return None
        while left > 0:
            idle = idle + 1 if slot in shut else 0
            if idle > problem.pause:
                return None
            left -= 0 if idle else problem.slot_minutes * person.share
            slot += 1
        last = max(last, slot)
    return last
