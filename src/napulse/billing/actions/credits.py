"""Credit notes: what was issued is taken back with a reason, whole or by line, to the kopeck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.billing.actions.covering import covering
from napulse.billing.actions.drafts import give_back, held
from napulse.billing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceState, LineSource
from napulse.billing.permissions import EDIT_INVOICES
from napulse.billing.queries.invoices import PAYABLE
from napulse.billing.queries.standing import credited_shares, gone_of
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import round_half_up
from napulse.engines.pricing.invoicing import Share, credit_share


@dataclass(frozen=True, slots=True)
class CreditData:
    """Why, on which day, and how much net of each line (by its id); no lines means all that is
    left of every one."""

    reason: str
    on: date
    nets: Mapping[int, int] | None = None
    submit_key: str | None = None


@action(EDIT_INVOICES)
def draft_credit(actor: Actor, invoice: Invoice, *, data: CreditData, now: datetime) -> Invoice:
    """A draft of a credit note on an issued invoice; issuing it moves the money."""
    if data.submit_key:
        known: Invoice | None = Invoice.objects.filter(
            submit_key=data.submit_key, corrects=invoice
        ).first()
        if known is not None:
            return known
    invoice = held(invoice)
    _refuse_uncreditable(invoice)
    if not data.reason.strip():
        raise Refused("credit.no_reason")
    note = _note(actor, invoice, data, now)
    lines = [line for line in _credit_lines(invoice, note, data.nets) if line.net_minor]
    if not lines:
        raise Refused("credit.nothing")
    with change(actor, note, "invoice.drafted", note={"lines": len(lines)}):
        note.net_minor = sum(line.net_minor for line in lines)
        note.vat_minor = sum(line.vat_minor for line in lines)
        note.total_minor = note.net_minor + note.vat_minor
        note.save()
        for line in lines:
            line.invoice = note
            line.save()
    return note


def _refuse_uncreditable(invoice: Invoice) -> None:
    if invoice.kind not in PAYABLE or invoice.state == InvoiceState.DRAFT:
        raise Refused("credit.not_issued")
    drafts = Invoice.objects.filter(
        corrects=invoice, state=InvoiceState.DRAFT, deleted_at=None, kind=InvoiceKind.CREDIT
    )
    if drafts.exists():
        raise Refused("credit.drafted")


def _note(actor: Actor, invoice: Invoice, data: CreditData, now: datetime) -> Invoice:
    same = (
        "client", "entity", "account", "client_entity", "contract", "project", "title",
        "language", "currency", "period_from", "period_to", "order_number", "buyer_reference",
    )  # fmt: skip
    return Invoice(
        kind=InvoiceKind.CREDIT,
        corrects=invoice,
        reason=data.reason.strip()[:300],
        drafted_on=data.on,
        due_days=0,
        author_id=actor.own_id,
        created_at=now,
        submit_key=data.submit_key,
        **{name: getattr(invoice, name) for name in same},
    )


def _credit_lines(
    invoice: Invoice, note: Invoice, nets: Mapping[int, int] | None
) -> list[InvoiceLine]:
    made = []
    for at, row in enumerate(InvoiceLine.objects.filter(invoice=invoice).select_related("invoice")):
        before = gone_of(row)
        left = row.net_minor - sum(each.net_minor for each in before)
        asked = left if nets is None else nets.get(row.pk, 0)
        try:
            share = credit_share(Share(row.net_minor, row.vat_minor), before, asked)
        except ValueError:
            raise Refused("credit.too_much", title=row.title) from None
        made.append(_credit_line(row, at, share, takes_all=asked == left))
    return made


def _credit_line(row: InvoiceLine, at: int, share: Share, *, takes_all: bool) -> InvoiceLine:
    whole = share.net_minor == row.net_minor
    return InvoiceLine(
        position=at,
        title=row.title,
        quantity_milli=row.quantity_milli if whole else 1000,
        unit=row.unit if whole else "",
        price_minor=row.price_minor if whole else share.net_minor,
        net_minor=share.net_minor,
        tax_code=row.tax_code,
        vat_bp=row.vat_bp,
        vat_minor=share.vat_minor,
        pass_through=row.pass_through,
        project_id=row.project_id,
        budget_line_id=row.budget_line_id,
        source=LineSource.CREDIT,
        source_id=row.pk,
        taken=list(row.taken) if takes_all and row.source != LineSource.EXPENSE else [],
    )


def settle_credit(
    actor: Actor, note: Invoice, lines: Sequence[InvoiceLine], *, now: datetime
) -> list[int]:
    """What issuing a credit note moves: the debt of its invoice, the time that it releases.

    Says the worth of each line in the base currency, mirrored from the frozen invoice so that the
    ledger comes back to nothing whatever the rate of today is. Call while the note is being issued.
    """
    assert note.corrects is not None  # noqa: S101 - every credit note is on an invoice
    invoice = held(note.corrects)
    originals = {
        row.pk: row for row in InvoiceLine.objects.filter(invoice=invoice).select_related("invoice")
    }
    _refuse_overtaken(lines, originals)
    base = [_base_of(line, originals[line.source_id or 0], invoice) for line in lines]
    for line in lines:
        _release(actor, originals[line.source_id or 0], line, now)
    is_all = all(not _left_after(row, lines) for row in originals.values())
    _cover(actor, invoice, note, now, is_all=is_all)
    return base


def _left_after(row: InvoiceLine, lines: Sequence[InvoiceLine]) -> int:
    """What will be left of a line when the note is issued."""
    before = sum(each.net_minor for each in credited_shares(row))
    return row.net_minor - before - sum(x.net_minor for x in lines if x.source_id == row.pk)


def _refuse_overtaken(lines: Sequence[InvoiceLine], originals: Mapping[int, InvoiceLine]) -> None:
    """Another credit note may have been issued since this one was drafted."""
    for line in lines:
        row = originals[line.source_id or 0]
        before = gone_of(row)
        net = sum(each.net_minor for each in before) + line.net_minor
        vat = sum(each.vat_minor for each in before) + line.vat_minor
        if abs(net) > abs(row.net_minor) or abs(vat) > abs(row.vat_minor):
            raise Refused("credit.too_much", title=row.title)


def _base_of(line: InvoiceLine, row: InvoiceLine, invoice: Invoice) -> int:
    """The part of the line's worth in the base currency; the last credit takes what is left."""
    frozen = {each["id"]: each["base_minor"] for each in (invoice.content or {}).get("lines", [])}
    whole = int(frozen.get(row.pk, row.net_minor))
    earlier = list(
        InvoiceLine.objects.filter(source=LineSource.CREDIT, source_id=row.pk)
        .exclude(invoice__state=InvoiceState.DRAFT)
        .select_related("invoice")
    )
    done_net = sum(each.net_minor for each in earlier)
    done = sum(_frozen_base(each) for each in earlier)
    if done_net + line.net_minor == row.net_minor:
        return whole - done
    return (
        round_half_up(whole * line.net_minor, row.net_minor)
        if row.net_minor > 0
        else (round_half_up(whole * -line.net_minor, -row.net_minor))
    )


def _frozen_base(line: InvoiceLine) -> int:
    lines: list[dict[str, Any]] = (line.invoice.content or {}).get("lines", [])
    return next((int(each["base_minor"]) for each in lines if each["id"] == line.pk), 0)


def _release(actor: Actor, row: InvoiceLine, line: InvoiceLine, now: datetime) -> None:
    """Once nothing of a line is left, what it held is free for another invoice."""
    left = row.net_minor - sum(each.net_minor for each in credited_shares(row)) - line.net_minor
    if not left:
        give_back(actor, row, now=now)


def _cover(actor: Actor, invoice: Invoice, note: Invoice, now: datetime, *, is_all: bool) -> None:
    """The note covers what is open of its invoice; what is above stays owed to the client."""
    covered = min(max(0, invoice.open_minor), note.total_minor)
    with change(actor, invoice, "invoice.corrected", note={"by": note.number}):
        invoice.paid_minor += covered
        if is_all:
            invoice.state = InvoiceState.CREDITED
        elif not invoice.open_minor and invoice.state != InvoiceState.PAID:
            invoice.state, invoice.paid_on = InvoiceState.PAID, note.issued_on
        invoice.save()
        if covered:
            assert note.issued_on is not None  # noqa: S101 - the note is being issued
            covering(invoice, note, covered, on=note.issued_on, now=now).save()
    note.paid_minor = covered
