"""The least and the most that an hour costs at the standards in force: where cost is missing."""

from datetime import date
from typing import Any

from napulse.engines.kernel.money import Money
from napulse.engines.pricing.margin import HourBounds
from napulse.ledger.queries import money_rules, to_base
from napulse.people.models import RoleRate
from napulse.profit.queries.past import as_it_was
from napulse.profit.queries.wanted import Wanted

FIELDS = ("role_id", "grade", "from_on", "cost_minor", "currency")


def hour_bounds(wanted: Wanted) -> HourBounds:
    """Over all roles and grades, the newest standard of each by the last day; nothing when none is.

    Where actual cost is asked for, an hour without a standard may have had a cost of its person:
    then nothing is the least that it adds.
    """
    on, known_at = wanted.last_on, wanted.known_at
    rows = {row.pop("pk"): row for row in RoleRate.objects.order_by().values("pk", *FIELDS)}
    known = as_it_was("people.rolerate", rows, known_at, all_rows=True)
    costs = list(_newest(known, on).values())
    if not costs:
        return HourBounds()
    return HourBounds(0 if wanted.basis == "actual" else min(costs), max(costs))


def _newest(rows: dict[int, dict[str, Any]], on: date) -> dict[tuple[int, int], int]:
    newest: dict[tuple[int, int], tuple[date, int]] = {}
    base = money_rules().base_currency
    for row in rows.values():
        if row.get("from_on") is None or row.get("cost_minor") is None:
            continue  # history kept too little of a removed row
        from_on = _day(row["from_on"])
        key = (row["role_id"], row["grade"])
        if from_on <= on and (key not in newest or newest[key][0] < from_on):
            money = Money(row["cost_minor"], row.get("currency") or "RUB")
            newest[key] = (from_on, to_base(money, on, base=base).minor)
    return {key: cost for key, (_from_on, cost) in newest.items()}


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
