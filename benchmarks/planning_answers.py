"""Rows of impossible deadlines: the refutation, the explanation held against our own reckoning."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from planning_agency import slots
from planning_impossible import Impossible, impossible, reach, time_of
from planning_sets import Setting
from trust.table import Row, Share

from napulse.engines.planning.checker import Violation, check
from napulse.engines.planning.energy import Shortage
from napulse.engines.planning.explain import Explanation, explain
from napulse.engines.planning.feasible import feasible
from napulse.engines.planning.model import Answer, Item, Plan, Problem
from napulse.engines.planning.reasons import Cause, Why
from napulse.engines.planning.repair import Prices, WayOut, ways_out
from napulse.engines.planning.scenario import applied, whole
from napulse.engines.planning.timing import Kind, Promise

MOST_S = 2.0
LATE_S = 0.2
LEAST_WAYS, WAYS_S = 3, 10.0
PRICES = Prices(
    shift=2_000_000, hire={1: 500_000, 2: 800_000, 3: 1_200_000}, overtime=150, drop=3_000_000
)


@dataclass(frozen=True)
class Told:
    """What was answered to one impossible agency, how fast, and what is wrong with it, or ""."""

    case: Impossible
    refuted_s: float
    explained_s: float
    refusal: str
    reason: str
    innocent: int
    ways: int
    ways_s: float
    unproved: str


def rows(setting: Setting) -> Iterator[Row]:
    """Refuted, explained, and possible without what is named."""
    found = [_told(case) for seed in setting.seeds for case in impossible(seed)]
    whole = len(found)
    slowest = max(one.refuted_s for one in found)
    faults = [f"{one.case.name}: {one.refusal}" for one in found if one.refusal]
    yield Row(
        f"impossible deadlines ({whole}), refuted",
        f"{Share(whole - len(faults), whole)}, {slowest:.2f} s",
        f"all, <= {MOST_S:g} s",
        not faults and slowest <= MOST_S + LATE_S,
        "; ".join(faults[:4]),
    )
    slowest = max(one.explained_s for one in found)
    faults = [f"{one.case.name}: {one.reason}" for one in found if one.reason]
    innocent = sum(one.innocent for one in found)
    yield Row(
        f"impossible deadlines ({whole}), explained",
        f"{Share(whole - len(faults), whole)}, {slowest:.2f} s",
        f"all, <= {MOST_S:g} s",
        not faults and slowest <= MOST_S + LATE_S,
        "; ".join(faults[:4]) or f"{innocent} dates given up that were kept before",
    )
    yield _ways_row(found)


def _ways_row(found: list[Told]) -> Row:
    """How many ways the poorest answer has; each must be priced and proved by its plan."""
    faults = [f"{one.case.name}: {one.unproved}" for one in found if one.unproved]
    fewest = min(one.ways for one in found)
    slowest = max(one.ways_s for one in found)
    return Row(
        f"impossible deadlines ({len(found)}), priced ways out",
        f"{fewest} at least, {slowest:.1f} s",
        f">= {LEAST_WAYS}, each proved",
        fewest >= LEAST_WAYS and not faults,
        "; ".join(faults[:4]) or f"{sum(one.ways for one in found) / len(found):.1f} on average",
    )


def _told(case: Impossible) -> Told:
    begun = time.perf_counter()
    answer, _ = feasible(case.problem, MOST_S)
    refuted_s = time.perf_counter() - begun
    begun = time.perf_counter()
    found = explain(case.problem, MOST_S, case.base)
    explained_s = time.perf_counter() - begun
    begun = time.perf_counter()
    ways = ways_out(case.problem, PRICES, WAYS_S, case.base)
    ways_s = time.perf_counter() - begun
    return Told(
        case,
        refuted_s,
        explained_s,
        "" if answer is Answer.NO else f"is said to be {answer}",
        _wrong(case, found),
        len([one for one in found.give_up if one.key not in case.spoilt]),
        len({one.changes for one in ways}),
        ways_s,
        next((wrong for one in ways if (wrong := _unproved(case.problem, one))), ""),
    )


def _unproved(problem: Problem, way: WayOut) -> str:
    """What its plan breaks when its changes are made, or that it is for nothing."""
    wrong = check(applied(whole(problem), way.changes), way.plan)
    if wrong:
        return f"{way.kind}: {wrong[0].code} {', '.join(wrong[0].items)}"
    return "" if way.price > 0 and way.changes else f"{way.kind}: costs {way.price}"


def _wrong(case: Impossible, found: Explanation) -> str:
    """What is not true of an explanation."""
    if found.answer is not Answer.NO or not found.causes:
        return f"answers {found.answer} with {len(found.causes)} reasons"
    left = beyond(case.problem, found.plan, found.give_up)
    if left:
        return f"still {left[0].code} without what is given up"
    numbers = [one for one in found.causes if one.why in (Why.SHORTAGE, Why.CHAIN)]
    if not numbers:
        return "no reason has numbers"
    judges: dict[Why, Callable[[Problem, Cause], str]] = {Why.SHORTAGE: _short, Why.CHAIN: _long}
    told = [judges[one.why](case.problem, one) for one in numbers[:1]]
    return next((one for one in told if one), "")


def beyond(
    problem: Problem, plan: Plan | None, given_up: tuple[Promise, ...]
) -> tuple[Violation, ...]:
    """What a plan breaks when these promises are taken away; no plan breaks everything."""
    return check(freed(problem, given_up), plan or Plan(()))


def freed(problem: Problem, promises: tuple[Promise, ...]) -> Problem:
    """The problem without the dates that are named."""
    projects = {one.key for one in promises if one.kind is Kind.PROJECT}
    items = {one.key for one in promises if one.kind is Kind.ITEM}
    return problem.with_(
        projects=tuple(
            replace(one, hard=False) if one.key in projects else one for one in problem.projects
        ),
        items=tuple(
            replace(one, deadline=None) if one.key in items else one for one in problem.items
        ),
    )


def _short(problem: Problem, cause: Cause) -> str:
    """Whether the people have what is said, the work must be there, and nobody else can do it."""
    found = cause.shortage
    if found is None:
        return "no numbers"
    people = [one for one in problem.people if one.key in found.people]
    has = sum(time_of(one, found.window) for one in people)
    named = [one for one in problem.items if one.key in found.items]
    needed = sum(need.effort * need.count for one in named for need in one.modes[0].needs)
    if (found.needed, found.available) != (needed, has):
        return f"says {found.needed} of {found.available}, reckoned {needed} of {has}"
    if found.short != needed - has or found.short <= 0:
        return f"is short by {needed - has}, not {found.short}"
    others = [one.key for one in named if not _able(problem, one) <= set(found.people)]
    if others:
        return f"{others[0]} can be done by others"
    return _outside(problem, named, found)


def _able(problem: Problem, item: Item) -> set[str]:
    return {
        one.key
        for one in problem.people
        for need in item.modes[0].needs
        if one.level_of(need.skill) >= need.level
    }


def _outside(problem: Problem, named: list[Item], found: Shortage) -> str:
    """Work that need not be done in the window, or that is too long for it whoever helps."""
    soonest, latest = reach(problem)
    for one in named:
        if soonest[one.key] < found.window.start or found.window.end < latest[one.key]:
            return f"{one.key} need not be done in the window"
        if slots(one) > found.window.end - found.window.start:
            return f"{one.key} alone is longer than the window: a chain, no shortage of people"
    return ""


def _long(problem: Problem, cause: Cause) -> str:
    """Whether the chain is one, and longer than there is time."""
    items = {one.key: one for one in problem.items}
    links = zip(cause.items, cause.items[1:], strict=False)
    if any(first not in {link.before for link in items[second].after} for first, second in links):
        return "the chain is none"
    soonest, latest = reach(problem)
    last = cause.items[-1]
    over = soonest[last] + slots(items[last]) - latest[last]
    return "" if 0 < over <= cause.over else f"is {over} over by our reckoning, not {cause.over}"
