"""What makes a problem impossible to plan at all, said before anybody looks for a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.compiled import (
    Instance,
    Way,
    compile_problem,
    free,
    held_mode,
    is_possible,
    staffable,
)
from napulse.engines.planning.locks import check_locks, check_shapes, named
from napulse.engines.planning.model import Lock, Mode, Need, Person, Problem

WHOLE = 100


def validate(problem: Problem) -> None:
    """Raise ``Refused`` with the first reason for which no plan can exist.

    ``values`` of the refusal name what a sentence needs: ``tasks`` are titles and ``keys`` the keys
    of the items concerned (of a cycle in order, each after what it waits for), ``people`` titles of
    people, ``skill``, ``level``, ``needed``, ``available`` what they say.
    """
    _refuse_twins(problem)
    _refuse_numbers(problem)
    _refuse_strangers(problem)
    check_shapes(problem)
    _refuse_cycle(problem)
    instance = compile_problem(problem)
    _refuse_unstaffed(instance)
    check_locks(instance)
    _refuse_overspent(instance)


def _refuse_twins(problem: Problem) -> None:
    kinds = {
        "item": [one.key for one in problem.items],
        "person": [one.key for one in problem.people],
        "project": [one.key for one in problem.projects],
        "pool": [one.key for one in problem.pools],
        "budget": [one.key for one in problem.budgets],
        "lock": [one.item for one in problem.locks],
    }
    titles = {one.key: one.title or one.key for one in problem.items}
    for kind, keys in kinds.items():
        twice = tuple(key for key, count in Counter(keys).items() if count > 1)
        if twice:
            tasks = tuple(titles.get(key, key) for key in twice) if kind in ("item", "lock") else ()
            raise Refused("plan.twice", kind=kind, tasks=tasks, keys=twice)


def _refuse_numbers(problem: Problem) -> None:
    wrong = [one for one in problem.items if any(_negative(mode) for mode in one.modes)]
    if wrong:
        raise Refused("plan.negative_effort", **named(wrong))
    empty = [one for one in problem.items if not one.modes]
    if empty:
        raise Refused("plan.no_mode", **named(empty))
    shares = [one for one in problem.people if not 0 < one.share <= WHOLE or one.rate < 0]
    if shares:
        people = tuple(one.title or one.key for one in shares)
        raise Refused("plan.share", people=people, share=shares[0].share)


def _negative(mode: Mode) -> bool:
    amounts = [one.amount for one in (*mode.pools, *mode.spends)]
    efforts = [one.effort for one in mode.needs] + [one.count - 1 for one in mode.needs]
    return min([mode.length, *amounts, *efforts]) < 0


def _refuse_strangers(problem: Problem) -> None:
    """Refuse names of what is not in the problem."""
    known = {one.key for one in problem.items}
    projects = {one.key for one in problem.projects}
    for item in problem.items:
        for link in item.after:
            if link.before not in known:
                raise Refused("plan.unknown_item", **named([item]), unknown=link.before)
        if item.project not in projects:
            raise Refused("plan.unknown_project", **named([item]), unknown=item.project)
    for lock in problem.locks:
        if lock.item not in known:
            raise Refused("plan.unknown_item", tasks=(), keys=(), unknown=lock.item)
    _refuse_unknown_uses(problem)


def _refuse_unknown_uses(problem: Problem) -> None:
    pools = {one.key for one in problem.pools}
    budgets = {one.key for one in problem.budgets}
    for item in problem.items:
        for mode in item.modes:
            strange = [one.of for one in mode.pools if one.of not in pools]
            strange += [one.of for one in mode.spends if one.of not in budgets]
            if strange:
                raise Refused("plan.unknown_pool", **named([item]), unknown=strange[0])


def _refuse_cycle(problem: Problem) -> None:
    """Refuse items that wait for each other; what has started waits for nothing."""
    locks = {one.item: one for one in problem.locks}
    waits = {
        one.key: set()
        if free(locks.get(one.key, Lock(one.key)), problem.now)
        else {link.before for link in one.after}
        for one in problem.items
    }
    while ready := [key for key, before in waits.items() if not before]:
        for key in ready:
            del waits[key]
        for before in waits.values():
            before.difference_update(ready)
    if waits:
        items = {one.key: one for one in problem.items}
        raise Refused("plan.cycle", **named(items[key] for key in _ring(waits)))


def _ring(waits: dict[str, set[str]]) -> list[str]:
    """One ring of those that wait, each after the one it waits for."""
    path = [next(iter(waits))]
    while True:
        step = min(waits[path[-1]])
        if step in path:
            return path[path.index(step) :][::-1]
        path.append(step)


def _refuse_unstaffed(instance: Instance) -> None:
    """Refuse an item none of whose modes can be done, for the reason of its first mode."""
    problem = instance.problem
    for number, item in enumerate(problem.items):
        lock = next((one for one in problem.locks if one.item == item.key), Lock(item.key))
        ways = instance.ways[number]
        modes = instance.choices[number] or tuple(range(len(ways)))
        if instance.done[number] or any(_works(problem, ways[mode], lock) for mode in modes):
            continue
        code, values = next(_reasons(problem, item.modes[modes[0]], ways[modes[0]]))
        raise Refused(code, **named([item]), **values)


def _works(problem: Problem, way: Way, lock: Lock) -> bool:
    if held_mode(lock) is not None and lock.people is not None:
        return True
    return is_possible(problem, way)


def _reasons(problem: Problem, mode: Mode, way: Way) -> Iterator[tuple[str, dict[str, object]]]:
    for need in mode.needs:
        yield from _lacking(problem.people, need)
    for pool, amount in way.pools:
        one = problem.pools[pool]
        if amount > one.capacity:
            values = {"pool": one.key, "needed": amount, "available": one.capacity}
            yield "plan.pool_too_small", values
    if not staffable(way):
        able = {option.person for seat in way.seats for option in seat.options}
        values = {"skill": mode.needs[0].skill, "level": mode.needs[0].level}
        yield (
            "plan.too_few_people",
            {**values, "needed": len(way.seats), "available": len(able)},
        )


def _lacking(people: tuple[Person, ...], need: Need) -> Iterator[tuple[str, dict[str, object]]]:
    levels = [one.level_of(need.skill) for one in people]
    able = sum(level >= need.level for level in levels)
    values = {"skill": need.skill, "level": need.level, "needed": need.count, "available": able}
    if not any(levels):
        yield "plan.nobody", values
    elif not able:
        yield "plan.level", {**values, "highest": max(levels)}
    elif able < need.count:
        yield "plan.too_few_people", values


def _refuse_overspent(instance: Instance) -> None:
    """Refuse a budget that the thriftiest modes of all items that must be done exceed."""
    for number, budget in enumerate(instance.problem.budgets):
        spent: dict[int, int] = {}
        for item, choices in enumerate(instance.choices):
            if not instance.optional[item]:
                ways = [instance.ways[item][mode] for mode in choices]
                spent[item] = min(_spent(way, number) for way in ways)
        needed = sum(spent.values())
        if needed > budget.limit:
            items = instance.problem.items
            values = {"budget": budget.key, "needed": needed, "available": budget.limit}
            who = named(items[item] for item, amount in spent.items() if amount)
            raise Refused("plan.budget_too_small", **who, **values)


def _spent(way: Way, budget: int) -> int:
    return sum(amount for of, amount in way.spends if of == budget)
