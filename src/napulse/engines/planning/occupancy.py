"""Who and what is taken when, as whole numbers used as rows of bits.

A person's row has one bit for each *open* slot (closed ones are left out, so that work is always
without a gap); ``Hours`` maps slots to those ranks and back. Pools share one row with a small field
of bits for each slot and pool; an addition with a guard bit on top of each field finds every slot
in which a capacity would be exceeded at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from napulse.engines.planning.compiled import Diary
from napulse.engines.planning.model import Slot


class Hours:
    """The open slots of one person by rank. Past ``reach`` every slot is open."""

    __slots__ = ("_bars", "_following", "rank", "reach", "shut", "slots")

    def __init__(self, diary: Diary) -> None:
        self.reach = diary.reach
        self.slots: list[Slot] = []
        self.rank: list[int] = []
        self._bars: list[int] = []
        self._following: dict[int, list[int]] = {}
        slot = 0
        for one in diary.closed:
            self.rank.extend(range(len(self.slots), len(self.slots) + one.start - slot))
            self.slots.extend(range(slot, one.start))
            self.rank.extend([len(self.slots)] * (one.end - one.start))
            if one.end - one.start > diary.pause:
                self._bars.append(len(self.slots))
            slot = one.end
        self.shut = self.reach - len(self.slots)

    def rank_of(self, slot: Slot) -> int:
        """Return the rank of the first open slot that is not before the one given."""
        return self.rank[slot] if slot < self.reach else slot - self.shut

    def slot_of(self, rank: int) -> Slot:
        """Return the slot of a rank."""
        return self.slots[rank] if rank < len(self.slots) else rank + self.shut

    def following(self, work: int) -> list[int]:
        """Return by rank the next rank at which the work may begin for the absences' sake.

        Work may not begin less than its length before an absence too long to pause over.
        """
        if work not in self._following:
            out = list(range(len(self.slots)))
            for bar in reversed(self._bars):
                after = out[bar] if bar < len(out) else bar
                low = max(0, bar - work + 1)
                out[low:bar] = [after] * (bar - low)
            self._following[work] = out
        return self._following[work]

    def bits(self, start: Slot, end: Slot) -> int:
        """Return the row in which the open slots from ``start`` to ``end`` are taken."""
        first, last = self.rank_of(start), self.rank_of(end)
        return ((1 << (last - first)) - 1) << first


@dataclass(frozen=True, slots=True)
class Pattern:
    """What an item takes of the pools from its start: fields to add, to test and their guards."""

    take: int
    mask: int
    test: int
    guard: int


NOTHING = Pattern(0, 0, 0, 0)


class Gauge:
    """How the pools' fields lie in a row; ``width`` is the number of bits of one slot."""

    def __init__(self, capacities: Sequence[int], surplus: Sequence[int]) -> None:
        """``surplus`` is what fixed work may take beyond each capacity without spoiling a row."""
        self._capacities = tuple(capacities)
        self._shifts: list[int] = []
        self._sizes: list[int] = []
        shift = 0
        for capacity, more in zip(capacities, surplus, strict=True):
            size = (capacity + more).bit_length() + 1
            self._shifts.append(shift)
            self._sizes.append(size)
            shift += size
        self.width = max(1, shift)

    def pattern(self, uses: Iterable[tuple[int, int]], length: int) -> Pattern:
        """Return the pattern of amounts of pools taken for some slots."""
        amounts: dict[int, int] = {}
        for pool, amount in uses:
            amounts[pool] = amounts.get(pool, 0) + amount
        take = test = guard = 0
        for pool, amount in amounts.items():
            if not amount:
                continue
            shift, top = self._shifts[pool], 1 << (self._sizes[pool] - 1)
            take |= amount << shift
            test |= (top - 1 - self._capacities[pool] + amount) << shift
            guard |= top << shift
        if not take or not length:
            return NOTHING
        whole = (1 << (self.width * length)) - 1
        each = whole // ((1 << self.width) - 1)
        return Pattern(take * each, whole, test * each, guard * each)

    def earliest(self, taken: int, start: Slot, pattern: Pattern) -> Slot:
        """Return the first slot, not before ``start``, from which the pools suffice."""
        width, mask, test, guard = self.width, pattern.mask, pattern.test, pattern.guard
        while True:
            over = (((taken >> (start * width)) & mask) + test) & guard
            if not over:
                return start
            start += (over.bit_length() - 1) // width + 1
