"""Changes of a scenario as plain data in days and ids, and as the engine's in slots and keys.

`deadline` {project, due_on} · `milestone` {task, due_on} · `drop` {tasks} · `weight` {project,
weight} · `person` {role, grade, from_on, to_on, share, project} · `overtime` {people, percent} ·
`absence` {person, from_on, to_on} · `without` {project}. What is no longer there is passed over.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from napulse.delivery.planning.gathering import Gathered
from napulse.delivery.planning.keys import (
    PERSON,
    PROJECT,
    TASK,
    date_key,
    id_of,
    person_key,
    project_key,
    role_key,
    role_of,
    task_key,
)
from napulse.engines.planning import scenario
from napulse.engines.planning.axis import Axis
from napulse.engines.planning.model import Problem, Slot

Plain = dict[str, Any]
KINDS = (
    "deadline",
    "milestone",
    "person",
    "drop",
    "overtime",
    "absence",
    "without",
    "weight",
)
HIRED = "+"


def with_changes(gathered: Gathered, changes: Iterable[Plain]) -> Problem:
    """The problem after the changes; each sees what those before it made."""
    problem = gathered.problem
    for number, one in enumerate(changes):
        for change in _READ[one["kind"]](gathered, problem, {**one, "number": number}):
            problem = scenario.applied(problem, [change])
    return problem


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _deadline(gathered: Gathered, problem: Problem, one: Plain) -> Iterator[scenario.Change]:
    key = project_key(one["project"])
    yield from _moved(gathered.axis, problem, key, one["due_on"])


def _moved(axis: Axis, problem: Problem, key: str, due_on: str) -> Iterator[scenario.Change]:
    due = next((project.due for project in problem.projects if project.key == key), None)
    if due is not None:
        yield scenario.MoveDeadline(key, axis.end_of(_day(due_on)) - due)


def _milestone(gathered: Gathered, problem: Problem, one: Plain) -> Iterator[scenario.Change]:
    """The deadline of a task: hard ones stand on the item, soft ones are projects of their own."""
    key = task_key(one["task"])
    hard = next((item.deadline for item in problem.items if item.key == key), None)
    if hard is not None:
        yield scenario.MoveMilestone(key, gathered.axis.end_of(_day(one["due_on"])) - hard)
    yield from _moved(gathered.axis, problem, date_key(one["task"]), one["due_on"])


def _person(gathered: Gathered, problem: Problem, one: Plain) -> Iterator[scenario.Change]:
    axis = gathered.axis
    rate = gathered.made.rates.get((one["role"], one["grade"]))
    yield scenario.AddPerson(
        skill=role_key(one["role"]),
        level=one["grade"],
        start=axis.start_of(_day(one["from_on"])),
        end=axis.end_of(_day(one["to_on"])),
        rate=rate.cost_minor if rate else 0,
        share=one.get("share", 100),
        key=f"{HIRED}{one['role']}-{one['grade']}-{one['number']}",
    )


def _drop(gathered: Gathered, problem: Problem, one: Plain) -> Iterator[scenario.Change]:
    wanted = {task_key(task) for task in one["tasks"]} | {date_key(task) for task in one["tasks"]}
    here = tuple(item.key for item in problem.items if item.key in wanted)
    if here:
        yield scenario.DropItem(here)


def _overtime(gathered: Gathered, problem: Problem, one: Plain) -> Iterator[scenario.Change]:
    wanted = {person_key(person) for person in one["people"]}
    here = tuple(person.key for person in problem.people if person.key in wanted)
    yield scenario.Overtime(here, one["percent"])


def _absence(gathered: Gathered, problem: Problem, one: Plain) -> Iterator[scenario.Change]:
    key = person_key(one["person"])
    if any(person.key == key for person in problem.people):
        window = gathered.axis.window(_day(one["from_on"]), _day(one["to_on"]))
        yield scenario.Absence(key, window)


def _without(gathered: Gathered, problem: Problem, one: Plain) -> Iterator[scenario.Change]:
    key = project_key(one["project"])
    own = {date_key(row.pk) for row in gathered.made.tasks.values() if _in(row, one["project"])}
    for project in problem.projects:
        if project.key == key or project.key in own:
            yield scenario.RemoveProject(project.key)


def _in(row: Any, project_id: int) -> bool:
    return bool(row.project_id == project_id)


def _weight(gathered: Gathered, problem: Problem, one: Plain) -> Iterator[scenario.Change]:
    key = project_key(one["project"])
    if any(project.key == key for project in problem.projects):
        yield scenario.Reweigh(key, one["weight"])


Reader = Callable[[Gathered, Problem, Plain], Iterator[scenario.Change]]
_READ: dict[str, Reader] = dict(
    zip(
        KINDS,
        (_deadline, _milestone, _person, _drop, _overtime, _absence, _without, _weight),
        strict=True,
    )
)


def plain_change(gathered: Gathered, problem: Problem, change: scenario.Change) -> Plain | None:
    """A change that the engine proposes, in days and ids; None for one that speaks of no row."""
    axis = gathered.axis
    if isinstance(change, scenario.MoveDeadline):
        due = next(one.due for one in problem.projects if one.key == change.project)
        return _plain_deadline(axis, change.project, (due or 0) + change.by)
    if isinstance(change, scenario.MoveMilestone):
        item = next(one for one in problem.items if one.key == change.item)
        due_on = _evening(axis, (item.deadline or 0) + change.by)
        return {"kind": "milestone", "task": id_of(change.item, TASK), "due_on": due_on}
    if isinstance(change, scenario.AddPerson):
        return _plain_person(axis, change)
    if isinstance(change, scenario.DropItem):
        tasks = [task for key in change.items if (task := id_of(key, TASK)) is not None]
        return {"kind": "drop", "tasks": tasks}
    if isinstance(change, scenario.Overtime):
        people = [one for key in change.people if (one := id_of(key, PERSON)) is not None]
        return {"kind": "overtime", "people": people, "percent": change.percent}
    return None


def _plain_deadline(axis: Axis, key: str, due: Slot) -> Plain | None:
    project, task = id_of(key, PROJECT), id_of(key, "d")
    if project is not None:
        return {"kind": "deadline", "project": project, "due_on": _evening(axis, due)}
    if task is not None:
        return {"kind": "milestone", "task": task, "due_on": _evening(axis, due)}
    return None


def _plain_person(axis: Axis, change: scenario.AddPerson) -> Plain | None:
    role = role_of(change.skill)
    if role is None:
        return None
    return {
        "kind": "person",
        "role": role,
        "grade": change.level,
        "from_on": axis.day_of(change.start).isoformat(),
        "to_on": _evening(axis, change.end),
        "share": change.share,
    }


def _evening(axis: Axis, slot: Slot) -> str:
    return axis.day_of(max(slot - 1, 0)).isoformat()
