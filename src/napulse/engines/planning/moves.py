"""What a new plan does to an old one, item by item, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from napulse.engines.planning.compiled import work_of
from napulse.engines.planning.frozen import resumed
from napulse.engines.planning.model import Lock, Person, Placed, Plan, Problem, Slot


class Reason(StrEnum):
    """Why an item moved or changed hands.

    ``ABSENT``: ``by`` is the person who is away; ``GONE``: who left or may no longer do it.
    ``PUSHED``: ``by`` is the item that has the person now, ``NEW_WORK``: one that the old plan did
    not have. ``WAITS``: ``by`` is the item it follows. ``RELEASED``: it may not start earlier.
    ``LOCKED``: somebody fixed it. ``EARLIER``: time came free. ``BETTER``: the plan as a whole is
    better for it.
    """

    ABSENT = "absent"
    GONE = "gone"
    PUSHED = "pushed"
    NEW_WORK = "new_work"
    WAITS = "waits"
    RELEASED = "released"
    LOCKED = "locked"
    EARLIER = "earlier"
    BETTER = "better"


@dataclass(frozen=True, slots=True)
class Move:
    """An item that starts at another slot or has other people than before."""

    item: str
    start: tuple[Slot, Slot]
    end: tuple[Slot, Slot]
    before: tuple[str, ...]
    after: tuple[str, ...]
    reason: Reason
    by: str = ""

    @property
    def moved(self) -> bool:
        """Say whether it starts at another slot."""
        return self.start[0] != self.start[1]

    @property
    def switched(self) -> bool:
        """Say whether somebody has left it."""
        return not set(self.before) <= set(self.after)


def moves(problem: Problem, old: Plan, new: Plan) -> tuple[Move, ...]:
    """Return what changed between two plans of the problem, in the order of the new starts.

    Items that are in one plan only are not listed; the end of a move may differ where the start
    does not, that alone is no move.
    """
    story = _Story(problem, old, new)
    return tuple(sorted(story.told(), key=lambda one: (one.start[1], one.item)))


class _Story:
    def __init__(self, problem: Problem, old: Plan, new: Plan) -> None:
        self.problem, self.old, self.new = problem, old.by_item(), new.by_item()
        self.people = {one.key: one for one in problem.people}
        self.items = {one.key: one for one in problem.items}
        self.locks = {one.item: one for one in problem.locks}
        self.projects = {one.key: one for one in problem.projects}
        self.diaries: dict[str, list[Placed]] = defaultdict(list)
        for one in new.placed:
            for key in one.people:
                self.diaries[key].append(one)

    def told(self) -> Iterator[Move]:
        for key, after in self.new.items():
            before = self.old.get(key)
            if before and (before.start != after.start or set(before.people) != set(after.people)):
                reason, by = self._why(before, after)
                yield Move(
                    key,
                    (before.start, after.start),
                    (before.end, after.end),
                    before.people,
                    after.people,
                    reason,
                    by,
                )

    def _why(self, before: Placed, after: Placed) -> tuple[Reason, str]:
        lock = self.locks.get(after.item, Lock(after.item))
        if lock.start is not None or (lock.people is not None and before.people != after.people):
            return Reason.LOCKED, ""
        left = [key for key in before.people if key not in after.people]
        for found in (
            self._gone(before, left),
            self._away(before, left),
            self._away(before, before.people) if after.start > before.start else None,
            self._waits(before, after),
            self._pushed(before, after, left),
        ):
            if found:
                return found
        return (Reason.EARLIER if after.start < before.start else Reason.BETTER), ""

    def _gone(self, before: Placed, left: list[str]) -> tuple[Reason, str] | None:
        seats = self._seats(before)
        for (skill, level, _), key in zip(seats, before.people, strict=False):
            person = self.people.get(key)
            if key in left and (person is None or person.level_of(skill) < level):
                return Reason.GONE, key
        return None

    def _seats(self, one: Placed) -> list[tuple[str, int, int]]:
        mode = self.items[one.item].modes[one.mode]
        return [
            (need.skill, need.level, need.effort) for need in mode.needs for _ in range(need.count)
        ]

    def _away(
        self, before: Placed, people: list[str] | tuple[str, ...]
    ) -> tuple[Reason, str] | None:
        """Somebody is away when the old plan wanted the work, so that it would end later there."""
        for (_, _, effort), key in zip(self._seats(before), before.people, strict=False):
            person = self.people.get(key)
            if person and key in people and self._hindered(person, before, effort):
                return Reason.ABSENT, key
        return None

    def _hindered(self, person: Person, before: Placed, effort: int) -> bool:
        work = work_of(effort, person.share, self.problem.slot_minutes)
        shut = any(one.start <= before.start < one.end for one in person.closed)
        return bool(work) and (shut or resumed(person, before.start, work) > before.end)

    def _waits(self, before: Placed, after: Placed) -> tuple[Reason, str] | None:
        if after.start <= before.start:
            return None
        item = self.items[after.item]
        ready = [
            (self.new[link.before].end + link.lag, link.before)
            for link in item.after
            if link.before in self.new
        ]
        last = max(ready, default=(0, ""))
        if last[0] > before.start:
            return Reason.WAITS, last[1]
        floor = max(self.problem.now, item.release, self.projects[item.project].release)
        return (Reason.RELEASED, "") if floor > before.start else None

    def _pushed(self, before: Placed, after: Placed, left: list[str]) -> tuple[Reason, str] | None:
        """The first item that now has one of the people in the old span, new work before old."""
        taken = [
            other
            for key in (left or before.people)
            for other in self.diaries[key]
            if other.item != after.item and other.start < before.end and before.start < other.end
        ]
        if not taken:
            return None
        other = min(taken, key=lambda one: (one.item in self.old, one.start))
        if other.item not in self.old:
            return Reason.NEW_WORK, other.item
        kept_earlier = after.start < before.start and not left
        return None if kept_earlier else (Reason.PUSHED, other.item)
