"""What estimates show on a client's page."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest
from napulse.clients.models import Client
from napulse.clients.panels import Panel
from napulse.delivery.models import Project
from napulse.engines.kernel.money import Money
from napulse.estimates.permissions import EDIT_ESTIMATES, VIEW_ESTIMATES
from napulse.estimates.queries.estimates import LIVE, estimates


def estimates_tab(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """The tab of the client's estimates; those that were replaced are left out."""
    if not request.actor.can(VIEW_ESTIMATES):
        return None
    rows = list(
        estimates(request.actor, client_id=client.pk)
        .exclude(state="replaced")
        .order_by("-created_at", "-pk")
    )
    live = sum(1 for row in rows if row.state in LIVE)
    context = {
        "estimates": [(row, Money(row.net_minor, row.currency)) for row in rows],
        "can_edit": request.actor.can(EDIT_ESTIMATES),
    }
    return Panel(
        "estimates", _("Estimates"), "estimates/panel_estimates.html", context, "tab", 24, live
    )


def project_card(request: ActorRequest, project: Project, now: datetime) -> Panel | None:
    """The estimates and change orders of a project."""
    if not request.actor.can(VIEW_ESTIMATES):
        return None
    rows = estimates(request.actor, project_id=project.pk).exclude(state="replaced")
    context = {
        "estimates": list(rows.order_by("kind", "-created_at", "-pk")),
        "project": project,
        "can_edit": request.actor.can(EDIT_ESTIMATES),
    }
    template = "estimates/panel_project.html"
    return Panel("estimates", _("Estimates"), template, context, "side", 20)
