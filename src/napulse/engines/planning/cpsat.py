"""One run of CP-SAT: parameters, clock, stop, and what it found on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from napulse.engines.planning.draft import Draft
from napulse.engines.planning.exact import Exact
from napulse.engines.planning.hints import taken
from napulse.engines.planning.model import Budgeted

LIGHT: dict[str, object] = {
    "cp_model_probing_level": 0,
    "max_presolve_iterations": 1,
    "symmetry_level": 0,
}
LNS: dict[str, object] = {**LIGHT, "use_lns_only": True}


@dataclass(frozen=True, slots=True)
class Found:
    """How a run ended: the last draft, the proved bound, and whether that is all there is.

    ``draft`` is None if nothing was found; ``closed`` says that the draft is optimal or, without a
    draft, that there is none.
    """

    draft: Draft | None
    value: int | None
    bound: int | None
    closed: bool


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a run may take, with what parameters, and who is told of better drafts.

    ``told`` gets every better draft and ``bounded`` a better bound; ``stop`` ends the run.
    """

    limits: Budgeted
    seconds: float
    params: dict[str, object]
    told: Callable[[Draft], object] | None = None
    bounded: Callable[[int], None] | None = None
    stop: Callable[[], bool] | None = None


class _Watch(cp_model.CpSolverSolutionCallback):
    """Hands over every better draft while the solver works."""

    def __init__(self, exact: Exact, effort: Effort) -> None:
        super().__init__()
        self.exact, self.effort = exact, effort
        self.failed: BaseException | None = None

    def on_solution_callback(self) -> None:
        try:
            if self.effort.told:
                self.effort.told(taken(self.exact, self.value))
            if self.effort.stop and self.effort.stop():
                self.stop_search()
        except BaseException as error:
            self.failed = error
            self.stop_search()


def run(exact: Exact, effort: Effort) -> Found:
    """Solve a model; a failure of a watcher is raised after the solver has stopped."""
    solver = cp_model.CpSolver()
    _set(solver, effort)
    watch = _Watch(exact, effort)
    if effort.bounded:
        bounded = effort.bounded
        solver.best_bound_callback = lambda bound: bounded(round(bound))
    with _Stopper(solver, effort):
        status = solver.solve(exact.model, watch if effort.told or effort.stop else None)
    if watch.failed:
        raise watch.failed
    if status == cp_model.MODEL_INVALID:
        raise ValueError(exact.model.validate())
    if status == cp_model.INFEASIBLE:
        return Found(None, None, None, closed=True)
    bound = round(solver.best_objective_bound) if exact.model.has_objective() else None
    if status == cp_model.UNKNOWN:
        return Found(None, None, bound, closed=False)
    draft = taken(exact, solver.value)
    value = round(solver.objective_value)
    return Found(draft, value, bound, closed=status == cp_model.OPTIMAL)


def _set(solver: cp_model.CpSolver, effort: Effort) -> None:
    params, limits = solver.parameters, effort.limits
    params.random_seed = limits.seed
    params.num_workers = 1 if limits.deterministic else max(1, limits.workers)
    if limits.deterministic:
        params.max_deterministic_time = effort.seconds
    else:
        params.max_time_in_seconds = max(0.01, effort.seconds)
    for name, value in effort.params.items():
        setattr(params, name, value)


class _Stopper:
    """Asks ``stop`` a few times a second, so that a run without solutions ends too."""

    def __init__(self, solver: cp_model.CpSolver, effort: Effort) -> None:
        self.solver, self.stop = solver, effort.stop
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> None:
        if self.stop:
            self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        if self.stop:
            self.thread.join()

    def _ask(self) -> None:
        while self.stop and not self.over.wait(0.05):
            if self.stop():
                self.solver.stop_search()
                return
