"""Problems made in few words, and strategies of small random ones that have a plan."""

from __future__ import annotations

from hypothesis import strategies as st

from napulse.engines.planning.axis import joined
from napulse.engines.planning.model import (
    Budget,
    Item,
    Link,
    Mode,
    Need,
    Person,
    Pool,
    Problem,
    Project,
    Skill,
    Spread,
    Use,
    Window,
)

SLOT = 240
SKILLS = ("design", "copy", "code")


def person(key: str, *skills: str, share: int = 100, rate: int = 0, closed: str = "") -> Person:
    """Return a person: ``person("anna", "design 2", closed="4-8 20-21")``."""
    return Person(key, tuple(_skill(one) for one in skills), share, rate, windows(closed), key)


def windows(text: str) -> tuple[Window, ...]:
    """Return windows of ``"4-8 20-21"``: the second number is not included."""
    pairs = (one.split("-") for one in text.split())
    return joined(Window(int(start), int(end)) for start, end in pairs)


def need(skill: str, slots: int, count: int = 1) -> Need:
    """Return a need of whole slots of a full-timer: ``need("design 2", 3)``."""
    wanted = _skill(skill)
    return Need(wanted.name, wanted.level, slots * SLOT, count)


def item(key: str, *needs: Need, after: str = "", project: str = "p", length: int = 0) -> Item:
    """Return an item of one mode; links are ``"brief concept+2"`` with lags in slots."""
    return Item(key, project, (Mode(needs, length),), links(after), title=key)


def links(text: str) -> tuple[Link, ...]:
    """Return the links of ``"brief concept+2"``."""
    parts = (one.split("+") for one in text.split())
    return tuple(Link(one[0], int(one[1]) if one[1:] else 0) for one in parts)


def problem(*items: Item, people: tuple[Person, ...] = (), **other: object) -> Problem:
    """Return a problem with a project for every project its items name, unless given."""
    names = dict.fromkeys(one.project for one in items)
    made = Problem(items, people, tuple(Project(name) for name in names), horizon=400)
    return made.with_(**other)


def _skill(text: str) -> Skill:
    name, _, level = text.partition(" ")
    return Skill(name, int(level or 1))


@st.composite
def problems(draw: st.DrawFn, most: int = 8, hard: bool = False) -> Problem:
    """Draw a valid problem: no cycle, and a person for every need at any time far enough."""
    people = tuple(draw(_people(f"m{n}")) for n in range(draw(st.integers(1, 4))))
    projects = tuple(draw(_projects(f"p{n}", hard)) for n in range(draw(st.integers(1, 3))))
    keys = [f"t{n}" for n in range(draw(st.integers(1, most)))]
    pool, budget = Pool("studio", draw(st.integers(1, 2))), Budget("print", draw(st.integers(5, 9)))
    items = tuple(draw(_items(key, keys[:n], people, projects)) for n, key in enumerate(keys))
    return Problem(items, people, projects, (pool,), (budget,), horizon=400)


@st.composite
def _people(draw: st.DrawFn, key: str) -> Person:
    names = draw(st.lists(st.sampled_from(SKILLS), min_size=1, max_size=3, unique=True))
    skills = tuple(Skill(name, draw(st.integers(1, 3))) for name in names)
    spans = draw(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 7)), max_size=3))
    closed = joined(Window(start, start + length) for start, length in spans)
    share, rate = draw(st.sampled_from([100, 100, 50, 80])), draw(st.integers(0, 3000))
    return Person(key, skills, share, rate, closed, key)


@st.composite
def _projects(draw: st.DrawFn, key: str, hard: bool) -> Project:
    due = draw(st.none() | st.integers(5, 60))
    release, weight = draw(st.integers(0, 10)), draw(st.integers(1, 5))
    return Project(key, release, due, hard and due is not None, weight, title=key)


@st.composite
def _items(
    draw: st.DrawFn,
    key: str,
    earlier: list[str],
    people: tuple[Person, ...],
    projects: tuple[Project, ...],
) -> Item:
    before = draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else []
    after = tuple(Link(one, draw(st.integers(0, 3))) for one in before)
    project = draw(st.sampled_from(projects)).key
    mode = draw(_modes(people))
    release, optional = draw(st.integers(0, 6)), draw(st.integers(0, 9)) == 0
    low, high = draw(st.integers(5_000, 10_000)), draw(st.integers(10_000, 20_000))
    return Item(
        key, project, (mode,), after, release, None, optional, Spread(low, 10_000, high), key
    )


@st.composite
def _modes(draw: st.DrawFn, people: tuple[Person, ...]) -> Mode:
    """A need somebody has the level for, sometimes of two people, sometimes of none."""
    length = draw(st.integers(0, 3))
    pools = (Use("studio", 1),) if draw(st.integers(0, 4)) == 0 else ()
    if draw(st.integers(0, 5)) == 0:
        return Mode((), length + 1, pools)
    skill = draw(st.sampled_from(sorted({own.name for one in people for own in one.skills})))
    levels = sorted((one.level_of(skill) for one in people if one.level_of(skill)), reverse=True)
    count = draw(st.integers(1, min(2, len(levels))))
    level = draw(st.integers(1, levels[count - 1]))
    effort = draw(st.integers(1, 8 * SLOT))
    return Mode((Need(skill, level, effort, count),), length, pools)
