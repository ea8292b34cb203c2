"""What the readers of tables share: limits, rows, and the table itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from napulse.engines.exchange.notices import Notice

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class TableLimits:
    """How much of a table is read: bytes, rows, columns, characters; for XLSX also what it may
    unpack to.
    """

    size: int = 10_000_000
    rows: int = 20_000
    columns: int = 200
    cell: int = 20_000
    unpacked: int = 64_000_000
    unpacked_part: int = 8_000_000
    ratio: int = 200
    entries: int = 1_000
    elements: int = 3_000_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number in the source (line of the text file or row of the sheet, from 1) and
    its cells.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Raw:
    """Rows as they stand in the source, before the header is found."""

    rows: tuple[TableRow, ...]
    encoding: str
    delimiter: str
    warnings: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Header and rows of equal width, all text, trimmed. `delimiter` is empty for XLSX."""

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    encoding: str
    delimiter: str
    warnings: tuple[Notice, ...]


def clean(text: str) -> str:
    """A cell without control characters, byte order marks and blanks around it; line ends as
    `\\n`.
    """
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
