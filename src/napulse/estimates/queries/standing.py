"""Where an estimate stands and what this actor may do with it now."""

from dataclasses import dataclass
from datetime import date

from napulse.access.actor import Actor
from napulse.access.levels import Need
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.estimates.models import Estimate, EstimateAnswerKind, EstimateState
from napulse.estimates.models.estimates import FREE
from napulse.estimates.permissions import APPROVE_ESTIMATES, EDIT_ESTIMATES
from napulse.estimates.queries.approval import approval_need

WAITING = (EstimateState.APPROVAL, EstimateState.APPROVED)
OUT = (
    EstimateState.SENT,
    EstimateState.RETURNED,
    EstimateState.DECLINED,
    EstimateState.ACCEPTED,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be done. `need` is whose approval it takes, None when it may go as it is."""

    is_free: bool
    is_expired: bool
    need: Need | None
    edit: bool
    ask: bool
    approve: bool
    take_back: bool
    send: bool
    send_again: bool
    hear: bool
    undo: bool
    edition: bool
    copy: bool
    plan: bool
    attach: bool
    delete: bool


def standing(actor: Actor, estimate: Estimate, today: date) -> Standing:
    writes, state = actor.can(EDIT_ESTIMATES), EstimateState(estimate.state)
    sealed = bool(estimate.content_hash)
    is_free = state in FREE and not sealed
    need = approval_need(estimate) if is_free or state in WAITING else None
    passes = need is None or actor.can(need) or state == EstimateState.APPROVED
    sendable = writes and passes and (is_free or state == EstimateState.APPROVED)
    return Standing(
        is_free=is_free,
        is_expired=bool(estimate.valid_until and estimate.valid_until < today),
        need=need,
        edit=writes and is_free,
        ask=writes and is_free and not passes,
        approve=state == EstimateState.APPROVAL and actor.can(need or APPROVE_ESTIMATES),
        take_back=writes and state in WAITING,
        send=sendable,
        send_again=writes and state == EstimateState.SENT,
        hear=sendable or (writes and sealed and state in OUT and state != "accepted"),
        undo=writes and state == EstimateState.ACCEPTED and _is_heard(estimate),
        edition=writes and sealed and not _has_next(estimate),
        copy=writes,
        plan=writes and actor.can(EDIT_PROJECTS) and estimate.project_id is not None,
        attach=writes and estimate.project_id is None,
        delete=writes and is_free,
    )


def _is_heard(estimate: Estimate) -> bool:
    """Whether one of us wrote the acceptance down."""
    accepted = estimate.answers.filter(kind=EstimateAnswerKind.ACCEPTED)
    return accepted.exists() and not accepted.filter(by_user=None).exists()


def _has_next(estimate: Estimate) -> bool:
    return Estimate.objects.filter(previous=estimate, deleted_at=None).exists()
