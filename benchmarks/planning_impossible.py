"""Agencies whose promises cannot be kept, each spoilt in one way, and the proof that it is so.

The proof is our own and plain: the earliest start and the latest end of every task along its chain,
and, for the people who can do some work, what must be done in a window against what they have.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from planning_agency import HALF_DAY, agency, slots
from planning_measure import project_ends, timed

from napulse.engines.planning.axis import joined
from napulse.engines.planning.compiled import Diary
from napulse.engines.planning.model import (
    FLOW,
    Item,
    Person,
    Plan,
    Problem,
    Project,
    Slot,
    Window,
)

SLACK = 10
BASE_S = 4
TIGHTENED = 6
OPTIONAL = "adverts"
NOTHING = Plan(())
ROLES = ("designer", "frontend", "backend", "analyst", "copy", "art")


@dataclass(frozen=True)
class Impossible:
    """`spoilt` are the keys of projects or items whose dates were made impossible.

    `base` is the plan there was before, which kept everything.
    """

    name: str
    kind: str
    problem: Problem
    spoilt: frozenset[str]
    base: Plan = NOTHING


def impossible(seed: int) -> list[Impossible]:
    """The agency of the seed with promises that a plan keeps, then spoilt in every way."""
    chance = random.Random(f"impossible {seed}")  # noqa: S311 - the same agencies each run
    base, plan = promised(seed)
    ends = project_ends(base, plan)
    ways: dict[str, Callable[[], Impossible | None]] = {
        "chain": lambda: _chain(base, chance),
        "milestone": lambda: _milestone(base, chance),
        "group": lambda: _group(base, ends, 1, chance),
        "level": lambda: _group(base, ends, 3, chance),
        "absence": lambda: _absence(base, chance),
    }
    made = ((kind, way()) for kind, way in ways.items())
    return [
        replace(one, name=f"agency {seed}, {kind}", kind=kind, base=plan)
        for kind, one in made
        if one
    ]


def promised(seed: int) -> tuple[Problem, Plan]:
    """The agency with every project promised a little later than a plan has it."""
    problem = agency(seed)
    plan = timed(problem, FLOW, BASE_S).plan
    ends = project_ends(problem, plan)
    projects = tuple(replace(one, due=ends[one.key] + SLACK, hard=True) for one in problem.projects)
    items = tuple(replace(one, optional=one.title == OPTIONAL) for one in problem.items)
    return problem.with_(projects=projects, items=items), plan


def _chain(base: Problem, chance: random.Random) -> Impossible:
    """One project is due before its longest chain can be done by anybody."""
    project = chance.choice(base.projects)
    last = _soonest_end(base, project)
    return _due(base, {project.key: last - chance.randint(1, 12)})


def _soonest_end(base: Problem, project: Project) -> Slot:
    soonest, _ = reach(base)
    return max(soonest[one.key] + slots(one) for one in base.items if one.project == project.key)


def _milestone(base: Problem, chance: random.Random) -> Impossible:
    """The acceptance of one project has a deadline of its own, too early."""
    project = chance.choice(base.projects)
    soonest, _ = reach(base)
    key = f"{project.key}.acceptance"
    items = tuple(
        replace(one, deadline=soonest[key] + slots(one) - chance.randint(1, 9))
        if one.key == key
        else one
        for one in base.items
    )
    return Impossible("", "", base.with_(items=items), frozenset({key}))


def _group(
    base: Problem, ends: dict[str, Slot], level: int, chance: random.Random
) -> Impossible | None:
    """Some projects that need a role are due so early that its people cannot do all of them."""
    for role in chance.sample(ROLES, len(ROLES)):
        work = {one.key: _work(base, one, role, level) for one in base.projects}
        most = sorted(base.projects, key=lambda one: -work[one.key])[:TIGHTENED]
        for tenth in range(9, -1, -1):
            found = _due(base, _tightened(base, most, ends, tenth / 10))
            if any(one.short > 4 * HALF_DAY for one in shortages(found.problem, role, level)):
                return found
    return None


def _work(base: Problem, project: Project, role: str, level: int) -> int:
    needs = [
        need
        for item in base.items
        if item.project == project.key
        for need in item.modes[0].needs
        if need.skill == role and need.level >= level
    ]
    return sum(need.effort for need in needs)


def _tightened(
    base: Problem, projects: list[Project], ends: dict[str, Slot], share: float
) -> dict[str, Slot]:
    """Dues between the longest chain (0) and the end of the plan (1): no chain is too long."""
    out = {}
    for project in projects:
        chain = _soonest_end(base, project) + 2
        out[project.key] = chain + int(share * max(0, ends[project.key] - chain))
    return out


def _absence(base: Problem, chance: random.Random) -> Impossible:
    """All testers are away from the day on which one project needs them until after its due."""
    project = chance.choice(base.projects)
    soonest, _ = reach(base)
    first = soonest[f"{project.key}.testing"]
    due = project.due or 0
    away = Window(first, due + 1)
    people = tuple(
        replace(one, closed=joined((*one.closed, away))) if one.level_of("tester") else one
        for one in base.people
    )
    others = tuple(
        replace(one, hard=one.key == project.key) for one in base.projects
    )  # the others need testers then too
    return Impossible("", "", base.with_(people=people, projects=others), frozenset({project.key}))


def _due(base: Problem, dues: dict[str, Slot]) -> Impossible:
    projects = tuple(replace(one, due=dues.get(one.key, one.due)) for one in base.projects)
    return Impossible("", "", base.with_(projects=projects), frozenset(dues))


@dataclass(frozen=True)
class Missing:
    """In a window, minutes that people must work, that they have, and that are missing."""

    window: Window
    needed: int
    available: int

    @property
    def short(self) -> int:
        return self.needed - self.available


def reach(problem: Problem) -> tuple[dict[str, Slot], dict[str, Slot]]:
    """The earliest start and the latest end of every item, were its people its own alone."""
    projects = {one.key: one for one in problem.projects}
    soonest: dict[str, Slot] = {}
    latest: dict[str, Slot] = {}
    ends: dict[str, Slot] = {}
    alone = _Alone(problem)
    for one in problem.items:
        before = (ends[link.before] + link.lag for link in one.after)
        release = max(one.release, projects[one.project].release, problem.now)
        soonest[one.key], ends[one.key] = alone.earliest(one, max([release, *before]))
    for one in reversed(problem.items):
        project = projects[one.project]
        dues = [project.due if project.hard else None, one.deadline, latest.get(one.key)]
        latest[one.key] = min([problem.horizon, *(due for due in dues if due is not None)])
        start = alone.latest(one, latest[one.key])
        for link in one.after:
            latest[link.before] = min(start - link.lag, latest.get(link.before, start))
    return soonest, latest


class _Alone:
    """An item and those who can do it, as if nothing else were to be done."""

    def __init__(self, problem: Problem) -> None:
        self.diaries = {one.key: Diary(one.closed, problem.pause) for one in problem.people}
        self.people = problem.people

    def earliest(self, item: Item, ready: Slot) -> tuple[Slot, Slot]:
        """The first start and the first end from then on, whoever does it."""
        if not item.modes[0].needs:
            return ready, ready + slots(item)
        found = []
        for one, work in self._able(item):
            start = self.diaries[one.key].next_start(ready, work)
            found.append((start, self.diaries[one.key].end(start, work)))
        return min(start for start, _ in found), min(end for _, end in found)

    def latest(self, item: Item, end: Slot) -> Slot:
        """The last start from which somebody is ready by then."""
        if not item.modes[0].needs:
            return end - slots(item)
        return max(self._latest(self.diaries[one.key], work, end) for one, work in self._able(item))

    def _latest(self, diary: Diary, work: int, end: Slot) -> Slot:
        start = end - work
        while start >= 0 and not start <= diary.end(start, work) <= end:
            start -= 1
        return start

    def _able(self, item: Item) -> list[tuple[Person, int]]:
        need = item.modes[0].needs[0]
        return [
            (one, -(-need.effort * 100 // (HALF_DAY * one.share)))
            for one in self.people
            if one.level_of(need.skill) >= need.level
        ]


def shortages(problem: Problem, role: str, level: int) -> Iterator[Missing]:
    """Windows in which the people of a role and level are short."""
    able = [one for one in problem.people if one.level_of(role) >= level]
    items = [one for one in problem.items if _takes(one, role, level)]
    soonest, latest = reach(problem)
    opens = sorted({soonest[one.key] for one in items})
    closes = sorted({latest[one.key] for one in items if latest[one.key] < problem.horizon})
    for start in opens:
        for end in closes:
            inside = [one for one in items if start <= soonest[one.key] and latest[one.key] <= end]
            if inside:
                window = Window(start, end)
                needed = sum(_takes(one, role, level) for one in inside)
                yield Missing(window, needed, sum(time_of(one, window) for one in able))


def _takes(item: Item, role: str, level: int) -> int:
    return sum(
        need.effort * need.count
        for need in item.modes[0].needs
        if need.skill == role and need.level >= level
    )


def time_of(person: Person, window: Window) -> int:
    """Minutes that a person has in a window."""
    shut = {slot for one in person.closed for slot in range(one.start, one.end)}
    free = [slot for slot in range(window.start, window.end) if slot not in shut]
    return len(free) * HALF_DAY * person.share // 100
