"""The simulator: the same real hours and spend under every model of remuneration."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from napulse.access.actor import ActorRequest, needs
from napulse.clients.queries import asked_client
from napulse.contracts import queries
from napulse.contracts.forms.simulator import ModelsForm, PeriodForm, WhatIfForm
from napulse.contracts.models import RemunerationKind
from napulse.contracts.permissions import SEE_MARGINS, VIEW_CONTRACTS
from napulse.contracts.presenting_simulator import (
    COLUMNS,
    FIRST_DAYS,
    Answer,
    Change,
    answers,
    mixture,
    models_of,
    reckoned,
    work_facts,
)
from napulse.contracts.queries.agreements import clients_to_contract
from napulse.delivery.queries import projects
from napulse.engines.pricing.remuneration import Model, Work
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.ui.pages import page
from napulse.ui.tables import Table, download


@dataclass(frozen=True, slots=True)
class Simulated:
    """Everything that the page and its download show."""

    answers: list[Answer]
    facts: dict[str, Any]
    change: Change
    numbers: dict[str, Decimal]


def _today() -> date:
    return agency_today(timezone.now())


def _period_form(request: ActorRequest) -> PeriodForm:
    client = asked_client(request.actor, request.GET.get("client", ""))
    found = projects(request.actor, client_id=client.pk if client else 0, state="")
    offered = found.order_by("folded") if client else found.none()
    initial = {"from_on": (_today() - FIRST_DAYS).replace(day=1), "to_on": _today()}
    data = request.GET.copy() if "client" in request.GET else None
    if data is not None:
        for name, value in initial.items():
            data.setdefault(name, value.isoformat())
    return PeriodForm(
        data, initial=initial, clients=clients_to_contract(request.actor), projects=offered
    )


@needs(VIEW_CONTRACTS)
def simulator(request: ActorRequest) -> HttpResponse:
    period, what_if = _period_form(request), WhatIfForm(request.GET or None)
    numbers_form, found = ModelsForm(request.GET or None), None
    if period.is_bound and period.is_valid():
        found = simulated(request, period, numbers_form, what_if)
    context = {
        "period": period,
        "what_if": what_if,
        "numbers": numbers_form,
        "found": found,
        "with_cost": request.actor.can(SEE_MARGINS),
        "export_url": f"{reverse('contracts:simulator_export')}?{request.GET.urlencode()}",
    }
    return page(request, "contracts/simulator.html", context)


def simulated(
    request: ActorRequest, period: PeriodForm, numbers_form: ModelsForm, what_if: WhatIfForm
) -> Simulated:
    """The answer; what is left empty or is wrong in the numbers is reckoned."""
    kept = period.cleaned_data
    asked = queries.Asked(kept["client"], kept["project"], kept["from_on"], kept["to_on"])
    agreed = queries.agreed(request.actor, asked)
    retainers = [row for row in agreed if row.kind == RemunerationKind.RETAINER]
    work = queries.work_of(request.actor, asked, retainers)
    numbers = reckoned(work, asked, agreed) | _stated(numbers_form)
    work = replace(work, spend=int(numbers["spend"] * 100))
    models: list[Model] = list(models_of(numbers, asked))
    if (together := mixture(agreed, asked, numbers["earned"])) is not None:
        models.insert(0, together)
    return _answered(request, models, work, _change(what_if), numbers)


def _answered(
    request: ActorRequest,
    models: list[Model],
    work: Work,
    change: Change,
    numbers: dict[str, Decimal],
) -> Simulated:
    with_cost, currency = request.actor.can(SEE_MARGINS), money_rules().base_currency
    told = answers(models, work, change, with_cost=with_cost, currency=currency)
    facts = work_facts(work, with_cost=with_cost, currency=currency)
    return Simulated(told, facts, change, numbers)


def _stated(form: ModelsForm) -> dict[str, Decimal]:
    """The numbers that the address states and that are right."""
    if not form.is_bound:
        return {}
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value is not None}


def _change(form: WhatIfForm) -> Change:
    if not form.is_bound:
        return Change()
    form.is_valid()
    kept = form.cleaned_data
    return Change(kept.get("hours") or 0, kept.get("scope") or 0, kept.get("spending") or 0)


@needs(VIEW_CONTRACTS)
def simulator_export(request: ActorRequest) -> HttpResponse:
    period = _period_form(request)
    rows: list[Answer] = []
    if period.is_bound and period.is_valid():
        found = simulated(request, period, ModelsForm(request.GET), WhatIfForm(request.GET))
        rows = found.answers
    return download(request, Table(COLUMNS, rows), "simulator")
