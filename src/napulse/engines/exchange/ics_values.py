"""Values of iCalendar properties: dates, moments, durations, numbers; refused by line."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from napulse.engines.exchange.ics_lines import Property
from napulse.engines.kernel.errors import Refused

_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{2}):?(\d{2}):?(\d{2})?(Z?)", re.ASCII)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?",
    re.ASCII,
)
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?", re.ASCII)
_YEARS = range(1601, 2201)


def read_date_or_time(value: str, found: Property) -> tuple[date | datetime, bool]:
    """A date, or a naive datetime and whether it was written in UTC. Refused: `ics.bad_date`."""
    day_text, _, time_text = value.strip().upper().partition("T")
    day = _DATE.fullmatch(day_text)
    if day is None:
        raise _bad("ics.bad_date", found, value)
    try:
        parsed = date(int(day[1]), int(day[2]), int(day[3]))
        clock, is_utc = _clock(time_text, found) if time_text else (None, False)
    except ValueError:
        raise _bad("ics.bad_date", found, value) from None
    if parsed.year not in _YEARS:
        raise _bad("ics.bad_date", found, value)
    return (parsed, False) if clock is None else (datetime.combine(parsed, clock), is_utc)


def _clock(text: str, found: Property) -> tuple[time, bool]:
    parts = _TIME.fullmatch(text)
    if parts is None:
        raise _bad("ics.bad_date", found, text)
    seconds = min(int(parts[3] or 0), 59)  # a leap second is written as :60
    return time(int(parts[1]), int(parts[2]), seconds), parts[4] == "Z"


def read_duration(found: Property) -> timedelta:
    """A DURATION such as PT1H30M or P1W, not negative, at most 366 days. Refused:
    `ics.bad_duration`.
    """
    parts = _DURATION.fullmatch(found.value.strip().upper())
    if parts is None or not any(parts.groups()[1:]) or parts[1] == "-":
        raise _bad("ics.bad_duration", found, found.value)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in parts.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if length > timedelta(days=366):
        raise _bad("ics.bad_duration", found, found.value)
    return length


def read_offset(found: Property) -> timedelta:
    """A UTC offset such as +0300, less than a day. Refused: `ics.bad_zone`."""
    parts = _OFFSET.fullmatch(found.value.strip())
    if parts is None or int(parts[2]) > 23 or int(parts[3]) > 59:
        raise _bad("ics.bad_zone", found, found.value)
    length = timedelta(hours=int(parts[2]), minutes=int(parts[3]))
    return -length if parts[1] == "-" else length


def read_whole(found: Property | None) -> int:
    """A whole number from 0 to two thousand million; 0 when absent. Refused: `ics.bad_number`."""
    if found is None:
        return 0
    text = found.value.strip()
    if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or int(text) > 2_000_000_000:
        raise _bad("ics.bad_number", found, text)
    return int(text)


def _bad(code: str, found: Property, value: str) -> Refused:
    return Refused(code, line=found.line, name=found.name[:60], value=value[:60])
