"""Ways out of the engine as plain data: changes in days and ids, prices, effects on projects."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from napulse.delivery.planning.gathering import Gathered
from napulse.delivery.planning.keys import DATE, PERSON, PROJECT, TASK, id_of, role_of
from napulse.delivery.planning.storing import ended_on
from napulse.engines.planning import scenario
from napulse.engines.planning.model import Problem, Slot

if TYPE_CHECKING:
    from napulse.engines.planning.repair import WayOut

Plain = dict[str, Any]


class Case:
    """A problem and what it was gathered from; `project` is the one that a place is booked for."""

    def __init__(self, gathered: Gathered, problem: Problem, project_id: int | None) -> None:
        self.gathered, self.problem, self.project_id = gathered, problem, project_id

    def evening(self, slot: Slot) -> str:
        return ended_on(self.gathered.axis, slot).isoformat()

    def due(self, key: str) -> Slot:
        return next(one.due or 0 for one in self.problem.projects if one.key == key)


def plain_ways(case: Case, ways: Sequence["WayOut"], prices: Iterable[int]) -> list[Plain]:
    """The ways that speak of rows alone, numbered, the cheapest first; `prices` are in money."""
    found: list[Plain] = []
    for way, price in zip(ways, prices, strict=True):
        changes = [plain_change(one, case) for one in way.changes]
        if all(changes):
            number = len(found) + 1
            found.append(_way(number, case, way, [one for one in changes if one], price))
    return found


def _way(number: int, case: Case, way: "WayOut", changes: list[Plain], price: int) -> Plain:
    return {
        "number": number,
        "kind": way.kind.value,
        "changes": changes,
        "extra_minor": price,
        "days": max((_days(case.gathered, one) for one in changes), default=0),
        "dropped_minutes": _dropped(case, changes),
        "effects": list(_effects(case, way)),
    }


def _days(gathered: Gathered, change: Plain) -> int:
    """By how many days a date given to the client moves."""
    if change["kind"] not in ("deadline", "milestone"):
        return 0
    made = gathered.made
    row = (
        made.projects[change["project"]]
        if change["kind"] == "deadline"
        else made.tasks[change["task"]]
    )
    return (date.fromisoformat(change["due_on"]) - row.due_on).days if row.due_on else 0


def _dropped(case: Case, changes: Iterable[Plain]) -> int:
    dropped = {task for one in changes if one["kind"] == "drop" for task in one["tasks"]}
    return sum(
        need.effort * need.count
        for item in case.problem.items
        if id_of(item.key, TASK) in dropped
        for need in item.modes[0].needs
    )


def _effects(case: Case, way: "WayOut") -> Iterator[Plain]:
    axis = case.gathered.axis
    for one in way.effects:
        pk = id_of(one.project, PROJECT)
        if pk is not None and one.before is not None and one.later:
            was, now = ended_on(axis, one.before), ended_on(axis, one.after)
            if was != now:
                yield {"project": pk, "days": (now - was).days, "is_on": now.isoformat()}


@singledispatch
def plain_change(change: object, case: Case) -> Plain | None:
    """A change in days and ids; nothing for one that speaks of no row."""
    return None


@plain_change.register
def _(change: scenario.MoveDeadline, case: Case) -> Plain | None:
    due_on = case.evening(case.due(change.project) + change.by)
    if (project := id_of(change.project, PROJECT)) is not None:
        return {"kind": "deadline", "project": project, "due_on": due_on}
    task = id_of(change.project, DATE)
    return None if task is None else {"kind": "milestone", "task": task, "due_on": due_on}


@plain_change.register
def _(change: scenario.MoveMilestone, case: Case) -> Plain | None:
    item = next(one for one in case.problem.items if one.key == change.item)
    due_on = case.evening((item.deadline or 0) + change.by)
    task = id_of(change.item, TASK)
    return None if task is None else {"kind": "milestone", "task": task, "due_on": due_on}


@plain_change.register
def _(change: scenario.AddPerson, case: Case) -> Plain | None:
    role = role_of(change.skill)
    if role is None:
        return None
    return {
        "kind": "person",
        "role": role,
        "grade": change.level,
        "from_on": case.gathered.axis.day_of(change.start).isoformat(),
        "to_on": case.evening(change.end),
        "share": change.share,
        "project": case.project_id,
    }


@plain_change.register
def _(change: scenario.DropItem, case: Case) -> Plain | None:
    tasks = [task for key in change.items if (task := id_of(key, TASK)) is not None]
    return {"kind": "drop", "tasks": tasks} if tasks else None


@plain_change.register
def _(change: scenario.Overtime, case: Case) -> Plain | None:
    people = [one for key in change.people if (one := id_of(key, PERSON)) is not None]
    return {"kind": "overtime", "people": people, "percent": change.percent} if people else None


@plain_change.register
def _(change: scenario.Unlock, case: Case) -> Plain | None:
    task = id_of(change.item, TASK)
    return None if task is None else {"kind": "unlock", "task": task}


@plain_change.register
def _(change: scenario.RaiseBudget, case: Case) -> Plain | None:
    project = id_of(change.project, PROJECT)
    row = case.gathered.made.projects.get(project or 0)
    if row is None or row.budget_minor is None:
        return None
    return {"kind": "budget", "project": project, "budget_minor": row.budget_minor + change.by}
