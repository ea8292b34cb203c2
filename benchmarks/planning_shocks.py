"""A shock to an agency at work: somebody falls ill, work overruns, an urgent project comes in."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from planning_agency import HALF_DAY, agency, urgent
from planning_measure import WORKERS, timed, worth
from planning_sets import Setting, mean
from trust.table import Row

from napulse.engines.planning.axis import joined
from napulse.engines.planning.checker import check
from napulse.engines.planning.model import (
    PROMISES,
    Budgeted,
    Item,
    Lock,
    Person,
    Plan,
    Problem,
    Window,
)
from napulse.engines.planning.replan import replan

ILL, SOON, OVERRUNS = 20, 30, 3
NOW = 60
GIVEN_S, MOST_S = 19.5, 20.0
MOST_MOVED, MOST_SWITCHED = 10.0, 3.0


@dataclass(frozen=True)
class Shock:
    """The agency as it was planned, and as it is now."""

    name: str
    old: Plan
    problem: Problem


@dataclass(frozen=True)
class Calmed:
    """What a new plan did to the open tasks, in per cent, and what is wrong with it, or ""."""

    seconds: float
    moved: float
    switched: float
    lateness: float
    fault: str


def rows(setting: Setting, planned_s: float) -> Iterator[Row]:
    """Seconds, moves and switches of the worst shock; beside it, of a plan made anew."""
    shocks = [shock(seed, planned_s) for seed in setting.seeds]
    found = [_replanned(one) for one in shocks]
    anew = [_anew(one, planned_s) for one in shocks]
    what = f"shock ({len(found)})"
    faults = "; ".join(
        f"{s.name}: {c.fault}" for s, c in zip(shocks, found, strict=True) if c.fault
    )
    slowest = max(one.seconds for one in found)
    yield Row(
        f"{what}, time",
        f"{slowest:.1f} s",
        f"<= {MOST_S:g} s",
        slowest <= MOST_S and not faults,
        faults,
    )
    for title, name, most in (
        ("moved", "moved", MOST_MOVED),
        ("switched", "switched", MOST_SWITCHED),
    ):
        mine, other = ([getattr(one, name) for one in many] for many in (found, anew))
        figure = f"{mean(mine):.1f} %, worst {max(mine):.1f} %"
        beside = f"made anew {mean(other):.1f} %"
        yield Row(
            f"{what}, open tasks {title}", figure, f"<= {most:g} %", max(mine) <= most, beside
        )
    late, other = (mean([one.lateness for one in many]) for many in (found, anew))
    yield Row(f"{what}, weighted lateness", f"{late:.0f}", "", None, f"made anew {other:.0f}")


def shock(seed: int, planned_s: float) -> Shock:
    """The agency of the seed, planned; after thirty days everything happens at once."""
    base = agency(seed)
    old = timed(base, PROMISES, planned_s).plan
    chance = random.Random(f"shock {seed}")  # noqa: S311 - the same shock each run
    running = [one for one in old.placed if one.start < NOW < one.end and one.people]
    busy = {who for one in running for who in one.people}
    idle = [one for one in base.people if one.key not in busy]
    ill = max(idle, key=lambda one: (_soon(old, one), one.key))
    late = {one.item for one in chance.sample(running, min(OVERRUNS, len(running)))}
    people = tuple(_ill(one) if one == ill else one for one in base.people)
    items = tuple(_overrun(one) if one.key in late else one for one in base.items)
    problem = urgent(base.with_(people=people, items=items), NOW, seed)
    return Shock(f"agency {seed}, {ill.key} ill", old, problem)


def _soon(old: Plan, person: Person) -> int:
    spans = (one for one in old.placed if person.key in one.people)
    return sum(one.end - one.start for one in spans if NOW <= one.start < NOW + SOON)


def _ill(person: Person) -> Person:
    return replace(person, closed=joined((*person.closed, Window(NOW, NOW + ILL))))


def _overrun(item: Item) -> Item:
    """Half as much again, in whole half-days."""
    mode = item.modes[0]
    needs = tuple(
        replace(one, effort=-(-one.effort * 3 // (2 * HALF_DAY)) * HALF_DAY) for one in mode.needs
    )
    return replace(item, modes=(replace(mode, needs=needs),))


def _replanned(one: Shock) -> Calmed:
    begun = time.perf_counter()
    new = replan(one.problem, one.old, Budgeted(GIVEN_S, WORKERS)).plan
    return _judged(one, new, time.perf_counter() - begun)


def _anew(one: Shock, seconds: float) -> Calmed:
    run = timed(begun(one), PROMISES, seconds)
    return _judged(one, run.plan, run.wall)


def begun(one: Shock) -> Problem:
    """The problem in which what had begun keeps its start and its people, and what is done is."""
    now = one.problem.now
    locks = tuple(
        Lock(
            placed.item,
            placed.start,
            placed.people,
            placed.mode,
            started=True,
            until=placed.end if placed.end <= now else None,
        )
        for placed in one.old.placed
        if placed.start < now
    )
    return one.problem.with_(locks=locks)


def _judged(one: Shock, new: Plan, seconds: float) -> Calmed:
    """Counted from the two plans alone."""
    before, after = one.old.by_item(), new.by_item()
    still = [key for key, placed in before.items() if placed.start >= one.problem.now]
    moved = [key for key in still if after[key].start != before[key].start]
    switched = [key for key in still if not set(before[key].people) <= set(after[key].people)]
    problem = begun(one)
    wrong = check(problem, new)
    return Calmed(
        seconds,
        100 * len(moved) / len(still),
        100 * len(switched) / len(still),
        worth(problem, new).lateness,
        f"{wrong[0].code} {', '.join(wrong[0].items)}" if wrong else "",
    )
