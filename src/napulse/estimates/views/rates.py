"""Rate cards: a grid of prices on a day, of the house or one client, and all rows with days."""

from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.clients.models import Client
from napulse.clients.undo import Ticket, ticket_of, undo_url
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.money import Money
from napulse.estimates.actions.rates import (
    RemovedSellRate,
    end_sell_rate,
    remove_sell_rate,
    restore_sell_rate,
    set_sell_rates,
)
from napulse.estimates.forms.estimates import CURRENCIES
from napulse.estimates.forms.rates import (
    GRADES,
    CardForm,
    EndForm,
    Place,
    person_places,
    role_places,
)
from napulse.estimates.models import SellRate
from napulse.estimates.permissions import EDIT_SELL_RATES, VIEW_SELL_RATES
from napulse.estimates.queries import cards
from napulse.estimates.queries.estimates import clients_to_choose
from napulse.estimates.tables import RATE_COLUMNS, who_of
from napulse.estimates.views.reading import decimal_point
from napulse.estimates.wording import told
from napulse.people.queries import agency_today
from napulse.ui.menu import Tab
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Table, download

PAGE = "estimates/rate_list.html"


class _Asked:
    """Which card is asked for: the day, the client, the currency, roles or people."""

    def __init__(self, request: ActorRequest, query: QueryDict) -> None:
        self.on = _day(query.get("on", "")) or agency_today(timezone.now())
        self.client: Client | None = cards.client_of_card(request.actor, query.get("client", ""))
        asked = query.get("currency", "")
        self.currency = asked if asked in dict(CURRENCIES) else "RUB"
        self.of_people = query.get("of") == "people"

    def url(self, **changes: Any) -> str:
        query = QueryDict(mutable=True)
        values = {
            "on": self.on.isoformat(),
            "client": self.client.pk if self.client else "",
            "currency": self.currency,
            "of": "people" if self.of_people else "",
        }
        query.update({k: str(v) for k, v in (values | changes).items() if v})
        return f"{reverse('estimates:rate_list')}?{query.urlencode()}"


def _day(text: str) -> date | None:
    try:
        asked = parse_date(text)
    except ValueError:
        return None
    return asked if asked and 1990 <= asked.year < 2200 else None


def _places(asked: _Asked) -> tuple[list[Place], list[tuple[str, list[str]]]]:
    """The cells of the grid, and its rows: a name with the names of its cells."""
    card = cards.card(asked.on, client=asked.client, currency=asked.currency)
    if asked.of_people:
        people = list(cards.priced_people())
        return person_places(people, card), [(p.user.name, [f"p{p.pk}"]) for p in people]
    roles = list(cards.priced_roles())
    rows = [(role.name, [f"{role.pk}_{grade}" for grade, _title in GRADES]) for role in roles]
    return role_places(roles, card), rows


def _page(
    request: ActorRequest, asked: _Asked, data: Any = None, refused: str = "", status: int = 200
) -> HttpResponse:
    places, rows = _places(asked)
    initial = {
        "from_on": asked.on,
        "currency": asked.currency,
        "client": str(asked.client.pk) if asked.client else "",
    }
    is_own = asked.client is not None
    form = CardForm(data, places=places, point=decimal_point(), of_client=is_own, initial=initial)
    if data is not None:
        form.is_valid()
    if refused:
        form.add_error(None, refused)
    context = {
        "form": form,
        "rows": [(name, form.cells(names)) for name, names in rows],
        "heads": [_("Price of an hour")] if asked.of_people else [str(g) for _v, g in GRADES],
        "asked": asked,
        "kinds": [
            Tab(_("By role"), asked.url(of=""), not asked.of_people),
            Tab(_("By person"), asked.url(of="people"), asked.of_people),
        ],
        "clients": clients_to_choose(request.actor),
        "currencies": CURRENCIES,
        "can_edit": request.actor.can(EDIT_SELL_RATES),
        "export_url": reverse("estimates:rate_export"),
    }
    return page(request, PAGE, context, partial="form" if status != 200 else "", status=status)


@needs(VIEW_SELL_RATES)
def rate_list(request: ActorRequest) -> HttpResponse:
    return _page(request, _Asked(request, request.GET))


@needs(EDIT_SELL_RATES, "POST")
def rate_set(request: ActorRequest) -> HttpResponse:
    asked = _Asked(request, request.POST)
    if request.POST.get("client") and asked.client is None:
        raise Missing("client")
    places, _rows = _places(asked)
    is_own = asked.client is not None
    form = CardForm(request.POST, places=places, point=decimal_point(), of_client=is_own)
    if not form.is_valid():
        return _page(request, asked, request.POST, status=422)
    try:
        count = set_sell_rates(
            request.actor,
            rates=form.rates(asked.currency),
            client=asked.client,
            from_on=form.from_day,
            to_on=form.last_day,
            now=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, asked, request.POST, told(refusal), 422)
    said = _("Prices set: %(n)s") % {"n": count} if count else _("Nothing was changed")
    return redirect(request, asked.url(on=form.from_day.isoformat()), said)


def _client(request: ActorRequest) -> Client | None:
    return cards.client_of_card(request.actor, request.GET.get("client", ""))


@needs(VIEW_SELL_RATES)
def rate_history(request: ActorRequest) -> HttpResponse:
    """Every price that was ever set, the newest of each first; of one client where asked for."""
    today, client = agency_today(timezone.now()), _client(request)
    query = f"?client={client.pk}" if client else ""
    context = {
        "rows": _told(list(cards.sell_rates(request.actor, client)), today),
        "client": client,
        "clients": clients_to_choose(request.actor),
        "can_edit": request.actor.can(EDIT_SELL_RATES),
        "export_url": f"{reverse('estimates:rate_export')}{query}",
    }
    return page(request, "estimates/rate_history.html", context)


def _told(rates: list[SellRate], today: date) -> list[dict[str, Any]]:
    """Each price with whether it is in force, begins later, or is past."""
    in_force: set[tuple[Any, ...]] = set()
    rows = []
    for rate in rates:
        key = (rate.client_id, rate.person_id, rate.role_id, rate.grade, rate.currency)
        has_ended = rate.to_on is not None and rate.to_on < today
        state = "past" if has_ended or key in in_force else "now"
        state = "later" if rate.from_on > today else state
        if state == "now":
            in_force.add(key)
        price = Money(rate.rate_minor, rate.currency)
        rows.append({"rate": rate, "who": who_of(rate), "price": price, "state": state})
    return rows


@needs(VIEW_SELL_RATES)
def rate_export(request: ActorRequest) -> HttpResponse:
    rows = cards.sell_rates(request.actor, _client(request))
    return download(request, Table(RATE_COLUMNS, rows), "rate-card")


def _end_page(
    request: ActorRequest, rate: SellRate, form: EndForm, status: int = 200
) -> HttpResponse:
    price = Money(rate.rate_minor, rate.currency)
    context = {"rate": rate, "who": who_of(rate), "price": price, "form": form}
    partial = "form" if status != 200 else ""
    return page(request, "estimates/rate_end.html", context, partial=partial, status=status)


@needs(EDIT_SELL_RATES)
def rate_end(request: ActorRequest, sell_rate_id: int) -> HttpResponse:
    """The last day of a client's price."""
    rate = cards.sell_rate(request.actor, sell_rate_id)
    initial = {"to_on": rate.to_on, "version": rate.version}
    return _end_page(request, rate, EndForm(initial=initial))


@needs(EDIT_SELL_RATES, "POST")
def rate_ended(request: ActorRequest, sell_rate_id: int) -> HttpResponse:
    rate, form = cards.sell_rate(request.actor, sell_rate_id), EndForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            kept = form.cleaned_data
            end_sell_rate(request.actor, rate, to_on=kept["to_on"], version=kept["version"])
            before = rate.to_on.isoformat() if rate.to_on else ""
            undo = undo_url("estimates:rate_restore", Ticket("rate_end", {rate.pk: [before]}))
            return redirect(request, reverse("estimates:rate_history"), _("Last day set"), undo)
    return _end_page(request, rate, form, 422)


@needs(EDIT_SELL_RATES, "POST")
def rate_remove(request: ActorRequest, sell_rate_id: int) -> HttpResponse:
    rate = cards.sell_rate(request.actor, sell_rate_id)
    held: list[Any] = [rate.client_id, rate.person_id, rate.role_id, rate.grade]
    held += [rate.from_on.isoformat(), rate.rate_minor, rate.currency]
    held += [rate.to_on.isoformat() if rate.to_on else ""]
    undo = undo_url("estimates:rate_restore", Ticket("sell_rate", {rate.pk: held}))
    remove_sell_rate(request.actor, rate)
    return redirect(request, reverse("estimates:rate_history"), _("Price removed"), undo)


@needs(EDIT_SELL_RATES, "POST")
def rate_restore(request: ActorRequest, sell_rate_ticket: str) -> HttpResponse:
    ticket = ticket_of(sell_rate_ticket)
    if ticket.kind == "rate_end":
        return _end_undone(request, ticket)
    if ticket.kind != "sell_rate":
        raise Missing("undo")
    [(client, person, role, grade, from_on, minor, currency, to_on)] = ticket.rows.values()
    days = date.fromisoformat(from_on), date.fromisoformat(to_on) if to_on else None
    removed = RemovedSellRate(client, person, role, grade, days[0], minor, currency, days[1])
    url = reverse("estimates:rate_history")
    try:
        restore_sell_rate(request.actor, removed=removed, now=timezone.now())
    except Refused as refusal:
        return redirect(request, url, told(refusal))
    return redirect(request, url, _("The price is back"))


def _end_undone(request: ActorRequest, ticket: Ticket) -> HttpResponse:
    """The way back to the last day that the price had before."""
    [(key, [before])] = ticket.rows.items()
    rate, url = cards.sell_rate(request.actor, key), reverse("estimates:rate_history")
    try:
        end_sell_rate(request.actor, rate, to_on=date.fromisoformat(before) if before else None)
    except Refused as refusal:
        return redirect(request, url, told(refusal))
    return redirect(request, url, _("The last day is as it was"))
