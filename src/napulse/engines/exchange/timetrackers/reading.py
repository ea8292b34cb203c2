"""An export row by row: whose time, on what, when, how long; or what is wrong with the row."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from napulse.engines.exchange.table_types import Table, TableRow
from napulse.engines.exchange.timetrackers.columns import Columns, Tracker, columns_of
from napulse.engines.exchange.timetrackers.dates import DateOrder, orders_of, read_date
from napulse.engines.exchange.timetrackers.durations import read_clock, read_hours
from napulse.engines.kernel.text import fold

_DAY_MINUTES: Final = 24 * 60
_YES: Final = frozenset({"yes", "true", "1", "да", "y", "д", "billable", "ja", "oui"})
_NO: Final = frozenset({"no", "false", "0", "нет", "n", "н", "non-billable", "nein", "non"})
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class TimeFault:
    """What is wrong with a row: `times.…` code and the value as it was written."""

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRow:
    """One row: its number in the source; the faults keep it out.

    ``billable`` is None where the export does not say. ``key`` is the same for the same row of the
    same tracker whenever it is read, and differs between rows: two rows that are equal in
    everything are told apart by their order.
    """

    number: int
    person: str = ""
    email: str = ""
    client: str = ""
    project: str = ""
    task: str = ""
    note: str = ""
    on: date | None = None
    minutes: int = 0
    billable: bool | None = None
    key: str = ""
    faults: tuple[TimeFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All rows of an export. ``orders`` are the ways in which its dates can be read: when there are
    two, a person has to say which; ``order`` is the one that was taken.
    """

    tracker: Tracker | None
    rows: tuple[TimeRow, ...]
    order: DateOrder
    orders: tuple[DateOrder, ...]


def read_times(table: Table, order: DateOrder | None = None) -> Reading:
    """Read every row of an export.

    Row codes: ``times.row_without_person``, ``times.bad_date``, ``times.bad_duration``,
    ``times.nothing`` (no time at all), ``times.more_than_a_day``. Refused: see `columns_of`.
    """
    columns = columns_of(table.header)
    orders = orders_of(columns.cell(row.cells, "on") for row in table.rows)
    wanted = order if order in orders else next(iter(orders), DateOrder.DAY_FIRST)
    rows = (_read(row, columns, wanted) for row in table.rows)
    tracker = columns.tracker
    return Reading(tracker, tuple(_keyed(rows, tracker, table, columns)), wanted, orders)


def _read(row: TableRow, columns: Columns, order: DateOrder) -> TimeRow:
    def cell(name: str, longest: int = _LONGEST) -> str:
        return " ".join(columns.cell(row.cells, name).split())[:longest]

    person = cell("person") or f"{cell('first_name')} {cell('last_name')}".strip()
    email = cell("email").lower()
    on, minutes = read_date(cell("on"), order), _minutes(row, columns)
    return TimeRow(
        number=row.number,
        person=person,
        email=email,
        client=cell("client"),
        project=cell("project"),
        task=cell("task"),
        note=cell("note"),
        on=on,
        minutes=minutes or 0,
        billable=_billable(cell("billable")),
        faults=tuple(_faults(person or email, on, minutes, row, columns)),
    )


def _minutes(row: TableRow, columns: Columns) -> int | None:
    """By the clock where the export has it, it is exact; otherwise by hours."""
    written = columns.cell(row.cells, "clock")
    found = read_clock(written) if written else None
    return read_hours(columns.cell(row.cells, "hours")) if found is None else found


def _faults(
    who: str, on: date | None, minutes: int | None, row: TableRow, columns: Columns
) -> Iterator[TimeFault]:
    if not who:
        yield TimeFault("times.row_without_person")
    if on is None:
        yield TimeFault("times.bad_date", columns.cell(row.cells, "on")[:40])
    written = columns.cell(row.cells, "clock") or columns.cell(row.cells, "hours")
    if minutes is None:
        yield TimeFault("times.bad_duration", written[:40])
    elif minutes == 0:
        yield TimeFault("times.nothing", written[:40])
    elif minutes > _DAY_MINUTES:
        yield TimeFault("times.more_than_a_day", written[:40])


def _billable(written: str) -> bool | None:
    word = fold(written)
    return True if word in _YES else False if word in _NO else None


def _keyed(
    rows: Iterator[TimeRow], tracker: Tracker | None, table: Table, columns: Columns
) -> Iterator[TimeRow]:
    """Give each row its key: a digest of what it says, and its place among equal rows."""
    seen: Counter[str] = Counter()
    for row, source in zip(rows, table.rows, strict=True):
        said = (
            tracker or "",
            row.email or fold(row.person),
            row.on.isoformat() if row.on else "",
            columns.cell(source.cells, "start").strip(),
            str(row.minutes),
            *(fold(text) for text in (row.client, row.project, row.task, row.note)),
        )
        digest = hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:40]
        seen[digest] += 1
        yield replace(row, key=f"{digest}-{seen[digest]}")
