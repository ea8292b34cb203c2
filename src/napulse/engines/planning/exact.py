"""The exact model of a frame for CP-SAT: starts, ways, seats, people, pools, budgets.

Every person of a seat has one literal per length of pause ("variant"), so calendars become domains
of starts and no element tables are needed. Goals are added by ``terms``, bounds by ``bounds``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from napulse.engines.planning.book import Group
from napulse.engines.planning.compiled import Option
from napulse.engines.planning.frame import Frame
from napulse.engines.planning.model import Slot

Linear = cp_model.LinearExpr | int


@dataclass(frozen=True, slots=True)
class Variant:
    """A person works on an item taken one way, pausing for ``extra`` slots."""

    item: int
    way: int
    person: int
    work: int
    extra: int
    lit: cp_model.IntVar

    @property
    def length(self) -> int:
        """Slots from start to the person's end."""
        return self.work + self.extra


@dataclass(frozen=True, slots=True)
class Sit:
    """A person sits in a group of seats; ``own`` is false where a variant says it already."""

    item: int
    way: int
    group: int
    option: Option
    lits: tuple[cp_model.IntVar, ...]
    own: bool

    @property
    def taken(self) -> Linear:
        """One if the person sits there, else zero."""
        return sum(self.lits)


@dataclass(slots=True)
class Exact:
    """The variables of a model by what they mean; ``hinted`` variables are set by ``hints``."""

    frame: Frame
    model: cp_model.CpModel
    start: dict[int, cp_model.IntVar] = field(default_factory=dict)
    end: dict[int, Linear] = field(default_factory=dict)
    end_var: dict[int, cp_model.IntVar] = field(default_factory=dict)
    way: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)
    variants: list[Variant] = field(default_factory=list)
    sits: list[Sit] = field(default_factory=list)
    spans: dict[int, list[cp_model.IntervalVar]] = field(default_factory=lambda: defaultdict(list))
    constants: dict[int, int] = field(default_factory=dict)

    def when(self, item: int, way: int) -> list[cp_model.IntVar]:
        """Return the literal of a way, or none if there is no other."""
        return [self.way[item, way]] if (item, way) in self.way else []

    def chosen(self, item: int, way: int) -> Linear:
        """Return one if the way is taken, else zero."""
        return self.way.get((item, way), 1)


def build(frame: Frame) -> Exact:
    """Return the model of all rules that hold whatever the goal is."""
    exact = Exact(frame, cp_model.CpModel())
    for item in frame.free:
        _add_item(exact, item)
    _add_links(exact)
    for spans in exact.spans.values():
        if len(spans) > 1:
            exact.model.add_no_overlap(spans)
    _add_pools(exact)
    return exact


def _add_item(exact: Exact, item: int) -> None:
    frame, model = exact.frame, exact.model
    ways = frame.book.instance.choices[item]
    instance = frame.book.instance
    shortest = min(instance.ways[item][way].shortest for way in ways)
    latest = max(frame.first[item], frame.last[item] - shortest)
    fixed = instance.fixed_start[item]
    latest = fixed if fixed is not None else latest
    exact.start[item] = model.new_int_var(frame.first[item], latest, f"s{item}")
    if len(ways) > 1:
        for way in ways:
            exact.way[item, way] = model.new_bool_var(f"m{item}.{way}")
        model.add_exactly_one(exact.way[item, way] for way in ways)
    made: list[Variant] = []
    for way in ways:
        made += _add_seats(exact, item, way)
    exact.variants += made
    _add_end(exact, item, made)


def _add_seats(exact: Exact, item: int, way: int) -> list[Variant]:
    """Variants and sits of one way; a person who fits several groups works for one of them."""
    groups = exact.frame.book.groups[item][way]
    offers: dict[int, list[tuple[int, Option]]] = defaultdict(list)
    for number, group in enumerate(groups):
        for option in group.options:
            offers[option.person].append((number, option))
    made: list[Variant] = []
    sits: list[Sit] = []
    for found in offers.values():
        new, seated = _add_person(exact, (item, way), found)
        made, sits = made + new, sits + seated
    exact.sits += sits
    for number, group in enumerate(groups):
        _fill(exact, (item, way), group, [one for one in sits if one.group == number])
    return made


def _add_person(
    exact: Exact, where: tuple[int, int], offers: list[tuple[int, Option]]
) -> tuple[list[Variant], list[Sit]]:
    item, way = where
    made: list[Variant] = []
    sits: list[Sit] = []
    works = {option.work for _, option in offers}
    for work in sorted(works):
        new = _variants(exact, where, offers[0][1].person, work)
        made += new
        lits = tuple(one.lit for one in new)
        same = [one for one in offers if one[1].work == work]
        if len(same) == 1:
            sits.append(Sit(item, way, *same[0], lits, own=False))
            continue
        own = [exact.model.new_bool_var("") for _ in same]
        exact.model.add(sum(own) == sum(lits))
        sits += [Sit(item, way, *one, (lit,), own=True) for one, lit in zip(same, own, strict=True)]
    if len(made) > 1 and (len(offers) > 1 or _shared(exact, where)):
        exact.model.add_at_most_one(one.lit for one in made)
    return made, sits


def _shared(exact: Exact, where: tuple[int, int]) -> bool:
    return any(group.count > 1 for group in exact.frame.book.groups[where[0]][where[1]])


def _variants(exact: Exact, where: tuple[int, int], person: int, work: int) -> list[Variant]:
    """The literals of a person on an item, one by length of pause, with their starts."""
    frame, model, (item, way) = exact.frame, exact.model, where
    low, high = frame.first[item], max(frame.first[item], frame.last[item] - work)
    if frame.book.instance.fixed_start[item] is not None:
        high = low
    by_extra: dict[int, list[list[int]]] = defaultdict(list)
    for run in frame.book.runs(person, work):
        if run.first <= high and run.last >= low:
            by_extra[run.extra].append([max(low, run.first), min(high, run.last)])
    out: list[Variant] = []
    for extra, spans in by_extra.items():
        starts = _not_busy(exact, person, work + extra, cp_model.Domain.from_intervals(spans))
        if starts.is_empty():
            continue
        lit = model.new_bool_var(f"x{item}.{way}.{person}.{extra}")
        start = exact.start[item]
        if starts.size() < high - low + 1 or high < frame.last[item]:
            model.add_linear_expression_in_domain(start, starts).only_enforce_if(lit)
        if work:
            length = work + extra
            span = model.new_optional_fixed_size_interval_var(start, length, lit, "")
            exact.spans[person].append(span)
        out.append(Variant(item, way, person, work, extra, lit))
    return out


def _not_busy(exact: Exact, person: int, length: int, starts: cp_model.Domain) -> cp_model.Domain:
    if not length:
        return starts
    taken = [[one.start - length + 1, one.end - 1] for one in exact.frame.busy[person]]
    if not taken:
        return starts
    return starts.intersection_with(cp_model.Domain.from_intervals(taken).complement())


def _fill(exact: Exact, where: tuple[int, int], group: Group, sits: Iterable[Sit]) -> None:
    """The group has all its people if the way is taken, and nobody otherwise."""
    lits = [lit for one in sits for lit in one.lits]
    if group.count == 1:
        exact.model.add_exactly_one(lits + [one.negated() for one in exact.when(*where)])
    else:
        exact.model.add(sum(lits) == group.count * exact.chosen(*where))


def _add_end(exact: Exact, item: int, variants: list[Variant]) -> None:
    """The end as start and a constant if it can be, else as a sum, else bounded from below."""
    frame, model, start = exact.frame, exact.model, exact.start[item]
    ways = frame.book.instance.choices[item]
    by_way = {way: [one for one in variants if one.way == way] for way in ways}
    lengths = {way: _lengths(exact, item, way, by_way[way]) for way in ways}
    every = {one for found in lengths.values() for one in found}
    if len(every) == 1:
        constant = every.pop()
        exact.constants[item] = constant
        exact.end[item] = start + constant
        if frame.book.instance.fixed_start[item] is None:
            model.add(start <= frame.last[item] - constant)
        return
    shortest = min(every, default=0)
    latest = max(frame.first[item] + shortest, frame.last[item])
    end = model.new_int_var(frame.first[item] + shortest, latest, f"e{item}")
    exact.end[item] = exact.end_var[item] = end
    measured = [_measure(exact, item, way, by_way[way], lengths[way]) for way in ways]
    known = [one for one in measured if one is not None]
    if len(known) == len(ways):
        model.add(end == start + sum(known))
        return
    for way in ways:
        _bound_end(exact, item, way, by_way[way])


def _lengths(exact: Exact, item: int, way: int, variants: list[Variant]) -> set[int]:
    """All spans the way can have, as far as they are known: {one} means that it is constant."""
    length = exact.frame.book.instance.ways[item][way].length
    if not exact.frame.book.groups[item][way]:
        return {length}
    return {max(length, one.length) for one in variants}


def _measure(
    exact: Exact, item: int, way: int, variants: list[Variant], lengths: set[int]
) -> Linear | None:
    """The span of a way as a linear sum that is zero when the way is not taken."""
    if len(lengths) <= 1:
        length = next(iter(lengths), 0)
        return length * exact.chosen(item, way)
    groups = exact.frame.book.groups[item][way]
    if len(groups) == 1 and groups[0].count == 1:
        length = exact.frame.book.instance.ways[item][way].length
        return sum(max(length, one.length) * one.lit for one in variants)
    return None


def _bound_end(exact: Exact, item: int, way: int, variants: list[Variant]) -> None:
    model, start, end = exact.model, exact.start[item], exact.end[item]
    length = exact.frame.book.instance.ways[item][way].length
    if length:
        model.add(end >= start + length).only_enforce_if(exact.when(item, way))
    by_person: dict[int, list[Variant]] = defaultdict(list)
    for one in variants:
        by_person[one.person].append(one)
    for found in by_person.values():
        model.add(end >= start + sum(one.length * one.lit for one in found))


def _add_links(exact: Exact) -> None:
    """Ends before starts, where both are open; what stands is in the windows already."""
    book = exact.frame.book
    for item in exact.frame.free:
        for before, lag in book.instance.before[item]:
            if before in exact.start:
                exact.model.add(exact.start[item] >= exact.end[before] + lag)


def _add_pools(exact: Exact) -> None:
    instance, model = exact.frame.book.instance, exact.model
    users: dict[int, list[tuple[cp_model.IntervalVar, int]]] = defaultdict(list)
    for item in exact.frame.free:
        for way in exact.frame.book.instance.choices[item]:
            taken = instance.ways[item][way]
            if taken.length and taken.pools:
                span = _way_span(exact, item, way, taken.length)
                for pool, amount in taken.pools:
                    users[pool].append((span, amount))
    for pool, found in users.items():
        for start, end, amount in exact.frame.used[pool]:
            found.append((model.new_fixed_size_interval_var(start, end - start, ""), amount))
        capacity = instance.problem.pools[pool].capacity
        model.add_cumulative([one for one, _ in found], [one for _, one in found], capacity)


def _way_span(exact: Exact, item: int, way: int, length: Slot) -> cp_model.IntervalVar:
    model, start, when = exact.model, exact.start[item], exact.when(item, way)
    if when:
        return model.new_optional_fixed_size_interval_var(start, length, when[0], "")
    return model.new_fixed_size_interval_var(start, length, "")
