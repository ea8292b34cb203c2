"""Doors of what people cost: for those alone who may know it."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.money import Money
from napulse.ledger.forms.costs import CostPasteForm, CostsForm
from napulse.ledger.forms.setup import SetupForm
from napulse.ledger.queries import money_rules
from napulse.ledger.tickets import held_in, with_ticket
from napulse.people import actions, queries
from napulse.people.actions import CostData
from napulse.people.models import PersonCost
from napulse.people.permissions import EDIT_COSTS, VIEW_COSTS
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Column, Table, download

COLUMNS = (
    Column("person__user__name", gettext_lazy("Person")),
    Column("from_on", gettext_lazy("Valid from"), kind="date"),
    Column("cost_minor", gettext_lazy("Cost of an hour"), kind="money"),
    Column("currency", gettext_lazy("Currency")),
)


def _day(request: ActorRequest) -> date:
    """The day whose costs are shown: the asked one, or today."""
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    near = asked if asked and 1990 <= asked.year < 2200 else None
    return near or agency_today(timezone.now())


def _forms(request: ActorRequest, day: date, data: Any = None) -> tuple[CostsForm, CostPasteForm]:
    people = queries.costs_of_people(request.actor, day)
    base = money_rules().base_currency
    grid = CostsForm(data, people=people, currency=base, initial={"from_on": day})
    paste = CostPasteForm(data, people=people, currency=base, initial={"paste_from": day})
    return grid, paste


def _page(
    request: ActorRequest, day: date, *, grid: CostsForm, paste: CostPasteForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": grid,
        "paste_form": paste,
        "grid": grid.grid(),
        "on": day,
        "currency": grid.currency,
        "missing": sum(1 for row in grid.people if row.cost is None),
        "can_edit": request.actor.can(EDIT_COSTS),
        "export_url": reverse("ledger:cost_export"),
    }
    return page(request, "ledger/cost_list.html", context, partial="form", status=status)


@needs(VIEW_COSTS)
def cost_list(request: ActorRequest) -> HttpResponse:
    day = _day(request)
    grid, paste = _forms(request, day)
    return _page(request, day, grid=grid, paste=paste)


@needs(EDIT_COSTS, "POST")
def cost_set(request: ActorRequest) -> HttpResponse:
    day = agency_today(timezone.now())
    form, _unused = _forms(request, day, request.POST)
    if form.is_valid():
        with form.showing_refusals():
            n = actions.set_costs(request.actor, costs=form.costs, now=timezone.now())
            return _set(request, n, form.from_day)
    return _page(request, day, grid=form, paste=_forms(request, day)[1], status=422)


def _set(request: ActorRequest, n: int, day: date) -> HttpResponse:
    said = ngettext("%(n)s cost set", "%(n)s costs set", n) % {"n": n}
    url = f"{reverse('ledger:cost_list')}?on={day.isoformat()}"
    return redirect(request, url, said if n else _("Nothing was changed"))


@needs(EDIT_COSTS, "POST")
def cost_paste(request: ActorRequest) -> HttpResponse:
    day = agency_today(timezone.now())
    _unused, form = _forms(request, day, request.POST)
    if form.is_valid():
        with form.showing_refusals():
            n = actions.take_costs(request.actor, costs=form.costs, now=timezone.now())
            return _set(request, n, form.cleaned_data["paste_from"])
    return _page(request, day, grid=_forms(request, day)[0], paste=form, status=422)


@needs(VIEW_COSTS)
def cost_history(request: ActorRequest) -> HttpResponse:
    """Every cost that was ever set, the newest of each person first."""
    today = agency_today(timezone.now())
    context = {
        "rows": _told(list(queries.person_costs(request.actor)), today),
        "can_edit": request.actor.can(EDIT_COSTS),
        "export_url": reverse("ledger:cost_export"),
    }
    return page(request, "ledger/cost_history.html", context)


def _told(costs: list[PersonCost], today: date) -> list[dict[str, Any]]:
    """Each cost with its money and whether it is in force, begins later, or is past."""
    in_force: set[int] = set()
    rows = []
    for cost in costs:
        is_past = cost.person_id in in_force
        state = "later" if cost.from_on > today else "past" if is_past else "now"
        if state == "now":
            in_force.add(cost.person_id)
        money = Money(cost.cost_minor, cost.currency)
        rows.append({"cost": cost, "money": money, "state": state})
    return rows


@needs(VIEW_COSTS)
def cost_export(request: ActorRequest) -> HttpResponse:
    return download(request, Table(COLUMNS, queries.person_costs(request.actor)), "costs")


@needs(EDIT_COSTS, "POST")
def cost_remove(request: ActorRequest, cost_id: int) -> HttpResponse:
    cost = queries.person_cost(request.actor, cost_id)
    gone = actions.remove_cost(request.actor, cost)
    held = [gone.person.pk, gone.from_on.isoformat(), gone.cost.minor, gone.cost.currency]
    undo = with_ticket(reverse("ledger:cost_restore"), "cost", held)
    return redirect(request, reverse("ledger:cost_history"), _("Cost removed"), undo)


@needs(EDIT_COSTS, "POST")
def cost_restore(request: ActorRequest) -> HttpResponse:
    person_id, day, minor, currency = held_in(request.GET.get("ticket", ""), "cost")
    from_on = parse_date(day)
    if from_on is None:
        raise Missing("undo")
    person = queries.costed_person(request.actor, person_id)
    form = SetupForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        data = CostData(person, Money(minor, currency), from_on)
        actions.restore_cost(request.actor, data=data, now=timezone.now())
        return redirect(request, reverse("ledger:cost_history"), _("Cost is back"))
    said = " ".join(map(str, form.non_field_errors()))
    return redirect(request, reverse("ledger:cost_history"), said)
