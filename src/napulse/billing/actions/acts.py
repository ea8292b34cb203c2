"""Acts of completion: what an invoice was for is handed over and signed by both."""

from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.billing.actions.drafts import held
from napulse.billing.actions.priced import data_of, price_lines, put_sums, tax_day
from napulse.billing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceState, LineSource
from napulse.billing.permissions import EDIT_INVOICES
from napulse.engines.kernel.errors import Refused


@action(EDIT_INVOICES)
def draft_act(
    actor: Actor, invoice: Invoice, *, on: date, now: datetime, submit_key: str | None = None
) -> Invoice:
    """A draft of the act that closes an issued invoice, with the same lines at the VAT of its day.

    What an advance has paid was done all the same: its settlement is no line of an act. An invoice
    has one act: while one stands, another is refused.
    """
    known: Invoice | None = (
        Invoice.objects.filter(submit_key=submit_key, closes=invoice).first()
        if submit_key
        else None
    )
    if known is not None:
        return known
    invoice = held(invoice)
    if invoice.kind != InvoiceKind.INVOICE or invoice.state == InvoiceState.DRAFT:
        raise Refused("act.not_issued")
    if Invoice.objects.filter(closes=invoice, deleted_at=None).exists():
        raise Refused("act.exists")
    act = _act(actor, invoice, on, now, submit_key)
    rows = InvoiceLine.objects.filter(invoice=invoice)
    lines = list(rows.exclude(source=LineSource.ADVANCE))
    day = tax_day(act.kind, act.drafted_on, act.period_to)
    priced = price_lines(act.entity, [data_of(line) for line in lines], day)
    put_sums(act, priced)
    with change(actor, act, "invoice.drafted", note={"lines": len(lines)}):
        act.save()
        for line, price in zip(lines, priced, strict=True):
            line.pk, line.invoice, line.taken, line.version = None, act, [], 0
            line.vat_bp, line.vat_minor = price.vat_bp, price.vat_minor
            line._state.adding = True
            line.save()
    return act


def _act(
    actor: Actor, invoice: Invoice, on: date, now: datetime, submit_key: str | None
) -> Invoice:
    same = (
        "client", "entity", "client_entity", "contract", "project", "title", "language",
        "currency", "period_from", "period_to", "order_number", "buyer_reference",
    )  # fmt: skip
    return Invoice(
        kind=InvoiceKind.ACT,
        closes=invoice,
        drafted_on=on,
        due_days=0,
        author_id=actor.own_id,
        created_at=now,
        submit_key=submit_key,
        **{name: getattr(invoice, name) for name in same},
    )
