"""What if: changes of a problem, each a frozen fact, applied in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import singledispatch

from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.axis import joined
from napulse.engines.planning.model import (
    Item,
    Link,
    Minor,
    Percent,
    Person,
    Problem,
    Project,
    Skill,
    Slot,
    Window,
)

WHOLE = 100
_MARGIN = 400


@dataclass(frozen=True, slots=True)
class MoveDeadline:
    """The due of a project moves by slots, later if positive."""

    project: str
    by: int


@dataclass(frozen=True, slots=True)
class MoveMilestone:
    """The deadline of an item moves by slots, later if positive."""

    item: str
    by: int


@dataclass(frozen=True, slots=True)
class AddPerson:
    """One more person with a skill, there from ``start`` to ``end`` (not included).

    ``rate`` is minor units per hour. The key of the person is ``key``, or made of the rest.
    """

    skill: str
    level: int
    start: Slot
    end: Slot
    rate: Minor = 0
    share: Percent = WHOLE
    key: str = ""


@dataclass(frozen=True, slots=True)
class DropItem:
    """Items are left out; what waited for them waits for what they waited for."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overtime:
    """People work so many per cent more than their share in every slot."""

    people: tuple[str, ...]
    percent: Percent


@dataclass(frozen=True, slots=True)
class ChangeShare:
    """A person works another share of every slot."""

    person: str
    share: Percent


@dataclass(frozen=True, slots=True)
class Absence:
    """A person is away."""

    person: str
    window: Window


@dataclass(frozen=True, slots=True)
class AddProject:
    """A project more, with its items."""

    project: Project
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class RemoveProject:
    """A project less, with its items; what waited for them waits no longer."""

    project: str


@dataclass(frozen=True, slots=True)
class Reweigh:
    """A project becomes more or less urgent."""

    project: str
    weight: int


@dataclass(frozen=True, slots=True)
class Unlock:
    """An item may start when it can."""

    item: str


@dataclass(frozen=True, slots=True)
class RaiseBudget:
    """The people of a project may cost so many minor units more."""

    project: str
    by: Minor


@dataclass(frozen=True, slots=True)
class RaiseLimit:
    """There is so much more of something that is used up."""

    budget: str
    by: int


Change = (
    MoveDeadline
    | MoveMilestone
    | AddPerson
    | DropItem
    | Overtime
    | ChangeShare
    | Absence
    | AddProject
    | RemoveProject
    | Reweigh
    | Unlock
    | RaiseBudget
    | RaiseLimit
)


def applied(problem: Problem, changes: Iterable[Change]) -> Problem:
    """Return the problem after the changes, in their order.

    Raises ``Refused`` (``scenario.unknown`` with ``what`` and ``key``, ``scenario.no_deadline``,
    ``scenario.taken``) when a change speaks of what is not there or adds what is.
    """
    for change in changes:
        problem = _changed(change, problem)
    return problem


def whole(problem: Problem) -> Problem:
    """Return the problem with everything to be done, optional work too."""
    return problem.with_(items=tuple(replace(one, optional=False) for one in problem.items))


def hired_key(change: AddPerson) -> str:
    """Return the key of the person that the change adds."""
    return change.key or f"+{change.skill}:{change.level}:{change.start}-{change.end}"


@singledispatch
def _changed(change: object, problem: Problem) -> Problem:
    raise TypeError(change)


@_changed.register
def _(change: MoveDeadline, problem: Problem) -> Problem:
    def moved(one: Project) -> Project:
        if one.due is None:
            raise Refused("scenario.no_deadline", key=one.key)
        return replace(one, due=one.due + change.by)

    return _with_project(problem, change.project, moved)


@_changed.register
def _(change: MoveMilestone, problem: Problem) -> Problem:
    _known("item", change.item, [one.key for one in problem.items])

    def moved(one: Item) -> Item:
        if one.key != change.item:
            return one
        if one.deadline is None:
            raise Refused("scenario.no_deadline", key=one.key)
        return replace(one, deadline=one.deadline + change.by)

    return problem.with_(items=tuple(moved(one) for one in problem.items))


@_changed.register
def _(change: AddPerson, problem: Problem) -> Problem:
    key = hired_key(change)
    if any(one.key == key for one in problem.people):
        raise Refused("scenario.taken", what="person", key=key)
    closed = joined((Window(0, change.start), Window(change.end, far(problem, change.end))))
    skills = (Skill(change.skill, change.level),)
    made = Person(key, skills, change.share, change.rate, closed)
    return problem.with_(people=(*problem.people, made))


def far(problem: Problem, after: Slot = 0) -> Slot:
    """Return a slot by which everything in the problem has long ended."""
    ends = [one.end for person in problem.people for one in person.closed]
    dues = [one.due for one in problem.projects if one.due is not None]
    return max([problem.horizon, problem.now, after, *ends, *dues]) + _MARGIN


@_changed.register
def _(change: DropItem, problem: Problem) -> Problem:
    for key in change.items:
        _known("item", key, [one.key for one in problem.items])
    gone = {one.key: one for one in problem.items if one.key in change.items}
    kept = tuple(
        replace(one, after=_bridged(one.after, gone))
        for one in problem.items
        if one.key not in gone
    )
    locks = tuple(one for one in problem.locks if one.item not in gone)
    return problem.with_(items=kept, locks=locks)


def _bridged(links: Iterable[Link], gone: dict[str, Item]) -> tuple[Link, ...]:
    """The links with those to dropped items led on, each with the longest lag on its way."""
    lags: dict[str, int] = {}
    todo = list(links)
    while todo:
        link = todo.pop(0)
        if link.before in gone:
            todo += [
                Link(further.before, max(link.lag, further.lag))
                for further in gone[link.before].after
            ]
        else:
            lags[link.before] = max(link.lag, lags.get(link.before, link.lag))
    return tuple(Link(before, lag) for before, lag in lags.items())


@_changed.register
def _(change: Overtime, problem: Problem) -> Problem:
    for key in change.people:
        problem = _with_person(problem, key, lambda one: _longer(one, change.percent))
    return problem


def _longer(person: Person, percent: Percent) -> Person:
    return replace(person, share=person.share * (WHOLE + percent) // WHOLE)


@_changed.register
def _(change: ChangeShare, problem: Problem) -> Problem:
    return _with_person(problem, change.person, lambda one: replace(one, share=change.share))


@_changed.register
def _(change: Absence, problem: Problem) -> Problem:
    return _with_person(
        problem,
        change.person,
        lambda one: replace(one, closed=joined((*one.closed, change.window))),
    )


@_changed.register
def _(change: AddProject, problem: Problem) -> Problem:
    if any(one.key == change.project.key for one in problem.projects):
        raise Refused("scenario.taken", what="project", key=change.project.key)
    keys = {one.key for one in problem.items}
    for one in change.items:
        if one.key in keys:
            raise Refused("scenario.taken", what="item", key=one.key)
    return problem.with_(
        projects=(*problem.projects, change.project), items=(*problem.items, *change.items)
    )


@_changed.register
def _(change: RemoveProject, problem: Problem) -> Problem:
    _known("project", change.project, [one.key for one in problem.projects])
    gone = {one.key for one in problem.items if one.project == change.project}
    kept = (one for one in problem.items if one.key not in gone)
    return problem.with_(
        projects=tuple(one for one in problem.projects if one.key != change.project),
        items=tuple(
            replace(one, after=tuple(link for link in one.after if link.before not in gone))
            for one in kept
        ),
        locks=tuple(one for one in problem.locks if one.item not in gone),
    )


@_changed.register
def _(change: Reweigh, problem: Problem) -> Problem:
    return _with_project(problem, change.project, lambda one: replace(one, weight=change.weight))


@_changed.register
def _(change: Unlock, problem: Problem) -> Problem:
    _known("lock", change.item, [one.item for one in problem.locks])
    locks = (replace(one, start=None) if one.item == change.item else one for one in problem.locks)
    return problem.with_(locks=tuple(locks))


@_changed.register
def _(change: RaiseBudget, problem: Problem) -> Problem:
    def raised(one: Project) -> Project:
        if one.budget is None:
            raise Refused("scenario.no_budget", key=one.key)
        return replace(one, budget=one.budget + change.by)

    return _with_project(problem, change.project, raised)


@_changed.register
def _(change: RaiseLimit, problem: Problem) -> Problem:
    _known("budget", change.budget, [one.key for one in problem.budgets])
    budgets = (
        replace(one, limit=one.limit + change.by) if one.key == change.budget else one
        for one in problem.budgets
    )
    return problem.with_(budgets=tuple(budgets))


def _with_person(problem: Problem, key: str, edit: Callable[[Person], Person]) -> Problem:
    _known("person", key, [one.key for one in problem.people])
    people = tuple(edit(one) if one.key == key else one for one in problem.people)
    return problem.with_(people=people)


def _with_project(problem: Problem, key: str, edit: Callable[[Project], Project]) -> Problem:
    _known("project", key, [one.key for one in problem.projects])
    projects = tuple(edit(one) if one.key == key else one for one in problem.projects)
    return problem.with_(projects=projects)


def _known(what: str, key: str, keys: Iterable[str]) -> None:
    if key not in keys:
        raise Refused("scenario.unknown", what=what, key=key)
