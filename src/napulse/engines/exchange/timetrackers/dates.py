"""Days as exports write them: the order of day and month follows the profile of who exported."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

_ISO = re.compile(r"([12]\d{3})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.ASCII)
_SHORT = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ,].*)?", re.ASCII)
_CENTURY = 100
_THIS_CENTURY = 2000
_EARLIEST = 1990
_LATEST = 2100


class DateOrder(StrEnum):
    """How "03/04/2026" is read: the third of April, or the fourth of March."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


def orders_of(written: Iterable[str]) -> tuple[DateOrder, ...]:
    """In which orders all of these can be read: both when nothing tells them apart, none when they
    contradict each other. What is no date at all, and a date that has one reading, tell nothing;
    where there is nothing to ask about, the day is first.
    """
    asked = [text.strip() for text in written if _depends(text.strip())]
    if not asked:
        return (DateOrder.DAY_FIRST,)
    return tuple(
        order for order in DateOrder if all(read_date(text, order) is not None for text in asked)
    )


def _depends(text: str) -> bool:
    """Whether the order matters for it, and it is a date in one of them."""
    is_short = _SHORT.fullmatch(text) is not None and "." not in text[:5]
    return is_short and any(read_date(text, order) is not None for order in DateOrder)


def read_date(written: str, order: DateOrder) -> date | None:
    """The day, or None when it is none. A year first is always year, month, day; a dot between
    the parts is always day first.
    """
    text = written.strip()
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _SHORT.fullmatch(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    year += _THIS_CENTURY if year < _CENTURY else 0
    if order is DateOrder.MONTH_FIRST and "." not in text[:5]:
        first, second = second, first
    return _day(year, second, first)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if _EARLIEST <= year < _LATEST else None
