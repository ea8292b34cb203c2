"""What profit shows on a client's page, and the section of a project's page."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import ActorRequest
from napulse.clients.models import Client
from napulse.clients.panels import Panel
from napulse.delivery.tabs import Section
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.profit import wording
from napulse.profit.drawn import trend
from napulse.profit.forms.period import asked
from napulse.profit.permissions import VIEW_BOOKS, VIEW_MARGINS
from napulse.profit.queries.report import report
from napulse.profit.queries.unbilled import unbilled
from napulse.profit.queries.wanted import Narrowed
from napulse.profit.tables import line_name
from napulse.profit.views.profitability import figures

MONEY = Section(
    pgettext_lazy("section of a project", "Money"), "profit:project_money", VIEW_MARGINS
)


def money_tab(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """The tab of the client's money: this year's figures, its trend, its projects."""
    if not request.actor.can(VIEW_MARGINS):
        return None

    def context() -> dict[str, Any]:
        return _money(request, client, now)

    return Panel("money", _("Money"), "profit/panel_money.html", context, "tab", 25)


def _money(request: ActorRequest, client: Client, now: datetime) -> dict[str, Any]:
    question = asked(request.actor, QueryDict(""), now=now)
    narrowed = Narrowed(client_id=client.pk)
    found = report(request.actor, replace(question.wanted, by="project", narrowed=narrowed))
    currency = money_rules().base_currency
    waiting = unbilled(request.actor, today=agency_today(now), client_id=client.pk)
    return {
        "kpis": figures(found, currency, with_books=request.actor.can(VIEW_BOOKS)),
        "trend": trend(found.months, found.bounds, currency),
        "lines": [
            {
                "name": line_name(line, "project"),
                "url": reverse("profit:project_money", args=[line.key]) if line.key else "",
                "income": wording.short(line.found.income, currency),
                "margin": wording.span(line.found.margin, currency),
                "share": wording.share(line.found.margin_bp),
                "tone": "risk" if line.found.margin.low < 0 else "",
            }
            for line in found.lines
        ],
        "period": wording.period(question.wanted.since, question.wanted.last_on),
        "waits": wording.short(waiting.amount, currency) if waiting.amount else "",
        "money_url": reverse("profit:client_money", args=[client.pk]),
    }
