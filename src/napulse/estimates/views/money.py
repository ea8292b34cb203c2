"""When an estimate is paid: parts of it with a day or an event."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import whole
from napulse.estimates import actions
from napulse.estimates.actions.paying import reach_payment
from napulse.estimates.forms.payments import PaymentGrid
from napulse.estimates.models import DraftPart, Estimate, PaymentTrigger
from napulse.estimates.permissions import EDIT_ESTIMATES, VIEW_ESTIMATES
from napulse.estimates.queries import estimates as reads
from napulse.estimates.queries.content import offered
from napulse.estimates.views import reading
from napulse.estimates.wording import told
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect

PAGE = "estimates/estimate_payments.html"


def _context(
    request: ActorRequest, estimate: Estimate, grid: PaymentGrid | None = None
) -> dict[str, Any]:
    context = reading.head(request, estimate, "estimate_payments")
    steps, offer = reads.payments(estimate), offered(estimate)
    undo = ""
    if context["may"].edit and grid is None:
        undo = reading.undo_of(estimate, DraftPart.PAYMENTS)
        grid = PaymentGrid.of(steps, reading.decimal_point())
    amounts = [offer.money(one.amount) for one in offer.payments]
    return context | {
        "grid": grid if context["may"].edit else None,
        "undo": undo,
        "steps": list(zip(steps, amounts, strict=False)),
        "triggers": PaymentTrigger.choices,
        "total": offer.money(offer.total),
    }


@needs(VIEW_ESTIMATES)
def estimate_payments(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    return page(request, PAGE, _context(request, estimate))


@needs(EDIT_ESTIMATES, "POST")
def estimate_payments_saved(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    grid = PaymentGrid.typed(request.POST)
    if grid.is_valid:
        try:
            version = reading.version_of(request)
            saved = actions.save_payments(
                request.actor, estimate, steps=grid.steps, version=version
            )
            url = request.path.removesuffix("save/")
            said = reading.saved(saved, _("Payments saved"), version=version)
            return redirect(request, url, *said)
        except Refused as refusal:
            grid.sentences.append(told(refusal))
    context = _context(request, estimate, grid) | {"refused": grid.sentences}
    return page(request, PAGE, context, partial="payments", status=422)


@needs(EDIT_ESTIMATES, "POST")
def estimate_payment_reached(request: ActorRequest, estimate_id: int) -> HttpResponse:
    """The work was handed over: what waited for that may be invoiced."""
    estimate = reads.estimate(request.actor, estimate_id)
    step, today = whole(request.POST.get("step", "")) or 0, agency_today(timezone.now())
    return reading.pressed(
        request,
        request.path.removesuffix("reached/"),
        lambda: reach_payment(request.actor, estimate, step_id=step, on=today),
        _("The payment may be invoiced"),
    )
