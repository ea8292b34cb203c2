"""Which invoices the balance of a credit note may pay, and what it has paid."""

from django.db.models import F, QuerySet

from napulse.access.actor import Actor
from napulse.billing.models import Allocation, Invoice, InvoiceKind
from napulse.billing.permissions import VIEW_INVOICES
from napulse.billing.queries.invoices import LIVE, UNPAID
from napulse.engines.kernel.errors import Missing

NAMED = (
    "credit__contract",
    "invoice__contract",
    "invoice__entity",
    "invoice__client",
    "invoice__client_entity",
)
"""What the paper of a netting names."""


def is_owed(note: Invoice) -> bool:
    """Whether something of a credit note is still owed to the client."""
    return note.kind == InvoiceKind.CREDIT and note.state in UNPAID and note.open_minor > 0


def payable_by(actor: Actor, note: Invoice) -> "QuerySet[Invoice]":
    """Open invoices between the same two companies, the oldest first."""
    rows: QuerySet[Invoice] = Invoice.objects.seen_by(actor).filter(
        LIVE,
        client_id=note.client_id,
        entity_id=note.entity_id,
        client_entity_id=note.client_entity_id,
        currency=note.currency,
        total_minor__gt=F("paid_minor"),
    )
    return rows.exclude(pk=note.corrects_id or 0).order_by("due_on", "pk")


def netting(actor: Actor, netting_id: int) -> Allocation:
    """Of a client that the actor sees; what covers a note's own invoice is none."""
    seen = Invoice.objects.seen_by(actor)
    rows = Allocation.objects.filter(pk=netting_id, invoice__in=seen, credit__isnull=False)
    found: Allocation | None = (
        rows.exclude(credit__corrects=F("invoice")).select_related(*NAMED).first()
    )
    if found is None or not actor.can(VIEW_INVOICES):
        raise Missing("netting")
    return found


def used_of(note: Invoice) -> list[Allocation]:
    """What covered or paid invoices of a note, and what was paid back of it."""
    rows = Allocation.objects.filter(credit=note) | Allocation.objects.filter(invoice=note)
    return list(rows.select_related("invoice", "line").order_by("on", "pk"))
