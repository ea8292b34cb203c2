"""A margin below the floor: asked for, approved or returned by the level that may."""

from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.estimates.actions.writing import free
from napulse.estimates.models import Estimate, EstimateState, PaymentTrigger
from napulse.estimates.permissions import APPROVE_ESTIMATES, EDIT_ESTIMATES
from napulse.estimates.queries.approval import approval_need

WAITING = (EstimateState.APPROVAL, EstimateState.APPROVED)


@action(EDIT_ESTIMATES)
def ask_approval(actor: Actor, estimate: Estimate, *, version: int) -> Estimate:
    """Put the draft to whoever may approve its margin; nothing changes until the answer."""
    estimate = free(estimate, version)
    refuse_empty(estimate)
    with change(actor, estimate, "estimate.approval_asked"):
        estimate.state, estimate.asked_by_id = EstimateState.APPROVAL, actor.user_id
        estimate.approval_note = ""
        estimate.save()
    return estimate


@action(APPROVE_ESTIMATES)
def approve_estimate(
    actor: Actor, estimate: Estimate, *, words: str, version: int, now: datetime
) -> Estimate:
    """Let it be sent with this margin. Below the hard floor only the head may."""
    estimate = _waiting(estimate, version)
    _require_level(actor, estimate)
    with change(actor, estimate, "estimate.approved"):
        note_approval(actor, estimate, words=words, now=now)
        estimate.state = EstimateState.APPROVED
        estimate.save()
    return estimate


def note_approval(actor: Actor, estimate: Estimate, *, words: str, now: datetime) -> None:
    estimate.approved_by_id, estimate.approved_at = actor.user_id, now
    estimate.approval_note = words


@action(APPROVE_ESTIMATES)
def return_estimate(actor: Actor, estimate: Estimate, *, words: str, version: int) -> Estimate:
    """Give it back to its author with a word of what to change."""
    estimate = _waiting(estimate, version)
    _require_level(actor, estimate)
    if not words.strip():
        raise Refused("estimate.return_why")
    with change(actor, estimate, "estimate.returned_inside"):
        estimate.state, estimate.approval_note = EstimateState.RETURNED, words
        estimate.save()
    return estimate


@action(EDIT_ESTIMATES)
def take_back(actor: Actor, estimate: Estimate, *, version: int) -> Estimate:
    """Change an estimate that waits or was approved: its approval is void, it is a draft again."""
    estimate = fresh(estimate)
    if estimate.state not in WAITING:
        raise Refused("estimate.not_waiting", name=str(estimate))
    if estimate.version != version:
        raise Refused("row.changed", name=str(estimate))
    with change(actor, estimate, "estimate.taken_back"):
        estimate.state = EstimateState.DRAFT
        estimate.approved_by_id, estimate.approved_at = None, None
        estimate.save()
    return estimate


def refuse_empty(estimate: Estimate) -> None:
    """Something is offered, what is paid adds up to it, and what is paid on a day has its day."""
    if not estimate.lines.exists():
        raise Refused("estimate.empty")
    steps = list(estimate.payments.all())
    parts = [step.percent_bp for step in steps]
    if parts and sum(parts) != 10_000:
        raise Refused("payments.not_whole", percent=f"{sum(parts) / 100:g}")
    for step in steps:
        if step.trigger == PaymentTrigger.DATE and step.due_on is None:
            raise Refused("payments.no_day", title=step.title)


def _waiting(estimate: Estimate, version: int) -> Estimate:
    estimate = fresh(estimate)
    if estimate.state != EstimateState.APPROVAL:
        raise Refused("estimate.not_waiting", name=str(estimate))
    if estimate.version != version:
        raise Refused("row.changed", name=str(estimate))
    return estimate


def _require_level(actor: Actor, estimate: Estimate) -> None:
    need = approval_need(estimate)
    if need is not None and not actor.can(need):
        raise NotAllowed(need)
