"""Rows of delimited text: encoding, delimiter and quotes found out from the bytes."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from napulse.engines.exchange.notices import Notice, notice
from napulse.engines.exchange.table_types import Raw, TableLimits, TableRow, clean
from napulse.engines.kernel.errors import Refused

_DELIMITERS = (";", ",", "\t")
_SAMPLE_ROWS = 50
_SAMPLE_LENGTH = 200_000
_MOST_ODD = 0.02


def read_csv_rows(raw: bytes, limits: TableLimits) -> Raw:
    """The rows of a CSV or TSV.

    Encodings: UTF-8 with or without BOM, UTF-16 with BOM, otherwise cp1251. Refused:
    `table.encoding`, `table.not_a_table`, `table.open_quote`, `table.cell_too_long`,
    `table.too_many_rows`, `table.too_many_columns`.
    """
    text, encoding = _decoded(raw)
    _check_is_text(text)
    body, told, skipped = _without_told_delimiter(text)
    delimiter = told or _delimiter(body)
    warnings: tuple[Notice, ...] = ()
    try:
        rows = tuple(_rows(body, delimiter, limits, strict=True))
    except csv.Error as broken:
        if "unexpected end" in str(broken):
            raise Refused("table.open_quote", row=_last_start(body, delimiter)) from None
        rows, warnings = _loosely(body, delimiter, limits)
    numbered = tuple(TableRow(row.number + skipped, row.cells) for row in rows)
    return Raw(numbered, encoding, delimiter, warnings)


def _loosely(
    body: str, delimiter: str, limits: TableLimits
) -> tuple[tuple[TableRow, ...], tuple[Notice, ...]]:
    try:
        return tuple(_rows(body, delimiter, limits, strict=False)), (notice("table.quotes"),)
    except csv.Error:
        raise Refused("table.cell_too_long", limit=csv.field_size_limit()) from None


def _decoded(raw: bytes) -> tuple[str, str]:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded_as(raw, "utf-16"), "utf-16"
    if b"\x00" in raw:
        raise Refused("table.not_a_table")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded_as(raw, "cp1251"), "cp1251"
    return text, "utf-8-sig" if raw.startswith(codecs.BOM_UTF8) else "utf-8"


def _decoded_as(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("table.encoding") from None


def _check_is_text(text: str) -> None:
    sample = text[:_SAMPLE_LENGTH]
    odd = sum(1 for letter in sample if letter < " " and letter not in "\t\r\n")
    if "\x00" in text or odd > len(sample) * _MOST_ODD:
        raise Refused("table.not_a_table")


def _without_told_delimiter(text: str) -> tuple[str, str, int]:
    """Excel may write `sep=;` as the first line."""
    first, newline, rest = text.partition("\n")
    told = first.strip()
    if newline and told.lower().startswith("sep=") and told[4:5] in {";", ",", ""}:
        return rest, told[4:5] or "\t", 1
    return text, "", 0


def _delimiter(text: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: _evenness(text[:_SAMPLE_LENGTH], delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows have the most usual width above one, and that width."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    widths: Counter[int] = Counter()
    try:
        widths.update(len(row) for row in islice(reader, _SAMPLE_ROWS) if len(row) > 1)
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return count, width


def _rows(body: str, delimiter: str, limits: TableLimits, *, strict: bool) -> Iterator[TableRow]:
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=strict)
    number, filled = 1, 0
    for row in reader:
        cells = tuple(clean(cell) for cell in row)
        filled += any(cells)
        _check_row(number, cells, filled, limits)
        yield TableRow(number, cells)
        number = reader.line_num + 1


def _check_row(number: int, cells: tuple[str, ...], filled: int, limits: TableLimits) -> None:
    if filled > limits.rows + 1:
        raise Refused("table.too_many_rows", limit=limits.rows)
    if len(cells) > limits.columns + 1 and any(cells[limits.columns :]):
        raise Refused(
            "table.too_many_columns", row=number, columns=len(cells), limit=limits.columns
        )
    if any(len(cell) > limits.cell for cell in cells):
        raise Refused("table.cell_too_long", row=number, limit=limits.cell)


def _last_start(body: str, delimiter: str) -> int:
    """The line on which the record begins that never ends."""
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for _ in reader:
            start = reader.line_num + 1
    except csv.Error:
        pass
    return start
