"""Large-neighbourhood search: a few dozen items are freed and planned anew, the rest stands.

What stands becomes busy time of people, taken pools and windows, so a small model is built in
milliseconds whatever the size of the whole (Shaw 1998; sizes adapt as in Ropke, Pisinger 2006).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from napulse.engines.planning.best import Best
from napulse.engines.planning.book import Book
from napulse.engines.planning.cpsat import LIGHT, Effort, Found, run
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.exact import Exact
from napulse.engines.planning.frame import frame, stays
from napulse.engines.planning.model import Budgeted
from napulse.engines.planning.posed import PRESS, Aim, posed
from napulse.engines.planning.scoring import project_ends

SIZE, LEAST, MOST = 60, 16, 90
TRY = 0.3
LUCK = {"projects": 4.0, "window": 1.0, "people": 1.0}
LATE = 0.5
LEVELS = (0, 0, 0, 1)
SLACK = 20
PICK_AGAIN, PICK_LESS = 1.1, 0.95


@dataclass(slots=True)
class Search:
    """One thread of the search: its current draft, luck of the kinds, size and seed."""

    best: Best
    book: Book
    aim: Aim
    seed: int
    round: int = 0
    luck: dict[str, float] = field(default_factory=dict)
    size: dict[str, float] = field(default_factory=dict)
    random: random.Random = field(init=False)
    current: Draft = field(init=False)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - a search, no secret
        self.current = self.best.draft
        many = len(self.best.instance.members) > 1
        self.luck = dict(LUCK)
        if not many:
            del self.luck["projects"]
        if not self.best.instance.problem.people:
            del self.luck["people"]
        self.size = dict.fromkeys(self.luck, float(SIZE))

    def step(self, seconds: float, workers: int) -> bool:
        """Free one neighbourhood and solve it; return whether the best draft got better."""
        self.round += 1
        if self.best.changed(self.current):
            self.current = self.best.draft
        names = list(self.luck)
        kind = self.random.choices(names, [self.luck[one] for one in names])[0]
        free = self._picked(kind)
        promised = not self.best.score.broken
        before = self.best.draft
        horizon = max(self.current.end) + (0 if self.aim.goal.makespan else SLACK)
        box = frame(self.book, self.current, free, horizon, promised)
        terms = posed(box, self.aim, promised, 1 + PRESS * self.aim.goal.value(self.best.score))
        found = self._run(terms.exact, seconds, workers)
        better = False
        if found.draft is not None:
            better = self.best.offer(found.draft)
            if not better and self.best.draft is not before:
                together = merged(self.book, self.best.draft, found.draft, free)
                better = together is not None and self.best.offer(together)
            self.current = found.draft
        self._learn(kind, better, found.closed)
        return better

    def _run(self, exact: Exact, seconds: float, workers: int) -> Found:
        limits = self.best.clock.limits
        budget = Budgeted(seconds, workers, self.seed + self.round, limits.deterministic)
        params = {
            **LIGHT,
            "linearization_level": LEVELS[self.round % len(LEVELS)],
            "max_deterministic_time": seconds,
        }
        left = seconds if limits.deterministic else self.best.clock.left
        return run(exact, Effort(budget, left, params, stop=self.best.over))

    def _learn(self, kind: str, better: bool, closed: bool) -> None:
        factor = 1.3 if better else 0.95
        self.luck[kind] = min(8.0, max(LUCK[kind] / 2, self.luck[kind] * factor))
        if closed:
            self.size[kind] = min(MOST, self.size[kind] * PICK_AGAIN)
        elif not better:
            self.size[kind] = max(LEAST, self.size[kind] * PICK_LESS)

    def _picked(self, kind: str) -> list[int]:
        movable = set(self.book.open_items())
        kinds: dict[str, Callable[[], list[int]]] = {
            "projects": self._projects,
            "window": self._window,
            "people": self._people,
        }
        return [item for item in kinds[kind]() if item in movable]

    def _projects(self) -> list[int]:
        """A project with those that share its people at the same time."""
        members, draft = self.best.instance.members, self.current
        first = self._first_project()
        low = min((draft.start[item] for item in members[first]), default=0)
        high = max((draft.end[item] for item in members[first]), default=0)
        people = {one for item in members[first] for one in draft.people[item]}

        def shared(project: int) -> float:
            found = sum(
                not people.isdisjoint(draft.people[item])
                for item in members[project]
                if draft.start[item] < high and draft.end[item] > low
            )
            return found + self.random.random() * 4

        others = sorted((one for one in range(len(members)) if one != first), key=shared)
        out = list(members[first])
        while others and len(out) + len(members[others[-1]]) <= self.size["projects"] + 5:
            out += members[others.pop()]
        return out

    def _first_project(self) -> int:
        """Any project or, half of the time, one of those that are late, by what that costs."""
        instance, draft = self.best.instance, self.current
        projects = instance.problem.projects
        ends = project_ends(instance, draft.start, draft.end)
        late = [
            one.weight * max(0, end - one.due) if one.due is not None else 0
            for one, end in zip(projects, ends, strict=True)
        ]
        if self.aim.goal.lateness and any(late) and self.random.random() < LATE:
            return self.random.choices(range(len(projects)), late)[0]
        return self.random.randrange(len(projects))

    def _window(self) -> list[int]:
        """The items that start about the same time."""
        draft = self.current
        order = sorted(self.book.open_items(), key=lambda item: (draft.start[item], item))
        size = min(len(order), round(self.size["window"]))
        first = self.random.randrange(max(1, len(order) - size + 1))
        return order[first : first + size]

    def _people(self) -> list[int]:
        """The items of a few people who can stand in for each other, in a window if need be."""
        draft, instance = self.current, self.best.instance
        item = self.random.choice(self.book.open_items())
        seats = instance.ways[item][draft.mode[item]].seats
        able = {option.person for seat in seats for option in seat.options}
        near = sorted(
            (one for one in self.book.open_items() if not able.isdisjoint(draft.people[one])),
            key=lambda one: abs(draft.start[one] - draft.start[item]),
        )
        chosen = near[: round(self.size["people"])]
        return chosen or [item]


def merged(book: Book, base: Draft, found: Draft, free: list[int]) -> Draft | None:
    """Return the base with the freed items as found, or None where they do not fit into it.

    Another thread may have changed the base meanwhile; what uses pools is not tried.
    """
    instance = book.instance
    box = frame(book, base, free, max([*base.end, *found.end]))
    for item in box.free:
        way = instance.ways[item][found.mode[item]]
        early = found.start[item] < box.first[item]
        if way.pools or early or found.end[item] > box.last[item]:
            return None
        for _, person, end in stays(book, found, item):
            start = found.start[item]
            if any(one.start < end and start < one.end for one in box.busy[person]):
                return None
    out = base.copy()
    for item in box.free:
        out.start[item], out.end[item] = found.start[item], found.end[item]
        out.mode[item], out.people[item] = found.mode[item], found.people[item]
    return out
