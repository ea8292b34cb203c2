"""What a credit note owes is set against another invoice of the same two companies, and back.

No money moves: what the client paid for one invoice pays another from the day of the netting on.
Documents are locked in the order of their ids, as with payments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.billing.actions.covering import OWED, settle_note
from napulse.billing.actions.payments import covered_again, received_facts, settle
from napulse.billing.models import Allocation, Invoice, InvoiceKind
from napulse.billing.permissions import EDIT_PAYMENTS
from napulse.billing.queries.invoices import PAYABLE
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.money import Money
from napulse.ledger.models import Source
from napulse.ledger.posting import repost
from napulse.people.queries import agency_today

NETTING = "netting"


@dataclass(frozen=True, slots=True)
class NettingData:
    """So much of a credit note for one invoice, on a day; `version` is what the form showed of the
    note.
    """

    invoice_id: int
    minor: int
    on: date
    version: int | None = None


@action(EDIT_PAYMENTS)
def set_off(actor: Actor, note: Invoice, *, data: NettingData, now: datetime) -> Allocation:
    """Pay so much of an invoice with what a credit note owes to the same payer."""
    held = _held(actor, [note.pk, data.invoice_id])
    note, invoice = held[note.pk], held[data.invoice_id]
    if data.version is not None and note.version != data.version:
        raise Refused("payment.changed")
    _refuse_strangers(note, invoice)
    if not 0 < data.minor <= min(note.open_minor, invoice.open_minor):
        raise Refused("netting.more_than_open")
    first = max(filter(None, (note.issued_on, invoice.issued_on)), default=data.on)
    if not first <= data.on <= agency_today(now):
        raise Refused("netting.day")
    made = Allocation(
        invoice=invoice,
        credit=note,
        on=data.on,
        amount_minor=data.minor,
        reasons=[NETTING],
        by_hand=True,
        made_at=now,
    )
    amount = Money(data.minor, note.currency)
    with change(actor, invoice, "netting.set", note=_told(note, amount)):
        made.save()
        settle(invoice, data.minor)
        invoice.save()
    with change(actor, note, "netting.used", note=_told(invoice, amount)):
        note.paid_minor += data.minor
        settle_note(note, data.on)
        note.save()
    facts = [
        *received_facts(note, -amount, data.on),
        *received_facts(invoice, amount, data.on),
    ]
    repost(Source.PAYMENT, made.pk, facts, now=now)
    return made


def _refuse_strangers(note: Invoice, invoice: Invoice) -> None:
    """Only debts of the same two companies, in one currency, may be set against one another."""
    if note.kind != InvoiceKind.CREDIT or note.state not in OWED:
        raise Refused("netting.not_owed")
    if invoice.kind not in PAYABLE or invoice.state not in OWED or note.corrects_id == invoice.pk:
        raise Refused("netting.not_open", number=invoice.number)
    if (note.client_id, note.entity_id) != (invoice.client_id, invoice.entity_id):
        raise Refused("netting.other_company", number=invoice.number)
    if note.client_entity_id != invoice.client_entity_id:
        raise Refused("netting.other_company", number=invoice.number)
    if note.currency != invoice.currency:
        raise Refused("payment.other_currency", number=invoice.number)


@action(EDIT_PAYMENTS)
def take_back_netting(actor: Actor, netting: Allocation, *, now: datetime) -> NettingData:
    """The invoice is open again and the note owed; says what it was, for setting it again."""
    if netting.credit is None or netting.credit.corrects_id == netting.invoice_id:
        raise Missing("netting")
    corrected_id = netting.credit.corrects_id or 0
    held = _held(actor, [netting.invoice_id, netting.credit.pk, corrected_id])
    invoice, note = held[netting.invoice_id], held[netting.credit.pk]
    made = Allocation.objects.select_for_update().filter(pk=netting.pk).first()
    if made is None:
        raise Missing("netting")
    was = NettingData(invoice.pk, made.amount_minor, made.on)
    amount = Money(was.minor, note.currency)
    with change(actor, note, "netting.freed", note=_told(invoice, amount)):
        note.paid_minor -= was.minor
        settle_note(note, note.issued_on)
        note.save()
    with change(actor, invoice, "netting.taken_back", note=_told(note, amount)):
        repost(Source.PAYMENT, made.pk, [], now=now)
        made.delete()
        settle(invoice, -was.minor)
        covered_again(invoice, now)
        invoice.save()
    _cover_corrected(actor, held[corrected_id], now)
    return was


def _cover_corrected(actor: Actor, invoice: Invoice, now: datetime) -> None:
    """The note first covers what is open of the invoice that it corrects."""
    if invoice.open_minor > 0:
        with change(actor, invoice, "invoice.covered"):
            covered_again(invoice, now)
            invoice.save()


def _held(actor: Actor, ids: Iterable[int]) -> dict[int, Invoice]:
    """The documents locked, those that the actor sees; missing when one is not there."""
    wanted = set(ids)
    rows = Invoice.objects.seen_by(actor).select_for_update().filter(pk__in=wanted)
    found = {row.pk: row for row in rows.order_by("pk")}
    if set(found) != wanted:
        raise Missing("invoice")
    return found


def _told(other: Invoice, amount: Money) -> dict[str, str]:
    return {"document": other.number, "amount": f"{amount.amount} {amount.currency}"}
