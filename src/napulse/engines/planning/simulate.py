"""When the projects of a plan will really end: Monte Carlo over three-point estimates.

People and the order of their work stay as planned, and nothing begins before its planned start,
because people are booked. Durations are PERT-beta (Malcolm et al. 1959, shape 4): a mode ``likely``
between ``low`` and ``high``, all in shares of the planned effort. Time inside a sample is a real
number of slots, so that rounding up to whole slots does not add up along a chain; only the ends of
projects are rounded up. A delayed item pauses over closed windows of any length.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from napulse.engines.planning.model import (
    Item,
    Lock,
    Mode,
    Person,
    Placed,
    Plan,
    Problem,
    Slot,
    Spread,
)

Sample = NDArray[np.float64]
BP = 10_000
_SHAPE = 4
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Forecast:
    """The end of one project over the samples; chances in basis points, ``mean`` rounded up.

    ``p50`` and ``p80`` are the earliest slots by which the project ends in half and in four fifths
    of the samples. ``chance`` is that of its due, None without one. ``curve`` holds the slots at
    which a sample ends and the share of samples that have ended by then.
    """

    project: str
    planned: Slot
    p50: Slot
    p80: Slot
    mean: Slot
    due: Slot | None
    chance: int | None
    curve: tuple[tuple[Slot, int], ...]

    def chance_by(self, slot: Slot) -> int:
        """Return the chance that the project has ended by the slot."""
        return _reached(self.curve, slot)


def simulate(
    problem: Problem, plan: Plan, samples: int = 2000, seed: int = 1
) -> tuple[Forecast, ...]:
    """Return the forecast of every project that has an item in the plan, in their order.

    The same seed gives the same forecast, and an item's draws depend on its key alone, so that two
    plans of the same work differ by their plans and not by luck.
    """
    run = _Run(problem, plan, samples, seed)
    ends: dict[str, Sample] = {}
    for one in run.order:
        run.ends[one.item] = run.end_of(one)
    for item in problem.items:
        if item.key in run.ends:
            end = run.ends[item.key]
            ends[item.project] = np.maximum(ends.get(item.project, end), end)
    return tuple(
        _forecast(one.key, one.due, ends[one.key], run.planned[one.key])
        for one in problem.projects
        if one.key in ends
    )


def factors(spread: Spread, samples: int, rng: np.random.Generator) -> Sample:
    """Draw how many times the planned effort an item takes; PERT-beta, constant if certain."""
    low, high = min(spread.low, spread.likely), max(spread.high, spread.likely)
    if low == high:
        return np.full(samples, high / BP)
    first = 1 + _SHAPE * (spread.likely - low) / (high - low)
    second = 1 + _SHAPE * (high - spread.likely) / (high - low)
    return (low + (high - low) * rng.beta(first, second, samples)) / BP


class _Hours:
    """A person's open time: from moments to open slots worked by then, and back."""

    def __init__(self, person: Person) -> None:
        reach = max((one.end for one in person.closed), default=0)
        is_open = np.ones(reach)
        for one in person.closed:
            is_open[one.start : one.end] = 0
        self.before = np.concatenate(([0.0], np.cumsum(is_open)))
        self.worked = np.flatnonzero(is_open).astype(np.float64)
        self.reach = reach

    def after(self, start: Sample, work: Sample) -> Sample:
        """Return the moments at which so many open slots have passed since ``start``."""
        whole = np.minimum(start.astype(np.int64), self.reach)
        open_now = np.append(np.diff(self.before), 1.0)[whole]
        done = self.before[whole] + np.where(
            whole < self.reach, open_now * (start - whole), start - self.reach
        )
        goal = done + work
        place = np.ceil(goal - _TINY).astype(np.int64) - 1
        count = len(self.worked)
        beyond = self.reach + goal - count
        if not count:
            return beyond
        inside = self.worked[np.clip(place, 0, count - 1)] + goal - place
        return np.where(place >= count, beyond, inside)


class _Run:
    def __init__(self, problem: Problem, plan: Plan, samples: int, seed: int) -> None:
        self.problem, self.samples, self.seed = problem, samples, seed
        self.items = {one.key: one for one in problem.items}
        self.people = {one.key: one for one in problem.people}
        self.locks = {one.item: one for one in problem.locks}
        self.hours = {one.key: _Hours(one) for one in problem.people}
        self.order = _ordered(problem, plan)
        self.ends: dict[str, Sample] = {
            one.item: np.full(samples, float(one.end)) for one in plan.placed
        }
        self.free: dict[str, Sample] = {}
        self.waits = _pool_order(problem, self.order)
        self.planned: dict[str, Slot] = defaultdict(int)
        for one in plan.placed:
            project = self.items[one.item].project
            self.planned[project] = max(self.planned[project], one.end)

    def end_of(self, one: Placed) -> Sample:
        """Return the sampled ends of an item, those before it being known."""
        item, lock = self.items[one.item], self.locks.get(one.item, Lock(one.item))
        if lock.until is not None:
            return self._kept(one)
        mode, start = item.modes[one.mode], self._start(one, item, lock)
        rng = np.random.default_rng((self.seed, crc32(one.item.encode())))
        factor = factors(item.spread, self.samples, rng)
        end = start + mode.length * factor
        for key, effort in zip(one.people, _efforts(mode), strict=True):
            if effort:
                own = self._own_end(self.people[key], start, effort * factor)
                self.free[key] = np.maximum(self.free.get(key, own), own)
                end = np.maximum(end, own)
        return np.maximum(end, min(self.problem.now, one.end)) if lock.started else end

    def _own_end(self, person: Person, start: Sample, effort: Sample) -> Sample:
        work = effort * 100 / (self.problem.slot_minutes * person.share)
        return self.hours[person.key].after(start, work)

    def _start(self, one: Placed, item: Item, lock: Lock) -> Sample:
        start = np.full(self.samples, float(one.start))
        if lock.started:
            return start
        for link in item.after:
            if link.before in self.ends:
                start = np.maximum(start, self.ends[link.before] + link.lag)
        for before in self.waits.get(one.item, ()):
            start = np.maximum(start, self.ends[before])
        for key in one.people:
            if key in self.free:
                start = np.maximum(start, self.free[key])
        return start

    def _kept(self, one: Placed) -> Sample:
        end = np.full(self.samples, float(one.end))
        if one.end > self.problem.now:
            self.free.update(dict.fromkeys(one.people, end))
        return end


def _efforts(mode: Mode) -> list[int]:
    return [need.effort for need in mode.needs for _ in range(need.count)]


def _ordered(problem: Problem, plan: Plan) -> list[Placed]:
    """The items by start; of those that stand at one moment, each after what it waits for."""
    depth: dict[str, int] = {}
    items = {one.key: one for one in problem.items}
    for one in sorted(plan.placed, key=lambda one: (one.start, one.end)):
        _sink(one.item, items, depth)
    return sorted(plan.placed, key=lambda one: (one.start, one.end, depth[one.item]))


def _sink(key: str, items: dict[str, Item], depth: dict[str, int]) -> None:
    """Set how many links lie before an item, without recursion: chains may be long."""
    stack = [key]
    while stack:
        top = stack[-1]
        open_before = [one.before for one in items[top].after if one.before not in depth]
        if top not in depth and open_before:
            stack.extend(open_before)
            continue
        stack.pop()
        depth[top] = 1 + max((depth[one.before] for one in items[top].after), default=-1)


def _pool_order(problem: Problem, order: list[Placed]) -> dict[str, list[str]]:
    """Who waits for whose things: every unit of a pool goes on to the next item in the plan."""
    items = {one.key: one for one in problem.items}
    lots = {one.key: [(0, one.capacity, "")] for one in problem.pools}
    waits: dict[str, list[str]] = defaultdict(list)
    for one in order:
        mode = items[one.item].modes[one.mode]
        for use in mode.pools if mode.length else ():
            lots[use.of], givers = _taken(lots[use.of], use.amount)
            lots[use.of].append((one.start + mode.length, use.amount, one.item))
            waits[one.item].extend(giver for giver in givers if giver)
    return waits


def _taken(
    lots: list[tuple[Slot, int, str]], wanted: int
) -> tuple[list[tuple[Slot, int, str]], list[str]]:
    left, givers = [], []
    for free_at, amount, giver in sorted(lots):
        given = min(amount, wanted)
        wanted -= given
        if given:
            givers.append(giver)
        if amount > given:
            left.append((free_at, amount - given, giver))
    return left, givers


def _forecast(key: str, due: Slot | None, ends: Sample, planned: Slot) -> Forecast:
    whole = np.ceil(ends - _TINY).astype(np.int64)
    slots, counts = np.unique(whole, return_counts=True)
    shares = np.cumsum(counts) * BP // len(whole)
    curve = tuple(zip(slots.tolist(), shares.tolist(), strict=True))
    return Forecast(
        project=key,
        planned=planned,
        p50=_percentile(curve, BP // 2),
        p80=_percentile(curve, BP * 8 // 10),
        mean=int(np.ceil(ends.mean() - _TINY)),
        due=due,
        chance=None if due is None else _reached(curve, due),
        curve=curve,
    )


def _percentile(curve: tuple[tuple[Slot, int], ...], share: int) -> Slot:
    return next(slot for slot, reached in curve if reached >= share)


def _reached(curve: tuple[tuple[Slot, int], ...], slot: Slot) -> int:
    place = bisect_right(curve, slot, key=lambda one: one[0])
    return curve[place - 1][1] if place else 0
