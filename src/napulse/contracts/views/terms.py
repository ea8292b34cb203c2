"""Terms in force on a day, the terms of a draft, and amendments."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.clients.undo import Ticket, undo_url
from napulse.contracts import actions, queries
from napulse.contracts.forms.terms import AmendmentForm, TermForm
from napulse.contracts.models import Contract, Term
from napulse.contracts.permissions import APPROVE_CONTRACTS, EDIT_CONTRACTS, VIEW_CONTRACTS
from napulse.contracts.presenting_terms import TERM_COLUMNS, term_lines, terms_page
from napulse.contracts.queries import agreements as reads
from napulse.contracts.views.answers import FormPage, form_page, terms_url, told_refusal
from napulse.engines.kernel.errors import Refused
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Table, download


def _today() -> date:
    return agency_today(timezone.now())


def asked_day(request: ActorRequest, name: str, otherwise: date) -> date:
    """A day of the address, or another one where it names none."""
    try:
        asked = parse_date(request.GET.get(name, ""))
    except ValueError:
        asked = None
    return asked if asked and 1990 <= asked.year < 2200 else otherwise


@needs(VIEW_CONTRACTS)
def contract_terms(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    form = TermForm(initial={"version": contract.version}, currency=contract.currency)
    return _terms(request, contract, form)


def _terms(
    request: ActorRequest, contract: Contract, form: TermForm, *, status: int = 200
) -> HttpResponse:
    on = asked_day(request, "on", max(_today(), contract.from_on))
    context = terms_page(request, contract, on=on, today=_today()) | {"form": form}
    return page(request, "contracts/contract_terms.html", context, partial="own", status=status)


@needs(VIEW_CONTRACTS)
def terms_export(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    on = asked_day(request, "on", max(_today(), contract.from_on))
    lines = term_lines(contract, on)
    return download(request, Table(TERM_COLUMNS, lines), "terms")


@needs(EDIT_CONTRACTS, "POST")
def term_add(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    form = TermForm(request.POST, currency=contract.currency)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            actions.add_term(request.actor, contract, data=form.data_of_term, version=version)
            return redirect(request, terms_url(contract), _("The term is added"))
    return _terms(request, contract, form, status=422)


def _around_term(term: Term) -> FormPage:
    url = reverse("contracts:term_edited", args=[term.pk])
    back = terms_url(term.contract)
    return FormPage(_("Term of the contract"), url, _("Save"), back, term.contract)


@needs(EDIT_CONTRACTS)
def term_edit(request: ActorRequest, term_id: int) -> HttpResponse:
    term = reads.term(request.actor, term_id)
    currency = term.contract.currency
    initial = TermForm.of(term, term.contract.version, currency)
    return form_page(request, TermForm(initial=initial, currency=currency), _around_term(term))


@needs(EDIT_CONTRACTS, "POST")
def term_edited(request: ActorRequest, term_id: int) -> HttpResponse:
    term = reads.term(request.actor, term_id)
    form = TermForm(request.POST, currency=term.contract.currency)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            actions.edit_term(request.actor, term, data=form.data_of_term, version=version)
            return redirect(request, terms_url(term.contract), _("Saved"))
    return form_page(request, form, _around_term(term), status=422)


@needs(EDIT_CONTRACTS, "POST")
def term_remove(request: ActorRequest, term_id: int) -> HttpResponse:
    term = reads.term(request.actor, term_id)
    url = terms_url(term.contract)
    try:
        held = actions.remove_term(request.actor, term)
    except Refused as refusal:
        return told_refusal(request, refusal, url)
    undo = undo_url("contracts:contract_put_back", Ticket("term", {term.contract_id: [held]}))
    return redirect(request, url, _("The term is removed"), undo)


def _amendment_form(contract: Contract, **data: Any) -> AmendmentForm:
    return AmendmentForm(**data, currency=contract.currency)


def _amendment(
    request: ActorRequest, contract: Contract, form: AmendmentForm, *, status: int = 200
) -> HttpResponse:
    context = {"contract": contract, "form": form}
    return page(request, "contracts/amendment_form.html", context, partial="form", status=status)


@needs(APPROVE_CONTRACTS)
def amendment_create(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    living = [row for row in reads.amendments(contract) if row.revoked_at is None]
    initial = {
        "number": str(len(living) + 1),
        "signed_on": _today(),
        "from_on": max(_today(), contract.from_on),
        "version": contract.version,
    }
    return _amendment(request, contract, _amendment_form(contract, initial=initial))


@needs(APPROVE_CONTRACTS, "POST")
def amendment_created(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    form = _amendment_form(contract, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.add_amendment(
                request.actor,
                contract,
                data=form.data_of_amendment,
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
            undo = reverse("contracts:amendment_revoke", args=[made.pk])
            url = f"{terms_url(contract)}?on={made.from_on.isoformat()}"
            return redirect(request, url, _("The amendment is recorded"), undo)
    return _amendment(request, contract, form, status=422)


@needs(APPROVE_CONTRACTS, "POST")
def amendment_revoke(request: ActorRequest, amendment_id: int) -> HttpResponse:
    amendment = reads.amendment(request.actor, amendment_id)
    url = terms_url(amendment.contract)
    try:
        actions.revoke_amendment(request.actor, amendment, now=timezone.now())
    except Refused as refusal:
        return told_refusal(request, refusal, url)
    undo = reverse("contracts:amendment_restore", args=[amendment.pk])
    return redirect(request, url, _("The amendment is revoked"), undo)


@needs(APPROVE_CONTRACTS, "POST")
def amendment_restore(request: ActorRequest, amendment_id: int) -> HttpResponse:
    amendment = reads.amendment(request.actor, amendment_id)
    url = terms_url(amendment.contract)
    try:
        actions.restore_amendment(request.actor, amendment)
    except Refused as refusal:
        return told_refusal(request, refusal, url)
    return redirect(request, url, _("The amendment is in force again"))
