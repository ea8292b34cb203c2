"""How credit notes cover what is open of their invoice, and give way to payments of it.

A note covers no more than is open. When a payment turns out not to have been of the invoice, the
note covers what opens, so that nothing is owed back which never came; when the payment is put
back, the note gives way and is owed to the client again.
"""

from datetime import date, datetime

from napulse.audit.recording import recording
from napulse.billing.models import Allocation, Invoice, InvoiceState

OWED = (InvoiceState.ISSUED, InvoiceState.SENT)


def covering(invoice: Invoice, note: Invoice, minor: int, *, on: date, now: datetime) -> Allocation:
    """So much of an invoice covered by a credit note; not stored yet."""
    return Allocation(
        invoice=invoice,
        credit=note,
        on=on,
        amount_minor=minor,
        reasons=["credit"],
        by_hand=False,
        made_at=now,
    )


def cover_again(invoice: Invoice, *, now: datetime) -> None:
    """Its credit notes cover what has opened; call while the invoice is being changed."""
    notes = Invoice.objects.select_for_update().filter(corrects=invoice, state__in=OWED)
    for note in notes.order_by("pk"):
        minor = min(invoice.open_minor, note.open_minor)
        if minor > 0:
            covering(invoice, note, minor, on=note.issued_on or note.drafted_on, now=now).save()
            invoice.paid_minor += minor
            _move(note, minor)


def give_way(invoice: Invoice, minor: int) -> None:
    """The last covers go, as much as a payment of so much needs to be taken whole.

    What somebody set against it of another invoice's credit note stays.
    """
    needed = minor - invoice.open_minor
    rows = Allocation.objects.select_for_update(of=("self",)).filter(
        invoice=invoice, credit__corrects=invoice
    )
    for row in rows.order_by("-pk"):
        part = min(needed, row.amount_minor)
        if part <= 0:
            return
        row.amount_minor -= part
        if row.amount_minor:
            row.save()
        else:
            row.delete()
        invoice.paid_minor -= part
        needed -= part
        _move(Invoice.objects.select_for_update().get(pk=row.credit_id or 0), -part)


def _move(note: Invoice, minor: int) -> None:
    """A note is used up by so much; its state and day follow."""
    note.paid_minor += minor
    settle_note(note, note.issued_on)
    with recording(Invoice):
        note.save()


def settle_note(note: Invoice, on: date | None) -> None:
    """A credit note is paid once nothing of it is owed, and owed again when something is."""
    if not note.open_minor and note.state in OWED:
        note.state, note.paid_on = InvoiceState.PAID, on
    elif note.open_minor and note.state == InvoiceState.PAID:
        note.state = InvoiceState.SENT if note.sent_at else InvoiceState.ISSUED
        note.paid_on = None
