"""What a contract pays for: a form by kind, validated in place."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.clients.queries import brands
from napulse.contracts import actions, queries
from napulse.contracts.forms.remunerations import RemunerationForm
from napulse.contracts.models import Contract, ContractState, Remuneration, RemunerationKind
from napulse.contracts.permissions import EDIT_CONTRACTS
from napulse.contracts.queries.retainers import deleted_remuneration
from napulse.contracts.views.answers import FormPage, form_page, told_refusal
from napulse.delivery.queries import projects
from napulse.engines.kernel.errors import Refused
from napulse.people.queries import agency_today
from napulse.ui.menu import Tab
from napulse.ui.pages import redirect


def _kind(request: ActorRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in RemunerationKind.values else RemunerationKind.RETAINER


def _form(request: ActorRequest, contract: Contract, kind: str, **data: Any) -> RemunerationForm:
    actor, client_id = request.actor, contract.client_id
    offers = {
        "brand": brands(actor, client_id),
        "project": projects(actor, client_id=client_id, state="").order_by("folded"),
    }
    return RemunerationForm(**data, kind=kind, currency=contract.currency, offers=offers)


def _around_new(contract: Contract, kind: str) -> FormPage:
    url = reverse("contracts:remuneration_created", args=[contract.pk])
    here = reverse("contracts:remuneration_create", args=[contract.pk])
    kinds = [
        Tab(str(label).capitalize(), f"{here}?kind={value}", value == kind)
        for value, label in RemunerationKind.choices
    ]
    back = contract.get_absolute_url()
    return FormPage(
        _("New remuneration"),
        f"{url}?kind={kind}",
        _("Add"),
        back,
        contract,
        extra={"kinds": kinds},
    )


def _around(row: Remuneration) -> FormPage:
    url = reverse("contracts:remuneration_edited", args=[row.pk])
    return FormPage(row.title, url, _("Save"), row.contract.get_absolute_url(), row.contract)


@needs(EDIT_CONTRACTS)
def remuneration_create(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=agency_today(timezone.now()))
    kind = _kind(request)
    initial = {
        "from_on": contract.from_on,
        "prorate": True,
        "carry_periods": "0",
        "period": "month",
        "version": contract.version,
    }
    form = _form(request, contract, kind, initial=initial)
    return form_page(request, form, _around_new(contract, kind))


@needs(EDIT_CONTRACTS, "POST")
def remuneration_created(request: ActorRequest, contract_id: int) -> HttpResponse:
    contract = queries.contract(request.actor, contract_id, today=agency_today(timezone.now()))
    kind = _kind(request)
    form = _form(request, contract, kind, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            data = form.data_of_remuneration
            made = actions.add_remuneration(request.actor, contract, data=data, version=version)
            undo = reverse("contracts:remuneration_delete", args=[made.pk])
            told = _("The remuneration is added")
            return redirect(request, contract.get_absolute_url(), told, undo)
    return form_page(request, form, _around_new(contract, kind), status=422)


@needs(EDIT_CONTRACTS)
def remuneration_edit(request: ActorRequest, remuneration_id: int) -> HttpResponse:
    row = queries.remuneration(request.actor, remuneration_id)
    shown = queries.as_on(row, queries.changes_of([row]).get(row.pk, ()), date.max)
    initial = RemunerationForm.of(shown, row.contract.currency)
    form = _form(request, row.contract, row.kind, initial=initial, asks_since=_asks_since(row))
    return form_page(request, form, _around(row))


def _asks_since(row: Remuneration) -> bool:
    """Of a signed retainer it is said from which period on it changes."""
    is_signed = row.contract.state != ContractState.DRAFT
    return is_signed and row.kind == RemunerationKind.RETAINER


@needs(EDIT_CONTRACTS, "POST")
def remuneration_edited(request: ActorRequest, remuneration_id: int) -> HttpResponse:
    row = queries.remuneration(request.actor, remuneration_id)
    form = _form(request, row.contract, row.kind, data=request.POST, asks_since=_asks_since(row))
    if form.is_valid():
        with form.showing_refusals():
            version, day = form.cleaned_data["version"], form.cleaned_data.get("since")
            data = form.data_of_remuneration
            since = actions.Since(day, timezone.now()) if day else None
            actions.edit_remuneration(request.actor, row, data=data, version=version, since=since)
            return redirect(request, row.contract.get_absolute_url(), _("Saved"))
    return form_page(request, form, _around(row), status=422)


@needs(EDIT_CONTRACTS, "POST")
def remuneration_delete(request: ActorRequest, remuneration_id: int) -> HttpResponse:
    row = queries.remuneration(request.actor, remuneration_id)
    url = row.contract.get_absolute_url()
    try:
        actions.delete_remuneration(request.actor, row, now=timezone.now())
    except Refused as refusal:
        return told_refusal(request, refusal, url)
    undo = reverse("contracts:remuneration_restore", args=[row.pk])
    return redirect(request, url, _("The remuneration is deleted"), undo)


@needs(EDIT_CONTRACTS, "POST")
def remuneration_restore(request: ActorRequest, remuneration_id: int) -> HttpResponse:
    row = deleted_remuneration(request.actor, remuneration_id)
    actions.restore_remuneration(request.actor, row)
    return redirect(request, row.contract.get_absolute_url(), _("The remuneration is back"))
