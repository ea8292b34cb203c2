"""A declared list page: search, saved views, sorting, pages, and its download."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Model, OrderBy, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.timezone import localtime

from napulse.engines.exchange import sheets
from napulse.engines.exchange.sheets import Kind, Value
from napulse.engines.kernel.text import fold
from napulse.ui.menu import Tab
from napulse.ui.text import StrOrPromise

M = TypeVar("M", bound=Model)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in the address, title, field to sort by, kind of its values.

    `cell` names a template for the cell (it gets `row` and `value`); `read` gives the value, the
    attribute named by the key unless told otherwise. Kinds are those of the sheets; `right` is for
    a number whose cell or reader writes it.
    """

    key: str
    title: StrOrPromise
    sort: str = ""
    kind: Kind = "text"
    cell: str = ""
    read: Callable[[Any], Any] | None = None
    main: bool = False
    right: bool = False

    def value(self, row: Any) -> Any:
        """What stands in this column of the row."""
        if self.read:
            return self.read(row)
        value = row
        for name in self.key.split("__"):
            value = getattr(value, name, None)
        return value() if callable(value) else value

    @property
    def is_right(self) -> bool:
        """Numbers stand at the right, and what is told as one."""
        return self.right or self.kind in ("int", "money", "percent")


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: a key in the address, a label, and the rows it keeps."""

    key: str
    label: StrOrPromise
    where: Q = field(default_factory=Q)


@dataclass(frozen=True, slots=True)
class Heading:
    """One column heading as the template draws it."""

    column: Column
    url: str
    direction: str


class Paged:
    """Where one is in a table that is cut into pages. Whoever uses it says which page is shown."""

    query: QueryDict
    path: str

    @cached_property
    def page(self) -> Page[Any]:
        """The asked page; one that does not exist is the nearest."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        """How many rows there are on all pages."""
        return self.page.paginator.count

    @property
    def first(self) -> int:
        """Number of the first row shown."""
        return self.page.start_index()

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return self.page.end_index()

    def address(self, **changes: object) -> str:
        """This list's address with some parameters changed; an empty one is left out."""
        query = self.query.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value not in ("", None):
                query[name] = str(value)
        encoded = query.urlencode()
        return f"{self.path}?{encoded}" if encoded else self.path or "?"

    @property
    def previous_url(self) -> str:
        """The page before, empty on the first."""
        page = self.page
        return self.address(page=page.previous_page_number()) if page.has_previous() else ""

    @property
    def next_url(self) -> str:
        """The page after, empty on the last."""
        page = self.page
        return self.address(page=page.next_page_number()) if page.has_next() else ""


class Listing(Paged, Generic[M]):
    """One request's view of a list. Subclass, declare `columns`, and hand in scoped rows."""

    columns: ClassVar[Sequence[Column]] = ()
    views: ClassVar[Sequence[View]] = ()
    search: ClassVar[Sequence[str]] = ()
    order: ClassVar[Sequence[str | OrderBy]] = ("pk",)
    per_page: ClassVar[int] = 50
    label: ClassVar[StrOrPromise] = ""

    def __init__(self, query: QueryDict, rows: QuerySet[M], path: str = "") -> None:
        self.query = query
        self.path = path
        self.all = rows
        self.q = query.get("q", "").strip()

    @cached_property
    def view(self) -> View | None:
        """The chosen view, the first one when none or an unknown one is asked for."""
        asked = self.query.get("view", "")
        return next((v for v in self.views if v.key == asked), next(iter(self.views), None))

    @cached_property
    def found(self) -> QuerySet[M]:
        """All rows that match the search, in every view."""
        rows = self.all
        for word in fold(self.q).split():
            match = Q()
            for name in self.search:
                match |= Q(**{f"{name}__contains": word})
            rows = rows.filter(match)
        return rows

    @cached_property
    def rows(self) -> QuerySet[M]:
        """The rows of the chosen view, sorted."""
        kept = self.found.filter(self.view.where) if self.view else self.found
        return kept.order_by(*self._order())

    @cached_property
    def page(self) -> Page[M]:
        """The asked page; a page that does not exist is the nearest one."""
        pages = Paginator(self.rows, self.per_page)
        if self.view:
            pages.count = self.counts[self.view.key]  # known: not asked again
        return pages.get_page(self.query.get("page"))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows each view keeps: one query for all of them."""
        asked = {f"in_{v.key}": Count("pk", filter=v.where or None) for v in self.views}
        found = self.found.order_by().aggregate(**asked)
        return {view.key: found[f"in_{view.key}"] for view in self.views}

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or another view than the first hides rows."""
        return bool(self.q) or (self.view is not None and self.view is not self.views[0])

    def tabs(self) -> list[Tab]:
        """The saved views with what each holds."""
        return [
            Tab(view.label, self.address(view=view.key), view is self.view, self.counts[view.key])
            for view in self.views
        ]

    def headings(self) -> list[Heading]:
        """Column headings with the address that sorts by them."""
        return [self._heading(column) for column in self.columns]

    def cells(self) -> list[tuple[M, list[tuple[Column, Any]]]]:
        """The shown rows, each with its values."""
        return [(row, [(c, c.value(row)) for c in self.columns]) for row in self.page]

    def totals(self) -> Sequence[tuple[Column, Any]]:
        """What stands under each column, for the sum of all rows; nothing unless told."""
        return ()

    def _heading(self, column: Column) -> Heading:
        asked = self.query.get("sort", "")
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(asked, "")
        turned = f"-{column.key}" if direction == "ascending" else column.key
        return Heading(column, self.address(sort=turned) if column.sort else "", direction)

    def _order(self) -> list[Any]:
        asked = self.query.get("sort", "")
        column = next((c for c in self.columns if c.sort and c.key == asked.lstrip("-")), None)
        if column is None:
            return list(self.order)
        by = F(column.sort)
        down = asked.startswith("-")
        return [by.desc(nulls_last=True) if down else by.asc(nulls_last=True), *self.order]


def _plain(column: Column, row: Any) -> Value:
    value = column.value(row)
    if column.kind == "money" and value is not None and not isinstance(value, int):
        return int(value.minor)
    if isinstance(value, datetime):
        return localtime(value)
    return str(value) if column.kind == "text" and value is not None else value


def export(request: HttpRequest, listing: Listing[Any], name: str) -> HttpResponse:
    """The whole list as ?as=csv or, unless told, as a workbook."""
    return download(request, Table(listing.columns, listing.rows), name)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of anything with the columns that read them, for a page that is no `Listing`."""

    columns: Sequence[Column]
    rows: Iterable[Any]


def download(request: HttpRequest, table: Table, name: str) -> HttpResponse:
    """The table as ?as=csv or, unless told, as a workbook."""
    columns = [sheets.Column(str(c.title), c.kind) for c in table.columns]
    rows = ([_plain(c, row) for c in table.columns] for row in table.rows)
    if request.GET.get("as") == "csv":
        body, kind, ending = sheets.write_csv(columns, rows), "text/csv; charset=utf-8", "csv"
    else:
        body = sheets.write_xlsx([sheets.Sheet(name, columns, rows)])
        kind, ending = XLSX, "xlsx"
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
