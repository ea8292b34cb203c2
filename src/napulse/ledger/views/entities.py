"""Doors of own companies: the list, one with its accounts and regimes."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Missing, Refused
from napulse.ledger.actions import entities as actions
from napulse.ledger.forms.setup import AccountForm, EntityForm, RegimeForm, SetupForm
from napulse.ledger.models import OwnEntity
from napulse.ledger.permissions import EDIT_MONEY_SETUP, VIEW_MONEY_SETUP
from napulse.ledger.queries import setup as queries
from napulse.ledger.tabs import setup_tabs
from napulse.ledger.tickets import held_in, with_ticket
from napulse.ledger.wording import DOUBTS, REFUSALS
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect


@needs(VIEW_MONEY_SETUP)
def entity_list(request: ActorRequest) -> HttpResponse:
    today = agency_today(timezone.now())
    rows = [
        {"entity": one, "regime": queries.regime_of(one, today), "doubts": queries.doubts_of(one)}
        for one in queries.own_entities(request.actor)
    ]
    context = {
        "rows": rows,
        "sections": setup_tabs("ledger:entity_list"),
        "can_edit": request.actor.can(EDIT_MONEY_SETUP),
    }
    return page(request, "ledger/entity_list.html", context)


def form_page(
    request: ActorRequest, form: SetupForm, around: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A form as a page, or alone where htmx asked for it."""
    context = {"form": form, **around}
    return page(request, "ledger/form.html", context, partial="form", status=status)


def _around_entity(entity: OwnEntity | None) -> dict[str, Any]:
    save = reverse("ledger:entity_save", args=[entity.pk]) if entity else ""
    return {
        "heading": entity.name if entity else _("New company of ours"),
        "save_url": save or reverse("ledger:entity_add"),
        "back": entity.get_absolute_url() if entity else reverse("ledger:entity_list"),
        "parent": (reverse("ledger:entity_list"), _("Companies")),
    }


@needs(EDIT_MONEY_SETUP)
def entity_create(request: ActorRequest) -> HttpResponse:
    return form_page(request, EntityForm(), _around_entity(None))


@needs(EDIT_MONEY_SETUP, "POST")
def entity_add(request: ActorRequest) -> HttpResponse:
    form = EntityForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.add_entity(request.actor, data=form.entity_data)
            said = _("Company added. Now give it an account.")
            return redirect(request, made.get_absolute_url(), said)
    return form_page(request, form, _around_entity(None), 422)


@needs(VIEW_MONEY_SETUP)
def entity_detail(request: ActorRequest, own_entity_id: int) -> HttpResponse:
    entity = queries.own_entity(request.actor, own_entity_id)
    return _detail(request, entity)


def _detail(
    request: ActorRequest, entity: OwnEntity, *, status: int = 200, **forms: SetupForm
) -> HttpResponse:
    today = agency_today(timezone.now())
    current = queries.regime_of(entity, today)
    doubts = queries.doubts_of(entity)
    context = {
        "entity": entity,
        "accounts": list(entity.accounts.all()),
        "regimes": list(entity.regimes.all()),
        "current": current,
        "today": today,
        "doubts": [str(DOUBTS[one.code]) % {"value": one.value} for one in doubts],
        "account_form": forms.get("account") or AccountForm(),
        "regime_form": forms.get("regime") or RegimeForm(initial={"from_on": today}),
        "can_edit": request.actor.can(EDIT_MONEY_SETUP),
    }
    return page(request, "ledger/entity_detail.html", context, partial="body", status=status)


@needs(EDIT_MONEY_SETUP)
def entity_edit(request: ActorRequest, own_entity_id: int) -> HttpResponse:
    entity = queries.own_entity(request.actor, own_entity_id)
    return form_page(request, EntityForm.of(entity), _around_entity(entity))


@needs(EDIT_MONEY_SETUP, "POST")
def entity_save(request: ActorRequest, own_entity_id: int) -> HttpResponse:
    entity = queries.own_entity(request.actor, own_entity_id)
    form = EntityForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            actions.edit_entity(request.actor, entity, data=form.entity_data, version=version)
            return redirect(request, entity.get_absolute_url(), _("Saved"))
    return form_page(request, form, _around_entity(entity), 422)


@needs(EDIT_MONEY_SETUP, "POST")
def entity_archive(request: ActorRequest, own_entity_id: int) -> HttpResponse:
    entity = queries.own_entity(request.actor, own_entity_id)
    try:
        actions.archive_entity(request.actor, entity, now=timezone.now())
    except Refused as refusal:
        if refusal.code not in REFUSALS:
            raise
        told = str(REFUSALS[refusal.code]) % refusal.values
        return redirect(request, entity.get_absolute_url(), told)
    undo = reverse("ledger:entity_restore", args=[entity.pk])
    return redirect(request, reverse("ledger:entity_list"), _("The company is put away"), undo)


@needs(EDIT_MONEY_SETUP, "POST")
def entity_restore(request: ActorRequest, own_entity_id: int) -> HttpResponse:
    entity = queries.own_entity(request.actor, own_entity_id)
    actions.restore_entity(request.actor, entity)
    return redirect(request, entity.get_absolute_url(), _("The company is back"))


@needs(EDIT_MONEY_SETUP, "POST")
def account_add(request: ActorRequest, own_entity_id: int) -> HttpResponse:
    entity = queries.own_entity(request.actor, own_entity_id)
    form = AccountForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.add_account(request.actor, entity, data=form.account_data)
            undo = reverse("ledger:account_close", args=[made.pk])
            return redirect(request, entity.get_absolute_url(), _("Account added"), undo)
    return _detail(request, entity, status=422, account=form)


@needs(EDIT_MONEY_SETUP)
def account_edit(request: ActorRequest, account_id: int) -> HttpResponse:
    account = queries.bank_account(request.actor, account_id)
    return form_page(request, AccountForm.of(account), _around_account(account_id, account.entity))


def _around_account(account_id: int, entity: OwnEntity) -> dict[str, Any]:
    return {
        "heading": pgettext("of a bank", "Account"),
        "save_url": reverse("ledger:account_save", args=[account_id]),
        "back": entity.get_absolute_url(),
        "parent": (entity.get_absolute_url(), entity.name),
    }


@needs(EDIT_MONEY_SETUP, "POST")
def account_save(request: ActorRequest, account_id: int) -> HttpResponse:
    account = queries.bank_account(request.actor, account_id)
    form = AccountForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            actions.edit_account(request.actor, account, data=form.account_data, version=version)
            return redirect(request, account.entity.get_absolute_url(), _("Saved"))
    return form_page(request, form, _around_account(account_id, account.entity), 422)


@needs(EDIT_MONEY_SETUP, "POST")
def account_close(request: ActorRequest, account_id: int) -> HttpResponse:
    account = queries.bank_account(request.actor, account_id)
    actions.close_account(request.actor, account, on=agency_today(timezone.now()))
    undo = reverse("ledger:account_reopen", args=[account.pk])
    return redirect(
        request, account.entity.get_absolute_url(), pgettext("at a bank", "Account closed"), undo
    )


@needs(EDIT_MONEY_SETUP, "POST")
def account_reopen(request: ActorRequest, account_id: int) -> HttpResponse:
    account = queries.bank_account(request.actor, account_id)
    actions.reopen_account(request.actor, account)
    return redirect(request, account.entity.get_absolute_url(), _("The account is open again"))


@needs(EDIT_MONEY_SETUP, "POST")
def regime_set(request: ActorRequest, own_entity_id: int) -> HttpResponse:
    """State a regime; with a ticket, put a removed one back."""
    entity = queries.own_entity(request.actor, own_entity_id)
    if request.GET.get("ticket"):
        regime, day = held_in(request.GET["ticket"], f"regime-{entity.pk}")
        from_on = parse_date(day)
        if from_on is None:
            raise Missing("undo")
        actions.set_regime(request.actor, entity, regime=regime, from_on=from_on)
        return redirect(request, entity.get_absolute_url(), _("The regime is back"))
    form = RegimeForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            kept = form.cleaned_data
            actions.set_regime(
                request.actor, entity, regime=kept["regime"], from_on=kept["from_on"]
            )
            return redirect(request, entity.get_absolute_url(), _("Saved"))
    return _detail(request, entity, status=422, regime=form)


@needs(EDIT_MONEY_SETUP, "POST")
def regime_remove(request: ActorRequest, own_entity_id: int) -> HttpResponse:
    entity = queries.own_entity(request.actor, own_entity_id)
    try:
        from_on = parse_date(request.POST.get("from_on", ""))
    except ValueError:
        from_on = None
    if from_on is None:
        raise Missing("regime")
    regime = actions.remove_regime(request.actor, entity, from_on=from_on)
    url = reverse("ledger:regime_set", args=[entity.pk])
    undo = with_ticket(url, f"regime-{entity.pk}", [regime, from_on.isoformat()])
    return redirect(request, entity.get_absolute_url(), _("The regime is removed"), undo)
