"""One timed answer of the engine, judged: the checker's word, the true value, the memory it took.

    python planning_measure.py < question > answer

is how a question is asked apart: a process that has loaded the engine and nothing else answers it.
Both are pickles; they pass between two processes of the same run.
"""

import json
import pickle
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from napulse.engines.planning.checker import check
from napulse.engines.planning.model import (
    Budgeted,
    Goal,
    Plan,
    Problem,
    Progress,
    Result,
    Score,
    Status,
)
from napulse.engines.planning.portfolio import solve
from napulse.engines.planning.validate import validate

WORKERS = 2
LATE_S, LATE_SHARE = 0.3, 1.05


@dataclass(frozen=True)
class Run:
    """An answer: what it is worth by our own reckoning, and what is wrong with it, or ""."""

    name: str
    seconds: float
    wall: float
    first: float
    value: int
    bound: int | None
    is_proved: bool
    plan: Plan
    fault: str
    mb: float = 0.0


def timed(problem: Problem, goal: Goal, seconds: float, name: str = "", seed: int = 1) -> Run:
    """Ask here; the clock runs from the problem to the answer, the model is built in between."""
    return _judged(problem, goal, _asked(problem, goal, seconds, seed), (name, seconds))


def apart(problem: Problem, goal: Goal, seconds: float, name: str = "", seed: int = 1) -> Run:
    """Ask a process of its own, whose peak of memory is told; loading it is not timed."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, __file__],
        input=pickle.dumps((problem, goal, seconds, seed)),
        stdout=subprocess.PIPE,
        check=True,
    )
    answer = _Answer(*pickle.loads(done.stdout))  # noqa: S301 - from our own child
    return _judged(problem, goal, answer, (name, seconds))


@dataclass(frozen=True)
class _Answer:
    result: Result
    wall: float
    first: float
    mb: float


def _asked(problem: Problem, goal: Goal, seconds: float, seed: int) -> _Answer:
    begun = time.perf_counter()
    shown: list[float] = []

    def watch(progress: Progress) -> None:
        if progress.plan is not None and not shown:
            shown.append(time.perf_counter() - begun)

    validate(problem)
    limits = Budgeted(seconds=seconds, workers=WORKERS, seed=seed)
    result = solve(problem, goal, limits, watch)
    wall = time.perf_counter() - begun
    used = [
        resource.getrusage(whose).ru_maxrss
        for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return _Answer(result, wall, min([wall, *shown]), sum(used) / 1024)


def _judged(problem: Problem, goal: Goal, answer: _Answer, asked: tuple[str, float]) -> Run:
    name, seconds = asked
    result = answer.result
    value = goal.value(worth(problem, result.plan))
    is_proved = result.status is Status.PROVED
    bound = value if is_proved else result.bound
    run = Run(name, seconds, answer.wall, answer.first, value, bound, is_proved, result.plan, "")
    return replace(run, fault=_fault(problem, goal, run, result), mb=answer.mb)


def _fault(problem: Problem, goal: Goal, run: Run, result: Result) -> str:
    found = check(problem, run.plan)
    if found:
        return f"{found[0].code} {', '.join(found[0].items)}"
    if run.value != result.value:
        return f"says {result.value}, is worth {run.value}"
    if run.bound is not None and run.bound > run.value:
        return f"bound {run.bound} above {run.value}"
    mine = worth(problem, run.plan)
    for name, cap in goal.caps:
        if getattr(mine, name) > cap:
            return f"{name} {getattr(mine, name)} above {cap}"
    if run.wall > run.seconds * LATE_SHARE + LATE_S:
        return f"took {run.wall:.1f} s of {run.seconds:g}"
    return ""


def worth(problem: Problem, plan: Plan) -> Score:
    """Length, lateness, flow and cost of a plan, reckoned apart from the engine."""
    ends = project_ends(problem, plan)
    dues = [(one, one.due) for one in problem.projects if one.due is not None]
    return Score(
        makespan=max((one.end for one in plan.placed), default=0),
        lateness=sum(one.weight * max(0, ends[one.key] - due) for one, due in dues),
        flow=sum(one.weight * (ends[one.key] - one.release) for one in problem.projects),
        cost=_cost(problem, plan),
    )


def project_ends(problem: Problem, plan: Plan) -> dict[str, int]:
    """When each project ends; one that has nothing placed ends at its release."""
    ends = {one.key: one.release for one in problem.projects}
    of = {one.key: one.project for one in problem.items}
    for placed in plan.placed:
        ends[of[placed.item]] = max(ends[of[placed.item]], placed.end)
    return ends


def _cost(problem: Problem, plan: Plan) -> int:
    items = {one.key: one for one in problem.items}
    rates = {one.key: one.rate for one in problem.people}
    total = 0
    for one in plan.placed:
        needs = items[one.item].modes[one.mode].needs
        efforts = [need.effort for need in needs for _ in range(need.count)]
        for effort, who in zip(efforts, one.people, strict=True):
            total += (effort * rates[who] * 2 + 60) // 120
    return total


class BestKnown:
    """The best value known of each question, kept in a folder from run to run if one is named."""

    def __init__(self, folder: Path | None) -> None:
        self.file = folder / "best.json" if folder else None
        there = self.file is not None and self.file.is_file()
        self.values: dict[str, int] = (
            json.loads(self.file.read_text()) if there and self.file else {}
        )
        self.long: set[str] = set(self.values)

    def told(self, problem: Problem, goal: Goal, value: int) -> None:
        """Learn of a value that a timed run reached."""
        key = _key(problem, goal)
        self.values[key] = min(value, self.values.get(key, value))
        self._keep()

    def of(self, problem: Problem, goal: Goal, look: Callable[[], int] | None = None) -> int:
        """The best value known; when nobody looked long yet, `look` does."""
        key = _key(problem, goal)
        if look is not None and key not in self.long:
            self.told(problem, goal, look())
            self.long.add(key)
            self._keep()
        return self.values[key]

    def _keep(self) -> None:
        if self.file is not None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            kept = {key: value for key, value in self.values.items() if key in self.long}
            self.file.write_text(json.dumps(kept, indent=0, sort_keys=True))


def _key(problem: Problem, goal: Goal) -> str:
    return sha256(repr((problem, goal)).encode()).hexdigest()[:20]


def main() -> None:
    """Answer one question."""
    problem, goal, seconds, seed = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    answer = _asked(problem, goal, seconds, seed)
    told = (answer.result, answer.wall, answer.first, answer.mb)
    sys.stdout.buffer.write(pickle.dumps(told))


if __name__ == "__main__":
    main()
