"""What an entry says in the ledger: its minutes, its worth, and what it cost."""

from collections.abc import Iterable, Sequence

from napulse.engines.kernel.money import round_half_up
from napulse.ledger.models import PostingKind, Source
from napulse.ledger.posting import Fact
from napulse.timesheets.models import TimeEntry
from napulse.timesheets.queries.prices import HOUR, Price, Prices

ENTRY = Source.ENTRY


def is_sold(entry: TimeEntry) -> bool:
    """Whether the client is to pay for it."""
    return entry.billable and entry.client_id is not None


def price_entries(entries: Iterable[TimeEntry], prices: Prices) -> dict[int, Price]:
    """Write the rate and the worth of each entry on it; what was priced, by place in the order."""
    found = {}
    for place, entry in enumerate(entries):
        price = found[place] = prices.of(entry)
        entry.rate_minor = price.sells
        entry.worth_minor = price.worth(entry.minutes) if is_sold(entry) else 0
    return found


def fact_of(entry: TimeEntry, price: Price, currency: str) -> Fact:
    """The one fact of an entry. Without an own cost of the person the standard stands for it."""
    minutes = entry.minutes
    standard = None if price.standard is None else round_half_up(price.standard * minutes, HOUR)
    actual = standard if price.actual is None else round_half_up(price.actual * minutes, HOUR)
    return Fact(
        PostingKind.TIME,
        entry.on,
        client_id=entry.client_id,
        project_id=entry.project_id,
        line_id=entry.line_id or 0,
        entity_id=price.entity_id,
        person_id=entry.person_id,
        role_id=entry.role_id,
        minutes=minutes,
        billable_minutes=minutes if is_sold(entry) else 0,
        uncosted_minutes=minutes if standard is None else 0,
        amount_minor=entry.worth_minor,
        actual_minor=actual or 0,
        standard_minor=standard or 0,
        currency=currency,
    )


def facts_of(
    entries: Sequence[TimeEntry], priced: dict[int, Price], currency: str
) -> dict[int, list[Fact]]:
    """What each stored entry says; a deleted one says nothing."""
    return {
        entry.pk: [] if entry.deleted_at else [fact_of(entry, priced[place], currency)]
        for place, entry in enumerate(entries)
    }
