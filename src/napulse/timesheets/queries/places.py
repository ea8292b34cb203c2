"""What time can be entered on: projects, their tasks and the lines of their budgets."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.delivery.models import (
    Booking,
    BookingState,
    PlannedPerson,
    PlanState,
    Project,
    ProjectMember,
    ProjectState,
    Task,
    TaskKind,
)
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import fold
from napulse.estimates.models import BudgetLine, LineKind
from napulse.people.models import Person

WORKED_ON = [ProjectState.PLANNED, ProjectState.ACTIVE, ProjectState.PAUSED]
HOLDS_TIME = [LineKind.LABOUR, LineKind.FIXED, LineKind.PRODUCTION]


def own_person(actor: Actor) -> Person:
    """The actor as a member of the agency; Missing for the product itself."""
    found = Person.objects.select_related("user").filter(user_id=actor.own_id).first()
    if found is None:
        raise Missing("person")
    return found


def own_projects(user_id: int) -> "QuerySet[Project]":
    """Projects that somebody works in, whoever serves the client: by team, booking or plan."""
    member = ProjectMember.objects.filter(user=user_id).values("project_id")
    booked = (
        Booking.objects.filter(person__user=user_id, deleted_at=None)
        .exclude(state=BookingState.RELEASED)
        .values("project_id")
    )
    planned = PlannedPerson.objects.filter(
        person__user=user_id, planned__plan__state=PlanState.ACCEPTED, planned__dropped=False
    ).values("planned__project_id")
    return Project.objects.filter(
        Q(pk__in=member) | Q(pk__in=booked) | Q(pk__in=planned), deleted_at=None
    )


def projects_for_time(actor: Actor) -> "QuerySet[Project]":
    """Every project on which the actor may enter own time."""
    seen = Project.objects.seen_by(actor).order_by()
    own = own_projects(actor.own_id).order_by()
    living = Project.objects.filter(deleted_at=None)
    return living.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=own.values("pk"))).select_related(
        "client"
    )


def open_projects(actor: Actor, text: str = "") -> "QuerySet[Project]":
    """Of these the ones that are worked on, found by their own name or the client's."""
    rows = projects_for_time(actor).filter(state__in=WORKED_ON)
    for word in fold(text).split():
        rows = rows.filter(Q(folded__contains=word) | Q(client__folded__contains=word))
    return rows.order_by("client__folded", "folded")


def clients_for_time(actor: Actor, text: str = "") -> "QuerySet[Client]":
    """Clients whose work without a project the actor may enter."""
    rows: QuerySet[Client] = Client.objects.seen_by(actor)
    for word in fold(text).split():
        rows = rows.filter(folded__contains=word)
    return rows.order_by("folded")


def project_for_time(actor: Actor, project_id: int) -> Project:
    found = projects_for_time(actor).filter(pk=project_id).first()
    if found is None:
        raise Missing("project")
    return found


def client_for_time(actor: Actor, client_id: int) -> Client:
    found = clients_for_time(actor).filter(pk=client_id).first()
    if found is None:
        raise Missing("client")
    return found


def tasks_for_time(project_ids: Collection[int]) -> "QuerySet[Task]":
    """Work of these projects that is not a client's review and not a date alone."""
    rows: QuerySet[Task] = Task.objects.filter(
        project__in=project_ids, deleted_at=None, kind=TaskKind.WORK
    )
    return rows.order_by("project", "position", "pk")


def lines_for_time(project_ids: Collection[int]) -> "QuerySet[BudgetLine]":
    """Lines of the budgets of these projects that hold time."""
    rows: QuerySet[BudgetLine] = BudgetLine.objects.filter(
        project__in=project_ids, kind__in=HOLDS_TIME, deleted_at=None, closed_at=None
    )
    return rows.order_by("project", "position", "pk")
