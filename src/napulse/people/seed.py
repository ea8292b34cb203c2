"""Production calendars for our own editable table, seeded from the `holidays` library.

Shortened days are not in the library. The rule: the day before each statutory holiday, if it is
a working day; if that day was made a day off in exchange for a working weekend day, then that one.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import holidays

STATUTORY = [(1, n) for n in range(1, 9)] + [(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)]
TITLES = {
    "RU": "Россия",
    "KZ": "Казахстан",
    "BY": "Беларусь",
    "DE": "Deutschland",
    "GB": "United Kingdom",
    "US": "United States",
}
WEEKEND = {5, 6}

Day = tuple[date, str, str]


def special_days(country: str, year: int) -> Iterator[Day]:
    """(date, kind, name) of every day of a year that differs from its weekday."""
    found = holidays.country_holidays(country, years=year, language=_language(country))
    working = {day for day in getattr(found, "weekend_workdays", ()) if day.year == year}
    off = {day: found[day] for day in found if day.year == year and day.weekday() not in WEEKEND}
    yield from ((day, "off", str(name)) for day, name in sorted(off.items()))
    shortened = set(_shortened(year, set(off), working)) if country == "RU" else set()
    yield from ((day, "shortened", "") for day in sorted(shortened))
    yield from ((day, "working", "") for day in sorted(working - shortened))


def _shortened(year: int, off: set[date], working: set[date]) -> Iterator[date]:
    for month, number in STATUTORY:
        eve = date(year, month, number) - timedelta(days=1)
        if eve.year != year:
            eve = date(year, 12, 31)
        if eve in working or (eve.weekday() not in WEEKEND and eve not in off):
            if (eve + timedelta(days=1)).timetuple()[1:3] in STATUTORY:
                yield eve
        elif eve.weekday() not in WEEKEND and eve in off:
            yield from (day for day in working if abs((day - eve).days) <= 3)


def _language(country: str) -> str | None:
    return {"RU": "ru", "KZ": "ru", "BY": "ru", "DE": "de", "GB": "en_GB", "US": "en_US"}.get(
        country
    )
