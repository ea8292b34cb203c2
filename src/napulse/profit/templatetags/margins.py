"""Figures of the books in templates: exact and short money, shares, and a bar with a floor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from napulse.engines import charts
from napulse.ledger.queries import money_rules
from napulse.profit import wording
from napulse.profit.grid import Cell, GridColumn, GridRow
from napulse.ui.drawing import sparkline
from napulse.ui.formats import number_in, percent
from napulse.ui.markup import html, row_of

register = template.Library()
WIDTH, HEIGHT = 64, 20
BANDS = {
    "low": ("↓", gettext_lazy("below the band")),
    "high": ("↑", gettext_lazy("above the band")),
}
register.filter("money_hours", wording.hours)
register.filter("share_bp", wording.percent)
register.filter("month_name", wording.month)


@register.simple_tag
def base_currency() -> str:
    """The currency that the books are kept in."""
    return money_rules().base_currency


@register.simple_tag
def exact(minor: int | None, currency: str) -> str:
    """An amount to the kopeck."""
    return wording.full(minor, currency)


@register.simple_tag
def rounded(minor: int | None, currency: str) -> str:
    return wording.short(minor, currency)


@register.filter
def value_of(query: QueryDict, name: str) -> str:
    """What an address says of a name."""
    return query.get(name, "")


@register.simple_tag
def share_bar(bar: tuple[float, float], tone: Any = "") -> SafeString:
    """A share of the whole with a tick at the floor."""
    drawn = charts.bar(bar[0], bar[1], WIDTH)
    return html(
        '<span class="{}"><svg class="burn share-bar" viewBox="0 0 {} 12" width="{}" height="12"'
        ' aria-hidden="true"><rect class="burn-track" x="0" y="4" width="{}" height="4" rx="2"/>'
        '<rect class="burn-value" x="0" y="4" width="{}" height="4" rx="2"/>'
        '<rect class="burn-tick" x="{}" y="2" width="1.5" height="8"/></svg></span>',
        tone,
        WIDTH,
        WIDTH,
        WIDTH,
        drawn.fill,
        drawn.mark,
    )


@register.filter
def at(row: Any, place: int) -> Any:
    """What stands at a place of a row."""
    return row[place]


@register.simple_tag
def grid_cells(row: GridRow, head: bool = False) -> SafeString:
    """The cells of a row of figures; a table has hundreds, so they are not set by a template."""
    cells = [_grid_cell(column, cell) for column, cell in row.cells]
    if head:
        cells[0] = html('<th scope="row" class="wide">{}</th>', row.cells[0][1].text)
    return row_of(cells)


def _grid_cell(column: GridColumn[Any], cell: Cell) -> SafeString:
    parts = [_grid_text(column, cell)]
    if cell.bar:
        parts.append(share_bar(cell.bar, cell.tone))
    if cell.values:
        parts.append(sparkline(cell.values, cell.tone, WIDTH, HEIGHT))
    if cell.small:
        parts.append(html('<span class="small muted block">{}</span>', cell.small))
    inside = row_of(parts)
    if column.is_right:
        return html('<td class="right" data-title="{}">{}</td>', column.title, inside)
    return html('<td class="wide">{}</td>', inside)


def _grid_text(column: GridColumn[Any], cell: Cell) -> SafeString:
    tone = f"text-{cell.tone}" if cell.tone else ""
    if not cell.url:
        return html('<span class="{}">{}</span>', tone, cell.text)
    look = "figure" if column.is_right else "title"
    return html('<a class="{} {}" href="{}">{}</a>', look, tone, cell.url, cell.text)


@register.simple_tag
def week_cells(cells: Sequence[Mapping[str, Any]], is_total: bool = False) -> SafeString:
    """Weeks of somebody: the share of each, and whether it is below, within or above the band."""
    words = _week_words(get_language() or "")
    return row_of([_week_cell(cell, words, " total" if is_total else "") for cell in cells])


@dataclass(frozen=True, slots=True)
class _WeekWords:
    """What the cells of weeks say, translated once."""

    language: str
    signs: Mapping[str, SafeString]
    hour: str
    above: str
    nobody: SafeString


@lru_cache(maxsize=8)
def _week_words(language: str) -> _WeekWords:
    sign = '<span aria-hidden="true">{}</span><span class="sr">{}</span>'
    return _WeekWords(
        language,
        {heat: html(sign, *told) for heat, told in BANDS.items()},
        pgettext("hours", "h"),
        _("+%(n)s h"),
        html('<span class="sr">{}</span>', _("nobody is here")),
    )


def _week_cell(cell: Mapping[str, Any], words: _WeekWords, look: str) -> SafeString:
    above = html("<i>{}</i>", words.above % {"n": cell["above"]}) if cell["above"] else ""
    share = _week_share(cell, words)
    return html('<td class="heat {}{}">{}{}</td>', cell["heat"], look, share, above)


def _week_share(cell: Mapping[str, Any], words: _WeekWords) -> SafeString:
    whole = partial(number_in, words.language)
    if cell["percent"] is not None:
        of = f"{whole(cell['billable'])} / {whole(cell['available'])}"
        sign, share = words.signs.get(cell["heat"], ""), percent(cell["percent"])
        return html("<b>{}{}</b><small>{}</small>", sign, share, of)
    if cell["minutes"]:
        return html("<b>{}</b><small>{}</small>", whole(cell["minutes"]), words.hour)
    return words.nobody
