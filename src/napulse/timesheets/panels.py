"""What time and expenses show on the pages of a client and of a project."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest
from napulse.clients.models import Client
from napulse.clients.panels import Panel
from napulse.delivery.models import Project
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.people.queries import agency_today
from napulse.timesheets.queries import risk as queries


def risk_card(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """Money at risk of the client, by project; nothing when nothing is."""
    if not request.actor.can(VIEW_ESTIMATES):
        return None
    found = queries.risk(request.actor, client_ids=[client.pk])
    if not found.clients:
        return None
    [one] = found.clients
    context = {"found": one, "risk": found, "client": client, "today": agency_today(now)}
    template = "timesheets/panel_risk.html"
    return Panel("risk", _("Money at risk"), template, context, "side", 15)


def rounds_card(request: ActorRequest, project: Project, now: datetime) -> Panel | None:
    """Rounds of revision of each result against the paid ones, and what is at risk."""
    if not request.actor.can(VIEW_ESTIMATES):
        return None

    def context() -> dict[str, Any]:
        return {
            "rounds": queries.rounds(request.actor, project),
            "risk": queries.risk(request.actor, project_id=project.pk),
            "project": project,
            "may_note": request.actor.can(EDIT_PROJECTS),
        }

    template = "timesheets/panel_rounds.html"
    return Panel("rounds", _("Scope"), template, context, "side", 30)
