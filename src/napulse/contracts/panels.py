"""What contracts show on a client's page."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest
from napulse.clients.models import Client
from napulse.clients.panels import Panel
from napulse.contracts import queries
from napulse.contracts.models import ContractState
from napulse.contracts.permissions import EDIT_CONTRACTS, VIEW_CONTRACTS
from napulse.contracts.presenting import state_of
from napulse.contracts.presenting_retainers import retainer_lines
from napulse.people.queries import agency_today


def contracts_tab(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """The tab of the client's contracts, with the balance of each retainer that runs."""
    if not request.actor.can(VIEW_CONTRACTS):
        return None
    today = agency_today(now)
    rows = list(
        queries.contracts(request.actor, today=today, client_id=client.pk).order_by(
            "state", "-from_on"
        )
    )
    signed = sum(1 for row in rows if row.state == ContractState.SIGNED)
    title, template = _("Contracts"), "contracts/panel_contracts.html"

    def context() -> dict[str, object]:
        running = queries.retainers_of(client.pk, today)
        return {
            "contracts": [(row, state_of(row, today)) for row in rows],
            "retainers": retainer_lines(running, today),
            "can_edit": request.actor.can(EDIT_CONTRACTS),
            "client": client,
        }

    return Panel("contracts", title, template, context, "tab", 25, signed)
