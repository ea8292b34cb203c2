"""Rows of made agencies: the first plan, the way to the best known, memory, and TaskJuggler."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from planning_agency import agency
from planning_juggler import is_there, planned, schemes
from planning_measure import Run, apart, worth
from planning_sets import Setting, baselines, mean, share_above
from trust.table import Row

from napulse.engines.planning.model import FLOW, PROMISES, Goal, Problem

MOST_MB, MOST_FIRST_S = 400, 1.0
DEMANDS = {15.0: 5.0, 60.0: 2.0}
BETTER = 10.0
BOTH = Goal(flow=1, makespan=5)  # the end of everything weighs as a project of the greatest weight


def rows(setting: Setting, times: tuple[float, ...] = tuple(DEMANDS)) -> Iterator[Row]:
    """Weighted flow against the best known; promises are told beside it."""
    problems = {f"agency {seed}": agency(seed) for seed in setting.seeds}
    runs = {
        seconds: [apart(one, FLOW, seconds, name) for name, one in problems.items()]
        for seconds in times
    }
    flat = [run for many in runs.values() for run in many]
    best = {name: _best(name, problem, flat, setting) for name, problem in problems.items()}
    for run in flat:
        setting.log(run, best[run.name])
    yield _first(flat)
    beside = baselines(list(problems.values()), list(best.values()), FLOW)
    for seconds in times:
        yield _gaps(seconds, runs[seconds], best, beside)
    yield _memory(flat)
    yield _promised(problems, times[0])


def _best(name: str, problem: Problem, runs: list[Run], setting: Setting) -> int:
    for run in runs:
        if run.name == name and not run.fault:
            setting.best.told(problem, FLOW, run.value)
    long_s = 2 * setting.long_s
    return setting.best.of(problem, FLOW, lambda: apart(problem, FLOW, long_s, name, 7).value)


def _first(runs: list[Run]) -> Row:
    slowest = max(run.first for run in runs)
    demanded = f"<= {MOST_FIRST_S:g} s"
    return Row("agency, first plan", f"{slowest:.2f} s", demanded, slowest <= MOST_FIRST_S)


def _gaps(seconds: float, runs: list[Run], best: dict[str, int], beside: str) -> Row:
    """The worst agency is judged, not the mean."""
    gaps = [share_above(run.value, best[run.name]) for run in runs]
    faults = "; ".join(f"{run.name}: {run.fault}" for run in runs if run.fault)
    kept = max(gaps) <= DEMANDS[seconds] and not faults
    figure = f"{mean(gaps):.2f} %, worst {max(gaps):.2f} %"
    what = f"agency ({len(runs)}), weighted flow, {seconds:g} s"
    return Row(what, figure, f"<= {DEMANDS[seconds]:g} %", kept, faults or beside)


def _memory(runs: list[Run]) -> Row:
    most = max(run.mb for run in runs)
    return Row("agency, peak memory", f"{most:.0f} MB", f"<= {MOST_MB} MB", most <= MOST_MB)


def _promised(problems: dict[str, Problem], seconds: float) -> Row:
    """How late and how long when lateness goes first; there is nothing to compare it with."""
    found = [apart(one, PROMISES, seconds, name) for name, one in problems.items()]
    scores = [worth(problems[run.name], run.plan) for run in found]
    faults = "; ".join(f"{run.name}: {run.fault}" for run in found if run.fault)
    figure = f"late {mean([s.lateness for s in scores]):.0f}"
    flow = f"flow {mean([s.flow for s in scores]):.0f}"
    what = f"agency ({len(found)}), lateness first, {seconds:g} s"
    return Row(what, figure, "", not faults, faults or flow)


def beside_taskjuggler(setting: Setting, seconds: float = 15) -> Iterator[Row]:
    """The same agency with the same calendars; of its ways with priorities, the best counts."""
    if not is_there():
        yield Row("beside TaskJuggler", "left out", "", None, "tj3 is not installed")
        return
    ours, theirs = [], []
    for seed in setting.seeds:
        problem = agency(seed)
        run = apart(problem, BOTH, seconds, f"agency {seed}")
        ours.append((problem, run))
        theirs.append(_juggled(problem))
        setting.log(run, run.value)
    what = f"beside TaskJuggler ({len(ours)})"
    faults = "; ".join(f"{run.name}: {run.fault}" for _, run in ours if run.fault)
    longer = [
        worth(problem, run.plan).makespan - min(length for length, _ in other.values())
        for (problem, run), other in zip(ours, theirs, strict=True)
    ]
    figure = f"{mean([float(one) for one in longer]):+.0f} half-days, worst {max(longer):+d}"
    yield Row(f"{what}, length", figure, "<= 0", max(longer) <= 0 and not faults, faults)
    for title, is_meant in (("plain", lambda name: name == "plain"), ("with priorities", bool)):
        better = [
            100
            - 100
            * worth(problem, run.plan).flow
            / min(flow for name, (_, flow) in other.items() if is_meant(name))
            for (problem, run), other in zip(ours, theirs, strict=True)
        ]
        figure = f"{mean(better):.1f} % better, worst {min(better):.1f} %"
        kept = min(better) >= BETTER and not faults
        yield Row(f"{what}, flow, {title}", figure, f">= {BETTER:g} %", kept)


def _juggled(problem: Problem) -> dict[str, tuple[int, int]]:
    """By way of giving priorities: how long its plan is, and its weighted flow."""
    out = {}
    with tempfile.TemporaryDirectory(prefix="napulse-tj-") as folder:
        for name, priorities in schemes(problem).items():
            ends = planned(problem, priorities, Path(folder) / name.replace(" ", "-"))
            done = _ends(problem, ends)
            flow = sum(one.weight * (done[one.key] - one.release) for one in problem.projects)
            out[name] = (max(ends.values()), flow)
    return out


def _ends(problem: Problem, ends: dict[str, int]) -> dict[str, int]:
    of = {item.key: item.project for item in problem.items}
    return {
        project.key: max(end for item, end in ends.items() if of[item] == project.key)
        for project in problem.projects
    }
