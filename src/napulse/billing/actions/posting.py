"""What issued documents say to the ledger: fee and pass-through by line, and time that was used."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from napulse.billing.models import Invoice, InvoiceKind, InvoiceLine, LineSource
from napulse.engines.kernel.money import Money
from napulse.ledger.models import PostingKind, Source
from napulse.ledger.posting import Fact, post
from napulse.ledger.queries import money_rules, to_base
from napulse.timesheets.models import TimeEntry

FEES = (
    LineSource.HAND,
    LineSource.STEP,
    LineSource.RETAINER,
    LineSource.OVERAGE,
    LineSource.FIXED,
    LineSource.ADVANCE,
)


def in_base(invoice: Invoice, lines: Sequence[InvoiceLine]) -> list[int]:
    """The net of each line in the base currency: the sum is converted once and spread, so that
    the lines add up to what the document is worth.
    """
    on = invoice.issued_on or invoice.drafted_on
    whole = to_base(Money(invoice.net_minor, invoice.currency), on)
    if whole.currency == invoice.currency:
        return [line.net_minor for line in lines]
    parts = [to_base(Money(line.net_minor, invoice.currency), on).minor for line in lines]
    if parts:
        parts[-1] += whole.minor - sum(parts)
    return parts


def post_invoice(
    invoice: Invoice, lines: Sequence[InvoiceLine], base: Sequence[int], *, now: datetime
) -> None:
    """Post an issued document; an act says nothing new. Call inside the issuing transaction."""
    if invoice.kind == InvoiceKind.ACT:
        return
    sign = -1 if invoice.kind == InvoiceKind.CREDIT else 1
    facts = [
        _billed(invoice, line, sign * minor, sign) for line, minor in zip(lines, base, strict=True)
    ]
    facts += [fact for line in lines for fact in _used(invoice, line, sign)]
    facts += [
        _covered(invoice, line, sign * minor, sign)
        for line, minor in zip(lines, base, strict=True)
        if _is_fee(line)
    ]
    post(Source.INVOICE, invoice.pk, facts, now=now)


def _billed(invoice: Invoice, line: InvoiceLine, amount_minor: int, sign: int) -> Fact:
    return Fact(
        PostingKind.PASS if line.pass_through else PostingKind.FEE,
        invoice.issued_on or invoice.drafted_on,
        client_id=invoice.client_id,
        project_id=line.project_id or invoice.project_id,
        line_id=line.budget_line_id,
        entity_id=invoice.entity_id,
        amount_minor=amount_minor,
        currency=invoice.currency,
        original_minor=sign * line.net_minor,
    )


def _covered(invoice: Invoice, line: InvoiceLine, amount_minor: int, sign: int) -> Fact:
    """A fee covers work of its own amount: what was worked beyond it waits, and may be written
    off; what was billed beyond the work is told as billed ahead.
    """
    billed = _billed(invoice, line, amount_minor, sign)
    return replace(billed, kind=PostingKind.USED)


def _is_fee(line: InvoiceLine) -> bool:
    """Whether it is paid for work without naming hours; a credit is as what it mirrors."""
    if line.pass_through or line.taken:
        return False
    source = line.source
    if source == LineSource.CREDIT:
        mirrored = InvoiceLine.objects.filter(pk=line.source_id or 0).first()
        source = mirrored.source if mirrored else source
    return source in FEES


def _used(invoice: Invoice, line: InvoiceLine, sign: int) -> list[Fact]:
    """The worth of the time in the line, where it was done; a credit of the whole line gives the
    worth of the time back that it releases."""
    if not line.taken or line.source not in (LineSource.TIME, LineSource.CREDIT):
        return []
    base = money_rules().base_currency
    entries = TimeEntry.objects.filter(pk__in=line.taken)
    sums: dict[tuple[int | None, int, int | None], int] = {}
    for entry in entries.only("project_id", "line_id", "role_id", "worth_minor"):
        place = (entry.project_id, entry.line_id or 0, entry.role_id)
        sums[place] = sums.get(place, 0) + entry.worth_minor
    return [
        Fact(
            PostingKind.USED,
            invoice.issued_on or invoice.drafted_on,
            client_id=invoice.client_id,
            project_id=project_id,
            line_id=line_id,
            entity_id=invoice.entity_id,
            role_id=role_id,
            amount_minor=sign * worth,
            currency=base,
        )
        for (project_id, line_id, role_id), worth in sorted(sums.items(), key=repr)
    ]
