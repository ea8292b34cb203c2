"""Bounds of projects whose tasks are done by one person each, found apart from the engine.

What cannot be undercut when every task is given to one able person and order is forgotten: nobody
works longer than the plan lasts, and the longest chain fits in.
"""

from ortools.sat.python import cp_model

from napulse.engines.planning.compiled import Instance, compile_problem
from napulse.engines.planning.model import Problem

SECONDS = 20


def least_makespan(problem: Problem) -> int:
    """No plan ends earlier."""
    compiled = compile_problem(problem)
    model, loads, _ = _given(compiled)
    length = model.new_int_var(_chain(compiled), problem.horizon, "length")
    for load in loads:
        model.add(load <= length)
    model.minimize(length)
    return _bound(model)


def least_cost(problem: Problem, makespan: int) -> int:
    """No plan of this length is cheaper."""
    model, loads, cost = _given(compile_problem(problem))
    for load in loads:
        model.add(load <= makespan)
    model.minimize(cost)
    return _bound(model)


def _given(
    compiled: Instance,
) -> tuple[cp_model.CpModel, list[cp_model.LinearExpr], cp_model.LinearExpr]:
    """Each task to one person: the work of each person, and what all of it costs."""
    model = cp_model.CpModel()
    loads: list[list[cp_model.LinearExpr]] = [[] for _ in compiled.problem.people]
    costs = []
    for (way,) in compiled.ways:
        taken = []
        for option in way.seats[0].options:
            chosen = model.new_bool_var("")
            taken.append(chosen)
            loads[option.person].append(option.work * chosen)
            costs.append(option.cost * chosen)
        model.add_exactly_one(taken)
    return model, [sum(load) for load in loads if load], sum(costs)


def _chain(compiled: Instance) -> int:
    ends: dict[int, int] = {}
    for item in compiled.order:
        starts = [compiled.floor[item], *(ends[one] + lag for one, lag in compiled.before[item])]
        ends[item] = max(starts) + compiled.ways[item][0].shortest
    return max(ends.values())


def _bound(model: cp_model.CpModel) -> int:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = SECONDS
    solver.parameters.num_workers = 2
    solver.solve(model)
    bound = solver.best_objective_bound
    return int(bound) if bound == int(bound) else int(bound) + 1
