"""New invoices: what may be invoiced, a draft of it, and the draft's head and lines."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.billing import presenting
from napulse.billing.actions.drafts import InvoiceData, Links, draft_invoice, edit_invoice
from napulse.billing.actions.priced import price_lines, tax_day
from napulse.billing.actions.sources import draft_chosen
from napulse.billing.forms.chosen import BlankForm, ChoiceForm
from napulse.billing.forms.invoices import COLUMNS, HeadForm, LineGrid
from napulse.billing.models import Invoice, InvoiceKind
from napulse.billing.offers import together, told_offers, wording
from napulse.billing.permissions import EDIT_INVOICES, VIEW_INVOICES
from napulse.billing.queries import billable, heads
from napulse.billing.queries import invoices as queries
from napulse.billing.queries.grouping import grouped
from napulse.billing.wording import REFUSALS
from napulse.clients import queries as clients
from napulse.clients.models import Client
from napulse.contracts.queries.caps import exceeded
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.money import Money
from napulse.engines.kernel.text import whole
from napulse.ledger.queries import entities, money_rules
from napulse.people.queries import agency_today
from napulse.ui.formats import work_hours
from napulse.ui.pages import page, redirect

EDIT = "billing/invoice_edit.html"


@needs(VIEW_INVOICES)
def billable_list(request: ActorRequest) -> HttpResponse:
    """What should be invoiced by now, client by client."""
    today = agency_today(timezone.now())
    offers = billable.due_offers(request.actor, None, today=today)
    found: dict[int, list[Any]] = {}
    for offer in told_offers(offers, today):
        found.setdefault(offer.offer.client_id, []).append(offer)
    names = {row.pk: row for row in queries.clients_to_invoice(request.actor)}
    rows = [(names[key], own, together(own)) for key, own in found.items() if key in names]
    context = {
        "rows": sorted(rows, key=lambda row: row[0].folded),
        "whole": together(offer for _client, own, _sum in rows for offer in own),
        "clients": list(names.values()),
        "can_edit": request.actor.can(EDIT_INVOICES),
        "sections": presenting.sections(request, "billable_list"),
    }
    return page(request, "billing/billable_list.html", context)


@needs(VIEW_INVOICES)
def billable_go(request: ActorRequest) -> HttpResponse:
    """From the choice of a client to what may be invoiced to it."""
    asked = whole(request.GET.get("client", ""))
    if asked is None:
        return redirect(request, reverse("billing:billable_list"))
    return redirect(request, reverse("billing:billable_client", args=[asked]))


def _choice_form(request: ActorRequest, client: Client, **data: Any) -> ChoiceForm:
    today = agency_today(timezone.now())
    offers = billable.offers(request.actor, client, today=today)
    expenses = billable.expenses_of(request.actor, client)
    return ChoiceForm(
        **data,
        offers=[(offer.key, offer.title) for offer in offers],
        expenses=[(str(row.pk), row.title) for row in expenses],
        projects=queries.projects_of(client.pk),
    )


def _billable(request: ActorRequest, client: Client, form: ChoiceForm) -> dict[str, Any]:
    today = agency_today(timezone.now())
    base = money_rules().base_currency
    time = billable.time_to_bill(request.actor, client)
    groups = grouped(time, "project", billable.time_discounts(client, time))
    covered = billable.covered_minutes(client, time)
    chosen = set(form.data.getlist("keys")) if form.is_bound else set()  # type: ignore[attr-defined]
    return {
        "client": client,
        "form": form,
        "chosen": chosen,
        "offers": told_offers(billable.offers(request.actor, client, today=today), today),
        "expenses": billable.expenses_of(request.actor, client),
        "time": list(dict.fromkeys(group.title for group in groups)),
        "time_net": Money(sum(group.net_minor for group in groups), base),
        "time_hours": work_hours(sum(group.minutes for group in groups)),
        "covered_hours": work_hours(covered) if covered else "",
        "base": base,
        "blank": BlankForm(initial={"submit_key": presenting.new_key()}),
        "can_edit": request.actor.can(EDIT_INVOICES),
        "caps": exceeded(request.actor, today, [client.pk]),
    }


@needs(VIEW_INVOICES)
def billable_client(request: ActorRequest, client_id: int) -> HttpResponse:
    """Everything that may be invoiced; with the time of a project ticked where asked for."""
    client = clients.client(request.actor, client_id)
    initial = {
        "submit_key": presenting.new_key(),
        "with_time": "time" in request.GET,
        "project": whole(request.GET.get("project", "")),
    }
    form = _choice_form(request, client, initial=initial)
    return page(request, "billing/billable_client.html", _billable(request, client, form))


@needs(EDIT_INVOICES, "POST")
def invoice_chosen(request: ActorRequest, client_id: int) -> HttpResponse:
    """A draft of everything that was ticked."""
    client = clients.client(request.actor, client_id)
    form = _choice_form(request, client, data=request.POST)
    now = timezone.now()
    if form.is_valid():
        with form.showing_refusals():
            with translation.override(client.language):
                words = wording()
            made = draft_chosen(
                request.actor,
                client,
                choice=form.choice,
                words=words,
                today=agency_today(now),
                now=now,
            )
            return _drafted(request, made)
    context = _billable(request, client, form)
    return page(request, "billing/billable_client.html", context, partial="form", status=422)


def _drafted(request: ActorRequest, made: Invoice) -> HttpResponse:
    undo = reverse("billing:invoice_delete", args=[made.pk])
    url = reverse("billing:invoice_edit", args=[made.pk])
    return redirect(request, url, _("Draft made: look it through"), undo)


@needs(EDIT_INVOICES, "POST")
def invoice_blank(request: ActorRequest, client_id: int) -> HttpResponse:
    """A draft to be filled by hand."""
    client = clients.client(request.actor, client_id)
    form, now = BlankForm(request.POST), timezone.now()
    if form.is_valid():
        with form.showing_refusals():
            head = heads.head_for(client, [], today=agency_today(now))
            with translation.override(client.language):
                title = _("Services of the agency")
            data = InvoiceData(
                entity=head.entity,
                title=title,
                drafted_on=agency_today(now),
                account=head.account,
                client_entity=head.client_entity,
                contract=head.contract,
                due_days=head.due_days,
                language=head.language,
                currency=head.currency,
            )
            links = Links(InvoiceKind.INVOICE, form.cleaned_data["submit_key"])
            made = draft_invoice(request.actor, client, data=data, lines=(), links=links, now=now)
            return _drafted(request, made)
    context = _billable(request, client, _choice_form(request, client)) | {"blank": form}
    return page(request, "billing/billable_client.html", context, status=422)


def _editable(request: ActorRequest, invoice_id: int) -> Invoice:
    """A draft whose lines somebody may write: acts and credit notes mirror their invoices."""
    invoice = queries.invoice(request.actor, invoice_id)
    if invoice.kind not in queries.PAYABLE:
        raise Missing("invoice")
    return invoice


def _choices(invoice: Invoice) -> dict[str, Any]:
    own = entities()
    return {
        "entity": own,
        "account": queries.accounts_of(own),
        "client_entity": queries.companies_of(invoice.client_id),
        "contract": queries.contracts_of(invoice.client_id),
        "project": queries.projects_of(invoice.client_id),
    }


def _projects(invoice: Invoice) -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in queries.projects_of(invoice.client_id)]


def _edit(invoice: Invoice, form: HeadForm, grid: LineGrid) -> dict[str, Any]:
    return {
        "invoice": invoice,
        "form": form,
        "grid": grid,
        "columns": list(COLUMNS.items()),
        "sums": presenting.sums_of(invoice),
        "lines": presenting.shown_lines(invoice, queries.lines_of(invoice)),
        "fixed": {line.pk for line in queries.lines_of(invoice) if line.source == "advance"},
    }


@needs(EDIT_INVOICES)
def invoice_edit(request: ActorRequest, invoice_id: int) -> HttpResponse:
    invoice = _editable(request, invoice_id)
    if invoice.number:
        return redirect(request, invoice.get_absolute_url(), _("It is issued: nothing changes"))
    form = HeadForm.of(invoice, choices=_choices(invoice))
    grid = LineGrid.of(queries.lines_of(invoice), _projects(invoice), invoice.currency)
    return page(request, EDIT, _edit(invoice, form, grid))


def _read(request: ActorRequest, invoice: Invoice) -> tuple[HeadForm, LineGrid]:
    form = HeadForm(request.POST, choices=_choices(invoice))
    form.is_valid()
    currency = form.cleaned_data.get("currency") or invoice.currency
    stored = queries.lines_of(invoice)
    return form, LineGrid.typed(request.POST, stored, _projects(invoice), currency)


@needs(EDIT_INVOICES, "POST")
def invoice_save(request: ActorRequest, invoice_id: int) -> HttpResponse:
    """Save head and lines; when anything is wrong, everything typed stays with what is said."""
    invoice = _editable(request, invoice_id)
    form, grid = _read(request, invoice)
    if form.is_valid() and grid.is_valid:
        with form.showing_refusals():
            edit_invoice(
                request.actor,
                invoice,
                data=form.head,
                lines=grid.lines,
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
            return redirect(request, invoice.get_absolute_url(), _("Draft saved"))
    return page(request, EDIT, _edit(invoice, form, grid), partial="form", status=422)


@needs(EDIT_INVOICES, "POST")
def invoice_totals(request: ActorRequest, invoice_id: int) -> HttpResponse:
    """What the lines add up to as they are typed; nothing is written."""
    invoice = _editable(request, invoice_id)
    form, grid = _read(request, invoice)
    context: dict[str, Any] = {"invoice": invoice}
    if form.is_valid() and grid.is_valid:
        try:
            context |= _totals(form.head, grid, invoice.kind)
        except Refused as refusal:
            context["said"] = str(REFUSALS.get(refusal.code, refusal.code)) % refusal.values
    else:
        context["said"] = _("Some fields cannot be read yet.")
    return page(request, "billing/_totals.html", context)


def _totals(head: InvoiceData, grid: LineGrid, kind: str) -> dict[str, Any]:
    on = tax_day(kind, head.drafted_on, head.period_to)
    fixed = {row.pk: row for row in grid.stored if row.source == "advance"}
    lines = [
        presenting.mirrored(line, fixed[line.pk]) if line.pk in fixed else line
        for line in grid.lines
    ]
    return presenting.live_totals(price_lines(head.entity, lines, on), head.currency)
