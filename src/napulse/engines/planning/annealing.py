"""Annealing over the order of items and wishes for people, each step built serially anew.

A step moves one item within what it waits for and what waits for it, moves a project as a whole, or
names a person; only what comes after the change is built again.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from napulse.engines.planning.compiled import NEVER, Instance
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.fixing import place_fixed
from napulse.engines.planning.greedy import ordered
from napulse.engines.planning.judge import Judge
from napulse.engines.planning.limits import Limits, Watch
from napulse.engines.planning.model import Goal
from napulse.engines.planning.serial import Serial

HOT = 0.004
COLD = 0.00005

Change = tuple[list[int], int]


class Annealing:
    """One search from a first draft; ``run`` returns the best of it and all that was built."""

    def __init__(self, instance: Instance, goal: Goal, first: Draft, limits: Limits) -> None:
        self.instance = instance
        self.limits = limits
        self.random = random.Random(limits.seed)  # noqa: S311 - a search, no secret
        self.watch = Watch(limits)
        self.judge = Judge(instance, goal)
        self.serial = Serial(instance)
        place_fixed(self.serial)
        self.first = first
        for item, mode in enumerate(first.mode):
            if mode in instance.choices[item] and item not in self.serial.fixed:
                self.serial.modes[item] = mode
        self.order = self._order(first)
        self.wishful = [item for item in self.order if self._options(item)]
        self.projects = [one for one in instance.members if len(one) > 1]
        self._stale = len(self.order)

    def run(self) -> Draft:
        """Return the best draft found within the limits, the first if nothing is better."""
        serial, judge = self.serial, self.judge
        serial.build(self.order)
        found = judge.score(serial)
        judge.settle(found)
        best, best_worth = serial.draft(), judge.worth(found)
        energy = judge.energy(found)
        scale = max(1.0, energy)
        while self.order and not self.watch.over():
            heat = scale * HOT * (COLD / HOT) ** self.watch.share()
            undo = self._step()
            found = judge.score(serial)
            fresh = judge.energy(found)
            if fresh > energy - heat * math.log(self.random.random() + 1e-12):
                undo()
                continue
            energy = fresh
            value = judge.worth(found)
            if value < best_worth:
                best, best_worth = serial.draft(), value
                self.limits.on_better(best, value)
        return best

    def _order(self, first: Draft) -> list[int]:
        kept = [0.0 if one == NEVER else float(one) for one in first.start]
        dropped = set(first.dropped())
        return [item for item in ordered(self.instance, kept) if item not in dropped]

    def _options(self, item: int) -> bool:
        mode = self.serial.modes[item]
        return any(len(seat.options) > 1 for seat in self.instance.ways[item][mode].seats)

    def _step(self) -> Callable[[], None]:
        """Change something, build, and return what takes it back."""
        chance = self.random.random()
        if chance < 0.5 or not self.wishful:
            return self._rebuilt(self._shifted())
        if chance < 0.6 and len(self.projects) > 1:
            return self._rebuilt(self._moved())
        return self._wished()

    def _build(self, since: int) -> None:
        """Build from where this change, or one taken back before it, begins."""
        self.serial.build(self.order, min(since, self._stale))
        self._stale = len(self.order)

    def _rebuilt(self, change: Change) -> Callable[[], None]:
        order, since = change
        old = self.order
        self.order = order
        self._build(since)

        def undo() -> None:
            self.order = old
            self._stale = since

        return undo

    def _shifted(self) -> Change:
        """One item elsewhere in the order, between what it waits for and what waits for it."""
        order = self.order
        place = self.random.randrange(len(order))
        item = order[place]
        before = {one for one, _ in self.instance.before[item]}
        after = {one for one, _ in self.instance.after[item]}
        low = high = place
        reach = self.random.choice((4, 16, 64))
        while low > max(0, place - reach) and order[low - 1] not in before:
            low -= 1
        while high < min(len(order) - 1, place + reach) and order[high + 1] not in after:
            high += 1
        target = self.random.randint(low, high)
        changed = order[:]
        changed.insert(target, changed.pop(place))
        return changed, min(place, target)

    def _moved(self) -> Change:
        """A whole project earlier or later in the order."""
        order = self.order
        members = set(self.random.choice(self.projects))
        by = self.random.gauss(0, len(order) / 12)
        keys = [0.0] * self.instance.size
        for place, item in enumerate(order):
            keys[item] = place + (by if item in members else 0)
        kept = set(order)
        changed = [item for item in ordered(self.instance, keys) if item in kept]
        return changed, _first_change(order, changed)

    def _wished(self) -> Callable[[], None]:
        """Name somebody for an item, or nobody again."""
        item = self.random.choice(self.wishful)
        serial = self.serial
        old, since = serial.wish[item], self.order.index(item)
        serial.wish[item] = self._wish(item, old)
        self._build(since)

        def undo() -> None:
            serial.wish[item] = old
            self._stale = since

        return undo

    def _wish(self, item: int, old: tuple[int, ...]) -> tuple[int, ...]:
        if old and self.random.random() < 0.5:
            return ()
        seats = self.instance.ways[item][self.serial.modes[item]].seats
        people = list(old or self.serial.people[item])
        seat = self.random.randrange(len(seats))
        people[seat] = self.random.choice(seats[seat].options).person
        return tuple(people)


def _first_change(old: Sequence[int], new: Sequence[int]) -> int:
    for place, (one, other) in enumerate(zip(old, new, strict=True)):
        if one != other:
            return place
    return len(old)
