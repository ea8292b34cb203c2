"""Dates and weekdays in Russian and English."""

from __future__ import annotations

import re
from datetime import date, timedelta

_NAMES = (
    ("янв", "jan"), ("фев", "feb"), ("мар", "mar"), ("апр", "apr"), ("мая", "may"), ("июн", "jun"),
    ("июл", "jul"), ("авг", "aug"), ("сен", "sep"), ("окт", "oct"), ("ноя", "nov"), ("дек", "dec"),
)  # fmt: skip
_NUMBERS = {name: number for number, pair in enumerate(_NAMES, 1) for name in pair} | {"май": 5}
MONTHS = frozenset(_NUMBERS)
_RU = r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
_RU_SHORT = r"(?:янв|фев|мар|апр|июн|июл|авг|сен|окт|ноя|дек)\.?"
_EN = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DATE = re.compile(
    r"(?<![\w.])(?:(?P<day>\d{1,2})(?:st|nd|rd|th|-го|-е)? (?:of )?"
    rf"(?P<month>{_RU}|{_RU_SHORT}|{_EN})(?!\w)(?:,? (?P<year>\d{{4}}))?"
    rf"|(?P<month2>{_EN}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\w|:)(?:,? (?P<year2>\d{{4}}))?"
    r"|(?P<year3>\d{4})-(?P<month3>\d\d)-(?P<day3>\d\d)(?!\d)"
    r"|(?P<day4>\d{1,2})[./](?P<month4>\d{1,2})[./](?P<year4>\d{4}|\d\d)(?![\d.])"
    r"|(?P<day5>[0-3]\d)\.(?P<month5>0\d|1[0-2])(?![\d.]))"
)
WEEKDAY = re.compile(
    r"(?<!\w)(?:(?P<d0>понедельник\w*|monday)|(?P<d1>вторник\w*|tuesday)"
    r"|(?P<d2>сред[аыуе]|wednesday)|(?P<d3>четверг\w*|thursday)"
    r"|(?P<d4>пятниц\w+|friday)|(?P<d5>суббот\w+|saturday)"
    r"|(?P<d6>воскресень\w+|sunday)|(?P<weekend>выходн(?:ой|ые|ых|ым)|weekends?))(?!\w)"
)


def date_of(match: re.Match[str], sent: date | None) -> date | None:
    """The date of a match of `DATE`; where no year stands, the nearest after the sending."""
    parts = {name.rstrip("2345"): value for name, value in match.groupdict().items() if value}
    month = int(parts["month"]) if parts["month"].isdigit() else _NUMBERS[parts["month"][:3]]
    day = int(parts["day"])
    if "year" in parts:
        year = int(parts["year"])
        return _valid(year + 2000 if year < 100 else year, month, day)
    if sent is None:
        return None
    years = (sent.year - 1, sent.year, sent.year + 1)
    dates = [found for year in years if (found := _valid(year, month, day))]
    return min(dates, key=lambda each: abs(each - sent - timedelta(days=90)), default=None)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekday_of(match: re.Match[str]) -> int:
    """The weekday of a match of `WEEKDAY`, 0 for Monday; a weekend is its Saturday."""
    if match["weekend"]:
        return 5
    return next(number for number in range(7) if match[f"d{number}"])
