"""What of a plan a reader may read by name: everything else is another client's work."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import Actor
from napulse.delivery.models import Plan, PlannedPerson, PlannedTask, Project, Task
from napulse.delivery.permissions import EDIT_PLANS, VIEW_PLANS
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.money import Money
from napulse.people.models import Person, WorkRole
from napulse.people.permissions import VIEW_RATES


@dataclass(frozen=True)
class Scope:
    """Projects and tasks that the reader sees, by id; people and roles are open to colleagues."""

    projects: dict[int, Project]
    tasks: dict[int, Task]
    people: dict[int, str] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    shows_cost: bool = False

    def money(self, minor: int, currency: str) -> Money | None:
        """A cost, for those who may know: from the cost of work its rate would follow."""
        return Money(minor, currency) if self.shows_cost else None

    def sees(self, project_id: int) -> bool:
        return project_id in self.projects

    def task_names(self, ids: Iterable[int]) -> tuple[str, ...]:
        """The seen ones by name; all others together as a count."""
        wanted = list(ids)
        seen = [self.tasks[pk].name for pk in wanted if pk in self.tasks]
        hidden = len(wanted) - len(seen)
        return (*seen, other_tasks(hidden)) if hidden else tuple(seen)

    def project_names(self, ids: Iterable[int]) -> tuple[str, ...]:
        wanted = list(ids)
        seen = [self.projects[pk].name for pk in wanted if pk in self.projects]
        hidden = len(wanted) - len(seen)
        if not hidden:
            return tuple(seen)
        return (*seen, other_projects(hidden))

    def person_name(self, person_id: int | None) -> str:
        return self.people.get(person_id or 0) or _("a place to fill")

    def role_name(self, role_id: int | None) -> str:
        return self.roles.get(role_id or 0, "")


def other_tasks(count: int) -> str:
    told = ngettext("a task of another client", "%(n)s tasks of other clients", count)
    return told % {"n": count}


def other_projects(count: int) -> str:
    told = ngettext("a project of another client", "%(n)s projects of other clients", count)
    return told % {"n": count}


def unnamed() -> tuple[str, str]:
    """What stands for one task or one project that the reader does not see."""
    return other_tasks(1), other_projects(1)


def scope_of(actor: Actor) -> Scope:
    """Everything that the reader may call by name, in four queries."""
    if not actor.can(VIEW_PLANS):
        return Scope({}, {})
    projects = Project.objects.seen_by(actor).select_related("client")
    seen = {row.pk: row for row in projects}
    tasks = Task.objects.filter(project__in=projects.values("pk"), deleted_at=None)
    return Scope(
        projects=seen,
        tasks={row.pk: row for row in tasks},
        people=dict(Person.objects.values_list("pk", "user__name")),
        roles=dict(WorkRole.objects.values_list("pk", "name")),
        shows_cost=actor.can(EDIT_PLANS) or actor.can(VIEW_RATES),
    )


def plans(actor: Actor) -> "QuerySet[Plan]":
    """Every plan, the last asked first; what is in them is scoped when it is read."""
    if not actor.can(VIEW_PLANS):
        return Plan.objects.none()
    found: QuerySet[Plan] = Plan.objects.select_related(
        "asked_by", "accepted_by", "parent", "work"
    ).order_by("-asked_at", "-pk")
    return found


def plan(actor: Actor, plan_id: int) -> Plan:
    found = plans(actor).filter(pk=plan_id).first()
    if found is None:
        raise Missing("plan")
    return found


def planned_tasks(row: Plan) -> "QuerySet[PlannedTask]":
    """Tasks of a plan that still exist, of projects that still do."""
    rows = PlannedTask.objects.filter(plan=row, task__deleted_at=None, project__deleted_at=None)
    return rows.order_by("project_id", "task__position", "task_id")


def seats_of(row: Plan) -> dict[int, list[PlannedPerson]]:
    """Who takes part, by planned task, in the order of the needs."""
    found: dict[int, list[PlannedPerson]] = {}
    people = PlannedPerson.objects.filter(planned__plan=row).select_related("need")
    for one in people.order_by("pk"):
        found.setdefault(one.planned_id, []).append(one)
    return found


def unnamed_places(row: Plan) -> int:
    """How many seats of a plan nobody has yet."""
    counted = PlannedPerson.objects.filter(planned__plan=row, person=None).aggregate(n=Count("pk"))
    return int(counted["n"])
