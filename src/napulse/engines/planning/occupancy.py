"""Who and what is taken when, as whole numbers used as rows of bits.

A person's row has one bit for each *open* slot (closed ones are left out, so that work is always
without a gap); ``Hours`` maps slots to those ranks and back. Pools share one row with a small field
of bits for each slot and pool; an addition with a guard bit on top of each field finds every slot
in which a capacity would be exceeded at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from napulse.engines.planning.compiled import NEVER, Diary
from napulse.engines.planning.model import Slot


class Hours:
    """The open slots of one person by rank. Past ``reach`` every slot is open."""

    __slots__ = ("_diary", "_following", "rank", "reach", "shut", "slots")

    def __init__(self, diary: Diary) -> None:
        self._diary = diary
        self.reach = diary.reach
        closed = {slot for one in diary.closed for slot in range(one.start, one.end)}
        self.slots = [slot for slot in range(self.reach) if slot not in closed]
        self.shut = self.reach - len(self.slots)
        self.rank: list[int] = []
        passed = 0
        for slot in range(self.reach):
            self.rank.append(passed)
            passed += slot not in closed
        self._following: dict[int, list[int]] = {}

    def rank_of(self, slot: Slot) -> int:
        """Return the rank of the first open slot that is not before the one given."""
        return self.rank[slot] if slot < self.reach else slot - self.shut

    def slot_of(self, rank: int) -> Slot:
        """Return the slot of a rank."""
        return self.slots[rank] if rank < len(self.slots) else rank + self.shut

    def following(self, work: int) -> list[int]:
        """Return by rank the next rank at which the work may begin for the absences' sake."""
        if work not in self._following:
            diary = self._diary
            self._following[work] = [
                self.rank_of(diary.next_start(slot, work)) for slot in self.slots
            ]
        return self._following[work]

    def bits(self, start: Slot, end: Slot) -> int:
        """Return the row in which the open slots from ``start`` to ``end`` are taken."""
        first, last = self.rank_of(start), self.rank_of(end)
        return ((1 << (last - first)) - 1) << first

    def is_legal(self, start: Slot, work: int) -> bool:
        """Return whether the calendar alone lets the work begin here."""
        return self._diary.end(start, work) != NEVER


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
