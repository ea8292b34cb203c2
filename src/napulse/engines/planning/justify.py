"""Pools alone: fast serial generation both ways in time, and double justification.

Justification moves everything as late as it can be and then as early as it can be again; the plan
never gets longer and often gets shorter (Valls, Ballestín, Quintanilla 2005).
"""

from __future__ import annotations

from collections.abc import Sequence

from napulse.engines.planning.compiled import Instance
from napulse.engines.planning.model import Slot
from napulse.engines.planning.occupancy import Gauge

Links = list[tuple[tuple[int, int], ...]]


class Net:
    """Items without people in topological order: what they wait for, use and how long they take.

    ``item`` gives the item of a number, ``lengths`` the slots by mode; lists are by number.
    Numbers are topological, so ties of time are broken by them.
    """

    def __init__(self, instance: Instance) -> None:
        pools = instance.problem.pools
        self.gauge = Gauge([one.capacity for one in pools], [0] * len(pools))
        self.item = instance.order[:]
        self.size = len(self.item)
        number = {item: n for n, item in enumerate(self.item)}
        self.before = _renumbered(instance.before, self.item, number)
        self.after = _renumbered(instance.after, self.item, number)
        self.floor = [instance.floor[item] for item in self.item]
        self.lengths = [tuple(way.length for way in instance.ways[one]) for one in self.item]
        self._rows = [
            tuple(self._row(instance, item, mode) for mode in range(len(instance.ways[item])))
            for item in self.item
        ]
        self._nothing = [0] * self.size

    def _row(self, instance: Instance, item: int, mode: int) -> tuple[int, int, int, int, int]:
        way = instance.ways[item][mode]
        usable = mode in instance.choices[item]
        one = self.gauge.pattern(way.pools if usable else (), way.length)
        return one.take, one.mask, one.test, one.guard, way.length

    def forward(self, order: Sequence[int], modes: Sequence[int]) -> tuple[list[Slot], list[Slot]]:
        """Return starts and ends when each number in the order is placed as early as it can be."""
        return self._place(order, modes, self.before, self.floor)

    def justified(
        self, ends: Sequence[Slot], modes: Sequence[int]
    ) -> tuple[list[int], list[Slot], list[Slot]]:
        """Return the order, starts and ends after a pass to the right and one to the left."""
        size = self.size
        keys = [end * size + n for n, end in enumerate(ends)]
        order = sorted(range(size), key=keys.__getitem__, reverse=True)
        _, mirrored = self._place(order, modes, self.after, self._nothing)
        keys = [n - end * size for n, end in enumerate(mirrored)]
        order = sorted(range(size), key=keys.__getitem__)
        starts, ends = self.forward(order, modes)
        return order, starts, ends

    def _place(
        self, order: Sequence[int], modes: Sequence[int], waits: Links, floor: Sequence[Slot]
    ) -> tuple[list[Slot], list[Slot]]:
        rows, width = self._rows, self.gauge.width
        starts, ends, taken = [0] * self.size, [0] * self.size, 0
        for number in order:
            at = floor[number]
            for previous, lag in waits[number]:
                first = ends[previous] + lag
                if first > at:
                    at = first
            take, mask, test, guard, length = rows[number][modes[number]]
            if take:
                over = ((taken >> at * width & mask) + test) & guard
                while over:
                    at += (over.bit_length() - 1) // width + 1
                    over = ((taken >> at * width & mask) + test) & guard
                taken += take << at * width
            starts[number] = at
            ends[number] = at + length
        return starts, ends

    def bound(self, choices: Sequence[Sequence[int]]) -> Slot:
        """Return a slot before which the links alone let no plan of these modes end."""
        quickest = [min(self.lengths[n][mode] for mode in choices[n]) for n in range(self.size)]
        heads, tails = self.floor[:], [0] * self.size
        for n in range(self.size):
            for previous, lag in self.before[n]:
                heads[n] = max(heads[n], heads[previous] + quickest[previous] + lag)
        for n in reversed(range(self.size)):
            for following, lag in self.after[n]:
                tails[n] = max(tails[n], tails[following] + quickest[following] + lag)
        chain = [heads[n] + quickest[n] + tails[n] for n in range(self.size)]
        return max(chain, default=0)


def _renumbered(
    links: Sequence[Sequence[tuple[int, int]]], items: Sequence[int], number: dict[int, int]
) -> Links:
    return [tuple((number[other], lag) for other, lag in links[item]) for item in items]
