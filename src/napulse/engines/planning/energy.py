"""The table of shortages: work that must fall into a window against the time of those who can.

For every set of people that alone can do some work, and every window between an earliest start and
a latest end, the work whose bounds lie inside is compared with the open time of the set (the
elastic relaxation of energetic reasoning, Baptiste et al. 1999). A shortage is a proof: no plan
keeps the promises it names. An item that even alone ends too late is a matter of chains: here it is
given the time it takes alone, so that what is missing is people.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napulse.engines.planning.compiled import Instance, Option, Way, compile_problem
from napulse.engines.planning.model import Minutes, Problem, Skill, Window
from napulse.engines.planning.timing import FAR, Kind, Promise, Times, times

Counts = NDArray[np.int64]
PAIRS = 300


@dataclass(frozen=True, slots=True)
class Shortage:
    """Work in ``window`` that only ``people`` can do (or that ``pool`` is used for).

    ``needed``, ``available`` and ``short`` are minutes, for a pool units times slots. ``skill`` and
    ``level`` name the largest part of the work, ``skills`` all of it. ``promises`` are those that
    force the work into the window, the largest part first; ``projects`` those of the items.
    """

    skill: str
    level: int
    people: tuple[str, ...]
    window: Window
    needed: Minutes
    available: Minutes
    short: Minutes
    items: tuple[str, ...]
    projects: tuple[str, ...]
    promises: tuple[Promise, ...]
    core: tuple[Promise, ...]
    skills: tuple[Skill, ...] = ()
    pool: str = ""


def shortages(problem: Problem) -> tuple[Shortage, ...]:
    """Return the largest shortage of every group and pool that has one, the largest first.

    The problem must have passed ``validate``. Optional work is left out: it may be dropped.
    """
    instance = compile_problem(problem)
    return shortages_of(instance, times(instance))


def shortages_of(instance: Instance, bounds: Times) -> tuple[Shortage, ...]:
    """Return the shortages of a compiled problem whose bounds are known."""
    table = _Table(instance, bounds)
    found = [table.of_group(group) for group in table.groups()]
    found += [table.of_pool(pool) for pool in range(len(instance.problem.pools))]
    real = {one.items: one for one in found if one}
    return tuple(sorted(real.values(), key=lambda one: (-one.short, one.people)))


def tightest(problem: Problem) -> Shortage | None:
    """Return the group and window with the largest share of time needed, short or not.

    ``short`` is not positive when there is no shortage. None when nothing has to end by any time.
    """
    instance = compile_problem(problem)
    table = _Table(instance, times(instance))
    found = [one for one in map(table.tightest, table.groups()) if one]
    return max(found, key=lambda one: (one[0], one[1].needed))[1] if found else None


@dataclass(frozen=True, slots=True)
class _Demand:
    """Work of one item: the share of slots it takes of a set of people, or of a pool."""

    item: int
    people: frozenset[int]
    skill: Skill
    takes: int


@dataclass(frozen=True, slots=True)
class _Found:
    window: Window
    needed: int
    available: int
    inside: list[_Demand]


@dataclass(frozen=True, slots=True)
class _Grid:
    opens: Counts
    closes: Counts
    takes: Counts
    has: Counts
    width: Counts


class _Table:
    def __init__(self, instance: Instance, bounds: Times) -> None:
        self.instance, self.bounds = instance, bounds
        self.musts = [n for n in range(instance.size) if self._must(n)]
        self.last = {n: max(bounds.last[n], bounds.soonest[n]) for n in self.musts}
        self.reach = max([0, *self.last.values()]) + 1
        self.demands = [one for n in self.musts for one in self._people_demands(n)]

    def _must(self, item: int) -> bool:
        known = self.bounds.last[item] < FAR and not self.instance.done[item]
        return known and not self.instance.optional[item]

    def groups(self) -> list[frozenset[int]]:
        """The sets of people of all demands, and unions of two that share somebody."""
        own = sorted({one.people for one in self.demands}, key=sorted)
        unions = (a | b for a, b in combinations(own, 2) if a & b and a | b not in (a, b))
        return list(dict.fromkeys([*own, *list(unions)[:PAIRS]]))

    def of_group(self, group: frozenset[int]) -> Shortage | None:
        """The largest shortage of people of a set."""
        inside = [one for one in self.demands if one.people <= group]
        found = self._worst(inside, self._supply(group))
        return self._named(found, group) if found else None

    def of_pool(self, pool: int) -> Shortage | None:
        """The largest shortage of a pool."""
        key = self.instance.problem.pools[pool]
        inside = []
        for item in self.musts:
            takes = min((_of_pool(way, pool) for way in self._ways(item)), default=0)
            if takes:
                inside.append(_Demand(item, frozenset(), Skill("", 0), takes))
        supply = np.full(self.reach + 1, key.capacity, np.int64)
        supply[0] = 0
        found = self._worst(inside, supply)
        return self._named(found, frozenset(), key.key) if found else None

    def _ways(self, item: int) -> list[Way]:
        return [self.instance.ways[item][n] for n in self.instance.choices[item]]

    def _people_demands(self, item: int) -> list[_Demand]:
        """By skill and set of people, what the item takes in any of its ways."""
        by_way: list[Counter[tuple[frozenset[int], Skill]]] = []
        for way in self._ways(item):
            takes: Counter[tuple[frozenset[int], Skill]] = Counter()
            for seat in way.seats:
                people = frozenset(one.person for one in seat.options)
                least = min((self._takes(item, one) for one in seat.options), default=0)
                takes[people, Skill(seat.skill, seat.level)] += least
            by_way.append(takes)
        if len(by_way) != 1:
            by_way = [_common(by_way)]
        return [_Demand(item, *key, takes) for key, takes in by_way[0].items() if takes]

    def _takes(self, item: int, option: Option) -> int:
        share = self.instance.problem.people[option.person].share
        start, until = self.instance.fixed_start[item], self.instance.fixed_end[item]
        if start is None or until is None:
            return option.work * share
        return int(self._open(option.person)[start:until].sum())

    def _open(self, person: int) -> Counts:
        one = self.instance.problem.people[person]
        slots = np.full(self.reach, one.share, np.int64)
        for window in one.closed:
            slots[window.start : window.end] = 0
        return slots

    def _worst(self, inside: list[_Demand], supply: Counts) -> _Found | None:
        """The window in which the most is missing; of equals the shortest."""
        if not inside:
            return None
        grid = self._grid(inside, supply)
        short = np.where(grid.width > 0, grid.takes - grid.has, 0)
        worst = int(short.max())
        if worst <= 0:
            return None
        return self._at(grid, np.where(short == worst, grid.width, FAR), inside)

    def tightest(self, group: frozenset[int]) -> tuple[float, Shortage] | None:
        """The window in which the largest share of the people's time is needed, and that share."""
        inside = [one for one in self.demands if one.people <= group]
        if not inside:
            return None
        grid = self._grid(inside, self._supply(group))
        share = np.where(grid.width > 0, grid.takes / np.maximum(grid.has, 1), 0.0)
        found = self._at(grid, -share, inside)
        return float(share.max()), self._named(found, group)

    def _supply(self, group: frozenset[int]) -> Counts:
        supply = np.zeros(self.reach + 1, np.int64)
        for person in group:
            supply[1:] += self._open(person)
        return supply

    def _grid(self, inside: list[_Demand], supply: Counts) -> _Grid:
        """By earliest start and latest end: what is needed in between, and what there is."""
        total = np.cumsum(supply)
        first = np.array([self.bounds.first[one.item] for one in inside])
        last = np.array([self.last[one.item] for one in inside])
        opens, closes = np.unique(first), np.unique(last)
        takes = np.zeros((len(opens), len(closes)), np.int64)
        where = np.searchsorted(opens, first), np.searchsorted(closes, last)
        np.add.at(takes, where, [one.takes for one in inside])
        takes = np.cumsum(np.cumsum(takes[::-1], axis=0)[::-1], axis=1)
        has = total[closes][None, :] - total[np.minimum(opens, self.reach)][:, None]
        return _Grid(opens, closes, takes, has, closes[None, :] - opens[:, None])

    def _at(self, grid: _Grid, rank: NDArray[Any], inside: list[_Demand]) -> _Found:
        """The cell of the least rank with the work inside it."""
        a, b = np.unravel_index(int(rank.argmin()), rank.shape)
        window = Window(int(grid.opens[a]), int(grid.closes[b]))
        chosen = [
            one
            for one in inside
            if window.start <= self.bounds.first[one.item] and self.last[one.item] <= window.end
        ]
        return _Found(window, int(grid.takes[a, b]), int(grid.has[a, b]), chosen)

    def _named(self, found: _Found, group: frozenset[int], pool: str = "") -> Shortage:
        problem = self.instance.problem
        unit = 1 if pool else problem.slot_minutes
        whole = 1 if pool else 100
        by_skill: Counter[Skill] = Counter()
        by_promise: Counter[Promise] = Counter()
        for one in found.inside:
            by_skill[one.skill] += one.takes
            source = self.bounds.source[one.item]
            if source:
                by_promise[source] += one.takes
        items = dict.fromkeys(one.item for one in found.inside)
        top = by_skill.most_common(1)[0][0]
        needed, available = found.needed * unit // whole, found.available * unit // whole
        return Shortage(
            skill=top.name,
            level=top.level,
            people=tuple(problem.people[one].key for one in sorted(group)),
            window=found.window,
            needed=needed,
            available=available,
            short=needed - available,
            items=tuple(problem.items[one].key for one in items),
            projects=tuple(dict.fromkeys(problem.items[one].project for one in items)),
            promises=tuple(one for one, _ in by_promise.most_common()),
            core=_core(by_promise, found),
            skills=tuple(one for one, _ in by_skill.most_common()),
            pool=pool,
        )


def _core(by_promise: Counter[Promise], found: _Found) -> tuple[Promise, ...]:
    """The promises that are too much together and not if any one of them is taken away."""
    kept, left = dict(by_promise.most_common()), found.needed
    for promise, takes in reversed(by_promise.most_common()):
        if promise.kind is not Kind.START and left - takes > found.available:
            left -= takes
            del kept[promise]
    return tuple(kept)


def _of_pool(way: Way, pool: int) -> int:
    return sum(amount for used, amount in way.pools if used == pool) * way.length


def _common(
    by_way: list[Counter[tuple[frozenset[int], Skill]]],
) -> Counter[tuple[frozenset[int], Skill]]:
    """What every way takes of the same people and skill: less is not possible."""
    out = by_way[0] if by_way else Counter()
    for other in by_way[1:]:
        out &= other
    return out
