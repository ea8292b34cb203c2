"""Why something ends when it does: the chain of work behind it, and where people were awaited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from napulse.engines.planning.compiled import Instance
from napulse.engines.planning.model import Slot

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Wait:
    """An item that could have begun earlier but for one that holds its people, or for a calendar.

    ``holder`` is None when no item stands in its way.
    """

    item: int
    holder: int | None


class Chains:
    """The chains of one state of a plan, found when asked for and remembered."""

    def __init__(
        self,
        instance: Instance,
        start: Sequence[Slot],
        end: Sequence[Slot],
        people: Sequence[tuple[int, ...]],
    ) -> None:
        self._instance = instance
        self._start, self._end, self._people = start, end, people
        self._found: dict[int, list[Wait]] = {}
        self._work: list[list[tuple[Slot, int]]] | None = None

    def waits(self, last: int) -> list[Wait]:
        """Return where the chain that ends with an item waits for people, the latest first."""
        if last not in self._found:
            self._found[last] = self._walk(last)
        return self._found[last]

    def _walk(self, item: int) -> list[Wait]:
        waits: list[Wait] = []
        for _ in range(_LONGEST):
            ready, binding = self._instance.floor[item], None
            for previous, lag in self._instance.before[item]:
                if self._end[previous] + lag >= ready:
                    ready, binding = self._end[previous] + lag, previous
            if self._start[item] > ready:
                holder = self._holder(item)
                waits.append(Wait(item, holder))
                binding = binding if holder is None else holder
            if binding is None:
                break
            item = binding
        return waits

    def _holder(self, item: int) -> int | None:
        """The item that one of the people did last before this one."""
        start, best = self._start[item], (-1, -1)
        for person in self._people[item]:
            for end, other in self._by_person()[person]:
                if end <= start and end > best[0] and other != item:
                    best = (end, other)
        return None if best[1] < 0 else best[1]

    def _by_person(self) -> list[list[tuple[Slot, int]]]:
        if self._work is None:
            self._work = [[] for _ in self._instance.problem.people]
            for item, people in enumerate(self._people):
                for person in people:
                    self._work[person].append((self._end[item], item))
        return self._work
