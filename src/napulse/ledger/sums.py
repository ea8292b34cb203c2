"""The sums kept beside the ledger, moved in the transaction of each posting.

One statement a table: `INSERT … ON CONFLICT … DO UPDATE SET x = x + excluded.x`, rows in the order
of their keys, so that two writers never wait for each other in a circle. Raw SQL because Django's
upsert replaces values and cannot add to them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from napulse.db.together import Statement
from napulse.ledger.models import (
    ClientMonth,
    LineTotal,
    PersonWeek,
    Posting,
    PostingKind,
    ProjectMonth,
    Sums,
)

COLUMN = {
    PostingKind.TIME: "worth_minor",
    PostingKind.FEE: "fee_minor",
    PostingKind.PASS: "pass_minor",
    PostingKind.BOUGHT_PASS: "bought_pass_minor",
    PostingKind.BOUGHT_OWN: "bought_own_minor",
    PostingKind.USED: "used_minor",
    PostingKind.WRITTEN_OFF: "written_off_minor",
    PostingKind.OVERHEAD: "overhead_minor",
    PostingKind.PAID: "paid_minor",
}
ALONGSIDE = (
    "minutes",
    "billable_minutes",
    "uncosted_minutes",
    "actual_minor",
    "standard_minor",
)
SUMS = tuple(field.name for field in Sums._meta.get_fields())
ROWS_AT_ONCE = 400

Key = tuple[int | date, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of sums: its key columns, its sum columns, and where a posting belongs in it."""

    model: type[models.Model]
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    key_of: Callable[[Posting], Key | None]


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def _person_week(row: Posting) -> Key | None:
    if row.kind != PostingKind.TIME or row.person_id is None:
        return None
    return (row.person_id, week_of(row.on))


KEPT = (
    Kept(
        ClientMonth,
        ("client_key", "month_on"),
        SUMS,
        lambda row: (row.client_id or 0, month_of(row.on)),
    ),
    Kept(
        ProjectMonth,
        ("project_key", "client_key", "entity_key", "month_on"),
        SUMS,
        lambda row: (
            row.project_id or 0,
            row.client_id or 0,
            row.entity_id or 0,
            month_of(row.on),
        ),
    ),
    Kept(
        LineTotal,
        ("project_key", "client_key", "line_key", "role_key"),
        SUMS,
        lambda row: (row.project_id or 0, row.client_id or 0, row.line_id, row.role_id or 0),
    ),
    Kept(
        PersonWeek,
        ("person_key", "week_on"),
        ("minutes", "billable_minutes", "worth_minor"),
        _person_week,
    ),
)


def moves(postings: Iterable[Posting]) -> Iterator[Statement]:
    """What moves every kept sum by these postings."""
    rows = list(postings)
    for kept in KEPT:
        moved = sums_of(kept, rows)
        for start in range(0, len(moved), ROWS_AT_ONCE):
            yield _move(kept, moved[start : start + ROWS_AT_ONCE])


def sums_of(kept: Kept, postings: Iterable[Posting]) -> list[tuple[Key, tuple[int, ...]]]:
    """By how much each row of a table of sums moves, in the order of its keys."""
    found: dict[Key, dict[str, int]] = {}
    for row in postings:
        key = kept.key_of(row)
        if key is not None:
            own = found.setdefault(key, dict.fromkeys(kept.sums, 0))
            for name, value in measures(row).items():
                if name in own:
                    own[name] += value
    moved = ((key, tuple(own.values())) for key, own in found.items() if any(own.values()))
    return sorted(moved, key=lambda pair: str(pair[0]))


def measures(row: Posting) -> dict[str, int]:
    """What a posting adds, by the column of the sums."""
    return {name: getattr(row, name) for name in ALONGSIDE} | {
        COLUMN[PostingKind(row.kind)]: row.amount_minor
    }


def _move(kept: Kept, moved: Sequence[tuple[Key, tuple[int, ...]]]) -> Statement:
    columns = (*kept.keys, *kept.sums)
    table = kept.model._meta.db_table
    one = f"({', '.join(['%s'] * len(columns))})"
    sets = ", ".join(f'{name} = "{table}".{name} + excluded.{name}' for name in kept.sums)
    sql = (
        f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES {", ".join([one] * len(moved))} '  # noqa: S608 names come from models
        f"ON CONFLICT ({', '.join(kept.keys)}) DO UPDATE SET {sets}"
    )
    return sql, tuple(value for key, sums in moved for value in (*key, *sums))
