"""Money at risk: by client and project, one project, and the change order made of it."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.clients.queries import clients
from napulse.delivery.models import Project
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.delivery.queries import project as project_of
from napulse.engines.kernel.money import Money
from napulse.engines.kernel.text import whole
from napulse.estimates.permissions import EDIT_ESTIMATES, VIEW_ESTIMATES
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.timesheets.actions import risk as actions
from napulse.timesheets.forms.risk import OrderForm
from napulse.timesheets.queries import risk as queries
from napulse.timesheets.wording_risk import WHY
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Column, Table, download

MOST_ENTRIES = 500

COLUMNS = (
    Column("on", gettext_lazy("Date"), kind="date"),
    Column("client__name", gettext_lazy("Client")),
    Column("project__name", gettext_lazy("Project")),
    Column("person", gettext_lazy("Who")),
    Column("role__name", gettext_lazy("Work role")),
    Column("note", gettext_lazy("What was done")),
    Column("why", gettext_lazy("Why outside"), read=lambda row: str(WHY.get(row.scope, ""))),
    Column("outside_minutes", gettext_lazy("Minutes outside"), kind="int"),
    Column("worth", gettext_lazy("Worth"), kind="money", read=lambda row: row.risk_minor),
    Column("change_order", gettext_lazy("Change order")),
)


@needs(VIEW_ESTIMATES)
def risk_list(request: ActorRequest) -> HttpResponse:
    """What is at risk by client and project, the largest first."""
    client_id = whole(request.GET.get("client", ""))
    found = queries.risk(request.actor, client_ids=None if client_id is None else [client_id])
    query = request.GET.urlencode()
    context = {
        "risk": found,
        "currency": found.currency,
        "today": agency_today(timezone.now()),
        "old_days": queries.OLD_DAYS,
        "clients": clients(request.actor).order_by("folded").values_list("pk", "name"),
        "client_id": client_id,
        "why": WHY,
        "may_order": request.actor.can(EDIT_ESTIMATES),
        "export_url": reverse("timesheets:risk_export") + (f"?{query}" if query else ""),
    }
    return page(request, "timesheets/risk_list.html", context, partial="list")


@needs(VIEW_ESTIMATES)
def risk_export(request: ActorRequest) -> HttpResponse:
    rows = queries.all_entries(request.actor)
    client_id = whole(request.GET.get("client", ""))
    rows = rows if client_id is None else rows.filter(client_id=client_id)
    return download(request, Table(COLUMNS, rows.iterator(chunk_size=500)), "money-at-risk")


@needs(VIEW_ESTIMATES)
def risk_project(request: ActorRequest, project_id: int) -> HttpResponse:
    project = project_of(request.actor, project_id)
    return project_page(request, project)


def project_page(
    request: ActorRequest,
    project: Project,
    *,
    form: OrderForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Everything at risk in a project, what can be chosen for a change order, and its price."""
    currency = money_rules().base_currency
    entries = list(queries.entries_of(request.actor, project.pk)[: MOST_ENTRIES + 1])
    extra = list(queries.extra_at_risk(request.actor).filter(project=project))
    entered = queries.deliverables_entered(extra)
    free = [entry for entry in entries if not queries.is_claimed(entry)]
    free_extra = [row for row in extra if not queries.is_claimed(row)]
    today = agency_today(timezone.now())
    claim = actions.claim_of(project, free, free_extra, today=today)
    totals = queries.risk(request.actor, project_id=project.pk)
    context: dict[str, Any] = {
        "project": project,
        "entries": entries[:MOST_ENTRIES],
        "more": len(entries) > MOST_ENTRIES,
        "extra": [(row, queries.counts(row, entered), queries.is_claimed(row)) for row in extra],
        "risk": totals,
        "claim": claim,
        "claim_lines": list(zip(claim.lines, claim.prices, strict=True)),
        "total": Money(sum(claim.prices), currency),
        "currency": currency,
        "rounds": queries.rounds(request.actor, project),
        "orders": queries.change_orders_of(request.actor, project.pk),
        "today": today,
        "why": WHY,
        "form": form or OrderForm(),
        "picked": _picked(form),
        "may_order": request.actor.can(EDIT_ESTIMATES) and bool(claim.lines),
        "may_note": request.actor.can(EDIT_PROJECTS),
    }
    return page(request, "timesheets/risk_project.html", context, partial="order", status=status)


def _picked(form: OrderForm | None) -> set[str] | None:
    """What was ticked when the form was refused; None ticks everything."""
    if form is None:
        return None
    return {f"entry-{pk}" for pk in form.chosen.entries} | {f"x-{pk}" for pk in form.chosen.extra}


@needs(EDIT_ESTIMATES, "POST")
def risk_ordered(request: ActorRequest, project_id: int) -> HttpResponse:
    """One step: a drafted change order with its price and dates."""
    project = project_of(request.actor, project_id)
    form = OrderForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            order = actions.order_change(
                request.actor,
                project,
                chosen=form.chosen,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            said = _("The change order is drafted. Look through it and send it.")
            return redirect(request, order.get_absolute_url(), said)
    return project_page(request, project, form=form, status=422)
