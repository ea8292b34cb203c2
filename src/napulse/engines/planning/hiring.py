"""Whom to hire or book, from when, and what it costs not to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from napulse.engines.planning.best import Clock, Ears, Stop
from napulse.engines.planning.compiled import compile_problem
from napulse.engines.planning.draft import Draft, from_plan
from napulse.engines.planning.energy import Shortage, shortages, tightest
from napulse.engines.planning.greedy import first, worth
from napulse.engines.planning.model import PROMISES, Budgeted, Plan, Problem, Score, Slot
from napulse.engines.planning.portfolio import Aim, improve, solve
from napulse.engines.planning.scenario import AddPerson, applied, whole
from napulse.engines.planning.scoring import score_draft, score_plan
from napulse.engines.planning.ways import Effect, effects, project_ends

_FIRST = 0.4


@dataclass(frozen=True, slots=True)
class Advice:
    """A person to hire and what comes of it.

    ``broken`` (slots and units of hard promises) and ``lateness`` (weighted slots) are what it
    costs not to hire: the difference between the plans without and with the person. ``shortage`` is
    the reason; ``effects`` are on all projects.
    """

    hire: AddPerson
    shortage: Shortage
    broken: int
    lateness: int
    without: Score
    with_person: Score
    plan: Plan
    effects: tuple[Effect, ...]

    @property
    def start(self) -> Slot:
        """Return from when the person is needed."""
        return self.hire.start


def whom_to_hire(
    problem: Problem,
    seconds: float = 10.0,
    most: int = 3,
    base: Plan | None = None,
    stop: Stop | None = None,
) -> tuple[Advice, ...]:
    """Return hires that make projects less late, the most useful first, at most ``most``.

    Every due is looked at as if it were hard to find who is short of time; each hire is then
    weighed by a plan with the person from that time on. The problem must have passed ``validate``.
    """
    clock = Clock(Budgeted(seconds), Ears(stop=stop))
    of = whole(problem)
    plan = base or solve(of, PROMISES, Budgeted(seconds * _FIRST), stop=stop).plan
    score = score_plan(of, plan)
    if not score.broken and not score.lateness:
        return ()
    wanted = list(candidates(of, most))
    found: list[Advice] = []
    for number, short in enumerate(wanted):
        if clock.left <= 0 and found:
            break
        share = Budgeted(max(0.1, clock.left / (len(wanted) - number)))
        found.append(_advice(of, (plan, score), short, Clock(share, Ears(stop=stop))))
    useful = [one for one in found if one.broken > 0 or (not one.broken and one.lateness > 0)]
    return tuple(sorted(useful, key=lambda one: (-one.broken, -one.lateness)))


def candidates(problem: Problem, most: int) -> Iterator[Shortage]:
    """Yield the largest shortage of each skill by the dues; the tightest group if there is none."""
    projects = (replace(one, hard=one.due is not None) for one in problem.projects)
    hard = problem.with_(projects=tuple(projects))
    seen: set[str] = set()
    for one in shortages(hard):
        if not one.pool and one.skill not in seen and len(seen) < most:
            seen.add(one.skill)
            yield one
    tight = None if seen else tightest(hard)
    if tight:
        yield tight


def _advice(problem: Problem, now: tuple[Plan, Score], short: Shortage, clock: Clock) -> Advice:
    plan, before = now
    level = max(one.level for one in short.skills if one.name == short.skill)
    end = max([short.window.end, *(one.end for one in plan.placed)])
    start = max(problem.now, short.window.start)
    hire = AddPerson(short.skill, level, start, end)
    changed = applied(problem, (hire,))
    instance = compile_problem(changed)

    def value(one: Draft) -> int:
        return worth(PROMISES, score_draft(instance, one))

    draft = min(first(instance, PROMISES), from_plan(instance, plan), key=value)
    better = improve(instance, draft, Aim(PROMISES), clock)
    after = better.score
    return Advice(
        hire=hire,
        shortage=short,
        broken=before.broken - after.broken,
        lateness=before.lateness - after.lateness,
        without=before,
        with_person=after,
        plan=better.plan,
        effects=effects(changed, project_ends(problem, plan), better.plan),
    )
