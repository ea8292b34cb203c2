"""The plan of one project, and the whole plan as a table."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest, needs
from napulse.delivery import queries
from napulse.delivery.models import PlanState
from napulse.delivery.permissions import EDIT_PLANS, VIEW_PLANS
from napulse.delivery.plan_chart import chart_of
from napulse.delivery.queries import plan_answers, plan_charts, plans
from napulse.delivery.queries.plan_shapes import Bar, GanttView, OutcomeRow
from napulse.delivery.tabs import project_tabs
from napulse.people.queries import agency_today
from napulse.ui.pages import page
from napulse.ui.tables import Column, Table, download

COLUMNS = (
    Column("client", _("Client")),
    Column("project", _("Project")),
    Column("title", _("Task"), main=True),
    Column("starts_on", _("Starts on"), kind="date"),
    Column("ends_on", _("Ends on"), kind="date"),
    Column("people", _("People"), read=lambda bar: ", ".join(bar.people)),
    Column("locked", _("Fixed"), read=lambda bar: "✓" if bar.is_locked else ""),
)


@needs(VIEW_PLANS)
def project_plan(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    context: dict[str, Any] = {
        "project": project,
        "sections": project_tabs(request, project, "project_plan"),
        "can_edit": request.actor.can(EDIT_PLANS),
    }
    row = plans.accepted_plan(request.actor) or _proposal(request)
    if row is None:
        return page(request, "delivery/project_plan.html", context)
    outcome = plan_answers.outcome_of(request.actor, row, project.pk)
    context |= {"plan": plans.plan_view(request.actor, row), "outcome": outcome}
    if outcome:
        today = agency_today(timezone.now())
        view = plan_charts.gantt(
            request.actor, row, by="project", today=today, project_id=project.pk
        )
        context |= {
            "chart": chart_of(view, request.GET, request.path),
            "bars": bars_of(view),
            "mix": mix(outcome),
            "names": _("Task"),
        }
    return page(request, "delivery/project_plan.html", context, partial="chart")


def _proposal(request: ActorRequest) -> Any:
    return plans.plans(request.actor).filter(state=PlanState.PROPOSAL).first()


def bars_of(view: GanttView) -> list[Bar]:
    return [bar for row in view.rows for bar in row.bars]


def mix(outcome: OutcomeRow) -> dict[str, int]:
    """Parts of a bar of a hundred."""
    return {
        "at": outcome.at_level,
        "above": outcome.above_level,
        "below": outcome.below_level,
        "below_x": outcome.at_level + outcome.above_level,
    }


@needs(VIEW_PLANS)
def plan_export(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Every task of the plan that the reader may call by name."""
    row = plans.plan(request.actor, plan_id)
    view = plan_charts.gantt(request.actor, row, by="project", today=agency_today(timezone.now()))
    return download(request, Table(COLUMNS, bars_of(view)), "plan")
