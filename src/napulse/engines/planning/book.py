"""Tables that all exact models of one instance share: seats grouped, starts by length of pause."""

from __future__ import annotations

from dataclasses import dataclass

from napulse.engines.planning.compiled import NEVER, Instance, Option, Way
from napulse.engines.planning.model import Slot

FAR = 1 << 28


@dataclass(frozen=True, slots=True)
class Group:
    """Seats of one way that are alike, so that only who sits there matters, not on which chair."""

    seats: tuple[int, ...]
    skill: str
    options: tuple[Option, ...]

    @property
    def count(self) -> int:
        """How many people the group takes."""
        return len(self.seats)


@dataclass(frozen=True, slots=True)
class Run:
    """Starts from ``first`` to ``last``, both included, from which work pauses for ``extra``."""

    first: Slot
    last: Slot
    extra: int


class Book:
    """The instance with its groups by item and way, and its runs by person and work."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.groups = [tuple(_groups(way) for way in ways) for ways in instance.ways]
        self.held = [self._is_held(item) for item in range(instance.size)]
        self._runs: dict[tuple[int, int], tuple[Run, ...]] = {}

    def _is_held(self, item: int) -> bool:
        instance = self.instance
        if instance.fixed_start[item] is None:
            return False
        if instance.fixed_end[item] is not None:
            return True
        way = instance.ways[item][instance.choices[item][0]]
        return len(instance.choices[item]) == 1 and all(
            len(seat.options) == 1 for seat in way.seats
        )

    def open_items(self) -> tuple[int, ...]:
        """Return the items about which something is left to decide."""
        return tuple(item for item, held in enumerate(self.held) if not held)

    def runs(self, person: int, work: int) -> tuple[Run, ...]:
        """Return when a person may start work of a length, earliest first."""
        key = (person, work)
        if key not in self._runs:
            self._runs[key] = _runs(self.instance.diaries[person].ends(work), work)
        return self._runs[key]

    def earliest_end(self, item: int, first: Slot) -> Slot:
        """Return the first slot by which the item can have ended if it starts at ``first``."""
        end = self.instance.fixed_end[item]
        if end is not None:
            return end
        return min(
            self._way_end(self.instance.ways[item][way], first)
            for way in self.instance.choices[item]
        )

    def latest_start(self, item: int, last: Slot) -> Slot:
        """Return the last slot in which the item can start to end by ``last``, or a number below.

        A number less than any possible start means that it cannot.
        """
        instance = self.instance
        fixed = instance.fixed_start[item]
        if fixed is not None:
            return fixed
        return max(
            self._way_start(instance.ways[item][way], last) for way in instance.choices[item]
        )

    def _way_start(self, way: Way, last: Slot) -> Slot:
        starts = [last - way.length]
        for seat in way.seats:
            starts.append(max((self._option_start(one, last) for one in seat.options), default=-1))
        return min(starts)

    def _option_start(self, option: Option, last: Slot) -> Slot:
        for run in reversed(self.runs(option.person, option.work)):
            start = min(run.last, last - option.work - run.extra)
            if start >= run.first:
                return start
        return -1

    def _way_end(self, way: Way, first: Slot) -> Slot:
        ends = [first + way.length]
        for seat in way.seats:
            ends.append(min((self._option_end(one, first) for one in seat.options), default=FAR))
        return max(ends)

    def _option_end(self, option: Option, first: Slot) -> Slot:
        diary = self.instance.diaries[option.person]
        return diary.end(diary.next_start(first, option.work), option.work)


def _groups(way: Way) -> tuple[Group, ...]:
    found: dict[tuple[int, tuple[Option, ...]], list[int]] = {}
    for number, seat in enumerate(way.seats):
        found.setdefault((seat.need, seat.options), []).append(number)
    return tuple(
        Group(tuple(seats), way.seats[seats[0]].skill, options)
        for (_, options), seats in found.items()
    )


def _runs(ends: list[Slot], work: int) -> tuple[Run, ...]:
    out: list[Run] = []
    for start, end in enumerate(ends):
        if end == NEVER:
            continue
        extra = end - start - work
        if out and out[-1].last == start - 1 and out[-1].extra == extra:
            out[-1] = Run(out[-1].first, start, extra)
        else:
            out.append(Run(start, start, extra))
    reach = len(ends)
    if out and out[-1].last == reach - 1 and not out[-1].extra:
        return (*out[:-1], Run(out[-1].first, FAR, 0))
    return (*out, Run(reach, FAR, 0))
