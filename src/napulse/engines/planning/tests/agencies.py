"""An agency of any size, drawn from a seed: people with absences, projects of twenty items."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from napulse.engines.planning.axis import joined
from napulse.engines.planning.compiled import NEVER, Instance, Way, compile_problem
from napulse.engines.planning.model import (
    Item,
    Link,
    Mode,
    Need,
    Person,
    Placed,
    Plan,
    Problem,
    Project,
    Skill,
    Spread,
    Window,
)

SLOT = 240
SPAN = 248
TEAM = {
    "account": 2,
    "manager": 3,
    "analyst": 3,
    "design": 5,
    "art": 2,
    "copy": 3,
    "front": 4,
    "back": 4,
    "test": 2,
    "ads": 2,
}
NEAR = {
    "account": "manager",
    "manager": "account",
    "analyst": "manager",
    "design": "art",
    "art": "design",
    "copy": "analyst",
    "front": "back",
    "back": "front",
    "test": "analyst",
    "ads": "analyst",
}
WORK = (
    ("kick", "manager", 1, 1, "", 2),
    ("brief", "account", 2, 4, "kick", 2),
    ("research", "analyst", 6, 14, "brief", 2),
    ("strategy", "analyst", 4, 10, "research", 3),
    ("concept", "art", 4, 12, "strategy", 3),
    ("copy1", "copy", 4, 10, "strategy", 2),
    ("wires", "design", 6, 16, "strategy", 2),
    ("review", "", 4, 10, "concept wires", 0),
    ("design1", "design", 10, 24, "review", 3),
    ("design2", "design", 6, 18, "review", 2),
    ("copy2", "copy", 4, 12, "copy1 review", 2),
    ("front1", "front", 10, 26, "design1", 2),
    ("back1", "back", 10, 28, "review", 3),
    ("front2", "front", 8, 20, "design2 front1", 3),
    ("back2", "back", 6, 18, "back1", 2),
    ("ads", "ads", 6, 14, "copy2", 2),
    ("test", "test", 6, 14, "front2 back2", 2),
    ("fix", "front", 4, 8, "test", 2),
    ("accept", "", 4, 8, "fix copy2", 0),
    ("launch", "manager", 2, 3, "accept ads", 2),
)


def agency(people: int = 30, projects: int = 20, seed: int = 1, hard: bool = False) -> Problem:
    """Draw an agency of about half a year of work, dues at 1.35 to 2 critical paths."""
    rng = Random(seed)  # noqa: S311 - instances, not secrets
    staff = _staff(people, rng)
    made = [_project(f"p{n}", rng, hard) for n in range(projects)]
    items = tuple(one for _, items in made for one in items)
    return Problem(items, staff, tuple(one for one, _ in made), horizon=4 * SPAN)


def project_of(key: str, seed: int) -> tuple[Project, tuple[Item, ...]]:
    """Draw one project with its items."""
    project, items = _project(key, Random(seed), hard=False)  # noqa: S311 - an instance
    return project, tuple(items)


def tightened(problem: Problem, per_cent: int) -> Problem:
    """Return the problem with hard dues at that share of the time given."""
    projects = (
        replace(one, hard=True, due=one.release + ((one.due or 0) - one.release) * per_cent // 100)
        for one in problem.projects
    )
    return problem.with_(projects=tuple(projects))


def listed(problem: Problem) -> Plan:
    """Return the plan of the list order: each item as early as the first people free can do it."""
    one = compile_problem(problem)
    busy = [0] * len(problem.people)
    used: dict[tuple[int, int], int] = {}
    placed: dict[int, Placed] = {}
    for n in one.order:
        at = max([one.floor[n], *(placed[b].end + lag for b, lag in one.before[n])])
        way, people = one.ways[n][0], None
        while people is None:
            people = _seated(one, way, busy, at) if _room(one, way, used, at) else None
            at += people is None
        ends = [at + way.length]
        for seat, who in zip(way.seats, people, strict=True):
            ends.append(one.diaries[who].end(at, seat.option(who).work))
            busy[who] |= (1 << ends[-1]) - (1 << at)
        for pool, amount in way.pools:
            for slot in range(at, at + way.length):
                used[pool, slot] = used.get((pool, slot), 0) + amount
        keys = tuple(problem.people[who].key for who in people)
        placed[n] = Placed(problem.items[n].key, at, max(ends), 0, keys)
    return Plan(tuple(placed[n] for n in range(one.size)))


def _room(one: Instance, way: Way, used: dict[tuple[int, int], int], at: int) -> bool:
    return all(
        used.get((pool, slot), 0) + amount <= one.problem.pools[pool].capacity
        for pool, amount in way.pools
        for slot in range(at, at + way.length)
    )


def _seated(one: Instance, way: Way, busy: list[int], at: int) -> list[int] | None:
    people: list[int] = []
    for seat in way.seats:
        for option in seat.options:
            end = one.diaries[option.person].end(at, option.work)
            free = not busy[option.person] & ((1 << max(end, at)) - (1 << at))
            if end != NEVER and free and option.person not in people:
                people.append(option.person)
                break
        else:
            return None
    return people


def _staff(people: int, rng: Random) -> tuple[Person, ...]:
    staff = []
    for role, usual in TEAM.items():
        for n in range(max(1, round(usual * people / 30))):
            level = rng.choice([1, 1, 2, 2, 3]) if n else 3
            skills = [Skill(role, level)]
            if rng.random() < 0.3:
                skills.append(Skill(NEAR[role], max(1, level - 1)))
            share = 50 if n and rng.random() < 0.12 else 100
            rate = (100_000, 160_000, 240_000)[level - 1] + 1000 * rng.randint(-15, 15)
            key = f"{role}{n}"
            staff.append(Person(key, tuple(skills), share, rate, _absences(rng), key))
    return tuple(staff)


def _absences(rng: Random) -> tuple[Window, ...]:
    away = []
    for _ in range(rng.choice([1, 1, 2])):
        start = rng.randrange(10, SPAN - 30) // 10 * 10
        away.append(Window(start, start + rng.choice([10, 10, 20])))
    for _ in range(rng.choice([0, 1, 2, 3])):
        start = rng.randrange(4, SPAN - 4) // 2 * 2
        away.append(Window(start, start + 2))
    return joined(away)


def _project(key: str, rng: Random, hard: bool) -> tuple[Project, list[Item]]:
    release = rng.randrange(0, 130) // 2 * 2
    items: list[Item] = []
    ends: dict[str, int] = {}
    for name, role, least, most, after, level in WORK:
        slots, before = rng.randint(least, most), after.split()
        ends[name] = max([release, *(ends[one] for one in before)]) + slots
        needs = (Need(role, rng.randint(1, level), slots * SLOT),) if role else ()
        mode = Mode(needs, 0 if role else slots)
        waits = tuple(Link(f"{key}.{one}") for one in before)
        spread = Spread(8_000, 10_000, 18_000)
        items.append(Item(f"{key}.{name}", key, (mode,), waits, spread=spread, title=name))
    path = max(ends.values()) - release
    due = release + int(path * rng.uniform(1.35, 2.0))
    return Project(key, release, due, hard, rng.choice([1, 1, 2, 3, 5]), title=key), items
