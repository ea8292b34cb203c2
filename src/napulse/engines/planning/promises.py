"""The hard promises of a problem: which there are, which a plan misses, and life without them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from napulse.engines.planning.checker import PROMISES, Fault, Violation, check
from napulse.engines.planning.model import Budget, Item, Lock, Plan, Problem, Project
from napulse.engines.planning.timing import Kind, Promise

ENOUGH = 1 << 60
_OF_STARTS = frozenset({Fault.LOCK, Fault.LINK, Fault.EARLY})


def promises_of(problem: Problem) -> tuple[Promise, ...]:
    """Return every promise that can be taken back: dues, deadlines, money, starts not begun."""
    return (
        *(Promise(Kind.PROJECT, one.key) for one in problem.projects if _dated(one)),
        *(Promise(Kind.COST, one.key) for one in problem.projects if one.budget is not None),
        *(Promise(Kind.ITEM, one.key) for one in problem.items if one.deadline is not None),
        *(Promise(Kind.BUDGET, one.key) for one in problem.budgets),
        *(Promise(Kind.START, one.item) for one in problem.locks if movable(one)),
    )


def _dated(project: Project) -> bool:
    return project.hard and project.due is not None


def movable(lock: Lock) -> bool:
    """Say whether the lock holds a start of work that has not begun."""
    return lock.start is not None and not lock.started and lock.until is None


def without(problem: Problem, promises: Collection[Promise]) -> Problem:
    """Return the problem with the promises taken back; a due stays as a wish."""
    gone = set(promises)
    return problem.with_(
        projects=tuple(_project(one, gone) for one in problem.projects),
        items=tuple(_item(one, gone) for one in problem.items),
        budgets=tuple(_budget(one, gone) for one in problem.budgets),
        locks=tuple(_lock(one, gone) for one in problem.locks),
    )


def _project(one: Project, gone: set[Promise]) -> Project:
    if Promise(Kind.PROJECT, one.key) in gone:
        one = replace(one, hard=False)
    return replace(one, budget=None) if Promise(Kind.COST, one.key) in gone else one


def _item(one: Item, gone: set[Promise]) -> Item:
    return replace(one, deadline=None) if Promise(Kind.ITEM, one.key) in gone else one


def _budget(one: Budget, gone: set[Promise]) -> Budget:
    return replace(one, limit=ENOUGH) if Promise(Kind.BUDGET, one.key) in gone else one


def _lock(one: Lock, gone: set[Promise]) -> Lock:
    return replace(one, start=None) if Promise(Kind.START, one.item) in gone else one


def missed(problem: Problem, plan: Plan) -> tuple[Promise, ...]:
    """Return the promises that a plan misses, in the order of ``promises_of``.

    ``ValueError`` when the plan breaks a rule that is no promise.
    """
    found = excess(problem, plan)
    return tuple(one for one in promises_of(problem) if one in found)


def excess(problem: Problem, plan: Plan) -> dict[Promise, int]:
    """Return by how much each promise is missed: slots, units of a budget or minor units.

    ``ValueError`` when the plan breaks a rule that is no promise.
    """
    found: dict[Promise, int] = {}
    fixed = {one.item for one in problem.locks if movable(one)}
    for one in check(problem, plan):
        promise = _promise(one, fixed)
        if promise is None:
            raise ValueError(one)
        found[promise] = max(one.by, found.get(promise, 0))
    return found


def _promise(one: Violation, fixed: Collection[str]) -> Promise | None:
    if one.code in _OF_STARTS and one.items[-1] in fixed:
        return Promise(Kind.START, one.items[-1])
    if one.code not in PROMISES:
        return None
    if one.code is Fault.DEADLINE:
        return Promise(Kind.PROJECT, one.of) if one.of else Promise(Kind.ITEM, one.items[0])
    return Promise(Kind.COST if one.code is Fault.COST else Kind.BUDGET, one.of)
