"""Changes of a scenario as plain data in days and ids, and as the engine's in slots and keys.

`deadline` {project, due_on} · `milestone` {task, due_on} · `drop` {tasks} · `weight` {project,
weight} · `person` {role, grade, from_on, to_on, share, project} · `overtime` {people, percent} ·
`absence` {person, from_on, to_on} · `without` {project} · `unlock` {task} · `budget` {project,
budget_minor}. What is no longer there is passed over.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from napulse.delivery.planning.gathering import Gathered
from napulse.delivery.planning.keys import (
    date_key,
    person_key,
    project_key,
    role_key,
    task_key,
)
from napulse.engines.planning import scenario
from napulse.engines.planning.axis import Axis
from napulse.engines.planning.model import Problem

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
    "unlock",
    "budget",
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
    yield scenario.AddPerson(
        skill=role_key(one["role"]),
        level=one["grade"],
        start=axis.start_of(_day(one["from_on"])),
        end=axis.end_of(_day(one["to_on"])),
        rate=gathered.made.rate(one["role"], one["grade"]),
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


def _unlock(gathered: Gathered, problem: Problem, one: Plain) -> Iterator[scenario.Change]:
    key = task_key(one["task"])
    if any(lock.item == key and lock.start is not None for lock in problem.locks):
        yield scenario.Unlock(key)


def _budget(gathered: Gathered, problem: Problem, one: Plain) -> Iterator[scenario.Change]:
    """The new budget is that of the whole project: what is done has taken its part already."""
    key = project_key(one["project"])
    left = next((project.budget for project in problem.projects if project.key == key), None)
    whole = gathered.made.projects[one["project"]].budget_minor if left is not None else None
    if left is not None and whole is not None:
        yield scenario.RaiseBudget(key, one["budget_minor"] - whole)


Reader = Callable[[Gathered, Problem, Plain], Iterator[scenario.Change]]
_READ: dict[str, Reader] = dict(
    zip(
        KINDS,
        (
            _deadline,
            _milestone,
            _person,
            _drop,
            _overtime,
            _absence,
            _without,
            _weight,
            _unlock,
            _budget,
        ),
        strict=True,
    )
)
