"""Every row that money comes from beside what its postings say: entries, expenses, documents,
payments, write-offs, overhead. What a row should say is worked out here anew, not asked of the
code that posted it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, Model

from napulse.billing.models import Allocation, Invoice, InvoiceKind, InvoiceLine, InvoiceState
from napulse.ledger.models import Posting, PostingKind, Source
from napulse.ledger.queries import money_rules
from napulse.profit.models import Overhead, WriteOff
from napulse.profit.queries.faults import Fault, Findings
from napulse.timesheets.models import Expense, ExpenseState, TimeEntry

K = PostingKind
AT_ONCE = 2000
ON_PAPER = {K.FEE, K.PASS, K.BOUGHT_PASS, K.BOUGHT_OWN, K.PAID, K.USED}
NO_FEES = {"time", "expense", ""}
SPENT = (ExpenseState.APPROVED, ExpenseState.BILLED)
MEASURES = ("minutes", "billable", "amount", "original")
Place = tuple[str, date, int | None, int | None, int, int | None]
Amounts = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a source says: kind, day, client, project, line, and the measures.

    The own company is told of overhead alone: it decides who carries it.
    Of what stands on paper in another currency, only the amount on paper is held against it: the
    rate of its day was the business of whoever posted it.
    """

    kind: PostingKind
    on: date
    client_id: int | None
    project_id: int | None
    line_id: int = 0
    minutes: int = 0
    billable: int = 0
    amount: int = 0
    original: int = 0
    entity_id: int | None = None

    @property
    def place(self) -> Place:
        where = (self.client_id, self.project_id, self.line_id, self.entity_id)
        return (self.kind, self.on, *where)

    @property
    def amounts(self) -> Amounts:
        return (self.minutes, self.billable, self.amount, self.original)


Told = dict[int, list[Said]]
Reader = Callable[[range], Told]


def sources(since: date | None = None, until: date | None = None) -> Findings:
    """All sources; of a stretch of time alone, those entries that lie in it."""
    found = Findings()
    for source, (model, read) in READERS.items():
        if since is None or until is None:
            for ids in _ranges(model, source):
                found.add(_compared(source, ids, read(ids)))
        elif source == Source.ENTRY:
            found.add(_stretch(since, until))
    return found


def _stretch(since: date, until: date) -> Findings:
    found = Findings()
    rows = TimeEntry.objects.filter(on__gte=since, on__lt=until).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        told = _told_entries(TimeEntry.objects.filter(pk__in=part))
        found.add(_judged(Source.ENTRY, _posted(Source.ENTRY, {"source_id__in": part}), told))
    return found


def _ranges(model: type[Model], source: Source) -> Iterator[range]:
    """Stretches of ids, each from the next one that a row or a posting has."""
    start = 0
    while (first := _next_id(model, source, start)) is not None:
        yield range(first, first + AT_ONCE)
        start = first + AT_ONCE


def _next_id(model: type[Model], source: Source, start: int) -> int | None:
    rows = model._base_manager.filter(pk__gte=start).aggregate(first=Min("pk"))
    postings = Posting.objects.filter(source=source, source_id__gte=start)
    posted = postings.order_by("source_id").values_list("source_id", flat=True).first()
    return min((n for n in (rows["first"], posted) if n is not None), default=None)


def _compared(source: Source, ids: range, told: Told) -> Findings:
    where = {"source_id__gte": ids.start, "source_id__lt": ids.stop}
    return _judged(source, _posted(source, where), told)


def _judged(source: Source, posted: Told, told: Told) -> Findings:
    found = Findings()
    for source_id in sorted({*posted, *told}):
        has, should = _net(posted.get(source_id, [])), _net(told.get(source_id, []))
        for place in sorted({*has, *should}, key=str):
            _beside(found, source, source_id, place, has.get(place), should.get(place))
        found.checked += 1
    return found


def _beside(
    found: Findings,
    source: Source,
    source_id: int,
    place: Place,
    has: Amounts | None,
    should: Amounts | None,
) -> None:
    for number, name in enumerate(MEASURES):
        one, other = (has or NOTHING)[number], (should or NOTHING)[number]
        if one != other:
            kind, on, *_rest = place
            told = {"source": source.value, "id": str(source_id), "kind": kind, "on": str(on)}
            found.note(Fault("source", name, one, other, told))


NOTHING: Amounts = (0, 0, 0, 0)


def _net(said: Iterable[Said]) -> dict[Place, Amounts]:
    sums: dict[Place, Counter[str]] = {}
    for one in said:
        own = sums.setdefault(one.place, Counter())
        for name, value in zip(MEASURES, one.amounts, strict=True):
            own[name] += value
    found: dict[Place, Amounts] = {
        place: (own["minutes"], own["billable"], own["amount"], own["original"])
        for place, own in sums.items()
    }
    return {place: amounts for place, amounts in found.items() if any(amounts)}


def _posted(source: Source, where: dict[str, Any]) -> Told:
    base = money_rules().base_currency
    rows = Posting.objects.filter(source=source, **where).order_by()
    found: Told = {}
    for source_id, entity, kind, currency, on, client, project, line, *measures in rows.values_list(
        "source_id",
        "entity_id",
        "kind",
        "currency",
        "on",
        "client_id",
        "project_id",
        "line_id",
        "minutes",
        "billable_minutes",
        "amount_minor",
        "original_minor",
    ):
        minutes, billable, amount, original = measures
        paper = kind in ON_PAPER
        # what was received is spread over the projects of its invoice
        project_id = None if kind == K.PAID else project
        said = Said(
            K(kind),
            on,
            client,
            project_id,
            line,
            minutes,
            billable,
            amount if not paper or currency == base else 0,
            original if paper else 0,
            entity if source == Source.OVERHEAD else None,
        )
        found.setdefault(source_id, []).append(said)
    return found


def _within(model: Any, ids: range) -> Any:
    return model._base_manager.filter(pk__gte=ids.start, pk__lt=ids.stop).order_by()


def _entries(ids: range) -> Told:
    return _told_entries(_within(TimeEntry, ids))


def _told_entries(rows: Any) -> Told:
    living = rows.filter(deleted_at=None).values_list(
        "pk", "on", "client_id", "project_id", "line_id", "minutes", "billable", "worth_minor"
    )
    return {
        pk: [
            Said(
                K.TIME,
                on,
                client,
                project,
                line or 0,
                minutes,
                minutes if billable and client else 0,
                worth,
            )
        ]
        for pk, on, client, project, line, minutes, billable, worth in living
    }


def _paper(row: Any, kind: PostingKind, on: date, place: tuple[Any, ...], net: int) -> Said:
    """What a paper says: its net, in the base currency too where it is written in it."""
    in_base = row.currency == money_rules().base_currency
    client_id, project_id, line_id = place
    return Said(
        kind, on, client_id, project_id, line_id, amount=net if in_base else 0, original=net
    )


def _expenses(ids: range) -> Told:
    rows = _within(Expense, ids).filter(deleted_at=None, state__in=SPENT)
    return {
        row.pk: [
            _paper(
                row,
                K.BOUGHT_PASS if row.pass_through else K.BOUGHT_OWN,
                row.on,
                (row.client_id, row.project_id, row.line_id or 0),
                row.net_minor,
            )
        ]
        for row in rows
    }


def _invoices(ids: range) -> Told:
    rows = _within(Invoice, ids).exclude(state=InvoiceState.DRAFT).exclude(kind=InvoiceKind.ACT)
    documents = {row.pk: row for row in rows}
    lines: dict[int, list[InvoiceLine]] = {pk: [] for pk in documents}
    for line in InvoiceLine.objects.filter(invoice_id__in=documents):
        lines[line.invoice_id].append(line)
    taken = {entry for own in lines.values() for line in own for entry in line.taken}
    worths = {pk: (project, line or 0, worth) for pk, project, line, worth in _worths(taken)}
    mirrored = _mirrored(line for own in lines.values() for line in own)
    return {
        pk: [said for line in lines[pk] for said in _billed(document, line, worths, mirrored)]
        for pk, document in documents.items()
    }


def _worths(ids: Collection[int]) -> Iterable[tuple[int, int | None, int | None, int]]:
    rows: Iterable[tuple[int, int | None, int | None, int]] = TimeEntry.objects.filter(
        pk__in=ids
    ).values_list("pk", "project_id", "line_id", "worth_minor")
    return rows


def _mirrored(lines: Iterable[InvoiceLine]) -> dict[int, str]:
    """Of the lines of credit notes, what the line was made of that each takes back."""
    credits = {line.pk: line.source_id or 0 for line in lines if line.source == "credit"}
    sources = dict(InvoiceLine.objects.filter(pk__in=credits.values()).values_list("pk", "source"))
    return {pk: sources.get(source_id, "") for pk, source_id in credits.items()}


def _billed(
    document: Invoice,
    line: InvoiceLine,
    worths: dict[int, tuple[int | None, int, int]],
    mirrored: dict[int, str],
) -> Iterator[Said]:
    sign = -1 if document.kind == InvoiceKind.CREDIT else 1
    on = document.issued_on or document.drafted_on
    place = (document.client_id, line.project_id or document.project_id, line.budget_line_id)
    kind = K.PASS if line.pass_through else K.FEE
    yield _paper(document, kind, on, place, sign * line.net_minor)
    if kind == K.FEE and not line.taken and mirrored.get(line.pk, line.source) not in NO_FEES:
        yield _paper(document, K.USED, on, place, sign * line.net_minor)
    if line.source not in ("time", "credit"):
        return
    for entry in line.taken:
        project_id, line_id, worth = worths.get(entry, (None, 0, 0))
        yield Said(K.USED, on, document.client_id, project_id, line_id, amount=sign * worth)


def _payments(ids: range) -> Told:
    rows = _within(Allocation, ids).filter(line__isnull=False).select_related("line", "invoice")
    return {
        row.pk: [
            _paper(row.line, K.PAID, row.on, (row.invoice.client_id, None, 0), row.amount_minor)
        ]
        for row in rows
    }


def _write_offs(ids: range) -> Told:
    rows = _within(WriteOff, ids).filter(deleted_at=None)
    return {
        row.pk: [
            Said(K.WRITTEN_OFF, row.on, row.client_id, row.project_id, amount=row.amount_minor)
        ]
        for row in rows
    }


def _overheads(ids: range) -> Told:
    rows = _within(Overhead, ids).values_list("pk", "month_on", "amount_minor", "entity_id")
    return {
        pk: [Said(K.OVERHEAD, month, None, None, amount=amount, entity_id=entity)]
        for pk, month, amount, entity in rows
    }


READERS: dict[Source, tuple[type[Model], Reader]] = {
    Source.ENTRY: (TimeEntry, _entries),
    Source.EXPENSE: (Expense, _expenses),
    Source.INVOICE: (Invoice, _invoices),
    Source.PAYMENT: (Allocation, _payments),
    Source.WRITE_OFF: (WriteOff, _write_offs),
    Source.OVERHEAD: (Overhead, _overheads),
}
