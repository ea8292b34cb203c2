"""Writes the ledger: postings are added, never changed, and every kept sum moves with them.

Called inside the transaction of the action whose row is posted. What a source says now replaces
what it said before: the difference is posted, so the sum over its postings is always the truth and
the postings until a past moment are what was known then.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from napulse.db.together import insert, together
from napulse.ledger.models import Posting, PostingKind, Source
from napulse.ledger.sums import ROWS_AT_ONCE, moves

MEASURES = (
    "minutes",
    "billable_minutes",
    "uncosted_minutes",
    "amount_minor",
    "actual_minor",
    "standard_minor",
    "original_minor",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """What a source says: amounts net of VAT in the base currency; `original` as on paper."""

    kind: PostingKind
    on: date
    client_id: int | None = None
    project_id: int | None = None
    line_id: int = 0
    entity_id: int | None = None
    person_id: int | None = None
    role_id: int | None = None
    minutes: int = 0
    billable_minutes: int = 0
    uncosted_minutes: int = 0
    amount_minor: int = 0
    actual_minor: int = 0
    standard_minor: int = 0
    currency: str = "RUB"
    original_minor: int = 0


NAMES = tuple(field.name for field in fields(Fact))
PLACES = tuple(name for name in NAMES if name not in MEASURES)
ZERO = (0,) * len(MEASURES)
IDS_AT_ONCE = 500

Net = dict[tuple[Any, ...], tuple[int, ...]]


def post(source: Source, source_id: int, facts: Iterable[Fact], *, now: datetime) -> None:
    """Post what a new source says. Of a source that was posted before use `repost`."""
    post_many([(source, source_id, fact) for fact in facts], now=now)


def post_many(facts: Sequence[tuple[Source, int, Fact]], *, now: datetime) -> None:
    """Post facts of many new sources at once."""
    rows = [
        Posting(source=source, source_id=key, recorded_at=now, **_values(fact))
        for source, key, fact in facts
        if any(getattr(fact, name) for name in MEASURES)
    ]
    _write(rows)


def repost(source: Source, source_id: int, facts: Iterable[Fact], *, now: datetime) -> None:
    """Make a source say these facts from now on; nothing is posted when it says them already."""
    repost_many(source, {source_id: facts}, now=now)


def repost_many(source: Source, said: Mapping[int, Iterable[Fact]], *, now: datetime) -> None:
    """Make many rows of one kind say these facts from now on: a fixed number of statements."""
    known = _known(source, list(said))
    rows: list[Posting] = []
    for source_id, facts in said.items():
        wanted = _net(tuple(getattr(fact, name) for name in (*PLACES, *MEASURES)) for fact in facts)
        rows += _difference(source, source_id, known.get(source_id, {}), wanted, now)
    _write(rows)


def _write(rows: Sequence[Posting]) -> None:
    """Add postings and move the sums. Plain SQL: every time entry that is saved waits for it."""
    parts = (rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE))
    together([*(insert(part) for part in parts), *moves(rows)])


def _difference(
    source: Source, source_id: int, said: Net, wanted: Net, now: datetime
) -> Iterator[Posting]:
    for place in sorted({*said, *wanted}, key=repr):
        old, new = said.get(place, ZERO), wanted.get(place, ZERO)
        if old == new:
            continue
        for sign, measures in ((-1, old), (1, new)):
            if measures != ZERO:
                yield Posting(
                    source=source,
                    source_id=source_id,
                    recorded_at=now,
                    **dict(zip(PLACES, place, strict=True)),
                    **{name: sign * n for name, n in zip(MEASURES, measures, strict=True)},
                )


def _known(source: Source, source_ids: Sequence[int]) -> dict[int, Net]:
    """What each of the sources says now."""
    rows: dict[int, list[tuple[Any, ...]]] = {}
    for start in range(0, len(source_ids), IDS_AT_ONCE):
        part = source_ids[start : start + IDS_AT_ONCE]
        found = Posting.objects.filter(source=source, source_id__in=part).order_by()
        for source_id, *values in found.values_list("source_id", *PLACES, *MEASURES):
            rows.setdefault(source_id, []).append(tuple(values))
    return {source_id: _net(said) for source_id, said in rows.items()}


def _net(rows: Iterable[tuple[Any, ...]]) -> Net:
    """What remains at each place when all signs are added up."""
    sums: dict[tuple[object, ...], Counter[str]] = {}
    for row in rows:
        place, measures = row[: len(PLACES)], row[len(PLACES) :]
        own = sums.setdefault(place, Counter())
        for name, value in zip(MEASURES, measures, strict=True):
            own[name] += value
    found = {place: tuple(own[name] for name in MEASURES) for place, own in sums.items()}
    return {place: measures for place, measures in found.items() if measures != ZERO}


def _values(fact: Fact) -> dict[str, object]:
    return {name: getattr(fact, name) for name in NAMES}
