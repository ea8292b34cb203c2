"""The steps of annealing: what is changed of an order, of people and of ways, and taken back.

Most steps look for a place in which the end that the goal asks for waits for people, and let the
item go before what holds them or give either to somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from napulse.engines.planning.chains import Chains, Wait
from napulse.engines.planning.compiled import Instance
from napulse.engines.planning.greedy import ordered
from napulse.engines.planning.model import Goal
from napulse.engines.planning.serial import Serial

Undo = Callable[[], None]
Change = tuple[list[int], int]

_GUIDED = 0.6
_REMADE = 0.2
_MOVED = 0.55
_SHIFTED = 0.8
_NAMED = 0.3
_FREED = 0.25
_REACHES = (4, 16, 64)
_LEAPS = (0.02, 0.06, 0.2)


class Steps:
    """Changes the order, wishes and modes of a generator and builds what comes after a change.

    After a step is taken back the generator still shows it, until the next step is built.
    """

    def __init__(self, serial: Serial, order: list[int], goal: Goal, chance: Random) -> None:
        self.serial = serial
        self.instance: Instance = serial.instance
        self.order = order
        self._chance = chance
        self._whole = bool(goal.makespan) and not goal.flow and not goal.lateness
        instance = self.instance
        self._wishful = [item for item in order if _has_options(instance, item)]
        self._several = [item for item in order if len(instance.choices[item]) > 1]
        kept = set(order)
        projects = zip(instance.problem.projects, instance.members, strict=True)
        self._members = [
            (max(1, project.weight), [item for item in members if item in kept])
            for project, members in projects
        ]
        self._members = [one for one in self._members if one[1]]
        self._weights = [weight for weight, _ in self._members]
        self._stale = len(order)
        self.settle()

    def settle(self) -> None:
        """Take what is built as the state from which the next steps start."""
        serial = self.serial
        self._end, self._people = serial.end[:], serial.people[:]
        self._chains = Chains(self.instance, serial.start[:], self._end, self._people)

    def build(self) -> None:
        """Build everything anew."""
        self.serial.build(self.order)
        self._stale = len(self.order)
        self.settle()

    def step(self) -> Undo:
        """Change something, build, and return what takes it back."""
        if self._several and self._chance.random() < _REMADE:
            return self._remade(self._chance.choice(self._several))
        if self._wishful and self._chance.random() < _GUIDED:
            wait = self._wait()
            if wait is not None:
                return self._eased(wait)
        chance = self._chance.random()
        if len(self._members) > 1 and chance < _MOVED:
            return self._rebuilt(self._moved())
        if chance < _SHIFTED or not self._wishful:
            return self._rebuilt(self._shifted())
        return self._wished(self._chance.choice(self._wishful))

    def _since(self, place: int) -> None:
        """Build from where this change, or one taken back before it, begins."""
        self.serial.build(self.order, min(place, self._stale))
        self._stale = len(self.order)

    def _rebuilt(self, change: Change) -> Undo:
        old, (self.order, since) = self.order, change
        self._since(since)

        def undo() -> None:
            self.order = old
            self._stale = since

        return undo

    def _wait(self) -> Wait | None:
        """A place at which the end of everything, or of a project, waits for people."""
        members = self.order
        if not self._whole:
            ((_, members),) = self._chance.choices(self._members, self._weights)
        waits = self._chains.waits(max(members, key=self._end.__getitem__))
        return self._chance.choice(waits) if waits else None

    def _eased(self, wait: Wait) -> Undo:
        """Let the item go before what holds its people, or give either to somebody else."""
        holder = wait.holder
        fixed = self.serial.fixed
        if holder is None or holder in fixed or self._chance.random() < _NAMED:
            return self._wished(wait.item)
        if self._chance.random() < _FREED:
            return self._wished(holder)
        return self._rebuilt(self._before(wait.item, holder))

    def _before(self, item: int, other: int) -> Change:
        """The item just before the other, after all it waits for that came behind that."""
        order = self.order
        if item not in order or other not in order:
            return order, len(order)
        first, last = order.index(other), order.index(item)
        needed, ahead, behind = {item}, [], []
        for place in range(last, first - 1, -1):
            one = order[place]
            if one in needed:
                needed.update(previous for previous, _ in self.instance.before[one])
                ahead.append(one)
            else:
                behind.append(one)
        if other in needed or not ahead:
            return order, len(order)
        return order[:first] + ahead[::-1] + behind[::-1] + order[last + 1 :], first

    def _shifted(self) -> Change:
        """One item elsewhere in the order, between what it waits for and what waits for it."""
        order = self.order
        place = self._chance.randrange(len(order))
        before = {one for one, _ in self.instance.before[order[place]]}
        after = {one for one, _ in self.instance.after[order[place]]}
        reach = self._chance.choice(_REACHES)
        low = high = place
        while low > max(0, place - reach) and order[low - 1] not in before:
            low -= 1
        while high < min(len(order) - 1, place + reach) and order[high + 1] not in after:
            high += 1
        target = self._chance.randint(low, high)
        changed = order[:]
        changed.insert(target, changed.pop(place))
        return changed, min(place, target)

    def _moved(self) -> Change:
        """A whole project earlier or later in the order."""
        order = self.order
        _, members = self._chance.choice(self._members)
        by = self._chance.gauss(0, len(order) * self._chance.choice(_LEAPS))
        keys = [0.0] * self.instance.size
        for place, item in enumerate(order):
            keys[item] = place
        for item in members:
            keys[item] += by
        kept = set(order)
        changed = [item for item in ordered(self.instance, keys) if item in kept]
        return changed, _first_change(order, changed)

    def _wished(self, item: int) -> Undo:
        """Name somebody for an item, or nobody again."""
        if item in self.serial.fixed:
            return self._rebuilt((self.order, len(self.order)))
        return self._altered(item, self.serial.modes[item], self._wish(item))

    def _remade(self, item: int) -> Undo:
        """Do an item another way, by whomever."""
        return self._altered(item, self._chance.choice(self.instance.choices[item]), ())

    def _altered(self, item: int, mode: int, wish: tuple[int, ...]) -> Undo:
        serial, since = self.serial, self.order.index(item)
        old = serial.modes[item], serial.wish[item]
        serial.modes[item], serial.wish[item], serial.people[item] = mode, wish, ()
        self._since(since)

        def undo() -> None:
            serial.modes[item], serial.wish[item] = old
            self._stale = since

        return undo

    def _wish(self, item: int) -> tuple[int, ...]:
        old = self.serial.wish[item]
        seats = self.instance.ways[item][self.serial.modes[item]].seats
        if not seats or (old and self._chance.random() < 0.5):
            return ()
        people = list(old or self._people[item])
        if len(people) != len(seats):
            people = [-1] * len(seats)
        seat = self._chance.randrange(len(seats))
        people[seat] = self._chance.choice(seats[seat].options).person
        return tuple(people)


def _has_options(instance: Instance, item: int) -> bool:
    ways = [instance.ways[item][mode] for mode in instance.choices[item]]
    return any(len(seat.options) > 1 for way in ways for seat in way.seats)


def _first_change(old: Sequence[int], new: Sequence[int]) -> int:
    for place, (one, other) in enumerate(zip(old, new, strict=True)):
        if one != other:
            return place
    return len(old)
