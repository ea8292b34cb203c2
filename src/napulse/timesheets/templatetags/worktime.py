"""Lengths of work as the pages write them."""

from datetime import date, timedelta

from django import template
from django.utils import dateformat

from napulse.engines.pricing import hours
from napulse.ui.formats import NBSP, is_russian

register = template.Library()


@register.filter
def as_hours(minutes: int | None) -> str:
    """ "7:30"; nothing is "0:00", what is unknown an em dash."""
    if minutes is None:
        return "—"
    return hours.write(int(minutes)) or "0:00"


@register.filter
def on_day(value: date) -> str:
    """ "23 ноя", "23 Nov": a day of a grid, never "today"."""
    return dateformat.format(value, "j b" if is_russian() else "j M").replace(" ", NBSP)


@register.filter
def on_date(value: date) -> str:
    """The same with its year."""
    return f"{on_day(value)}{NBSP}{value.year}"


@register.filter
def on_week(monday: date) -> str:
    """ "16–22 ноя", "30 ноя – 6 дек": the week that begins on this day."""
    last = monday + timedelta(days=6)
    if last.month == monday.month:
        return f"{monday.day}–{on_day(last)}"
    return f"{on_day(monday)} – {on_day(last)}"


@register.filter
def on_weekday(monday: date, place: int) -> date:
    """The day of a week at its place: 0 is the Monday."""
    return monday + timedelta(days=place)
