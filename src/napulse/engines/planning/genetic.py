"""Genetic search for the shortest plan of work that needs pools and budgets but no people.

Activity lists with double justification after each birth: Hartmann 1998 (lists, two-point
crossover) and Valls, Ballestín, Quintanilla 2008 (justification inside a genetic search). With
several modes a list of modes is inherited beside the order, mended until it keeps the budgets.
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
from napulse.engines.planning.modes import Modes

CROWD = 40
_SWAP = 0.04
_CHANGE = 0.04
_HURRY = 0.3
_OVER = 1 << 20


@dataclass(frozen=True, slots=True)
class Life:
    """One plan: its worth, the order its items were placed in, their modes and their starts.

    ``worth`` is the length, and far more for each unit by which budgets are exceeded.
    """

    worth: int
    order: list[int]
    modes: list[int]
    starts: list[Slot]


class Genetic:
    """One search; ``best`` is always a whole plan."""

    def __init__(self, instance: Instance, first: Draft, limits: Limits) -> None:
        self.net = Net(instance)
        self.modes = Modes(instance, self.net.item)
        self.limits = limits
        self.random = random.Random(limits.seed)  # noqa: S311 - a search, no secret
        self.watch = Watch(limits)
        self.bound = self.net.bound(self.modes.choices)
        self.everyone = range(self.net.size)
        starts = [first.start[item] for item in self.net.item]
        modes = [first.mode[item] for item in self.net.item]
        order = sorted(self.everyone, key=lambda n: (starts[n], n))
        worth = max(first.end, default=0) + _OVER * self.modes.over(modes)
        self.best = Life(worth, order, modes, starts)
        latest = latest_ends(instance)
        self.latest = [latest[item] for item in self.net.item]

    def run(self) -> Draft:
        """Return the best plan found within the limits; ends early when nothing can be shorter."""
        crowd = self._founders()
        while self.best.worth > self.bound and not self.watch.over():
            one, other = self._parents(crowd)
            order, modes = self._child(one, other)
            self._mutate(order)
            if self.modes.open:
                self._alter(modes)
            self._enter(crowd, self._live(order, modes))
        return self._draft(self.best)

    def _founders(self) -> list[Life]:
        by_latest = self._fitted(sorted(self.everyone, key=lambda n: (self.latest[n], n)))
        crowd = [self._live(order, self._any()) for order in (by_latest, self.best.order)]
        crowd.append(self._live(self.best.order, self.best.modes[:]))
        while len(crowd) < CROWD and self.best.worth > self.bound and not self.watch.over():
            crowd.append(self._live(self._sampled(), self._any()))
        crowd.sort(key=lambda one: one.worth)
        return crowd

    def _live(self, order: Sequence[int], modes: list[int]) -> Life:
        over = self.modes.repair(modes, self.random) if self.modes.open else 0
        _, ends = self.net.forward(order, modes)
        lived, starts, ends = self.net.justified(ends, modes)
        life = Life(max(ends) + _OVER * over, lived, modes, starts)
        if life.worth < self.best.worth:
            self.best = life
            self.limits.on_better(self._draft(life), max(ends))
        return life

    def _enter(self, crowd: list[Life], life: Life) -> None:
        worst = crowd[-1]
        if life.worth > worst.worth or any(
            life.starts == one.starts and life.modes == one.modes for one in crowd
        ):
            return
        crowd[-1] = life
        crowd.sort(key=lambda one: one.worth)

    def _parents(self, crowd: list[Life]) -> tuple[Life, Life]:
        one, other = self.random.choice(crowd), self.random.choice(crowd)
        better = one if one.worth <= other.worth else other
        return better, self.random.choice(crowd)

    def _child(self, one: Life, other: Life) -> tuple[list[int], list[int]]:
        """Two cuts: the ends from the first parent, the middle in the order of the second."""
        first, last = sorted(self.random.randrange(self.net.size + 1) for _ in range(2))
        head = one.order[:first]
        taken = set(head)
        middle = [n for n in other.order if n not in taken][: last - first]
        taken.update(middle)
        modes = one.modes[:]
        for n in middle:
            modes[n] = other.modes[n]
        return head + middle + [n for n in one.order if n not in taken], modes

    def _mutate(self, order: list[int]) -> None:
        before, chance = self.net.before, self.random.random
        for place in range(len(order) - 1):
            if chance() < _SWAP:
                one, other = order[place], order[place + 1]
                if all(previous != one for previous, _ in before[other]):
                    order[place], order[place + 1] = other, one

    def _alter(self, modes: list[int]) -> None:
        chance = self.random
        for n in self.modes.open:
            if chance.random() < _CHANGE:
                modes[n] = chance.choice(self.modes.choices[n])
        if chance.random() < _HURRY:
            count = chance.randint(1, min(4, len(self.modes.open)))
            self.modes.hurry(modes, chance.sample(self.modes.open, count))

    def _any(self) -> list[int]:
        return [self.random.choice(choices) for choices in self.modes.choices]

    def _sampled(self) -> list[int]:
        """A random order in which what must finish early is likelier to be early."""
        spread = max(self.latest, default=0) - min(self.latest, default=0) + 1
        noise = [late + self.random.random() * spread * 0.5 for late in self.latest]
        return self._fitted(sorted(self.everyone, key=noise.__getitem__))

    def _fitted(self, wanted: Sequence[int]) -> list[int]:
        """The order that is nearest to the one wanted and lets nothing come before its needs."""
        place = [0] * self.net.size
        for n, number in enumerate(wanted):
            place[number] = n
        for number in self.everyone:
            for previous, _ in self.net.before[number]:
                place[number] = max(place[number], place[previous])
        return sorted(self.everyone, key=lambda n: (place[n], n))

    def _draft(self, life: Life) -> Draft:
        draft = Draft.empty(self.net.size)
        for number, item in enumerate(self.net.item):
            mode = life.modes[number]
            draft.start[item], draft.mode[item] = life.starts[number], mode
            draft.end[item] = life.starts[number] + self.net.lengths[number][mode]
        return draft
