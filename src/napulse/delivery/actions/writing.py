"""Writes a breakdown into rows of the database so that what is leant on stays the same row.

A task is known by its number, a need by its place: locks and plans point at them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from napulse.access.actor import Actor
from napulse.audit.history import change
from napulse.delivery.breakdown import WorkRow
from napulse.delivery.models import Deliverable, Phase, Project, Task, TaskLink, TaskNeed
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import fold
from napulse.people.models import WorkRole


@dataclass(slots=True)
class Counts:
    """How many tasks a save added, changed and put away; `told` is the note of history."""

    told: dict[str, Any] = field(default_factory=dict)

    def count(self, name: str) -> None:
        self.told[name] = self.told.get(name, 0) + 1


def write_rows(
    actor: Actor, project: Project, rows: Sequence[WorkRow], counts: Counts, *, now: datetime
) -> None:
    """Make the stored breakdown these rows, which are numbered and without fault."""
    refuse_unknown_roles(rows)
    results = _results(actor, project, rows)
    phases = _Phases(project)
    known = {task.number: task for task in Task.objects.filter(project=project)}
    new: list[tuple[Task, WorkRow]] = []
    kept: list[tuple[Task, WorkRow]] = []
    for position, row in enumerate(rows):
        if not row.is_task:
            phases.begin(row.name, position)
            continue
        task = known.pop(row.number, None)
        values = _values(row, position, phases.current, results.get(fold(row.deliverable)))
        if task is None:
            new.append((Task(project=project, version=1, **values), row))
            counts.count("added")
        else:
            kept.append((task, row))
            if _put(task, values):
                counts.count("changed")
    Task.objects.bulk_create([task for task, _row in new])
    for task in known.values():
        _put_away(task, counts, now=now)
    phases.end()
    _write_needs(new, kept)
    _write_links([*new, *kept])


def refuse_unknown_roles(rows: Iterable[WorkRow]) -> None:
    wanted = {need.role_id: need.role for row in rows for need in row.needs}
    known = set(WorkRole.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    for role_id, role in wanted.items():
        if role_id not in known:
            raise Refused("work.unknown_role", role=role)


def _values(
    row: WorkRow, position: int, phase: Phase | None, result: Deliverable | None
) -> dict[str, Any]:
    low, likely, high = row.length
    return {
        "phase_id": phase.pk if phase else None,
        "deliverable_id": result.pk if result else None,
        "number": row.number,
        "name": row.name,
        "kind": row.kind,
        "position": position,
        "optional": row.optional,
        "length_low": low,
        "length_likely": likely,
        "length_high": high,
        "not_before_on": row.not_before_on,
        "due_on": row.due_on,
        "state": row.state,
        "started_on": row.started_on,
        "done_on": row.done_on,
        "note": row.note,
        "deleted_at": None,
    }


def _put(row: Any, values: dict[str, Any]) -> bool:
    """Store what differs; says whether anything did."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    if differing:
        row.save()
    return bool(differing)


def _put_away(task: Task, counts: Counts, *, now: datetime) -> None:
    """It keeps its needs and links, so that it may come back."""
    if task.deleted_at is None:
        task.deleted_at = now
        counts.count("removed")
        task.save()


def _results(actor: Actor, project: Project, rows: Iterable[WorkRow]) -> dict[str, Deliverable]:
    """Results of the project by folded name; one that is named and not there is added."""
    living = Deliverable.objects.filter(project=project, deleted_at=None)
    found = {fold(one.name): one for one in living}
    for name in (row.deliverable for row in rows if row.deliverable):
        if fold(name) in found:
            continue
        one = Deliverable(
            client_id=project.client_id, project=project, name=name, position=len(found)
        )
        with change(actor, one, "deliverable.added"):
            one.save()
        found[fold(name)] = one
    return found


class _Phases:
    """Phases keep their rows: by name first, then whichever was at the same place."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.left = list(Phase.objects.filter(project=project))
        self.current: Phase | None = None

    def begin(self, name: str, position: int) -> None:
        same = next((one for one in self.left if one.name == name), None)
        phase = same or (self.left[0] if self.left else Phase(project=self.project))
        if phase in self.left:
            self.left.remove(phase)
        if phase.pk is None:
            phase.name, phase.position = name, position
            phase.save()
        else:
            _put(phase, {"name": name, "position": position})
        self.current = phase

    def end(self) -> None:
        """Phases that are named no more go; tasks put away stay without one."""
        gone = [phase.pk for phase in self.left]
        Task.objects.filter(phase__in=gone).update(phase=None)
        Phase.objects.filter(pk__in=gone).delete()


def _write_needs(new: Sequence[tuple[Task, WorkRow]], kept: Sequence[tuple[Task, WorkRow]]) -> None:
    """A need keeps its row while its place stays: locks and plans point at it."""
    fresh = [need for task, row in new for need in _needs(task, row)]
    stored: dict[int, list[TaskNeed]] = {}
    for need in TaskNeed.objects.filter(task__in=[task for task, _row in kept]):
        stored.setdefault(need.task_id, []).append(need)
    gone: list[int] = []
    for task, row in kept:
        wanted, there = _needs(task, row), stored.get(task.pk, [])
        for old, need in zip(there, wanted, strict=False):
            _put(old, {name: getattr(need, name) for name in NEED_COLUMNS})
        fresh += wanted[len(there) :]
        gone += [old.pk for old in there[len(wanted) :]]
    TaskNeed.objects.filter(pk__in=gone).delete()
    TaskNeed.objects.bulk_create(fresh)


NEED_COLUMNS = (
    "role_id",
    "grade",
    "count",
    "low_minutes",
    "likely_minutes",
    "high_minutes",
    "position",
)


def _needs(task: Task, row: WorkRow) -> list[TaskNeed]:
    return [
        TaskNeed(
            task=task,
            role_id=need.role_id,
            grade=need.grade,
            count=need.count,
            low_minutes=need.minutes[0],
            likely_minutes=need.minutes[1],
            high_minutes=need.minutes[2],
            position=place,
            version=1,
        )
        for place, need in enumerate(row.needs)
    ]


def _write_links(pairs: Sequence[tuple[Task, WorkRow]]) -> None:
    ids = {task.number: task.pk for task, _row in pairs}
    wanted = {(task.pk, ids[link.before]): link.lag for task, row in pairs for link in row.after}
    gone = []
    for link in TaskLink.objects.filter(task__in=ids.values()):
        if (lag := wanted.pop((link.task_id, link.before_id), None)) is None:
            gone.append(link.pk)
        else:
            _put(link, {"lag": lag})
    TaskLink.objects.filter(pk__in=gone).delete()
    TaskLink.objects.bulk_create(
        TaskLink(task_id=task, before_id=before, lag=lag, version=1)
        for (task, before), lag in wanted.items()
    )
