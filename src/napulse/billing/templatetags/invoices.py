"""Small words of the pages of invoices."""

from collections.abc import Sequence

from django import template

from napulse.ui import formats

register = template.Library()


@register.simple_tag
def bp(value: int) -> str:
    """A share of basis points: "22 %", "16,67 %"."""
    digits = 0 if value % 100 == 0 else 1 if value % 10 == 0 else 2
    return formats.percent(value / 100, digits)


@register.filter
def age(at: int, ages: Sequence[object]) -> object:
    """The name of a bucket of ages."""
    return ages[at]


@register.filter
def braced(word: str) -> str:
    """A word as the place that it fills: "{number}"."""
    return "{" + word + "}"
