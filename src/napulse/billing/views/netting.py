"""Doors of netting: a credit note pays another invoice, and the way back."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.billing import presenting
from napulse.billing.actions.netting import NettingData, set_off, take_back_netting
from napulse.billing.documents import file_name, pdf
from napulse.billing.forms.netting import NettingForm
from napulse.billing.forms.payments import BankForm
from napulse.billing.models import Invoice
from napulse.billing.permissions import EDIT_PAYMENTS, VIEW_INVOICES
from napulse.billing.queries import netting as queries
from napulse.billing.queries.content import netting_content
from napulse.billing.queries.invoices import invoice as invoice_of
from napulse.billing.views.invoices import attached, detail
from napulse.clients.undo import Ticket, ticket_of, undo_url
from napulse.engines.kernel.errors import Missing
from napulse.ui.pages import page, redirect

DETAIL = "billing/invoice_detail.html"


def _shown_again(request: ActorRequest, note: Invoice, form: Any) -> HttpResponse:
    fresh = invoice_of(request.actor, note.pk)
    context = detail(request, fresh, netting=form)
    return page(request, DETAIL, context, status=422)


@needs(EDIT_PAYMENTS, "POST")
def netting_made(request: ActorRequest, invoice_id: int) -> HttpResponse:
    """Set so much of the note against the chosen invoice."""
    note = invoice_of(request.actor, invoice_id)
    offered = queries.payable_by(request.actor, note)
    form = NettingForm(request.POST, invoices=offered, currency=note.currency)
    if form.is_valid():
        with form.showing_refusals():
            made = set_off(request.actor, note, data=form.netting, now=timezone.now())
            undo = undo_url("billing:netting_undone", Ticket("netting", {made.pk: [note.pk]}))
            return redirect(request, note.get_absolute_url(), _("Set off"), undo)
    return _shown_again(request, note, form)


@needs(EDIT_PAYMENTS, "POST")
def netting_taken_back(request: ActorRequest, netting_id: int) -> HttpResponse:
    """The invoice is open again; the toast sets it off once more."""
    made = queries.netting(request.actor, netting_id)
    note = invoice_of(request.actor, made.credit_id or 0)
    form = BankForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        was = take_back_netting(request.actor, made, now=timezone.now())
        held = [was.invoice_id, was.minor, was.on.isoformat()]
        undo = undo_url("billing:netting_undone", Ticket("netting_again", {note.pk: held}))
        return redirect(request, note.get_absolute_url(), _("Taken back"), undo)
    return _shown_again(request, note, form)


@needs(VIEW_INVOICES)
def netting_pdf(request: ActorRequest, netting_id: int) -> HttpResponse:
    """The paper of a netting, for both companies to sign."""
    made = queries.netting(request.actor, netting_id)
    content = netting_content(made, presenting.content_shown(made.invoice))
    return attached(pdf(content), "application/pdf", file_name(content))


@needs(EDIT_PAYMENTS, "POST")
def netting_undone(request: ActorRequest, netting_ticket: str) -> HttpResponse:
    """The way back from setting off, or from taking it back."""
    ticket, now = ticket_of(netting_ticket), timezone.now()
    [(key, held)] = ticket.rows.items()
    if ticket.kind not in ("netting", "netting_again"):
        raise Missing("undo")
    note = invoice_of(request.actor, held[0] if ticket.kind == "netting" else key)
    form = BankForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        if ticket.kind == "netting":
            take_back_netting(request.actor, queries.netting(request.actor, key), now=now)
            return redirect(request, note.get_absolute_url(), _("Taken back"))
        data = NettingData(held[0], held[1], date.fromisoformat(held[2]))
        set_off(request.actor, note, data=data, now=now)
        return redirect(request, note.get_absolute_url(), _("Set off"))
    return _shown_again(request, note, form)
