"""Demand against supply: what a plan asks of roles and people, bucket by bucket of slots.

A bucket is a span of slots, a week say. Named demand is that of placed work, by the people who do
it. Unnamed demand is that of work nobody is named for: tentative projects, or a problem without a
plan; it is spread evenly from the earliest start to the latest end of the item.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from napulse.engines.planning.compiled import compile_problem, work_of
from napulse.engines.planning.model import Minutes, Person, Placed, Plan, Problem, Slot, Window
from napulse.engines.planning.timing import FAR, Times, times

WHOLE = 100


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """One person in one bucket, in minutes of the person's own share.

    ``asked`` counts the slots of work that stand in the bucket, those in closed time too, and twice
    where two items meet; ``over`` is what passes the open minutes slot by slot.
    """

    person: str
    window: Window
    open: Minutes
    asked: Minutes
    over: Minutes


@dataclass(frozen=True, slots=True)
class RoleLoad:
    """One skill in one bucket: minutes that its people have, named and unnamed demand.

    A person of several skills is counted in full in the supply of each; ``main`` counts everybody
    once, with the first skill.
    """

    skill: str
    window: Window
    supply: Minutes
    main: Minutes
    named: Minutes
    unnamed: Minutes

    @property
    def short(self) -> Minutes:
        """Return by how much all demand passes the supply."""
        return max(0, self.named + self.unnamed - self.supply)


def buckets(first: Slot, last: Slot, width: int) -> tuple[Window, ...]:
    """Return windows of ``width`` slots from ``first`` on that cover everything before ``last``."""
    return tuple(Window(slot, slot + width) for slot in range(first, last, width))


def person_loads(problem: Problem, plan: Plan, spans: Iterable[Window]) -> tuple[PersonLoad, ...]:
    """Return the load of every person in every bucket, people in the order of the problem."""
    windows, asked = tuple(spans), _asked(problem, plan)
    return tuple(
        _person_load(problem, person, window, asked[person.key])
        for person in problem.people
        for window in windows
    )


def role_loads(problem: Problem, plan: Plan, spans: Iterable[Window]) -> tuple[RoleLoad, ...]:
    """Return supply and demand of every skill in every bucket, skills by name.

    Work of the problem that the plan neither places nor drops is unnamed demand.
    """
    windows = tuple(spans)
    named, unnamed = _named(problem, plan), _unnamed(problem, plan)
    skills = {one.name for person in problem.people for one in person.skills}
    skills |= named.keys() | unnamed.keys()
    return tuple(
        RoleLoad(
            skill=skill,
            window=window,
            supply=_supply(problem, skill, window, own=False),
            main=_supply(problem, skill, window, own=True),
            named=sum(named[skill].get(slot, 0) for slot in _slots(window)),
            unnamed=round(sum(unnamed[skill].get(slot, 0) for slot in _slots(window))),
        )
        for skill in sorted(skills)
        for window in windows
    )


def _slots(window: Window) -> range:
    return range(window.start, window.end)


def _person_load(
    problem: Problem, person: Person, window: Window, asked: dict[Slot, int]
) -> PersonLoad:
    unit = problem.slot_minutes * person.share
    shut = {slot for one in person.closed for slot in range(one.start, one.end)}
    is_open = [int(slot not in shut) for slot in _slots(window)]
    times_asked = [asked.get(slot, 0) for slot in _slots(window)]
    over = sum(max(0, a - o) for a, o in zip(times_asked, is_open, strict=True))
    return PersonLoad(
        person=person.key,
        window=window,
        open=sum(is_open) * unit // WHOLE,
        asked=sum(times_asked) * unit // WHOLE,
        over=over * unit // WHOLE,
    )


def _asked(problem: Problem, plan: Plan) -> dict[str, dict[Slot, int]]:
    """By person and slot: how many items the person works on; pauses are no work."""
    out: dict[str, dict[Slot, int]] = defaultdict(lambda: defaultdict(int))
    for one, person, effort in _seats(problem, plan):
        for slot in _worked(problem, one, person, effort):
            out[person.key][slot] += 1
    return out


def _seats(problem: Problem, plan: Plan) -> Iterator[tuple[Placed, Person, Minutes]]:
    for one, person, effort, _ in _skilled(problem, plan):
        yield one, person, effort


def _skilled(problem: Problem, plan: Plan) -> Iterator[tuple[Placed, Person, Minutes, str]]:
    items = {one.key: one for one in problem.items}
    people = {one.key: one for one in problem.people}
    for one in plan.placed:
        mode = items[one.item].modes[one.mode]
        seats = [need for need in mode.needs for _ in range(need.count)]
        for need, key in zip(seats, one.people, strict=True):
            yield one, people[key], need.effort, need.skill


def _worked(problem: Problem, one: Placed, person: Person, effort: Minutes) -> list[Slot]:
    """The slots in which the effort is done: open ones first, then, if too few, any of the span."""
    work = work_of(effort, person.share, problem.slot_minutes)
    shut = {slot for closed in person.closed for slot in range(closed.start, closed.end)}
    span = range(one.start, max(one.end, one.start + work))
    return sorted(span, key=lambda slot: (slot in shut, slot))[:work]


def _named(problem: Problem, plan: Plan) -> dict[str, dict[Slot, int]]:
    out: dict[str, dict[Slot, int]] = defaultdict(lambda: defaultdict(int))
    for one, person, effort, skill in _skilled(problem, plan):
        left = effort
        for slot in _worked(problem, one, person, effort):
            done = min(left, -(-problem.slot_minutes * person.share // WHOLE))
            out[skill][slot] += done
            left -= done
    return out


def _unnamed(problem: Problem, plan: Plan) -> dict[str, dict[Slot, float]]:
    known = {one.item for one in plan.placed} | set(plan.dropped)
    out: dict[str, dict[Slot, float]] = defaultdict(lambda: defaultdict(float))
    if all(one.key in known for one in problem.items):
        return out
    instance = compile_problem(problem)
    bounds = times(instance)
    for number, item in enumerate(problem.items):
        if item.key not in known:
            for need in item.modes[0].needs:
                width = max(item.modes[0].length, work_of(need.effort, WHOLE, problem.slot_minutes))
                span = _span(bounds, number, width)
                for slot in span:
                    out[need.skill][slot] += need.effort * need.count / len(span)
    return out


def _span(bounds: Times, item: int, width: int) -> range:
    """Where unnamed work may stand: up to its latest end, without one as early as it can."""
    first, last = bounds.first[item], bounds.last[item]
    end = bounds.soonest[item] if last >= FAR else last
    return range(first, max(end, first + width, first + 1))


def _supply(problem: Problem, skill: str, window: Window, *, own: bool) -> Minutes:
    total = 0
    for person in problem.people:
        has = person.skills[:1] if own else person.skills
        if any(one.name == skill for one in has):
            closed = sum(
                max(0, min(one.end, window.end) - max(one.start, window.start))
                for one in person.closed
            )
            total += (window.end - window.start - closed) * person.share
    return total * problem.slot_minutes // WHOLE
