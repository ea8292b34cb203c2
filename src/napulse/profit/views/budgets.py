"""Pages of budgets: the portfolio, one project's budget with its entries, answers to alerts."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.delivery.tabs import project_tabs
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money
from napulse.engines.kernel.text import whole
from napulse.estimates.models import BudgetAlert
from napulse.estimates.permissions import EDIT_ESTIMATES, VIEW_ESTIMATES
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.profit.actions import budgets as actions
from napulse.profit.budget_page import detail_context, detail_table, thousandths
from napulse.profit.forms.budgets import AnswerForm
from napulse.profit.permissions import VIEW_MARGINS
from napulse.profit.queries.alerts import alert, budget_url
from napulse.profit.queries.budget_entries import Entry, Narrowed, What, entries
from napulse.profit.queries.budget_shapes import Budget
from napulse.profit.queries.budgets import budget_of, budgeted, budgets, role_names
from napulse.profit.tables_budget import BudgetListing, row_of
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Column, Table, download

WHATS: tuple[What, ...] = ("time", "bought", "committed", "invoiced")


def _listing(request: ActorRequest) -> BudgetListing:
    currency, today = money_rules().base_currency, agency_today(timezone.now())
    found = budgets(budgeted(request.actor), today=today).values()
    rows = [row_of(one, currency) for one in found]
    with_margin = request.actor.can(VIEW_MARGINS)
    return BudgetListing(request.GET, rows, request.path, with_margin=with_margin)


@needs(VIEW_ESTIMATES)
def budget_list(request: ActorRequest) -> HttpResponse:
    context = {
        "listing": _listing(request),
        "heading": _("Budgets"),
        "lead": _("What clients agreed to, what of it is used, and what it will come to."),
        "export_url": f"{reverse('profit:budget_export')}?{request.GET.urlencode()}",
        "empty_icon": "chart-bar",
        "empty_fact": _("No budgets yet"),
        "empty_suggestion": _("An estimate that the client accepts becomes a project's budget."),
    }
    return page(request, "profit/budget_list.html", context, partial="list")


@needs(VIEW_ESTIMATES)
def budget_export(request: ActorRequest) -> HttpResponse:
    listing = _listing(request)
    rows = [*listing.rows, *([listing.sum] if listing.sum else [])]
    return download(request, Table(listing.taken_along, rows), "budgets")


def _detail(
    request: ActorRequest, project_id: int, form: AnswerForm | None = None
) -> dict[str, Any]:
    now = timezone.now()
    budget = budget_of(request.actor, project_id, today=agency_today(now))
    form = form or AnswerForm(initial={"submit_key": str(uuid.uuid4())})
    return {
        **detail_context(request.actor, budget, request.GET.get("by", "")),
        "sections": project_tabs(request, budget.project, "profit:budget_detail"),
        "export_url": reverse("profit:budget_table", args=[project_id]) + f"?{_query(request)}",
        "can_answer": request.actor.can(EDIT_ESTIMATES),
        "form": form,
        "own_id": request.actor.own_id,
        "now": now,
    }


def _query(request: ActorRequest) -> str:
    return request.GET.urlencode()


@needs(VIEW_ESTIMATES)
def budget_detail(request: ActorRequest, project_id: int) -> HttpResponse:
    context = _detail(request, project_id)
    return page(request, "profit/budget_detail.html", context, partial="table")


@needs(VIEW_ESTIMATES)
def budget_table(request: ActorRequest, project_id: int) -> HttpResponse:
    """The budget's table as it is cut, to take along."""
    today = agency_today(timezone.now())
    budget = budget_of(request.actor, project_id, today=today)
    table = detail_table(request.actor, budget, request.GET.get("by", ""))
    return download(request, table, "budget")


COLUMNS = (
    Column("on", gettext_lazy("Date"), kind="date"),
    Column("title", gettext_lazy("What was done"), main=True),
    Column("who", gettext_lazy("Who")),
    Column("role", gettext_lazy("Work role")),
    Column("line", gettext_lazy("Line")),
    Column(
        "hours", gettext_lazy("Hours"), kind="quantity", read=lambda row: thousandths(row.minutes)
    ),
    Column("amount", gettext_lazy("At the client's price, without VAT"), kind="money"),
)


def _entries(request: ActorRequest, project_id: int) -> dict[str, Any]:
    today, query = agency_today(timezone.now()), request.GET
    budget = budget_of(request.actor, project_id, today=today)
    asked = query.get("what", "")
    wanted = Narrowed(
        next((what for what in WHATS if what == asked), "time"),
        whole(query.get("line", "")),
        whole(query.get("role", "")),
        query.get("phase"),
    )
    rows = entries(request.actor, budget, wanted)
    return {"budget": budget, "project": budget.project, "wanted": wanted, "rows": rows}


def _narrowed(budget: Budget, wanted: Narrowed) -> list[str]:
    """In words, to what the entries are narrowed."""
    found = []
    if wanted.line_id is not None:
        titles = {one.pk: one.title for one in budget.lines}
        found.append(titles.get(wanted.line_id) or _("outside every line"))
    if wanted.role_id is not None:
        found.append(role_names().get(wanted.role_id) or _("without a work role"))
    if wanted.phase is not None:
        found.append(wanted.phase or _("without a phase"))
    return found


@needs(VIEW_ESTIMATES)
def budget_entries(request: ActorRequest, project_id: int) -> HttpResponse:
    context = _entries(request, project_id)
    rows: list[Entry] = context["rows"]
    currency = money_rules().base_currency
    context |= {
        "shown": [(row, Money(row.amount, currency)) for row in rows],
        "total": Money(sum(row.amount for row in rows), currency),
        "minutes": sum(row.minutes for row in rows),
        "narrowed": _narrowed(context["budget"], context["wanted"]),
        "sections": project_tabs(request, context["project"], "profit:budget_detail"),
        "export_url": reverse("profit:budget_entries_export", args=[project_id])
        + f"?{_query(request)}",
        "back_url": budget_url(project_id),
    }
    return page(request, "profit/budget_entries.html", context)


@needs(VIEW_ESTIMATES)
def budget_entries_export(request: ActorRequest, project_id: int) -> HttpResponse:
    return download(request, Table(COLUMNS, _entries(request, project_id)["rows"]), "entries")


@needs(EDIT_ESTIMATES, "POST")
def alert_answer(request: ActorRequest, alert_id: int) -> HttpResponse:
    row = alert(request.actor, alert_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            actions.answer_alert(
                request.actor,
                row,
                words=form.cleaned_data["words"],
                submit_key=form.cleaned_data["submit_key"],
                now=timezone.now(),
            )
            undo = reverse("profit:alert_answer_undo", args=[row.pk])
            return redirect(request, _back(row), _("Answered"), undo)
    context = {**_detail(request, row.project_id, form), "answering": row.pk}
    return page(request, "profit/budget_detail.html", context, partial="alerts", status=422)


def _back(row: BudgetAlert) -> str:
    return f"{budget_url(row.project_id)}#alerts"


@needs(EDIT_ESTIMATES, "POST")
def alert_answer_undo(request: ActorRequest, alert_id: int) -> HttpResponse:
    row = alert(request.actor, alert_id)
    try:
        actions.take_answer_back(request.actor, row)
    except Refused:
        return redirect(request, _back(row), _("There is no answer of yours to take back"))
    return redirect(request, _back(row), _("The answer is taken back"))
