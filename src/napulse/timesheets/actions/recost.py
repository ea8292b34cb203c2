"""Time priced anew when rates of past days are set: what an invoice took keeps its worth."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.ledger.models import Posting, PostingKind
from napulse.ledger.posting import Fact, repost_many
from napulse.timesheets.actions.facts import ENTRY, fact_of, price_entries
from napulse.timesheets.actions.time import store_entries
from napulse.timesheets.models import EntryState, TimeEntry
from napulse.timesheets.permissions import EDIT_TIME
from napulse.timesheets.queries.prices import Concerned, Price, prices_of


@action(EDIT_TIME)
def reprice_entries(actor: Actor, *, ids: Collection[int], now: datetime) -> int:
    """Make entries say what they sell for and cost by the rates in force; how many changed.

    The line and the scope of an entry stay. Of one in an invoice only the cost is told anew.
    """
    rows = TimeEntry.objects.select_for_update(of=("self",)).filter(pk__in=ids, deleted_at=None)
    entries = list(rows.order_by("pk"))
    if not entries:
        return 0
    prices = prices_of(Concerned.by(entries))
    free = [entry for entry in entries if entry.state != EntryState.LOCKED]
    before = [(entry.rate_minor, entry.worth_minor) for entry in free]
    priced = dict(zip((e.pk for e in free), price_entries(free, prices).values(), strict=True))
    changed = [
        entry
        for entry, was in zip(free, before, strict=True)
        if (entry.rate_minor, entry.worth_minor) != was
    ]
    store_entries(
        actor, changed, "time.priced_again", {"saved_at": now}, judged=("rate_minor", "worth_minor")
    )
    facts = {e.pk: [fact_of(e, priced[e.pk], prices.base)] for e in free}
    held = [entry for entry in entries if entry.state == EntryState.LOCKED]
    facts |= _of_held(held, {e.pk: prices.of(e) for e in held}, prices.base)
    repost_many(ENTRY, facts, now=now)
    return len(changed)


def _of_held(
    entries: Sequence[TimeEntry], priced: dict[int, Price], base: str
) -> dict[int, list[Fact]]:
    """What an invoice took stays where it was posted, worth what it was worth."""
    rows = Posting.objects.filter(
        source=ENTRY, source_id__in=[e.pk for e in entries], kind=PostingKind.TIME, minutes__gt=0
    ).order_by("pk")
    places = {row.source_id: row for row in rows}
    facts = {}
    for entry in entries:
        fact = fact_of(entry, priced[entry.pk], base)
        if (place := places.get(entry.pk)) is not None:
            fact = replace(
                fact,
                entity_id=place.entity_id,
                line_id=place.line_id,
                role_id=place.role_id,
                currency=place.currency,
            )
        facts[entry.pk] = [fact]
    return facts
