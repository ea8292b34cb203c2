"""Sums of different pages that must be the same: project, client, portfolio, list of invoices."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from napulse.billing.models import (
    Allocation,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    InvoiceState,
    NumberSeries,
)
from napulse.billing.queries.content import hash_of
from napulse.ledger.models import ClientMonth, LineTotal, Posting, PostingKind, ProjectMonth, Source
from napulse.ledger.queries import money_rules
from napulse.ledger.sums import SUMS
from napulse.profit.queries.checking_kept import sum_of
from napulse.profit.queries.faults import Fault, Findings

Sums_ = Mapping[Any, tuple[int, ...]]
SIGN = Case(
    When(kind=InvoiceKind.CREDIT, then=Value(-1)), default=Value(1), output_field=IntegerField()
)


def totals() -> Findings:
    """Projects against clients, clients against the portfolio, the ledger against documents."""
    found = Findings()
    by_client_month = _summed(ClientMonth, ("client_key", "month_on"))
    _same(
        found,
        "client_projects",
        by_client_month,
        _summed(ProjectMonth, ("client_key", "month_on")),
        ("client_key", "month_on"),
    )
    by_client = _summed(ClientMonth, ("client_key",))
    _same(found, "client_lines", by_client, _summed(LineTotal, ("client_key",)), ("client_key",))
    whole = tuple(sum(column) for column in zip(*by_client.values(), strict=True)) or NOTHING
    posted = _summed_postings()
    _same(found, "portfolio", {(): whole}, {(): posted}, ())
    found.add(_documents())
    found.add(_numbers())
    found.add(_seals())
    found.add(_billed_by_client())
    found.add(_paid())
    return found


NOTHING = (0,) * len(SUMS)


def _summed(model: Any, keys: tuple[str, ...]) -> Sums_:
    sums = {f"sum_{name}": Sum(name) for name in SUMS}
    rows = model.objects.order_by().values(*keys).annotate(**sums).values_list(*keys, *sums)
    return {tuple(row[: len(keys)]): tuple(row[len(keys) :]) for row in rows}


def _summed_postings() -> tuple[int, ...]:
    found = Posting.objects.aggregate(**{f"sum_{name}": sum_of(name) for name in SUMS})
    return tuple(found[f"sum_{name}"] or 0 for name in SUMS)


def _same(found: Findings, code: str, one: Sums_, other: Sums_, keys: tuple[str, ...]) -> None:
    for key in sorted({*one, *other}, key=str):
        has, should = one.get(key, NOTHING), other.get(key, NOTHING)
        place = {name: str(value) for name, value in zip(keys, key, strict=True)}
        for number, name in enumerate(SUMS):
            found.compare(Fault(code, name, has[number], should[number], place))


def _documents() -> Findings:
    """A document is the sum of its lines, and was paid what its allocations say."""
    found = Findings()
    lines = _by_invoice(
        InvoiceLine.objects, Coalesce(Sum("net_minor"), 0), Coalesce(Sum("vat_minor"), 0)
    )
    parts = _by_invoice(Allocation.objects, Coalesce(Sum("amount_minor"), 0))
    given = {
        row["credit_id"]: row["sum"]
        for row in Allocation.objects.filter(credit__isnull=False)
        .order_by()
        .values("credit_id")
        .annotate(sum=Sum("amount_minor"))
    }
    rows = Invoice._base_manager.exclude(state=InvoiceState.DRAFT).order_by("pk")
    for pk, kind, number, net, vat, paid in rows.values_list(
        "pk", "kind", "number", "net_minor", "vat_minor", "paid_minor"
    ):
        place = {"id": str(pk), "number": number}
        own = lines.get(pk, (0, 0))
        found.compare(Fault("invoice_lines", "net_minor", net, own[0], place))
        found.compare(Fault("invoice_lines", "vat_minor", vat, own[1], place))
        received = parts.get(pk, (0,))[0]
        should = given.get(pk, 0) - received if kind == InvoiceKind.CREDIT else received
        found.compare(Fault("invoice_paid", "paid_minor", paid, should, place))
    return found


def _numbers() -> Findings:
    """Every series of numbers is without a gap: as many documents as its last number says."""
    found = Findings()
    rows = Invoice._base_manager.filter(sequence__isnull=False).order_by()
    counted = rows.values_list("entity_id", "kind", "year").annotate(n=Count("pk"))
    there = {(entity, kind, year): n for entity, kind, year, n in counted}
    series = NumberSeries.objects.order_by("pk").values_list("entity_id", "kind", "year", "last")
    last = {(entity, kind, year): number for entity, kind, year, number in series}
    for key in sorted({*there, *last}, key=str):
        place = {"entity": str(key[0]), "kind": str(key[1]), "year": str(key[2])}
        found.compare(Fault("numbers", "count", last.get(key, 0), there.get(key, 0), place))
    return found


def _seals() -> Findings:
    """No issued document says anything but what was sealed when it was issued."""
    found = Findings()
    rows = Invoice._base_manager.exclude(state=InvoiceState.DRAFT).order_by("pk")
    for pk, number, content, seal in rows.values_list(
        "pk", "number", "content", "content_hash"
    ).iterator(chunk_size=500):
        is_whole = content is not None and hash_of(content) == seal
        place = {"id": str(pk), "number": number}
        found.compare(Fault("seal", "count", int(is_whole), 1, place))
    return found


def _by_invoice(rows: Any, *sums: Any) -> dict[int, tuple[int, ...]]:
    named = {f"sum_{n}": one for n, one in enumerate(sums)}
    summed = rows.order_by().values("invoice_id").annotate(**named)
    found = summed.values_list("invoice_id", *named)
    return {row[0]: tuple(row[1:]) for row in found}


def _billed_by_client() -> Findings:
    """What the books call billings is what the list of invoices adds up to, client by client."""
    base = money_rules().base_currency
    papers = (
        Invoice._base_manager.filter(currency=base)
        .exclude(Q(state=InvoiceState.DRAFT) | Q(kind=InvoiceKind.ACT))
        .order_by()
        .values("client_id")
        .annotate(sum=Sum(F("net_minor") * SIGN))
    )
    postings = (
        Posting.objects.filter(
            source=Source.INVOICE, kind__in=[PostingKind.FEE, PostingKind.PASS], currency=base
        )
        .order_by()
        .values("client_id")
        .annotate(sum=Sum("amount_minor"))
    )
    listed = {row["client_id"]: row["sum"] for row in papers}
    booked = {row["client_id"]: row["sum"] for row in postings}
    found = Findings()
    for client in sorted({*listed, *booked}, key=str):
        place = {"client_key": str(client)}
        found.compare(
            Fault("billings", "fee_minor", booked.get(client, 0), listed.get(client, 0), place)
        )
    return found


def _paid() -> Findings:
    """What was received is what bank lines gave to invoices."""
    base = money_rules().base_currency
    booked = Posting.objects.filter(kind=PostingKind.PAID, currency=base).aggregate(
        sum=Sum("amount_minor")
    )
    given = Allocation.objects.filter(line__currency=base).aggregate(sum=Sum("amount_minor"))
    found = Findings()
    found.compare(Fault("paid", "paid_minor", booked["sum"] or 0, given["sum"] or 0))
    return found
