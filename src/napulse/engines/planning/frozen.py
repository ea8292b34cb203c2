"""What has happened stays: done and started work of a plan becomes locks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from napulse.engines.planning.compiled import NEVER, Diary, work_of
from napulse.engines.planning.model import Item, Lock, Mode, Person, Placed, Plan, Problem, Slot


def frozen(problem: Problem, old: Plan, idle: Collection[str] = ()) -> Problem:
    """Return the problem with a lock for everything that began before ``now`` in the old plan.

    What has ended is done; what has begun keeps its start, mode and people. If an absence too long
    for a pause has come upon its people, the work lies still and ends so much later. Items of
    ``idle`` have not begun whatever the plan says; locks of the problem are kept as they are, but
    those of started work get the end that an absence makes.
    """
    items = {one.key: one for one in problem.items}
    locks = {one.item: one for one in problem.locks}
    for one in old.placed:
        if one.item in items and one.item not in locks and one.item not in idle:
            lock = _lock(problem, one)
            if lock:
                locks[one.item] = lock
    kept = (_stretched(problem, items[one.item], one) for one in locks.values())
    return problem.with_(locks=tuple(kept))


def _lock(problem: Problem, one: Placed) -> Lock | None:
    if one.end <= problem.now and one.start < problem.now:
        return Lock(one.item, one.start, one.people, one.mode, started=True, until=one.end)
    if one.start < problem.now:
        return Lock(one.item, one.start, one.people, one.mode, started=True)
    return None


def _stretched(problem: Problem, item: Item, lock: Lock) -> Lock:
    """The lock of started work with the end it comes to, when the calendar rules forbid it."""
    if not lock.started or lock.until is not None or lock.start is None or not lock.people:
        return lock
    mode = item.modes[lock.mode or 0]
    ends = list(_ends(problem, mode, lock.start, lock.people))
    if NEVER not in [strict for strict, _ in ends]:
        return lock
    until = max([lock.start + mode.length, *(end for _, end in ends)])
    return replace(lock, until=until)


def _ends(
    problem: Problem, mode: Mode, start: Slot, people: tuple[str, ...]
) -> Iterator[tuple[Slot, Slot]]:
    """By seat: the end by the rules (``NEVER`` if they forbid it) and with pauses of any length."""
    known = {one.key: one for one in problem.people}
    efforts = [need.effort for need in mode.needs for _ in range(need.count)]
    for key, effort in zip(people, efforts, strict=True):
        person = known[key]
        work = work_of(effort, person.share, problem.slot_minutes)
        yield Diary(person.closed, problem.pause).end(start, work), resumed(person, start, work)


def resumed(person: Person, start: Slot, work: int) -> Slot:
    """Return where work ends that lies still in every closed window, however long."""
    shut = {slot for one in person.closed for slot in range(one.start, one.end)}
    slot = start
    while work:
        work -= slot not in shut
        slot += 1
    return slot
