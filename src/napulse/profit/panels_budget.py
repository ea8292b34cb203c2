"""What budgets show on the page of a project and of a client."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import ActorRequest
from napulse.clients.models import Client
from napulse.clients.panels import Panel
from napulse.delivery.models import Project
from napulse.delivery.tabs import Section
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.profit.queries.budget_shapes import Budget
from napulse.profit.queries.budgets import budget_of, budgets, open_budgets
from napulse.profit.tables_budget import row_of, total_of

BUDGET = Section(
    pgettext_lazy("section of a project", "Budget"), "profit:budget_detail", VIEW_ESTIMATES
)


def budget_cell(request: ActorRequest, project: Project, now: datetime) -> Panel | None:
    """How much of the budget is used beside the time gone; nothing where none is agreed."""
    if not request.actor.can(VIEW_ESTIMATES):
        return None
    budget = budget_of(request.actor, project.pk, today=agency_today(now))
    if not budget.is_agreed:
        return None
    return Panel("budget", _("Budget"), "profit/panel_budget.html", _shown([budget]), "strip", 60)


def client_cell(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """The budgets of the client's open projects together."""
    if not request.actor.can(VIEW_ESTIMATES):
        return None
    rows = open_budgets(request.actor).filter(client_id=client.pk)
    found = list(budgets(rows, today=agency_today(now)).values())
    if not found:
        return None
    return Panel("budget", _("Budget"), "profit/panel_budget.html", _shown(found), "strip", 40)


def _shown(found: list[Budget]) -> dict[str, Any]:
    """One budget as it stands, or the sum of several at the time gone of the dearest."""
    currency = money_rules().base_currency
    rows = [row_of(one, currency) for one in found]
    dearest = max(rows, key=lambda row: row.figures.planned)
    row = rows[0] if len(rows) == 1 else total_of(rows, currency)
    url = f"{reverse('profit:budget_list')}?{urlencode({'q': dearest.client})}"
    return {
        "budget_row": row,
        "elapsed": dearest.elapsed,
        "budget_url": dearest.url if len(rows) == 1 else url,
    }
