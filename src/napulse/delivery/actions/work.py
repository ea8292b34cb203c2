"""Every way the work breakdown of a project changes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh
from napulse.delivery.actions.writing import Counts, write_rows
from napulse.delivery.breakdown import (
    DONE,
    PLANNED,
    STARTED,
    WorkRow,
    content_of,
    faults,
    numbered,
    rows_of,
)
from napulse.delivery.models import Project, Task, TaskState, WorkEdition
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.delivery.queries.work import last_number, rows_of_project
from napulse.engines.kernel.errors import Missing, Refused

KEPT_EDITIONS = 20


@action(EDIT_PROJECTS)
def save_work(
    actor: Actor, project: Project, *, rows: Sequence[WorkRow], version: int, now: datetime
) -> WorkEdition | None:
    """Make the breakdown these rows; tasks are known by their numbers, the others are put away.

    What stood before is kept to go back to; nothing, when nothing differs.
    """
    project = _locked(project, version)
    return _save(actor, project, rows, now=now)


def _locked(project: Project, version: int) -> Project:
    project = fresh(project)
    if project.version != version:
        raise Refused("row.changed", name=project.name)
    return project


def _save(
    actor: Actor,
    project: Project,
    rows: Sequence[WorkRow],
    *,
    now: datetime,
    event: str = "work.saved",
) -> WorkEdition | None:
    before = rows_of_project(project)
    rows = numbered(rows, last_number(project))
    refuse_faults(rows)
    if rows == before:
        return None
    counts = Counts()
    with change(actor, project, event, note=counts.told):
        write_rows(actor, project, rows, counts, now=now)
        project.save()
        edition = WorkEdition.objects.create(
            project=project,
            content=content_of(before),
            after_version=project.version,
            made_at=now,
        )
        old = WorkEdition.objects.filter(project=project)[KEPT_EDITIONS:]
        WorkEdition.objects.filter(pk__in=[one.pk for one in old]).delete()
    return edition


def refuse_faults(rows: Sequence[WorkRow]) -> None:
    """The first thing that forbids the rows, with the task it stands at."""
    for fault in faults(rows)[:1]:
        row = rows[fault.at] if fault.at < len(rows) else None
        told = {"task": row.number or row.name if row else "", "column": fault.column}
        raise Refused(fault.code, **fault.values, **told)


@action(EDIT_PROJECTS)
def undo_work(
    actor: Actor, project: Project, *, edition: WorkEdition, now: datetime
) -> WorkEdition | None:
    """Go back to what stood before a save, unless somebody saved since."""
    if edition.project_id != project.pk:
        raise Missing("edition")
    project = fresh(project)
    if project.version != edition.after_version:
        raise Refused("work.saved_since", name=project.name)
    return _save(actor, project, rows_of(edition.content), now=now, event="work.undone")


Change = Callable[[list[WorkRow]], list[WorkRow]]


def _with(
    actor: Actor, project: Project, version: int, change_rows: Change, *, now: datetime
) -> WorkEdition | None:
    project = _locked(project, version)
    return _save(actor, project, change_rows(rows_of_project(project)), now=now)


@action(EDIT_PROJECTS)
def add_task(
    actor: Actor, project: Project, *, row: WorkRow, phase: str, version: int, now: datetime
) -> WorkEdition | None:
    """A task more at the end of a phase; of an unknown or empty one, at the end of all."""
    return _with(actor, project, version, lambda rows: _placed(rows, row, phase), now=now)


@action(EDIT_PROJECTS)
def edit_task(
    actor: Actor, project: Project, *, row: WorkRow, phase: str, version: int, now: datetime
) -> WorkEdition | None:
    """The task with the row's number becomes the row; in another phase it goes to its end."""

    def changed(rows: list[WorkRow]) -> list[WorkRow]:
        at = _at(rows, row.number)
        if _phase_at(rows, at) == phase:
            return [*rows[:at], row, *rows[at + 1 :]]
        return _placed([*rows[:at], *rows[at + 1 :]], row, phase)

    return _with(actor, project, version, changed, now=now)


def _at(rows: Sequence[WorkRow], number: int) -> int:
    for at, row in enumerate(rows):
        if row.is_task and row.number == number:
            return at
    raise Missing("task")


def _phase_at(rows: Sequence[WorkRow], at: int) -> str:
    return next((row.name for row in reversed(rows[:at]) if not row.is_task), "")


def _placed(rows: list[WorkRow], row: WorkRow, phase: str) -> list[WorkRow]:
    """Behind the last row of the phase; without a phase, before the first one if there is any."""
    end = len(rows)
    for at, one in enumerate(rows):
        if not one.is_task and (not phase or (at and _phase_at(rows, at) == phase)):
            end = at
            break
    return [*rows[:end], row, *rows[end:]]


@action(EDIT_PROJECTS)
def delete_task(
    actor: Actor, project: Project, *, number: int, version: int, now: datetime
) -> WorkEdition | None:
    """Put a task away; what came after it no longer waits for it."""

    def without(rows: list[WorkRow]) -> list[WorkRow]:
        kept = [row for row in rows if row.number != number or not row.is_task]
        if len(kept) == len(rows):
            raise Missing("task")
        return [
            replace(row, after=tuple(link for link in row.after if link.before != number))
            for row in kept
        ]

    return _with(actor, project, version, without, now=now)


@action(EDIT_PROJECTS)
def set_task_state(actor: Actor, project: Project, *, number: int, state: str, on: date) -> Task:
    """Started or done on a day, or back to planned. What is done has begun by then."""
    project = fresh(project)
    task = Task.objects.filter(project=project, number=number, deleted_at=None).first()
    if task is None or state not in TaskState.values:
        raise Missing("task")
    if task.started_on and state != PLANNED and on < task.started_on:
        raise Refused("task.done_before_start", on=task.started_on)
    note = {"task": f"{task.number}. {task.name}", "state": [task.state, state]}
    with change(actor, project, "work.state_set", note=note):
        task.state = state
        task.started_on, task.done_on = dates_of(state, task.started_on, task.done_on, on)
        task.save()
        project.save()
    return task


def dates_of(
    state: str, started_on: date | None, done_on: date | None, today: date
) -> tuple[date | None, date | None]:
    """When a task of a state began and ended: what is known stays, what is missing is today."""
    if state == PLANNED:
        return None, None
    if state == STARTED:
        return started_on or today, None
    return started_on or done_on or today, (done_on or today) if state == DONE else None
