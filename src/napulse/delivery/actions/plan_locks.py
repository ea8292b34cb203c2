"""What every next plan keeps: the start of a task and the people in its seats, fixed by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.delivery.models import FixedPerson, Project, Task, TaskNeed, TaskState
from napulse.delivery.permissions import EDIT_PLANS
from napulse.engines.kernel.errors import Missing, Refused
from napulse.people.models import Person


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is fixed of a task: its start, and (need, person) pairs. Nothing at all is a release."""

    on: date | None = None
    half: int = 0
    people: tuple[tuple[int, int], ...] = ()


NOTHING = Fixed()


def fixed_of(task: Task) -> Fixed:
    """What is fixed of a task now."""
    rows = FixedPerson.objects.filter(task=task).order_by("pk")
    return Fixed(
        task.fixed_on, task.fixed_half, tuple((row.need_id, row.person_id) for row in rows)
    )


@action(EDIT_PLANS)
def fix_task(actor: Actor, task: Task, *, data: Fixed, today: date) -> Fixed:
    """Fix a task for the next plans, or release it; returns what was fixed before."""
    task = _locked(actor, task)
    _refuse_wrong(task, data, today)
    was = fixed_of(task)
    if was == data:
        return was
    event = "task.released" if data == NOTHING else "task.fixed"
    with change(actor, task.project, event, note=_note(task, was, data)):
        task.fixed_on, task.fixed_half = data.on, data.half if data.on else 0
        task.save()
        _seat(task, data.people)
    return was


def _locked(actor: Actor, task: Task) -> Task:
    found: Task | None = (
        Task.objects.select_for_update(of=("self",))
        .filter(pk=task.pk, deleted_at=None, project__in=Project.objects.seen_by(actor))
        .select_related("project")
        .first()
    )
    if found is None:
        raise Missing("task")
    return found


def _refuse_wrong(task: Task, data: Fixed, today: date) -> None:
    if task.state != TaskState.PLANNED and data != NOTHING:
        raise Refused("task.begun", name=task.name)
    if data.on and data.on < today:
        raise Refused("task.fixed_in_past")
    people = [person for _need, person in data.people]
    if len(set(people)) < len(people):
        raise Refused("task.person_twice")
    seats = dict(TaskNeed.objects.filter(task=task).values_list("pk", "count"))
    for need, count in _counted(data.people).items():
        if count > seats.get(need, 0):
            raise Missing("need")
    here = Q(left_on=None) | Q(left_on__gte=data.on or today)
    if Person.objects.filter(here, pk__in=people).count() < len(people):
        raise Refused("task.person_gone")


def _counted(people: Sequence[tuple[int, int]]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for need, _person in people:
        counts[need] = counts.get(need, 0) + 1
    return counts


def _seat(task: Task, people: Sequence[tuple[int, int]]) -> None:
    FixedPerson.objects.filter(task=task).delete()
    for need, person in people:
        FixedPerson.objects.create(task=task, need_id=need, person_id=person)


def _note(task: Task, was: Fixed, data: Fixed) -> dict[str, Any]:
    names = dict(
        Person.objects.filter(pk__in=[p for _n, p in (*was.people, *data.people)]).values_list(
            "pk", "user__name"
        )
    )

    def told(fixed: Fixed) -> str:
        people = [names.get(person, "") for _need, person in fixed.people]
        return ", ".join([fixed.on.isoformat() if fixed.on else "", *people]).strip(", ")

    return {"task": f"{task.number}. {task.name}", "fixed": [told(was), told(data)]}
