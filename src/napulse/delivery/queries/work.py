"""How the work breakdown of a project is read: as plain rows, as tasks, and what it adds up to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Prefetch, QuerySet

from napulse.access.actor import Actor
from napulse.delivery.breakdown import PHASE, LinkRow, NeedRow, WorkRow
from napulse.delivery.models import (
    Phase,
    Project,
    ProjectTemplate,
    Task,
    TaskLink,
    TaskNeed,
    WorkEdition,
)
from napulse.delivery.permissions import VIEW_PROJECTS
from napulse.engines.kernel.errors import Missing
from napulse.people.models import PersonSkill, WorkRole


def tasks(actor: Actor, *, project_id: int | None = None) -> "QuerySet[Task]":
    """Living tasks of the projects that the actor sees, in their order."""
    found: QuerySet[Task] = Task.objects.filter(
        project__in=Project.objects.seen_by(actor), deleted_at=None
    )
    found = found.select_related("phase", "deliverable")
    return found.filter(project_id=project_id) if project_id else found


def task(actor: Actor, project_id: int, number: int, *, deleted: bool = False) -> Task:
    """One task by its number in the project; also one put away, when asked for."""
    found: QuerySet[Task] = Task.objects.filter(
        project__in=Project.objects.seen_by(actor),
        project_id=project_id,
        number=number,
        deleted_at__isnull=not deleted,
    )
    row = found.select_related("project", "phase").first()
    if row is None:
        raise Missing("task")
    return row


def work_rows(actor: Actor, project: Project) -> list[WorkRow]:
    """The breakdown of a project that the actor sees."""
    if not actor.can(VIEW_PROJECTS) or not actor.reaches(project):
        raise Missing("project")
    return rows_of_project(project)


def rows_of_project(project: Project) -> list[WorkRow]:
    """The breakdown as it is stored: tasks of no phase first, then each phase with its tasks."""
    living = Task.objects.filter(project=project, deleted_at=None).select_related("deliverable")
    needs = TaskNeed.objects.select_related("role")
    links = TaskLink.objects.filter(before__deleted_at=None).select_related("before")
    living = living.prefetch_related(
        Prefetch("needs", needs), Prefetch("after", links.order_by("before__number"))
    )
    by_phase: dict[int | None, list[WorkRow]] = {}
    for row in living.order_by("position", "id"):
        by_phase.setdefault(row.phase_id, []).append(_row(row))
    rows = by_phase.get(None, [])
    for phase in Phase.objects.filter(project=project):
        rows += [WorkRow(PHASE, phase.name), *by_phase.get(phase.pk, [])]
    return rows


def _row(task: Task) -> WorkRow:
    return WorkRow(
        kind=task.kind,
        name=task.name,
        number=task.number,
        needs=tuple(_need(need) for need in task.needs.all()),
        length=(task.length_low, task.length_likely, task.length_high),
        after=tuple(LinkRow(link.before.number, link.lag) for link in task.after.all()),
        not_before_on=task.not_before_on,
        due_on=task.due_on,
        optional=task.optional,
        deliverable=task.deliverable.name if task.deliverable else "",
        state=task.state,
        started_on=task.started_on,
        done_on=task.done_on,
        note=task.note,
    )


def _need(need: TaskNeed) -> NeedRow:
    points = (need.low_minutes, need.likely_minutes, need.high_minutes)
    return NeedRow(need.role_id, need.role.name, need.grade, need.count, points)


def last_number(project: Project) -> int:
    """The highest number ever given to a task of the project, a deleted one's too."""
    found = Task.objects.filter(project=project).aggregate(last=Max("number"))
    return found["last"] or 0


def work_roles(*, also: Collection[int] = ()) -> list[WorkRole]:
    """The work roles that may be asked for; those in use stay though they were put away."""
    rows: QuerySet[WorkRole] = WorkRole.objects.all()
    return [role for role in rows if role.archived_at is None or role.pk in also]


def edition(actor: Actor, project: Project, edition_id: int) -> WorkEdition:
    """The breakdown before a save, to go back to."""
    found = WorkEdition.objects.filter(project=project, pk=edition_id).first()
    if found is None or not actor.reaches(project):
        raise Missing("edition")
    return found


def undoable(project: Project) -> WorkEdition | None:
    """The last save of the breakdown, while nothing was changed since."""
    found = WorkEdition.objects.filter(project=project, after_version=project.version)
    return found.order_by("-id").first()


def held_grades() -> dict[int, int]:
    """The highest grade that somebody who works here has in each work role."""
    held = PersonSkill.objects.filter(person__left_on=None, person__user__is_active=True)
    return dict(held.order_by().values_list("role_id").annotate(best=Max("grade")))


def nobody_can(rows: Iterable[WorkRow], held: dict[int, int]) -> list[tuple[WorkRow, NeedRow]]:
    """Needs that nobody in the agency answers."""
    return [
        (row, need) for row in rows for need in row.needs if held.get(need.role_id, 0) < need.grade
    ]


@dataclass(slots=True)
class Totals:
    """What a breakdown adds up to; minutes of work at the likeliest, by role in order of size."""

    tasks: int = 0
    done: int = 0
    reviews: int = 0
    minutes: int = 0
    low: int = 0
    high: int = 0
    by_role: dict[str, int] = field(default_factory=dict)

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)

    @property
    def top_roles(self) -> list[tuple[str, int]]:
        """The roles with most work and their hours."""
        return [(role, round(minutes / 60)) for role, minutes in self.by_role.items()][:3]


def totals(rows: Sequence[WorkRow]) -> Totals:
    found = Totals()
    for row in rows:
        if not row.is_task:
            continue
        found.tasks += 1
        found.done += row.state == "done"
        found.reviews += row.kind == "review"
        for need in row.needs:
            found.low += need.minutes[0] * need.count
            found.high += need.minutes[2] * need.count
            work = need.minutes[1] * need.count
            found.by_role[need.role] = found.by_role.get(need.role, 0) + work
    found.minutes = sum(found.by_role.values())
    found.by_role = dict(sorted(found.by_role.items(), key=lambda one: -one[1]))
    return found


def templates(actor: Actor, *, archived: bool = False) -> "QuerySet[ProjectTemplate]":
    """Breakdowns to begin from; they are everybody's who may see projects."""
    if not actor.can(VIEW_PROJECTS):
        return ProjectTemplate.objects.none()
    found: QuerySet[ProjectTemplate] = ProjectTemplate.objects.filter(
        archived_at__isnull=not archived
    )
    return found


def template(actor: Actor, template_id: int) -> ProjectTemplate:
    found = None
    if actor.can(VIEW_PROJECTS):
        found = ProjectTemplate.objects.filter(pk=template_id).first()
    if found is None:
        raise Missing("template")
    return found
