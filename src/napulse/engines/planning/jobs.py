"""The ways of items made ready for the innermost loops of serial generation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from napulse.engines.planning.compiled import Instance, Option, Seat
from napulse.engines.planning.model import Slot
from napulse.engines.planning.occupancy import Gauge, Hours, Pattern

# A chair spread out: person, row, work - 1, following, known, slots, ranks, reach, shut, and the
# people of an item on which nobody else works.
Probe = tuple[int, int, int, list[int], int, list[Slot], list[int], Slot, int, tuple[int]]

_BITS = 32


@dataclass(frozen=True, slots=True)
class Chair:
    """One option of a seat. ``row`` has a bit for each slot of work; equal keys are one choice."""

    person: int
    work: int
    row: int
    cost: int
    key: int
    probe: Probe


@dataclass(frozen=True, slots=True)
class Job:
    """One way of an item; the options of a seat are best first.

    ``chairs`` are all options, each once. ``groups`` are rows over them with the number of people
    who must come from each, so that most slots without enough people are passed over at once.
    ``even``: whoever sits there, the work takes the same time from its start.
    ``alone``: one person is all it takes, found among ``probes``, or ``named``.
    """

    seats: tuple[tuple[Chair, ...], ...]
    length: int
    shortest: int
    pattern: Pattern
    chairs: tuple[Chair, ...]
    groups: tuple[tuple[int, int], ...]
    even: bool
    alone: bool
    named: dict[int, tuple[Probe, ...]]
    probes: tuple[Probe, ...]


class Jobs:
    """Makes the jobs of one instance."""

    def __init__(self, instance: Instance, hours: Sequence[Hours], gauge: Gauge) -> None:
        self._instance = instance
        self._hours = hours
        self._gauge = gauge
        self._versatile = _versatility(instance)

    def by_item(self) -> list[tuple[Job, ...]]:
        """Return the jobs by item and mode."""
        return [
            tuple(self._job(item, mode) for mode in range(len(ways)))
            for item, ways in enumerate(self._instance.ways)
        ]

    def _job(self, item: int, mode: int) -> Job:
        way = self._instance.ways[item][mode]
        usable = mode in self._instance.choices[item]
        made: dict[int, tuple[Chair, ...]] = {}
        for seat in way.seats:
            made.setdefault(id(seat), self._chairs(seat))
        seats = tuple(made[id(seat)] for seat in way.seats)
        chairs = tuple({chair.key: chair for seat in seats for chair in seat}.values())
        alone = len(seats) == 1 and not way.pools and any(one.work for one in seats[0])
        probes = tuple(chair.probe for chair in seats[0]) if alone else ()
        return Job(
            seats=seats,
            length=way.length,
            shortest=way.shortest,
            pattern=self._gauge.pattern(way.pools if usable else (), way.length),
            chairs=chairs,
            groups=_groups(seats, chairs),
            even=self._is_even(chairs, way.shortest),
            alone=alone,
            named={probe[0]: (probe,) for probe in probes},
            probes=probes,
        )

    def _is_even(self, chairs: Sequence[Chair], shortest: int) -> bool:
        free_of_calendars = all(not self._hours[chair.person].reach for chair in chairs)
        return free_of_calendars and all(chair.work <= shortest for chair in chairs)

    def _chairs(self, seat: Seat) -> tuple[Chair, ...]:
        def fit(one: Option) -> tuple[int, int, int]:
            return (one.excess, one.cost, self._versatile[one.person])

        return tuple(self._chair(one) for one in sorted(seat.options, key=fit))

    def _chair(self, one: Option) -> Chair:
        hours, row = self._hours[one.person], (1 << one.work) - 1
        open_hours = (hours.following(one.work), len(hours.slots), hours.slots, hours.rank)
        return Chair(
            person=one.person,
            work=one.work,
            row=row,
            cost=one.cost,
            key=one.person << _BITS | one.work,
            probe=(
                one.person,
                row,
                one.work - 1,
                *open_hours,
                hours.reach,
                hours.shut,
                (one.person,),
            ),
        )


def _groups(
    seats: Sequence[tuple[Chair, ...]], chairs: Sequence[Chair]
) -> tuple[tuple[int, int], ...]:
    bit = {chair.key: 1 << place for place, chair in enumerate(chairs)}
    count: dict[int, int] = {}
    for seat in seats:
        row = sum(bit[chair.key] for chair in seat)
        count[row] = count.get(row, 0) + 1
    if len(count) > 1:
        count[(1 << len(chairs)) - 1] = len(seats)
    return tuple(count.items())


def _versatility(instance: Instance) -> list[int]:
    """By person: at how many seats the person may sit, so that the narrow ones go first."""
    out = [0] * len(instance.problem.people)
    for ways in instance.ways:
        for way in ways:
            for seat in way.seats:
                for one in seat.options:
                    out[one.person] += 1
    return out
