"""Doors of tax rates, exchange rates and the rules of money."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Missing
from napulse.ledger.actions import rules as rule_actions
from napulse.ledger.actions import taxes as actions
from napulse.ledger.actions.taxes import ExchangeData, TaxData
from napulse.ledger.forms.setup import (
    ExchangeForm,
    ExchangePasteForm,
    RulesForm,
    SetupForm,
    TaxForm,
)
from napulse.ledger.models import TaxRate
from napulse.ledger.permissions import EDIT_MONEY_SETUP, VIEW_MONEY_SETUP
from napulse.ledger.queries import money_rules
from napulse.ledger.queries import setup as queries
from napulse.ledger.tables import ExchangeListing, TaxListing
from napulse.ledger.tabs import setup_tabs
from napulse.ledger.tickets import held_in, with_ticket
from napulse.ledger.views.entities import form_page
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Table, download


def _taxes(request: ActorRequest) -> TaxListing:
    today = agency_today(timezone.now())
    rows = queries.tax_rates(request.actor)
    return TaxListing(request.GET, rows, request.path, today=today)


@needs(VIEW_MONEY_SETUP)
def tax_list(request: ActorRequest) -> HttpResponse:
    can_edit = request.actor.can(EDIT_MONEY_SETUP)
    context = {
        "listing": _taxes(request),
        "heading": _("Tax rates"),
        "lead": _("Dated rows with their source. Documents take the rate of their own day."),
        "sections": setup_tabs("ledger:tax_list"),
        "export_url": f"{reverse('ledger:tax_export')}?{request.GET.urlencode()}",
        "create_url": reverse("ledger:tax_create") if can_edit else "",
        "create_label": _("Add a rate"),
        "can_edit": can_edit,
        "empty_icon": "receipt",
        "empty_fact": _("No tax rates here"),
    }
    return page(request, "ledger/setup_list.html", context, partial="list")


@needs(VIEW_MONEY_SETUP)
def tax_export(request: ActorRequest) -> HttpResponse:
    listing = _taxes(request)
    return download(request, Table(listing.columns[:-1], listing.rows), "tax-rates")


def _around_tax(rate: TaxRate | None) -> dict[str, Any]:
    save = reverse("ledger:tax_save", args=[rate.pk]) if rate else reverse("ledger:tax_add")
    return {
        "heading": _("Tax rate") if rate else _("New tax rate"),
        "save_url": save,
        "back": reverse("ledger:tax_list"),
        "parent": (reverse("ledger:tax_list"), _("Tax rates")),
    }


@needs(EDIT_MONEY_SETUP)
def tax_create(request: ActorRequest) -> HttpResponse:
    today = agency_today(timezone.now())
    form = TaxForm(initial={"country": "RU", "from_on": today, "checked_on": today})
    return form_page(request, form, _around_tax(None))


@needs(EDIT_MONEY_SETUP, "POST")
def tax_add(request: ActorRequest) -> HttpResponse:
    form = TaxForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.add_tax_rate(request.actor, data=form.tax_data)
            undo = reverse("ledger:tax_remove", args=[made.pk])
            return redirect(request, reverse("ledger:tax_list"), _("Tax rate added"), undo)
    return form_page(request, form, _around_tax(None), 422)


@needs(EDIT_MONEY_SETUP)
def tax_edit(request: ActorRequest, tax_id: int) -> HttpResponse:
    rate = queries.tax_rate(request.actor, tax_id)
    return form_page(request, TaxForm.of(rate), _around_tax(rate))


@needs(EDIT_MONEY_SETUP, "POST")
def tax_save(request: ActorRequest, tax_id: int) -> HttpResponse:
    rate = queries.tax_rate(request.actor, tax_id)
    form = TaxForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            actions.edit_tax_rate(request.actor, rate, data=form.tax_data, version=version)
            return redirect(request, reverse("ledger:tax_list"), _("Saved"))
    return form_page(request, form, _around_tax(rate), 422)


@needs(EDIT_MONEY_SETUP, "POST")
def tax_remove(request: ActorRequest, tax_id: int) -> HttpResponse:
    rate = queries.tax_rate(request.actor, tax_id)
    gone = asdict(actions.remove_tax_rate(request.actor, rate))
    held = {name: value.isoformat() if name.endswith("_on") and value else value
            for name, value in gone.items()}  # fmt: skip
    undo = with_ticket(reverse("ledger:tax_restore"), "tax", [held])
    return redirect(request, reverse("ledger:tax_list"), _("Tax rate removed"), undo)


@needs(EDIT_MONEY_SETUP, "POST")
def tax_restore(request: ActorRequest) -> HttpResponse:
    [held] = held_in(request.GET.get("ticket", ""), "tax")
    values: dict[str, Any] = {
        name: parse_date(value) if name.endswith("_on") and value else value
        for name, value in held.items()
    }
    form = SetupForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        actions.add_tax_rate(request.actor, data=TaxData(**values))
        return redirect(request, reverse("ledger:tax_list"), _("Tax rate is back"))
    said = " ".join(map(str, form.non_field_errors()))
    return redirect(request, reverse("ledger:tax_list"), said)


@needs(VIEW_MONEY_SETUP)
def exchange_list(request: ActorRequest) -> HttpResponse:
    return _exchange(request)


def _exchange(request: ActorRequest, *, status: int = 200, **forms: SetupForm) -> HttpResponse:
    rows = queries.exchange_rates(request.actor)
    url = reverse("ledger:exchange_list")
    listing = ExchangeListing(request.GET, rows, url)
    context = {
        "listing": listing,
        "heading": _("Exchange rates"),
        "lead": _("What one unit is worth in %s. A day without a rate takes the last one before.")
        % money_rules().base_currency,
        "sections": setup_tabs("ledger:exchange_list"),
        "export_url": f"{reverse('ledger:exchange_export')}?{request.GET.urlencode()}",
        "can_edit": request.actor.can(EDIT_MONEY_SETUP),
        "form": forms.get("one") or ExchangeForm(initial={"on": agency_today(timezone.now())}),
        "paste_form": forms.get("paste") or ExchangePasteForm(),
    }
    return page(request, "ledger/exchange_list.html", context, partial="list", status=status)


@needs(VIEW_MONEY_SETUP)
def exchange_export(request: ActorRequest) -> HttpResponse:
    listing = ExchangeListing(request.GET, queries.exchange_rates(request.actor))
    return download(request, Table(listing.columns[:-1], listing.rows), "exchange-rates")


@needs(EDIT_MONEY_SETUP, "POST")
def exchange_set(request: ActorRequest) -> HttpResponse:
    form = ExchangeForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            return _taken(request, form.rates)
    return _exchange(request, status=422, one=form)


@needs(EDIT_MONEY_SETUP, "POST")
def exchange_paste(request: ActorRequest) -> HttpResponse:
    form = ExchangePasteForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            return _taken(request, form.rates)
    return _exchange(request, status=422, paste=form)


def _taken(request: ActorRequest, rates: list[ExchangeData]) -> HttpResponse:
    n = actions.set_exchange_rates(request.actor, rates=rates, now=timezone.now())
    said = ngettext("%(n)s rate set", "%(n)s rates set", n) % {"n": n}
    told = said if n else _("Nothing was changed")
    return redirect(request, reverse("ledger:exchange_list"), told)


@needs(EDIT_MONEY_SETUP, "POST")
def exchange_remove(request: ActorRequest, exchange_id: int) -> HttpResponse:
    rate = queries.exchange_rate(request.actor, exchange_id)
    gone = actions.remove_exchange_rate(request.actor, rate)
    held = [gone.currency, gone.on.isoformat(), gone.rate_e6, gone.source]
    undo = with_ticket(reverse("ledger:exchange_restore"), "exchange", held)
    return redirect(
        request, reverse("ledger:exchange_list"), pgettext("exchange rate", "Rate removed"), undo
    )


@needs(EDIT_MONEY_SETUP, "POST")
def exchange_restore(request: ActorRequest) -> HttpResponse:
    currency, day, rate_e6, source = held_in(request.GET.get("ticket", ""), "exchange")
    on = parse_date(day)
    if on is None:
        raise Missing("undo")
    rate = ExchangeData(currency, on, rate_e6, source)
    actions.set_exchange_rates(request.actor, rates=[rate], now=timezone.now())
    return redirect(
        request, reverse("ledger:exchange_list"), pgettext("exchange rate", "Rate is back")
    )


@needs(VIEW_MONEY_SETUP)
def rules(request: ActorRequest) -> HttpResponse:
    return _rules(request, RulesForm.of(money_rules()))


def _rules(request: ActorRequest, form: RulesForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "sections": setup_tabs("ledger:rules"),
        "can_edit": request.actor.can(EDIT_MONEY_SETUP),
    }
    return page(request, "ledger/rules.html", context, partial="form", status=status)


@needs(EDIT_MONEY_SETUP, "POST")
def rules_save(request: ActorRequest) -> HttpResponse:
    form = RulesForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            rule_actions.change_rules(request.actor, values=form.values, version=version)
            return redirect(request, reverse("ledger:rules"), _("Saved"))
    return _rules(request, form, 422)
