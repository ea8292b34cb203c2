"""The earliest and the latest an item can stand, by links, calendars and hard ends.

Both are bounds: no plan that keeps its promises has an item outside of them. People are looked at
one by one, as if nobody else wanted them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from napulse.engines.planning.compiled import NEVER, Diary, Instance, Option, Seat, Way
from napulse.engines.planning.model import Slot

FAR = 1 << 40


class Kind(StrEnum):
    """What can be promised."""

    PROJECT = "project"
    ITEM = "item"
    START = "start"
    BUDGET = "budget"
    COST = "cost"


@dataclass(frozen=True, slots=True, order=True)
class Promise:
    """A hard due of a project, a deadline or fixed start of an item, a budget, a project's cost."""

    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class Times:
    """Lists by item: earliest start and end, latest start and end (``FAR`` without one).

    ``ready`` is the earliest start by links and releases alone, ``cause`` the item that sets it,
    None if it is the item's own release. ``source`` is the promise that sets the latest end.
    Optional work binds nothing.
    """

    first: list[Slot]
    soonest: list[Slot]
    latest: list[Slot]
    last: list[Slot]
    source: list[Promise | None]
    cause: list[int | None]
    ready: list[Slot]


def times(instance: Instance) -> Times:
    """Return the bounds of every item."""
    size = instance.size
    found = Times(
        first=[0] * size,
        soonest=[0] * size,
        latest=[FAR] * size,
        last=[FAR] * size,
        source=[None] * size,
        cause=[None] * size,
        ready=[0] * size,
    )
    for item in instance.order:
        _forward(instance, found, item)
    for item in reversed(instance.order):
        _backward(instance, found, item)
    return found


def _forward(instance: Instance, found: Times, item: int) -> None:
    fixed, ready = instance.fixed_start[item], instance.floor[item]
    for before, lag in instance.before[item]:
        if not instance.optional[before] and found.soonest[before] + lag > ready:
            ready = found.soonest[before] + lag
            found.cause[item] = before
    found.ready[item] = ready
    if fixed is None:
        choices = [_opening(instance, way, ready) for way in _ways(instance, item)]
        found.first[item] = min(choices, default=ready)
    else:
        found.first[item] = fixed
    end = instance.fixed_end[item]
    found.soonest[item] = _soonest(instance, item, found.first[item]) if end is None else end


def _ways(instance: Instance, item: int) -> list[Way]:
    return [instance.ways[item][n] for n in instance.choices[item]]


def _opening(instance: Instance, way: Way, ready: Slot) -> Slot:
    return max(
        (
            min(
                (_diary(instance, one).next_start(ready, one.work) for one in seat.options),
                default=ready,
            )
            for seat in way.seats
        ),
        default=ready,
    )


def _soonest(instance: Instance, item: int, start: Slot) -> Slot:
    return min((_way_end(instance, way, start) for way in _ways(instance, item)), default=start)


def _way_end(instance: Instance, way: Way, start: Slot) -> Slot:
    ends = [start + way.length]
    for seat in way.seats:
        ends.append(min((_end(instance, one, start) for one in seat.options), default=start))
    return max(ends)


def _end(instance: Instance, option: Option, ready: Slot) -> Slot:
    diary = _diary(instance, option)
    return diary.end(diary.next_start(ready, option.work), option.work)


def _backward(instance: Instance, found: Times, item: int) -> None:
    hard = instance.hard[item]
    if hard is not None:
        found.last[item], found.source[item] = hard, _deadline(instance, item, hard)
    for following, lag in instance.after[item]:
        latest = FAR if instance.optional[following] else found.latest[following]
        if latest < FAR and latest - lag < found.last[item]:
            found.last[item] = latest - lag
            found.source[item] = found.source[following]
    end, fixed = instance.fixed_end[item], instance.fixed_start[item]
    if end is not None:
        found.last[item] = end
    if fixed is not None:
        found.latest[item] = fixed
        found.source[item] = Promise(Kind.START, instance.problem.items[item].key)
    elif found.last[item] < FAR:
        found.latest[item] = max(
            (_latest(instance, way, found.last[item]) for way in _ways(instance, item)),
            default=found.last[item],
        )


def _deadline(instance: Instance, item: int, hard: Slot) -> Promise:
    one = instance.problem.items[item]
    if one.deadline == hard:
        return Promise(Kind.ITEM, one.key)
    return Promise(Kind.PROJECT, one.project)


def _latest(instance: Instance, way: Way, last: Slot) -> Slot:
    starts = [last - way.length]
    starts += [_latest_of(instance, seat, last) for seat in way.seats]
    return min(starts)


def _latest_of(instance: Instance, seat: Seat, last: Slot) -> Slot:
    return max(
        (latest_start(_diary(instance, one), one.work, last) for one in seat.options),
        default=last,
    )


def latest_start(diary: Diary, work: int, last: Slot) -> Slot:
    """Return the last start from which the work ends by ``last``; ``NEVER`` if there is none."""
    for start in range(last - work, -1, -1):
        end = diary.end(start, work)
        if end != NEVER and end <= last:
            return start
    return NEVER


def _diary(instance: Instance, option: Option) -> Diary:
    return instance.diaries[option.person]


def chain_to(instance: Instance, found: Times, item: int) -> tuple[int, ...]:
    """Return the items that push one another to the earliest start of an item, itself last.

    A fixed start is where a chain begins, unless it is the item asked for.
    """
    out = [item]
    while (before := found.cause[out[-1]]) is not None:
        out.append(before)
        if instance.fixed_start[before] is not None:
            break
    return tuple(reversed(out))


def names(instance: Instance, items: Iterable[int]) -> tuple[str, ...]:
    """Return the keys of items."""
    return tuple(instance.problem.items[one].key for one in items)
