"""The old plan with as little of it moved as can be: everything else goes into the gaps.

Items stand where they stood unless the calendars, the links or somebody's choice free them; what is
free is placed by serial generation around them. A hill climb frees those who stand in the way of
what is late, one at a time, while the whole gets better by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from napulse.engines.planning.compiled import NEVER, Instance
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.fixing import place_fixed
from napulse.engines.planning.greedy import Rule, ordered, priorities
from napulse.engines.planning.model import Slot
from napulse.engines.planning.occupancy import Pattern
from napulse.engines.planning.serial import Serial

_HOLD = 1 << 20
_WARM = 0.01
CLIMBS = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """What is free by choice, whose people may change, and whether new work goes first.

    ``swapped`` stands where it stood, done by somebody else who is free then.
    """

    freed: frozenset[int] = frozenset()
    loose: frozenset[int] = frozenset()
    eager: bool = False
    swapped: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Stay:
    """An old item where it stood: its span, by person the row of slots taken, and its pools."""

    span: tuple[Slot, Slot]
    people: tuple[int, ...]
    rows: tuple[tuple[int, int], ...]
    pattern: Pattern


class Quiet:
    """Builds drafts of one instance around an old one."""

    def __init__(self, instance: Instance, before: Draft) -> None:
        self.instance, self.before = instance, before
        self.serial = Serial(instance)
        self.standing = sorted(
            (
                item
                for item, start in enumerate(before.start)
                if start != NEVER and instance.fixed_start[item] is None
            ),
            key=lambda item: (before.start[item], before.end[item]),
        )
        for item in self.standing:
            if before.mode[item] in instance.choices[item]:
                self.serial.modes[item] = before.mode[item]
        self.latest = priorities(instance, Rule.WEIGHTED)
        place_fixed(self.serial)
        self._base = (self.serial.busy[:], self.serial.taken, self.serial.fixed)
        self._held = {item: self._people(item) for item in self.standing}
        stays = {item: self._stay(item, self._held[item]) for item in self.standing}
        self._stays = {item: stay for item, stay in stays.items() if stay}
        self._others: dict[int, list[Stay]] = {}
        self.moved: frozenset[int] = frozenset()

    def build(self, choice: Choice) -> Draft:
        """Return the draft of a choice; ``moved`` are then the old items that do not stand."""
        free = set(choice.freed)
        while True:
            kept = self._keep(free, choice.swapped)
            self._place(kept, choice)
            broken = self._broken({item for item, _ in kept})
            if not broken:
                self.moved = frozenset(free)
                return self.serial.draft()
            free |= broken

    def _keep(self, free: set[int], swapped: frozenset[int]) -> list[tuple[int, Stay]]:
        """Put every old item that is not free where it stood, and free those that cannot stay."""
        serial = self.serial
        busy, taken = self._base[0][:], self._base[1]
        kept: list[tuple[int, Stay]] = []
        for item in sorted(self.standing, key=swapped.__contains__) if swapped else self.standing:
            if item in free:
                continue
            own = self._stays.get(item)
            wanted = self._by_others(item) if item in swapped else [own] if own else []
            stay = next((one for one in wanted if not _clashes(one, busy)), None)
            if stay is None:
                free.add(item)
                continue
            if stay.pattern.take:
                if serial.gauge.earliest(taken, stay.span[0], stay.pattern) != stay.span[0]:
                    free.add(item)
                    continue
                taken += stay.pattern.take << (stay.span[0] * serial.gauge.width)
            for who, row in stay.rows:
                busy[who] |= row
            kept.append((item, stay))
        self._stand(kept, (busy, taken))
        return kept

    def _stand(self, kept: list[tuple[int, Stay]], state: tuple[list[int], int]) -> None:
        """Tell the generator; the last item is fixed its own way, so that it forgets old builds."""
        serial = self.serial
        for item, stay in kept:
            serial.start[item], serial.end[item] = stay.span
            serial.people[item] = stay.people
        serial.fixed = self._base[2].union(item for item, _ in kept)
        if kept:
            item, stay = kept[-1]
            serial.fix(item, stay.span, stay.people)
        serial.busy, serial.taken = state

    def _people(self, item: int) -> tuple[int, ...]:
        """The people of the old plan, nobody if one of them may not do the work any more."""
        people = self.before.people[item]
        seats = self.instance.ways[item][self.serial.modes[item]].seats
        fits = len(people) == len(seats) and self.before.mode[item] == self.serial.modes[item]
        able = fits and all(who in seat.by_person for seat, who in zip(seats, people, strict=True))
        return people if able else ()

    def _by_others(self, item: int) -> list[Stay]:
        """An item of one person where it stood, by everybody else, the soonest ready first."""
        if item not in self._others:
            seats = self.instance.ways[item][self.serial.modes[item]].seats
            options = seats[0].options if len(seats) == 1 else ()
            others = (one.person for one in options if (one.person,) != self._held[item])
            stays = [self._stay(item, (person,)) for person in others]
            self._others[item] = sorted((one for one in stays if one), key=_end)
        return self._others[item]

    def _span(self, item: int, people: tuple[int, ...]) -> tuple[Slot, Slot] | None:
        """Where the item would stand if it began as before; None if it cannot."""
        instance, start = self.instance, self.before.start[item]
        way = instance.ways[item][self.serial.modes[item]]
        if start < instance.floor[item] or len(people) != len(way.seats):
            return None
        ends = [start + way.length]
        for seat, person in zip(way.seats, people, strict=True):
            ends.append(instance.diaries[person].end(start, seat.by_person[person].work))
        return None if NEVER in ends else (start, max(ends))

    def _stay(self, item: int, people: tuple[int, ...]) -> Stay | None:
        span = self._span(item, people)
        if span is None:
            return None
        serial = self.serial
        seats = self.instance.ways[item][serial.modes[item]].seats
        rows = []
        for seat, person in zip(seats, people, strict=True):
            end = serial.stop(person, span[0], seat.by_person[person].work)
            rows.append((person, serial.hours[person].bits(span[0], end)))
        return Stay(span, people, tuple(rows), serial.jobs[item][serial.modes[item]].pattern)

    def _place(self, kept: list[tuple[int, Stay]], choice: Choice) -> None:
        instance, serial = self.instance, self.serial
        serial.wish = [
            () if item in choice.loose else self._held.get(item, ())
            for item in range(instance.size)
        ]
        fixed = instance.fixed_start[:]
        for item, _ in kept:
            fixed[item] = self.before.start[item]
        push = -_HOLD if choice.eager else _HOLD
        key = [
            float(start) if start != NEVER else self.latest[item] + push
            for item, start in enumerate(self.before.start)
        ]
        serial.build(ordered(replace(instance, fixed_start=fixed), key))

    def _broken(self, kept: set[int]) -> set[int]:
        """Those kept that begin before what they wait for, and those that are pushed by them."""
        instance, ends, broken = self.instance, self.serial.end[:], set()
        for item in instance.order:
            if item not in kept:
                continue
            start = self.before.start[item]
            for one, lag in instance.before[item]:
                ready = ends[one] + lag
                if ready > start:
                    broken.add(item)
                    shortest = instance.ways[item][self.serial.modes[item]].shortest
                    ends[item] = max(ends[item], ready + shortest)
        return broken


def _clashes(stay: Stay, busy: list[int]) -> bool:
    for who, row in stay.rows:  # noqa: SIM110 - asked of every item by every build
        if busy[who] & row:
            return True
    return False


def _end(stay: Stay) -> Slot:
    return stay.span[1]


def calm(
    quiet: Quiet, value: Callable[[Draft], int], share: Callable[[], float], seed: int = 1
) -> Draft:
    """Return the best draft a cooling climb over choices finds until the ``share`` spent is 1."""
    climbs = [_Climb(quiet, value, seed + number // 2) for number in range(CLIMBS)]
    for climb in climbs[::2]:
        climb.force()
    for number, climb in enumerate(climbs):
        while climb.targets and (spent := share() * len(climbs) - number) < 1:
            climb.step(_WARM * (1 - spent))
    return min((climb.best for climb in climbs), key=lambda one: one[0])[1]


class _Climb:
    def __init__(self, quiet: Quiet, value: Callable[[Draft], int], seed: int) -> None:
        self.quiet, self.measure = quiet, value
        self.random = Random(seed)  # noqa: S311 - a search, no secret
        self.choice = Choice()
        self.draft = quiet.build(self.choice)
        self.value = value(self.draft)
        self.best = (self.value, self.draft)
        self.moved = quiet.moved
        self.targets = self._targets()
        for first in (
            Choice(eager=True),
            Choice(swapped=self.moved),
            Choice(loose=self.moved),
            Choice(loose=self.moved, eager=True),
        ):
            self._try(first, 0)

    def step(self, warmth: float) -> None:
        """Try one small change; it may make the value worse by about a share ``warmth`` of it."""
        self._try(self._changed(), warmth * self.random.random())

    def _try(self, choice: Choice, warmth: float) -> None:
        if choice == self.choice:
            return
        draft = self.quiet.build(choice)
        value = self.measure(draft)
        if value <= self.value * (1 + warmth):
            self.choice, self.draft, self.value = choice, draft, value
            self.moved = self.quiet.moved
            self.targets = self._targets()
            self.best = min(self.best, (value, draft), key=lambda one: one[0])

    def _targets(self) -> list[int]:
        """What is not where it stood, and new work that could stand earlier, each twice."""
        instance, draft = self.quiet.instance, self.draft
        new = [item for item in range(instance.size) if self._is_new(item)]
        late = [item for item in new if draft.start[item] > _ready(instance, draft, item)]
        return [*sorted(self.moved), *late, *late]

    def _changed(self) -> Choice:
        choice, pick = self.choice, self.random
        item = pick.choice(self.targets)
        kind = pick.random()
        if kind < 0.5:
            return self._freed(item)
        if kind < 0.6:
            return replace(choice, swapped=choice.swapped ^ {item})
        if kind < 0.7:
            return self._given_away(item)
        if kind < 0.8:
            return replace(choice, loose=choice.loose ^ {item})
        if kind < 0.95 and choice.freed:
            back = pick.choice(sorted(choice.freed))
            return replace(choice, freed=choice.freed - {back}, loose=choice.loose - {back})
        return replace(choice, eager=not choice.eager)

    def _freed(self, item: int) -> Choice:
        """Free all who stand where one of the people of an item would do it at its ready time."""
        in_the_way = self._in_the_way(item)
        if not in_the_way:
            return self.choice
        blockers = self.random.choice(in_the_way)
        loose = {other for other in blockers if self.random.random() < 0.5}
        return replace(
            self.choice, freed=self.choice.freed | blockers, loose=self.choice.loose | loose
        )

    def _given_away(self, item: int) -> Choice:
        """Let others do, where it stands, what one of the people of an item would be doing."""
        in_the_way = [one for one in self._in_the_way(item) if one]
        if not in_the_way:
            return self.choice
        blockers = self.random.choice(in_the_way)
        return replace(self.choice, swapped=self.choice.swapped ^ blockers)

    def _in_the_way(self, item: int) -> list[set[int]]:
        """By person who could do the item: the old items that stand where it could be done."""
        instance, draft = self.quiet.instance, self.draft
        ready = _ready(instance, draft, item)
        out = []
        for seat in instance.ways[item][draft.mode[item]].seats:
            for option in seat.options:
                diary = instance.diaries[option.person]
                start = diary.next_start(ready, option.work)
                end = diary.end(start, option.work)
                out.append(
                    {
                        other
                        for other in self.quiet.standing
                        if other not in self.moved
                        and draft.end[other] > start
                        and draft.start[other] < end
                        and option.person in draft.people[other]
                    }
                )
        return out

    def force(self) -> None:
        """Let all new work stand as early as it can, in place of as little old work as can be."""
        new = [item for item in self.quiet.instance.order if self._is_new(item)]
        self._take(Choice(loose=self.moved, eager=True))
        for item in new:
            if self.draft.start[item] > _ready(self.quiet.instance, self.draft, item):
                ways = self._in_the_way(item)
                if ways:
                    freed = self.choice.freed | min(ways, key=len)
                    self._take(replace(self.choice, freed=freed, loose=self.choice.loose | freed))

    def _is_new(self, item: int) -> bool:
        standing = self.quiet.before.start[item] != NEVER
        return not standing and self.quiet.instance.fixed_start[item] is None

    def _take(self, choice: Choice) -> None:
        self._try(choice, float("inf"))


def _ready(instance: Instance, draft: Draft, item: int) -> Slot:
    ends = [draft.end[one] + lag for one, lag in instance.before[item]]
    return max([instance.floor[item], *ends])
