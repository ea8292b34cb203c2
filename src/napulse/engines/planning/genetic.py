"""Genetic search for the shortest plan of work that needs pools and budgets but no people.

Activity lists with double justification after each birth: Hartmann 1998 (lists), Valls,
Ballestín, Quintanilla 2008 (justification inside a genetic search, crossover that keeps the peaks
of use). A crowd that finds nothing any more gives way to a new one; before that a walk from its
best life shakes the order inside windows. With several modes a list of modes is inherited beside
the order, mended until it keeps the budgets.
"""

from __future__ import annotations

import itertools
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

CROWD, ELITE = 40, 10
PATIENCE = 400
GATHERING = 3
_PEAKS = 4
_COLD, _BACK = 0.02, 60
_SHAKE = 0.7
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
        self.work = [_work(instance, item) for item in self.net.item]

    def run(self) -> Draft:
        """Return the best plan found within the limits; ends early when nothing can be shorter."""
        elite: list[Life] = []
        crowd = self._founders()
        for turn in itertools.count(1):
            self._breed(crowd)
            if self._over():
                break
            elite = sorted([*elite, self._walk(crowd[0])], key=_worth)[:ELITE]
            crowd = self._grown([] if turn % GATHERING else elite[:])
        return self._draft(self.best)

    def _over(self) -> bool:
        return self.best.worth <= self.bound or self.watch.over()

    def _breed(self, crowd: list[Life]) -> None:
        """Births until the best life of the crowd has not been surpassed for long."""
        idle = 0
        while idle < PATIENCE and not self._over():
            order, modes = self._child(*self._parents(crowd))
            self._mutate(order)
            if self.modes.open:
                self._alter(modes)
            best = crowd[0].worth
            self._enter(crowd, self._live(order, modes))
            idle = 0 if crowd[0].worth < best else idle + 1

    def _walk(self, life: Life) -> Life:
        """From life to life, each a window of the last one shaken; return the best met."""
        best, idle = life, 0
        while idle < PATIENCE and not self._over():
            order, modes = self._shaken(life), life.modes[:]
            if self.modes.open:
                self._alter(modes)
            new = self._live(order, modes)
            if new.worth <= life.worth or self.random.random() < _COLD:
                life = new
            idle = 0 if new.worth < best.worth else idle + 1
            if new.worth < best.worth or idle % _BACK == 0:
                best = life = min(new, best, key=_worth)
        return best

    def _shaken(self, life: Life) -> list[int]:
        size = self.random.randint(min(4, self.net.size), max(4, self.net.size // 3))
        first = self.random.randrange(max(1, self.net.size - size + 1))
        place = {number: float(n) for n, number in enumerate(life.order)}
        for number in life.order[first : first + size]:
            place[number] += self.random.uniform(-size, size) * _SHAKE
        return self._fitted(sorted(self.everyone, key=place.__getitem__))

    def _founders(self) -> list[Life]:
        by_latest = self._fitted(sorted(self.everyone, key=lambda n: (self.latest[n], n)))
        crowd = [self._live(order, self._any()) for order in (by_latest, self.best.order)]
        crowd.append(self._live(self.best.order, self.best.modes[:]))
        return self._grown(crowd)

    def _grown(self, crowd: list[Life]) -> list[Life]:
        """The crowd filled up with new lives, the best one first; never empty."""
        while not crowd or (len(crowd) < CROWD and not self._over()):
            crowd.append(self._live(self._sampled(), self._any()))
        crowd.sort(key=_worth)
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
        crowd.sort(key=_worth)

    def _parents(self, crowd: list[Life]) -> tuple[Life, Life]:
        one, other = self.random.choice(crowd), self.random.choice(crowd)
        better = one if one.worth <= other.worth else other
        return better, self.random.choice(crowd)

    def _child(self, one: Life, other: Life) -> tuple[list[int], list[int]]:
        """A busy part of the first parent stays; before and after it the order of the second."""
        first, last = self._peak(one)
        place = [0] * self.net.size
        for n, number in enumerate(other.order):
            place[number] = n
        head = sorted(one.order[:first], key=place.__getitem__)
        tail = sorted(one.order[last:], key=place.__getitem__)
        modes = one.modes[:]
        for number in head + tail:
            modes[number] = other.modes[number]
        return head + one.order[first:last] + tail, modes

    def _peak(self, life: Life) -> tuple[int, int]:
        """Of a few parts of the order the one whose work fills its time best, as a slice."""
        size = self.random.randint(max(1, self.net.size // 5), max(1, self.net.size * 3 // 4))
        firsts = [self.random.randrange(self.net.size - size + 1) for _ in range(_PEAKS)]
        first = max(firsts, key=lambda one: self._density(life, life.order[one : one + size]))
        return first, first + size

    def _density(self, life: Life, part: Sequence[int]) -> float:
        lengths, modes = self.net.lengths, life.modes
        begin = min(life.starts[number] for number in part)
        end = max(life.starts[number] + lengths[number][modes[number]] for number in part)
        return sum(self.work[number][modes[number]] for number in part) / (end - begin + 1)

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


def _worth(life: Life) -> int:
    return life.worth


def _work(instance: Instance, item: int) -> list[float]:
    """By mode: length times the parts of the pools taken."""
    pools = instance.problem.pools
    return [
        way.length * sum(amount / max(1, pools[pool].capacity) for pool, amount in way.pools)
        for way in instance.ways[item]
    ]
