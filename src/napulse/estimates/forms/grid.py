"""The lines of an estimate as a spreadsheet: what is typed is judged, and nothing of it is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

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
from napulse.ui.grid import Grid, GridRow, Sent, cells_of, sent_rows

SPARE_ROWS = 4
HIDDEN = ("key", "card")
DEFAULTS = {"kind": "labour", "base": "net"}


@dataclass(slots=True)
class LineRow(GridRow):
    """A row: its cells, the stored line's id, the price that the card gives, and its line."""

    key: str = ""
    card: str = ""
    line: LineData | None = None
    shown: Any = None  # what follows from the line, for the figures beside it


@dataclass
class EstimateGrid(Grid[LineRow]):
    """Rows of cells, judged. `lines` are those of the rows that could be read."""

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
        grid, phase, seen = cls(), "", set[str]()
        for cells in islice(sent_rows(sent, (*COLUMNS, *HIDDEN)), 2 * ROWS_MAX):
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

    def _add(self, values: Mapping[str, str]) -> LineRow:
        filled = DEFAULTS | {name: value for name, value in values.items() if value}
        cells = cells_of(COLUMNS, CHOICES, filled, len(self.rows))
        row = LineRow(cells, filled.get("key", ""))
        self.rows.append(row)
        return row

    def _spare(self) -> None:
        for _spare in range(SPARE_ROWS):
            self._add({})

    def _tell(self, row: LineRow, column: str, said: str) -> None:
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


def _card(line: LineData, writer: Writer, cards: Cards) -> str:
    """The price in the cell, when it is that of the card; nothing when somebody wrote it."""
    by_card = cards.price(line) if line.is_labour else None
    if by_card is None or by_card != line.price_minor:
        return ""
    return writer.cells(line)["price"]
