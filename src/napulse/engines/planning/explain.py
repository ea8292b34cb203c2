"""Why a set of promises cannot be kept: who is short of time, when, by how much, for which dates.

Cheap proofs come first: chains of work longer than allowed, money below the cheapest way, and the
table of shortages. When they find nothing, the exact question is asked and a smallest set of
promises that contradict one another is looked for by leaving out one after another.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from napulse.engines.planning.attempt import attempt
from napulse.engines.planning.feasible import feasible
from napulse.engines.planning.model import Answer, Plan, Problem
from napulse.engines.planning.promises import missed, promises_of, without
from napulse.engines.planning.reasons import Cause, Why, reasons
from napulse.engines.planning.scenario import whole
from napulse.engines.planning.timing import Promise

_SHARE = 0.75
_ENOUGH = 0.2
_TRY = 0.6
_FIRST = 0.35


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether all promises can be kept with all of the scope, and if not, why.

    Without the promises of ``give_up`` everything can be done: ``plan`` does it, and misses exactly
    these. ``UNKNOWN``: no proof was found, but no plan that keeps everything either.
    """

    answer: Answer
    causes: tuple[Cause, ...] = ()
    give_up: tuple[Promise, ...] = ()
    plan: Plan | None = None
    seconds: float = 0.0


def explain(problem: Problem, seconds: float = 2.0, base: Plan | None = None) -> Explanation:
    """Return why the promises of a problem cannot be kept, the weightiest reason first.

    ``base`` is a plan of the problem as it was, if there is one: what is near to it is looked at.

    The problem must have passed ``validate``. Optional work counts as work to be done: what leaving
    it out would help is a way out, not a reason.
    """
    return _Search(whole(problem), seconds, (base,) if base else ()).explanation()


class _Search:
    """Takes back promises, one for each reason found, until a plan keeps the rest."""

    def __init__(self, problem: Problem, seconds: float, hints: tuple[Plan, ...]) -> None:
        self.problem, self.hints = problem, hints
        self.began, self.seconds = time.perf_counter(), seconds * _SHARE
        self.causes: list[Cause] = []
        self.gone: list[Promise] = []
        self.proved = False

    @property
    def spent(self) -> float:
        return time.perf_counter() - self.began

    @property
    def left(self) -> float:
        return self.seconds - self.spent

    def explanation(self) -> Explanation:
        plan = self._plan()
        give_up = missed(self.problem, plan)
        if not give_up:
            return Explanation(Answer.YES, plan=plan, seconds=self.spent)
        plan, give_up = self._fewer(plan, give_up)
        named = {promise for cause in self.causes for promise in cause.promises}
        if not named.issuperset(give_up):
            self.causes.append(Cause(Why.TOGETHER, give_up))
        answer = Answer.NO if self.proved else Answer.UNKNOWN
        return Explanation(answer, tuple(self.causes), give_up, plan, self.spent)

    def _plan(self) -> Plan:
        """A plan that keeps all promises not taken back, or the best there is when time is up."""
        while True:
            current = without(self.problem, self.gone)
            if self._by_tables(current):
                continue
            found = attempt(current, self.left * _FIRST, self.hints)
            if found.answer is Answer.YES or self.left < _ENOUGH:
                return found.plan
            if found.answer is Answer.UNKNOWN:
                return self._of_the_guilty(found.plan)
            self._take_back(Cause(Why.TOGETHER, self._core(current)))

    def _of_the_guilty(self, plan: Plan) -> Plan:
        """A plan that misses none but promises named by the reasons, if one is found."""
        named = {promise for cause in self.causes for promise in cause.promises}
        current = without(self.problem, named.union(self.gone))
        found = attempt(current, self.left * _TRY, (plan, *self.hints))
        return min((found.plan, plan, *self.hints), key=self._misses)

    def _misses(self, plan: Plan) -> float:
        """How many promises a plan misses; infinitely many if it breaks a rule that is none."""
        try:
            return len(missed(self.problem, plan))
        except ValueError:
            return math.inf

    def _by_tables(self, current: Problem) -> bool:
        """Take back a promise for each reason that shares none with the reasons before it."""
        fresh: set[Promise] = set()
        for cause in reasons(current):
            if cause.promises and fresh.isdisjoint(cause.promises):
                fresh.add(self._take_back(cause))
        return bool(fresh)

    def _take_back(self, cause: Cause) -> Promise:
        self.proved = True
        self.causes.append(cause)
        self.gone.append(cause.promises[0])
        return cause.promises[0]

    def _core(self, current: Problem) -> tuple[Promise, ...]:
        """Promises that cannot be kept together, as few as the time allows to find."""
        kept = list(promises_of(current))
        step = max(1, len(kept) // 2)
        while step:
            place = 0
            while place < len(kept) and self.left > self.seconds * 0.3:
                tried = kept[:place] + kept[place + step :]
                if tried and self._contradict(current, tried):
                    kept = tried
                else:
                    place += step
            step //= 2
        return tuple(kept)

    def _contradict(self, current: Problem, kept: list[Promise]) -> bool:
        others = [one for one in promises_of(current) if one not in kept]
        return feasible(without(current, others), max(0.05, self.left / 4))[0] is Answer.NO

    def _fewer(self, plan: Plan, given_up: tuple[Promise, ...]) -> tuple[Plan, tuple[Promise, ...]]:
        """Keep after all what can be kept beside the rest, while there is time."""
        for promise in given_up:
            if promise not in given_up or len(given_up) == 1 or self.left < _ENOUGH:
                continue
            fewer = [one for one in given_up if one != promise]
            current = without(self.problem, fewer)
            if reasons(current):
                continue
            other = attempt(current, self.left * _TRY, (plan,))
            if other.answer is Answer.YES:
                plan, given_up = other.plan, missed(self.problem, other.plan)
        return plan, given_up
