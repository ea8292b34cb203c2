"""Columns of the report on profitability: as the page draws them and as a workbook keeps them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.pricing.margin import Range, average_rate, realisation_bp
from napulse.profit import wording
from napulse.profit.grid import Cell, GridColumn
from napulse.profit.queries.report import Line, Report
from napulse.ui.tables import Column

Open = Callable[[Line, str], str]


@dataclass(frozen=True, slots=True)
class Look:
    """How the report is looked at: whose rights, which addresses, which floor is trouble."""

    currency: str
    floor_bp: int
    with_books: bool
    name_url: Callable[[Line], str]
    open: Open
    sparks: dict[Any, Sequence[float]]
    by: str


def line_name(line: Line, by: str) -> str:
    """What a line is called on the page."""
    if isinstance(line.key, date):
        return wording.month(line.key)
    return line.name or str(wording.NOWHERE.get(by, ""))


def report_columns(look: Look) -> list[GridColumn[Line]]:
    """The columns of the page, left to right."""
    return [
        GridColumn(
            "name",
            wording.HEADINGS[look.by],
            lambda line: _name(look, line),
            _name_order(look),
            is_right=False,
        ),
        _money(look, "billings", _("Billings"), lambda line: line.found.billings),
        _money(look, "income", _("Gross income"), lambda line: line.found.income),
        _ranged(look, "cost", _("Delivery cost"), lambda line: line.found.cost),
        _margin(look),
        *(_of_books(look) if look.with_books else ()),
        GridColumn(
            "hours",
            _("Hours"),
            lambda line: Cell(
                wording.hours(line.sums.minutes),
                url=look.open(line, "time") if line.sums.minutes else "",
            ),
            lambda line: line.sums.minutes,
        ),
        GridColumn(
            "rate",
            _("Average rate"),
            lambda line: Cell(
                wording.short(average_rate(line.sums), look.currency),
                small=wording.percent(realisation_bp(line.sums)),
            ),
            lambda line: average_rate(line.sums),
            hint=_("Fee for an hour; below it, how much of the worth invoices took"),
        ),
        GridColumn("trend", _("Trend"), lambda line: Cell("", values=_spark(look, line))),
    ]


def _margin(look: Look) -> GridColumn[Line]:
    return GridColumn(
        "margin",
        _("Delivery margin"),
        lambda line: _margin_cell(look, line),
        lambda line: line.found.margin.low,
    )


def _spark(look: Look, line: Line) -> Sequence[float]:
    return look.sparks.get((line.client_id, line.key), look.sparks.get(line.key, ()))


def _name(look: Look, line: Line) -> Cell:
    if line.key in CLOSING:
        return Cell(str(CLOSING[line.key]))
    return Cell(line_name(line, look.by), small=line.note, url=look.name_url(line))


def _name_order(look: Look) -> Callable[[Line], Any]:
    def order(line: Line) -> Any:
        if isinstance(line.key, date):
            return line.key.toordinal()
        return line_name(line, look.by)

    return order


def _money(look: Look, key: str, title: Any, read: Callable[[Line], int]) -> GridColumn[Line]:
    def draw(line: Line) -> Cell:
        value = read(line)
        url = look.open(line, key) if value else ""
        return Cell(wording.short(value, look.currency), url=url, tone="risk" if value < 0 else "")

    return GridColumn(key, title, draw, read)


def _ranged(look: Look, key: str, title: Any, read: Callable[[Line], Range]) -> GridColumn[Line]:
    def draw(line: Line) -> Cell:
        value = read(line)
        url = look.open(line, key) if value.high else ""
        return Cell(wording.span(value, look.currency), url=url)

    return GridColumn(key, title, draw, lambda line: read(line).high)


def _margin_cell(look: Look, line: Line) -> Cell:
    bp = line.found.margin_bp
    tone = ""
    if line.found.margin.low < 0:
        tone = "risk"
    elif bp is not None and bp.low < look.floor_bp:
        tone = "warn"
    share = max(0, bp.low) / 10_000 if bp else 0
    return Cell(
        wording.span(line.found.margin, look.currency),
        small=wording.share(bp),
        url=look.open(line, "margin") if line.found.income or line.found.cost.high else "",
        tone=tone,
        bar=(share, look.floor_bp / 10_000) if bp else None,
    )


def _of_books(look: Look) -> list[GridColumn[Line]]:
    return [
        GridColumn(
            "overhead",
            _("Overhead"),
            lambda line: Cell(wording.short(line.found.overhead, look.currency)),
            lambda line: line.found.overhead,
        ),
        GridColumn(
            "profit",
            _("Profit"),
            lambda line: Cell(
                wording.span(line.found.profit, look.currency),
                small=wording.share(line.found.profit_bp),
                tone="risk" if line.found.profit.low < 0 else "",
            ),
            lambda line: line.found.profit.low,
        ),
    ]


def closing_lines(found: Report) -> list[Line]:
    """The foot of the table: the house's own line, and everything together."""
    both = found.house is not None or len(found.lines) > 1
    whole = Line("whole", "", "", found.whole_sums, found.bounds, found.whole.overhead)
    house = [replace(found.house, key="house")] if found.house else []
    return [*house, whole] if both else []


def sheet_columns(by: str, with_books: bool, before: Sequence[Column] = ()) -> list[Column]:
    """Exact values for a workbook: a range is two columns."""
    own = [
        Column("name", wording.HEADINGS[by], read=lambda line: _sheet_name(line, by)),
        *([Column("note", _("Client"))] if by == "project" else []),
        _exact("billings", _("Billings"), lambda line: line.found.billings),
        _exact("pass", _("Bought for the client"), lambda line: line.found.pass_through),
        _exact("income", _("Gross income"), lambda line: line.found.income),
        _exact("labour_low", _("Cost of time, at least"), lambda line: line.found.labour.low),
        _exact("labour_high", _("Cost of time, at most"), lambda line: line.found.labour.high),
        _exact("own", _("Bought at own cost"), lambda line: line.sums.bought_own),
        _exact("margin_low", _("Margin, at least"), lambda line: line.found.margin.low),
        _exact("margin_high", _("Margin, at most"), lambda line: line.found.margin.high),
        _share("margin_bp", _("Margin, %"), lambda line: _low(line.found.margin_bp)),
    ]
    books = [
        _exact("overhead", _("Overhead"), lambda line: line.found.overhead),
        _exact("profit_low", _("Profit, at least"), lambda line: line.found.profit.low),
        _exact("profit_high", _("Profit, at most"), lambda line: line.found.profit.high),
        _share("profit_bp", _("Profit, %"), lambda line: _low(line.found.profit_bp)),
    ]
    time = [
        Column("minutes", _("Minutes"), kind="int", read=lambda line: line.sums.minutes),
        Column(
            "uncosted",
            _("Minutes without a known cost"),
            kind="int",
            read=lambda line: line.sums.uncosted_minutes,
        ),
        _exact("worth", _("Worth of time"), lambda line: line.sums.worth),
        _share("realisation", _("Realisation"), lambda line: realisation_bp(line.sums)),
        _exact("rate", _("Average rate"), lambda line: average_rate(line.sums)),
    ]
    return [*before, *own, *(books if with_books else ()), *time]


def _low(bp: Range | None) -> int | None:
    return None if bp is None else bp.low


def _sheet_name(line: Line, by: str) -> str:
    return str(CLOSING[line.key]) if line.key in CLOSING else line_name(line, by)


def _exact(key: str, title: Any, read: Callable[[Line], int | None]) -> Column:
    return Column(key, title, kind="money", read=read)


def _share(key: str, title: Any, read: Callable[[Line], int | None]) -> Column:
    return Column(key, title, kind="percent", read=read)


TOGETHER = pgettext_lazy("sum of a table", "Together")
CLOSING: dict[Any, Any] = {"whole": TOGETHER, "house": wording.HOUSE_NAME}
