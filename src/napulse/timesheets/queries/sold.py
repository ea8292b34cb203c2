"""At what rate time is sold: in an invoice, and in a change order of what is at risk."""

from collections.abc import Mapping
from datetime import date

from napulse.engines.kernel.money import round_half_up
from napulse.estimates.queries.pricing import discounted
from napulse.timesheets.models import TimeEntry

HOUR = 60
Discounts = Mapping[date, int]
NO_DISCOUNTS: Discounts = {}


def sold_at(entry: TimeEntry, discounts: Discounts) -> int:
    """The price of an hour, in the base currency: by the card of its day, less what the contract
    takes off rates on that day. An entry without a rate is told at the rate that its worth says.
    """
    rate = entry.rate_minor
    if rate is None:
        rate = round_half_up(entry.worth_minor * HOUR, entry.minutes)
    return discounted(rate, discounts.get(entry.on, 0))
