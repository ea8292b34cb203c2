"""A piece of the Russian production calendar: autumn 2026 to spring 2027, as published."""

from __future__ import annotations

from datetime import date, timedelta

from napulse.engines.kernel.calendar import DayKind, WorkCalendar
from napulse.engines.planning.axis import Axis

_OFF = (
    date(2026, 11, 4),
    date(2026, 12, 31),
    *(date(2027, 1, 1) + timedelta(days=n) for n in range(10)),
    date(2027, 2, 22),
    date(2027, 2, 23),
    date(2027, 3, 8),
)
_SHORTENED = (date(2026, 11, 3), date(2027, 2, 20))

RUSSIA = WorkCalendar(
    "Europe/Moscow",
    days={
        **dict.fromkeys(_OFF, DayKind.OFF),
        **dict.fromkeys(_SHORTENED, DayKind.SHORTENED),
    },
)
BELGRADE = WorkCalendar("Europe/Belgrade", days={date(2026, 11, 11): DayKind.OFF})
FIRST, LAST = date(2026, 10, 26), date(2027, 3, 31)


def moscow() -> Axis:
    """Return the axis of an agency with one office in Moscow."""
    return Axis.over([RUSSIA], FIRST, LAST)


def both() -> Axis:
    """Return the axis of an agency with offices in Moscow and Belgrade."""
    return Axis.over([RUSSIA, BELGRADE], FIRST, LAST)
