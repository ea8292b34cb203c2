"""A plan given to a model as a complete first solution, and a solution taken out of it."""

from __future__ import annotations

from collections.abc import Callable

from ortools.sat.python import cp_model

from napulse.engines.planning.draft import Draft
from napulse.engines.planning.exact import Exact, Variant
from napulse.engines.planning.frame import stays
from napulse.engines.planning.scoring import WHOLE
from napulse.engines.planning.terms import Terms, loads

Values = dict[int, int]


def hint(terms: Terms, draft: Draft, wanted: dict[int, int] | None = None) -> None:
    """Give every variable of the model the value it has in the draft."""
    exact = terms.exact
    values: Values = {}
    for item, var in exact.start.items():
        values[var.index] = draft.start[item]
    for item, var in exact.end_var.items():
        values[var.index] = draft.end[item]
    for (item, way), var in exact.way.items():
        values[var.index] = int(draft.mode[item] == way)
    _people(exact, draft, values)
    _ends(terms, draft, values)
    _promises(terms, draft, values)
    _balance(terms, values)
    for item, lit in terms.moved.items():
        values[lit.index] = int(draft.start[item] != (wanted or {}).get(item))
    for index, value in values.items():
        exact.model.proto.solution_hint.vars.append(index)
        exact.model.proto.solution_hint.values.append(value)


def _people(exact: Exact, draft: Draft, values: Values) -> None:
    book = exact.frame.book
    span: dict[tuple[int, int], int] = {}
    place: dict[tuple[int, int], int] = {}
    for item in exact.frame.free:
        chairs = {
            chair: number
            for number, group in enumerate(book.groups[item][draft.mode[item]])
            for chair in group.seats
        }
        for chair, (_, person, end) in enumerate(stays(book, draft, item)):
            span[item, person] = end - draft.start[item]
            place[item, person] = chairs[chair]
    for one in exact.variants:
        values[one.lit.index] = int(
            draft.mode[one.item] == one.way and span.get((one.item, one.person)) == one.length
        )
    for sit in exact.sits:
        if sit.own:
            there = place.get((sit.item, sit.option.person)) == sit.group
            values[sit.lits[0].index] = int(there and draft.mode[sit.item] == sit.way)


def _ends(terms: Terms, draft: Draft, values: Values) -> None:
    instance = terms.exact.frame.book.instance
    for number, var in terms.ends.items():
        project = instance.problem.projects[number]
        end = max([project.release, *(draft.end[item] for item in instance.members[number])])
        values[var.index] = end
        if number in terms.late:
            values[terms.late[number].index] = max(0, end - (project.due or 0))
    if terms.last is not None:
        values[terms.last.index] = max(draft.end, default=0)


def _promises(terms: Terms, draft: Draft, values: Values) -> None:
    instance = terms.exact.frame.book.instance
    for item, var in terms.hard.items():
        values[var.index] = max(0, draft.end[item] - (instance.hard[item] or 0))
    for budget, var in terms.spent.items():
        spent = sum(
            amount
            for item in range(instance.size)
            if draft.start[item] >= 0
            for of, amount in instance.ways[item][draft.mode[item]].spends
            if of == budget
        )
        values[var.index] = max(0, spent - instance.problem.budgets[budget].limit)
    for number, var in terms.paid.items():
        limit = instance.problem.projects[number].budget or 0
        over = max(0, _cost(terms, draft, number) - limit)
        values[var.index] = -(-over * WHOLE // max(1, limit))
    there = {
        (instance.project[item], seat.skill, person)
        for item in terms.exact.frame.free
        for seat, person, _ in stays(terms.exact.frame.book, draft, item)
    }
    for key, var in terms.used.items():
        values[var.index] = int(key in there)


def _cost(terms: Terms, draft: Draft, project: int) -> int:
    instance = terms.exact.frame.book.instance
    out = 0
    for item in instance.members[project]:
        if draft.start[item] >= 0:
            way = instance.ways[item][draft.mode[item]]
            for seat, person in zip(way.seats, draft.people[item], strict=True):
                out += seat.by_person[person].cost
    return out


def _balance(terms: Terms, values: Values) -> None:
    if terms.most is None or terms.least is None:
        return
    found: dict[int, int] = {person: stand for person, (_, stand) in loads(terms).items()}
    for one in terms.exact.variants:
        found[one.person] += one.work * values[one.lit.index]
    values[terms.most.index] = max(found.values())
    values[terms.least.index] = min(found.values())


def taken(exact: Exact, value: Callable[[cp_model.IntVar], int]) -> Draft:
    """Return the frame's draft with what the solver decided about the free items."""
    draft, instance = exact.frame.draft.copy(), exact.frame.book.instance
    seated: dict[tuple[int, int], list[int]] = {}
    for sit in exact.sits:
        if any(value(lit) for lit in sit.lits):
            seated.setdefault((sit.item, sit.group), []).append(sit.option.person)
    for item in exact.frame.free:
        draft.start[item] = value(exact.start[item])
        ways = instance.choices[item]
        draft.mode[item] = next(way for way in ways if all(map(value, exact.when(item, way))))
        _seat(exact, draft, item, seated)
        ends = [end for _, _, end in stays(exact.frame.book, draft, item)]
        length = instance.ways[item][draft.mode[item]].length
        draft.end[item] = max([draft.start[item] + length, *ends])
    return draft


def _seat(exact: Exact, draft: Draft, item: int, seated: dict[tuple[int, int], list[int]]) -> None:
    groups = exact.frame.book.groups[item][draft.mode[item]]
    people = [0] * sum(group.count for group in groups)
    for number, group in enumerate(groups):
        for chair, person in zip(group.seats, seated[item, number], strict=True):
            people[chair] = person
    draft.people[item] = tuple(people)


__all__ = ["Variant", "hint", "taken"]
