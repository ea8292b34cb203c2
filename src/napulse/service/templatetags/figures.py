"""Figures that lead to the records they are made of."""

from urllib.parse import urlencode

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from napulse.ui import formats

register = template.Library()


@register.simple_tag
def share(value: int | None, goal: int) -> SafeString:
    """A share of basis points as percent; coloured only when it is below the goal."""
    tone = "text-warn" if value is not None and value < goal else ""
    shown = formats.percent(None if value is None else value / 100)
    return format_html('<span class="{}">{}</span>', tone, shown)


@register.simple_tag
def figure(
    value: int, what: str, query: str, may_open: bool, narrow: str = "", key: object = ""
) -> SafeString:
    """A number that opens its records; plain when there are none or they are not the reader's."""
    if not value or not may_open:
        return format_html("{}", formats.number(value))
    asked = QueryDict(query, mutable=True)
    if narrow:
        asked[narrow] = str(key)
    asked["what"] = what
    url = f"{reverse('service:figures_records')}?{urlencode(list(asked.items()))}"
    return format_html('<a class="link" href="{}">{}</a>', url, formats.number(value))
