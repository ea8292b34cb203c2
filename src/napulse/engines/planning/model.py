"""The planning problem and the plan: frozen shapes, integers only.

Time is counted in *slots* of one axis (see ``axis.py``): half-days of the agency's calendar with
weekends and holidays left out, numbered from 0. Spans are half-open. Effort is working minutes,
money minor units, shares per cent, probabilities and spreads basis points. Nothing here knows what
a day or a currency is, so the same shapes carry an agency and a benchmark instance.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

Slot = int
Minor = int
Minutes = int
Percent = int


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Slots ``start`` (included) to ``end`` (not included)."""

    start: Slot
    end: Slot


@dataclass(frozen=True, slots=True)
class Skill:
    """What a person can do and how well; levels run from 1 (junior) upwards."""

    name: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Person:
    """Who works: one task at a time, ``share`` per cent of every slot, never in ``closed``.

    ``rate`` is minor units per hour of effort: a half-timer's task takes longer, at the same cost.
    ``closed`` are absences, meetings and days the office does not work: sorted and disjoint. A task
    pauses over a closed window of at most ``Problem.pause`` slots and never touches a longer one.
    """

    key: str
    skills: tuple[Skill, ...]
    share: Percent = 100
    rate: Minor = 0
    closed: tuple[Window, ...] = ()
    title: str = ""

    def level_of(self, skill: str) -> int:
        """Return the level of a skill; 0 when the person lacks it."""
        return next((owned.level for owned in self.skills if owned.name == skill), 0)


@dataclass(frozen=True, slots=True)
class Pool:
    """Things of which some are used at a time and given back: a studio, an external crew."""

    key: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Budget:
    """Something that is used up: no more than ``limit`` in all items together."""

    key: str
    limit: int


@dataclass(frozen=True, slots=True)
class Need:
    """``count`` people with a skill at a level or above, each for ``effort`` minutes."""

    skill: str
    level: int = 1
    effort: Minutes = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class Use:
    """An amount of a pool while the item runs, or of a budget once."""

    of: str
    amount: int


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to do an item.

    All people of ``needs`` start together and each works until the own effort is done; the item
    ends with the last of them, but not before ``length`` slots have passed (a client's review has a
    length and no needs). Pools are used from start to ``start + length``.
    """

    needs: tuple[Need, ...] = ()
    length: int = 0
    pools: tuple[Use, ...] = ()
    spends: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """The item starts no earlier than ``lag`` slots after ``before`` has ended."""

    before: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Spread:
    """Three points of an estimate in basis points of what is planned (10,000 = as planned)."""

    low: int = 10_000
    likely: int = 10_000
    high: int = 10_000


CERTAIN = Spread()


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of work that is not interrupted, but for short pauses of its people."""

    key: str
    project: str
    modes: tuple[Mode, ...]
    after: tuple[Link, ...] = ()
    release: Slot = 0
    deadline: Slot | None = None
    optional: bool = False
    spread: Spread = CERTAIN
    title: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """Items that end together; ``due`` is kept (``hard``) or missed at ``weight`` per slot.

    ``budget`` caps what its people cost, in minor units.
    """

    key: str
    release: Slot = 0
    due: Slot | None = None
    hard: bool = False
    weight: int = 1
    budget: Minor | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """What may not change: the start, the people (in the order of the needs), or both.

    A locked person need not have the level. ``started`` work keeps both whatever happens. ``until``
    fixes the end, for work that is done.
    """

    item: str
    start: Slot | None = None
    people: tuple[str, ...] | None = None
    mode: int | None = None
    started: bool = False
    until: Slot | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a plan depends on. ``now`` is the first slot in which anything may be started."""

    items: tuple[Item, ...]
    people: tuple[Person, ...] = ()
    projects: tuple[Project, ...] = ()
    pools: tuple[Pool, ...] = ()
    budgets: tuple[Budget, ...] = ()
    locks: tuple[Lock, ...] = ()
    horizon: Slot = 0
    now: Slot = 0
    slot_minutes: Minutes = 240
    pause: int = 4

    def with_(self, **changes: object) -> Problem:
        """Return the problem with some fields replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an item stands: its span, the mode taken, and the people in the order of the needs."""

    item: str
    start: Slot
    end: Slot
    mode: int = 0
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Every item placed once, or dropped if it is optional."""

    placed: tuple[Placed, ...]
    dropped: tuple[str, ...] = ()

    def by_item(self) -> dict[str, Placed]:
        """Return the placings by the key of their item."""
        return {one.item: one for one in self.placed}


@dataclass(frozen=True, slots=True)
class Score:
    """What a plan is worth; ``broken`` counts hard promises (slots late, budgets exceeded).

    ``lateness`` is weighted slots after soft and hard dues, ``flow`` weighted slots from release to
    the end of each project, ``cost`` minor units, ``excess`` minutes times levels above the need,
    ``hands`` distinct people per project and skill, ``peak`` the difference between the busiest and
    the idlest person's slots.
    """

    broken: int = 0
    makespan: int = 0
    lateness: int = 0
    flow: int = 0
    cost: Minor = 0
    excess: int = 0
    hands: int = 0
    peak: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """One stage: the weighted sum that is made small. Weights are whole numbers.

    ``caps`` are earlier results that may not get worse, as (name of a ``Score`` field, value).
    """

    makespan: int = 0
    lateness: int = 0
    flow: int = 0
    cost: int = 0
    excess: int = 0
    hands: int = 0
    peak: int = 0
    caps: tuple[tuple[str, int], ...] = ()

    def value(self, score: Score) -> int:
        """Return the weighted sum of a score."""
        return sum(
            getattr(self, name) * getattr(score, name)
            for name in ("makespan", "lateness", "flow", "cost", "excess", "hands", "peak")
        )


MAKESPAN = Goal(makespan=1)
FLOW = Goal(flow=1)
PROMISES = Goal(lateness=1000, flow=1)


@dataclass(frozen=True, slots=True)
class Budgeted:
    """How hard to look: wall seconds, threads and a seed.

    In deterministic mode the same problem and seed give the same plan on any machine of the same
    kind: rounds are counted instead of seconds and one thread searches.
    """

    seconds: float = 5.0
    workers: int = 2
    seed: int = 1
    deterministic: bool = False


class Status(StrEnum):
    """What is known of the best plan."""

    PROVED = "proved"
    FOUND = "found"
    REFUTED = "refuted"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Progress:
    """A better plan, a better bound or a new stage: what a watcher is told."""

    stage: str
    elapsed: float
    value: int
    bound: int | None
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class Result:
    """The best plan and what is known of it.

    ``PROVED``: no plan has a smaller goal. ``FOUND``: all promises hold. ``BROKEN``: hard promises
    are missed by the best plan found, and whether a better one exists is not known. ``REFUTED``: no
    plan can hold the hard promises; the plan given misses them least as far as is known.
    """

    plan: Plan
    status: Status
    score: Score
    value: int
    bound: int | None = None
    seconds: float = 0.0
    history: tuple[tuple[float, int], ...] = field(default=())


class Answer(StrEnum):
    """Can the hard promises be kept?"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
