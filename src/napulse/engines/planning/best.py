"""The best draft known, kept safe while several searchers offer theirs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from napulse.engines.planning.compiled import NEVER, Instance
from napulse.engines.planning.draft import Draft, to_plan
from napulse.engines.planning.greedy import worth
from napulse.engines.planning.model import Budgeted, Goal, Progress, Score
from napulse.engines.planning.scoring import score_draft

Watch = Callable[[Progress], None]
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told of better plans, and who may end the work."""

    watch: Watch | None = None
    stop: Stop | None = None


class Clock:
    """Wall seconds since the request, and whether to go on."""

    def __init__(self, limits: Budgeted, ears: Ears) -> None:
        self.limits, self.ears = limits, ears
        self.begun = time.perf_counter()
        self.ended = False

    @property
    def elapsed(self) -> float:
        """Return seconds since the request."""
        return time.perf_counter() - self.begun

    @property
    def left(self) -> float:
        """Return seconds left, none once somebody has stopped the work."""
        return 0.0 if self.ended else self.limits.seconds - self.elapsed

    @property
    def budget(self) -> float:
        """Return what may be shared out: seconds left, or all of them if rounds are counted."""
        return self.limits.seconds if self.limits.deterministic else max(0.0, self.left)

    def part(self, seconds: float) -> Clock:
        """Return a clock for a part of the work, which ends with the whole at the latest."""
        until = seconds if self.limits.deterministic else min(seconds, self.left) + self.elapsed
        out = Clock(replace(self.limits, seconds=until), self.ears)
        out.begun, out.ended = self.begun, self.ended
        return out

    def over(self) -> bool:
        """Say whether to end now: by request or, unless deterministic, by the clock."""
        if self.ears.stop and self.ears.stop():
            self.ended = True
        return self.ended or (not self.limits.deterministic and self.left <= 0)


@dataclass(slots=True)
class Best:
    """Keeps the draft of least worth, from a first one on; ``offer`` may be called by any thread.

    ``plus`` is added to the goal: the disturbance of a former plan, say. A plan that holds and is
    worth ``enough`` or less ends the work, and so does ``settled``: no searcher can add anything.
    """

    instance: Instance
    goal: Goal
    clock: Clock
    draft: Draft
    stage: str = "plan"
    plus: Callable[[Draft], int] | None = None
    score: Score = field(init=False)
    bound: int | None = None
    enough: int | None = None
    settled: bool = False
    history: list[tuple[float, int]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.score = score_draft(self.instance, self.draft)
        self._keep(self.draft, self.score)

    @property
    def value(self) -> int:
        """Return the goal's value of the best draft, ``plus`` included."""
        return self.goal.value(self.score) + self._plus(self.draft)

    @property
    def holds(self) -> bool:
        """Say whether the best draft keeps all promises and caps."""
        over = any(int(getattr(self.score, name)) > cap for name, cap in self.goal.caps)
        return not self.score.broken and not over

    @property
    def proved(self) -> bool:
        """Say whether no plan can be better than the best draft."""
        return self.holds and self.bound is not None and self.bound >= self.value

    def over(self) -> bool:
        """Say whether to end: nothing can be better, somebody stops it or the time is up."""
        reached = self.enough is not None and self.holds and self.value <= self.enough
        return reached or self.settled or self.proved or self.clock.over()

    def changed(self, draft: Draft) -> bool:
        """Say whether the best draft is better than this one."""
        score = score_draft(self.instance, draft)
        return self._worth(draft, score) > self._worth(self.draft, self.score)

    def offer(self, draft: Draft) -> bool:
        """Keep a copy of the draft if it is better; return whether it was.

        A draft whose people do not fill the seats of its modes is no plan and never kept.
        """
        if not is_seated(self.instance, draft):
            return False
        score = score_draft(self.instance, draft)
        with self._lock:
            if self._worth(draft, score) >= self._worth(self.draft, self.score):
                return False
            self._keep(draft, score)
        return True

    def raise_bound(self, bound: int) -> None:
        """Keep a better bound: no plan that keeps the promises has a smaller value."""
        with self._lock:
            if self.bound is None or bound > self.bound:
                self.bound = bound

    def _keep(self, draft: Draft, score: Score) -> None:
        self.draft, self.score = draft.copy(), score
        self.history.append((self.clock.elapsed, self.value))
        watch = self.clock.ears.watch
        if watch:
            plan = to_plan(self.instance, self.draft)
            watch(Progress(self.stage, self.clock.elapsed, self.value, self.bound, plan))

    def _plus(self, draft: Draft) -> int:
        return self.plus(draft) if self.plus else 0

    def _worth(self, draft: Draft, score: Score) -> int:
        return worth(self.goal, score) + self._plus(draft)


def is_seated(instance: Instance, draft: Draft) -> bool:
    """Say whether everything placed has a person who may sit there on every seat."""
    for item, start in enumerate(draft.start):
        if start == NEVER:
            continue
        seats, people = instance.ways[item][draft.mode[item]].seats, draft.people[item]
        if len(seats) != len(people):
            return False
        if any(who not in seat.by_person for seat, who in zip(seats, people, strict=True)):
            return False
    return True
