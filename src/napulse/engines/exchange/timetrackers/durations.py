"""Lengths of time as exports write them, in whole minutes."""

from __future__ import annotations

import re
from decimal import Decimal

from napulse.engines.kernel.money import round_half_up

_CLOCK = re.compile(r"(\d{1,4}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?", re.ASCII)
_HOURS = re.compile(r"(\d{1,4})(?:[.,](\d{1,9}))?", re.ASCII)
_WORDS = re.compile(r"(?:(\d{1,4})\s*[hч]\.?)?\s*(?:(\d{1,4})\s*[mм]\w*\.?)?", re.IGNORECASE)
_HOUR_S = 3600
_MINUTE = 60


def read_clock(written: str) -> int | None:
    """ "02:30:00", "2:30", "[2]:30", "2h 30m" or "2,5" as minutes, halves up.

    Less than half a minute that is not nothing is one minute: it was worked. None when it is no
    length of time.
    """
    text = written.strip().replace("[", "").replace("]", "")
    if found := _CLOCK.fullmatch(text):
        minutes, seconds = int(found[2]), int(found[3] or 0)
        if minutes >= _MINUTE or seconds >= _MINUTE:
            return None
        return _whole(int(found[1]) * _HOUR_S + minutes * _MINUTE + seconds)
    found = _WORDS.fullmatch(text)
    if found and text and (found[1] or found[2]):
        return int(found[1] or 0) * _MINUTE + int(found[2] or 0)
    return read_hours(text)


def read_hours(written: str) -> int | None:
    """ "1.75" or "1,75" hours as minutes; None when it is no number of hours."""
    found = _HOURS.fullmatch("".join(written.split()))
    if found is None:
        return None
    numerator, denominator = (Decimal(f"{found[1]}.{found[2] or 0}") * _HOUR_S).as_integer_ratio()
    return _whole(round_half_up(numerator, denominator))


def _whole(seconds: int) -> int:
    return max(round_half_up(seconds, _MINUTE), 1 if seconds else 0)
