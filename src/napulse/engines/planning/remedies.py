"""The ways out by kind: a person more, overtime, less scope, and mixtures with a later deadline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from napulse.engines.planning.compiled import compile_problem, work_of
from napulse.engines.planning.deadlines import part, shifts, sooner
from napulse.engines.planning.energy import Shortage, tightest
from napulse.engines.planning.model import Item, Plan, Problem, Skill, Window
from napulse.engines.planning.reasons import Cause, Why, reasons
from napulse.engines.planning.scenario import (
    AddPerson,
    Change,
    DropItem,
    MoveDeadline,
    MoveMilestone,
    Overtime,
    applied,
)
from napulse.engines.planning.scoring import WHOLE
from napulse.engines.planning.timing import times
from napulse.engines.planning.ways import WayOut, Workshop

MOST_HIRED = 6
STEPS = (10, 25, 50)
_SPARE = 0.3


def by_person(shop: Workshop) -> WayOut | None:
    """Hire people for what is short, one after another, each no longer than needed."""
    hires, plan = _hired(shop, ())
    if plan is not None:
        return shop.way(hires, plan)
    return _with_shifts(shop, hires) if hires else None


def _with_shifts(shop: Workshop, changes: tuple[Change, ...]) -> WayOut | None:
    """The changes, and the deadlines moved by as little as they leave to be missed."""
    plan = shop.nearly(changes)
    left = shifts(applied(shop.problem, changes), plan)
    hires = tuple(one for one in changes if isinstance(one, AddPerson))
    others = tuple(one for one in changes if not isinstance(one, AddPerson))
    return shop.way((*others, *_used(hires, plan), *left), plan)


def _hired(shop: Workshop, others: tuple[Change, ...]) -> tuple[tuple[Change, ...], Plan | None]:
    """Return the changes with hires that make the plan possible, and the plan if one is found."""
    hires: tuple[AddPerson, ...] = ()
    while shop.left > 0:
        changes = (*others, *hires)
        plan = shop.plan(changes, 0.3)
        if plan is not None:
            return (*others, *_used(hires, plan)), plan
        if len(hires) == MOST_HIRED:
            break
        found = _next(applied(shop.problem, changes), shop.refuted(changes))
        if found is None:
            break
        hires = (*hires, _hire(shop, *found, len(hires) + 1))
    return (*others, *hires), None


def _hire(shop: Workshop, skill: Skill, window: Window, number: int) -> AddPerson:
    rate = shop.prices.hired(skill.level) * 60 // shop.problem.slot_minutes
    key = f"+{skill.name}:{skill.level}:{number}"
    return AddPerson(skill.name, skill.level, window.start, window.end, rate, key=key)


def _next(current: Problem, causes: Sequence[Cause]) -> tuple[Skill, Window] | None:
    """The skill and the slots in which one more person helps the most, if anybody can."""
    chains = [one for one in causes if one.why is Why.CHAIN]
    if chains:
        skill = _helps(current, chains)
        return (skill, _span(current)) if skill else None
    short = next((one.shortage for one in causes if one.shortage and not one.shortage.pool), None)
    if short:
        return _top(short), Window(max(current.now, short.window.start), short.window.end)
    tight = None if causes else tightest(current)
    return (_top(tight), _span(current)) if tight else None


def _top(short: Shortage) -> Skill:
    """The skill of the largest part of the work, at the highest level it is needed at."""
    level = max(one.level for one in short.skills if one.name == short.skill)
    return Skill(short.skill, level)


def _span(problem: Problem) -> Window:
    dues = [one.due for one in problem.projects if one.hard and one.due is not None]
    ends = [one.deadline for one in problem.items if one.deadline is not None]
    return Window(problem.now, max([problem.now + 1, *dues, *ends]))


def _helps(current: Problem, chains: Sequence[Cause]) -> Skill | None:
    """The skill for which the chains wait the longest, or that is done the slowest.

    What counts are slots that a person who is never away and works all day would not take.
    """
    instance = compile_problem(current)
    bounds = times(instance)
    waits: Counter[Skill] = Counter()
    for key in dict.fromkeys(key for cause in chains for key in cause.items):
        item = instance.index[key]
        mode = current.items[item].modes[instance.choices[item][0]]
        took = bounds.soonest[item] - bounds.ready[item]
        for need in mode.needs:
            least = max(mode.length, work_of(need.effort, WHOLE, current.slot_minutes))
            waits[Skill(need.skill, need.level)] += max(0, took - least)
    skill, most = max(waits.items(), key=lambda one: one[1], default=(None, 0))
    return skill if most else None


def _used(hires: Sequence[AddPerson], plan: Plan) -> Iterator[AddPerson]:
    """The hires for as long as the plan uses them."""
    for hire in hires:
        spans = [(one.start, one.end) for one in plan.placed if hire.key in one.people]
        if spans:
            first, last = min(span[0] for span in spans), max(span[1] for span in spans)
            yield replace(hire, start=max(hire.start, first), end=min(hire.end, last))


def polished(shop: Workshop, way: WayOut) -> WayOut | None:
    """Return the way made cheaper and quieter for the others, None if it cannot be."""
    if all(isinstance(one, (MoveDeadline, MoveMilestone)) for one in way.changes):
        return sooner(shop, way)
    others = tuple(one for one in way.changes if not isinstance(one, AddPerson))
    hires = tuple(one for one in way.changes if isinstance(one, AddPerson))
    plan = way.plan
    if hires:
        hires, plan = _shortest(shop, others, hires, plan)
    plan = shop.settled((*others, *hires), plan)
    return shop.way((*others, *_used(hires, plan)), plan)


def _shortest(
    shop: Workshop, others: tuple[Change, ...], hires: tuple[AddPerson, ...], plan: Plan
) -> tuple[tuple[AddPerson, ...], Plan]:
    """The hires cut shorter from either side, by halves, while a plan is still found."""
    for number in range(len(hires)):
        least = 1
        while least < hires[number].end - hires[number].start and shop.left > _SPARE:
            length = (least + hires[number].end - hires[number].start) // 2
            cut = _cut(shop, others, hires, (number, length))
            if cut is None:
                least = length + 1
            else:
                hires, plan = cut
    return hires, plan


def _cut(
    shop: Workshop,
    others: tuple[Change, ...],
    hires: tuple[AddPerson, ...],
    to: tuple[int, int],
) -> tuple[tuple[AddPerson, ...], Plan] | None:
    number, length = to
    one = hires[number]
    for shorter in (
        replace(one, end=one.start + length),
        replace(one, start=one.end - length),
    ):
        tried = (*hires[:number], shorter, *hires[number + 1 :])
        plan = shop.plan((*others, *tried), 0.2)
        if plan is not None:
            return tried, plan
    return None


def by_overtime(shop: Workshop) -> WayOut | None:
    """Let those who are short of time work longer, by as little as is enough."""
    changes, plan = _overtime(shop, ())
    if plan is not None:
        return shop.way(changes, plan)
    return _longer(shop, STEPS[-1])


def by_some_overtime(shop: Workshop) -> WayOut | None:
    """Let them work a little longer, and move the deadlines for the rest."""
    return _longer(shop, STEPS[1])


def _longer(shop: Workshop, percent: int) -> WayOut | None:
    people = _short_people(shop)
    return _with_shifts(shop, (Overtime(people, percent),)) if people else None


def _overtime(shop: Workshop, others: tuple[Change, ...]) -> tuple[tuple[Change, ...], Plan | None]:
    people = _short_people(shop)
    for percent in STEPS if people else ():
        changes = (*others, Overtime(people, percent))
        plan = shop.plan(changes, 0.3)
        if plan is not None:
            return _fewer(shop, others, Overtime(people, percent), plan)
        if shop.left <= 0:
            break
    return others, None


def _fewer(
    shop: Workshop, others: tuple[Change, ...], over: Overtime, plan: Plan
) -> tuple[tuple[Change, ...], Plan]:
    """The overtime of those alone who do what is too long or too late, if that is enough."""
    named = {key for cause in shop.found.causes for key in cause.items}
    late = {promise.key for cause in shop.found.causes for promise in cause.promises}
    items = {one.key: one for one in shop.problem.items}
    busy = {
        who
        for one in plan.placed
        if one.item in named or items[one.item].project in late
        for who in one.people
    }
    people = tuple(one for one in over.people if one in busy)
    changes = (*others, Overtime(people, over.percent))
    other = shop.plan(changes, 0.3) if people and people != over.people else None
    return (changes, other) if other else ((*others, over), plan)


def _short_people(shop: Workshop) -> tuple[str, ...]:
    """Those of the shortages, and those who can do what is too long or too late."""
    items = {one.key: one for one in shop.problem.items}
    able: set[str] = set()
    for cause in shop.found.causes:
        if cause.shortage:
            able |= set(cause.shortage.people)
        projects = {promise.key for promise in cause.promises}
        late = cause.items or [key for key, one in items.items() if one.project in projects]
        if not cause.shortage:
            able |= {who for key in late for who in _able(shop.problem, items[key])}
    return tuple(one.key for one in shop.problem.people if one.key in able)


def _able(problem: Problem, item: Item) -> Iterator[str]:
    for need in item.modes[0].needs:
        for person in problem.people:
            if person.level_of(need.skill) >= need.level:
                yield person.key


def by_scope(shop: Workshop) -> WayOut | None:
    """Leave out optional work, as little as is enough, or all that helps."""
    if not shop.optional:
        return None
    found = _less(shop, shop.optional)
    if found is not None:
        return shop.way((DropItem(tuple(found[0])),), found[1])
    named = _dropped(shop, shop.optional)
    return _with_shifts(shop, (DropItem(tuple(named)),)) if named else None


def _less(shop: Workshop, optional: Sequence[str]) -> tuple[list[str], Plan] | None:
    dropped = _dropped(shop, optional)
    plan = shop.plan((DropItem(tuple(dropped)),), 0.3) if dropped else None
    if plan is None and len(dropped) < len(optional):
        dropped = list(optional)
        plan = shop.plan((DropItem(tuple(dropped)),), 0.3)
    if plan is None:
        return None
    for key in list(dropped):
        fewer = [one for one in dropped if one != key]
        other = shop.plan((DropItem(tuple(fewer)),), 0.15) if fewer and shop.left > 0.3 else None
        if other is not None:
            dropped, plan = fewer, other
    return dropped, plan


def _dropped(shop: Workshop, optional: Sequence[str]) -> list[str]:
    """Optional work named by the reasons, the largest first, until no reason is left."""
    items = {one.key: one for one in shop.problem.items}
    dropped: list[str] = []
    while shop.left > 0:
        current = applied(shop.problem, (DropItem(tuple(dropped)),))
        named = [key for one in reasons(current) if one.promises for key in one.items]
        able = [key for key in dict.fromkeys(named) if key in optional]
        if not able:
            return dropped
        dropped.append(max(able, key=lambda key: _size(items[key])))
    return dropped


def _size(item: Item) -> int:
    mode = item.modes[0]
    return sum(need.effort * need.count for need in mode.needs) or mode.length


def by_part_of_deadline(shop: Workshop) -> WayOut | None:
    """Move the deadlines half as far as alone would be enough, or more, and work longer."""
    for quarters in (2, 3):
        others = part(shop, quarters)
        changes, plan = _overtime(shop, others) if others else ((), None)
        if plan is not None:
            return shop.way(changes, plan)
    return None


def by_part_of_deadline_and_person(shop: Workshop) -> WayOut | None:
    """Move the deadlines half as far as alone would be enough, and hire for the rest."""
    others = part(shop, 2)
    changes, plan = _hired(shop, others) if others else ((), None)
    if plan is None or changes == others:
        return None
    return shop.way(changes, plan)
