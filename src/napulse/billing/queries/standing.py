"""What stands of a line: what credits took back of it, and what later invoices settled."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet, Sum

from napulse.billing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceState, LineSource
from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing.invoicing import Share


def living_lines() -> "QuerySet[InvoiceLine]":
    """Lines of documents that were not deleted."""
    rows: QuerySet[InvoiceLine] = InvoiceLine.objects.filter(invoice__deleted_at=None)
    return rows


def credited_shares(row: InvoiceLine) -> list[Share]:
    """What issued credit notes have taken back of a line, in their order."""
    lines = living_lines().filter(source=LineSource.CREDIT, source_id=row.pk)
    issued = lines.exclude(invoice__state=InvoiceState.DRAFT)
    return [Share(line.net_minor, line.vat_minor) for line in issued.order_by("invoice_id", "pk")]


def settled_shares(row: InvoiceLine) -> list[Share]:
    """What later invoices, drafts too, have settled of a line of an advance."""
    lines = living_lines().filter(source=LineSource.ADVANCE, source_id=row.pk)
    lines = lines.exclude(invoice__kind=InvoiceKind.CREDIT)
    found = []
    for line in lines.order_by("invoice_id", "pk"):
        back = credited_shares(line)
        net = line.net_minor - sum(each.net_minor for each in back)
        vat = line.vat_minor - sum(each.vat_minor for each in back)
        if net or vat:
            found.append(Share(-net, -vat))
    return found


def gone_of(row: InvoiceLine) -> list[Share]:
    """Everything that is no longer left of a line."""
    settled = settled_shares(row) if row.invoice.kind == InvoiceKind.ADVANCE else []
    return [*credited_shares(row), *settled]


def left_of(row: InvoiceLine) -> Share:
    """What may still be credited or settled of a line."""
    gone = gone_of(row)
    return Share(
        row.net_minor - sum(each.net_minor for each in gone),
        row.vat_minor - sum(each.vat_minor for each in gone),
    )


def invoiced_of(source: LineSource, ids: Collection[int]) -> dict[int, int]:
    """Net that stands in invoices and drafts of each payment step or remuneration, less credits."""
    rows = list(
        living_lines()
        .filter(source=source, source_id__in=ids)
        .exclude(invoice__kind__in=[InvoiceKind.ACT, InvoiceKind.CREDIT])
        .values_list("pk", "source_id", "net_minor")
    )
    credited = credited_sums(pk for pk, _source, _net in rows)
    found: dict[int, int] = {}
    for pk, source_id, net in rows:
        key = source_id or 0
        found[key] = found.get(key, 0) + net - credited.get(pk, 0)
    return found


def credited_sums(ids: Iterable[int]) -> dict[int, int]:
    """Net taken back of each line by issued credit notes, in one query."""
    lines = living_lines().filter(source=LineSource.CREDIT, source_id__in=list(ids))
    issued = lines.exclude(invoice__state=InvoiceState.DRAFT).order_by()
    return dict(issued.values_list("source_id").annotate(sum=Sum("net_minor")))


BILLED_ONCE = (LineSource.STEP, LineSource.RETAINER, LineSource.OVERAGE, LineSource.FIXED)


def refuse_taken(draft: Invoice) -> None:
    """Refuse to bring a deleted draft back beside another document for the same thing."""
    others = Invoice.objects.filter(deleted_at=None).exclude(pk=draft.pk)
    if draft.kind == InvoiceKind.ACT and others.filter(closes=draft.closes_id).exists():
        raise Refused("act.exists")
    drafts = others.filter(kind=draft.kind, state=InvoiceState.DRAFT)
    if draft.kind == InvoiceKind.CREDIT and drafts.filter(corrects=draft.corrects_id).exists():
        raise Refused("credit.drafted")
    if draft.kind in (InvoiceKind.ACT, InvoiceKind.CREDIT):
        return
    for line in InvoiceLine.objects.filter(invoice=draft):
        if _is_taken(draft, line):
            raise Refused("invoice.taken", title=line.title)


def _is_taken(draft: Invoice, line: InvoiceLine) -> bool:
    """Whether what a line bills was billed again since its draft was deleted."""
    if line.source == LineSource.ADVANCE:
        row = InvoiceLine.objects.select_related("invoice").get(pk=line.source_id or 0)
        left = left_of(row)
        return -line.net_minor > left.net_minor or -line.vat_minor > left.vat_minor
    if line.source not in BILLED_ONCE:
        return False
    same = living_lines().filter(
        source=line.source, source_id=line.source_id, period_on=line.period_on
    )
    since = same.exclude(invoice__kind=InvoiceKind.ACT).exclude(invoice=draft)
    return since.filter(invoice__created_at__gte=draft.deleted_at).exists()
