"""What the pages of plans ask beside the plan itself: what may be chosen, and one task to fix."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from napulse.access.actor import Actor
from napulse.delivery.models import (
    FixedPerson,
    Plan,
    PlannedPerson,
    PlannedTask,
    Project,
    Task,
    TaskKind,
    TaskNeed,
)
from napulse.delivery.permissions import VIEW_PLANS
from napulse.delivery.queries.projects import OPEN
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.engines.kernel.errors import Missing
from napulse.people.models import PersonSkill, WorkRole

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choices:
    """Projects that the reader sees and that still go on, and the roles that people take."""

    projects: list[Project]
    roles: list[WorkRole]

    @property
    def clients(self) -> list[tuple[int, str]]:
        named = {one.client_id: one.client for one in self.projects}
        return [(pk, one.name) for pk, one in sorted(named.items(), key=lambda p: p[1].folded)]

    def of_client(self, client_id: int) -> set[int]:
        return {one.pk for one in self.projects if one.client_id == client_id}


def choices(actor: Actor, row: Plan) -> Choices:
    """What a plan's chart may be narrowed to."""
    planned = PlannedTask.objects.filter(plan=row).values("project_id")
    seen = Project.objects.seen_by(actor).filter(pk__in=planned).select_related("client")
    roles = WorkRole.objects.filter(archived_at=None)
    return Choices(list(seen.order_by("folded")), list(roles))


def tasks_needing(role_id: int) -> set[int]:
    """Tasks that need somebody of a work role."""
    return set(TaskNeed.objects.filter(role_id=role_id).values_list("task_id", flat=True))


def fixed_elsewhere(actor: Actor, row: Plan) -> dict[int, tuple[date, int]]:
    """Seen tasks that a plan has at another place than where they were fixed since."""
    rows = PlannedTask.objects.filter(
        plan=row,
        task__fixed_on__isnull=False,
        task__deleted_at=None,
        project__in=Project.objects.seen_by(actor),
    ).select_related("task")
    return {
        one.task_id: (fixed_on, one.task.fixed_half)
        for one in rows
        if (fixed_on := one.task.fixed_on)
        and (fixed_on, one.task.fixed_half) != (one.starts_on, one.starts_half)
    }


def has_work(actor: Actor) -> bool:
    """Whether any open project has a task, whoever sees it."""
    if not actor.can(VIEW_PLANS):
        return False
    tasks = Task.objects.filter(deleted_at=None, project__deleted_at=None)
    return tasks.filter(project__state__in=OPEN).exclude(kind=TaskKind.MILESTONE).exists()


@dataclass(frozen=True, slots=True)
class SeatView:
    """A seat of a task: its need, whom the plan has in it, whom somebody fixed, who may take it."""

    need: TaskNeed
    number: int
    planned: PlannedPerson | None
    fixed: int | None
    people: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Fixing:
    """A task with its place in the plan and what is fixed of it."""

    task: Task
    planned: PlannedTask | None
    seats: list[SeatView]

    @property
    def is_fixed(self) -> bool:
        return bool(self.task.fixed_on) or any(seat.fixed for seat in self.seats)

    @property
    def people(self) -> list[str]:
        """Whom the plan has in the seats, by name."""
        seated = [seat.planned.person for seat in self.seats if seat.planned]
        return [one.user.name for one in seated if one]


def seen_task(actor: Actor, item_id: int) -> Task:
    """A task of a project that the reader sees."""
    found = Task.objects.filter(
        pk=item_id, deleted_at=None, project__in=Project.objects.seen_by(actor)
    )
    row = (
        found.select_related("project__client", "phase").first() if actor.can(VIEW_PLANS) else None
    )
    if row is None:
        raise Missing("task")
    return row


def placed(row: Plan, task: Task) -> PlannedTask:
    """Where a plan has a task; Missing when it has not."""
    found = PlannedTask.objects.filter(plan=row, task=task).first()
    if found is None:
        raise Missing("task")
    return found


def fixing(actor: Actor, item_id: int, row: Plan | None) -> Fixing:
    """A task to be fixed: where the plan has it, and who may take each seat of it."""
    task = seen_task(actor, item_id)
    planned = PlannedTask.objects.filter(plan=row, task=task).first() if row else None
    return Fixing(task, planned, _seats(task, planned))


def _seats(task: Task, planned: PlannedTask | None) -> list[SeatView]:
    fixed: dict[int, list[int]] = {}
    for one in FixedPerson.objects.filter(task=task).order_by("pk"):
        fixed.setdefault(one.need_id, []).append(one.person_id)
    seated: dict[int, list[PlannedPerson]] = {}
    for seat in PlannedPerson.objects.filter(planned=planned).select_related("person__user"):
        seated.setdefault(seat.need_id, []).append(seat)
    return [
        SeatView(
            need,
            number,
            _nth(seated.get(need.pk, []), number),
            _nth(fixed.get(need.pk, []), number),
            able,
        )
        for need in TaskNeed.objects.filter(task=task).select_related("role")
        for able in [_able(need)]
        for number in range(need.count)
    ]


def _nth(rows: Sequence[T], number: int) -> T | None:
    return rows[number] if number < len(rows) else None


def _able(need: TaskNeed) -> list[tuple[int, str]]:
    """People with the role, those of the grade first; a fixed person need not have the grade."""
    rows = PersonSkill.objects.filter(role_id=need.role_id, person__left_on=None)
    ordered = sorted(
        rows.select_related("person__user"),
        key=lambda one: (one.grade < need.grade, one.person.user.folded),
    )
    return [(one.person_id, f"{one.person}, {one.get_grade_display()}") for one in ordered]


def half_day_beside(first: date, half: int, shift: int, calendar: WorkCalendar) -> tuple[date, int]:
    """The half-day so many halves of calendar days away; a day off is passed in the same way."""
    at = first.toordinal() * 2 + half + shift
    day, half = date.fromordinal(at // 2), at % 2
    if calendar.is_working(day):
        return day, half
    if shift < 0:
        return calendar.add_working_days(day, -1), 1
    return calendar.add_working_days(day, 1), 0
