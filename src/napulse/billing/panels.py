"""What billing shows on a client's page: debt in the strip, a tab of invoices."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest
from napulse.billing.permissions import EDIT_INVOICES, VIEW_INVOICES
from napulse.billing.presenting import ShownInvoice
from napulse.billing.queries.invoices import listed_invoices
from napulse.billing.queries.limits import passed
from napulse.billing.queries.money import open_by_client, overdue_by_client
from napulse.clients.models import Client
from napulse.clients.panels import Panel
from napulse.engines.kernel.money import Money
from napulse.people.queries import agency_today

SHOWN = 30


def _sums(found: dict[int, dict[str, int]], client: Client) -> list[Money]:
    return [Money(minor, currency) for currency, minor in sorted(found.get(client.pk, {}).items())]


def debt_cell(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """What the client owes, and how much of it is overdue."""
    if not request.actor.can(VIEW_INVOICES):
        return None
    owed = _sums(open_by_client(request.actor, client_ids=[client.pk]), client)
    if not owed:
        return None
    today = agency_today(now)
    late = _sums(overdue_by_client(request.actor, today=today, client_ids=[client.pk]), client)
    over = list(passed(request.actor, today=today, client_ids=[client.pk]).values())
    context = {"owed": owed, "late": late, "over": over}
    return Panel("debt", _("Owes us"), "billing/panel_debt.html", context, "strip", 40)


def invoices_tab(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """The latest documents of the client."""
    if not request.actor.can(VIEW_INVOICES):
        return None
    rows = listed_invoices(request.actor).filter(client=client)

    def context() -> dict[str, object]:
        today = agency_today(now)
        shown = [ShownInvoice.of(row, today) for row in rows.order_by("-created_at")[:SHOWN]]
        owed = _sums(open_by_client(request.actor, client_ids=[client.pk]), client)
        can_edit = request.actor.can(EDIT_INVOICES)
        over = passed(request.actor, today=today, client_ids=[client.pk]).values()
        return {
            "rows": shown,
            "owed": owed,
            "can_edit": can_edit,
            "client": client,
            "limits": list(over),
        }

    count = rows.count()
    return Panel(
        "invoices", _("Invoices"), "billing/panel_invoices.html", context, "tab", 45, count
    )
