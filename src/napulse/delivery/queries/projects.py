"""Every way projects and deliverables are read."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.facts import ClientReason, Found
from napulse.clients.models import Brand, Client
from napulse.clients.rows import SeenQuerySet
from napulse.delivery.models import Deliverable, DeliverableState, Project, ProjectState, WaitsFor
from napulse.engines.attention import Reason
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import fold
from napulse.people.queries import agency_today

OPEN = [ProjectState.PLANNED, ProjectState.ACTIVE, ProjectState.PAUSED]
WON = 100
ENDED = [DeliverableState.DONE, DeliverableState.CANCELLED]
LONG_WAIT_DAYS = 5


def projects(
    actor: Actor, *, client_id: int | None = None, state: str = "open", text: str = ""
) -> SeenQuerySet[Project]:
    """Projects with how many deliverables are there, done and late."""
    found: SeenQuerySet[Project] = Project.objects.seen_by(actor).select_related(
        "client", "lead", "brand"
    )
    if client_id:
        found = found.filter(client_id=client_id)
    if state == "open":
        found = found.filter(state__in=OPEN)
    elif state:
        found = found.filter(state=state)
    if text:
        found = found.filter(
            Q(folded__contains=fold(text)) | Q(client__folded__contains=fold(text))
        )
    living = Q(deliverables__deleted_at=None) & ~Q(deliverables__state=DeliverableState.CANCELLED)
    return found.annotate(
        parts=Count("deliverables", filter=living),
        parts_done=Count(
            "deliverables", filter=living & Q(deliverables__state=DeliverableState.DONE)
        ),
        last_part_on=Max("deliverables__due_on", filter=living),
    )


def project(actor: Actor, project_id: int) -> Project:
    found: Project | None = projects(actor, state="").filter(pk=project_id).first()
    if found is None:
        raise Missing("project")
    return found


def deliverables(
    actor: Actor, *, project_id: int | None = None, client_id: int | None = None
) -> SeenQuerySet[Deliverable]:
    found: SeenQuerySet[Deliverable] = Deliverable.objects.seen_by(actor).select_related(
        "project", "owner", "client"
    )
    found = found.filter(project__deleted_at=None)
    if project_id:
        found = found.filter(project_id=project_id)
    if client_id:
        found = found.filter(client_id=client_id)
    return found


def deliverable(actor: Actor, deliverable_id: int) -> Deliverable:
    found: Deliverable | None = deliverables(actor).filter(pk=deliverable_id).first()
    if found is None:
        raise Missing("deliverable")
    return found


def search(actor: Actor, text: str, *, limit: int) -> list[Found]:
    """Projects for the palette: by their own name or the client's."""
    rows = projects(actor, state="", text=text).order_by("folded")[:limit]
    return [
        Found("project", row.name, row.client.name, row.get_absolute_url(), row.client_id)
        for row in rows
    ]


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """Late deliverables, and those that have waited for the client too long."""
    today = agency_today(now)
    found = deliverables(actor).exclude(state__in=ENDED).filter(project__state__in=OPEN)
    if client_ids is not None:
        found = found.filter(client_id__in=client_ids)
    late = found.filter(due_on__lt=today).exclude(waits_for=WaitsFor.CLIENT)
    waiting = found.filter(waits_for=WaitsFor.CLIENT)
    overdue = [(row, row.due_on or today) for row in late.order_by("due_on", "pk")]
    waits = [
        (row, row.waits_since or today)
        for row in waiting.order_by("waits_since", "pk")
        if (today - (row.waits_since or today)).days >= LONG_WAIT_DAYS
    ]
    return [
        *_gathered("deliverable_late", overdue, now),
        *_gathered("waits_for_client_long", waits, now),
    ]


def _gathered(code: str, rows: list[tuple[Deliverable, date]], now: datetime) -> list[ClientReason]:
    """One reason per client: the oldest result names it, the others are counted."""
    by_client: dict[int, list[tuple[Deliverable, date]]] = {}
    for row, since in rows:
        by_client.setdefault(row.client_id, []).append((row, since))
    return [_reason(code, *oldest[0], len(oldest), now) for oldest in by_client.values()]


def _reason(code: str, row: Deliverable, since: date, count: int, now: datetime) -> ClientReason:
    days = (agency_today(now) - since).days
    values: dict[str, str | int] = {"what": row.name, "days": days, "project": row.project.name}
    return ClientReason(
        client_id=row.client_id,
        reason=Reason(
            code=code,
            source="delivery.Deliverable",
            source_id=row.pk,
            count=count,
            due_at=now - timedelta(days=days),
            values=values,
        ),
        url=reverse("delivery:project_detail", args=[row.project_id]) + f"#d{row.pk}",
        values=values,
    )


def colleagues(*, now_chosen: int | None = None) -> "QuerySet[User]":
    """Who may lead a project or own a result: everybody who can sign in, and who does it now."""
    return User.objects.filter(Q(is_active=True) | Q(pk=now_chosen)).order_by("folded")


def brands(actor: Actor, *, client_id: int | None = None) -> SeenQuerySet[Brand]:
    found: SeenQuerySet[Brand] = Brand.objects.seen_by(actor)
    return found.filter(client_id=client_id) if client_id else found


def open_clients(actor: Actor) -> SeenQuerySet[Client]:
    """The clients that a new project may be for."""
    found: SeenQuerySet[Client] = Client.objects.seen_by(actor)
    return found.order_by("folded")


def deleted_project(actor: Actor, project_id: int) -> Project:
    found: Project | None = Project.objects.with_deleted(actor).filter(pk=project_id).first()
    if found is None:
        raise Missing("project")
    return found


def deleted_deliverable(actor: Actor, deliverable_id: int) -> Deliverable:
    found = Deliverable.objects.with_deleted(actor).select_related("project")
    row: Deliverable | None = found.filter(pk=deliverable_id).first()
    if row is None:
        raise Missing("deliverable")
    return row
