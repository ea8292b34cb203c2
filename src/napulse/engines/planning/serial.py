"""Serial schedule generation: items in an order, each as early as everything lets it.

The state of the people and pools is a handful of whole numbers, so the generator keeps it every few
items and builds only the rest anew when an order is changed somewhere in the middle.
"""

from __future__ import annotations

from collections.abc import Sequence

from napulse.engines.planning.compiled import NEVER, Instance
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.jobs import Chair, Job, Jobs
from napulse.engines.planning.model import Slot
from napulse.engines.planning.occupancy import Gauge, Hours
from napulse.engines.planning.seating import seated

GONE = -(1 << 40)
FAR = 1 << 40
_KEEP = 8
_TRIES = 6


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
        self.jobs = Jobs(instance, self.hours, self.gauge).by_item()
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

    def able_at(self, item: int, mode: int) -> list[list[int]]:
        """Return by seat who can begin at the locked start, best first.

        Of work with a locked end only being taken counts, of done work nothing.
        """
        start, until = self.instance.fixed_start[item] or 0, self.instance.fixed_end[item]
        able: list[list[int]] = []
        for seat in self.jobs[item][mode].seats:
            if self.instance.done[item]:
                able.append([one.person for one in seat])
            elif until is None:
                able.append([one.person for one in seat if self._start(one, start) == start])
            else:
                able.append([one.person for one in seat if self._open(one.person, start, until)])
        return able

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
        self.people[item] = ()

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
        free = [NEVER] * len(job.chairs)
        while best is None or (tries < _TRIES and at + job.shortest < best[0]):
            if pattern.take:
                at = gauge.earliest(taken, at, pattern)
            present, later = self._present(job, at, free)
            if all((present & row).bit_count() >= count for row, count in job.groups):
                chosen = self._seated(item, job, at, free)
                if chosen:
                    value = self._value(chosen, at, job)
                    if best is None or value < best[0]:
                        best = (value, at, chosen)
            tries += best is not None
            at = later if later < FAR else at + 1
        _, at, chosen = best
        self._sit(item, job, at, chosen)

    def _present(self, job: Job, at: Slot, free: list[Slot]) -> tuple[int, Slot]:
        """Return a row of the chairs that can begin at the slot, and when the next one can.

        ``free`` by chair is kept up: the first start, not before the slot, that suits it.
        """
        busy, present, later = self.busy, 0, FAR
        for place, chair in enumerate(job.chairs):
            start = free[place]
            if start < at:
                person, row, _, following, known, slots, ranks, reach, shut, _ = chair.probe
                rank = ranks[at] if at < reach else at - shut
                taken = busy[person]
                while row:
                    if rank < known:
                        rank = following[rank]
                    over = taken >> rank & row
                    if not over:
                        break
                    rank += over.bit_length()
                start = (slots[rank] if rank < known else rank + shut) if row else at
                free[place] = start
            if start == at:
                present |= 1 << place
            elif start < later:
                later = start
        return present, later

    def _value(self, chosen: Sequence[Chair], at: Slot, job: Job) -> float:
        if job.even and not self.price:
            return at + job.shortest
        return self._fit(chosen, at, job)[0]

    def _fit(self, chosen: Sequence[Chair], at: Slot, job: Job) -> tuple[float, Slot, list[int]]:
        """Return the end and price together, the end, and by seat the rank at which work begins."""
        last, ranks, cost = at + job.length, [], 0
        for chair in chosen:
            _, _, more, _, known, slots, open_ranks, reach, shut, _ = chair.probe
            rank = open_ranks[at] if at < reach else at - shut
            ranks.append(rank)
            rank += more
            if more >= 0:
                end = (slots[rank] if rank < known else rank + shut) + 1
                if end > last:
                    last = end
            cost += chair.cost
        return last + self.price * cost, last, ranks

    def _sit(self, item: int, job: Job, at: Slot, chosen: Sequence[Chair]) -> None:
        _, end, ranks = self._fit(chosen, at, job)
        busy = self.busy
        for chair, rank in zip(chosen, ranks, strict=True):
            busy[chair.person] |= chair.row << rank
        if job.pattern.take:
            self.taken += job.pattern.take << (at * self.gauge.width)
        self.start[item], self.end[item] = at, end
        self.people[item] = tuple([one.person for one in chosen])

    def _seated(self, item: int, job: Job, at: Slot, free: Sequence[Slot]) -> list[Chair] | None:
        """Return a chair by seat, all of different people who are free from ``at``, or None."""
        keys = {chair.key for chair, start in zip(job.chairs, free, strict=True) if start == at}
        able = [[chair for chair in seat if chair.key in keys] for seat in job.seats]
        if self.wish[item]:
            _prefer(able, self.wish[item])
        return seated(able)

    def _start(self, chair: Chair, ready: Slot) -> Slot:
        """Return the first start, not before ``ready``, that suits the chair."""
        row, following, known = chair.row, chair.probe[3], chair.probe[4]
        hours, taken = self.hours[chair.person], self.busy[chair.person]
        rank = hours.rank_of(ready)
        while row:
            if rank < known:
                rank = following[rank]
            over = taken >> rank & row
            if not over:
                return hours.slot_of(rank)
            rank += over.bit_length()
        return ready


def _prefer(able: list[list[Chair]], wish: tuple[int, ...]) -> None:
    for now, person in zip(able, wish, strict=True):
        now.sort(key=lambda chair: chair.person != person)


def _gauge(instance: Instance) -> Gauge:
    pools = instance.problem.pools
    surplus = [0] * len(pools)
    for item, start in enumerate(instance.fixed_start):
        if start is not None:
            for way in instance.ways[item]:
                for pool, amount in way.pools:
                    surplus[pool] += amount
    return Gauge([one.capacity for one in pools], surplus)
