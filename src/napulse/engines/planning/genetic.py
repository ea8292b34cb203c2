"""Genetic search for the shortest plan of work that needs pools but no people.

Activity lists with double justification after each birth: Hartmann 1998 (lists, two-point
crossover)
and Valls, Ballestín, Quintanilla 2008 (justification inside a genetic search).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from napulse.engines.planning.compiled import Instance
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.greedy import latest_ends
from napulse.engines.planning.justify import Net
from napulse.engines.planning.limits import Limits, Watch
from napulse.engines.planning.model import Slot

CROWD = 40
_SWAP = 0.04


@dataclass(frozen=True, slots=True)
class Life:
    """One plan: how long, in what order its items were placed, and where they start."""

    length: Slot
    order: list[int]
    starts: list[Slot]


class Genetic:
    """One search; ``best`` is always a whole plan."""

    def __init__(self, instance: Instance, first: Draft, limits: Limits) -> None:
        self.net = Net(instance)
        self.limits = limits
        self.random = random.Random(limits.seed)  # noqa: S311 - a search, no secret
        self.watch = Watch(limits)
        self.modes = [choices[0] for choices in self.net.choices]
        self.bound = self.net.bound()
        starts = [first.start[item] for item in self.net.item]
        ends = [first.end[item] for item in self.net.item]
        order = sorted(range(self.net.size), key=lambda n: (starts[n], n))
        self.best = Life(max(ends, default=0), order, starts)
        latest = latest_ends(instance)
        self.latest = [latest[item] for item in self.net.item]

    def run(self) -> Draft:
        """Return the best plan found within the limits; ends early when nothing can be shorter."""
        crowd = self._founders()
        while self.best.length > self.bound and not self.watch.over():
            one, other = self._parents(crowd)
            child = self._child(one.order, other.order)
            self._mutate(child)
            self._enter(crowd, self._live(child))
        return self._draft(self.best)

    def _founders(self) -> list[Life]:
        by_latest = sorted(range(self.net.size), key=lambda n: (self.latest[n], n))
        crowd = [self._live(self._fitted(by_latest)), self._live(self.best.order)]
        while len(crowd) < CROWD and self.best.length > self.bound and not self.watch.over():
            crowd.append(self._live(self._sampled()))
        crowd.sort(key=lambda one: one.length)
        return crowd

    def _live(self, order: Sequence[int]) -> Life:
        _, ends = self.net.forward(order, self.modes)
        lived, starts, ends = self.net.justified(ends, self.modes)
        life = Life(max(ends), lived, starts)
        if life.length < self.best.length:
            self.best = life
            self.limits.on_better(self._draft(life), life.length)
        return life

    def _enter(self, crowd: list[Life], life: Life) -> None:
        worst = crowd[-1]
        if life.length > worst.length or any(life.starts == one.starts for one in crowd):
            return
        crowd[-1] = life
        crowd.sort(key=lambda one: one.length)

    def _parents(self, crowd: list[Life]) -> tuple[Life, Life]:
        one, other = self.random.choice(crowd), self.random.choice(crowd)
        better = one if one.length <= other.length else other
        return better, self.random.choice(crowd)

    def _child(self, one: list[int], other: list[int]) -> list[int]:
        """Two cuts: the ends from the first parent, the middle in the order of the second."""
        first, last = sorted(self.random.randrange(len(one) + 1) for _ in range(2))
        head = one[:first]
        taken = set(head)
        middle = [n for n in other if n not in taken][: last - first]
        taken.update(middle)
        return head + middle + [n for n in one if n not in taken]

    def _mutate(self, order: list[int]) -> None:
        before, chance = self.net.before, self.random.random
        for place in range(len(order) - 1):
            if chance() < _SWAP:
                one, other = order[place], order[place + 1]
                if all(previous != one for previous, _ in before[other]):
                    order[place], order[place + 1] = other, one

    def _sampled(self) -> list[int]:
        """A random order in which what must finish early is likelier to be early."""
        spread = max(self.latest, default=0) - min(self.latest, default=0) + 1
        noise = [late + self.random.random() * spread * 0.5 for late in self.latest]
        return self._fitted(sorted(range(self.net.size), key=noise.__getitem__))

    def _fitted(self, wanted: Sequence[int]) -> list[int]:
        """The order that is nearest to the one wanted and lets nothing come before its needs."""
        place = [0] * self.net.size
        for n, number in enumerate(wanted):
            place[number] = n
        for number in range(self.net.size):
            for previous, _ in self.net.before[number]:
                place[number] = max(place[number], place[previous])
        return sorted(range(self.net.size), key=lambda n: (place[n], n))

    def _draft(self, life: Life) -> Draft:
        draft = Draft.empty(self.net.size)
        for number, item in enumerate(self.net.item):
            mode = self.modes[number]
            draft.start[item], draft.mode[item] = life.starts[number], mode
            draft.end[item] = life.starts[number] + self.net.lengths[number][mode]
        return draft
