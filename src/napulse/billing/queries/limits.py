"""How far a client may be in debt by the terms in force, and who is farther."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Sum

from napulse.access.actor import Actor
from napulse.billing.models import Invoice
from napulse.billing.queries.invoices import LIVE
from napulse.contracts.models import Contract, TermKey
from napulse.contracts.queries.held import held, naming
from napulse.engines.kernel.money import Money

Place = tuple[int, int, str]
"""Client, own company, currency."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that a client may owe one of our companies, and the debt beside it."""

    contract: Contract
    clause: str
    limit: Money
    debt: Money

    @property
    def above(self) -> Money:
        """By how much the debt is above it; below nothing while there is room."""
        return self.debt - self.limit

    @property
    def is_passed(self) -> bool:
        return self.above.minor > 0


def limits(
    actor: Actor, *, today: date, client_ids: Collection[int] | None = None
) -> dict[Place, Limit]:
    """Of contracts that run today; where several name a limit for the same company and currency,
    the lowest holds.
    """
    known = held(naming(TermKey.DEBT_LIMIT, client_ids))
    found: dict[Place, Limit] = {}
    running = [row for row in known.contracts.values() if known.is_running(row.pk, today)]
    debts = _debts(actor, {row.client_id for row in running})
    for row in running:
        term = known.said(row.pk, today).get(TermKey.DEBT_LIMIT)
        if term is None or term.value is None or not actor.sees(row.client_id):
            continue
        place = (row.client_id, row.entity_id, row.currency)
        most = Money(term.value, row.currency)
        if place not in found or most < found[place].limit:
            debt = Money(debts.get(place, 0), row.currency)
            found[place] = Limit(row, term.clause, most, debt)
    return found


def _debts(actor: Actor, client_ids: Collection[int]) -> dict[Place, int]:
    """What is open by client, own company and currency."""
    if not client_ids:
        return {}
    rows = Invoice.objects.seen_by(actor).filter(LIVE, client_id__in=client_ids)
    by = ("client_id", "entity_id", "currency")
    summed = rows.order_by().values(*by).annotate(sum=Sum(F("total_minor") - F("paid_minor")))
    return {(row[by[0]], row[by[1]], row[by[2]]): int(row["sum"]) for row in summed}


def passed(
    actor: Actor, *, today: date, client_ids: Collection[int] | None = None
) -> dict[Place, Limit]:
    """Limits that the debt has passed."""
    found = limits(actor, today=today, client_ids=client_ids)
    return {place: limit for place, limit in found.items() if limit.is_passed}


def limit_of(actor: Actor, invoice: Invoice, *, today: date) -> Limit | None:
    """The limit that the debt of an invoice counts against."""
    found = limits(actor, today=today, client_ids=[invoice.client_id])
    return found.get((invoice.client_id, invoice.entity_id, invoice.currency))
