"""Invoices: the list with its figures, one document with its way, its papers."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.audit.sentences import sentence_of
from napulse.billing import presenting
from napulse.billing.actions.drafts import delete_invoice, restore_invoice
from napulse.billing.documents import file_name, pdf, xlsx
from napulse.billing.forms.chosen import BlankForm
from napulse.billing.forms.invoices import BillingForm, IssueForm
from napulse.billing.forms.netting import NettingForm
from napulse.billing.forms.payments import BankForm
from napulse.billing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceState
from napulse.billing.permissions import (
    APPROVE_INVOICES,
    EDIT_INVOICES,
    EDIT_PAYMENTS,
    VIEW_INVOICES,
)
from napulse.billing.queries import invoices as queries
from napulse.billing.queries import money
from napulse.billing.queries.caps import beyond_caps
from napulse.billing.queries.checks import remarks
from napulse.billing.queries.content import is_whole
from napulse.billing.queries.dunning import dunning_of
from napulse.billing.queries.limits import limit_of
from napulse.billing.queries.netting import is_owed, payable_by
from napulse.billing.queries.penalties import claim_of
from napulse.billing.tables import InvoiceListing
from napulse.billing.wording import remark_of
from napulse.engines.kernel.money import Money
from napulse.people.queries import agency_today
from napulse.ui.formats import typed
from napulse.ui.pages import page, redirect
from napulse.ui.tables import XLSX, Table, download

MEASURED = timedelta(days=365)


def _listing(request: ActorRequest) -> InvoiceListing:
    rows = queries.listed_invoices(request.actor)
    today = agency_today(timezone.now())
    return InvoiceListing(request.GET, rows, request.path, today=today)


def _figures(request: ActorRequest, today: date) -> dict[str, Any]:
    """What the strip above the list says, over everything that the reader sees."""
    rows = queries.listed_invoices(request.actor)
    late = rows.filter(queries.LIVE, due_on__lt=today)
    return {
        "open": money.sums_of(rows.filter(queries.LIVE)),
        "overdue": money.sums_of(late),
        "overdue_count": late.count(),
        "to_issue": queries.to_issue(request.actor, today=today).count(),
        "timeliness": money.timeliness(request.actor, since=today - MEASURED, until=today),
    }


@needs(VIEW_INVOICES)
def invoice_list(request: ActorRequest) -> HttpResponse:
    can_edit = request.actor.can(EDIT_INVOICES)
    today = agency_today(timezone.now())
    context = {
        "listing": _listing(request),
        "figures": _figures(request, today),
        "heading": _("Invoices"),
        "export_url": f"{reverse('billing:invoice_export')}?{request.GET.urlencode()}",
        "create_url": reverse("billing:billable_list") if can_edit else "",
        "create_label": _("New invoice"),
        "sections": presenting.sections(request, "invoice_list"),
        "empty_icon": "file-invoice",
        "empty_fact": _("No invoices here"),
        "empty_suggestion": _("What may be invoiced now is listed, client by client."),
    }
    return page(request, "billing/invoice_list.html", context, partial="list")


@needs(VIEW_INVOICES)
def invoice_export(request: ActorRequest) -> HttpResponse:
    listing = _listing(request)
    columns = [*listing.columns, *listing.exported]
    return download(request, Table(columns, listing.rows), "invoices")


@needs(VIEW_INVOICES)
def invoice_detail(request: ActorRequest, invoice_id: int) -> HttpResponse:
    invoice = queries.invoice(request.actor, invoice_id)
    return page(request, "billing/invoice_detail.html", detail(request, invoice))


def detail(
    request: ActorRequest,
    invoice: Invoice,
    form: BillingForm | None = None,
    netting: BankForm | None = None,
) -> dict[str, Any]:
    """What the page of a document shows; `form` and `netting` are those that were refused."""
    now = timezone.now()
    today, lines = agency_today(now), queries.lines_of(invoice)
    is_draft = invoice.state == InvoiceState.DRAFT
    on = max(invoice.drafted_on, today) if is_draft else today
    return {
        **_held_to_terms(request, invoice, lines, on=on, today=today),
        **_settled(request, invoice, netting, today),
        "invoice": invoice,
        "lines": presenting.shown_lines(invoice, lines),
        "sums": presenting.sums_of(invoice),
        "can_edit": request.actor.can(EDIT_INVOICES),
        "can_issue": request.actor.can(APPROVE_INVOICES),
        "is_draft": is_draft,
        "is_payable": invoice.kind in queries.PAYABLE,
        "may_act": _may_act(invoice),
        "days_late": queries.days_late(invoice, today),
        "corrections": queries.corrections_of(invoice),
        "acts": queries.acts_of(invoice),
        "letters": queries.letters_of(invoice),
        "dunning": dunning_of(invoice),
        "timeline": presenting.timeline(invoice, today),
        "entries": [(sentence_of(e.event), e) for e in queries.history_of(invoice)],
        "sealed": is_draft or is_whole(invoice),
        "form": form or IssueForm(initial={"on": on, "version": invoice.version}),
        "act_form": BlankForm(initial={"submit_key": presenting.new_key()}),
        "today": today,
    }


def _held_to_terms(
    request: ActorRequest, invoice: Invoice, lines: list[InvoiceLine], *, on: date, today: date
) -> dict[str, Any]:
    """What the terms of contracts say of it: caps that a draft passes, the limit of the debt, the
    penalty for the delay.
    """
    is_draft, payable = invoice.state == InvoiceState.DRAFT, invoice.kind in queries.PAYABLE
    beyond = beyond_caps(invoice, lines, on=on) if is_draft else []
    is_open = payable and (is_draft or invoice.state in queries.UNPAID)
    limit = limit_of(request.actor, invoice, today=today) if is_open else None
    found = remarks(invoice, lines, today=today, beyond=beyond, limit=limit)
    return {
        "beyond": beyond,
        "remarks": [remark_of(one) for one in found],
        "limits": [limit] if limit and limit.is_passed else [],
        "penalty": claim_of(invoice, today),
    }


def _settled(
    request: ActorRequest, invoice: Invoice, refused: BankForm | None, today: date
) -> dict[str, Any]:
    """What was paid of it; of a credit note what was used, and the form that sets it off."""
    is_credit = invoice.kind == InvoiceKind.CREDIT and invoice.state != InvoiceState.DRAFT
    may_net = request.actor.can(EDIT_PAYMENTS)
    found = {
        "payments": presenting.payments(request, invoice),
        "uses": presenting.uses(request, invoice) if is_credit else [],
        "may_net": may_net,
        "is_issued_credit": is_credit,
    }
    if not (may_net and is_credit):
        return found
    form = refused
    offered = payable_by(request.actor, invoice)
    offered = offered if is_owed(invoice) else offered.none()
    if form is None and (first := offered.first()) is not None:
        most = Money(min(first.open_minor, invoice.open_minor), invoice.currency)
        initial = {
            "invoice": first.pk,
            "amount": typed(most.amount),
            "on": today,
            "version": invoice.version,
        }
        form = NettingForm(initial=initial, invoices=offered, currency=invoice.currency)
    return found | {"netting_form": form}


def _may_act(invoice: Invoice) -> bool:
    """Whether the invoice may still be closed by an act."""
    is_issued = invoice.kind == InvoiceKind.INVOICE and invoice.state != InvoiceState.DRAFT
    return is_issued and invoice.state != InvoiceState.CREDITED


@needs(EDIT_INVOICES, "POST")
def invoice_delete(request: ActorRequest, invoice_id: int) -> HttpResponse:
    invoice = queries.invoice(request.actor, invoice_id)
    form = BillingForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        delete_invoice(request.actor, invoice, now=timezone.now())
        undo = reverse("billing:invoice_restore", args=[invoice.pk])
        return redirect(request, reverse("billing:invoice_list"), _("Draft deleted"), undo)
    return page(request, "billing/invoice_detail.html", detail(request, invoice, form), status=422)


@needs(EDIT_INVOICES, "POST")
def invoice_restore(request: ActorRequest, invoice_id: int) -> HttpResponse:
    invoice = queries.invoice_with_deleted(request.actor, invoice_id)
    form = BillingForm(request.POST)
    form.is_valid()
    if invoice.deleted_at is None:
        return redirect(request, invoice.get_absolute_url(), _("The document is here"))
    with form.showing_refusals():
        restore_invoice(request.actor, invoice, now=timezone.now())
        return redirect(request, invoice.get_absolute_url(), _("The draft is back"))
    said = " ".join(str(each) for each in form.non_field_errors())
    return redirect(request, reverse("billing:invoice_list"), said)


def attached(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@needs(VIEW_INVOICES)
def invoice_pdf(request: ActorRequest, invoice_id: int) -> HttpResponse:
    """The paper of the document; of a draft with "draft" across it."""
    invoice = queries.invoice(request.actor, invoice_id)
    content = presenting.content_shown(invoice)
    is_draft = invoice.state == InvoiceState.DRAFT
    return attached(pdf(content, draft=is_draft), "application/pdf", file_name(content))


@needs(VIEW_INVOICES)
def invoice_xlsx(request: ActorRequest, invoice_id: int) -> HttpResponse:
    invoice = queries.invoice(request.actor, invoice_id)
    content = presenting.content_shown(invoice)
    return attached(xlsx(content), XLSX, file_name(content, "xlsx"))
