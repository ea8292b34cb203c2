"""Rows that a solver does not see by itself: loads before an end, sets of people in time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from ortools.sat.python import cp_model

from napulse.engines.planning.axis import joined
from napulse.engines.planning.exact import Exact, Linear
from napulse.engines.planning.model import Slot, Window
from napulse.engines.planning.terms import Terms

SETS = 60
PAIRED = 12


@dataclass(frozen=True, slots=True)
class Load:
    """What must be done by a set of people in one item: so many at a time for so long."""

    item: int
    heads: int
    length: Slot
    work: Slot


def load_rows(terms: Terms) -> None:
    """Bind the makespan to the work of each person, each nested set of people and each pool."""
    terms.term("makespan")
    exact, last = terms.exact, terms.last
    if last is None:
        return
    work: dict[int, list[Linear]] = defaultdict(list)
    first: dict[int, Slot] = {}
    for one in exact.variants:
        work[one.person].append(one.length * one.lit)
        begin = exact.frame.first[one.item]
        first[one.person] = min(first.get(one.person, begin), begin)
    for person, found in work.items():
        exact.model.add(last >= first[person] + sum(found))
    for people, found_loads in sets_of_people(exact).items():
        total = sum(one.heads * one.work for one in found_loads)
        begin = min(exact.frame.first[one.item] for one in found_loads)
        exact.model.add(last >= begin - (-total // len(people)))
    _pool_rows(exact, last)


def _pool_rows(exact: Exact, last: cp_model.IntVar) -> None:
    instance = exact.frame.book.instance
    energy: dict[int, Linear] = defaultdict(int)
    first: dict[int, Slot] = {}
    for item in exact.frame.free:
        for way in instance.choices[item]:
            taken = instance.ways[item][way]
            for pool, amount in taken.pools:
                energy[pool] += amount * taken.length * exact.chosen(item, way)
                begin = exact.frame.first[item]
                first[pool] = min(first.get(pool, begin), begin)
    for pool, found in energy.items():
        capacity = instance.problem.pools[pool].capacity
        exact.model.add(capacity * (last - first[pool]) >= found)


def sets_of_people(exact: Exact) -> dict[frozenset[int], list[Load]]:
    """Return sets of people with the work that nobody else can do, the unions of small ones too."""
    own: dict[frozenset[int], list[Load]] = defaultdict(list)
    for item in exact.frame.free:
        ways = exact.frame.book.instance.choices[item]
        if len(ways) == 1:
            for group in exact.frame.book.groups[item][ways[0]]:
                works = [one.work for one in group.options]
                length = exact.constants.get(item, min(works, default=0))
                length = length if len(set(works)) == 1 else min(works, default=0)
                people = frozenset(one.person for one in group.options)
                load = Load(item, group.count, min(length, min(works, default=0)), min(works))
                own[people].append(load)
    chosen = set(own)
    if len(own) <= PAIRED:
        chosen |= {a | b for a, b in combinations(own, 2)}
        chosen.add(frozenset().union(*own))
    ranked = sorted(chosen, key=lambda one: (len(one), sorted(one)))[:SETS]
    return {
        people: [load for mine, found in own.items() if mine <= people for load in found]
        for people in ranked
        if people
    }


def people_in_time(exact: Exact) -> None:
    """Add a cumulative for every set of people: no more of them can work than there are."""
    model = exact.model
    for people, loads in sets_of_people(exact).items():
        if len(people) < 2 or len(loads) < 2:
            continue
        heads: dict[tuple[int, Slot], int] = defaultdict(int)
        for one in loads:
            if one.length:
                heads[one.item, one.length] += one.heads
        spans = [
            model.new_fixed_size_interval_var(exact.start[item], length, "")
            for item, length in heads
        ]
        demands = list(heads.values())
        for window in _away(exact, people):
            spans.append(
                model.new_fixed_size_interval_var(window.start, window.end - window.start, "")
            )
            demands.append(1)
        model.add_cumulative(spans, demands, len(people))


def _away(exact: Exact, people: frozenset[int]) -> list[Window]:
    """Closed windows too long for a pause, and what standing work takes, by person."""
    instance = exact.frame.book.instance
    out: list[Window] = []
    for person in people:
        long = [
            one
            for one in instance.diaries[person].closed
            if one.end - one.start > instance.problem.pause
        ]
        out += joined([*long, *exact.frame.busy[person]])
    return [one for one in out if one.start < exact.frame.horizon]
