"""The money of one client and of one project: what it earns, and what it is made of."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest, needs
from napulse.billing.permissions import EDIT_INVOICES, VIEW_INVOICES
from napulse.billing.queries.limits import passed
from napulse.clients.models import Client
from napulse.clients.queries import client as client_of
from napulse.contracts.queries.caps import exceeded
from napulse.delivery.models import Project
from napulse.delivery.queries import project as project_of
from napulse.delivery.tabs import project_tabs
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.profit import wording
from napulse.profit.drawn import trend
from napulse.profit.forms.period import Asked, asked
from napulse.profit.grid import Grid
from napulse.profit.permissions import EDIT_MARGINS, VIEW_BOOKS, VIEW_MARGINS
from napulse.profit.plan_tables import line_columns, plan_sheet, project_columns
from napulse.profit.queries import plan_fact, written_off
from napulse.profit.queries.postings import drilled
from napulse.profit.queries.report import Report, report
from napulse.profit.queries.sources import told
from napulse.profit.queries.unbilled import unbilled
from napulse.profit.queries.wanted import Narrowed
from napulse.profit.reasons import reason_bars
from napulse.profit.tables import closing_lines, sheet_columns
from napulse.profit.views.profitability import figures, report_grid
from napulse.profit.views.unbilled import AGE_NAMES, draft_url
from napulse.ui.pages import page
from napulse.ui.tables import Table, download

NEWEST = 12


def _client(request: ActorRequest, client_id: int) -> Client:
    return client_of(request.actor, client_id)


def _project(request: ActorRequest, project_id: int) -> Project:
    return project_of(request.actor, project_id)


@needs(VIEW_MARGINS)
def client_money(request: ActorRequest, client_id: int) -> HttpResponse:
    client = _client(request, client_id)
    question = _narrowed(request, Narrowed(client_id=client.pk))
    found = report(request.actor, question.wanted)
    context = {
        "client": client,
        **common(request, question, found),
        "grid": report_grid(request, question, found),
        "waiting": _waiting(request, client_id=client.pk),
        "reasons": _reasons(request, question),
        "draft_url": draft_url(client.pk, 0),
        "limits": _limits(request, client),
        "caps": exceeded(request.actor, agency_today(timezone.now()), [client.pk]),
        "report_url": f"{reverse('profit:profitability')}?client={client.pk}&by=project",
        "export_url": _export_url("profit:client_money_export", client.pk, question),
    }
    return page(request, "profit/client_money.html", context, partial="report")


@needs(VIEW_MARGINS)
def client_money_export(request: ActorRequest, client_id: int) -> HttpResponse:
    client = _client(request, client_id)
    question = _narrowed(request, Narrowed(client_id=client.pk))
    found = report(request.actor, question.wanted, with_trend=False)
    columns = sheet_columns("project", request.actor.can(VIEW_BOOKS))
    return download(request, Table(columns, [*found.lines, *closing_lines(found)]), "client-money")


def _limits(request: ActorRequest, client: Client) -> Any:
    """Debt limits that the client has passed, for whoever sees invoices."""
    found = passed(request.actor, today=agency_today(timezone.now()), client_ids=[client.pk])
    return list(found.values()) if request.actor.can(VIEW_INVOICES) else []


def _narrowed(request: ActorRequest, narrowed: Narrowed) -> Asked:
    question = asked(request.actor, request.GET, now=timezone.now())
    return replace(question, wanted=replace(question.wanted, by="project", narrowed=narrowed))


def common(request: ActorRequest, question: Asked, found: Report) -> dict[str, Any]:
    """What the pages of a client and of a project share."""
    currency, with_books = money_rules().base_currency, request.actor.can(VIEW_BOOKS)
    return {
        "asked": question,
        "form": question.form,
        "found": found,
        "currency": currency,
        "period": wording.period(question.wanted.since, question.wanted.last_on),
        "trend": trend(found.months, found.bounds, currency, question.with_()),
        "kpis": figures(found, currency, with_books=with_books),
        "with_books": with_books,
        "can_bill": request.actor.can(EDIT_INVOICES),
        "can_write_off": request.actor.can(EDIT_MARGINS),
        "age_names": AGE_NAMES,
        "back_url": f"?{question.around(-1)}" if question.around(-1) else "",
        "on_url": f"?{question.around(1)}" if question.around(1) else "",
    }


def _waiting(request: ActorRequest, **of: int) -> Any:
    return unbilled(request.actor, today=agency_today(timezone.now()), **of)


def _reasons(request: ActorRequest, question: Asked) -> Any:
    rows = written_off.write_offs(request.actor, question.wanted)
    return reason_bars(written_off.by_reason(rows), money_rules().base_currency)


def _export_url(name: str, number: int, question: Asked) -> str:
    return f"{reverse(name, args=[number])}?{question.query.urlencode()}"


@needs(VIEW_MARGINS)
def project_money(request: ActorRequest, project_id: int) -> HttpResponse:
    project = _project(request, project_id)
    narrowed = Narrowed(client_id=project.client_id, project_id=project.pk)
    question = _narrowed(request, narrowed)
    found = report(request.actor, question.wanted)
    lines = plan_fact.by_line(request.actor, project.pk)
    drill = drilled(request.actor, question.wanted, "all")
    newest = told(request.actor, drill.told(list(drill.rows[:NEWEST])), question.wanted.known_at)
    currency = money_rules().base_currency
    context = {
        "project": project,
        **common(request, question, found),
        "sections": project_tabs(request, project, "profit:project_money"),
        "grid": Grid(
            request.GET,
            request.path,
            line_columns(currency, project),
            lines,
            [plan_fact.together(lines)] if len(lines) > 1 else (),
            per_page=500,
        ),
        "roles": plan_fact.by_role(request.actor, project.pk),
        "waiting": _waiting(request, project_id=project.pk),
        "reasons": _reasons(request, question),
        "newest": newest,
        "draft_url": draft_url(project.client_id, project.pk),
        "postings_url": _postings_url(project, question),
        "export_url": _export_url("profit:project_money_export", project.pk, question),
    }
    return page(request, "profit/project_money.html", context, partial="report")


def _postings_url(project: Project, question: Asked) -> str:
    query = question.with_(client=project.client_id, project=project.pk)
    return f"{reverse('profit:posting_list')}?{query}"


@needs(VIEW_MARGINS)
def project_money_export(request: ActorRequest, project_id: int) -> HttpResponse:
    project = _project(request, project_id)
    lines = plan_fact.by_line(request.actor, project.pk)
    rows = [*lines, plan_fact.together(lines)] if lines else []
    return download(request, Table(plan_sheet(_("Line of the budget")), rows), "project-money")


@needs(VIEW_MARGINS)
def plan_fact_list(request: ActorRequest) -> HttpResponse:
    rows = plan_fact.by_project(request.actor)
    grid = Grid(
        request.GET,
        request.path,
        project_columns(money_rules().base_currency),
        rows,
        [plan_fact.together(rows)] if len(rows) > 1 else (),
        name_of=lambda row: f"{row.name} {row.note}",
    )
    context = {
        "grid": grid,
        "over": sum(row.is_over for row in rows),
        "export_url": reverse("profit:plan_fact_export"),
    }
    return page(request, "profit/plan_fact.html", context)


@needs(VIEW_MARGINS)
def plan_fact_export(request: ActorRequest) -> HttpResponse:
    rows = plan_fact.by_project(request.actor)
    whole = [plan_fact.together(rows)] if rows else []
    table = Table(plan_sheet(_("Project"), with_client=True), [*rows, *whole])
    return download(request, table, "plan-and-fact")
