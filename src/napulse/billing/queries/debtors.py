"""Debtors with what contracts say of their debts: above which limit, and which penalty is due."""

from dataclasses import replace
from datetime import date

from napulse.access.actor import Actor
from napulse.billing.queries.limits import passed
from napulse.billing.queries.money import ClientDebt, debts
from napulse.billing.queries.penalties import overdue_claims
from napulse.engines.kernel.money import Money


def told_debts(actor: Actor, *, today: date) -> list[ClientDebt]:
    """By client and currency; of several limits that were passed the excess is added up."""
    rows = debts(actor, today=today)
    if not rows:
        return []
    claims, above = overdue_claims(actor, today=today), _above(actor, today)
    return [
        replace(
            row,
            penalty=claims.get((row.client_id, row.currency)),
            above=above.get((row.client_id, row.currency)),
        )
        for row in rows
    ]


def _above(actor: Actor, today: date) -> dict[tuple[int, str], Money]:
    found: dict[tuple[int, str], Money] = {}
    for (client_id, _entity_id, currency), limit in passed(actor, today=today).items():
        known = found.get((client_id, currency), Money.zero(currency))
        found[client_id, currency] = known + limit.above
    return found
