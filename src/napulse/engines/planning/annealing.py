"""Annealing over the order of items, the ways to do them and wishes for people.

Every step changes one of them a little (see ``steps``) and builds what comes after it serially; a
worse plan is taken the more readily the less of the time has passed.
"""

from __future__ import annotations

import math
import random

from napulse.engines.planning.compiled import NEVER, Instance
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.fixing import place_fixed
from napulse.engines.planning.greedy import ordered
from napulse.engines.planning.judge import Judge
from napulse.engines.planning.limits import Limits, Watch
from napulse.engines.planning.model import Goal, Score
from napulse.engines.planning.scoring import score_draft
from napulse.engines.planning.serial import Serial
from napulse.engines.planning.steps import Steps

# How much worse, as a part of the first value, a plan may be at the beginning and at the end: the
# last slot of all moves by whole slots, so that smaller steps would never be taken.
FINE = (0.001, 0.00002)
COARSE = (0.01, 0.001)
_LITTLE = 1e-12


class Annealing:
    """One search from a first draft; ``run`` returns the best of it and all that was built."""

    def __init__(self, instance: Instance, goal: Goal, first: Draft, limits: Limits) -> None:
        self._instance = instance
        self._first = first
        self._limits = limits
        self._chance = random.Random(limits.seed)  # noqa: S311 - a search, no secret
        self.watch = Watch(limits)
        self._judge = Judge(instance, goal)
        self._hot, self._cold = FINE if goal.flow or goal.lateness or not goal.makespan else COARSE
        self._serial = Serial(instance)
        place_fixed(self._serial)
        for item, mode in enumerate(first.mode):
            if mode in instance.choices[item] and item not in self._serial.fixed:
                self._serial.modes[item] = mode
        self._steps = Steps(self._serial, self._order(), goal, self._chance)

    def run(self) -> Draft:
        """Return the best draft found within the limits, the first if nothing is better."""
        serial, judge, steps = self._serial, self._judge, self._steps
        best, least = self._first, judge.worth(score_draft(self._instance, self._first))
        energy = judge.energy(self._begin(least))
        scale = max(1.0, energy)
        while steps.order and not self.watch.over():
            heat = scale * self._hot * (self._cold / self._hot) ** self.watch.share()
            undo = steps.step()
            found = judge.score(serial)
            fresh = judge.energy(found)
            if fresh > energy - heat * math.log(self._chance.random() + _LITTLE):
                undo()
                continue
            energy = fresh
            steps.settle()
            value = judge.worth(found)
            if value < least:
                best, least = serial.draft(), value
                self._limits.on_better(best, value)
        return best

    def _order(self) -> list[int]:
        """The items of the first draft by their starts, each after what it waits for."""
        starts = [0.0 if one == NEVER else float(one) for one in self._first.start]
        dropped = set(self._first.dropped())
        return [item for item in ordered(self._instance, starts) if item not in dropped]

    def _begin(self, least: int) -> Score:
        """Build the first draft anew, with its people if it gets worse without their names."""
        serial, judge = self._serial, self._judge
        self._steps.build()
        found = judge.score(serial)
        if judge.worth(found) > least:
            serial.wish = [self._named(item) for item in range(self._instance.size)]
            self._steps.build()
            found = judge.score(serial)
        judge.settle(found)
        return found

    def _named(self, item: int) -> tuple[int, ...]:
        people = self._first.people[item]
        seats = self._instance.ways[item][self._serial.modes[item]].seats
        return people if len(people) == len(seats) and item not in self._serial.fixed else ()
