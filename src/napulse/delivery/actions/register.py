"""Every way the register of risks and issues changes."""

from dataclasses import dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh
from napulse.delivery.models import Concern, ConcernKind, ConcernState, Project, ResponseKind
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.engines.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class ConcernData:
    text: str
    kind: str = ConcernKind.RISK
    probability: int = 3
    impact: int = 3
    response_kind: str = ResponseKind.REDUCE
    response: str = ""
    owner: User | None = None
    due_on: date | None = None
    for_client: bool = False
    submit_key: str | None = None


@action(EDIT_PROJECTS)
def add_concern(actor: Actor, project: Project, *, data: ConcernData) -> Concern:
    """Add to the register; the same form sent twice adds one."""
    project = fresh(project)
    known = Concern.objects.filter(submit_key=data.submit_key or "").first()
    if known is not None:
        return _taken(known, project)
    concern = Concern(
        client_id=project.client_id, project=project, submit_key=data.submit_key or None
    )
    with change(actor, concern, "concern.added"):
        _fill(concern, data)
        concern.save()
    return concern


def _taken(known: Concern, project: Project) -> Concern:
    if known.project_id != project.pk:
        raise Refused("form.sent_before")
    return known


@action(EDIT_PROJECTS)
def edit_concern(actor: Actor, concern: Concern, *, data: ConcernData, version: int) -> Concern:
    concern = fresh(concern)
    if concern.version != version:
        raise Refused("row.changed", name=concern.text)
    with change(actor, concern, "concern.changed"):
        _fill(concern, data)
        concern.save()
    return concern


def _fill(concern: Concern, data: ConcernData) -> None:
    """An issue has happened: nobody asks how likely it is."""
    concern.text, concern.kind = data.text, data.kind
    concern.probability = 5 if data.kind == ConcernKind.ISSUE else data.probability
    concern.impact, concern.response_kind = data.impact, data.response_kind
    concern.response, concern.owner, concern.due_on = data.response, data.owner, data.due_on
    concern.for_client = data.for_client


@action(EDIT_PROJECTS)
def set_concern_state(actor: Actor, concern: Concern, *, state: str, today: date) -> Concern:
    """Close, reopen, or say that a risk has happened: from then on it is an issue."""
    concern = fresh(concern)
    with change(actor, concern, "concern.state_set"):
        concern.state = ConcernState(state)
        concern.closed_on = today if state == ConcernState.CLOSED else None
        if state == ConcernState.HAPPENED:
            concern.kind, concern.probability = ConcernKind.ISSUE, 5
        concern.save()
    return concern


@action(EDIT_PROJECTS)
def delete_concern(actor: Actor, concern: Concern, *, now: datetime) -> Concern:
    concern = fresh(concern)
    with change(actor, concern, "concern.deleted"):
        concern.deleted_at = now
        concern.save()
    return concern


@action(EDIT_PROJECTS)
def restore_concern(actor: Actor, concern: Concern) -> Concern:
    concern = fresh(concern, deleted=True)
    with change(actor, concern, "concern.restored"):
        concern.deleted_at = None
        concern.save()
    return concern
