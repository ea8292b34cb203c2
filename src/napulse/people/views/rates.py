"""What an hour of each work role costs: a grid of rates, and all of them with their days."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.clients.undo import Ticket, ticket_of, undo_url
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.money import Money
from napulse.people import actions, queries
from napulse.people.actions.rates import RemovedRate
from napulse.people.forms.roles import RatesForm
from napulse.people.models import Grade, RoleRate
from napulse.people.permissions import EDIT_RATES, VIEW_RATES
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Column, Table, download

COLUMNS = (
    Column("role", gettext_lazy("Work role")),
    Column("get_grade_display", gettext_lazy("Grade")),
    Column("from_on", gettext_lazy("Valid from"), kind="date"),
    Column("cost_minor", gettext_lazy("Cost of an hour"), kind="money"),
    Column("currency", gettext_lazy("Currency")),
)


def _day(request: ActorRequest) -> date:
    """The day whose rates are shown: the asked one, or today."""
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    near = asked if asked and 1990 <= asked.year < 2200 else None
    return near or agency_today(timezone.now())


def _form(request: ActorRequest, day: date, **data: Any) -> RatesForm:
    table = queries.rates_on(day)
    return RatesForm(**data, work_roles=list(queries.work_roles(request.actor)), costs=table.costs)


def _context(request: ActorRequest, day: date, form: RatesForm) -> dict[str, Any]:
    return {
        "form": form,
        "grid": form.grid(),
        "grades": [label for _value, label in Grade.choices],
        "on": day,
        "today": agency_today(timezone.now()),
        "can_edit": request.actor.can(EDIT_RATES),
        "export_url": reverse("people:rate_export"),
    }


@needs(VIEW_RATES)
def rate_list(request: ActorRequest) -> HttpResponse:
    day = _day(request)
    form = _form(request, day, initial={"from_on": day})
    return page(request, "people/rate_list.html", _context(request, day, form))


@needs(EDIT_RATES, "POST")
def rate_set(request: ActorRequest) -> HttpResponse:
    form = _form(request, agency_today(timezone.now()), data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            day = form.from_day
            count = actions.set_rates(request.actor, rates=form.rates, from_on=day)
            said = _("Rates set: %(n)s") % {"n": count} if count else _("Nothing was changed")
            url = f"{reverse('people:rate_list')}?on={day.isoformat()}"
            return redirect(request, url, said)
    context = _context(request, agency_today(timezone.now()), form)
    return page(request, "people/rate_list.html", context, partial="form", status=422)


@needs(VIEW_RATES)
def rate_history(request: ActorRequest) -> HttpResponse:
    """Every rate that was ever set, the newest of each role and grade first."""
    today = agency_today(timezone.now())
    context = {
        "rows": _told(list(queries.rates(request.actor)), today),
        "today": today,
        "can_edit": request.actor.can(EDIT_RATES),
        "export_url": reverse("people:rate_export"),
    }
    return page(request, "people/rate_history.html", context)


def _told(rates: list[RoleRate], today: date) -> list[dict[str, Any]]:
    """Each rate with its money and whether it is in force, begins later, or is past."""
    in_force: set[tuple[int, int]] = set()
    rows = []
    for rate in rates:
        key = (rate.role_id, rate.grade)
        state = "later" if rate.from_on > today else "past" if key in in_force else "now"
        if state == "now":
            in_force.add(key)
        rows.append({"rate": rate, "cost": Money(rate.cost_minor, rate.currency), "state": state})
    return rows


@needs(VIEW_RATES)
def rate_export(request: ActorRequest) -> HttpResponse:
    return download(request, Table(COLUMNS, queries.rates(request.actor)), "rates")


@needs(EDIT_RATES, "POST")
def rate_remove(request: ActorRequest, rate_id: int) -> HttpResponse:
    rate = queries.rate(request.actor, rate_id)
    held = [rate.grade, rate.from_on.isoformat(), rate.cost_minor, rate.currency]
    undo = undo_url("people:rate_restore", Ticket("rate", {rate.role_id: held}))
    actions.remove_rate(request.actor, rate)
    return redirect(request, reverse("people:rate_history"), _("Rate removed"), undo)


@needs(EDIT_RATES, "POST")
def rate_restore(request: ActorRequest, rate_ticket: str) -> HttpResponse:
    ticket = ticket_of(rate_ticket)
    if ticket.kind != "rate":
        raise Missing("undo")
    [(role_id, (grade, from_on, cost, currency))] = ticket.rows.items()
    removed = RemovedRate(role_id, grade, date.fromisoformat(from_on), cost, currency)
    form = _form(request, removed.from_on, data={"from_on": removed.from_on})
    form.is_valid()
    with form.showing_refusals():
        actions.restore_rate(request.actor, removed=removed)
        return redirect(request, reverse("people:rate_history"), _("Rate is back"))
    context = _context(request, removed.from_on, form)
    return page(request, "people/rate_list.html", context, status=422)
