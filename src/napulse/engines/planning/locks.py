"""Locks that contradict themselves, each other or the calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.compiled import NEVER, Instance, free, held_mode
from napulse.engines.planning.model import Item, Lock, Mode, Problem, Slot

Stay = tuple[Slot, Slot, int]


def named(items: Iterable[Item]) -> dict[str, tuple[str, ...]]:
    """Return the values that name items in a refusal: their titles and keys."""
    found = tuple(items)
    return {
        "tasks": tuple(one.title or one.key for one in found),
        "keys": tuple(one.key for one in found),
    }


def check_shapes(problem: Problem) -> None:
    """Raise ``Refused`` for a lock that cannot be read: its mode, people, start or end."""
    items = {one.key: one for one in problem.items}
    people = {one.key for one in problem.people}
    for lock in problem.locks:
        item = items[lock.item]
        if lock.mode is not None and not 0 <= lock.mode < len(item.modes):
            raise Refused("plan.lock_mode", **named([item]), mode=lock.mode)
        if lock.people is not None:
            _check_people(item, lock, people)
        ended = lock.until is not None
        if (ended or lock.started) and lock.start is None:
            raise Refused("plan.lock_started", **named([item]))
        if lock.until is not None and lock.until < (lock.start or 0):
            raise Refused("plan.lock_end", **named([item]), start=lock.start, end=lock.until)


def _check_people(item: Item, lock: Lock, known: set[str]) -> None:
    people = lock.people or ()
    strangers = [one for one in people if one not in known]
    if strangers:
        raise Refused("plan.unknown_person", **named([item]), unknown=strangers[0])
    seats = _seats(item.modes[held_mode(lock) or 0])
    if len(people) != seats or len(set(people)) != len(people):
        raise Refused("plan.lock_people", **named([item]), needed=seats, available=len(people))


def _seats(mode: Mode) -> int:
    return sum(one.count for one in mode.needs)


def check_locks(instance: Instance) -> None:
    """Raise ``Refused`` for locks that no plan can keep together."""
    _refuse_early(instance)
    _refuse_closed(instance)
    _refuse_order(instance)
    _refuse_overlap(instance)
    _refuse_pools(instance)


def _refuse_early(instance: Instance) -> None:
    for item, lock in _locked(instance):
        start, floor = instance.fixed_start[item], instance.floor[item]
        if start is not None and start < floor and not free(lock, instance.problem.now):
            raise Refused("plan.lock_early", **_items(instance, [item]), slot=start, first=floor)


def _refuse_closed(instance: Instance) -> None:
    """Refuse a locked start at which the locked person may not begin, by the calendar."""
    people = instance.problem.people
    for item, lock in _locked(instance):
        start = instance.fixed_start[item]
        if start is None or lock.people is None or lock.until is not None:
            continue
        way = instance.ways[item][instance.choices[item][0]]
        for seat in way.seats:
            option = seat.options[0]
            if instance.diaries[option.person].end(start, option.work) == NEVER:
                person = people[option.person]
                name = person.title or person.key
                values = _items(instance, [item])
                raise Refused("plan.lock_closed", **values, people=(name,), slot=start)


def _refuse_order(instance: Instance) -> None:
    """Refuse a locked start before the end of what the item waits for, locked as well."""
    for item, start in enumerate(instance.fixed_start):
        for previous, lag in instance.before[item]:
            end = _end(instance, previous)
            if start is not None and end is not None and start < end + lag:
                values = _items(instance, [previous, item])
                raise Refused("plan.lock_order", **values, slot=start, first=end + lag)


def _end(instance: Instance, item: int) -> Slot | None:
    start, end = instance.fixed_start[item], instance.fixed_end[item]
    if start is None or end is not None:
        return end
    ends = [start + instance.ways[item][mode].length for mode in instance.choices[item]]
    stays = [end for _, end, _ in _stays(instance, item)]
    return max([min(ends), *stays])


def _refuse_overlap(instance: Instance) -> None:
    """Refuse two locks that keep one person at two things at the same time."""
    diaries: dict[int, list[tuple[Slot, Slot, int]]] = {}
    for item, _ in _locked(instance):
        if not instance.done[item]:
            for start, end, person in _stays(instance, item):
                diaries.setdefault(person, []).append((start, end, item))
    for person, stays in diaries.items():
        stays.sort()
        for one, other in pairwise(stays):
            if other[0] < one[1]:
                who = instance.problem.people[person]
                values = _items(instance, [one[2], other[2]])
                people = (who.title or who.key,)
                raise Refused("plan.lock_overlap", **values, people=people, slot=other[0])


def _stays(instance: Instance, item: int) -> Iterator[Stay]:
    """The spans in which locked people are busy with a locked start, those of no time left out."""
    start, until = instance.fixed_start[item], instance.fixed_end[item]
    lock = next(one for one in instance.problem.locks if instance.index[one.item] == item)
    if start is None or lock.people is None:
        return
    for seat in instance.ways[item][instance.choices[item][0]].seats:
        option = seat.options[0]
        end = instance.diaries[option.person].end(start, option.work) if until is None else until
        if end > start:
            yield start, end, option.person


def _refuse_pools(instance: Instance) -> None:
    """Refuse locks that together use more of a pool at some time than there is."""
    used: list[Counter[Slot]] = [Counter() for _ in instance.problem.pools]
    users: list[set[int]] = [set() for _ in instance.problem.pools]
    for item, start in enumerate(instance.fixed_start):
        if start is None or instance.done[item] or len(instance.choices[item]) > 1:
            continue
        way = instance.ways[item][instance.choices[item][0]]
        for pool, amount in way.pools:
            users[pool].add(item)
            for slot in range(start, start + way.length):
                used[pool][slot] += amount
    for pool, one in enumerate(instance.problem.pools):
        needed = max(used[pool].values(), default=0)
        if needed > one.capacity:
            values = _items(instance, sorted(users[pool]))
            amounts = {"pool": one.key, "needed": needed, "available": one.capacity}
            raise Refused("plan.lock_pool", **values, **amounts)


def _locked(instance: Instance) -> list[tuple[int, Lock]]:
    return [(instance.index[one.item], one) for one in instance.problem.locks]


def _items(instance: Instance, items: Iterable[int]) -> dict[str, tuple[str, ...]]:
    return named(instance.problem.items[item] for item in items)
