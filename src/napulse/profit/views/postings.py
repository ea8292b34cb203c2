"""The postings behind a figure: what it is made of, down to the entry, expense or invoice."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.ledger.queries import money_rules
from napulse.profit import wording
from napulse.profit.forms.period import Asked, asked
from napulse.profit.permissions import VIEW_BOOKS, VIEW_MARGINS
from napulse.profit.queries.postings import SIGNS, Drilled, drilled, shows_cost
from napulse.profit.queries.sources import ToldPosting, told
from napulse.profit.views.profitability import told_narrowing
from napulse.ui.menu import Tab
from napulse.ui.pages import page
from napulse.ui.tables import Column, Table, download

PER_PAGE = 100
WORTH = pgettext_lazy("of time at sell rates", "Worth")
AT_ONCE = 1000
COSTLESS = {"labour", "cost", "margin"}


def _asked(request: ActorRequest) -> tuple[Asked, str, Drilled]:
    question = asked(request.actor, request.GET, now=timezone.now())
    what = request.GET.get("what", "")
    what = what if what in SIGNS else "all"
    if what == "overhead" and not request.actor.can(VIEW_BOOKS):
        what = "all"
    return question, what, drilled(request.actor, question.wanted, what)


@needs(VIEW_MARGINS)
def posting_list(request: ActorRequest) -> HttpResponse:
    question, what, found = _asked(request)
    shown = found.page(request.GET.get("page"), PER_PAGE)
    currency = money_rules().base_currency
    cost_open = shows_cost(request.actor, question.wanted)
    context = {
        "asked": question,
        "form": question.form,
        "what": what,
        "heading": wording.WHAT[what],
        "rows": told(request.actor, found.told(list(shown)), question.wanted.known_at),
        "page": shown,
        "query": question.with_(what=what),
        "totals": found.totals,
        "figure": _figure(found, what, currency),
        "currency": currency,
        "cost_open": cost_open,
        "with_value": what not in ("all", "time") and (cost_open or what not in COSTLESS),
        "whats": _whats(request, question, what),
        "narrowed": told_narrowing(request.actor, question),
        "period": wording.period(question.wanted.since, question.wanted.last_on),
        "with_books": request.actor.can(VIEW_BOOKS),
        "kept_names": ("what", "client", "project", "brand", "service", "team", "entity"),
        "export_url": f"{reverse('profit:posting_export')}?{question.query.urlencode()}",
    }
    return page(request, "profit/posting_list.html", context, partial="report")


def _figure(found: Drilled, what: str, currency: str) -> str:
    if what == "all":
        return ""
    if what == "time":
        return wording.hours(found.totals.value)
    return wording.full(found.totals.value, currency)


def _whats(request: ActorRequest, question: Asked, what: str) -> list[Tab]:
    keys = ("all", "income", "cost", "margin", "unbilled", "paid")
    shown = keys if what in keys else (*keys, what)
    return [Tab(wording.WHAT[key], f"?{question.with_(what=key)}", key == what) for key in shown]


@needs(VIEW_MARGINS)
def posting_export(request: ActorRequest) -> HttpResponse:
    question, what, found = _asked(request)
    columns = _columns(what, cost_open=shows_cost(request.actor, question.wanted))
    return download(
        request, Table(columns, _all(request, found, question.wanted.known_at)), "postings"
    )


def _all(request: ActorRequest, found: Drilled, known_at: datetime | None) -> Iterator[ToldPosting]:
    """Every row, named a thousand at a time."""
    part: list[Any] = []
    for row in found.rows.iterator(chunk_size=AT_ONCE):
        part.append(row)
        if len(part) == AT_ONCE:
            yield from told(request.actor, found.told(part), known_at)
            part = []
    yield from told(request.actor, found.told(part), known_at)


def _columns(what: str, *, cost_open: bool) -> list[Column]:
    columns = [
        Column("on", _("Date"), kind="date", read=lambda one: one.row.on),
        Column("kind", _("Posting"), read=lambda one: one.row.kind.label),
        Column("label", _("What")),
        Column("client", _("Client")),
        Column("project", _("Project")),
        Column("line", _("Line of the budget")),
        Column("person", _("Person")),
        Column("role", _("Work role")),
        Column("minutes", _("Minutes"), kind="int", read=lambda one: one.row.minutes),
        Column("worth", WORTH, kind="money", read=lambda one: one.row.worth),
    ]
    if cost_open:
        columns.append(Column("cost", _("Cost"), kind="money", read=lambda one: one.row.cost))
    columns.append(Column("amount", _("Amount"), kind="money", read=lambda one: one.row.amount))
    if what not in ("all", "time") and (cost_open or what not in COSTLESS):
        title = wording.WHAT[what]
        columns.append(Column("value", title, kind="money", read=lambda one: one.row.value))
    return columns
