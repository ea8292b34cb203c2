"""What status reports put on the client's page: the button, and the tab with the list of people."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest
from napulse.clients.models import Client
from napulse.clients.panels import Panel
from napulse.service.permissions import EDIT_STATUS, VIEW_STATUS
from napulse.service.queries import status
from napulse.service.views.distribution import list_context
from napulse.service.views.status import in_time_of, moment_of, seen_of

MOST = 20


def status_button(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """Draft a report, or go on with the one that is open."""
    if not request.actor.can(EDIT_STATUS):
        return None

    def context() -> dict[str, Any]:
        return {"draft": status.draft_for(request.actor, client.pk)}

    return Panel("status", _("Status report"), "service/status_button.html", context, "head", 20)


def status_tab(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """The client's reports, and to whom they go."""
    if not request.actor.can(VIEW_STATUS):
        return None

    def context() -> dict[str, Any]:
        rows = status.reports_of_client(request.actor, client.pk, limit=MOST)
        told = [(row, moment_of(row), in_time_of(row), seen_of(row)) for row in rows]
        return {**list_context(request, client), "reports": told}

    return Panel("status", _("Reports"), "service/status_panel.html", context, "tab", 30)
