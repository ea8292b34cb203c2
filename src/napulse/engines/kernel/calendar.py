"""The working calendar: which minutes of the year are worked, in a zone with its clock changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from napulse.engines.kernel.periods import Span, require_aware

FIVE_DAYS = frozenset(range(5))
IDLE_DAYS = 400
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


class DayKind(StrEnum):
    """What the calendar says of one date, whatever its weekday."""

    OFF = "off"
    WORKING = "working"
    SHORTENED = "shortened"


@dataclass(frozen=True)
class WorkCalendar:
    """Working hours by wall clock in a zone, Monday being weekday 0.

    ``days`` overrides the weekday: holidays, transferred days, and shortened ones, which end an
    hour earlier. ``lunch`` is taken out of every day. Hours do not cross midnight.
    """

    zone: str
    day_start: time = time(9)
    day_end: time = time(18)
    lunch: tuple[time, time] | None = None
    weekdays: frozenset[int] = FIVE_DAYS
    days: Mapping[date, DayKind] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ZoneInfo(self.zone)
        lunch = self.lunch or (self.day_start, self.day_start)
        if not self.day_start <= lunch[0] <= lunch[1] <= self.day_end:
            raise ValueError("the day starts, has its lunch and ends in this order")
        if self.day_start == self.day_end:
            raise ValueError("a working day has hours")

    def date_of(self, moment: datetime) -> date:
        """Return the date on the wall in the calendar's zone."""
        require_aware(moment)
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def kind_of(self, day: date) -> DayKind:
        """Return what kind of day the date is, by override or by weekday."""
        usual = DayKind.WORKING if day.weekday() in self.weekdays else DayKind.OFF
        return self.days.get(day, usual)

    def is_working(self, day: date) -> bool:
        """Say whether anybody works on the date at all."""
        return self.kind_of(day) is not DayKind.OFF

    def hours_of(self, day: date) -> Span | None:
        """Return the span from the first to the last worked moment, in UTC; None on a day off."""
        worked = self.spans_of(day)
        return Span(worked[0].start, worked[-1].end) if worked else None

    def spans_of(self, day: date) -> tuple[Span, ...]:
        """Return the worked spans of the date in UTC, lunch left out, in order."""
        zone = ZoneInfo(self.zone)
        spans = (
            Span(_first_moment(day, start, zone), _first_moment(day, end, zone))
            for start, end in self._wall_hours(day)
        )
        return tuple(span for span in spans if span.length)

    def add_working(self, start: datetime, minutes: int) -> datetime:
        """Return the earliest moment by which so many working minutes have passed, in UTC.

        Nothing added is ``start`` itself. ``ValueError`` when ``minutes`` is negative, or when the
        calendar has no working day in 400 days.
        """
        require_aware(start)
        if minutes < 0:
            raise ValueError("working minutes are not negative")
        reached, left = start.astimezone(UTC), minutes * _MINUTE
        if not left:
            return reached
        for span in self._spans_from(reached):
            begin = max(reached, span.start)
            if span.end - begin >= left:
                return begin + left
            left -= max(span.end - begin, timedelta(0))
        raise ValueError("the calendar has no working day")

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Return the whole working minutes between two moments; ``ValueError`` if out of order."""
        asked = Span(start.astimezone(UTC), end.astimezone(UTC))
        worked, day, last = timedelta(0), self.date_of(start), self.date_of(end)
        while day <= last:
            worked += sum((span.overlap(asked) for span in self.spans_of(day)), timedelta(0))
            day += _DAY
        return worked // _MINUTE

    def add_working_days(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after the date, or before it when negative.

        Zero is the date itself. ``ValueError`` when the calendar has no working day in 400 days.
        """
        step, left, idle = (_DAY if count > 0 else -_DAY), abs(count), 0
        while left:
            day += step
            idle = 0 if self.is_working(day) else idle + 1
            left -= not idle
            if idle > IDLE_DAYS:
                raise ValueError("the calendar has no working day")
        return day

    def working_days_later(self, moment: datetime, count: int) -> datetime:
        """Return the same time on the wall ``count`` working days later, in UTC."""
        wall = moment.astimezone(ZoneInfo(self.zone))
        day = self.add_working_days(self.date_of(moment), count)
        return _first_moment(day, wall.time(), ZoneInfo(self.zone))

    def _wall_hours(self, day: date) -> list[tuple[time, time]]:
        kind = self.kind_of(day)
        if kind is DayKind.OFF:
            return []
        end = _hour_earlier(self.day_end) if kind is DayKind.SHORTENED else self.day_end
        lunch = self.lunch or (end, end)
        hours = [(self.day_start, min(lunch[0], end)), (lunch[1], end)]
        return [(begin, finish) for begin, finish in hours if begin < finish]

    def _spans_from(self, moment: datetime) -> Iterator[Span]:
        day, idle = self.date_of(moment), 0
        while idle <= IDLE_DAYS:
            spans = self.spans_of(day)
            yield from spans
            idle = 0 if spans else idle + 1
            day += _DAY


def _hour_earlier(wall: time) -> time:
    return wall.replace(hour=wall.hour - 1) if wall.hour else time(0)


def _first_moment(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the first moment, in UTC, when the wall clock shows this time or a later one.

    A time shown twice is its first showing; one skipped by the clocks is the moment of the skip.
    """
    local = datetime.combine(day, wall.replace(fold=0), zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    return _moment_of_skip(local.replace(fold=1).astimezone(UTC), moment, zone)


def _moment_of_skip(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
