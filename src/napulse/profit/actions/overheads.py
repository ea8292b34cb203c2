"""Overhead of months: set as a grid, posted at once, each change with its way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import Refused
from napulse.ledger.models import PostingKind, Source
from napulse.ledger.posting import Fact, repost
from napulse.profit.models import Overhead
from napulse.profit.permissions import EDIT_BOOKS


@dataclass(frozen=True, slots=True)
class OverheadData:
    """What a title costs in a month; `seen` is what the form showed. Nothing removes the row."""

    title: str
    month_on: date
    amount_minor: int | None
    seen: int | None = None


@action(EDIT_BOOKS)
def set_overheads(
    actor: Actor, *, rows: Sequence[OverheadData], entity_id: int | None, now: datetime
) -> list[OverheadData]:
    """Set those that differ; returns what stood before, which sets it back."""
    before = []
    for data in rows:
        known = _known(data, entity_id)
        stands = known.amount_minor if known else None
        if stands == data.amount_minor:
            continue
        if stands != data.seen:
            raise Refused("overhead.changed", title=data.title)
        before.append(OverheadData(data.title, data.month_on, stands, data.amount_minor))
        _set(actor, data, known, entity_id, now)
    return before


@action(EDIT_BOOKS)
def remove_overhead(actor: Actor, row: Overhead, *, now: datetime) -> OverheadData:
    """Remove one; returns what sets it back."""
    row = Overhead.objects.select_for_update().get(pk=row.pk)
    stood = OverheadData(row.title, row.month_on, row.amount_minor)
    _remove(actor, row, now)
    return stood


def _known(data: OverheadData, entity_id: int | None) -> Overhead | None:
    rows = Overhead.objects.select_for_update().filter(entity_id=entity_id)
    found: Overhead | None = rows.filter(title=data.title, month_on=data.month_on).first()
    return found


def _set(
    actor: Actor, data: OverheadData, known: Overhead | None, entity_id: int | None, now: datetime
) -> None:
    if data.amount_minor is None:
        if known is not None:
            _remove(actor, known, now)
        return
    row = known or Overhead(entity_id=entity_id, month_on=data.month_on, title=data.title)
    row.recorded_at = now
    with change(actor, row, "overhead.set"):
        row.amount_minor = data.amount_minor
        row.save()
    repost(Source.OVERHEAD, row.pk, facts_of(row), now=now)


def _remove(actor: Actor, row: Overhead, now: datetime) -> None:
    repost(Source.OVERHEAD, row.pk, [], now=now)
    with change(actor, row, "overhead.removed"):
        Overhead.objects.filter(pk=row.pk).delete()


def facts_of(row: Overhead) -> list[Fact]:
    """What an overhead says in the ledger."""
    return [
        Fact(
            PostingKind.OVERHEAD,
            row.month_on,
            entity_id=row.entity_id,
            amount_minor=row.amount_minor,
        )
    ]
