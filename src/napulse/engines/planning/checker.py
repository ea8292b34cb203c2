"""The independent judge of a plan: every rule read from the problem's words, slot by slot.

It shares nothing with the solvers but the frozen shapes, so that a mistake of theirs is found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from napulse.engines.planning.model import (
    Item,
    Lock,
    Mode,
    Need,
    Person,
    Placed,
    Plan,
    Problem,
    Project,
    Slot,
)


class Fault(StrEnum):
    """What is wrong with a plan."""

    UNKNOWN = "unknown"
    TWICE = "twice"
    MISSING = "missing"
    DROPPED = "dropped"
    MODE = "mode"
    EARLY = "early"
    LINK = "link"
    SEATS = "seats"
    SAME_PERSON = "same_person"
    LEVEL = "level"
    CLOSED = "closed"
    END = "end"
    OVERLAP = "overlap"
    POOL = "pool"
    LOCK = "lock"
    BUDGET = "budget"
    COST = "cost"
    DEADLINE = "deadline"


PROMISES = frozenset({Fault.BUDGET, Fault.COST, Fault.DEADLINE})


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: whose, when, of what (a pool, a budget, a project) and by how much.

    ``by`` is slots for ``EARLY``, ``LINK`` and ``DEADLINE``, an amount for pools and budgets, minor
    units for ``COST``.
    """

    code: Fault
    items: tuple[str, ...] = ()
    person: str = ""
    slot: Slot | None = None
    of: str = ""
    by: int = 0


def check(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Return every rule the plan breaks, none for a correct plan.

    Done work (a lock whose ``until`` is not after ``now``) is a fact: it occupies nobody and its
    people, calendars and links are not judged. Started work may have begun before its release and
    its links. A dropped item constrains nothing. Faults in ``PROMISES`` are promises missed by a
    plan that could be worked all the same; the others make it wrong.
    """
    case = _Case(problem, plan)
    return tuple(found for rule in _RULES for found in rule(case))


def unsound(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Return the rules broken, missed promises left out."""
    return tuple(one for one in check(problem, plan) if one.code not in PROMISES)


@dataclass(frozen=True)
class _Stay:
    """A person in a seat of an item: until when by the own calendar; None if it forbids it."""

    placed: Placed
    person: Person
    need: Need
    end: Slot | None


class _Case:
    """The problem and the plan by key; what is unknown or of no mode is left out of the rest."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        self.items = {one.key: one for one in problem.items}
        self.people = {one.key: one for one in problem.people}
        self.projects = {one.key: one for one in problem.projects}
        self.locks = {one.item: one for one in problem.locks}
        self.placed = {
            one.item: one
            for one in plan.placed
            if one.item in self.items and 0 <= one.mode < len(self.items[one.item].modes)
        }
        self._shut: dict[str, frozenset[Slot]] = {}

    def mode(self, one: Placed) -> Mode:
        return self.items[one.item].modes[one.mode]

    def lock(self, one: Placed) -> Lock:
        return self.locks.get(one.item, Lock(one.item))

    def done(self, one: Placed) -> bool:
        until = self.lock(one).until
        return until is not None and until <= self.problem.now

    def shut(self, person: Person) -> frozenset[Slot]:
        if person.key not in self._shut:
            slots = (s for one in person.closed for s in range(one.start, one.end))
            self._shut[person.key] = frozenset(slots)
        return self._shut[person.key]

    def own_end(self, person: Person, start: Slot, effort: int) -> Slot | None:
        """Walk from the start: a slot open gives its share, a closed one must be a short pause."""
        left, slot, idle, shut = effort * 100, start, 0, self.shut(person)
        if left > 0 and (slot in shut or person.share <= 0):
            return None
        while left > 0:
            idle = idle + 1 if slot in shut else 0
            if idle > self.problem.pause:
                return None
            left -= 0 if idle else self.problem.slot_minutes * person.share
            slot += 1
        return slot

    @cached_property
    def stays(self) -> tuple[_Stay, ...]:
        return tuple(stay for one in self.placed.values() for stay in self._stays(one))

    def _stays(self, one: Placed) -> Iterator[_Stay]:
        seats = [need for need in self.mode(one).needs for _ in range(need.count)]
        until = self.lock(one).until
        for need, key in zip(seats, one.people, strict=False):
            if key in self.people:
                person = self.people[key]
                own = self.own_end(person, one.start, need.effort) if until is None else until
                yield _Stay(one, person, need, own)


def _each_once(case: _Case) -> Iterator[Violation]:
    times = Counter(one.item for one in case.plan.placed)
    times.update(case.plan.dropped)
    for key in times:
        if key not in case.items:
            yield Violation(Fault.UNKNOWN, (key,))
        elif times[key] > 1:
            yield Violation(Fault.TWICE, (key,))
    for key, item in case.items.items():
        if not times[key]:
            yield Violation(Fault.MISSING, (key,))
        elif key in case.plan.dropped and (not item.optional or key in case.locks):
            yield Violation(Fault.DROPPED, (key,))


def _modes(case: _Case) -> Iterator[Violation]:
    for one in case.plan.placed:
        if one.item in case.items and one.item not in case.placed:
            yield Violation(Fault.MODE, (one.item,))
    for one in case.placed.values():
        if case.lock(one).mode not in (None, one.mode):
            yield Violation(Fault.LOCK, (one.item,))


def _starts(case: _Case) -> Iterator[Violation]:
    for one in case.placed.values():
        if case.lock(one).started or case.done(one):
            continue
        item = case.items[one.item]
        project = case.projects.get(item.project, Project(item.project))
        first = max(item.release, project.release, case.problem.now)
        if one.start < first:
            yield Violation(Fault.EARLY, (one.item,), slot=first, by=first - one.start)


def _links(case: _Case) -> Iterator[Violation]:
    for one in case.placed.values():
        if case.lock(one).started or case.done(one):
            continue
        for link in case.items[one.item].after:
            before = case.placed.get(link.before)
            if before and one.start < before.end + link.lag:
                first = before.end + link.lag
                keys = (link.before, one.item)
                yield Violation(Fault.LINK, keys, slot=first, by=first - one.start)


def _seats(case: _Case) -> Iterator[Violation]:
    for one in case.placed.values():
        wanted = sum(need.count for need in case.mode(one).needs)
        if len(one.people) != wanted:
            yield Violation(Fault.SEATS, (one.item,), by=wanted - len(one.people))
        for person, times in Counter(one.people).items():
            if person not in case.people:
                yield Violation(Fault.UNKNOWN, (one.item,), person)
            if times > 1:
                yield Violation(Fault.SAME_PERSON, (one.item,), person)


def _levels(case: _Case) -> Iterator[Violation]:
    for stay in case.stays:
        held = case.lock(stay.placed).people is not None or case.done(stay.placed)
        if not held and not _able(stay.person, stay.need):
            yield Violation(Fault.LEVEL, (stay.placed.item,), stay.person.key, of=stay.need.skill)


def _able(person: Person, need: Need) -> bool:
    return any(one.name == need.skill and one.level >= need.level for one in person.skills)


def _calendars(case: _Case) -> Iterator[Violation]:
    for stay in case.stays:
        if stay.end is None:
            one = stay.placed
            yield Violation(Fault.CLOSED, (one.item,), stay.person.key, one.start)


def _ends(case: _Case) -> Iterator[Violation]:
    own: dict[str, list[Slot]] = defaultdict(list)
    unknown = {stay.placed.item for stay in case.stays if stay.end is None}
    for stay in case.stays:
        own[stay.placed.item].append(stay.end or 0)
    for one in case.placed.values():
        until = case.lock(one).until
        due = max([one.start + case.mode(one).length, *own[one.item]]) if until is None else until
        if one.item not in unknown and one.end != due:
            yield Violation(Fault.END, (one.item,), slot=due)


def _overlaps(case: _Case) -> Iterator[Violation]:
    diaries: dict[str, list[tuple[Slot, Slot, str]]] = defaultdict(list)
    for stay in case.stays:
        one = stay.placed
        end = one.end if stay.end is None else stay.end
        if end > one.start and not case.done(one):
            diaries[stay.person.key].append((one.start, end, one.item))
    for person, spans in diaries.items():
        busy: tuple[Slot, str] = (-1, "")
        for start, end, item in sorted(spans):
            if start < busy[0] and item != busy[1]:
                yield Violation(Fault.OVERLAP, (busy[1], item), person, start)
            busy = max(busy, (end, item))


def _pools(case: _Case) -> Iterator[Violation]:
    used: dict[str, Counter[Slot]] = defaultdict(Counter)
    users: dict[str, list[Placed]] = defaultdict(list)
    for one in case.placed.values():
        for use in [] if case.done(one) else case.mode(one).pools:
            users[use.of].append(one)
            for slot in range(one.start, one.start + case.mode(one).length):
                used[use.of][slot] += use.amount
    for pool in case.problem.pools:
        over = [slot for slot, n in used[pool.key].items() if n > pool.capacity]
        if over:
            slot, by = min(over), max(used[pool.key].values()) - pool.capacity
            items = tuple(one.item for one in users[pool.key] if one.start <= slot < one.end)
            yield Violation(Fault.POOL, items, slot=slot, of=pool.key, by=by)


def _budgets(case: _Case) -> Iterator[Violation]:
    spent: Counter[str] = Counter()
    for one in case.placed.values():
        for use in case.mode(one).spends:
            spent[use.of] += use.amount
    for budget in case.problem.budgets:
        if spent[budget.key] > budget.limit:
            yield Violation(Fault.BUDGET, of=budget.key, by=spent[budget.key] - budget.limit)


def _costs(case: _Case) -> Iterator[Violation]:
    cost: Counter[str] = Counter()
    for stay in case.stays:
        minor, rest = divmod(stay.need.effort * stay.person.rate, 60)
        cost[case.items[stay.placed.item].project] += minor + (rest >= 30)
    for project in case.problem.projects:
        if project.budget is not None and cost[project.key] > project.budget:
            yield Violation(Fault.COST, of=project.key, by=cost[project.key] - project.budget)


def _deadlines(case: _Case) -> Iterator[Violation]:
    for one in case.placed.values():
        item = case.items[one.item]
        if item.deadline is not None and one.end > item.deadline:
            yield _late(one.item, item.deadline, one.end - item.deadline)
    for project in case.problem.projects:
        if not project.hard or project.due is None:
            continue
        members = [one for one in case.placed.values() if _of(case, one).project == project.key]
        last = max(members, key=lambda one: one.end, default=None)
        if last and last.end > project.due:
            yield _late(last.item, project.due, last.end - project.due, project.key)


def _of(case: _Case, one: Placed) -> Item:
    return case.items[one.item]


def _late(item: str, due: Slot, by: int, project: str = "") -> Violation:
    return Violation(Fault.DEADLINE, (item,), slot=due, of=project, by=by)


def _locks(case: _Case) -> Iterator[Violation]:
    for one in case.placed.values():
        lock = case.lock(one)
        if lock.start not in (None, one.start) or lock.people not in (None, one.people):
            yield Violation(Fault.LOCK, (one.item,), slot=lock.start)


_RULES: tuple[Callable[[_Case], Iterator[Violation]], ...] = (
    _each_once,
    _modes,
    _starts,
    _links,
    _seats,
    _levels,
    _calendars,
    _ends,
    _overlaps,
    _pools,
    _budgets,
    _costs,
    _deadlines,
    _locks,
)
