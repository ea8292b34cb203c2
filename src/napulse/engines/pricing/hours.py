"""Reading and writing lengths of work as people type them, and rounding to the house's step.

Units: whole minutes. "1:30", "1,5", "1.5", "90m", "90 мин", "1h 30m" and "1ч30" are an hour and
a half. A bare whole number is hours up to 24 and minutes above: "90" is what its writer meant.
Refused: nothing. `read` gives None for what is no length; ``ValueError`` for a step below one.
"""

from __future__ import annotations

import re
from decimal import Decimal

from napulse.engines.kernel.money import round_half_up

HOUR = 60
DAY = 24
MOST_DIGITS = 4
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_HOURS = r"(?P<hours>\d{1,4}(?:[.,]\d{1,4})?) *(?:hours?|hrs?|h|часов|часа|час|ч)\.?"
_MINUTES = r"(?:minutes?|mins?|min|m|минут[аы]?|мин|м|['\u2019])\.?"
_UNITS = re.compile(
    rf"{_HOURS}(?: *(?P<after>\d{{1,2}}) *(?:{_MINUTES})?)?|(?P<minutes>\d{{1,4}}) *{_MINUTES}"
)
_NUMBER = re.compile(r"\d{0,4}(?:[.,]\d{1,4})?")
_WORDS = re.compile(
    r"^(?P<length>\d[\d:.,]*(?:\s*(?:hours?|hrs?|h|часов|часа|час|ч)\b\.?"
    r"(?:\s*\d{1,2}\s*(?:minutes?|mins?|min|m|минут[аы]?|мин|м)?\b\.?)?"
    r"|\s*(?:minutes?|mins?|min|m|минут[аы]?|мин|м)\b\.?)?)(?:\s+(?P<words>\S.*))?$",
    re.IGNORECASE | re.DOTALL,
)


def read(text: str) -> int | None:
    """Return the minutes that a text writes; None when it is no length of time."""
    plain = " ".join(text.replace("\u00a0", " ").lower().split())
    if not plain:
        return None
    if found := _CLOCK.fullmatch(plain):
        hours, minutes = int(found[1]), int(found[2])
        return hours * HOUR + minutes if minutes < HOUR else None
    if _NUMBER.fullmatch(plain):
        return _bare(plain)
    if found := _UNITS.fullmatch(plain):
        return _of_hours(found["hours"] or "0") + int(found["after"] or found["minutes"] or 0)
    return None


def read_with_words(text: str) -> tuple[int | None, str]:
    """Return the minutes and what is written after them: "1:30 letter to the client"."""
    found = _WORDS.match(text.strip())
    if found is None:
        return read(text), ""
    return read(found["length"]), " ".join((found["words"] or "").split())


def write(minutes: int) -> str:
    """Return the length as a clock: "1:30"; nothing is an empty text."""
    return f"{minutes // HOUR}:{minutes % HOUR:02d}" if minutes else ""


def in_steps(minutes: int, step: int) -> int:
    """Return the nearest whole number of steps, halves up; something is never nothing."""
    if step < 1:
        raise ValueError("a step is a minute at least")
    if minutes <= 0:
        return 0
    return max(step, round_half_up(minutes, step) * step)


def _bare(plain: str) -> int:
    """A number alone: hours, or minutes when there are more than a day has hours."""
    if plain.isdecimal() and int(plain) > DAY:
        return int(plain)
    return _of_hours(plain)


def _of_hours(text: str) -> int:
    numerator, denominator = Decimal(text.replace(",", ".") or "0").as_integer_ratio()
    return round_half_up(numerator * HOUR, denominator)
