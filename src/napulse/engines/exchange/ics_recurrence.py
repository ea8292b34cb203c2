"""Recurrence rules: read strictly, expanded inside a window and a budget of steps."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice, product
from typing import Final, TypeVar

from napulse.engines.exchange.ics_lines import Property
from napulse.engines.exchange.ics_values import read_date_or_time
from napulse.engines.kernel.errors import Refused

Item = TypeVar("Item")

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TOO_FREQUENT: Final = ("SECONDLY", "MINUTELY", "HOURLY")
_LONGEST_LIST: Final = 62
_TIMES_A_DAY: Final = 24
_LARGEST_INTERVAL: Final = 1000
_BOUNDS: Final = {
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYSETPOS": (-366, 366),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
}
_MAY_BE_ZERO: Final = ("BYHOUR", "BYMINUTE", "BYSECOND")


class Budget:
    """Days that may be looked at while one file is expanded; what bounds the time of a hostile
    one.
    """

    def __init__(self, steps: int = 40_000) -> None:
        self._left = steps

    def spend(self, steps: int, line: int) -> None:
        """Take steps. Refused: `ics.recurrence_too_heavy`."""
        self._left -= steps
        if self._left < 0:
            raise Refused("ics.recurrence_too_heavy", line=line)


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE in the local time of its series; empty lists mean "not limited"."""

    start: datetime
    line: int
    frequency: str
    interval: int
    count: int | None
    until: datetime | None
    week_start: int
    weekdays: tuple[tuple[int, int], ...]
    numbers: dict[str, tuple[int, ...]]

    def between(self, first: datetime, last: datetime, budget: Budget) -> Iterator[datetime]:
        """The local starts from `first` to `last`, both included, in order. Refused:
        `ics.recurrence_too_heavy`.
        """
        last = min(last, self.until or last)
        found = islice(self._from_start(first, last, budget), self.count)
        return (moment for moment in found if moment >= first)

    def _from_start(self, first: datetime, last: datetime, budget: Budget) -> Iterator[datetime]:
        number = 0 if self.count else self._periods_before(first.date())
        while self._period_start(number) <= last.date():
            days = list(self._days(number))
            budget.spend(len(days) + 1, self.line)
            for moment in self._chosen([day for day in days if self._fits(day)]):
                if moment > last:
                    return
                if moment >= self.start:
                    yield moment
            number += 1

    def _chosen(self, days: list[date]) -> list[datetime]:
        moments = [datetime.combine(day, clock) for day, clock in product(days, self._times())]
        positions = self.numbers.get("BYSETPOS")
        if not positions:
            return moments
        size = len(moments)
        indexes = {at - 1 if at > 0 else size + at for at in positions}
        return [moments[index] for index in sorted(indexes) if 0 <= index < size]

    def _times(self) -> list[time]:
        hours = sorted(self.numbers.get("BYHOUR", (self.start.hour,)))
        minutes = sorted(self.numbers.get("BYMINUTE", (self.start.minute,)))
        return [time(hour, minute, self.start.second) for hour, minute in product(hours, minutes)]

    def _periods_before(self, day: date) -> int:
        begun = self.start.date()
        passed = {
            "DAILY": (day - begun).days,
            "WEEKLY": (day - begun).days // 7,
            "MONTHLY": (day.year - begun.year) * 12 + day.month - begun.month,
            "YEARLY": day.year - begun.year,
        }[self.frequency]
        return max(0, passed // self.interval - 1)

    def _period_start(self, number: int) -> date:
        begun, steps = self.start.date(), number * self.interval
        if self.frequency == "DAILY":
            return begun + timedelta(days=steps)
        if self.frequency == "WEEKLY":
            return (
                begun
                - timedelta(days=(begun.weekday() - self.week_start) % 7)
                + timedelta(weeks=steps)
            )
        if self.frequency == "MONTHLY":
            years, month = divmod(begun.month - 1 + steps, 12)
            return date(begun.year + years, month + 1, 1)
        return date(begun.year + steps, 1, 1)

    def _days(self, number: int) -> Iterator[date]:
        first = self._period_start(number)
        if self.frequency == "YEARLY":
            months = self._months()
            return (
                date(first.year, month, day)
                for month in months
                for day in _days_of(first.year, month)
            )
        length = {"DAILY": 1, "WEEKLY": 7}.get(self.frequency) or calendar.monthrange(
            first.year, first.month
        )[1]
        return (first + timedelta(days=offset) for offset in range(length))

    def _months(self) -> tuple[int, ...] | range:
        chosen = self.numbers.get("BYMONTH")
        if chosen:
            return tuple(sorted(set(chosen)))
        return range(1, 13) if self._names_days() else (self.start.month,)

    def _names_days(self) -> bool:
        return bool(
            self.weekdays or self.numbers.get("BYMONTHDAY") or self.numbers.get("BYYEARDAY")
        )

    def _fits(self, day: date) -> bool:
        months = self.numbers.get("BYMONTH")
        return (not months or day.month in months) and (
            self._fits_named(day) if self._names_days() else self._fits_start(day)
        )

    def _fits_start(self, day: date) -> bool:
        if self.frequency == "DAILY":
            return True
        return (
            day.weekday() == self.start.weekday()
            if self.frequency == "WEEKLY"
            else day.day == self.start.day
        )

    def _fits_named(self, day: date) -> bool:
        in_month, in_year = _places(day)
        month_days, year_days = self.numbers.get("BYMONTHDAY"), self.numbers.get("BYYEARDAY")
        return (
            (not month_days or any(place in month_days for place in in_month))
            and (not year_days or any(place in year_days for place in in_year))
            and (not self.weekdays or self._fits_weekday(day, in_month, in_year))
        )

    def _fits_weekday(self, day: date, in_month: tuple[int, int], in_year: tuple[int, int]) -> bool:
        monthly = self.frequency == "MONTHLY" or "BYMONTH" in self.numbers
        ahead, behind = in_month if monthly else in_year
        ordinals = {0, (ahead - 1) // 7 + 1, -((-behind - 1) // 7 + 1)}
        return any(
            weekday == day.weekday() and ordinal in ordinals for ordinal, weekday in self.weekdays
        )


def _days_of(year: int, month: int) -> range:
    return range(1, calendar.monthrange(year, month)[1] + 1)


def _places(day: date) -> tuple[tuple[int, int], tuple[int, int]]:
    """The place of a day in its month and year, counted from the start and (below zero) from the
    end.
    """
    ahead, length = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
    month_length = calendar.monthrange(day.year, day.month)[1]
    return (day.day, day.day - month_length - 1), (ahead, ahead - length - 1)


def read_rule(found: Property, start: datetime, zone: tzinfo) -> Rule:
    """An RRULE of a series that begins at the local `start`.

    Refused: `ics.bad_recurrence` (also INTERVAL=0, COUNT=0 and lists longer than 62),
    `ics.recurrence_too_frequent` (more often than daily, or over 24 times a day),
    `ics.recurrence_unsupported` (BYWEEKNO, several seconds).
    """
    parts = _parts(found)
    frequency = parts.pop("FREQ", "")
    if frequency in _TOO_FREQUENT:
        raise Refused("ics.recurrence_too_frequent", line=found.line, value=frequency)
    if frequency not in _FREQUENCIES:
        raise _bad(found)
    rule = Rule(
        start=start,
        line=found.line,
        frequency=frequency,
        interval=_whole(parts.pop("INTERVAL", "1"), 1, _LARGEST_INTERVAL, found),
        count=_whole(parts.pop("COUNT"), 1, 2_000_000_000, found) if "COUNT" in parts else None,
        until=_until(parts.pop("UNTIL", ""), found, zone),
        week_start=_weekday(parts.pop("WKST", "MO"), found)[1],
        weekdays=_listed(parts.pop("BYDAY", ""), found, _weekday),
        numbers=_numbers(parts, found),
    )
    _check_times(rule, found)
    return rule


def _parts(found: Property) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in found.value.strip().upper().rstrip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise _bad(found)
        parts[name.strip()] = value.strip()
    return parts


def _numbers(parts: dict[str, str], found: Property) -> dict[str, tuple[int, ...]]:
    unknown = [name for name in parts if name not in _BOUNDS and not name.startswith("X-")]
    if unknown:
        raise Refused("ics.recurrence_unsupported", line=found.line, value=unknown[0][:60])
    return {
        name: _listed_numbers(name, text, found) for name, text in parts.items() if name in _BOUNDS
    }


def _listed_numbers(name: str, text: str, found: Property) -> tuple[int, ...]:
    low, high = _BOUNDS[name]
    values = _listed(text, found, lambda part, at: _whole(part, low, high, at))
    if 0 in values and name not in _MAY_BE_ZERO:
        raise _bad(found)
    return tuple(sorted(set(values)))


def _listed(text: str, found: Property, read: Callable[[str, Property], Item]) -> tuple[Item, ...]:
    pieces = text.split(",") if text else []
    if len(pieces) > _LONGEST_LIST:
        raise _bad(found)
    return tuple(read(piece.strip(), found) for piece in pieces)


def _check_times(rule: Rule, found: Property) -> None:
    if rule.numbers.get("BYSECOND", (rule.start.second,)) != (rule.start.second,):
        raise Refused("ics.recurrence_unsupported", line=found.line, value="BYSECOND")
    if len(rule.numbers.get("BYHOUR", "1")) * len(rule.numbers.get("BYMINUTE", "1")) > _TIMES_A_DAY:
        raise Refused("ics.recurrence_too_frequent", line=found.line, value="BYHOUR, BYMINUTE")


def _weekday(text: str, found: Property) -> tuple[int, int]:
    if text[-2:] not in _WEEKDAYS:
        raise _bad(found)
    ordinal = text[:-2].removeprefix("+")
    return (_whole(ordinal, -53, 53, found) if ordinal else 0), _WEEKDAYS.index(text[-2:])


def _until(text: str, found: Property, zone: tzinfo) -> datetime | None:
    if not text:
        return None
    value, is_utc = read_date_or_time(text, found)
    if not isinstance(value, datetime):
        return datetime.combine(value, time.max)
    return value.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if is_utc else value


def _whole(text: str, low: int, high: int, found: Property) -> int:
    digits = text.removeprefix("-").removeprefix("+")
    if (
        not (digits.isascii() and digits.isdigit())
        or len(digits) > 12
        or not low <= int(text) <= high
    ):
        raise _bad(found)
    return int(text)


def _bad(found: Property) -> Refused:
    return Refused("ics.bad_recurrence", line=found.line, value=found.value[:100])
