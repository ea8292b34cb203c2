"""Issuing: the number without gaps, the frozen content with its seal, the postings."""

from datetime import date, datetime, timedelta
from typing import Any

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.billing.actions.credits import settle_credit
from napulse.billing.actions.drafts import held_draft
from napulse.billing.actions.posting import in_base, post_invoice
from napulse.billing.actions.priced import data_of, price_lines, tax_day
from napulse.billing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceState, NumberSeries
from napulse.billing.permissions import APPROVE_INVOICES
from napulse.billing.queries.caps import beyond_caps
from napulse.billing.queries.checks import missing_requisites, refuse_unready
from napulse.billing.queries.content import content_of, hash_of
from napulse.engines.kernel.errors import Refused
from napulse.ledger.models import OwnEntity
from napulse.people.queries import agency_today

MARKS = {InvoiceKind.ADVANCE: "AV-", InvoiceKind.CREDIT: "CN-"}
CENTURY = 100
FARTHEST_DAYS = 366
"""A day farther away is a slip of the pen, and its number would stay in that year for good."""


@action(APPROVE_INVOICES)
def issue_invoice(
    actor: Actor, invoice: Invoice, *, version: int, on: date, now: datetime, reason: str = ""
) -> Invoice:
    """Number the draft, freeze what it says, post it. From then on it never changes.

    What passes a cap of the contract needs a `reason`, which history keeps.

    The row of the series of numbers is locked until the transaction ends: of two issuers one waits,
    and a refusal or a fault takes no number. `on` is the date of the document.
    """
    invoice = held_draft(invoice, version)
    if abs((on - agency_today(now)).days) > FARTHEST_DAYS:
        raise Refused("invoice.far_day")
    invoice.drafted_on = on
    lines = list(InvoiceLine.objects.select_for_update().filter(invoice=invoice))
    refuse_unready(invoice, lines)
    _refuse_old_tax(invoice, lines)
    invoice.issued_on = on
    if invoice.kind in (InvoiceKind.INVOICE, InvoiceKind.ADVANCE):
        invoice.due_on = on + timedelta(days=invoice.due_days)
    _number(invoice)
    beyond = _require_reason(invoice, lines, on, reason.strip())
    base = in_base(invoice, lines)
    if invoice.kind == InvoiceKind.CREDIT:
        base = settle_credit(actor, invoice, lines, now=now)
    if invoice.kind == InvoiceKind.ACT and (found := missing_requisites(invoice, lines)):
        raise Refused("act.incomplete", missing=found)
    with change(actor, invoice, "invoice.issued", note=beyond):
        _freeze(invoice, lines, base, now)
    post_invoice(invoice, lines, base, now=now)
    return invoice


def _require_reason(
    invoice: Invoice, lines: list[InvoiceLine], on: date, reason: str
) -> dict[str, Any] | None:
    """Why it is issued beyond a cap; called while the series of numbers is locked, so that two
    documents never pass a cap unnoticed.
    """
    beyond = beyond_caps(invoice, lines, on=on)
    if beyond and not reason:
        raise Refused("invoice.beyond_cap", number=beyond[0].cap.contract.number)
    if not beyond:
        return None
    passed = [{"contract": one.cap.contract.number, "minor": one.minor} for one in beyond]
    return {"beyond_caps": passed, "beyond_reason": reason[:300]}


def _freeze(invoice: Invoice, lines: list[InvoiceLine], base: list[int], now: datetime) -> None:
    invoice.content = content_of(invoice, lines, base)
    invoice.content_hash = hash_of(invoice.content)
    invoice.state, invoice.issued_at = InvoiceState.ISSUED, now
    is_payable = invoice.kind in (InvoiceKind.INVOICE, InvoiceKind.ADVANCE)
    if is_payable and not invoice.total_minor:  # an advance has covered all of it
        invoice.state, invoice.paid_on = InvoiceState.PAID, invoice.issued_on
    if invoice.kind == InvoiceKind.CREDIT and not invoice.open_minor:
        invoice.state, invoice.paid_on = InvoiceState.PAID, invoice.issued_on
    invoice.save()


def _refuse_old_tax(invoice: Invoice, lines: list[InvoiceLine]) -> None:
    """A draft shows the VAT of its day: with another rate by now it is to be looked at again."""
    day = tax_day(invoice.kind, invoice.drafted_on, invoice.period_to)
    priced = price_lines(invoice.entity, [data_of(line) for line in lines], day)
    if [each.vat_minor for each in priced] != [line.vat_minor for line in lines]:
        raise Refused("invoice.tax_changed")


def _number(invoice: Invoice) -> None:
    """The next number of the kind in the year of the company; called once everything else holds."""
    on = invoice.drafted_on
    series, _new = NumberSeries.objects.select_for_update().get_or_create(
        entity_id=invoice.entity_id, kind=invoice.kind, year=on.year
    )
    series.last += 1
    series.save(update_fields=["last"])
    invoice.sequence, invoice.year = series.last, on.year
    invoice.number = number_of(invoice.entity, invoice.kind, series.last, on.year)


def number_of(entity: OwnEntity, kind: str, sequence: int, year: int) -> str:
    """As it is printed: the company's prefix, a mark of advances and credits, number and year."""
    mark = MARKS.get(InvoiceKind(kind), "")
    return f"{entity.prefix}{mark}{sequence}/{year % CENTURY:02d}"
