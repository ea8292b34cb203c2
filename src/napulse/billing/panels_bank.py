"""What payments show on a client's page: what it paid, when, and for which invoice."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest
from napulse.billing.permissions import VIEW_PAYMENTS
from napulse.billing.queries.payments import payments_of_client
from napulse.billing.wording_bank import told_reasons
from napulse.clients.models import Client
from napulse.clients.panels import Panel
from napulse.engines.kernel.money import Money


def payments_tab(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """The latest payments of the client."""
    if not request.actor.can(VIEW_PAYMENTS):
        return None
    found = payments_of_client(request.actor, client.pk)

    def context() -> dict[str, object]:
        rows = [
            {
                "allocation": one,
                "money": Money(one.amount_minor, one.invoice.currency),
                "reasons": told_reasons(one.reasons),
            }
            for one in found
        ]
        return {"rows": rows}

    return Panel(
        "payments", _("Payments"), "billing/panel_payments.html", context, "tab", 46, len(found)
    )
