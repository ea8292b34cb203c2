"""Overhead of months as a grid of a year, its export, and the way back of every change."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.clients.undo import SALT, ticket_of
from napulse.engines.kernel.errors import Missing
from napulse.ledger.queries import entities, money_rules
from napulse.people.queries import agency_today
from napulse.profit import wording
from napulse.profit.actions.overheads import OverheadData, remove_overhead, set_overheads
from napulse.profit.forms.books import OverheadForm
from napulse.profit.forms.period import number_in
from napulse.profit.permissions import EDIT_BOOKS, VIEW_BOOKS
from napulse.profit.queries.overheads import overhead, overhead_year, overheads, whose_first
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Column, Table, download

FIRST_YEAR, LAST_YEAR = 1990, 2199
MOST_UNDONE = 60
COLUMNS = (
    Column("month_on", gettext_lazy("Month"), kind="date"),
    Column("title", gettext_lazy("What for")),
    Column("entity", gettext_lazy("Our company")),
    Column("amount_minor", gettext_lazy("Amount"), kind="money"),
)


def _year(request: ActorRequest) -> int:
    asked = number_in(request.GET, "year")
    if asked is not None and FIRST_YEAR <= asked <= LAST_YEAR:
        return asked
    return agency_today(timezone.now()).year


def _entity(request: ActorRequest) -> int | None:
    """The own company whose overhead it is; none: of the house as a whole."""
    asked = number_in(request.GET, "entity")
    known = {one.pk for one in entities()}
    return asked if asked in known else None


def _shown(request: ActorRequest) -> int | None:
    """Whose overhead the page shows when nobody's is asked for."""
    if "entity" in request.GET:
        return _entity(request)
    return whose_first(request.actor, _year(request))


def _form(request: ActorRequest, **data: Any) -> OverheadForm:
    shown = _shown(request) if request.method == "GET" else _entity(request)
    year = overhead_year(request.actor, _year(request), shown)
    return OverheadForm(**data, year=year, currency=money_rules().base_currency)


def _context(request: ActorRequest, form: OverheadForm) -> dict[str, Any]:
    year, currency = form.year, money_rules().base_currency
    chosen = f"&entity={year.entity_id or ''}"
    return {
        "form": form,
        "grid": form.grid(),
        "year": year,
        "months": [wording.month_short(month) for month in year.months],
        "totals": [wording.full(amount, currency) for amount in year.totals],
        "everybodys": wording.full(year.everybodys, currency),
        "currency": currency,
        "entities": list(entities()),
        "can_edit": request.actor.can(EDIT_BOOKS),
        "save_url": f"{reverse('profit:overhead_set')}?year={year.year}{chosen}",
        "back_url": f"?year={year.year - 1}{chosen}",
        "on_url": f"?year={year.year + 1}{chosen}",
        "export_url": f"{reverse('profit:overhead_export')}?year={year.year}{chosen}",
    }


@needs(VIEW_BOOKS)
def overhead_list(request: ActorRequest) -> HttpResponse:
    return page(request, "profit/overhead_list.html", _context(request, _form(request)))


@needs(EDIT_BOOKS, "POST")
def overhead_set(request: ActorRequest) -> HttpResponse:
    form = _form(request, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            entity_id = _entity(request)
            before = set_overheads(
                request.actor, rows=form.rows, entity_id=entity_id, now=timezone.now()
            )
            said = _("Overhead set: %(n)s") % {"n": len(before)} if before else _("Nothing changed")
            return redirect(request, _list_url(request), said, _undo_url(before, entity_id))
    return page(
        request, "profit/overhead_list.html", _context(request, form), partial="form", status=422
    )


def _list_url(request: ActorRequest) -> str:
    entity_id = _entity(request)
    chosen = f"&entity={entity_id}" if entity_id else ""
    return f"{reverse('profit:overhead_list')}?year={_year(request)}{chosen}"


def _undo_url(before: Sequence[OverheadData], entity_id: int | None) -> str:
    """A signed way back; too many changes at once have none."""
    if not 0 < len(before) <= MOST_UNDONE:
        return ""
    rows = [[d.title, d.month_on.isoformat(), d.amount_minor, d.seen] for d in before]
    ticket = signing.dumps(["overhead", {0: [entity_id, rows]}], salt=SALT, compress=True)
    return f"{reverse('profit:overhead_back')}?ticket={ticket}"


@needs(EDIT_BOOKS, "POST")
def overhead_back(request: ActorRequest) -> HttpResponse:
    ticket = ticket_of(request.GET.get("ticket", ""))
    if ticket.kind != "overhead":
        raise Missing("undo")
    entity_id, rows = ticket.rows[0]
    data = [OverheadData(title, date.fromisoformat(on), old, new) for title, on, old, new in rows]
    form = _form(request, data={})
    form.is_valid()
    with form.showing_refusals():
        set_overheads(request.actor, rows=data, entity_id=entity_id, now=timezone.now())
        year = data[0].month_on.year
        chosen = f"&entity={entity_id}" if entity_id else ""
        url = f"{reverse('profit:overhead_list')}?year={year}{chosen}"
        return redirect(request, url, _("As it was"))
    return page(request, "profit/overhead_list.html", _context(request, form), status=422)


@needs(EDIT_BOOKS, "POST")
def overhead_removed(request: ActorRequest, overhead_id: int) -> HttpResponse:
    row = overhead(request.actor, overhead_id)
    stood = remove_overhead(request.actor, row, now=timezone.now())
    before = [OverheadData(stood.title, stood.month_on, stood.amount_minor, None)]
    whose = row.entity_id or ""
    url = f"{reverse('profit:overhead_list')}?year={row.month_on.year}&entity={whose}"
    return redirect(request, url, _("Overhead removed"), _undo_url(before, row.entity_id))


@needs(VIEW_BOOKS)
def overhead_export(request: ActorRequest) -> HttpResponse:
    rows = overheads(request.actor).filter(month_on__year=_year(request))
    return download(request, Table(COLUMNS, rows.order_by("month_on", "title")), "overhead")
