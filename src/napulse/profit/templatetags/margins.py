"""Figures of the books in templates: exact and short money, shares, and a bar with a floor."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from napulse.engines import charts
from napulse.ledger.queries import money_rules
from napulse.profit import wording
from napulse.profit.grid import Cell, GridColumn, GridRow
from napulse.ui.drawing import sparkline
from napulse.ui.formats import number, percent

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
    return format_html(
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
        cells[0] = format_html('<th scope="row" class="wide">{}</th>', row.cells[0][1].text)
    return mark_safe("".join(cells))  # noqa: S308 - each was made safe above


def _grid_cell(column: GridColumn[Any], cell: Cell) -> SafeString:
    parts = [_grid_text(column, cell)]
    if cell.bar:
        parts.append(share_bar(cell.bar, cell.tone))
    if cell.values:
        parts.append(sparkline(cell.values, cell.tone, WIDTH, HEIGHT))
    if cell.small:
        parts.append(format_html('<span class="small muted block">{}</span>', cell.small))
    inside = mark_safe("".join(parts))  # noqa: S308 - each was made safe above
    if column.is_right:
        return format_html('<td class="right" data-title="{}">{}</td>', column.title, inside)
    return format_html('<td class="wide">{}</td>', inside)


def _grid_text(column: GridColumn[Any], cell: Cell) -> SafeString:
    tone = f"text-{cell.tone}" if cell.tone else ""
    if not cell.url:
        return format_html('<span class="{}">{}</span>', tone, cell.text)
    look = "figure" if column.is_right else "title"
    return format_html('<a class="{} {}" href="{}">{}</a>', look, tone, cell.url, cell.text)


@register.simple_tag
def week_cell(cell: Mapping[str, Any], is_total: bool = False) -> SafeString:
    """A week of somebody: its share, and whether it is below, within or above the band."""
    above = format_html("<i>{}</i>", _("+%(n)s h") % {"n": cell["above"]}) if cell["above"] else ""
    return format_html(
        '<td class="heat {}{}">{}{}</td>',
        cell["heat"],
        " total" if is_total else "",
        _week_share(cell),
        above,
    )


def _band_sign(heat: str) -> SafeString:
    if heat not in BANDS:
        return SafeString()
    html = '<span aria-hidden="true">{}</span><span class="sr">{}</span>'
    return format_html(html, *BANDS[heat])


def _week_share(cell: Mapping[str, Any]) -> SafeString:
    if cell["percent"] is not None:
        of = f"{number(cell['billable'])} / {number(cell['available'])}"
        sign, share = _band_sign(cell["heat"]), percent(cell["percent"])
        return format_html("<b>{}{}</b><small>{}</small>", sign, share, of)
    if cell["minutes"]:
        unit = pgettext("hours", "h")
        return format_html("<b>{}</b><small>{}</small>", number(cell["minutes"]), unit)
    return format_html('<span class="sr">{}</span>', _("nobody is here"))
