"""Every way projects and deliverables change."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.clients.actions.locking import fresh
from napulse.clients.actions.purging import KEPT_DAYS, remove_for_good
from napulse.clients.models import Brand, Client
from napulse.delivery.models import (
    Booking,
    Deliverable,
    DeliverableState,
    PeopleRequest,
    Phase,
    Project,
    ProjectFormat,
    ProjectState,
    Task,
    WaitsFor,
    WorkEdition,
)
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.engines.kernel.errors import Missing, Refused

Row = TypeVar("Row", Project, Deliverable)


@dataclass(frozen=True, slots=True)
class ProjectData:
    name: str
    brief: str = ""
    brand: Brand | None = None
    lead: User | None = None
    starts_on: date | None = None
    due_on: date | None = None
    risk: str = ""
    submit_key: str | None = None
    format: str = ProjectFormat.PROJECT
    probability: int = 100
    weight: int = 2
    due_is_hard: bool = False
    budget_minor: int | None = None
    currency: str = "RUB"


@dataclass(frozen=True, slots=True)
class DeliverableData:
    name: str
    state: str = DeliverableState.PLANNED
    owner: User | None = None
    due_on: date | None = None
    waits_for: str = WaitsFor.NOBODY
    waits_since: date | None = None
    waits_what: str = ""
    percent: int = 0
    note: str = ""
    submit_key: str | None = None


@action(EDIT_PROJECTS)
def create_project(actor: Actor, client: Client, *, data: ProjectData) -> Project:
    """Open a project; the same form sent twice opens one."""
    refuse_dates(data.starts_on, data.due_on)
    refuse_hard_without_due(data)
    refuse_foreign_brand(client.pk, data.brand)
    client = fresh(client)
    if known := Project.objects.filter(submit_key=data.submit_key or "").first():
        return refuse_taken_key(known, known.client_id == client.pk)
    project = Project(client=client, submit_key=data.submit_key or None)
    with change(actor, project, "project.created"):
        _fill(project, data)
        project.save()
    return project


def refuse_taken_key(known: Row, is_the_same: bool) -> Row:
    """What the key made before, unless it was made somewhere else."""
    if not is_the_same:
        raise Refused("form.sent_before")
    return known


@action(EDIT_PROJECTS)
def edit_project(actor: Actor, project: Project, *, data: ProjectData, version: int) -> Project:
    refuse_dates(data.starts_on, data.due_on)
    refuse_hard_without_due(data)
    project = _locked(project, version)
    refuse_foreign_brand(project.client_id, data.brand)
    with change(actor, project, "project.changed"):
        _fill(project, data)
        project.save()
    return project


def _fill(project: Project, data: ProjectData) -> None:
    project.name, project.brief, project.risk = data.name, data.brief, data.risk
    project.brand, project.lead = data.brand, data.lead
    project.starts_on, project.due_on = data.starts_on, data.due_on
    project.format, project.probability = data.format, data.probability
    project.weight, project.due_is_hard = data.weight, data.due_is_hard
    project.budget_minor, project.currency = data.budget_minor, data.currency


def refuse_hard_without_due(data: ProjectData) -> None:
    if data.due_is_hard and data.due_on is None:
        raise Refused("project.hard_without_due")


def refuse_dates(starts_on: date | None, due_on: date | None) -> None:
    if starts_on and due_on and due_on < starts_on:
        raise Refused("project.due_before_start")


def refuse_foreign_brand(client_id: int, brand: Brand | None) -> None:
    if brand and brand.client_id != client_id:
        raise Missing("brand")


def _locked(project: Project, version: int) -> Project:
    found: Project = Project.objects.select_for_update().get(pk=project.pk)
    if found.version != version:
        raise Refused("row.changed", name=found.name)
    return found


@action(EDIT_PROJECTS)
def set_project_state(actor: Actor, project: Project, *, state: str, today: date) -> Project:
    """Pause, finish, cancel or reopen. A project with open deliverables is not done."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    if state == ProjectState.DONE:
        left = open_deliverables(project)
        if left:
            raise Refused("project.deliverables_open", count=left)
    with change(actor, project, "project.state_set"):
        project.state = state
        project.done_on = today if state == ProjectState.DONE else None
        project.save()
    return project


def open_deliverables(project: Project) -> int:
    ended = [DeliverableState.DONE, DeliverableState.CANCELLED]
    return project.deliverables.filter(deleted_at=None).exclude(state__in=ended).count()


@action(EDIT_PROJECTS)
def add_deliverable(
    actor: Actor, project: Project, *, data: DeliverableData, today: date
) -> Deliverable:
    """Add a result to the project; the same form sent twice adds one."""
    project = fresh(project)
    if known := Deliverable.objects.filter(submit_key=data.submit_key or "").first():
        return refuse_taken_key(known, known.project_id == project.pk)
    deliverable = Deliverable(
        client_id=project.client_id,
        project=project,
        position=project.deliverables.count(),
        submit_key=data.submit_key or None,
    )
    return _save(actor, deliverable, data, today, "deliverable.added")


@action(EDIT_PROJECTS)
def edit_deliverable(
    actor: Actor, deliverable: Deliverable, *, data: DeliverableData, version: int, today: date
) -> Deliverable:
    deliverable = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    if deliverable.version != version:
        raise Refused("row.changed", name=deliverable.name)
    return _save(actor, deliverable, data, today, "deliverable.changed")


def _save(
    actor: Actor, deliverable: Deliverable, data: DeliverableData, today: date, event: str
) -> Deliverable:
    with change(actor, deliverable, event):
        deliverable.name, deliverable.state = data.name, data.state
        deliverable.owner, deliverable.due_on = data.owner, data.due_on
        deliverable.note, deliverable.waits_what = data.note, data.waits_what
        _set_waiting(deliverable, data, today)
        _set_done(deliverable, data, today)
        deliverable.save()
    return deliverable


def _set_waiting(deliverable: Deliverable, data: DeliverableData, today: date) -> None:
    """Whom it waits for; "since" starts when that changes, and stays while it does not."""
    if not data.waits_for:
        deliverable.waits_for, deliverable.waits_since, deliverable.waits_what = "", None, ""
        return
    same = deliverable.waits_for == data.waits_for and deliverable.waits_since
    deliverable.waits_since = data.waits_since or (deliverable.waits_since if same else today)
    deliverable.waits_for = data.waits_for


def _set_done(deliverable: Deliverable, data: DeliverableData, today: date) -> None:
    done = data.state == DeliverableState.DONE
    deliverable.percent = 100 if done else min(data.percent, 99)
    deliverable.done_on = (deliverable.done_on or today) if done else None
    if done:
        deliverable.waits_for, deliverable.waits_since, deliverable.waits_what = "", None, ""


@action(EDIT_PROJECTS)
def delete_deliverable(actor: Actor, deliverable: Deliverable, *, now: datetime) -> Deliverable:
    deliverable = fresh(deliverable)
    with change(actor, deliverable, "deliverable.deleted"):
        deliverable.deleted_at = now
        deliverable.save()
    return deliverable


@action(EDIT_PROJECTS)
def restore_deliverable(actor: Actor, deliverable: Deliverable) -> Deliverable:
    deliverable = fresh(deliverable, deleted=True)
    with change(actor, deliverable, "deliverable.restored"):
        deliverable.deleted_at = None
        deliverable.save()
    return deliverable


@action(EDIT_PROJECTS)
def delete_project(actor: Actor, project: Project, *, now: datetime) -> Project:
    """Reversible for 30 days."""
    project = fresh(project)
    with change(actor, project, "project.deleted"):
        project.deleted_at = now
        project.save()
    return project


@action(EDIT_PROJECTS)
def restore_project(actor: Actor, project: Project) -> Project:
    project = fresh(project, deleted=True)
    with change(actor, project, "project.restored"):
        project.deleted_at = None
        project.save()
    return project


@action(EDIT_PROJECTS)
def purge_deleted(actor: Actor, *, now: datetime) -> int:
    """Remove what was put away more than thirty days before; says how many rows went.

    A project goes with its work, bookings and deliverables; it stays while anything else leans on
    it.
    """
    before, gone = now - timedelta(days=KEPT_DAYS), 0
    with recording(Project):
        Task.objects.filter(deleted_at__lt=before).delete()
        WorkEdition.objects.filter(made_at__lt=before).delete()
    for part in Deliverable.objects.filter(deleted_at__lt=before):
        gone += remove_for_good(actor, part, "deliverable.purged")
    for project in Project.objects.filter(deleted_at__lt=before):
        parts = [
            model.objects.filter(project=project)
            for model in (PeopleRequest, Booking, Task, Phase, WorkEdition, Deliverable)
        ]
        gone += remove_for_good(actor, project, "project.purged", parts=parts)
    return gone
