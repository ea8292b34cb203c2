"""The lines of an estimate as a spreadsheet: what is typed is judged, and nothing of it is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import ngettext

from napulse.estimates.forms.cells import (
    CHOICES,
    COLUMNS,
    PHASE,
    Cells,
    Reader,
    Writer,
    is_blank,
)
from napulse.estimates.lines import ROWS_MAX, LineData
from napulse.estimates.queries.pricing import Cards
from napulse.ui.text import StrOrPromise

SPARE_ROWS = 4
HIDDEN = ("key", "card")
SENT_SHOWN = 20
DEFAULTS = {"kind": "labour", "base": "net"}


class Sent(Protocol):
    """What a form sends: many values under one name, in the order of the rows."""

    def getlist(self, key: str) -> list[Any]: ...


@dataclass(slots=True)
class Cell:
    """One cell, with what is wrong with it."""

    column: str
    value: str
    at: int
    error: str = ""

    @property
    def title(self) -> StrOrPromise:
        return COLUMNS[self.column]

    @property
    def choices(self) -> list[tuple[str, StrOrPromise]]:
        return CHOICES.get(self.column, [])

    @property
    def ident(self) -> str:
        return f"c{self.at}-{self.column}"


@dataclass(slots=True)
class GridRow:
    """A row: its cells, the stored line's id, the price that the card gives, and its line."""

    cells: list[Cell]
    key: str = ""
    card: str = ""
    line: LineData | None = None
    shown: Any = None  # what follows from the line, for the figures beside it

    def cell(self, column: str) -> Cell:
        return next(cell for cell in self.cells if cell.column == column)

    @property
    def kind(self) -> str:
        return self.cell("kind").value

    @property
    def is_wrong(self) -> bool:
        return any(cell.error for cell in self.cells)


@dataclass
class EstimateGrid:
    """Rows of cells, judged. `lines` are those of the rows that could be read."""

    rows: list[GridRow] = field(default_factory=list)
    sentences: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, lines: Sequence[LineData], writer: Writer, cards: Cards) -> "EstimateGrid":
        """What is stored, with a few rows to go on."""
        grid, phase = cls(), ""
        for line in lines:
            if line.phase != phase:
                phase = line.phase
                grid._add({"kind": PHASE, "title": phase})
            cells = writer.cells(line)
            if not line.price_minor and cards.price(line) is None:
                cells["price"] = ""  # nobody gave it a price yet
            row = grid._add(cells)
            row.key, row.line = (str(line.key) if line.key else ""), line
            row.card = _card(line, writer, cards)
        grid._spare()
        return grid

    @classmethod
    def typed(cls, sent: Sent, reader: Reader, writer: Writer) -> "EstimateGrid":
        """What a form sent; blank rows are left out."""
        columns = {name: sent.getlist(name) for name in (*COLUMNS, *HIDDEN)}
        count = min(max(map(len, columns.values())), 2 * ROWS_MAX)
        grid, phase, seen = cls(), "", set[str]()
        for at in range(count):
            cells = {n: str(values[at]) for n, values in columns.items() if at < len(values)}
            if is_blank(cells):
                continue
            if cells.get("key") in seen:  # a row that was copied is a new one
                cells["key"] = ""
            seen.add(cells.get("key", ""))
            phase = grid._read(cells, phase, reader, writer)
        grid._spare()
        return grid

    def _read(self, cells: Cells, phase: str, reader: Reader, writer: Writer) -> str:
        """Add one typed row; gives the phase that the next row stands under."""
        row = self._add(cells)
        line, errors = reader.read(cells, phase)
        for column, said in errors.items():
            self._tell(row, column, said)
        if line is None:
            row.cell("kind").value = PHASE
            return " ".join(row.cell("title").value.split())[:120]
        row.line, row.key = line, str(line.key) if line.key else ""
        if "kind" not in errors:
            row.cell("kind").value = line.kind
        row.cell("base").value = line.base
        row.cell("passes").value = "yes" if line.pass_through else ""
        row.cell("option").value = writer.cells(line)["option"]
        row.card = cells.get("card", "")
        return phase

    def _add(self, values: Mapping[str, str]) -> GridRow:
        filled = DEFAULTS | {name: value for name, value in values.items() if value}
        at = len(self.rows)
        row = GridRow([Cell(name, filled.get(name, ""), at) for name in COLUMNS])
        row.key = filled.get("key", "")
        self.rows.append(row)
        return row

    def _spare(self) -> None:
        for _spare in range(SPARE_ROWS):
            self._add({})

    def _tell(self, row: GridRow, column: str, said: str) -> None:
        cell = row.cell(column)
        if not cell.error:
            cell.error = said
            name = row.cell("title").value or "—"
            self.sentences.append((cell.ident, f"{name}, {str(cell.title).lower()}: {said}"))

    @property
    def lines(self) -> list[LineData]:
        return [row.line for row in self.rows if row.line is not None]

    def show(self, shown: Sequence[Any]) -> None:
        """Put what follows from each line beside its row."""
        found = iter(shown)
        for row in self.rows:
            row.shown = next(found, None) if row.line is not None else None

    @property
    def is_valid(self) -> bool:
        return not self.sentences

    @property
    def shown_sentences(self) -> list[tuple[str, str]]:
        return self.sentences[:SENT_SHOWN]

    @property
    def unshown(self) -> str:
        left = len(self.sentences) - SENT_SHOWN
        if left <= 0:
            return ""
        return ngettext("and %(count)s more", "and %(count)s more", left) % {"count": left}


def _card(line: LineData, writer: Writer, cards: Cards) -> str:
    """The price in the cell, when it is that of the card; nothing when somebody wrote it."""
    by_card = cards.price(line) if line.is_labour else None
    if by_card is None or by_card != line.price_minor:
        return ""
    return writer.cells(line)["price"]
