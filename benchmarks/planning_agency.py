"""An agency of people with roles, levels, part time and absences, and its projects as a problem.

Slots are half-days of six months of weekdays. Every project is the same kind of work, a site with a
campaign, with other efforts, another start, due date and weight.
"""

import random
from dataclasses import dataclass, replace

from napulse.engines.planning.axis import joined
from napulse.engines.planning.model import (
    Item,
    Link,
    Mode,
    Need,
    Person,
    Problem,
    Project,
    Skill,
    Spread,
    Window,
)

HALF_DAY = 240
SIX_MONTHS = 248
WEEK = 10
RATES = (0, 100_000, 160_000, 240_000)  # by level, minor units per hour
OPTIMISM = Spread(8_000, 10_000, 18_000)
TEAM = {
    "account": 2,
    "manager": 3,
    "analyst": 3,
    "designer": 5,
    "art": 2,
    "copy": 3,
    "frontend": 4,
    "backend": 4,
    "tester": 2,
    "ads": 2,
}
NEAR = {
    "account": "manager",
    "manager": "account",
    "analyst": "manager",
    "designer": "art",
    "art": "designer",
    "copy": "analyst",
    "frontend": "backend",
    "backend": "frontend",
    "tester": "analyst",
    "ads": "analyst",
}


@dataclass(frozen=True)
class Step:
    """A task of every project: half-days from and to, and the levels that it may need."""

    key: str
    role: str
    size: tuple[int, int]
    after: tuple[str, ...] = ()
    levels: tuple[int, int] = (1, 2)


STEPS = (
    Step("kickoff", "manager", (1, 1)),
    Step("brief", "account", (2, 4), ("kickoff",)),
    Step("research", "analyst", (6, 14), ("brief",)),
    Step("strategy", "analyst", (4, 10), ("research",), (2, 3)),
    Step("concept", "art", (4, 12), ("strategy",), (1, 3)),
    Step("first-copy", "copy", (4, 10), ("strategy",)),
    Step("wireframes", "designer", (6, 16), ("strategy",)),
    Step("review", "", (4, 10), ("concept", "wireframes")),
    Step("main-design", "designer", (10, 24), ("review",), (1, 3)),
    Step("more-design", "designer", (6, 18), ("review",)),
    Step("final-copy", "copy", (4, 12), ("first-copy", "review")),
    Step("main-frontend", "frontend", (10, 26), ("main-design",)),
    Step("main-backend", "backend", (10, 28), ("review",), (1, 3)),
    Step("more-frontend", "frontend", (8, 20), ("more-design", "main-frontend"), (1, 3)),
    Step("more-backend", "backend", (6, 18), ("main-backend",)),
    Step("adverts", "ads", (6, 14), ("final-copy",)),
    Step("testing", "tester", (6, 14), ("more-frontend", "more-backend")),
    Step("fixes", "frontend", (4, 8), ("testing",)),
    Step("acceptance", "", (4, 8), ("fixes", "final-copy")),
    Step("launch", "manager", (2, 3), ("acceptance", "adverts")),
)


def agency(seed: int, people: int = 30, projects: int = 20) -> Problem:
    """People and projects by the seed; dues are wished, no more: weights, not promises."""
    chance = random.Random(f"agency {seed}")  # noqa: S311 - the same agency each run
    staff = _staff(people, chance)
    made = [_project(n, staff, chance) for n in range(projects)]
    return Problem(
        items=tuple(item for _, items in made for item in items),
        people=staff,
        projects=tuple(project for project, _ in made),
        horizon=4 * SIX_MONTHS,
        slot_minutes=HALF_DAY,
    )


def _staff(people: int, chance: random.Random) -> tuple[Person, ...]:
    roles = [role for role, many in TEAM.items() for _ in range(max(1, round(many * people / 30)))]
    halves = chance.sample(range(len(roles)), len(roles) // 8)
    staff: list[Person] = []
    for number, role in enumerate(roles):
        leads = role not in [one.skills[0].name for one in staff]
        level = 3 if leads else chance.choice((1, 1, 2, 2, 3))
        skills = [Skill(role, level)]
        if chance.random() < 0.3:
            skills.append(Skill(NEAR[role], max(1, level - 1)))
        staff.append(
            Person(
                key=f"p{number + 1:02}",
                skills=tuple(skills),
                share=50 if number in halves and not leads else 100,
                rate=RATES[level] + 1_000 * chance.randint(-15, 15),
                closed=_absences(chance),
                title=f"{role} {number + 1}",
            )
        )
    return tuple(staff)


def _absences(chance: random.Random) -> tuple[Window, ...]:
    """One or two vacations of one or two weeks, and single days."""
    away = []
    for _ in range(chance.choice((1, 1, 2))):
        first = WEEK * chance.randint(1, 21)
        away.append(Window(first, first + WEEK * chance.choice((1, 1, 2))))
    for _ in range(chance.randint(0, 3)):
        first = 2 * chance.randint(2, 121)
        away.append(Window(first, first + 2))
    return joined(away)


def _project(
    number: int, staff: tuple[Person, ...], chance: random.Random
) -> tuple[Project, tuple[Item, ...]]:
    key = f"project-{number + 1:02}"
    items = [_item(key, step, staff, chance) for step in STEPS]
    release = 2 * chance.randint(0, 65)
    whole = critical(tuple(items))
    due = release + int(whole * chance.uniform(1.35, 2.0))
    weight = chance.choice((1, 1, 2, 3, 5))
    return Project(key, release, due, weight=weight, title=key), tuple(items)


def _item(project: str, step: Step, staff: tuple[Person, ...], chance: random.Random) -> Item:
    size = chance.randint(*step.size)
    after = tuple(Link(f"{project}.{one}") for one in step.after)
    if not step.role:
        modes = (Mode(length=size),)
    else:
        best = max(one.level_of(step.role) for one in staff)
        level = min(best, chance.randint(*step.levels))
        modes = (Mode(needs=(Need(step.role, level, size * HALF_DAY),)),)
    key = f"{project}.{step.key}"
    return Item(key, project, modes, after, spread=OPTIMISM, title=step.key)


def slots(item: Item) -> int:
    """How long an item takes people who work full time."""
    mode = item.modes[0]
    return max([mode.length, *(-(-need.effort // HALF_DAY) for need in mode.needs)])


def critical(items: tuple[Item, ...]) -> int:
    """The longest chain of items that stand in the order of their links."""
    ends: dict[str, int] = {}
    for item in items:
        start = max((ends[link.before] + link.lag for link in item.after), default=0)
        ends[item.key] = start + slots(item)
    return max(ends.values())


def urgent(problem: Problem, now: int, seed: int) -> Problem:
    """The problem with one more project that starts now, of the greatest weight."""
    chance = random.Random(f"urgent {seed}")  # noqa: S311 - the same project each run
    project, items = _project(len(problem.projects), problem.people, chance)
    due = now + int(critical(items) * 1.3)
    project = replace(project, release=now, due=due, weight=5)
    return problem.with_(
        projects=(*problem.projects, project), items=(*problem.items, *items), now=now
    )
