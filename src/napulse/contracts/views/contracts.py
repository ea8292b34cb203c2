"""Contracts: the list, one of them, its form, its signing and its end."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.clients.queries import asked_client
from napulse.clients.undo import Ticket, ticket_of, undo_url
from napulse.contracts import actions, queries
from napulse.contracts.forms.contracts import ContractForm, EndForm, SignForm
from napulse.contracts.models import Contract
from napulse.contracts.permissions import APPROVE_CONTRACTS, EDIT_CONTRACTS, VIEW_CONTRACTS
from napulse.contracts.presenting import contract_page
from napulse.contracts.queries import agreements as reads
from napulse.contracts.tables import ContractListing
from napulse.contracts.views.answers import FormPage, form_page, told_refusal
from napulse.engines.kernel.errors import Missing, Refused
from napulse.ledger.queries import entities, main_entity
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect
from napulse.ui.tables import export


def _today() -> date:
    return agency_today(timezone.now())


def _listing(request: ActorRequest) -> ContractListing:
    today = _today()
    rows = queries.contracts(request.actor, today=today)
    return ContractListing(request.GET, rows, request.path, today=today)


@needs(VIEW_CONTRACTS)
def contract_list(request: ActorRequest) -> HttpResponse:
    can_edit = request.actor.can(EDIT_CONTRACTS)
    context = {
        "listing": _listing(request),
        "heading": _("Contracts"),
        "export_url": f"{reverse('contracts:contract_export')}?{request.GET.urlencode()}",
        "create_url": reverse("contracts:contract_create") if can_edit else "",
        "create_label": _("New contract"),
        "empty_icon": "briefcase",
        "empty_fact": _("No contracts yet"),
        "empty_suggestion": _("Its terms tell on any day what was agreed and in which clause."),
    }
    return page(request, "contracts/contract_list.html", context, partial="list")


@needs(VIEW_CONTRACTS)
def contract_export(request: ActorRequest) -> HttpResponse:
    return export(request, _listing(request), "contracts")


@needs(VIEW_CONTRACTS)
def contract_detail(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    context = contract_page(request, contract, "contract_detail", today=_today())
    return page(request, "contracts/contract_detail.html", context)


def _asked_client(request: ActorRequest) -> int | None:
    """Whose new contract it is to be, where the address or the form says it already."""
    asked = request.POST.get("client") or request.GET.get("client", "")
    client = asked_client(request.actor, asked)
    return client.pk if client else None


def _form(request: ActorRequest, contract: Contract | None, **data: Any) -> ContractForm:
    actor, client_id = request.actor, contract.client_id if contract else _asked_client(request)
    offers = {
        "client": None if contract else reads.clients_to_contract(actor),
        "parent": reads.masters(actor, client_id),
        "entity": entities(),
        "client_entity": reads.companies(actor, client_id),
        "client_signatory": reads.signatories(actor, client_id),
        "owner": reads.owners(now_chosen=contract.owner_id if contract else None),
    }
    return ContractForm(**data, offers=offers)


def _around_new() -> FormPage:
    url = reverse("contracts:contract_created")
    back = reverse("contracts:contract_list")
    return FormPage(_("New contract"), url, _("Save the draft"), back)


def _around(contract: Contract) -> FormPage:
    url = reverse("contracts:contract_edited", args=[contract.pk])
    heading = _("Contract No. %(number)s") % {"number": contract.number}
    return FormPage(heading, url, _("Save"), contract.get_absolute_url(), contract)


@needs(EDIT_CONTRACTS)
def contract_create(request: ActorRequest) -> HttpResponse:
    initial = {
        "client": request.GET.get("client"),
        "parent": request.GET.get("parent"),
        "kind": "annex" if request.GET.get("parent") else "single",
        "entity": main_entity(),
        "from_on": _today(),
        "owner": request.actor.user_id,
        "submit_key": str(uuid.uuid4()),
    }
    return form_page(request, _form(request, None, initial=initial), _around_new())


@needs(EDIT_CONTRACTS, "POST")
def contract_created(request: ActorRequest) -> HttpResponse:
    form = _form(request, None, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.create_contract(
                request.actor,
                form.cleaned_data["client"],
                data=form.data_of_contract,
                submit_key=form.cleaned_data["submit_key"],
            )
            undo = reverse("contracts:contract_delete", args=[made.pk])
            return redirect(request, made.get_absolute_url(), _("The draft is saved"), undo)
    return form_page(request, form, _around_new(), status=422)


@needs(EDIT_CONTRACTS)
def contract_edit(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    names = [name for name in ContractForm.base_fields if hasattr(contract, name)]
    initial = {name: getattr(contract, name) for name in names}
    return form_page(request, _form(request, contract, initial=initial), _around(contract))


@needs(EDIT_CONTRACTS, "POST")
def contract_edited(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    form = _form(request, contract, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            data = form.data_of_contract
            actions.edit_contract(request.actor, contract, data=data, version=version)
            return redirect(request, contract.get_absolute_url(), _("Saved"))
    return form_page(request, form, _around(contract), status=422)


def _signing(contract: Contract) -> FormPage:
    return FormPage(
        _("Sign No. %(number)s") % {"number": contract.number},
        reverse("contracts:contract_signed", args=[contract.pk]),
        _("Record the signing"),
        contract.get_absolute_url(),
        contract,
        _("From then on its dates, parties and terms change by amendments alone."),
    )


@needs(APPROVE_CONTRACTS)
def contract_sign(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    form = SignForm(initial={"signed_on": _today(), "version": contract.version})
    return form_page(request, form, _signing(contract))


@needs(APPROVE_CONTRACTS, "POST")
def contract_signed(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    form = SignForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            kept = form.cleaned_data
            actions.sign_contract(
                request.actor, contract, signed_on=kept["signed_on"], version=kept["version"]
            )
            undo = reverse("contracts:contract_unsign", args=[contract.pk])
            told = _("The contract is signed")
            return redirect(request, contract.get_absolute_url(), told, undo)
    return form_page(request, form, _signing(contract), status=422)


@needs(APPROVE_CONTRACTS, "POST")
def contract_unsign(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    try:
        actions.unsign_contract(request.actor, contract)
    except Refused as refusal:
        return told_refusal(request, refusal, contract.get_absolute_url())
    return redirect(request, contract.get_absolute_url(), _("It is a draft again"))


def _ending(contract: Contract) -> FormPage:
    return FormPage(
        _("End No. %(number)s") % {"number": contract.number},
        reverse("contracts:contract_ended", args=[contract.pk]),
        _("End the contract"),
        contract.get_absolute_url(),
        contract,
    )


@needs(APPROVE_CONTRACTS)
def contract_end(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    form = EndForm(initial={"ended_on": _today(), "version": contract.version})
    return form_page(request, form, _ending(contract))


@needs(APPROVE_CONTRACTS, "POST")
def contract_ended(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    form = EndForm(request.POST)
    if form.is_valid():
        held = contract.to_on.isoformat() if contract.to_on else None
        undo = undo_url("contracts:contract_put_back", Ticket("ended", {contract.pk: [held]}))
        with form.showing_refusals():
            kept = form.cleaned_data
            actions.end_contract(
                request.actor,
                contract,
                ended_on=kept["ended_on"],
                reason=kept["reason"],
                version=kept["version"],
            )
            told = _("The contract is ended")
            return redirect(request, contract.get_absolute_url(), told, undo)
    return form_page(request, form, _ending(contract), status=422)


@needs(EDIT_CONTRACTS, "POST")
def contract_put_back(request: ActorRequest, contract_ticket: str) -> HttpResponse:
    """Take back an end, or put a removed term where it stood."""
    ticket = ticket_of(contract_ticket)
    if ticket.kind not in ("ended", "term"):
        raise Missing("undo")
    [(contract_id, [held])] = ticket.rows.items()
    contract = queries.contract(request.actor, contract_id, today=_today())
    url = contract.get_absolute_url()
    try:
        if ticket.kind == "ended":
            to_on = date.fromisoformat(held) if held else None
            actions.reopen_contract(request.actor, contract, to_on=to_on)
            return redirect(request, url, _("The contract goes on"))
        actions.restore_term(request.actor, contract, held=held)
    except Refused as refusal:
        return told_refusal(request, refusal, url)
    return redirect(
        request, reverse("contracts:contract_terms", args=[contract.pk]), _("It is back")
    )


@needs(EDIT_CONTRACTS, "POST")
def contract_delete(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=_today())
    try:
        actions.delete_contract(request.actor, contract, now=timezone.now())
    except Refused as refusal:
        return told_refusal(request, refusal, contract.get_absolute_url())
    undo = reverse("contracts:contract_restore", args=[contract.pk])
    return redirect(request, reverse("contracts:contract_list"), _("The draft is deleted"), undo)


@needs(EDIT_CONTRACTS, "POST")
def contract_restore(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = reads.deleted_contract(request.actor, contract_id)
    actions.restore_contract(request.actor, contract)
    return redirect(request, contract.get_absolute_url(), _("The draft is back"))
