"""The small language of a breakdown's cells: who, how much, after what; read and written.

    designer 2+ × 2; copywriter      who: work role, lowest grade, how many people
    8 · 1,5h · 2d · 8; 4             hours of each person, one value for all or one per role
    3, 5+1d                          after which tasks, and how long after

Words of both languages are understood everywhere, so that a file may cross a border.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from napulse.delivery.breakdown import LinkRow, NeedRow, Points
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import fold

HOUR = 60
DAY_HOURS = 8
LONGEST_NUMBER = 6

_SPLIT = re.compile(r"\s*[;\n]\s*")
_COUNT = re.compile(r"\s*[×xх*]\s*(\d{1,3})\s*$", re.IGNORECASE)
_GRADE = re.compile(r"\s+([1-9])\s*\+?\s*$")
_AMOUNT = re.compile(r"([−-]?)\s*(\d+(?:[.,]\d+)?)\s*([^\W\d]*)\.?", re.IGNORECASE)
_LINK = re.compile(
    r"\s*(\d{1,6})\s*(?:fs|он)?\s*"
    r"(?:([+−-])\s*(\d{1,4}(?:[.,]\d+)?(?=\s*[dд])|\d{1,4})\s*(?:(?:d|д)[^\W\d]*\.?)?)?\s*(?:[,;]|$)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*[-–—/…]\s*|\s*\.\.\s*")
_DAYS = {"d", "day", "days", "д", "дн", "день", "дня", "дней"}
_HOURS = {"", "h", "hr", "hrs", "hour", "hours", "ч", "час", "часа", "часов"}
_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?")
_GRADES = {
    1: ("junior", "джуниор", "младший"),
    2: ("middle", "мидл", "средний"),
    3: ("senior", "сеньор", "синьор", "старший"),
    4: ("lead", "лид", "ведущий"),
}
_GRADE_WORDS = {word: grade for grade, words in _GRADES.items() for word in words}


@dataclass(frozen=True, slots=True)
class Roles:
    """Work roles by folded name; `by_name` maps to (id, name)."""

    by_name: Mapping[str, tuple[int, str]]

    def find(self, text: str) -> tuple[int, str] | None:
        """The role of this name, or the only one that begins so."""
        wanted = fold(text)
        if wanted in self.by_name:
            return self.by_name[wanted]
        near = [role for name, role in self.by_name.items() if name.startswith(wanted)]
        return near[0] if wanted and len(near) == 1 else None


def read_who(text: str, roles: Roles) -> tuple[NeedRow, ...]:
    """Needs without their minutes. Refuses `work.unknown_role`, `work.role_twice`."""
    found = [_need(part, roles) for part in _SPLIT.split(text.strip()) if part]
    for at, need in enumerate(found):
        if any((one.role, one.grade) == (need.role, need.grade) for one in found[:at]):
            raise Refused("work.role_twice", role=need.role)
    return tuple(found)


def _need(text: str, roles: Roles) -> NeedRow:
    whole, count, grade = text, 1, 1
    if many := _COUNT.search(text):
        text, count = text[: many.start()], int(many[1])
    if role := roles.find(text):
        return NeedRow(*role, grade, count)  # a role may end in a number or a grade's word
    if level := _GRADE.search(text):
        text, grade = text[: level.start()], int(level[1])
    else:
        text, grade = _grade_in_words(text)
    role = roles.find(text)
    if role is None:
        raise Refused("work.unknown_role", role=whole.strip())
    if grade > max(_GRADES):
        raise Refused("work.unknown_grade", grade=grade)
    return NeedRow(*role, grade, count)


def _grade_in_words(text: str) -> tuple[str, int]:
    words = text.replace(",", " ").split()
    for place in (0, len(words) - 1):
        grade = _GRADE_WORDS.get(fold(words[place])) if len(words) > 1 else None
        if grade:
            return " ".join(words[:place] + words[place + 1 :]), grade
    return text, 1


def write_who(needs: Sequence[NeedRow]) -> str:
    """As `read_who` reads it."""
    return "; ".join(_one_need(need) for need in needs)


def _one_need(need: NeedRow) -> str:
    grade = f" {need.grade}+" if need.grade > 1 else ""
    count = f" × {need.count}" if need.count > 1 else ""
    return f"{need.role}{grade}{count}"


def read_hours(text: str) -> list[int]:
    """Minutes, one value or one per role; "2d" is two days of eight hours.

    Refuses `work.not_a_number`, `work.negative`.
    """
    return [_amount(part, per_day=DAY_HOURS * HOUR, per_hour=HOUR) for part in _parts(text)]


def read_days(text: str) -> int:
    """Half-days of a length. Refuses `work.hours_of_days` besides what `read_hours` refuses."""
    parts = _parts(text)
    if len(parts) > 1:
        raise Refused("work.not_a_number", text=text)
    return sum(_amount(part, per_day=2, per_hour=None) for part in parts)


def is_in_days(text: str) -> bool:
    """Whether the value says that it is in days."""
    found = _AMOUNT.fullmatch(text.strip())
    return bool(found and fold(found[3]) in _DAYS)


def _parts(text: str) -> list[str]:
    return [part for part in _SPLIT.split(text.strip()) if part]


def _amount(text: str, *, per_day: int, per_hour: int | None) -> int:
    found = _AMOUNT.fullmatch(text.strip())
    unit = fold(found[3]) if found else ""
    if found is None or unit not in _DAYS | _HOURS:
        raise Refused("work.not_a_number", text=text)
    if found[1]:
        raise Refused("work.negative")
    if len(found[2]) > LONGEST_NUMBER + 3:
        raise Refused("work.not_a_number", text=text)
    if unit and unit in _HOURS and per_hour is None:
        raise Refused("work.hours_of_days", text=text)
    per = per_day if unit in _DAYS or per_hour is None else per_hour
    return _times(found[2], per)


def _times(text: str, per: int) -> int:
    """A decimal number times a whole one, rounded half up, without floats."""
    whole, _, rest = text.replace(",", ".").partition(".")
    scale = int("1" + "0" * len(rest))
    return (int(whole + rest) * per * 2 + scale) // (2 * scale)


def write_hours(values: Sequence[int], point: str = ".") -> str:
    """Hours of each role, once when they are equal; nothing when there are none."""
    if not any(values):
        return ""
    told = [_decimal(value, HOUR, point) for value in values]
    return told[0] if len(set(told)) == 1 else "; ".join(told)


def write_days(half_days: int, point: str = ".") -> str:
    return _decimal(half_days, 2, point) if half_days else ""


def _decimal(value: int, per: int, point: str) -> str:
    hundredths = (value * 200 + per) // (2 * per)
    whole, rest = divmod(hundredths, 100)
    return f"{whole}{point}{rest:02d}".rstrip("0") if rest else str(whole)


def read_points(text: str, *, in_days: bool = False) -> list[Points]:
    """Three points in one cell, "4-8-12; 2-3-5": hours of each role, or days of a length."""
    found: list[Points] = []
    for part in _parts(text):
        values = [one for one in _RANGE.split(part) if one]
        if len(values) != 3:
            raise Refused("work.not_a_number", text=part)
        low, likely, high = (read_days(one) if in_days else read_hours(one)[0] for one in values)
        found.append((low, likely, high))
    return found


def read_after(text: str) -> tuple[LinkRow, ...]:
    """Links by number with lags in half-days: "3, 5+1d". Refuses `work.not_numbers`."""
    found: list[LinkRow] = []
    text, at = text.strip(), 0
    while at < len(text):
        one = _LINK.match(text, at)
        if one is None:
            raise Refused("work.not_numbers", text=text)
        if one[2] and one[2] != "+":
            raise Refused("work.lag_backwards")
        found.append(LinkRow(int(one[1]), _times(one[3], 2) if one[3] else 0))
        at = one.end()
    return tuple(sorted(found, key=lambda link: link.before))


def write_after(links: Sequence[LinkRow], day: str = "d", point: str = ".") -> str:
    """As `read_after` reads it; `day` is the letter of the reader's language."""
    return ", ".join(
        f"{link.before}+{_decimal(link.lag, 2, point)}{day}" if link.lag else str(link.before)
        for link in links
    )


def read_day(text: str, today: date) -> date | None:
    """A date as "20.12.2026", "20.12" (the next one) or "2026-12-20". Refuses `work.not_a_date`."""
    text = text.strip()
    if not text:
        return None
    try:
        if found := _DATE.fullmatch(text):
            return _dated(found, today)
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise Refused("work.not_a_date", text=text) from None
    return _near(day, text)


def _dated(found: re.Match[str], today: date) -> date:
    day, month, year = int(found[1]), int(found[2]), found[3]
    if not year:
        this = date(today.year, month, day)
        return this if this >= today else date(today.year + 1, month, day)
    return _near(date(int(year) + (2000 if len(year) == 2 else 0), month, day), found[0])


def _near(day: date, text: str) -> date:
    """A year out of reach is a slip of the finger."""
    if not 1900 <= day.year < 2200:
        raise Refused("work.not_a_date", text=text)
    return day


def write_day(day: date | None, *, dotted: bool) -> str:
    if day is None:
        return ""
    return f"{day:%d.%m.%Y}" if dotted else day.isoformat()
