"""Penalties for paying late, by the terms of the contracts: what may be claimed, never posted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F

from napulse.access.actor import Actor
from napulse.billing.models import Allocation, Invoice, InvoiceState
from napulse.billing.queries.invoices import LIVE, PAYABLE, invoices
from napulse.contracts.models import TermKey
from napulse.contracts.queries.held import Held, held, naming
from napulse.engines.kernel.money import Money
from napulse.engines.pricing.latefee import Penalty, Rule, penalty

DAY = timedelta(days=1)
READ = (
    "kind",
    "state",
    "client_id",
    "contract_id",
    "currency",
    "due_on",
    "paid_on",
    "total_minor",
    "paid_minor",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The penalty of one invoice until a day, and what says so: percent a day and clause."""

    money: Money
    days: int
    is_most: bool
    day_bp: int
    clause: str
    contract_id: int


def claim_of(invoice: Invoice, until: date) -> Claim | None:
    return claims_of([invoice], until).get(invoice.pk)


def claims_of(rows: Iterable[Invoice], until: date) -> dict[int, Claim]:
    """Of those that were or are overdue under a contract with a penalty. What a credit note took
    back of an invoice was never owed; what was paid late is charged until its day.
    """
    late = [row for row in rows if _is_late(row, until)]
    if not late:
        return {}
    wanted = {row.contract_id for row in late if row.contract_id}
    known = held(naming(TermKey.LATE_FEE, {row.client_id for row in late}).filter(pk__in=wanted))
    late = [row for row in late if row.contract_id in known.contracts]
    credited, paid = _covers(late)
    found = {}
    for row in late:
        owed = row.total_minor - credited.get(row.pk, 0)
        claim = _claim(row, owed, paid.get(row.pk, ()), known, until)
        if claim is not None:
            found[row.pk] = claim
    return found


def _is_late(row: Invoice, until: date) -> bool:
    if row.kind not in PAYABLE or row.state == InvoiceState.DRAFT or row.due_on is None:
        return False
    paid_in_time = row.paid_on is not None and row.paid_on <= row.due_on
    return row.contract_id is not None and row.due_on < until and not paid_in_time


Paid = Collection[tuple[date, int]]


def _covers(rows: Collection[Invoice]) -> tuple[dict[int, int], dict[int, list[tuple[date, int]]]]:
    """What credit notes took back of each, and what was paid on which day."""
    credited: dict[int, int] = {}
    paid: dict[int, list[tuple[date, int]]] = {}
    covers = Allocation.objects.filter(invoice__in=rows)
    for invoice_id, corrected, on, minor in covers.values_list(
        "invoice_id", "credit__corrects_id", "on", "amount_minor"
    ):
        if corrected == invoice_id:
            credited[invoice_id] = credited.get(invoice_id, 0) + minor
        else:
            paid.setdefault(invoice_id, []).append((on, minor))
    return credited, paid


def _claim(row: Invoice, owed: int, paid: Paid, known: Held, until: date) -> Claim | None:
    contract_id, due_on = row.contract_id or 0, row.due_on or until
    rules = [
        _rule(known, contract_id, day) for day in known.turns(contract_id, due_on + DAY, until)
    ]
    found: Penalty = penalty(owed, due_on, until, paid, rules)
    if not found.minor:
        return None
    said = [rule for rule in rules if rule.day_bp][-1]
    term = known.said(contract_id, said.from_on)[TermKey.LATE_FEE]
    return Claim(
        Money(found.minor, row.currency),
        found.days,
        found.is_most,
        said.day_bp or 0,
        term.clause,
        contract_id,
    )


def _rule(known: Held, contract_id: int, day: date) -> Rule:
    said = known.said(contract_id, day)
    fee, most = said.get(TermKey.LATE_FEE), said.get(TermKey.LATE_FEE_MOST)
    return Rule(day, fee.value if fee else None, most.value if most else None)


def overdue_claims(actor: Actor, *, today: date) -> dict[tuple[int, str], Money]:
    """What may be claimed of each debtor, by client and currency."""
    naming_ids = naming(TermKey.LATE_FEE).values("pk")
    rows = invoices(actor).select_related(None).only(*READ)  # not what was issued: it is wide
    rows = rows.filter(LIVE, due_on__lt=today, contract_id__in=naming_ids)
    late = list(rows.filter(total_minor__gt=F("paid_minor")))
    claims = claims_of(late, today)
    found: dict[tuple[int, str], Money] = {}
    for row in late:
        claim = claims.get(row.pk)
        if claim is not None:
            key = (row.client_id, row.currency)
            found[key] = found.get(key, Money.zero(row.currency)) + claim.money
    return found
