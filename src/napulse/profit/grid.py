"""A table of figures as its template draws it: every cell with where it opens and what it warns of.

The same rows are exported with exact values, so a page may round and a workbook never does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from napulse.engines.exchange.sheets import Kind
from napulse.engines.kernel.text import fold
from napulse.ui.tables import Column, Heading, Paged
from napulse.ui.text import StrOrPromise

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: words, a smaller second line, an address, trouble, a small chart."""

    text: str
    small: str = ""
    url: str = ""
    tone: str = ""
    values: Sequence[float] = ()
    bar: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class GridColumn(Generic[T]):
    """A column of a page: how its cell is drawn and what it is sorted by."""

    key: str
    title: StrOrPromise
    draw: Callable[[T], Cell]
    sort: Callable[[T], Any] | None = None
    is_right: bool = True
    hint: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    cells: list[tuple[GridColumn[Any], Cell]]
    tone: str = ""


@dataclass
class Grid(Paged, Generic[T]):
    """Rows of one page: searched, sorted by a column, cut into pages, with rows at the foot."""

    query: QueryDict
    path: str
    columns: Sequence[GridColumn[T]]
    all_rows: Sequence[T]
    foot_rows: Sequence[T] = ()
    name_of: Callable[[T], str] | None = None
    per_page: int = 50
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def q(self) -> str:
        return self.query.get("q", "").strip()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q)

    def rows(self) -> list[T]:
        """All that match, in the asked order."""
        found = list(self.all_rows)
        if self.q and self.name_of:
            words, name_of = fold(self.q).split(), self.name_of
            found = [r for r in found if all(word in fold(name_of(r)) for word in words)]
        asked = self.query.get("sort", "")
        column = next((c for c in self.columns if c.sort and c.key == asked.lstrip("-")), None)
        if column is not None and column.sort is not None:
            found.sort(key=_last_when_none(column.sort, asked.startswith("-")))
        return found

    @cached_property
    def page(self) -> Page[T]:
        return Paginator(self.rows(), self.per_page).get_page(self.query.get("page"))

    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns]

    def drawn(self) -> list[GridRow]:
        return self._rows(self.page)

    def foot(self) -> list[GridRow]:
        return self._rows(self.foot_rows)

    def _rows(self, rows: Iterable[T]) -> list[GridRow]:
        """Titles are translated once a column: every cell says its own."""
        columns = [replace(column, title=str(column.title)) for column in self.columns]
        return [GridRow([(column, column.draw(row)) for column in columns]) for row in rows]

    def _heading(self, column: GridColumn[T]) -> Heading:
        asked = self.query.get("sort", "")
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(asked, "")
        turned = column.key if direction == "descending" else f"-{column.key}"
        kind: Kind = "int" if column.is_right else "text"
        shown = Column(column.key, column.title, kind=kind)
        return Heading(shown, self.address(sort=turned) if column.sort else "", direction)


def _last_when_none(read: Callable[[Any], Any], down: bool) -> Callable[[Any], Any]:
    """Sorts numbers or names; what is not known comes last either way."""

    def key(row: Any) -> tuple[bool, Any]:
        value = read(row)
        if value is None:
            return True, 0
        if isinstance(value, str):
            letters = tuple(-ord(c) if down else ord(c) for c in fold(value))
            return False, (*letters, 1) if down else letters
        return False, -value if down else value

    return key
