"""Projects made as the PSPLIB sets were: network complexity, resource factor, resource strength.

The method is that of Kolisch, Sprecher and Drexl (ProGen, Management Science 41, 1995): a network
without redundant arcs, random requests, and capacities between the largest single request and the
peak of the earliest schedule.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from planning_reading import HOUR, PROJECT, Case

from napulse.engines.planning.model import Item, Link, Mode, Pool, Problem, Project, Use

RESOURCES, LONGEST, MOST_ASKED, NEIGHBOURS, ENDS = 4, 10, 10, 3, 3
COMPLEXITY = (1.5, 1.8, 2.1)
FACTOR = (0.25, 0.5, 0.75, 1.0)
STRENGTH = (0.1, 0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True)
class Kind:
    """Arcs a job, share of resources that a job asks for, and how ample capacities are (0 to 1)."""

    complexity: float
    factor: float
    strength: float


def kinds() -> list[Kind]:
    """Every cell of the set with 120 jobs."""
    return [Kind(*cell) for cell in product(COMPLEXITY, FACTOR, STRENGTH)]


def made(jobs: int, kind: Kind, seed: int) -> Case:
    """A project of so many jobs; the same for the same seed."""
    chance = random.Random(f"{jobs} {kind} {seed}")  # noqa: S311 - the same project each run
    before = _network(jobs, kind.complexity, chance)
    lengths = [chance.randint(1, LONGEST) for _ in range(jobs)]
    asked = _asked(jobs, kind.factor, chance)
    capacity = _capacities(before, lengths, asked, kind.strength)
    items = tuple(
        Item(
            key=str(job + 1),
            project=PROJECT,
            modes=(
                Mode(
                    length=lengths[job],
                    pools=tuple(Use(f"R{n}", much) for n, much in enumerate(asked[job]) if much),
                ),
            ),
            after=tuple(Link(str(one + 1)) for one in sorted(before[job])),
        )
        for job in range(jobs)
    )
    name = f"{jobs} jobs, {kind.complexity} {kind.factor} {kind.strength}, seed {seed}"
    pools = tuple(Pool(f"R{n}", most) for n, most in enumerate(capacity))
    projects = (Project(PROJECT),)
    return Case(name, Problem(items, (), projects, pools, horizon=sum(lengths), slot_minutes=HOUR))


class _Arcs:
    """A growing network without redundant arcs; jobs are numbered in topological order."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.before: list[set[int]] = [set() for _ in range(jobs)]
        self.after: list[set[int]] = [set() for _ in range(jobs)]
        self.above = [1 << n for n in range(jobs)]
        self.below = [1 << n for n in range(jobs)]
        self.count = 0

    def may(self, first: int, second: int) -> bool:
        """No job gets too many neighbours, and neither this arc nor another says what is said."""
        if len(self.after[first]) >= NEIGHBOURS or len(self.before[second]) >= NEIGHBOURS:
            return False
        if self.below[first] >> second & 1:
            return False
        above, below = self.above[first], self.below[second]
        return not any(
            above >> one & 1 and any(below >> other & 1 for other in self.after[one])
            for one in range(first + 1)
        )

    def add(self, first: int, second: int) -> None:
        self.before[second].add(first)
        self.after[first].add(second)
        self.count += 1
        above, below = self.above[first], self.below[second]
        for one in _members(above):
            self.below[one] |= below
        for one in _members(below):
            self.above[one] |= above


def _members(bits: int) -> Iterator[int]:
    place = 0
    while bits:
        if bits & 1:
            yield place
        bits >>= 1
        place += 1


def _network(jobs: int, complexity: float, chance: random.Random) -> list[set[int]]:
    """Arcs by the job that waits; the first few wait for none, the last few are awaited by none."""
    arcs = _Arcs(jobs)
    for second in range(ENDS, jobs):
        _join(arcs, [(first, second) for first in range(second)], chance)
    for first in range(jobs - ENDS - 1, -1, -1):
        if not arcs.after[first]:
            _join(arcs, [(first, second) for second in range(first + 1, jobs)], chance)
    wanted = round(complexity * (jobs + 2)) - 2 * ENDS
    for _ in range(200 * jobs):
        if arcs.count >= wanted:
            break
        first, second = sorted(chance.sample(range(jobs), 2))
        if arcs.may(first, second):
            arcs.add(first, second)
    return arcs.before


def _join(arcs: _Arcs, pairs: list[tuple[int, int]], chance: random.Random) -> None:
    """One of these arcs, if there is one that may be."""
    chance.shuffle(pairs)
    found = next((pair for pair in pairs if arcs.may(*pair)), None)
    if found:
        arcs.add(*found)


def _asked(jobs: int, factor: float, chance: random.Random) -> list[list[int]]:
    """By job, how much of each resource: each asks for one, further ones up to the factor."""
    asked = [[0] * RESOURCES for _ in range(jobs)]
    for row in asked:
        row[chance.randrange(RESOURCES)] = chance.randint(1, MOST_ASKED)
    empty = [(job, n) for job in range(jobs) for n in range(RESOURCES) if not asked[job][n]]
    chance.shuffle(empty)
    for job, n in empty[: round(factor * jobs * RESOURCES) - jobs]:
        asked[job][n] = chance.randint(1, MOST_ASKED)
    return asked


def _capacities(
    before: list[set[int]], lengths: list[int], asked: list[list[int]], strength: float
) -> list[int]:
    starts: list[int] = []
    for job in range(len(lengths)):
        starts.append(max((starts[one] + lengths[one] for one in before[job]), default=0))
    out = []
    for n in range(RESOURCES):
        used = [0] * (sum(lengths) + 1)
        for job, start in enumerate(starts):
            for slot in range(start, start + lengths[job]):
                used[slot] += asked[job][n]
        least, most = max(row[n] for row in asked), max(used)
        out.append(least + round(strength * (most - least)))
    return out
