"""Rows of an XLSX workbook: weighed before it is opened, read without evaluating anything."""

from __future__ import annotations

import io
import re
import warnings as python_warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Protocol, cast

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from napulse.engines.exchange.notices import Notice, notice
from napulse.engines.exchange.table_types import Raw, TableLimits, TableRow, clean
from napulse.engines.kernel.errors import Refused

_CHUNK = 1 << 16
_RATIO_FROM = 1_000_000
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\""
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ELEMENT = re.compile(rb"<[^/?!]")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_OVERLAP = 300
_MOST_MERGED = 10_000
_LAST_ROW = 1_048_576
_MOST_PLACES = 5_000_000
_ERRORS = (
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#N/A",
    "#GETTING_DATA",
    "#SPILL!",
)


class _Cell(Protocol):
    @property
    def value(self) -> object: ...
    @property
    def data_type(self) -> str: ...


class _ReadSheet(Protocol):
    title: str
    sheet_state: str

    def reset_dimensions(self) -> None: ...
    def iter_rows(self, *, max_row: int) -> Iterator[tuple[_Cell, ...]]: ...


@dataclass(slots=True)
class _Weighed:
    """What was seen while the parts were unpacked once, piece by piece."""

    has_formulas: bool = False
    merged: dict[str, list[str]] = field(default_factory=dict)


def read_xlsx_rows(raw: bytes, limits: TableLimits) -> Raw:
    """The first visible sheet that holds anything.

    Refused: `table.bomb` (too many parts, too large or too dense when unpacked, entity
    declarations), `table.encrypted`, `table.not_a_table` (a zip without a workbook),
    `table.broken`, `table.too_many_rows`, `table.too_many_columns`, `table.cell_too_long`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            weighed = _weigh(archive, limits)
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")
            return _read(raw, weighed, limits)
    except Refused:
        raise
    except Exception as broken:  # whatever the libraries raise is one answer to the person
        raise Refused("table.broken", reason=type(broken).__name__) from None


def _weigh(archive: zipfile.ZipFile, limits: TableLimits) -> _Weighed:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("table.encrypted")
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked:
        raise Refused("table.bomb", limit=limits.unpacked)
    if "xl/workbook.bin" in names:
        raise Refused("table.old_excel")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused("table.not_a_table")
    weighed, scale = _Weighed(), _Scale(limits)
    for entry in entries:
        _weigh_part(archive, entry, weighed, scale)
    return weighed


class _Scale:
    """Adds up what is really unpacked; sizes stated in the directory may lie."""

    def __init__(self, limits: TableLimits) -> None:
        self._limits = limits
        self._total = self._elements = 0

    def add(self, entry: zipfile.ZipInfo, part_size: int, chunk: bytes, *, elements: int) -> None:
        """Count a piece. Refused: `table.bomb`."""
        self._total += len(chunk)
        self._elements += elements
        is_dense = part_size > _RATIO_FROM and part_size > self._limits.ratio * max(
            entry.compress_size, 1
        )
        is_large = part_size > self._limits.unpacked_part and not _may_be_large(entry.filename)
        is_over = self._total > self._limits.unpacked or self._elements > self._limits.elements
        if is_dense or is_large or is_over:
            raise Refused("table.bomb", limit=self._limits.unpacked)


def _may_be_large(name: str) -> bool:
    return (
        name.startswith("xl/worksheets/")
        or name == "xl/sharedStrings.xml"
        or not name.endswith((".xml", ".rels"))
    )


def _weigh_part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, weighed: _Weighed, scale: _Scale
) -> None:
    size, tail = 0, b""
    merged: dict[str, None] = {}
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            scale.add(entry, size, chunk, elements=len(_ELEMENT.findall(chunk)))
            seen = tail + chunk
            if _DECLARATION.search(seen):
                raise Refused("table.bomb", limit=0)
            weighed.has_formulas = weighed.has_formulas or _FORMULA.search(seen) is not None
            if len(merged) < _MOST_MERGED:
                merged.update(dict.fromkeys(found.decode() for found in _MERGED.findall(seen)))
            tail = seen[-_OVERLAP:]
    weighed.merged[entry.filename] = list(merged)


def _read(raw: bytes, weighed: _Weighed, limits: TableLimits) -> Raw:
    sheets = _sheets(raw, values=True)
    for index, sheet in enumerate(sheets):
        if sheet.sheet_state != "visible":
            continue
        formulas = _formulas(raw, index) if weighed.has_formulas else {}
        told = _Told()
        rows = list(_rows(sheet, formulas, told, limits))
        if any(any(row.cells) for row in rows):
            path = str(getattr(sheet, "_worksheet_path", ""))
            rows = _filled_down(rows, weighed.merged.get(path, []), told)
            return Raw(tuple(rows), "xlsx", "", (*told.notices(), *_others(sheets, sheet.title)))
    return Raw((), "xlsx", "", ())


def _sheets(raw: bytes, *, values: bool) -> list[_ReadSheet]:
    workbook = load_workbook(io.BytesIO(raw), read_only=True, data_only=values, keep_links=False)
    sheets = cast("list[_ReadSheet]", workbook.worksheets)
    for sheet in sheets:
        sheet.reset_dimensions()  # what the file states about its size is not to be trusted
    return sheets


def _others(sheets: list[_ReadSheet], title: str) -> list[Notice]:
    others = len(sheets) - 1
    return [notice("table.other_sheets", sheet=title, others=others)] if others else []


class _Told:
    """How many cells of each remarkable kind there were, and where the first one is."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str]] = {}

    def add(self, code: str, row: int, column: int) -> None:
        """Remember one cell (row and column from 1)."""
        count, first = self._found.get(code, (0, f"{get_column_letter(column)}{row}"))
        self._found[code] = (count + 1, first)

    def notices(self) -> list[Notice]:
        """One notice for each kind."""
        return [
            notice(code, count=count, first=first) for code, (count, first) in self._found.items()
        ]


def _formulas(raw: bytes, index: int) -> dict[tuple[int, int], str]:
    """The text of every formula of a sheet by (row, column)."""
    sheet = _sheets(raw, values=False)[index]
    found: dict[tuple[int, int], str] = {}
    for number, row in _numbered(sheet):
        for column, cell in enumerate(row, 1):
            if cell.data_type == "f":
                found[(number, column)] = str(getattr(cell.value, "text", cell.value))
    return found


def _numbered(sheet: _ReadSheet) -> Iterator[tuple[int, tuple[_Cell, ...]]]:
    """Rows with their numbers; refused when blank cells alone would fill the memory."""
    places = 0
    for number, row in enumerate(sheet.iter_rows(max_row=_LAST_ROW), 1):
        places += len(row)
        if places > _MOST_PLACES:
            raise Refused("table.bomb", limit=_MOST_PLACES)
        yield number, row


def _rows(
    sheet: _ReadSheet, formulas: dict[tuple[int, int], str], told: _Told, limits: TableLimits
) -> Iterator[TableRow]:
    filled = 0
    for number, row in _numbered(sheet):
        _check_columns(number, row, limits)
        cells = tuple(
            _cell_text(cell, number, column, formulas, told)
            for column, cell in enumerate(row[: limits.columns], 1)
        )
        if not any(cells):
            continue
        filled += 1
        _check_row(number, cells, filled, limits)
        yield TableRow(number, cells)


def _check_columns(number: int, row: tuple[_Cell, ...], limits: TableLimits) -> None:
    if any(cell.value is not None for cell in row[limits.columns :]):
        raise Refused("table.too_many_columns", row=number, columns=len(row), limit=limits.columns)


def _check_row(number: int, cells: tuple[str, ...], filled: int, limits: TableLimits) -> None:
    if filled > limits.rows + 1:
        raise Refused("table.too_many_rows", limit=limits.rows)
    if any(len(cell) > limits.cell for cell in cells):
        raise Refused("table.cell_too_long", row=number, limit=limits.cell)


def _cell_text(
    cell: _Cell, row: int, column: int, formulas: dict[tuple[int, int], str], told: _Told
) -> str:
    value = cell.value
    formula = formulas.get((row, column)) if formulas else None
    if formula is not None:
        told.add("table.formula", row, column)
        value = formula if value is None else value
    if isinstance(value, str) and (cell.data_type == "e" or value in _ERRORS):
        told.add("table.error_cell", row, column)
        return ""
    return "" if value is None else clean(_as_text(value))


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time() == time.min
            else value.isoformat(sep=" ", timespec="seconds")
        )
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _filled_down(rows: list[TableRow], merged: Iterable[str], told: _Told) -> list[TableRow]:
    """A name merged over several rows stands in each of them."""
    by_number = {row.number: list(row.cells) for row in rows}
    for reference in merged:
        column, first, _, last = cast("tuple[int, int, int, int]", range_boundaries(reference))
        source = by_number.get(first, [])
        if last == first or len(source) < column or not source[column - 1]:
            continue
        told.add("table.merged", first, column)
        for number in range(first + 1, min(last, first + len(rows)) + 1):
            cells = by_number.get(number)
            if cells is not None and len(cells) >= column and not cells[column - 1]:
                cells[column - 1] = source[column - 1]
    return [TableRow(number, tuple(cells)) for number, cells in by_number.items()]
