"""Serial schedule generation: items in an order, each as early as everything lets it.

The state of the people and pools is a handful of whole numbers, so the generator keeps it every few
items and builds only the rest anew when an order is changed somewhere in the middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from napulse.engines.planning.compiled import NEVER, Instance, Option, Seat
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.model import Slot
from napulse.engines.planning.occupancy import Gauge, Hours, Pattern

GONE = -(1 << 40)
FAR = 1 << 40
_KEEP = 8
_TRIES = 6
_BITS = 32


@dataclass(frozen=True, slots=True)
class Chair:
    """One option of a seat made ready for the loop: the row to test and the next legal ranks."""

    person: int
    work: int
    row: int
    following: list[int]
    known: int
    cost: int
    key: int


# A chair spread out for the innermost loop: person, row, work - 1, following, known, slots, ranks,
# reach, shut, and the people of an item on which nobody else works.
Probe = tuple[int, int, int, list[int], int, list[Slot], list[int], Slot, int, tuple[int]]


@dataclass(frozen=True, slots=True)
class Job:
    """One way of an item made ready for the loop; options of a seat are best first."""

    seats: tuple[tuple[Chair, ...], ...]
    length: int
    shortest: int
    pattern: Pattern
    chairs: tuple[Chair, ...]
    alone: bool
    probes: tuple[Probe, ...]
    named: dict[int, tuple[Probe, ...]]


class Serial:
    """A generator for one instance. ``price`` is slots of delay that one minor unit is worth.

    ``modes`` by item is what ``build`` reads; ``wish`` by item names people who are to be taken:
    an only seat waits for its person, several seats take theirs when they are free in time.
    """

    def __init__(self, instance: Instance, price: float = 0.0) -> None:
        self.instance = instance
        self.price = price
        self.hours = [Hours(one) for one in instance.diaries]
        self.gauge = _gauge(instance)
        versatile = _versatility(instance)
        self.jobs = [
            tuple(self._job(item, mode, versatile) for mode in range(len(ways)))
            for item, ways in enumerate(instance.ways)
        ]
        self.modes = [choices[0] for choices in instance.choices]
        self.wish: list[tuple[int, ...]] = [()] * instance.size
        self.start: list[Slot] = [GONE] * instance.size
        self.end: list[Slot] = [GONE] * instance.size
        self.people: list[tuple[int, ...]] = [()] * instance.size
        self.busy = [0] * len(self.hours)
        self.taken = 0
        self.fixed: frozenset[int] = frozenset()
        self._kept: list[tuple[list[int], int]] = []

    def build(self, order: Sequence[int], since: int = 0) -> None:
        """Place the items of ``order`` (each after what it waits for) from position ``since``.

        Before that position the order, modes and wishes must be those of the build before. Items
        not in the order and not fixed are dropped; they must not have been placed before.
        """
        since -= since % _KEEP
        if since:
            del self._kept[since // _KEEP + 1 :]
        else:
            self._kept = self._kept[:1] or [(self.busy, self.taken)]
        busy, self.taken = self._kept[-1]
        self.busy = busy[:]
        before, floor, end, jobs = self.instance.before, self.instance.floor, self.end, self.jobs
        modes, kept = self.modes, self._kept
        alone = self._priced if self.price else self._alone
        for place in range(since, len(order)):
            if place > since and not place % _KEEP:
                kept.append((self.busy[:], self.taken))
            item = order[place]
            ready = floor[item]
            for previous, lag in before[item]:
                first = end[previous] + lag
                if first > ready:
                    ready = first
            job = jobs[item][modes[item]]
            if job.alone:
                alone(item, job, ready)
            elif job.seats:
                self._together(item, job, ready)
            else:
                self._unmanned(item, job, ready)

    def draft(self) -> Draft:
        """Return what has been built."""
        start = [NEVER if one == GONE else one for one in self.start]
        end = [NEVER if one == GONE else one for one in self.end]
        return Draft(start, end, self.modes[:], self.people[:])

    def forget(self, items: Sequence[int]) -> None:
        """Drop the items; the next build must be from the first position."""
        for item in items:
            self.start[item] = self.end[item] = GONE
            self.people[item] = ()

    def fix(self, item: int, span: tuple[Slot, Slot], people: tuple[int, ...]) -> None:
        """Place an item once for all builds; done work takes nobody's time."""
        self.start[item], self.end[item] = span
        self.people[item] = people
        self.fixed |= {item}
        self._kept = []
        if self.instance.done[item]:
            return
        job = self.jobs[item][self.modes[item]]
        until = self.instance.fixed_end[item]
        for seat, person in zip(job.seats, people, strict=True):
            work = next(one.work for one in seat if one.person == person)
            stop = self.stop(person, span[0], work) if until is None else until
            self.busy[person] |= self.hours[person].bits(span[0], stop)
        self.taken += job.pattern.take << (span[0] * self.gauge.width)

    def staff_at(
        self, item: int, mode: int, start: Slot, *, judged: bool
    ) -> tuple[int, ...] | None:
        """Return people by seat who can begin at the slot, or None.

        When not ``judged`` the work has an end of its own and only being taken counts.
        """
        able: list[list[Chair]] = []
        until = self.instance.fixed_end[item]
        for seat in self.jobs[item][mode].seats:
            if judged or until is None:
                able.append([one for one in seat if self._suits(one, start)])
            elif self.instance.done[item]:
                able.append(list(seat))
            else:
                able.append([one for one in seat if self._open(one.person, start, until)])
        chosen = _matched(able)
        return None if chosen is None else tuple(one.person for one in chosen)

    def _suits(self, chair: Chair, start: Slot) -> bool:
        return self._start(chair, start) == start

    def _open(self, person: int, start: Slot, end: Slot) -> bool:
        return not self.busy[person] & self.hours[person].bits(start, end)

    def stop(self, person: int, start: Slot, work: int) -> Slot:
        """Return where a person's work ends that begins at a slot where it may."""
        hours = self.hours[person]
        return hours.slot_of(hours.rank_of(start) + work - 1) + 1 if work else start

    def _unmanned(self, item: int, job: Job, ready: Slot) -> None:
        if job.pattern.take:
            ready = self.gauge.earliest(self.taken, ready, job.pattern)
            self.taken += job.pattern.take << (ready * self.gauge.width)
        self.start[item] = ready
        self.end[item] = ready + job.length

    def _alone(self, item: int, job: Job, ready: Slot) -> None:
        """Seat the one person who ends first; of equals the better fit, then the cheaper."""
        wish, busy = self.wish[item], self.busy
        probes = job.named.get(wish[0], job.probes) if wish else job.probes
        best, rank, soonest, chosen = FAR, 0, ready + job.shortest, probes[0]
        for probe in probes:
            person, row, more, following, known, slots, ranks, reach, shut, _ = probe
            at = ranks[ready] if ready < reach else ready - shut
            taken = busy[person]
            while True:
                if at < known:
                    at = following[at]
                over = taken >> at & row
                if not over:
                    break
                at += over.bit_length()
            last = at + more
            end = (slots[last] if last < known else last + shut) + 1
            if end < best:
                best, chosen, rank = end, probe, at
                if end <= soonest:
                    break
        person, row, _, _, known, slots, _, _, shut, who = chosen
        first = slots[rank] if rank < known else rank + shut
        busy[person] |= row << rank
        self.start[item] = first
        self.end[item] = best if best > first + job.length else first + job.length
        self.people[item] = who

    def _priced(self, item: int, job: Job, ready: Slot) -> None:
        """Seat the one person for whom the end and the price of the work together are least."""
        wish = self.wish[item]
        values: list[tuple[float, int, Chair, Slot]] = []
        for place, chair in enumerate(job.seats[0]):
            if not wish or wish[0] == chair.person:
                start = self._start(chair, ready)
                end = max(start + job.length, self.stop(chair.person, start, chair.work))
                values.append((end + self.price * chair.cost, place, chair, start))
        _, _, chair, start = min(values, key=lambda one: one[:2])
        self._sit(item, job, start, [chair])

    def _together(self, item: int, job: Job, ready: Slot) -> None:
        """Seat several people who begin together, or people and pools."""
        gauge, pattern, taken = self.gauge, job.pattern, self.taken
        best: tuple[float, Slot, list[Chair]] | None = None
        at, tries = ready, 0
        free: dict[int, Slot] = {}
        while best is None or (tries < _TRIES and at + job.shortest < best[0]):
            if pattern.take:
                at = gauge.earliest(taken, at, pattern)
            chosen = self._seated(item, job, at, free)
            if chosen:
                value = self._last(chosen, at, job)
                if best is None or value < best[0]:
                    best = (value, at, chosen)
            tries += best is not None
            at = min((one for one in free.values() if one > at), default=at + 1)
        _, at, chosen = best
        self._sit(item, job, at, chosen)

    def _last(self, chosen: Sequence[Chair], at: Slot, job: Job) -> float:
        ends = [self.stop(one.person, at, one.work) for one in chosen]
        return max([at + job.length, *ends]) + self.price * sum(one.cost for one in chosen)

    def _sit(self, item: int, job: Job, at: Slot, chosen: Sequence[Chair]) -> None:
        end = at + job.length
        for chair in chosen:
            if chair.work:
                hours = self.hours[chair.person]
                self.busy[chair.person] |= chair.row << hours.rank_of(at)
                end = max(end, self.stop(chair.person, at, chair.work))
        if job.pattern.take:
            self.taken += job.pattern.take << (at * self.gauge.width)
        self.start[item], self.end[item] = at, end
        self.people[item] = tuple(one.person for one in chosen)

    def _seated(self, item: int, job: Job, at: Slot, free: dict[int, Slot]) -> list[Chair] | None:
        """Return a chair by seat, all of different people who are free from ``at``, or None.

        ``free`` by the key of a chair remembers the first start that suits it.
        """
        able: list[list[Chair]] = []
        for seat in job.seats:
            now: list[Chair] = []
            for chair in seat:
                key = chair.key
                start = free.get(key, NEVER)
                if start < at:
                    start = free[key] = self._start(chair, at)
                if start == at:
                    now.append(chair)
            if not now:
                self._look(job, at, free)
                return None
            able.append(now)
        if self.wish[item]:
            _prefer(able, self.wish[item])
        return _matched(able)

    def _look(self, job: Job, at: Slot, free: dict[int, Slot]) -> None:
        for chair in job.chairs:
            if free.get(chair.key, NEVER) < at:
                free[chair.key] = self._start(chair, at)

    def _start(self, chair: Chair, ready: Slot) -> Slot:
        if not chair.work:
            return ready
        hours = self.hours[chair.person]
        rank = _free(self.busy[chair.person], hours.rank_of(ready), chair)
        return hours.slot_of(rank)

    def _job(self, item: int, mode: int, versatile: Sequence[int]) -> Job:
        way = self.instance.ways[item][mode]
        seats = tuple(self._chairs(seat, versatile) for seat in way.seats)
        alone = len(seats) == 1 and not way.pools and any(one.work for one in seats[0])
        probes = tuple(self._probe(chair) for chair in seats[0]) if alone else ()
        return Job(
            seats=seats,
            length=way.length,
            shortest=way.shortest,
            pattern=self.gauge.pattern(way.pools, way.length),
            chairs=tuple({chair.key: chair for seat in seats for chair in seat}.values()),
            alone=alone,
            probes=probes,
            named={probe[0]: (probe,) for probe in probes},
        )

    def _probe(self, chair: Chair) -> Probe:
        hours = self.hours[chair.person]
        whole = (chair.person, chair.row, chair.work - 1, chair.following, chair.known)
        return (*whole, hours.slots, hours.rank, hours.reach, hours.shut, (chair.person,))

    def _chairs(self, seat: Seat, versatile: Sequence[int]) -> tuple[Chair, ...]:
        def fit(one: Option) -> tuple[int, int, int]:
            return (one.excess, one.cost, versatile[one.person])

        return tuple(
            Chair(
                person=one.person,
                work=one.work,
                row=(1 << one.work) - 1,
                following=self.hours[one.person].following(one.work),
                known=len(self.hours[one.person].slots),
                cost=one.cost,
                key=one.person << _BITS | one.work,
            )
            for one in sorted(seat.options, key=fit)
        )


def _free(busy: int, rank: int, chair: Chair) -> int:
    """Return the first rank, not before the one given, at which the person can do the work."""
    row, following, known = chair.row, chair.following, chair.known
    while True:
        if rank < known:
            rank = following[rank]
        over = (busy >> rank) & row
        if not over:
            return rank
        rank += over.bit_length()


def _prefer(able: list[list[Chair]], wish: tuple[int, ...]) -> None:
    for now, person in zip(able, wish, strict=True):
        now.sort(key=lambda chair: chair.person != person)


def _matched(able: list[list[Chair]]) -> list[Chair] | None:
    """Return a chair by seat so that no two are of one person; earlier chairs are preferred."""
    seat_of: dict[int, int] = {}
    chosen: dict[int, Chair] = {}
    for seat in sorted(range(len(able)), key=lambda one: len(able[one])):
        if not _settle(able, seat, (seat_of, chosen), set()):
            return None
    return [chosen[seat] for seat in range(len(able))]


def _settle(
    able: list[list[Chair]],
    seat: int,
    found: tuple[dict[int, int], dict[int, Chair]],
    seen: set[int],
) -> bool:
    """Find a person for the seat, who is free or whose seat another can take."""
    seat_of, chosen = found
    for chair in able[seat]:
        if chair.person not in seat_of:
            seat_of[chair.person], chosen[seat] = seat, chair
            return True
    for chair in able[seat]:
        if chair.person not in seen:
            seen.add(chair.person)
            if _settle(able, seat_of[chair.person], found, seen):
                seat_of[chair.person], chosen[seat] = seat, chair
                return True
    return False


def _gauge(instance: Instance) -> Gauge:
    pools = instance.problem.pools
    surplus = [0] * len(pools)
    for item, start in enumerate(instance.fixed_start):
        if start is not None:
            for way in instance.ways[item]:
                for pool, amount in way.pools:
                    surplus[pool] += amount
    return Gauge([one.capacity for one in pools], surplus)


def _versatility(instance: Instance) -> list[int]:
    """By person: at how many seats the person may sit, so that the narrow ones go first."""
    out = [0] * len(instance.problem.people)
    for ways in instance.ways:
        for way in ways:
            for seat in way.seats:
                for one in seat.options:
                    out[one.person] += 1
    return out
