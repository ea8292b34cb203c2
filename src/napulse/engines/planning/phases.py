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
from napulse.engines.planning.model import Answer, Goal
from napulse.engines.planning.neighbourhoods import TRY, Search
from napulse.engines.planning.posed import PRESS, SMALL, Aim, posed, safe_horizon
from napulse.engines.planning.search import search

ASKING = 2.0
SPARE = 0.05
ROUNDS_A_SECOND = 100
FIRST_PROOF, PROOF_GROWS = 0.1, 3
LENGTH = Goal(makespan=1)
BARE: dict[str, object] = {"linearization_level": 0}
PURE: dict[str, object] = {
    **BARE,
    "use_strong_propagation_in_disjunctive": True,
    "use_dynamic_precedence_in_disjunctive": True,
}


@dataclass(slots=True)
class Proof:
    """One run of the whole model: stale when others have found better after its ``patience``."""

    best: Best
    patience: float | None
    known: Draft = field(init=False)
    begun: float = field(init=False)

    def __post_init__(self) -> None:
        self.known, self.begun = self.best.draft, self.best.clock.elapsed

    def told(self, draft: Draft) -> None:
        """Offer what the run has found."""
        if self.best.offer(draft):
            self.known = self.best.draft

    def is_stale(self) -> bool:
        """Say whether it pays to begin again from the best draft."""
        if self.patience is None or self.best.clock.elapsed < self.begun + self.patience:
            return False
        return self.best.draft is not self.known


@dataclass(slots=True)
class Hunt:
    """One request under way; ``refuted`` says that the promises cannot all be kept."""

    best: Best
    book: Book
    aim: Aim
    refuted: bool = False
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
            for one in threads:
                one.join()
        if failed:
            raise failed[0]

    def _share(self) -> float:
        """The part of the time for search: it is best at length, others gain more from models."""
        if not self._is_pure():
            return 0.25
        alone = self.best.clock.limits.workers < 2
        return 0.4 if alone or self._is_open() or self.best.goal != LENGTH else 0.9

    def _is_open(self) -> bool:
        return any(len(one) > 1 for one in self.best.instance.choices)

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
        """The whole model, begun again (ever later) once others have found a better draft.

        What a run has learned is lost then, so a run that is right about the best draft goes on.
        """
        if self.aim.stability:
            self._neighbours()
            return
        patience = FIRST_PROOF * self.best.clock.budget
        while not self.best.over() and self._whole(self.best.clock.left, patience):
            patience *= PROOF_GROWS
        if not self.best.over():
            self._neighbours()

    def _whole(self, seconds: float, patience: float | None = None) -> bool:
        """Solve the whole; say whether that was given up for a better draft from elsewhere."""
        best, promised = self.best, not self.best.score.broken
        draft = best.draft
        horizon = safe_horizon(self.book, draft, self.aim)
        box = frame(self.book, draft, self.book.open_items(), horizon, promised)
        terms = posed(box, self.aim, promised, 1 + PRESS * best.goal.value(best.score))
        proof = Proof(best, patience)
        limits = replace(best.clock.limits, workers=1)
        effort = Effort(
            limits,
            seconds - SPARE if not limits.deterministic else seconds,
            self._params(),
            told=proof.told,
            bounded=best.raise_bound if promised else None,
            stop=lambda: best.over() or proof.is_stale(),
        )
        found = run(terms.exact, effort)
        self._learn(found, promised)
        return proof.is_stale() and not found.closed

    def _params(self) -> dict[str, object]:
        if not self.is_small:
            return LIGHT
        if not self._is_pure():
            return {}
        return BARE if self._is_open() else PURE

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
