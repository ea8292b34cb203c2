"""A table of fields as a spreadsheet: cells as they were typed, and what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from django.utils.translation import ngettext

from napulse.ui.text import StrOrPromise

SENT_SHOWN = 20

Columns = Mapping[str, StrOrPromise]
Choices = Mapping[str, Sequence[tuple[str, StrOrPromise]]]


class Sent(Protocol):
    """What a form sends: many values under one name, in the order of the rows."""

    def getlist(self, key: str) -> list[Any]: ...


def sent_rows(sent: Sent, names: Sequence[str]) -> Iterator[dict[str, str]]:
    """The cells of each row as a form sent them."""
    columns = {name: sent.getlist(name) for name in names}
    for at in range(max(map(len, columns.values()))):
        yield {name: str(values[at]) for name, values in columns.items() if at < len(values)}


@dataclass(slots=True)
class Cell:
    """One cell, with what is wrong with it."""

    column: str
    value: str
    at: int
    title: StrOrPromise
    choices: Sequence[tuple[str, StrOrPromise]] = ()
    error: str = ""

    @property
    def ident(self) -> str:
        return f"c{self.at}-{self.column}"


def cells_of(columns: Columns, choices: Choices, values: Mapping[str, str], at: int) -> list[Cell]:
    """The cells of one row, in the order of the columns."""
    return [
        Cell(name, values.get(name, ""), at, title, choices.get(name, ()))
        for name, title in columns.items()
    ]


@dataclass(slots=True)
class GridRow:
    """A row of the grid: its cells in the order of the columns."""

    cells: list[Cell]

    def cell(self, column: str) -> Cell:
        return next(cell for cell in self.cells if cell.column == column)

    @property
    def kind(self) -> str:
        return self.cell("kind").value

    @property
    def is_wrong(self) -> bool:
        return any(cell.error for cell in self.cells)


R = TypeVar("R", bound=GridRow)


@dataclass
class Grid(Generic[R]):
    """Rows of cells, with a sentence about each that is wrong and the cell it leads to."""

    rows: list[R] = field(default_factory=list)
    sentences: list[tuple[str, str]] = field(default_factory=list)

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
