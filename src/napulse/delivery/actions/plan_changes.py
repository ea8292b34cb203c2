"""What the acceptance of a scenario writes to projects, and how it is taken back."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from napulse.access.actor import Actor
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.delivery.models import Booking, BookingState, Project, Task, TaskLink, TaskState
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.delivery.planning.changes import KINDS
from napulse.engines.kernel.errors import Missing, Refused

Plain = dict[str, Any]
WRITTEN = ("deadline", "milestone", "person", "drop", "unlock", "budget")


def refuse_unknown(actor: Actor, changes: Iterable[Plain]) -> None:
    """Changes are of known kinds and speak of projects that the actor sees."""
    for one in changes:
        if one["kind"] not in KINDS:
            raise Refused("plan.unknown_change", kind=one["kind"])
        for project in _touched(one):
            if not actor.sees(project.client_id):
                raise Missing("project")


def _touched(one: Plain) -> list[Project]:
    """The projects that a change speaks of."""
    tasks = [one["task"]] if "task" in one else one.get("tasks", [])
    ids = set(Task.objects.filter(pk__in=tasks).values_list("project_id", flat=True))
    if one.get("project"):
        ids.add(one["project"])
    return list(Project.objects.filter(pk__in=ids, deleted_at=None).order_by("pk"))


def write_changes(actor: Actor, changes: Iterable[Plain], *, now: datetime) -> list[Plain]:
    """Write what a scenario assumed; returns what was there, for `take_back`.

    Dates and scope of a project are changed only by those who may edit it.
    """
    wanted = [one for one in changes if one["kind"] in WRITTEN]
    _refuse_others_work(actor, wanted)
    return [made for one in wanted for made in _WRITE[one["kind"]](actor, one, now)]


def _refuse_others_work(actor: Actor, changes: Iterable[Plain]) -> None:
    for one in changes:
        for project in _touched(one):
            if not (actor.can(EDIT_PROJECTS) and actor.sees(project.client_id)):
                raise Refused("plan.changes_not_yours")


def _write_deadline(actor: Actor, one: Plain, now: datetime) -> list[Plain]:
    made = []
    for project in Project.objects.select_for_update().filter(pk=one["project"], deleted_at=None):
        was, due_on = project.due_on, date.fromisoformat(one["due_on"])
        if was == due_on:
            continue
        with change(actor, project, "project.deadline_moved"):
            project.due_on = due_on
            project.save()
        made.append({**one, "was": was.isoformat() if was else None})
    return made


def _write_milestone(actor: Actor, one: Plain, now: datetime) -> list[Plain]:
    made = []
    for task in Task.objects.select_related("project").filter(pk=one["task"], deleted_at=None):
        was, due_on = task.due_on, date.fromisoformat(one["due_on"])
        if was == due_on:
            continue
        _set_task(actor, task, "task.deadline_moved", due_on=due_on)
        made.append({**one, "was": was.isoformat() if was else None})
    return made


def _write_person(actor: Actor, one: Plain, now: datetime) -> list[Plain]:
    """A place to fill: a firm booking without a name, which the next plans count on."""
    project = Project.objects.filter(pk=one.get("project") or 0, deleted_at=None).first()
    if project is None:
        return []
    booking = Booking(
        client_id=project.client_id,
        project=project,
        role_id=one["role"],
        grade=one["grade"],
        percent=min(100, one.get("share", 100)),
        from_on=date.fromisoformat(one["from_on"]),
        to_on=date.fromisoformat(one["to_on"]),
        state=BookingState.FIRM,
    )
    with change(actor, booking, "booking.made"):
        booking.save()
    return [{**one, "booking": booking.pk}]


def _write_drop(actor: Actor, one: Plain, now: datetime) -> list[Plain]:
    """Dropped tasks are put away; what waited for them waits for what they waited for."""
    made = []
    for task in Task.objects.select_related("project").filter(pk__in=one["tasks"], deleted_at=None):
        if task.state != TaskState.PLANNED:
            raise Refused("plan.dropped_begun", name=task.name)
        links = _bridge(task)
        _set_task(actor, task, "task.dropped", deleted_at=now)
        made.append({"kind": "drop", "task": task.pk, "links": links})
    return made


def _write_unlock(actor: Actor, one: Plain, now: datetime) -> list[Plain]:
    made = []
    for task in Task.objects.select_related("project").filter(pk=one["task"], deleted_at=None):
        if task.fixed_on:
            was = {"on": task.fixed_on.isoformat(), "half": task.fixed_half}
            _set_task(actor, task, "task.released", fixed_on=None, fixed_half=0)
            made.append({**one, "was": was})
    return made


def _back_unlock(actor: Actor, one: Plain) -> None:
    rows = Task.objects.select_related("project").filter(pk=one["task"], fixed_on=None)
    for task in rows.filter(deleted_at=None):
        was = {"fixed_on": date.fromisoformat(one["was"]["on"]), "fixed_half": one["was"]["half"]}
        _set_task(actor, task, "task.fixed", **was)


def _write_budget(actor: Actor, one: Plain, now: datetime) -> list[Plain]:
    return _set_budget(actor, one, Project.objects.filter(deleted_at=None), one["budget_minor"])


def _back_budget(actor: Actor, one: Plain) -> None:
    rows = Project.objects.filter(budget_minor=one["budget_minor"])
    _set_budget(actor, one, rows, one["was"])


def _set_budget(actor: Actor, one: Plain, rows: Any, minor: int | None) -> list[Plain]:
    made = []
    for project in rows.select_for_update().filter(pk=one["project"]):
        was = project.budget_minor
        with change(actor, project, "project.changed"):
            project.budget_minor = minor
            project.save()
        made.append({**one, "was": was})
    return made


def _bridge(task: Task) -> list[int]:
    made = []
    befores = list(task.after.filter(before__deleted_at=None))
    with recording(Project):
        for follower in task.followers.filter(task__deleted_at=None):
            for before in befores:
                link, is_new = TaskLink.objects.get_or_create(
                    task_id=follower.task_id,
                    before_id=before.before_id,
                    defaults={"lag": max(follower.lag, before.lag)},
                )
                made += [link.pk] if is_new else []
    return made


def _set_task(actor: Actor, task: Task, event: str, **values: Any) -> None:
    note = {name: [getattr(task, name), value] for name, value in values.items()}
    with change(actor, task.project, event, note={"task": task.name, **note}):
        for name, value in values.items():
            setattr(task, name, value)
        task.save()


def take_back(actor: Actor, written: Iterable[Plain], *, now: datetime) -> None:
    """Put back what `write_changes` replaced, where nobody has changed it since.

    The last change first: two of the same date go back to what was before both. Whoever may not
    make a change does not unmake it.
    """
    changes = list(written)
    _refuse_others_work(actor, changes)
    for one in reversed(changes):
        _BACK[one["kind"]](actor, one)


def _back_deadline(actor: Actor, one: Plain) -> None:
    was = date.fromisoformat(one["was"]) if one["was"] else None
    for project in Project.objects.select_for_update().filter(
        pk=one["project"], due_on=one["due_on"]
    ):
        if was and project.starts_on and was < project.starts_on:
            continue  # its start was moved since: the old deadline is no date any more
        with change(actor, project, "project.deadline_moved"):
            project.due_on = was
            project.save()


def _back_milestone(actor: Actor, one: Plain) -> None:
    rows = Task.objects.select_related("project").filter(pk=one["task"], due_on=one["due_on"])
    for task in rows:
        was = date.fromisoformat(one["was"]) if one["was"] else None
        _set_task(actor, task, "task.deadline_moved", due_on=was)


def _back_person(actor: Actor, one: Plain) -> None:
    held = Booking.objects.filter(pk=one["booking"], state=BookingState.FIRM, person=None)
    for booking in held:
        with change(actor, booking, "booking.released"):
            booking.state = BookingState.RELEASED
            booking.save()


def _back_drop(actor: Actor, one: Plain) -> None:
    rows = Task.objects.select_related("project").filter(pk=one["task"]).exclude(deleted_at=None)
    for task in rows:
        with recording(Project):
            TaskLink.objects.filter(pk__in=one["links"]).delete()
        _set_task(actor, task, "task.taken_back", deleted_at=None)


_WRITE: dict[str, Callable[[Actor, Plain, datetime], list[Plain]]] = {
    "deadline": _write_deadline,
    "milestone": _write_milestone,
    "person": _write_person,
    "drop": _write_drop,
    "unlock": _write_unlock,
    "budget": _write_budget,
}
_BACK: dict[str, Callable[[Actor, Plain], None]] = {
    "deadline": _back_deadline,
    "milestone": _back_milestone,
    "person": _back_person,
    "drop": _back_drop,
    "unlock": _back_unlock,
    "budget": _back_budget,
}
