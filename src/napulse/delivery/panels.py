"""What delivery shows on a client's page."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest
from napulse.clients.models import Client
from napulse.clients.panels import Panel
from napulse.delivery import queries
from napulse.delivery.permissions import EDIT_PROJECTS, VIEW_PROJECTS


def projects(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """The tab of the client's projects."""
    if not request.actor.can(VIEW_PROJECTS):
        return None
    rows = list(
        queries.projects(request.actor, client_id=client.pk, state="").order_by("state", "due_on")
    )
    live = sum(1 for row in rows if row.state in queries.OPEN)
    context = {"projects": rows, "can_edit": request.actor.can(EDIT_PROJECTS)}
    return Panel(
        "projects", _("Projects"), "delivery/panel_projects.html", context, "tab", 20, live
    )
