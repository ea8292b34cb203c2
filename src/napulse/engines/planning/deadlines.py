"""Ways out by time: deadlines moved by as few weighted slots as can be found."""

from __future__ import annotations

from dataclasses import replace

from napulse.engines.planning.best import Clock, Ears
from napulse.engines.planning.compiled import compile_problem
from napulse.engines.planning.draft import from_plan
from napulse.engines.planning.model import PROMISES, Budgeted, Minor, Plan, Problem
from napulse.engines.planning.portfolio import Aim, improve
from napulse.engines.planning.prices import price_of
from napulse.engines.planning.promises import excess, without
from napulse.engines.planning.scenario import (
    Change,
    MoveDeadline,
    MoveMilestone,
    RaiseBudget,
    RaiseLimit,
    Unlock,
)
from napulse.engines.planning.timing import Kind, Promise
from napulse.engines.planning.ways import WayOut, Workshop


def by_deadline(shop: Workshop) -> WayOut | None:
    """Move the deadlines that are given up as far as the plan of the explanation needs."""
    return shifted(shop, shop.found.plan) if shop.found.plan else None


def sooner(shop: Workshop, way: WayOut) -> WayOut | None:
    """Move the same deadlines by fewer weighted slots, if that can be found."""
    soft = without(shop.problem, excess(shop.problem, way.plan))
    plan = _sooner(shop, soft, way.plan)
    return shifted(shop, plan) if _cost(shop, plan) < way.price else None


def by_any_deadline(shop: Workshop) -> WayOut | None:
    """Move whichever deadlines of projects it costs least to move."""
    dues = [
        Promise(Kind.PROJECT, one.key)
        for one in shop.problem.projects
        if one.hard and one.due is not None
    ]
    soft = without(shop.problem, {*dues, *shop.found.give_up})
    return shifted(shop, _sooner(shop, soft, shop.found.plan or shop.before))


def _sooner(shop: Workshop, soft: Problem, plan: Plan) -> Plan:
    instance = compile_problem(soft)
    clock = Clock(Budgeted(max(0.2, shop.left * 0.8)), Ears(stop=shop.clock.ears.stop))
    return improve(instance, from_plan(instance, plan), Aim(PROMISES), clock).plan


def _cost(shop: Workshop, plan: Plan) -> Minor:
    return price_of(shop.problem, shifts(shop.problem, plan), plan, shop.prices)


def shifted(shop: Workshop, plan: Plan) -> WayOut | None:
    """Return the way that moves what a plan misses by just as much."""
    return shop.way(shifts(shop.problem, plan), plan)


def shifts(problem: Problem, plan: Plan) -> tuple[Change, ...]:
    """Return the smallest changes of promises after which a plan of the problem keeps them."""
    return tuple(_shift(promise, by) for promise, by in excess(problem, plan).items())


def _shift(promise: Promise, by: int) -> Change:
    if promise.kind is Kind.PROJECT:
        return MoveDeadline(promise.key, by)
    if promise.kind is Kind.ITEM:
        return MoveMilestone(promise.key, by)
    if promise.kind is Kind.COST:
        return RaiseBudget(promise.key, by)
    return Unlock(promise.key) if promise.kind is Kind.START else RaiseLimit(promise.key, by)


def part(shop: Workshop, quarters: int) -> tuple[Change, ...]:
    """Return the shifts of the explanation, those of dates so many quarters as far, rounded up."""
    if shop.found.plan is None:
        return ()
    moved = shifts(shop.problem, shop.found.plan)
    dates = (MoveDeadline, MoveMilestone)
    return tuple(
        replace(one, by=-(-one.by * quarters // 4)) if isinstance(one, dates) else one
        for one in moved
    )
