"""The page of profitability: a strip, the trend, the table by anything, and its workbook."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import Actor, ActorRequest, needs
from napulse.delivery.models import ProjectFormat
from napulse.engines.pricing.margin import average_rate, margin, realisation_bp
from napulse.ledger.queries import money_rules
from napulse.profit import wording
from napulse.profit.drawn import trend
from napulse.profit.forms.period import Asked, asked
from napulse.profit.grid import Grid
from napulse.profit.permissions import VIEW_BOOKS, VIEW_MARGINS
from napulse.profit.queries.naming import Names, seen_brands, seen_clients, seen_projects
from napulse.profit.queries.report import Line, Report, report
from napulse.profit.queries.sparks import sparks
from napulse.profit.tables import (
    Look,
    closing_lines,
    line_name,
    report_columns,
    sheet_columns,
)
from napulse.profit.views.opening import name_url, opened
from napulse.ui.menu import Tab
from napulse.ui.pages import page
from napulse.ui.tables import Table, download

MOST_TOLD_BP = 50_000  # five times as much says nothing any more


@needs(VIEW_MARGINS)
def profitability(request: ActorRequest) -> HttpResponse:
    question = asked(request.actor, request.GET, now=timezone.now())
    found = report(request.actor, question.wanted)
    rules = money_rules()
    table = report_grid(request, question, found)
    context = {
        "asked": question,
        "form": question.form,
        "found": found,
        "grid": table,
        "cuts": cuts(question),
        "narrowed": told_narrowing(request.actor, question),
        "trend": trend(found.months, found.bounds, rules.base_currency, question.with_()),
        "period": wording.period(question.wanted.since, question.wanted.last_on),
        "with_books": request.actor.can(VIEW_BOOKS),
        "kpis": figures(found, rules.base_currency, with_books=request.actor.can(VIEW_BOOKS)),
        "export_url": f"{reverse('profit:profitability_export')}?{question.query.urlencode()}",
        "back_url": f"?{question.around(-1)}" if question.around(-1) else "",
        "on_url": f"?{question.around(1)}" if question.around(1) else "",
    }
    return page(request, "profit/profitability.html", context, partial="report")


@needs(VIEW_MARGINS)
def profitability_export(request: ActorRequest) -> HttpResponse:
    question = asked(request.actor, request.GET, now=timezone.now())
    found = report(request.actor, question.wanted, with_trend=False)
    lines = [*found.lines, *closing_lines(found)]
    columns = sheet_columns(question.wanted.by, request.actor.can(VIEW_BOOKS))
    return download(request, Table(columns, lines), "profitability")


def report_grid(request: ActorRequest, question: Asked, found: Report) -> Grid[Line]:
    by, rules = question.wanted.by, money_rules()
    look = Look(
        currency=rules.base_currency,
        floor_bp=rules.margin_floor_bp,
        with_books=request.actor.can(VIEW_BOOKS),
        name_url=lambda line: name_url(question, line),
        open=lambda line, what: opened(question, line, what),
        sparks={},
        by=by,
    )
    grid = Grid(
        request.GET,
        request.path,
        report_columns(look),
        found.lines,
        closing_lines(found),
        name_of=lambda line: f"{line_name(line, by)} {line.note}",
    )
    shown = list(grid.page)
    look = replace(look, sparks=sparks(request.actor, question.wanted, shown))
    grid.columns = report_columns(look)
    if by == "month" or not look.sparks:
        grid.columns = [column for column in grid.columns if column.key != "trend"]
    return grid


def figures(found: Report, currency: str, *, with_books: bool) -> list[dict[str, Any]]:
    """The strip above the table."""
    clients, before = found.clients, margin(found.before, found.bounds)
    shown = [
        _kpi(wording.WHAT["billings"], wording.short(clients.billings, currency)),
        _kpi(
            wording.WHAT["income"],
            wording.short(clients.income, currency),
            _change(clients.income, before.income),
        ),
        _kpi(
            wording.WHAT["cost"],
            wording.span(clients.cost, currency),
            wording.hours(found.clients_sums.minutes),
        ),
        _kpi(
            wording.WHAT["margin"],
            wording.share(clients.margin_bp),
            wording.span(clients.margin, currency),
            "risk" if clients.margin.low < 0 else "",
        ),
        _kpi(
            _("Average rate"),
            wording.short(average_rate(found.clients_sums), currency),
            _("realisation %(share)s")
            % {"share": wording.percent(realisation_bp(found.clients_sums))},
        ),
    ]
    if with_books:
        whole = found.whole
        shown[4:4] = [
            _kpi(
                _("Profit"),
                wording.share(whole.profit_bp),
                wording.span(whole.profit, currency),
                "risk" if whole.profit.low < 0 else "",
            )
        ]
    return shown


def _kpi(label: Any, value: str, note: str = "", tone: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "note": note, "tone": tone}


def _change(now: int, before: int) -> str:
    """How much it is more or less than in as many months before."""
    if before <= 0:
        return ""
    change = round((now - before) * 10_000 / before)
    if abs(change) > MOST_TOLD_BP:
        return ""
    sign = "+" if change > 0 else ""
    return _("%(change)s to the period before") % {"change": sign + wording.percent(change)}


def cuts(question: Asked) -> list[Tab]:
    return [
        Tab(label, f"?{question.with_(by=key)}", key == question.wanted.by)
        for key, label in wording.DIMENSION_NAMES.items()
    ]


def told_narrowing(actor: Actor, question: Asked) -> list[tuple[str, str]]:
    """What the report is narrowed to: its name, and the address without it.

    What stands with a client that the reader does not see is called like what is not there.
    """
    narrowed, names = question.wanted.narrowed, Names(question.wanted.known_at)
    asked_for: list[tuple[str, int | None, Callable[[list[int]], dict[int, str]]]] = [
        ("client", narrowed.client_id, partial(seen_clients, actor, names)),
        ("brand", narrowed.brand_id, partial(seen_brands, actor, names)),
        ("project", narrowed.project_id, partial(seen_projects, actor, names)),
        ("team", narrowed.team_id, names.users),
        ("entity", narrowed.entity_id, names.entities),
    ]
    found = []
    for key, number, read in asked_for:
        if number is not None:
            name = read([number]).get(number) or str(wording.NOWHERE[key])
            found.append((name, f"?{question.with_(**{key: None})}"))
    if narrowed.service is not None:
        label = dict(ProjectFormat.choices).get(narrowed.service, wording.NOWHERE["service"])
        found.append((str(label), f"?{question.with_(service=None)}"))
    return found
