"""Rows of the published sets and of the larger projects that are made in their way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from planning_bounds import least_cost, least_makespan
from planning_hand import by_list
from planning_measure import BestKnown, Run, timed, worth
from planning_projects import kinds, made
from planning_reading import Case, cases, spread
from trust.table import Row

from napulse.engines.planning.checker import check
from napulse.engines.planning.compiled import compile_problem
from napulse.engines.planning.draft import to_plan
from napulse.engines.planning.greedy import Rule, greedy, priorities
from napulse.engines.planning.model import MAKESPAN, Goal, Plan, Problem

COST = Goal(cost=1)
MARGIN = 1.05


@dataclass(frozen=True)
class Setting:
    """How much is looked at and where what was found is kept; `sample` None is a whole set."""

    sample: int | None
    long_s: float
    best: BestKnown
    seeds: tuple[int, ...]
    log: Callable[[Run, int], None]


@dataclass(frozen=True)
class Demand:
    """Within so many seconds, at most this mean gap and at least this share proved, in per cent."""

    seconds: float
    gap: float
    proved: float = 0.0

    def __str__(self) -> str:
        if self.gap == inf:
            return ""
        proved = f", >= {self.proved:g} %" if self.proved else ""
        return f"<= {self.gap:g} %{proved}"


DEMANDS = {
    "j30": [Demand(5, 0.0, 95)],
    "j60": [Demand(5, 0.5, 84), Demand(15, 0.35, 84)],
    "mm_j10": [Demand(5, 0.5)],
    "mm_j20": [Demand(5, 0.5)],
    "1a": [Demand(15, 2)],
    "2c": [Demand(15, 2)],
}
NOTHING = [Demand(5, inf), Demand(15, inf)]


def published(folder: Path, name: str, setting: Setting) -> Iterator[Row]:
    """Gap to the best known and share proved; nothing is demanded of a set that is not ours."""
    found = cases(folder, name, setting.sample)
    yield from rows(name, found, DEMANDS.get(name, NOTHING), setting)


def larger(setting: Setting) -> Iterator[Row]:
    """Projects of 120 jobs, against our own long run."""
    cells = spread(kinds(), setting.sample or 12)
    found = [made(120, kind, seed) for seed in setting.seeds for kind in cells]
    demands = [Demand(1, 4), Demand(5, 3), Demand(15, 2.7)]
    yield from rows("made, 120 jobs", found, demands, setting)


def rows(what: str, found: list[Case], demands: list[Demand], setting: Setting) -> Iterator[Row]:
    """A row for each time that is given; what was proved in less is not asked again."""
    runs: dict[float, list[Run]] = {}
    earlier: list[Run | None] = [None] * len(found)
    for demand in demands:
        runs[demand.seconds] = [
            _again(before, demand.seconds) or _timed(case, demand.seconds)
            for case, before in zip(found, earlier, strict=True)
        ]
        earlier = list(runs[demand.seconds])
    best = _best(found, [one for many in runs.values() for one in many], setting)
    beside = baselines([case.problem for case in found], [best[case.name] for case in found])
    for demand in demands:
        for run in runs[demand.seconds]:
            setting.log(run, best[run.name])
        yield row(
            f"{what} ({len(found)}), {demand.seconds:g} s",
            runs[demand.seconds],
            best,
            demand,
            beside,
        )


def _timed(case: Case, seconds: float) -> Run:
    return timed(case.problem, MAKESPAN, seconds, case.name)


def _again(before: Run | None, seconds: float) -> Run | None:
    return replace(before, seconds=seconds) if before and before.is_proved else None


def _best(found: list[Case], runs: list[Run], setting: Setting) -> dict[str, int]:
    """What is published, or, where nothing is and nothing is proved, our own long run."""
    out: dict[str, int] = {}
    for case in found:
        mine = [run for run in runs if run.name == case.name and not run.fault]
        if case.upper is not None:
            out[case.name] = case.upper
        elif any(run.is_proved for run in mine):
            out[case.name] = min(run.value for run in mine)
        else:
            for run in mine:
                setting.best.told(case.problem, MAKESPAN, run.value)
            out[case.name] = setting.best.of(case.problem, MAKESPAN, _long(case, setting))
    return out


def _long(case: Case, setting: Setting) -> Callable[[], int]:
    return lambda: timed(case.problem, MAKESPAN, setting.long_s, case.name, seed=7).value


def row(what: str, runs: list[Run], best: dict[str, int], demand: Demand, beside: str) -> Row:
    """Mean gap and share proved; wrong plans and wrong proofs are named and are short."""
    gap = mean([share_above(run.value, best[run.name]) for run in runs])
    proved = 100 * mean([float(run.is_proved) for run in runs])
    faults = [f"{run.name}: {fault}" for run in runs if (fault := _fault(run, best[run.name]))]
    figure = f"{gap:.2f} %, {proved:.0f} % proved"
    kept = bool(runs) and gap <= demand.gap + 1e-9 and proved >= demand.proved and not faults
    return Row(what, figure, str(demand), kept, "; ".join(faults[:5]) or beside)


def _fault(run: Run, best: int) -> str:
    if not run.fault and run.bound is not None and run.bound > best:
        return f"bound {run.bound} above the best known {best}"
    return run.fault


def baselines(problems: list[Problem], best: list[int], goal: Goal = MAKESPAN) -> str:
    """The gaps of the greedy plan and of the way of the hand on the same instances."""
    ways = {"greedy": greedily, "list": by_list}
    told = []
    for name, way in ways.items():
        plans = [way(problem) for problem in problems]
        good = [not check(one, plan) for one, plan in zip(problems, plans, strict=True)]
        gaps = [
            share_above(goal.value(worth(problem, plan)), least)
            for problem, plan, least, fits in zip(problems, plans, best, good, strict=True)
            if fits
        ]
        left = f" ({len(gaps)} of {len(plans)})" if len(gaps) < len(plans) else ""
        told.append(f"{name} {mean(gaps):.1f} %{left}")
    return ", ".join(told)


def greedily(problem: Problem) -> Plan:
    """The engine's own first plan by its usual rule."""
    compiled = compile_problem(problem)
    return to_plan(compiled, greedy(compiled, priorities(compiled, Rule.LATEST)))


def skilled(folder: Path, setting: Setting) -> Iterator[Row]:
    """iMOPSE: the length against its bound, then the cost of plans at most a twentieth longer."""
    found = cases(folder, "imopse", setting.sample)
    problems = [case.problem for case in found]
    short = [_timed(case, 15) for case in found]
    floors = [least_makespan(one) for one in problems]
    beside = _Beside(f"iMOPSE ({len(found)}), length, 15 s", problems, MAKESPAN, 2.5)
    yield _bounded(beside, short, floors, setting)
    lengths = [int(run.value * MARGIN) for run in short]
    cheap = [_cheap(case, longest) for case, longest in zip(found, lengths, strict=True)]
    floors = [least_cost(one, longest) for one, longest in zip(problems, lengths, strict=True)]
    beside = _Beside(f"iMOPSE ({len(found)}), cost, 15 s", problems, COST, 6)
    yield _bounded(beside, cheap, floors, setting)


def _cheap(case: Case, longest: int) -> Run:
    goal = replace(COST, caps=(("makespan", longest),))
    return timed(case.problem, goal, 15, case.name)


@dataclass(frozen=True)
class _Beside:
    """What a row of bounds is about; baselines keep no cap."""

    what: str
    problems: list[Problem]
    goal: Goal
    gap: float


def _bounded(asked: _Beside, runs: list[Run], floors: list[int], setting: Setting) -> Row:
    """A gap to the greater of our bound and the engine's: there is no best known to hold it to."""
    best = {run.name: max(floor, run.bound or 0) for run, floor in zip(runs, floors, strict=True)}
    for run in runs:
        setting.log(run, best[run.name])
    worst = max(share_above(run.value, best[run.name]) for run in runs)
    beside = baselines(asked.problems, [best[run.name] for run in runs], asked.goal)
    told = row(asked.what, runs, best, Demand(runs[0].seconds, asked.gap), beside)
    return replace(told, figure=f"{told.figure}, worst {worst:.1f} %")


def share_above(value: int, best: int) -> float:
    """How much more than the best, in per cent of it."""
    return 100 * (value - best) / best if best else 100.0 * (value > 0)


def mean(many: list[float]) -> float:
    """The mean; of nothing, nothing."""
    return sum(many) / len(many) if many else 0.0
