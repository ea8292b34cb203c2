"""Reasons why promises cannot be kept that counting alone finds: chains, money, shortages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from napulse.engines.planning.compiled import Instance, compile_problem
from napulse.engines.planning.energy import Shortage, shortages_of
from napulse.engines.planning.model import Problem
from napulse.engines.planning.timing import Kind, Promise, Times, chain_to, names, times


class Why(StrEnum):
    """What kind of reason it is."""

    SHORTAGE = "shortage"
    CHAIN = "chain"
    MONEY = "money"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason.

    ``promises`` contradict the rest, or one another: with any one of them gone this reason is gone.
    ``SHORTAGE`` has its numbers in ``shortage``. ``CHAIN`` names the ``items`` that follow one
    another and are ``over`` slots too long; ``MONEY`` is ``over`` minor units, or units of a
    budget, too dear at the cheapest. ``TOGETHER``: the promises as a whole, for no single reason.
    """

    why: Why
    promises: tuple[Promise, ...]
    shortage: Shortage | None = None
    items: tuple[str, ...] = ()
    over: int = 0


def reasons(problem: Problem) -> tuple[Cause, ...]:
    """Return the reasons that need no search: chains, money, shortages; each is a proof.

    Optional work is left out: it may be dropped.
    """
    return reasons_of(compile_problem(problem))


def reasons_of(instance: Instance) -> tuple[Cause, ...]:
    """Return the reasons of a compiled problem."""
    bounds = times(instance)
    chains = sorted(_chains(instance, bounds), key=lambda one: -one.over)
    found = shortages_of(instance, bounds)
    short = [Cause(Why.SHORTAGE, one.core, one, one.items, one.short) for one in found]
    return (*short, *chains, *_money(instance))


def _chains(instance: Instance, bounds: Times) -> Iterator[Cause]:
    """By promise: the item that passes it the most, with what pushes it there."""
    worst: dict[Promise, tuple[int, int]] = {}
    for item in range(instance.size):
        for promise, over in _overruns(instance, bounds, item):
            if over > worst.get(promise, (0, 0))[0]:
                worst[promise] = over, item
    for promise, (over, item) in worst.items():
        chain = names(instance, chain_to(instance, bounds, item))
        yield Cause(Why.CHAIN, (promise,), items=chain, over=over)


def _overruns(instance: Instance, bounds: Times, item: int) -> Iterator[tuple[Promise, int]]:
    if instance.optional[item]:
        return
    one, fixed = instance.problem.items[item], instance.fixed_start[item]
    if one.deadline is not None:
        yield Promise(Kind.ITEM, one.key), bounds.soonest[item] - one.deadline
    project = instance.problem.projects[instance.project[item]]
    if project.hard and project.due is not None:
        yield Promise(Kind.PROJECT, project.key), bounds.soonest[item] - project.due
    if fixed is not None and instance.before[item]:
        yield Promise(Kind.START, one.key), bounds.ready[item] - fixed


def _money(instance: Instance) -> Iterator[Cause]:
    problem = instance.problem
    for number, project in enumerate(problem.projects):
        least = sum(_cheapest(instance, item) for item in instance.members[number])
        if project.budget is not None and least > project.budget:
            promise = Promise(Kind.COST, project.key)
            yield Cause(Why.MONEY, (promise,), over=least - project.budget)
    for number, budget in enumerate(problem.budgets):
        least = sum(_least_spent(instance, item, number) for item in range(instance.size))
        if least > budget.limit:
            promise = Promise(Kind.BUDGET, budget.key)
            yield Cause(Why.MONEY, (promise,), over=least - budget.limit)


def _cheapest(instance: Instance, item: int) -> int:
    choices = () if instance.optional[item] else instance.choices[item]
    return min(
        (
            sum(
                min((one.cost for one in seat.options), default=0)
                for seat in instance.ways[item][way].seats
            )
            for way in choices
        ),
        default=0,
    )


def _least_spent(instance: Instance, item: int, budget: int) -> int:
    choices = () if instance.optional[item] else instance.choices[item]
    return min(
        (
            sum(amount for of, amount in instance.ways[item][way].spends if of == budget)
            for way in choices
        ),
        default=0,
    )
