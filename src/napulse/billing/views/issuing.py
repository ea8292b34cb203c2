"""What happens to a draft and after it: issued, sent, credited, closed by an act."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.billing import presenting
from napulse.billing.actions.acts import draft_act
from napulse.billing.actions.credits import draft_credit
from napulse.billing.actions.issuing import issue_invoice
from napulse.billing.actions.sending import send_invoice, sent_mark
from napulse.billing.documents.paper import heading_of
from napulse.billing.forms.chosen import BlankForm
from napulse.billing.forms.invoices import CreditForm, IssueForm, SendForm
from napulse.billing.models import Invoice, InvoiceState
from napulse.billing.permissions import APPROVE_INVOICES, EDIT_INVOICES
from napulse.billing.queries import invoices as queries
from napulse.billing.queries.addressees import payers_of, reachable
from napulse.billing.queries.standing import left_of
from napulse.billing.views.invoices import detail
from napulse.engines.kernel.errors import Missing, Refused
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect

DETAIL = "billing/invoice_detail.html"


@needs(APPROVE_INVOICES, "POST")
def invoice_issue(request: ActorRequest, invoice_id: int) -> HttpResponse:
    """Number and freeze the draft that was looked at."""
    invoice = queries.invoice(request.actor, invoice_id)
    form = IssueForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            kept = {name: form.cleaned_data[name] for name in ("version", "on", "reason")}
            made = issue_invoice(request.actor, invoice, **kept, now=timezone.now())
            said = _("Issued: No. %(number)s") % {"number": made.number}
            return redirect(request, made.get_absolute_url(), said)
    fresh = queries.invoice(request.actor, invoice_id)
    return page(request, DETAIL, detail(request, fresh, form), status=422)


def _issued(request: ActorRequest, invoice_id: int) -> Invoice:
    invoice = queries.invoice(request.actor, invoice_id)
    if invoice.state == InvoiceState.DRAFT:
        raise Missing("invoice")
    return invoice


def _send_form(invoice: Invoice, **data: Any) -> SendForm:
    offered = [(str(row.pk), _told(row)) for row in reachable(invoice.client_id)]
    return SendForm(**data, contacts=offered)


def _told(contact: Any) -> str:
    return ", ".join(part for part in (contact.name, contact.title, contact.email) if part)


def _sending(invoice: Invoice, form: SendForm) -> dict[str, Any]:
    return {"invoice": invoice, "form": form, "letters": queries.letters_of(invoice)}


@needs(EDIT_INVOICES)
def invoice_send(request: ActorRequest, invoice_id: int) -> HttpResponse:
    invoice = _issued(request, invoice_id)
    with translation.override(invoice.language):
        words = _("Hello,\n\nplease find attached: %(document)s.") % {
            "document": heading_of(invoice.content or presenting.content_shown(invoice))
        }
    chosen = [str(row.pk) for row in payers_of(invoice)]
    initial = {"contacts": chosen, "words": words, "seen": sent_mark(invoice)}
    form = _send_form(invoice, initial=initial)
    return page(request, "billing/invoice_send.html", _sending(invoice, form))


@needs(EDIT_INVOICES, "POST")
def invoice_sent(request: ActorRequest, invoice_id: int) -> HttpResponse:
    """Have the letters written; pressed twice is sent once."""
    invoice = _issued(request, invoice_id)
    form = _send_form(invoice, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            said = _have_sent(request, invoice, form)
            return redirect(request, invoice.get_absolute_url(), said)
    context = _sending(invoice, form)
    return page(request, "billing/invoice_send.html", context, partial="form", status=422)


def _have_sent(request: ActorRequest, invoice: Invoice, form: SendForm) -> str:
    kept = form.cleaned_data
    try:
        send_invoice(
            request.actor,
            invoice,
            contact_ids=[int(value) for value in kept["contacts"]],
            words=kept["words"],
            now=timezone.now(),
            seen=kept["seen"],
        )
    except Refused as refusal:
        if refusal.code != "invoice.sent_already":
            raise
        return _("It is on its way already")
    return _("On its way to the client")


def _credit_form(invoice: Invoice, **data: Any) -> CreditForm:
    lines = queries.lines_of(invoice)
    left = [(line, net) for line in lines if (net := left_of(line).net_minor)]
    return CreditForm(**data, left=left, currency=invoice.currency)


def _crediting(invoice: Invoice, form: CreditForm) -> dict[str, Any]:
    return {"invoice": invoice, "form": form, "rows": form.rows()}


def _creditable(request: ActorRequest, invoice_id: int) -> Invoice:
    invoice = _issued(request, invoice_id)
    if invoice.kind not in queries.PAYABLE:
        raise Missing("invoice")
    return invoice


@needs(EDIT_INVOICES)
def invoice_credit(request: ActorRequest, invoice_id: int) -> HttpResponse:
    invoice = _creditable(request, invoice_id)
    today = agency_today(timezone.now())
    initial = {"on": today, "submit_key": presenting.new_key()}
    form = _credit_form(invoice, initial=initial)
    return page(request, "billing/invoice_credit.html", _crediting(invoice, form))


@needs(EDIT_INVOICES, "POST")
def invoice_credited(request: ActorRequest, invoice_id: int) -> HttpResponse:
    """A draft of a credit note: issuing it moves the money."""
    invoice = _creditable(request, invoice_id)
    form = _credit_form(invoice, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            note = draft_credit(request.actor, invoice, data=form.credit, now=timezone.now())
            said = _("Credit note drafted: issue it, and the debt is less")
            return redirect(request, note.get_absolute_url(), said)
    context = _crediting(invoice, form)
    return page(request, "billing/invoice_credit.html", context, partial="form", status=422)


@needs(EDIT_INVOICES, "POST")
def invoice_act(request: ActorRequest, invoice_id: int) -> HttpResponse:
    """A draft of the act that closes the invoice."""
    invoice = queries.invoice(request.actor, invoice_id)
    form, now = BlankForm(request.POST), timezone.now()
    if form.is_valid():
        with form.showing_refusals():
            key = form.cleaned_data["submit_key"]
            act = draft_act(request.actor, invoice, on=agency_today(now), now=now, submit_key=key)
            return redirect(request, act.get_absolute_url(), _("Act drafted"))
    return page(request, DETAIL, detail(request, invoice, form), status=422)
