"""The mix of levels: how much of a project is done by people above or below what it needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from napulse.engines.planning.model import Minutes, Need, Person, Plan, Problem

BP = 10_000


@dataclass(frozen=True, slots=True)
class Mix:
    """Minutes of effort at the level needed, above and below it (a locked person may lack it)."""

    project: str
    at: Minutes = 0
    above: Minutes = 0
    below: Minutes = 0

    @property
    def total(self) -> Minutes:
        """Return all minutes."""
        return self.at + self.above + self.below

    @property
    def shares(self) -> tuple[int, int, int]:
        """Return at, above and below in basis points that add up to 10,000, or to 0 if empty."""
        if not self.total:
            return 0, 0, 0
        above = _rounded(self.above, self.total)
        below = min(BP - above, _rounded(self.below, self.total))
        return BP - above - below, above, below


def mix(problem: Problem, plan: Plan) -> tuple[Mix, ...]:
    """Return the mix of every project of the problem, in their order."""
    people = {one.key: one for one in problem.people}
    items = {one.key: one for one in problem.items}
    minutes: Counter[tuple[str, int]] = Counter()
    for one in plan.placed:
        item = items[one.item]
        seats = _seats(item.modes[one.mode].needs)
        for need, person in zip(seats, one.people, strict=True):
            minutes[item.project, _side(people[person], need)] += need.effort
    return tuple(
        Mix(one.key, minutes[one.key, 0], minutes[one.key, 1], minutes[one.key, -1])
        for one in problem.projects
    )


def whole_mix(mixes: Iterable[Mix]) -> Mix:
    """Return the mix of several projects together, without a key."""
    found = tuple(mixes)
    return Mix(
        "",
        sum(one.at for one in found),
        sum(one.above for one in found),
        sum(one.below for one in found),
    )


def _seats(needs: Iterable[Need]) -> list[Need]:
    return [one for one in needs for _ in range(one.count)]


def _side(person: Person, need: Need) -> int:
    level = person.level_of(need.skill)
    return (level > need.level) - (level < need.level)


def _rounded(part: int, total: int) -> int:
    return (part * BP * 2 + total) // (total * 2)
