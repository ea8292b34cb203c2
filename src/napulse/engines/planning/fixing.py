"""People for what has a locked start, before anything else is placed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.compiled import Instance
from napulse.engines.planning.serial import Serial

_STEPS = 2000
_WAYS = 200

Staff = tuple[int, tuple[int, ...]]


def place_fixed(serial: Serial) -> None:
    """Place what has a locked start, those with the fewest people to choose from first.

    Raises ``Refused`` when no way to staff all of them is found.
    """
    instance = serial.instance
    items = [item for item, start in enumerate(instance.fixed_start) if start is not None]
    items.sort(key=lambda one: (_freedom(instance, one), one))
    placing = _Placing(serial, items)
    if not placing.place(0):
        _refuse(instance, items[placing.furthest])


def _freedom(instance: Instance, item: int) -> int:
    if instance.done[item]:
        return 0
    seats = [seat for mode in instance.choices[item] for seat in instance.ways[item][mode].seats]
    return max((len(one.options) for one in seats), default=0)


def _refuse(instance: Instance, item: int) -> None:
    one = instance.problem.items[item]
    title, start = one.title or one.key, instance.fixed_start[item]
    raise Refused("plan.lock_start", item=title, tasks=(title,), keys=(one.key,), slot=start)


class _Placing:
    """Depth first: each item with each staff that is free, until all are placed."""

    def __init__(self, serial: Serial, items: list[int]) -> None:
        self._serial = serial
        self._items = items
        self._steps = 0
        self.furthest = 0

    def place(self, depth: int) -> bool:
        """Place the items from a depth on and return whether that was possible."""
        if depth == len(self._items):
            return True
        self.furthest = max(self.furthest, depth)
        serial, item = self._serial, self._items[depth]
        for mode, people in self._staffs(item):
            self._steps += 1
            before = serial.busy[:], serial.taken
            self._fix(item, mode, people)
            if self.place(depth + 1):
                return True
            serial.busy, serial.taken = before
            if self._steps > _STEPS:
                break
        return False

    def _fix(self, item: int, mode: int, people: tuple[int, ...]) -> None:
        serial = self._serial
        start, until = serial.instance.fixed_start[item] or 0, serial.instance.fixed_end[item]
        serial.modes[item] = mode
        job = serial.jobs[item][mode]
        ends = [start + job.length]
        for seat, person in zip(job.seats, people, strict=True):
            work = next(one.work for one in seat if one.person == person)
            ends.append(serial.stop(person, start, work))
        serial.fix(item, (start, max(ends) if until is None else until), people)

    def _staffs(self, item: int) -> Iterator[Staff]:
        """The modes and people by seat that are free at the locked start."""
        serial, instance = self._serial, self._serial.instance
        for mode in instance.choices[item]:
            found = _different(serial.able_at(item, mode), ())
            most = 1 if instance.done[item] else _WAYS
            yield from ((mode, people) for people in islice(found, most))


def _different(able: list[list[int]], chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The ways to take a different person for each seat."""
    if len(chosen) == len(able):
        yield chosen
        return
    for person in able[len(chosen)]:
        if person not in chosen:
            yield from _different(able, (*chosen, person))
