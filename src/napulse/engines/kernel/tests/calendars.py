"""Random calendars and a slow, independent reading of them, minute by minute."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from napulse.engines.kernel import DayKind, WorkCalendar

MINUTE = timedelta(minutes=1)
CHANGES = {
    "Europe/Berlin": [date(2026, 3, 29), date(2026, 10, 25)],
    "America/New_York": [date(2026, 3, 8), date(2026, 11, 1)],
    "Asia/Almaty": [date(2024, 3, 1)],
    "Europe/Moscow": [date(2011, 3, 27), date(2014, 10, 26)],
    "Australia/Lord_Howe": [date(2026, 4, 5), date(2026, 10, 4)],
}


@st.composite
def calendars_and_starts(draw: st.DrawFn) -> tuple[WorkCalendar, datetime]:
    """A calendar with at least one weekday, and a moment close to a change of its clocks."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    change = draw(st.sampled_from(CHANGES[zone]))
    nearby = st.integers(-2, 2).map(lambda days: change + timedelta(days=days))
    calendar = draw(_calendars(zone, draw(st.dictionaries(nearby, st.sampled_from(DayKind)))))
    minutes = draw(st.integers(-48 * 60, 30 * 60))
    return calendar, datetime.combine(change, time(), UTC) + minutes * MINUTE


@st.composite
def _calendars(draw: st.DrawFn, zone: str, days: dict[date, DayKind]) -> WorkCalendar:
    marks = sorted(draw(st.sets(st.integers(0, 24 * 12 - 1), min_size=4, max_size=4)))
    walls = [time(mark // 12, mark % 12 * 5) for mark in marks]
    return WorkCalendar(
        zone=zone,
        day_start=walls[0],
        day_end=walls[3],
        lunch=(walls[1], walls[2]) if draw(st.booleans()) else None,
        weekdays=frozenset(draw(st.sets(st.integers(0, 6), min_size=3))),
        days=days,
    )


def slow_working_minutes(calendar: WorkCalendar, start: datetime, end: datetime) -> int:
    """Count the worked minutes between two whole minutes by looking at each of them."""
    length = (end - start) // MINUTE
    minutes = _worked(calendar, start)
    return sum(next(minutes) for _ in range(length))


def slow_add_working(calendar: WorkCalendar, start: datetime, minutes: int) -> datetime:
    """Walk on minute by minute until enough of them were worked."""
    for passed, worked in zip(count(1), _worked(calendar, start), strict=False):
        minutes -= worked
        if minutes <= 0:
            return start + passed * MINUTE
    raise AssertionError("time does not end")


def _worked(calendar: WorkCalendar, start: datetime) -> Iterator[bool]:
    """Say of each minute from the start whether the latest time the wall has shown is worked."""
    zone = ZoneInfo(calendar.zone)
    shown = (start - timedelta(days=1)).astimezone(zone).replace(tzinfo=None)
    for passed in count(-180):
        moment = start + passed * MINUTE
        shown = max(shown, moment.astimezone(zone).replace(tzinfo=None))
        if passed >= 0:
            yield _works_at(calendar, shown)


def _works_at(calendar: WorkCalendar, wall: datetime) -> bool:
    usual = DayKind.WORKING if wall.weekday() in calendar.weekdays else DayKind.OFF
    kind = calendar.days.get(wall.date(), usual)
    if kind is DayKind.OFF:
        return False
    of_day = wall.hour * 60 + wall.minute
    end = calendar.day_end.hour * 60 + calendar.day_end.minute
    if kind is DayKind.SHORTENED:
        end -= 60
    if calendar.lunch and calendar.lunch[0] <= wall.time() < calendar.lunch[1]:
        return False
    return calendar.day_start <= wall.time() and of_day < end
