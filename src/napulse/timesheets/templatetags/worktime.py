"""Lengths of work as the pages write them."""

from django import template

from napulse.engines.pricing import hours

register = template.Library()


@register.filter
def as_hours(minutes: int | None) -> str:
    """ "7:30"; nothing is "0:00", what is unknown an em dash."""
    if minutes is None:
        return "—"
    return hours.write(int(minutes)) or "0:00"
