"""The problem as numbers: what greedy, search and the exact models all read.

Items, people, pools and budgets are indices in the order of the problem. Locks are folded in: a
locked person is the only option of a seat, a locked start is ``fixed_start``, a locked mode the
only one of ``choices``. Nothing holds back work that has started, so its links are left out; work
that must wait for nothing but a locked start after it has that start as a hard end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from napulse.engines.planning.axis import joined
from napulse.engines.planning.model import Item, Lock, Mode, Need, Person, Problem, Slot, Window

NEVER = -1


class Diary:
    """When a person may work: ends and next starts of work by its length in slots.

    Past the last closed window everything is open, so tables reach no further than that.
    """

    __slots__ = ("_ends", "_starts", "closed", "pause", "reach")

    def __init__(self, closed: Sequence[Window], pause: int) -> None:
        self.closed = joined(closed)
        self.reach = max((one.end for one in closed), default=0)
        self.pause = pause
        self._ends: dict[int, list[Slot]] = {}
        self._starts: dict[int, list[Slot]] = {}

    def ends(self, work: int) -> list[Slot]:
        """Return the end of ``work`` slots by start (``NEVER`` where it may not start).

        The list covers starts below ``reach``; later ones end at start + work.
        """
        if work not in self._ends:
            self._ends[work] = self._table(work)
        return self._ends[work]

    def end(self, start: Slot, work: int) -> Slot:
        """Return where work begun at ``start`` ends, or ``NEVER``."""
        return self.ends(work)[start] if start < self.reach else start + work

    def next_start(self, start: Slot, work: int) -> Slot:
        """Return the first slot, not before ``start``, in which the work may begin."""
        if start >= self.reach:
            return start
        if work not in self._starts:
            self._starts[work] = self._following(work)
        return self._starts[work][start]

    def _table(self, work: int) -> list[Slot]:
        if not work:
            return list(range(self.reach))
        length = self.reach + work
        worked, rank = self._open_slots(length)
        stop = self._stops(length)
        out = [NEVER] * self.reach
        for start in range(self.reach):
            if start in rank:
                place = rank[start] + work - 1
                over = place - len(worked) + 1
                end = worked[place] + 1 if over <= 0 else length + over
                out[start] = end if end <= stop[start] or stop[start] == length else NEVER
        return out

    def _open_slots(self, length: int) -> tuple[list[Slot], dict[Slot, int]]:
        shut = {slot for one in self.closed for slot in range(one.start, one.end)}
        worked = [slot for slot in range(length) if slot not in shut]
        return worked, {slot: n for n, slot in enumerate(worked)}

    def _stops(self, length: int) -> list[Slot]:
        """By slot: where the next closed window starts that is too long to pause over."""
        stop = [length] * length
        long = [one for one in self.closed if one.end - one.start > self.pause]
        for one in reversed(long):
            stop[: one.end] = [one.start] * one.end
        return stop

    def _following(self, work: int) -> list[Slot]:
        ends, out, following = self.ends(work), [0] * self.reach, self.reach
        for slot in range(self.reach - 1, -1, -1):
            if ends[slot] != NEVER:
                following = slot
            out[slot] = following
        return out


@dataclass(frozen=True, slots=True)
class Option:
    """One person in one seat: slots of work, cost in minor units, minutes times levels above."""

    person: int
    work: int
    cost: int
    excess: int


@dataclass(frozen=True, slots=True)
class Seat:
    """One place of a need; seats of the same ``need`` are alike."""

    need: int
    skill: str
    level: int
    options: tuple[Option, ...]
    by_person: dict[int, Option] = field(default_factory=dict, compare=False, repr=False)

    def option(self, person: int) -> Option:
        """Return the option of a person who may sit here."""
        return self.by_person[person]


@dataclass(frozen=True, slots=True)
class Way:
    """A mode in numbers; pools and spends are (index, amount)."""

    seats: tuple[Seat, ...]
    length: int
    pools: tuple[tuple[int, int], ...]
    spends: tuple[tuple[int, int], ...]
    shortest: int


@dataclass(frozen=True, slots=True)
class Instance:
    """A problem in numbers. Lists are by item unless said otherwise.

    ``floor`` is the first slot in which an item may start (release of item and project, now).
    ``hard`` is the slot by which it must end, or None. ``before`` and ``after`` are (item, lag).
    ``order`` is topological. ``members`` are items by project. ``choices`` are the modes that can
    be done at all. ``done`` work (it ended by now) occupies nobody and no pool.
    """

    problem: Problem
    ways: list[tuple[Way, ...]]
    before: list[tuple[tuple[int, int], ...]]
    after: list[tuple[tuple[int, int], ...]]
    floor: list[Slot]
    hard: list[Slot | None]
    project: list[int]
    fixed_start: list[Slot | None]
    fixed_end: list[Slot | None]
    optional: list[bool]
    order: list[int]
    members: list[list[int]]
    diaries: list[Diary]
    choices: list[tuple[int, ...]]
    done: list[bool]
    index: dict[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many items there are."""
        return len(self.ways)


def work_of(effort: int, share: int, slot_minutes: int) -> int:
    """Return the slots that an effort takes a person who works ``share`` per cent of each slot."""
    return -(-effort * 100 // (slot_minutes * share)) if effort else 0


def cost_of(effort: int, rate: int) -> int:
    """Return minor units for minutes at a rate per hour, rounded half up."""
    return (effort * rate * 2 + 60) // 120


def compile_problem(problem: Problem) -> Instance:
    """Return the problem in numbers; it must have passed ``validate``."""
    index = {one.key: n for n, one in enumerate(problem.items)}
    projects = {one.key: n for n, one in enumerate(problem.projects)}
    locks = {one.item: one for one in problem.locks}
    found = [locks.get(one.key, Lock(one.key)) for one in problem.items]
    before = [
        ()
        if free(lock, problem.now)
        else tuple((index[link.before], link.lag) for link in it.after)
        for it, lock in zip(problem.items, found, strict=True)
    ]
    after = _turned(before)
    members: list[list[int]] = [[] for _ in problem.projects]
    for n, one in enumerate(problem.items):
        members[projects[one.project]].append(n)
    reader = _Reader(problem)
    ways = [reader.ways(one, lock) for one, lock in zip(problem.items, found, strict=True)]
    return Instance(
        problem=problem,
        ways=ways,
        before=before,
        after=after,
        floor=[_floor(problem, one, projects) for one in problem.items],
        hard=[_hard(problem, n, projects, (after, found)) for n in range(len(found))],
        project=[projects[one.project] for one in problem.items],
        fixed_start=[lock.start for lock in found],
        fixed_end=[lock.until for lock in found],
        optional=[
            one.optional and lock == Lock(one.key)
            for one, lock in zip(problem.items, found, strict=True)
        ],
        order=topological(before, after),
        members=members,
        diaries=[Diary(one.closed, problem.pause) for one in problem.people],
        choices=[_choices(problem, ways[n], lock) for n, lock in enumerate(found)],
        done=[is_done(lock, problem.now) for lock in found],
        index=index,
    )


def is_done(lock: Lock, now: Slot) -> bool:
    """Return whether the work had ended by ``now``."""
    return lock.until is not None and lock.until <= now


def free(lock: Lock, now: Slot) -> bool:
    """Return whether links and releases no longer hold: the work has started or is done."""
    return lock.started or is_done(lock, now)


def held_mode(lock: Lock) -> int | None:
    """Return the mode a lock leaves: its own, or the first if it names people or has started."""
    if lock.mode is None and (lock.people is not None or lock.started or lock.until is not None):
        return 0
    return lock.mode


def staffable(way: Way) -> bool:
    """Return whether different people can be found for all seats, time left aside."""
    taken: dict[int, int] = {}

    def seated(seat: int, seen: set[int]) -> bool:
        for one in way.seats[seat].options:
            if one.person not in seen:
                seen.add(one.person)
                if one.person not in taken or seated(taken[one.person], seen):
                    taken[one.person] = seat
                    return True
        return False

    return all(seated(seat, set()) for seat in range(len(way.seats)))


def topological(
    before: Sequence[Sequence[tuple[int, int]]], after: Sequence[Sequence[tuple[int, int]]]
) -> list[int]:
    """Return the items, each after what it waits for; those of a cycle are left out."""
    left = [len(one) for one in before]
    ready = [n for n, count in enumerate(left) if not count]
    for item in ready:
        for following, _ in after[item]:
            left[following] -= 1
            if not left[following]:
                ready.append(following)
    return ready


def _turned(
    before: Sequence[Sequence[tuple[int, int]]],
) -> list[tuple[tuple[int, int], ...]]:
    out: list[list[tuple[int, int]]] = [[] for _ in before]
    for item, links in enumerate(before):
        for previous, lag in links:
            out[previous].append((item, lag))
    return [tuple(one) for one in out]


def _floor(problem: Problem, item: Item, projects: dict[str, int]) -> Slot:
    return max(problem.now, item.release, problem.projects[projects[item.project]].release)


def _hard(
    problem: Problem,
    number: int,
    projects: dict[str, int],
    net: tuple[list[tuple[tuple[int, int], ...]], list[Lock]],
) -> Slot | None:
    after, locks = net
    item = problem.items[number]
    project = problem.projects[projects[item.project]]
    ends = [item.deadline, project.due if project.hard else None]
    for following, lag in after[number]:
        start = locks[following].start
        ends.append(None if start is None else start - lag)
    return min((one for one in ends if one is not None), default=None)


def _choices(problem: Problem, ways: tuple[Way, ...], lock: Lock) -> tuple[int, ...]:
    held = held_mode(lock)
    if held is not None:
        return (held,)
    return tuple(n for n, way in enumerate(ways) if is_possible(problem, way))


def is_possible(problem: Problem, way: Way) -> bool:
    """Return whether pools are large enough and there are people for every seat."""
    fits = all(amount <= problem.pools[pool].capacity for pool, amount in way.pools)
    return fits and staffable(way)


class _Reader:
    """Turns modes into ways; who is able for a skill and level is looked up once."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._pools = {one.key: n for n, one in enumerate(problem.pools)}
        self._budgets = {one.key: n for n, one in enumerate(problem.budgets)}
        self._people = {one.key: n for n, one in enumerate(problem.people)}
        self._able: dict[tuple[str, int], list[int]] = {}

    def ways(self, item: Item, lock: Lock) -> tuple[Way, ...]:
        """The modes in numbers; a locked mode leaves the others in place, so that indices agree."""
        held = held_mode(lock)
        return tuple(
            self._way(mode, lock.people if number == held else None)
            for number, mode in enumerate(item.modes)
        )

    def _way(self, mode: Mode, held: tuple[str, ...] | None) -> Way:
        seats: list[Seat] = []
        for number, need in enumerate(mode.needs):
            seat: Seat | None = None
            for _ in range(need.count):
                if held or seat is None:
                    options = self._options(need, held[len(seats)] if held else None)
                    by_person = {one.person: one for one in options}
                    seat = Seat(number, need.skill, need.level, options, by_person)
                seats.append(seat)
        works = [min((one.work for one in seat.options), default=0) for seat in seats]
        return Way(
            seats=tuple(seats),
            length=mode.length,
            pools=tuple((self._pools[use.of], use.amount) for use in mode.pools),
            spends=tuple((self._budgets[use.of], use.amount) for use in mode.spends),
            shortest=max([mode.length, *works]),
        )

    def _options(self, need: Need, held: str | None) -> tuple[Option, ...]:
        people, slot_minutes = self._problem.people, self._problem.slot_minutes
        numbers = [self._people[held]] if held else self._who(need.skill, need.level)
        return tuple(_option(number, people[number], need, slot_minutes) for number in numbers)

    def _who(self, skill: str, level: int) -> list[int]:
        key = (skill, level)
        if key not in self._able:
            people = enumerate(self._problem.people)
            self._able[key] = [n for n, one in people if one.level_of(skill) >= level]
        return self._able[key]


def _option(number: int, person: Person, need: Need, slot_minutes: int) -> Option:
    above = max(0, person.level_of(need.skill) - need.level)
    return Option(
        person=number,
        work=work_of(need.effort, person.share, slot_minutes),
        cost=cost_of(need.effort, person.rate),
        excess=above * need.effort,
    )
