"""What the hours of a template would be sold for and cost: for promises not yet made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from napulse.delivery.breakdown import rows_of
from napulse.delivery.models import ProjectTemplate
from napulse.engines.kernel.money import round_half_up
from napulse.engines.kernel.text import fold
from napulse.estimates.queries.rates import rates_on
from napulse.ledger.queries import costs_on, money_rules
from napulse.people.models import WorkRole

HOUR = 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of a work role at a grade."""

    role_id: int
    grade: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Priced:
    """Worth at sell rates; the cost is None when the standard of some role is not known."""

    worth: int
    cost: int | None
    minutes: int


def hours_of_template(template: ProjectTemplate) -> list[Hours]:
    """The likely hours of its tasks, by role as it is called today."""
    roles = dict(WorkRole.objects.values_list("folded", "pk"))
    found = []
    for row in rows_of(template.content):
        for need in row.needs:
            role = roles.get(fold(need.role)) or need.role_id
            found.append(Hours(role, need.grade, need.minutes[1] * need.count))
    return found


def priced(hours: Iterable[Hours], *, client_id: int | None, today: date) -> Priced:
    """What so many hours sell for (to a client, if named) and cost, in the base currency."""
    rates, costs = rates_on(today, money_rules().base_currency), costs_on(today)
    worth, minutes = 0, 0
    cost: int | None = 0
    for one in hours:
        rate = rates.of(client_id, None, one.role_id, one.grade)
        own = costs.standard(one.role_id, one.grade, one.minutes)
        worth += round_half_up(rate.minor * one.minutes, HOUR) if rate else 0
        minutes += one.minutes
        cost = None if cost is None or own is None else cost + own
    return Priced(worth, cost, minutes)
