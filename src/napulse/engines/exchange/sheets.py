"""Tables for people: XLSX with typed cells, CSV for a Russian Excel; never a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import xlsxwriter

Kind = Literal["text", "int", "money", "quantity", "date", "datetime", "percent"]
Value = str | int | date | None

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - XlsxWriter wants it naive; fixed, so that equal tables are equal bytes
_FORMATS: dict[Kind, str] = {
    "text": "@",
    "int": "#,##0",
    "money": "#,##0.00",
    "quantity": "#,##0.###",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "percent": "0.0%",
}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_TITLE = 31
_LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Column:
    """A column: caption, kind of its values, width in characters.

    Values by kind: text `str`; int `int`; money `int` in minor units (kopecks, cents); quantity
    `int` in thousandths; date `date`; datetime aware `datetime`, shown in the zone it carries;
    percent `int` in basis points. None is an empty cell.
    """

    title: str
    kind: Kind = "text"
    width: int = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; its title is cut to 31 characters and made unique."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook: header frozen and filtered, numbers and dates as such, text never a formula or
    a link.

    The same sheets give the same bytes. Raises ValueError without sheets, for a row whose length
    is not that of the columns, a value of the wrong kind, or a naive datetime.
    """
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as workbook:
        workbook.set_properties({"created": _CREATED})
        formats = {
            kind: workbook.add_format({"num_format": shown, "valign": "top"})
            for kind, shown in _FORMATS.items()
        }
        heading = workbook.add_format(
            {"bold": True, "bottom": 1, "valign": "top", "text_wrap": True}
        )
        for title, sheet in zip(_titles(sheets), sheets, strict=True):
            _Writer(workbook.add_worksheet(title), formats, heading).write(sheet)
    return target.getvalue()


class _Writer:
    """Fills one worksheet."""

    def __init__(
        self, worksheet: xlsxwriter.workbook.Worksheet, formats: dict[Kind, object], heading: object
    ) -> None:
        self._worksheet, self._formats, self._heading = worksheet, formats, heading

    def write(self, sheet: Sheet) -> None:
        last = -1
        for index, column in enumerate(sheet.columns):
            self._worksheet.set_column(index, index, column.width)
            self._worksheet.write_string(0, index, _plain(column.title), self._heading)
        for last, row in enumerate(sheet.rows):
            for index, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                self._cell(last + 1, index, column.kind, value)
        self._worksheet.freeze_panes(1, 0)
        if sheet.columns:
            self._worksheet.autofilter(0, 0, last + 1, len(sheet.columns) - 1)

    def _cell(self, row: int, index: int, kind: Kind, value: Value) -> None:
        if value is None or value == "":
            return
        shown = self._formats[kind]
        checked = _checked(kind, value)
        if isinstance(checked, str):
            self._worksheet.write_string(row, index, _plain(checked), shown)
        elif isinstance(checked, date):
            self._worksheet.write_datetime(row, index, _local(checked), shown)
        else:
            self._worksheet.write_number(row, index, _scaled(kind, checked), shown)


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV for Excel: UTF-8 with BOM, `;`, CRLF; decimal comma; text starting with = + - @ tab
    CR gets an apostrophe.

    Raises ValueError as `write_xlsx` does.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(column.title) for column in columns])
    for row in rows:
        writer.writerow(
            [_csv_text(column.kind, value) for column, value in zip(columns, row, strict=True)]
        )
    return target.getvalue().encode("utf-8-sig")


def _csv_text(kind: Kind, value: Value) -> str:
    if value is None:
        return ""
    checked = _checked(kind, value)
    if isinstance(checked, str):
        return _harmless(checked)
    if isinstance(checked, datetime):
        return checked.strftime("%d.%m.%Y %H:%M")
    if isinstance(checked, date):
        return checked.strftime("%d.%m.%Y")
    return _NUMBER_TEXTS[kind](checked)


def _decimal(value: int) -> str:
    return f"{Decimal(value) / 100:.2f}".replace(".", ",")


def _percent(value: int) -> str:
    share = (Decimal(value) / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{share}%".replace(".", ",")


def _thousandths(value: int) -> str:
    return f"{(Decimal(value) / 1000).normalize():f}".replace(".", ",")


_NUMBER_TEXTS: dict[Kind, Callable[[int], str]] = {
    "int": str,
    "money": _decimal,
    "quantity": _thousandths,
    "percent": _percent,
}


def _harmless(text: str) -> str:
    plain = _CONTROL.sub("", text)
    return f"'{plain}" if plain.startswith(_DANGEROUS) else plain


def _plain(text: str) -> str:
    return _CONTROL.sub("", text)[:_LONGEST_CELL]


def _checked(kind: Kind, value: str | int | date) -> str | int | date:
    expected = {"text": str, "date": date, "datetime": datetime}.get(kind, int)
    is_other = isinstance(value, bool) or (kind == "date" and isinstance(value, datetime))
    if is_other or not isinstance(value, expected):
        raise ValueError(f"{value!r} is no {kind}")
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"{value!r} has no zone")
    return value


def _local(value: date) -> date:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _scaled(kind: Kind, value: int) -> Decimal | int:
    """Excel keeps numbers as floats; the division is exact up to there, and nothing is computed
    from it afterwards.
    """
    parts = {"money": 100, "quantity": 1000, "percent": 10_000}
    return Decimal(value) / parts[kind] if kind in parts else value


def _titles(sheets: Sequence[Sheet]) -> list[str]:
    """Excel's rules: at most 31 characters, none of []:*?/\\, no apostrophe at the ends, unique
    without case.
    """
    titles: list[str] = []
    for number, sheet in enumerate(sheets, 1):
        title = (
            _NOT_IN_TITLES.sub(" ", sheet.title).strip(" '")[:_LONGEST_TITLE].strip(" '")
            or f"Sheet {number}"
        )
        if (
            title.casefold() in {known.casefold() for known in titles}
            or title.casefold() == "history"
        ):
            ending = f" ({number})"
            title = title[: _LONGEST_TITLE - len(ending)] + ending
        titles.append(title)
    return titles
