"""Figures of the books in templates: exact and short money, shares, and a bar with a floor."""

from typing import Any

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from napulse.engines import charts
from napulse.ledger.queries import money_rules
from napulse.profit import wording

register = template.Library()
WIDTH = 64
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
