"""Money received and paid back against invoices: matched, taken back, set aside.

Whatever is matched is locked first, the movement before the invoices, invoices in the order of
their ids; so two people can never give out the same money or pay the same invoice twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.billing.actions.covering import OWED, cover_again, give_way, settle_note
from napulse.billing.models import (
    Allocation,
    BankLine,
    BankLineState,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    InvoiceState,
)
from napulse.billing.permissions import EDIT_PAYMENTS
from napulse.billing.queries.invoices import PAYABLE
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.money import Money
from napulse.ledger.models import PostingKind, Source
from napulse.ledger.posting import Fact, repost
from napulse.ledger.queries import to_base


@dataclass(frozen=True, slots=True)
class Share:
    """So much of a movement for one invoice, of the sign of the movement, and why."""

    invoice_id: int
    minor: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The parts of one movement; `version` is what the form showed, None for the product's own.

    `before_credits`: a match put back comes before the credit notes that covered its invoice since.
    """

    shares: Sequence[Share]
    version: int | None = None
    by_hand: bool = True
    before_credits: bool = False


@action(EDIT_PAYMENTS)
def match_payment(
    actor: Actor, line: BankLine, *, choice: Choice, now: datetime
) -> list[Allocation]:
    """Give parts of a movement to invoices: all of them or, refused, none.

    Money that came pays what is open of issued invoices; money that went pays back what a credit
    note owes, or what an invoice had received.
    """
    row, shares = _held(line), choice.shares
    _require_current(row, choice.version)
    if row.state == BankLineState.ASIDE:
        raise Refused("payment.is_aside")
    if not shares:
        raise Refused("payment.nothing_chosen")
    if len({share.invoice_id for share in shares}) != len(shares):
        raise Refused("payment.invoice_twice")
    if any(share.minor == 0 or (share.minor > 0) != (row.amount_minor > 0) for share in shares):
        raise Refused("payment.wrong_sign")
    if abs(sum(share.minor for share in shares)) > abs(row.rest_minor):
        raise Refused("payment.more_than_left")
    return [_allocate(actor, row, share, choice, now) for share in _in_order(shares)]


def _require_current(row: BankLine, version: int | None) -> None:
    if version is not None and row.version != version:
        raise Refused("payment.changed")


def _in_order(shares: Sequence[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: share.invoice_id)


def _held(line: BankLine) -> BankLine:
    rows = BankLine.objects.select_for_update(of=("self",)).select_related("account")
    row: BankLine | None = rows.filter(pk=line.pk).first()
    if row is None:
        raise Missing("payment")
    return row


def _held_invoice(actor: Actor, invoice_id: int) -> Invoice:
    rows = Invoice.objects.seen_by(actor).select_for_update().filter(pk=invoice_id)
    invoice: Invoice | None = rows.first()
    if invoice is None:
        raise Missing("invoice")
    return invoice


def _allocate(
    actor: Actor, row: BankLine, share: Share, choice: Choice, now: datetime
) -> Allocation:
    invoice = _held_invoice(actor, share.invoice_id)
    made = Allocation(
        line=row,
        invoice=invoice,
        on=row.on,
        amount_minor=share.minor,
        reasons=list(share.reasons) or (["by_hand"] if choice.by_hand else []),
        by_hand=choice.by_hand,
        made_at=now,
    )
    note = {"payment_id": row.pk, "amount": _told(share.minor, row.currency)}
    with change(actor, invoice, "payment.matched", note=note), recording(BankLine):
        if choice.before_credits and invoice.kind in PAYABLE and share.minor > 0:
            give_way(invoice, share.minor)
        _require_fits(row, invoice, share.minor, put_back=choice.before_credits)
        made.save()
        settle(invoice, share.minor)
        invoice.save()
        _move(row, share.minor)
    facts = received_facts(invoice, Money(share.minor, row.currency), row.on)
    repost(Source.PAYMENT, made.pk, facts, now=now)
    return made


def _require_fits(row: BankLine, invoice: Invoice, minor: int, *, put_back: bool) -> None:
    if invoice.currency != row.currency:
        raise Refused("payment.other_currency", number=invoice.number)
    if invoice.entity_id != row.account.entity_id:
        raise Refused("payment.other_company", number=invoice.number)
    if minor > 0:
        states = (*OWED, InvoiceState.PAID, InvoiceState.CREDITED) if put_back else OWED
        fits = invoice.kind in PAYABLE and invoice.state in states and minor <= invoice.open_minor
    else:
        fits = -minor <= refundable_minor(invoice)
    if not fits:
        raise Refused("payment.more_than_open", number=invoice.number)


def refundable_minor(invoice: Invoice) -> int:
    """How much may be paid back: what a credit note still owes, what an invoice received."""
    if invoice.state == InvoiceState.DRAFT:
        return 0
    if invoice.kind == InvoiceKind.CREDIT:
        return max(0, invoice.open_minor)
    if invoice.kind not in PAYABLE or invoice.state == InvoiceState.CREDITED:
        return 0
    received = Allocation.objects.filter(invoice=invoice, line__isnull=False)
    return max(0, sum(received.values_list("amount_minor", flat=True)))


def settle(invoice: Invoice, minor: int) -> None:
    """Move what is paid and, where that changes it, the state; the day is that of the last part.

    A credit note is paid by money that goes, so its sum grows when the movement is negative.
    """
    if invoice.kind == InvoiceKind.CREDIT:
        invoice.paid_minor -= minor
        settle_note(invoice, _last_day(invoice))
        return
    invoice.paid_minor += minor
    if invoice.paid_minor >= invoice.total_minor and invoice.state in OWED:
        invoice.state, invoice.paid_on = InvoiceState.PAID, _last_day(invoice)
    elif invoice.paid_minor < invoice.total_minor and invoice.state == InvoiceState.PAID:
        invoice.state = InvoiceState.SENT if invoice.sent_at else InvoiceState.ISSUED
        invoice.paid_on = None


def _last_day(invoice: Invoice) -> date | None:
    parts = Allocation.objects.filter(invoice=invoice)
    found: date | None = parts.aggregate(last=Max("on"))["last"]
    return found


def _move(row: BankLine, minor: int) -> None:
    row.matched_minor += minor
    if row.state != BankLineState.ASIDE:
        row.state = state_of(row)
    row.save()


def state_of(row: BankLine) -> BankLineState:
    if row.matched_minor == row.amount_minor:
        return BankLineState.MATCHED
    return BankLineState.PART if row.matched_minor else BankLineState.OPEN


def received_facts(invoice: Invoice, amount: Money, on: date) -> list[Fact]:
    """What was received, with VAT, spread over the projects of the invoice by what they cost.

    The sum is converted once, so the parts add up to it whatever the rate.
    """
    base = to_base(amount, on)
    weights: dict[int | None, int] = {}
    for line in InvoiceLine.objects.filter(invoice=invoice):
        project_id = line.project_id or invoice.project_id
        gross = line.net_minor + line.vat_minor
        weights[project_id] = weights.get(project_id, 0) + gross
    if not weights or min(weights.values()) < 0 or not sum(weights.values()):
        weights = {invoice.project_id: 1}
    keys = sorted(weights, key=lambda key: key or 0)
    parts = base.split([weights[key] for key in keys])
    originals = amount.split([weights[key] for key in keys])
    return [
        Fact(
            PostingKind.PAID,
            on,
            client_id=invoice.client_id,
            project_id=key,
            entity_id=invoice.entity_id,
            amount_minor=part.minor,
            currency=amount.currency,
            original_minor=original.minor,
        )
        for key, part, original in zip(keys, parts, originals, strict=True)
    ]


def _told(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).amount} {currency}"


@action(EDIT_PAYMENTS)
def unmatch_payment(actor: Actor, allocation: Allocation, *, now: datetime) -> Share:
    """Take a match back: the invoice is open again, the money free; says what it was."""
    if allocation.line_id is None:
        raise Refused("payment.is_credit")
    row = _held(allocation.line)  # type: ignore[arg-type] # just seen to be there
    invoice = _held_invoice(actor, allocation.invoice_id)
    made = Allocation.objects.select_for_update().filter(pk=allocation.pk).first()
    if made is None:
        raise Missing("allocation")
    share = Share(invoice.pk, made.amount_minor, tuple(made.reasons))
    told = {"payment_id": row.pk, "amount": _told(made.amount_minor, row.currency)}
    # postings of a past day still name the match, and its payer when the statement is gone
    note = {**told, "counterparty": row.counterparty, "allocation_id": made.pk}
    with change(actor, invoice, "payment.unmatched", note=note), recording(BankLine):
        repost(Source.PAYMENT, made.pk, [], now=now)
        made.delete()
        settle(invoice, -share.minor)
        if share.minor > 0 and invoice.kind in PAYABLE:
            covered_again(invoice, now)
        invoice.save()
        _move(row, -share.minor)
    return share


def covered_again(invoice: Invoice, now: datetime) -> None:
    """Credit notes cover what has opened; what was paid back already has to be taken back first."""
    cover_again(invoice, now=now)
    if invoice.state == InvoiceState.CREDITED and invoice.open_minor:
        raise Refused("payment.paid_back", number=invoice.number)
    if not invoice.open_minor and invoice.state in OWED:
        invoice.state, invoice.paid_on = InvoiceState.PAID, _last_day(invoice)


@action(EDIT_PAYMENTS)
def set_aside(actor: Actor, line: BankLine, *, note: str, version: int | None = None) -> BankLine:
    """Salary, taxes, fees of the bank: no invoice is looked for. Also of what is left of a part."""
    row = _held(line)
    _require_current(row, version)
    if row.state == BankLineState.MATCHED:
        raise Refused("payment.is_matched")
    if row.state == BankLineState.ASIDE and row.note == note.strip()[:200]:
        return row
    with change(actor, row, "payment.set_aside"):
        row.state, row.note = BankLineState.ASIDE, note.strip()[:200]
        row.save()
    return row


@action(EDIT_PAYMENTS)
def take_back_aside(actor: Actor, line: BankLine) -> BankLine:
    """It is looked at again; its note goes."""
    row = _held(line)
    if row.state != BankLineState.ASIDE:
        return row
    with change(actor, row, "payment.taken_back"):
        row.state, row.note = state_of(row), ""
        row.save()
    return row


@action(EDIT_PAYMENTS)
def set_aside_many(actor: Actor, lines: Sequence[BankLine], *, note: str) -> list[BankLine]:
    """Those of them that are not matched; says which."""
    free = (BankLineState.OPEN, BankLineState.PART)
    rows = BankLine.objects.select_for_update().filter(pk__in=[line.pk for line in lines])
    done: list[BankLine] = []
    for row in rows.filter(state__in=free).order_by("pk"):
        with change(actor, row, "payment.set_aside"):
            row.state, row.note = BankLineState.ASIDE, note.strip()[:200]
            row.save()
        done.append(row)
    return done


@action(EDIT_PAYMENTS)
def unmatch_many(actor: Actor, line: BankLine, *, ids: Sequence[int], now: datetime) -> int:
    """Take several matches of one movement back; those that are gone already are passed by."""
    rows = Allocation.objects.filter(line=line, pk__in=ids).select_related("line")
    made = list(rows.order_by("-pk"))
    for one in made:
        unmatch_payment(actor, one, now=now)
    return len(made)
