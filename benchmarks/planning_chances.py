"""The simulation: how fast, and its P50 and P80 against a reference reckoned apart from it.

The reference knows the same rules: nobody begins before the plan says so, people keep their order,
a delayed task pauses while its person is away, a project ends with the last slot it touches.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from planning_agency import HALF_DAY, agency
from planning_hand import by_list
from planning_sets import Setting
from trust.table import Row

from napulse.engines.planning.model import Item, Person, Placed, Plan, Problem
from napulse.engines.planning.simulate import simulate

SAMPLES, REFERENCE, ROUNDS = 2_000, 20_000, 3
MOST_S, MOST_OFF = 1.0, 2.0
SHAPE, WHOLE = 4, 10_000
POINT, TINY = 0.01, 1e-9

Sample = NDArray[np.float64]


def rows(setting: Setting) -> Iterator[Row]:
    """Seconds of the slowest agency; the largest error of any project's P50 or P80."""
    seconds, off = [], []
    for seed in setting.seeds:
        problem = agency(seed)
        plan = by_list(problem)
        found = simulate(problem, plan, SAMPLES, seed)
        seconds.append(min(_seconds(problem, plan, seed) for _ in range(ROUNDS)))
        truth = reference(problem, plan, REFERENCE)
        releases = {one.key: one.release for one in problem.projects}
        for one in found:
            for band, slot in zip(truth[one.project], (one.p50, one.p80), strict=True):
                off.append(100 * band.away(slot) / (band.middle - releases[one.project]))
    what = f"simulation, {SAMPLES:,} x 400 tasks ({len(seconds)})"
    slowest, worst = max(seconds), max(off)
    yield Row(f"{what}, time", f"{slowest:.2f} s", f"<= {MOST_S:g} s", slowest <= MOST_S)
    figure = f"{sum(off) / len(off):.2f} %, worst {worst:.2f} %"
    beside = f"beside {REFERENCE:,} of our own"
    yield Row(f"{what}, P50 and P80", figure, f"<= {MOST_OFF:g} %", worst <= MOST_OFF, beside)


def _seconds(problem: Problem, plan: Plan, seed: int) -> float:
    begun = time.perf_counter()
    simulate(problem, plan, SAMPLES, seed)
    return time.perf_counter() - begun


@dataclass(frozen=True)
class Band:
    """A percentile, and those a point of chance below and above: over a vacation it jumps."""

    low: int
    middle: int
    high: int

    def away(self, slot: int) -> int:
        """How many slots outside."""
        return max(0, self.low - slot, slot - self.high)


def reference(problem: Problem, plan: Plan, samples: int) -> dict[str, tuple[Band, ...]]:
    """P50 and P80 of every project, in slots."""
    chance = np.random.default_rng(20_261_125)
    items = {one.key: one for one in problem.items}
    people = {one.key: one for one in problem.people}
    ends: dict[str, Sample] = {}
    free: dict[str, Sample] = {}
    for placed in sorted(plan.placed, key=lambda one: (one.start, one.end)):
        item = items[placed.item]
        start = _start(placed, item, ends, free)
        factor = _factor(item, samples, chance)
        if not placed.people:
            ends[item.key] = start + item.modes[0].length * factor
            continue
        who = people[placed.people[0]]
        work = item.modes[0].needs[0].effort / HALF_DAY * 100 / who.share * factor
        ends[item.key] = free[who.key] = _worked(who, start, work)
    return {
        project.key: _percentiles(
            [ends[one.key] for one in problem.items if one.project == project.key]
        )
        for project in problem.projects
    }


def _start(placed: Placed, item: Item, ends: dict[str, Sample], free: dict[str, Sample]) -> Sample:
    waits = [ends[link.before] + link.lag for link in item.after]
    waits += [free[who] for who in placed.people if who in free]
    start = np.array(float(placed.start))
    for one in waits:
        start = np.maximum(start, one)
    return start


def _factor(item: Item, samples: int, chance: np.random.Generator) -> Sample:
    """PERT: a beta distribution between low and high with its peak at what is likely."""
    spread = item.spread
    width = spread.high - spread.low
    if not width:
        return np.full(samples, spread.high / WHOLE)
    rise, fall = (spread.likely - spread.low) / width, (spread.high - spread.likely) / width
    drawn = chance.beta(1 + SHAPE * rise, 1 + SHAPE * fall, samples)
    return (spread.low + width * drawn) / WHOLE


def _worked(person: Person, start: Sample, work: Sample) -> Sample:
    """When so many slots are worked: along the line of time worked by then, and back."""
    walls, done = [0.0], [0.0]
    for window in person.closed:
        walls += [float(window.start), float(window.end)]
        done += [done[-1] + window.start - walls[-3]] * 2
    walls.append(walls[-1] + 100_000.0)
    done.append(done[-1] + 100_000.0)
    return np.interp(np.interp(start, walls, done) + work - TINY, done, walls)


def _percentiles(many: list[Sample]) -> tuple[Band, ...]:
    last = np.ceil(np.max(np.stack([np.broadcast_to(one, many[-1].shape) for one in many]), axis=0))
    return tuple(
        Band(
            *(
                int(np.quantile(last, one, method="inverted_cdf"))
                for one in (p - POINT, p, p + POINT)
            )
        )
        for p in (0.5, 0.8)
    )
