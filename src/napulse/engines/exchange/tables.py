"""Read an uploaded table (CSV, TSV, XLSX), judged by its bytes, as cells of text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import PurePath

from napulse.engines.exchange.notices import Notice, notice
from napulse.engines.exchange.table_csv import read_csv_rows
from napulse.engines.exchange.table_types import Raw, Table, TableLimits, TableRow
from napulse.engines.exchange.table_xlsx import read_xlsx_rows
from napulse.engines.kernel.errors import Refused

__all__ = ["Table", "TableLimits", "TableRow", "read_table"]

_DEFAULT_LIMITS = TableLimits()
_HEADER_WITHIN = 30
_NUMBER = re.compile(r"[\d\s.,:%+\-/]*", re.ASCII)
_MOST_WARNINGS = 50


def read_table(raw: bytes, filename: str, limits: TableLimits = _DEFAULT_LIMITS) -> Table:
    """Read the bytes of a table; the name only decides when the bytes do not.

    Limits by default: 10 MB, 20,000 rows, 200 columns, 20,000 characters a cell; an XLSX may
    unpack to 64 MB. The header is the first well-filled row of the first thirty; blank rows are
    left out; columns that are empty from top to bottom at the right are dropped. Nothing is ever
    evaluated.

    Refused: `table.empty`, `table.too_large`, `table.not_a_table`, `table.html`,
    `table.old_excel`, `table.encrypted`, `table.bomb`, `table.broken`, `table.encoding`,
    `table.open_quote`, `table.cell_too_long`, `table.too_many_rows`, `table.too_many_columns`,
    `table.no_header`, `table.no_rows`.

    Warnings: `table.formula`, `table.error_cell`, `table.merged` (count, first),
    `table.row_too_wide` (row), `table.quotes`, `table.other_sheets` (sheet, others).
    """
    if len(raw) > limits.size:
        raise Refused("table.too_large", size=len(raw), limit=limits.size)
    if not raw.strip():
        raise Refused("table.empty")
    return _as_table(_reader(raw, filename)(raw, limits), limits)


def _reader(raw: bytes, filename: str) -> Callable[[bytes, TableLimits], Raw]:
    if raw.startswith(b"PK\x03\x04"):
        return read_xlsx_rows
    if raw.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        _refuse_ole(raw, filename)
    if (
        raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
        .lower()
        .startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta"))
    ):
        raise Refused("table.html")
    return read_csv_rows


def _refuse_ole(raw: bytes, filename: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise Refused("table.encrypted")
    is_excel = "Workbook".encode("utf-16-le") in raw or PurePath(filename).suffix.lower() == ".xls"
    raise Refused("table.old_excel" if is_excel else "table.not_a_table")


def _as_table(raw: Raw, limits: TableLimits) -> Table:
    filled = [row for row in raw.rows if any(row.cells)]
    if not filled:
        raise Refused("table.empty")
    at = _header_at(filled)
    width = max(_width(row.cells) for row in filled)
    if width > limits.columns:
        raise Refused("table.too_many_columns", columns=width, limit=limits.columns)
    header, body = filled[at], filled[at + 1 :]
    if all(_NUMBER.fullmatch(cell) for cell in header.cells):
        raise Refused("table.no_header", row=header.number)
    if not body:
        raise Refused("table.no_rows", row=header.number)
    warnings = [*raw.warnings, *_too_wide(body, _width(header.cells))]
    rows = tuple(TableRow(row.number, _padded(row.cells, width)) for row in body)
    return Table(
        _padded(header.cells, width),
        rows,
        raw.encoding,
        raw.delimiter,
        tuple(warnings[:_MOST_WARNINGS]),
    )


def _header_at(rows: Sequence[TableRow]) -> int:
    head = [sum(1 for cell in row.cells if cell) for row in rows[:_HEADER_WITHIN]]
    usual = Counter(head).most_common(1)[0][0] if len(head) > 1 else head[0]
    enough = max(1, -(-min(usual, max(head)) * 6 // 10))
    return next(index for index, count in enumerate(head) if count >= enough)


def _width(cells: Sequence[str]) -> int:
    return max((index for index, cell in enumerate(cells, 1) if cell), default=0)


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *[""] * (width - len(cells)))


def _too_wide(rows: Sequence[TableRow], width: int) -> list[Notice]:
    return [
        notice("table.row_too_wide", row=row.number) for row in rows if _width(row.cells) > width
    ]
