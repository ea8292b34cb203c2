"""To whom invoices and reminders go, and who opens them by a link."""

from datetime import datetime

from django.db.models import Case, IntegerField, QuerySet, Value, When

from napulse.access.models import GuestLink
from napulse.access.queries import guest_link
from napulse.billing.models import DunningLetter, Invoice, InvoiceState
from napulse.billing.queries.invoices import ABOUT
from napulse.clients.models import Contact, ContactRole
from napulse.engines.kernel.errors import Missing

GUEST_INVOICE, GUEST_DUNNING = ABOUT, "billing.dunning"


def reachable(client_id: int) -> "QuerySet[Contact]":
    """Contact persons who can get a letter; those of finance first."""
    rows: QuerySet[Contact] = Contact.objects.filter(
        client_id=client_id, deleted_at=None, erased_at=None, left_on=None
    ).exclude(email="")
    first = Case(
        When(role=ContactRole.FINANCE, then=Value(0)),
        When(role=ContactRole.PROCUREMENT, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.annotate(rank=first).order_by("rank", "folded")


def usual_payers(client_id: int) -> list[Contact]:
    """Whom to offer first: finance, and where there is none, whoever decides."""
    rows = list(reachable(client_id))
    finance = [row for row in rows if row.role == ContactRole.FINANCE]
    return finance or [row for row in rows if row.role == ContactRole.DECIDES] or rows[:1]


def payers_of(invoice: Invoice) -> list[Contact]:
    """Who got the invoice and is still there; else the usual ones."""
    links = GuestLink.objects.filter(kind=GUEST_INVOICE, object_id=invoice.pk)
    got = set(links.values_list("recipient_id", flat=True))
    found = [row for row in reachable(invoice.client_id) if row.pk in got]
    return found or usual_payers(invoice.client_id)


def by_guest_key(key: str, *, now: datetime) -> tuple[GuestLink, Invoice]:
    """The one document behind a key; Missing when unknown, expired, or of somebody erased."""
    link = guest_link(key, kind=GUEST_INVOICE, now=now) or guest_link(
        key, kind=GUEST_DUNNING, now=now
    )
    if link is None:
        raise Missing("link")
    invoice_id = link.object_id
    if link.kind == GUEST_DUNNING:
        letter = DunningLetter.objects.filter(pk=link.object_id).first()
        invoice_id = letter.invoice_id if letter else 0
    rows = Invoice.objects.filter(pk=invoice_id, deleted_at=None, client__deleted_at=None)
    found: Invoice | None = rows.exclude(state=InvoiceState.DRAFT).select_related("client").first()
    erased = Contact.objects.filter(pk=link.recipient_id, erased_at__isnull=False).exists()
    if found is None or erased:
        raise Missing("link")
    return link, found
