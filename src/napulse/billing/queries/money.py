"""Figures of invoices for other pages: debts, what was invoiced, how soon and how right."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from napulse.access.actor import Actor
from napulse.billing.models import Invoice, InvoiceKind, InvoiceState
from napulse.billing.queries.invoices import LIVE, PAYABLE, invoices, listed_invoices
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money
from napulse.engines.pricing.ageing import Aged, Debt, aged, days_late, together
from napulse.ledger.models import Posting, PostingKind
from napulse.ledger.queries import money_rules, to_base

LEFT = F("total_minor") - F("paid_minor")
OF_CLIENT = "client_id"


@dataclass(frozen=True, slots=True)
class ClientDebt:
    """What one client owes in one currency, by age; `above` its limit, and the `penalty` that may
    be claimed beside it.
    """

    client_id: int
    name: str
    currency: str
    aged: Aged[tuple[int, str]]
    above: Money | None = None
    penalty: Money | None = None


def open_by_client(
    actor: Actor, *, client_ids: Collection[int] | None = None
) -> dict[int, dict[str, int]]:
    """What each client owes, by currency in minor units."""
    rows = Invoice.objects.seen_by(actor).filter(LIVE, client__deleted_at=None)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    found: dict[int, dict[str, int]] = {}
    summed = rows.order_by().values("client_id", "currency").annotate(left=Sum(LEFT))
    for row in summed:
        found.setdefault(row["client_id"], {})[row["currency"]] = int(row["left"])
    return found


def overdue_by_client(
    actor: Actor, *, today: date, client_ids: Collection[int] | None = None
) -> dict[int, dict[str, int]]:
    """What each client should have paid by now, by currency."""
    rows = Invoice.objects.seen_by(actor).filter(LIVE, client__deleted_at=None, due_on__lt=today)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    found: dict[int, dict[str, int]] = {}
    for row in rows.order_by().values("client_id", "currency").annotate(left=Sum(LEFT)):
        found.setdefault(row["client_id"], {})[row["currency"]] = int(row["left"])
    return found


def invoiced_by_project(
    project_ids: Collection[int] | None = None, *, until: date | None = None
) -> dict[int, int]:
    """What was billed on each project, net in the base currency: fee and pass-through together.

    Read from the postings, so that it is the same figure as in every other report.
    """
    rows = Posting.objects.filter(
        kind__in=[PostingKind.FEE, PostingKind.PASS], project_id__isnull=False
    )
    if project_ids is not None:
        rows = rows.filter(project_id__in=project_ids)
    if until is not None:
        rows = rows.filter(on__lte=until)
    summed = rows.order_by().values("project_id").annotate(sum=Sum("amount_minor"))
    return {row["project_id"]: int(row["sum"]) for row in summed}


def debts(actor: Actor, *, today: date) -> list[ClientDebt]:
    """Debtors, those who owe most first; a client with two currencies has two rows."""
    owed: QuerySet[Any] = listed_invoices(actor).filter(LIVE).order_by()
    rows = list(owed.values_list("client_id", "client__name", "currency", "due_on", "left_minor"))
    names = {row[0]: row[1] for row in rows}
    items = [Debt((row[0], row[2]), row[3], row[4]) for row in rows]
    found = [ClientDebt(a.key[0], names[a.key[0]], a.key[1], a) for a in aged(items, today)]
    return sorted(found, key=lambda each: (each.currency, -each.aged.total_minor, each.name))


def debt_totals(rows: Collection[ClientDebt]) -> list[ClientDebt]:
    """One row for each currency: all clients together."""
    currencies = sorted({row.currency for row in rows})
    return [_debt_of([row for row in rows if row.currency == each], each) for each in currencies]


def _debt_of(rows: Collection[ClientDebt], currency: str) -> ClientDebt:
    claims = [row.penalty for row in rows if row.penalty]
    aged = together((row.aged for row in rows), (0, currency))
    penalty = sum(claims, Money.zero(currency)) if claims else None
    return ClientDebt(0, "", currency, aged, penalty=penalty)


def in_base(sums: dict[str, int], on: date) -> Money:
    """Sums of several currencies in the base one; of an unknown currency nothing is counted."""
    base = money_rules().base_currency
    total = Money.zero(base)
    for currency, minor in sums.items():
        try:
            total += to_base(Money(minor, currency), on)
        except Refused:
            continue
    return total


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How soon invoices were issued after their day, and how many had to be corrected."""

    issued: int
    measured: int
    late: int
    mean_days_tenths: int
    corrected: int

    @property
    def mean_days(self) -> Decimal:
        return Decimal(self.mean_days_tenths) / 10

    @property
    def on_time_bp(self) -> int | None:
        return (self.measured - self.late) * 10_000 // self.measured if self.measured else None

    @property
    def right_bp(self) -> int | None:
        return (self.issued - self.corrected) * 10_000 // self.issued if self.issued else None


def timeliness(actor: Actor, *, since: date, until: date) -> Timeliness:
    """Invoices issued from a day to a day: days between the due day of issue and the issue."""
    rows: QuerySet[Any] = listed_invoices(actor).filter(
        kind__in=PAYABLE, issued_on__gte=since, issued_on__lte=until
    )
    told = list(rows.values_list("due_to_issue_on", "issued_on", "is_corrected"))
    delays = [days_late(due, on) for due, on, _corrected in told if due is not None]
    tenths = sum(delays) * 10 // len(delays) if delays else 0
    return Timeliness(
        issued=len(told),
        measured=len(delays),
        late=sum(1 for days in delays if days),
        mean_days_tenths=tenths,
        corrected=sum(1 for _due, _on, corrected in told if corrected),
    )


def sums_of(rows: "QuerySet[Any]", name: str = "left_minor") -> list[Money]:
    """Sums of a list of invoices, one for each currency."""
    summed = rows.order_by().values("currency").annotate(sum=Sum(name)).order_by("currency")
    return [Money(int(row["sum"] or 0), row["currency"]) for row in summed]


def unapplied_credits(actor: Actor, client_id: int) -> list[Invoice]:
    """Credit notes that nothing has used up yet: what we owe to the client."""
    rows = invoices(actor).filter(kind=InvoiceKind.CREDIT, client_id=client_id)
    return list(rows.exclude(state=InvoiceState.DRAFT).filter(paid_minor__lt=F("total_minor")))


def open_advances(actor: Actor, client_id: int) -> "QuerySet[Invoice]":
    """Issued advances of a client that later invoices may settle."""
    rows = invoices(actor).filter(client_id=client_id, kind=InvoiceKind.ADVANCE)
    return rows.exclude(Q(state=InvoiceState.DRAFT) | Q(state=InvoiceState.CREDITED))
