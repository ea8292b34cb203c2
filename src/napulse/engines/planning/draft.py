"""A plan in numbers, to be changed in place: lists by item, people as indices by seat."""

from __future__ import annotations

from dataclasses import dataclass

from napulse.engines.planning.compiled import NEVER, Instance
from napulse.engines.planning.model import Placed, Plan, Slot


@dataclass(slots=True)
class Draft:
    """Where each item stands; a dropped item has the start and end ``NEVER`` and nobody."""

    start: list[Slot]
    end: list[Slot]
    mode: list[int]
    people: list[tuple[int, ...]]

    @classmethod
    def empty(cls, size: int) -> Draft:
        """Return a draft in which everything is dropped."""
        return cls([NEVER] * size, [NEVER] * size, [0] * size, [()] * size)

    def copy(self) -> Draft:
        """Return a draft that may be changed apart from this one."""
        return Draft(self.start[:], self.end[:], self.mode[:], self.people[:])

    def dropped(self) -> list[int]:
        """Return the items left out."""
        return [item for item, start in enumerate(self.start) if start == NEVER]


def to_plan(instance: Instance, draft: Draft) -> Plan:
    """Return the draft in the words of the problem."""
    people = instance.problem.people
    placed: list[Placed] = []
    dropped: list[str] = []
    for number, item in enumerate(instance.problem.items):
        if draft.start[number] == NEVER:
            dropped.append(item.key)
            continue
        who = tuple(people[one].key for one in draft.people[number])
        start, end = draft.start[number], draft.end[number]
        placed.append(Placed(item.key, start, end, draft.mode[number], who))
    return Plan(tuple(placed), tuple(dropped))


def from_plan(instance: Instance, plan: Plan) -> Draft:
    """Return the plan in numbers; what it says of unknown items or people is left out.

    Items the plan does not place are dropped.
    """
    draft = Draft.empty(instance.size)
    numbers = {one.key: n for n, one in enumerate(instance.problem.people)}
    for one in plan.placed:
        item = instance.index.get(one.item)
        if item is None:
            continue
        draft.start[item], draft.end[item], draft.mode[item] = one.start, one.end, one.mode
        draft.people[item] = tuple(numbers[key] for key in one.people if key in numbers)
    return draft
