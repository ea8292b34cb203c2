"""A payment of an accepted estimate becomes due when what it waits for has happened."""

from datetime import date

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh
from napulse.engines.kernel.errors import Refused
from napulse.estimates.models import Estimate, EstimateState, PaymentStep, PaymentTrigger
from napulse.estimates.permissions import EDIT_ESTIMATES


@action(EDIT_ESTIMATES)
def reach_payment(actor: Actor, estimate: Estimate, *, step_id: int, on: date) -> PaymentStep:
    """Note that the work of a payment was handed over on a day; noted once."""
    estimate = fresh(estimate)
    step = PaymentStep.objects.filter(
        pk=step_id, estimate=estimate, trigger=PaymentTrigger.DELIVERED, reached_on=None
    ).first()
    if step is None or estimate.state != EstimateState.ACCEPTED:
        raise Refused("estimate.no_step")
    with change(actor, estimate, "payment_step.reached", note={"payment": step.title}):
        step.reached_on = on
        step.save()
        estimate.save()
    return step
