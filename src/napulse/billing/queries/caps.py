"""What a draft asks for beyond the caps of the client's contracts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, Sum

from napulse.billing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceState, LineSource
from napulse.billing.queries.invoices import PAYABLE
from napulse.billing.queries.standing import credited_sums, living_lines
from napulse.contracts.queries.caps import Cap, Caps, Place, caps_on
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money
from napulse.ledger.models import Posting, PostingKind, Source
from napulse.ledger.queries import to_base
from napulse.timesheets.models import TimeEntry

BILLED = (PostingKind.FEE, PostingKind.PASS)


@dataclass(frozen=True, slots=True)
class Beyond:
    """A cap that a draft would pass: invoiced before, asked for now, without VAT in the base
    currency.
    """

    cap: Cap
    invoiced: int
    asked: int

    @property
    def minor(self) -> int:
        """How much of the draft is above the cap."""
        return min(self.asked, self.invoiced + self.asked - self.cap.limit)


def beyond_caps(invoice: Invoice, lines: Sequence[InvoiceLine], *, on: date) -> list[Beyond]:
    """Caps that this draft passes: of a contract by all that is invoiced under it, of work by the
    hour by its time alone.
    """
    if invoice.kind not in PAYABLE:
        return []
    for line in lines:
        line.invoice = invoice
    caps = caps_on(on, client_ids=[invoice.client_id])
    time = [line for line in lines if line.source == LineSource.TIME] if caps.found else []
    days, found = _first_days(time), []
    for cap in caps.found:
        if cap.remuneration is None:
            net = invoice.net_minor if invoice.contract_id in cap.family else 0
        else:
            net = sum(
                each.net_minor for each in time if cap in caps.of(_place(each), days[each.pk])
            )
        asked = _in_base(net, invoice.currency, on)
        if asked > 0:
            invoiced = _time_of(invoice, cap, caps) if cap.remuneration else _all_of(cap)
            found.append(Beyond(cap, invoiced, asked))
    return [one for one in found if one.minor > 0]


def _place(line: InvoiceLine) -> Place:
    project = line.project or line.invoice.project
    client_id = line.invoice.client_id
    return (client_id, project.pk, project.brand_id) if project else (client_id, None, None)


def _in_base(minor: int, currency: str, on: date) -> int:
    """Without a rate nothing can be compared; issuing says so by itself."""
    try:
        return to_base(Money(minor, currency), on).minor
    except Refused:
        return 0


def _all_of(cap: Cap) -> int:
    """What was invoiced under the contracts, less credits, as the ledger has it."""
    ids = Invoice.objects.filter(contract_id__in=cap.family, deleted_at=None).exclude(
        state=InvoiceState.DRAFT
    )
    billed = Posting.objects.filter(
        source=Source.INVOICE, source_id__in=ids.values("pk"), kind__in=BILLED
    )
    return int(billed.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def _time_of(invoice: Invoice, cap: Cap, caps: Caps) -> int:
    """Time of the remuneration that was invoiced, less credits; each line by its first day."""
    rows = living_lines().filter(source=LineSource.TIME, invoice__client_id=invoice.client_id)
    rows = rows.exclude(invoice__state=InvoiceState.DRAFT).exclude(
        invoice__kind__in=[InvoiceKind.ACT, InvoiceKind.CREDIT]
    )
    lines = list(rows.select_related("invoice__project", "project"))
    days, credited = _first_days(lines), credited_sums(line.pk for line in lines)
    return sum(
        _in_base(line.net_minor - credited.get(line.pk, 0), line.invoice.currency, days[line.pk])
        for line in lines
        if cap in caps.of(_place(line), days[line.pk])
    )


def _first_days(lines: Collection[InvoiceLine]) -> dict[int, date]:
    """The first day of the time in each line, else of its document."""
    taken = TimeEntry.objects.filter(invoice_line__in=[line.pk for line in lines])
    worked: Any = taken.order_by().values("invoice_line").annotate(first=Min("on"))
    days = dict(worked.values_list("invoice_line", "first"))
    return {
        line.pk: days.get(line.pk)
        or line.invoice.period_to
        or line.invoice.issued_on
        or line.invoice.drafted_on
        for line in lines
    }
