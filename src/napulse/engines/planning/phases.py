"""Who looks for better plans when: search and neighbourhoods on one side, proof on the other.

Solvers work outside Python's lock, so one thread of search and others in solvers use all cores.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from napulse.engines.planning.best import Best
from napulse.engines.planning.book import Book
from napulse.engines.planning.cpsat import LIGHT, Effort, Found, run
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.feasible import can_promise
from napulse.engines.planning.frame import frame
from napulse.engines.planning.limits import Limits
from napulse.engines.planning.model import Answer
from napulse.engines.planning.neighbourhoods import TRY, Search
from napulse.engines.planning.posed import PRESS, SMALL, Aim, posed, safe_horizon
from napulse.engines.planning.search import search

ASKING = 2.0
SPARE = 0.05
ROUNDS_A_SECOND = 100
BARE: dict[str, object] = {"linearization_level": 0}
PURE: dict[str, object] = {
    **BARE,
    "use_strong_propagation_in_disjunctive": True,
    "use_dynamic_precedence_in_disjunctive": True,
}


@dataclass(slots=True)
class Hunt:
    """One request under way; ``refuted`` says that the promises cannot all be kept."""

    best: Best
    book: Book
    aim: Aim
    refuted: bool = False
    _searched: threading.Event = field(default_factory=threading.Event)
    _lanes: Iterator[int] = field(default_factory=itertools.count)

    @property
    def is_small(self) -> bool:
        """Say whether a proof is within reach of the whole model."""
        return len(self.book.open_items()) <= SMALL

    def ask(self) -> None:
        """Find out whether the promises can be kept, unless the first draft keeps them."""
        clock = self.best.clock
        if not self.best.score.broken or not self.book.open_items():
            return
        seconds = min(ASKING, 0.4 * clock.budget)
        answer, draft = can_promise(self.best.instance, self.best.draft, clock, seconds)
        self.refuted = answer is Answer.NO
        if draft is not None:
            self.best.offer(draft)

    def go(self) -> None:
        """Look for better plans until the limits end or nothing can be better."""
        if not self.book.open_items() or self.best.over():
            return
        if self.aim.stability:
            self._searched.set()
        if self.best.clock.limits.deterministic:
            self._counted()
        elif self.best.clock.limits.workers < 2:
            self._alone()
        else:
            self._together()

    def _counted(self) -> None:
        """The same work on any machine: rounds and the solver's own measure of time."""
        seconds = self.best.clock.limits.seconds
        self._search(None, int(seconds * ROUNDS_A_SECOND))
        if self.is_small:
            self._whole(seconds / 2)
        self._neighbours(lambda rounds: rounds > seconds)

    def _alone(self) -> None:
        left = self.best.clock.left
        self._search(left * self._share(), None)
        if self.is_small:
            self._whole(self.best.clock.left / 2)
        self._neighbours()

    def _together(self) -> None:
        """One thread searches, then takes neighbourhoods; the others prove or take them at once."""
        with self._beside(self._helpers()):
            self._search(self.best.clock.left * self._share(), None)
            self._searched.set()
            self._neighbours()

    def _helpers(self) -> list[Callable[[], None]]:
        count = self.best.clock.limits.workers - 1
        out: list[Callable[[], None]] = [self._prove] if self.is_small else []
        return out + [self._neighbours] * (count - len(out))

    @contextmanager
    def _beside(self, works: list[Callable[[], None]]) -> Iterator[None]:
        """Do the works in threads meanwhile; what goes wrong in them is raised here."""
        failed: list[BaseException] = []

        def guarded(work: Callable[[], None]) -> None:
            try:
                work()
            except BaseException as error:
                failed.append(error)
                self.best.clock.ended = True

        threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
        for one in threads:
            one.start()
        try:
            yield
        except BaseException:
            self.best.clock.ended = True
            raise
        finally:
            self._searched.set()
            for one in threads:
                one.join()
        if failed:
            raise failed[0]

    def _share(self) -> float:
        """The part of the time for search: it is best at length, others gain more from models."""
        return 0.4 if self._is_pure() else 0.25

    def _is_pure(self) -> bool:
        ways = self.best.instance.ways
        return not any(way.seats for found in ways for way in found)

    def _search(self, seconds: float | None, rounds: int | None) -> None:
        if self.aim.stability:
            return

        def better(draft: Draft, _: int) -> None:
            self.best.offer(draft)

        seed = self.best.clock.limits.seed
        limits = Limits(seconds, rounds, seed, self.best.over, better)
        self.best.offer(search(self.best.instance, self.best.goal, self.best.draft, limits))

    def _prove(self) -> None:
        """The whole model, begun again from the best draft once the search has ended."""
        before = self.best.draft
        self._whole(self.best.clock.left, self._searched.is_set)
        while not self.best.over() and self.best.draft is not before:
            before = self.best.draft
            self._whole(self.best.clock.left)
        if not self.best.over():
            self._neighbours()

    def _whole(self, seconds: float, stop: Callable[[], bool] | None = None) -> None:
        best, promised = self.best, not self.best.score.broken
        draft = best.draft
        horizon = safe_horizon(self.book, draft, self.aim)
        box = frame(self.book, draft, self.book.open_items(), horizon, promised)
        terms = posed(box, self.aim, promised, 1 + PRESS * best.goal.value(best.score))
        limits = replace(best.clock.limits, workers=1)
        effort = Effort(
            limits,
            seconds - SPARE if not limits.deterministic else seconds,
            self._params(),
            told=best.offer,
            bounded=best.raise_bound if promised else None,
            stop=lambda: best.over() or bool(stop and stop()),
        )
        self._learn(run(terms.exact, effort), promised)

    def _params(self) -> dict[str, object]:
        if not self.is_small:
            return LIGHT
        if not self._is_pure():
            return {}
        several = any(len(one) > 1 for one in self.best.instance.choices)
        return BARE if several else PURE

    def _learn(self, found: Found, proving: bool) -> None:
        if found.draft is not None:
            self.best.offer(found.draft)
        if proving and found.closed and found.value is not None:
            self.best.raise_bound(found.value)
        if self.refuted and found.closed:
            self.best.settled = True

    def _neighbours(self, enough: Callable[[int], bool] | None = None) -> None:
        best = self.best
        seed = best.clock.limits.seed * 1000 + next(self._lanes)
        looking = Search(best, self.book, self.aim, seed)
        while not best.over() and not (enough and enough(looking.round)):
            if not best.clock.limits.deterministic and best.clock.left < SPARE:
                return
            looking.step(TRY, 1)
