"""What billing tells the pulse and the palette."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.billing.models import DebtAlert, Invoice, InvoiceState
from napulse.billing.queries.billable import Offer, due_offers
from napulse.billing.queries.invoices import LIVE, invoices
from napulse.billing.queries.money import in_base
from napulse.clients.facts import ClientReason, Found
from napulse.engines.attention import Reason
from napulse.engines.kernel.text import fold
from napulse.people.queries import agency_today

OLD_DRAFT_DAYS = 7


def search(actor: Actor, text: str, *, limit: int) -> list[Found]:
    """Documents by number, subject or client, for the palette."""
    rows = invoices(actor)
    words = fold(text).split()
    for word in words:
        rows = rows.filter(Q(folded__contains=word) | Q(client__folded__contains=word))
    return [
        Found(
            "invoice", f"{row} {row.title}" if row.number else row.title, row.client.name,
            row.get_absolute_url(), row.client_id,
        )
        for row in (rows.order_by("-created_at")[:limit] if words else ())
    ]  # fmt: skip


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """Overdue invoices, what should have been invoiced, drafts that lie about."""
    today = agency_today(now)
    rows = invoices(actor)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    late = list(rows.filter(LIVE, due_on__lt=today).order_by("due_on", "pk"))
    drafts = rows.filter(state=InvoiceState.DRAFT)
    waiting = list(drafts.filter(due_to_issue_on__lt=today).order_by("due_to_issue_on", "pk"))
    old = now - timedelta(days=OLD_DRAFT_DAYS)
    lying = list(drafts.filter(due_to_issue_on=None, created_at__lt=old).order_by("created_at"))
    offers = due_offers(actor, client_ids, today=today - timedelta(days=1))
    return [
        *_late(late, today, now),
        *_above_limits(actor, client_ids),
        *_unissued(waiting, offers, today, now),
        *_lying(lying, now),
    ]


def _by_client(rows: Collection[Invoice]) -> dict[int, list[Invoice]]:
    found: dict[int, list[Invoice]] = {}
    for row in rows:
        found.setdefault(row.client_id, []).append(row)
    return found


def _late(rows: Collection[Invoice], today: date, now: datetime) -> list[ClientReason]:
    """One reason for each client: the oldest names it, the sum is of all."""
    found = []
    for client_id, own in _by_client(rows).items():
        oldest = own[0]
        days = (today - (oldest.due_on or today)).days
        sums: dict[str, int] = {}
        for row in own:
            sums[row.currency] = sums.get(row.currency, 0) + row.open_minor
        total = in_base(sums, today)
        values: dict[str, str | int] = {
            "number": oldest.number,
            "days": days,
            "minor": total.minor,
            "currency": total.currency,
        }
        reason = Reason(
            code="invoice_overdue", source="billing.Invoice", source_id=oldest.pk, count=len(own),
            due_at=now - timedelta(days=days), amount_minor=total.minor, values=values,
        )  # fmt: skip
        url = oldest.get_absolute_url()
        found.append(ClientReason(client_id, reason, url, values))
    return found


def _above_limits(actor: Actor, client_ids: Collection[int] | None) -> list[ClientReason]:
    """Debts above the limit of a contract, as they were noticed last."""
    alerts = DebtAlert.objects.seen_by(actor).filter(closed_at=None, client__deleted_at=None)
    if client_ids is not None:
        alerts = alerts.filter(client_id__in=client_ids)
    found = []
    for row in alerts.select_related("contract").order_by("raised_at", "pk"):
        values: dict[str, str | int] = {
            "what": row.contract.number,
            "minor": row.debt_minor - row.limit_minor,
            "currency": row.currency,
        }
        reason = Reason(
            code="debt_above", source="billing.DebtAlert", source_id=row.pk, due_at=row.raised_at,
            values=values,
        )  # fmt: skip
        found.append(ClientReason(row.client_id, reason, debts_url(row.client_id), values))
    return found


def debts_url(client_id: int) -> str:
    """Where the debt of a client is told."""
    return reverse("clients:client_detail", args=[client_id]) + "?tab=invoices"


def _unissued(
    drafts: Collection[Invoice], offers: Collection[Offer], today: date, now: datetime
) -> list[ClientReason]:
    """Drafts past their day, and what is due of which there is not even a draft."""
    told: dict[int, list[tuple[date, str, int, str, str]]] = {}
    for row in drafts:
        since = row.due_to_issue_on or today
        entry = (since, row.title, row.pk, row.get_absolute_url(), "billing.Invoice")
        told.setdefault(row.client_id, []).append(entry)
    for offer in offers:
        url = reverse("billing:billable_client", args=[offer.client_id])
        ident = int(offer.key.split(":")[1])
        entry = (offer.on or today, offer.title, ident, url, f"billing.{offer.group}")
        told.setdefault(offer.client_id, []).append(entry)
    found = []
    for client_id, own in told.items():
        since, title, ident, url, source = min(own)
        days = (today - since).days
        values: dict[str, str | int] = {"what": title, "days": days}
        reason = Reason(
            code="invoice_unissued", source=source, source_id=ident, count=len(own),
            due_at=now - timedelta(days=days), values=values,
        )  # fmt: skip
        found.append(ClientReason(client_id, reason, url, values))
    return found


def _lying(rows: Collection[Invoice], now: datetime) -> list[ClientReason]:
    found = []
    for client_id, own in _by_client(rows).items():
        oldest = own[0]
        values: dict[str, str | int] = {
            "what": oldest.title,
            "days": (now - oldest.created_at).days,
        }
        reason = Reason(
            code="invoice_draft_old", source="billing.Invoice", source_id=oldest.pk,
            count=len(own), due_at=oldest.created_at, values=values,
        )  # fmt: skip
        found.append(ClientReason(client_id, reason, oldest.get_absolute_url(), values))
    return found
