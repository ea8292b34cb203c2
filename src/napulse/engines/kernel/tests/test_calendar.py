"""The working calendar: Russian holidays by example, clock changes by law."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napulse.engines.kernel import DayKind, Span, WorkCalendar
from napulse.engines.kernel.tests.calendars import (
    MINUTE,
    calendars_and_starts,
    slow_add_working,
    slow_working_minutes,
)

MOSCOW = WorkCalendar(
    zone="Europe/Moscow",
    lunch=(time(13), time(14)),
    days={
        date(2026, 4, 30): DayKind.SHORTENED,
        date(2026, 5, 1): DayKind.OFF,
        date(2026, 5, 8): DayKind.SHORTENED,
        date(2026, 11, 3): DayKind.SHORTENED,
        date(2026, 11, 4): DayKind.OFF,
        date(2027, 2, 20): DayKind.WORKING,
        date(2027, 2, 22): DayKind.OFF,
    },
)
NEVER = WorkCalendar(zone="UTC", weekdays=frozenset())


def moscow(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Europe/Moscow"))  # type: ignore[misc, arg-type]


def test_shortened_day_ends_an_hour_earlier() -> None:
    assert MOSCOW.hours_of(date(2026, 11, 3)) == Span(
        moscow(2026, 11, 3, 9), moscow(2026, 11, 3, 17)
    )
    assert MOSCOW.working_minutes(moscow(2026, 11, 3), moscow(2026, 11, 4)) == 7 * 60


def test_holiday_has_no_hours_and_a_transferred_saturday_has() -> None:
    days = [date(2026, 11, 4), date(2027, 2, 20), date(2027, 2, 22), date(2027, 2, 27)]

    assert [MOSCOW.is_working(day) for day in days] == [False, True, False, False]
    assert [MOSCOW.hours_of(day) is None for day in days] == [True, False, True, True]


def test_working_time_passes_over_lunch_evening_and_holiday() -> None:
    sent = moscow(2026, 11, 3, 12, 30)

    assert MOSCOW.add_working(sent, 30) == moscow(2026, 11, 3, 13)
    assert MOSCOW.add_working(sent, 31) == moscow(2026, 11, 3, 14, 1)
    assert MOSCOW.add_working(sent, 4 * 60) == moscow(2026, 11, 5, 9, 30)


def test_two_working_days_after_the_third_of_november_are_the_sixth() -> None:
    sent = moscow(2026, 11, 3, 15, 10)

    assert MOSCOW.working_days_later(sent, 2) == moscow(2026, 11, 6, 15, 10)


def test_five_working_days_after_the_thirtieth_of_april() -> None:
    assert MOSCOW.add_working_days(date(2026, 4, 30), 5) == date(2026, 5, 8)
    assert MOSCOW.add_working_days(date(2026, 5, 8), -5) == date(2026, 4, 30)
    assert MOSCOW.add_working_days(date(2026, 5, 2), 0) == date(2026, 5, 2)


def test_date_is_the_one_on_the_wall() -> None:
    assert MOSCOW.date_of(datetime(2026, 11, 3, 22, tzinfo=UTC)) == date(2026, 11, 4)


def test_calendar_without_working_days_is_found_out() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)

    assert NEVER.add_working(moment, 0) == moment
    with pytest.raises(ValueError, match="no working day"):
        NEVER.add_working(moment, 1)
    with pytest.raises(ValueError, match="no working day"):
        NEVER.add_working_days(moment.date(), 1)


def test_working_day_is_looked_for_over_four_hundred_days_off() -> None:
    first = date(2026, 1, 1)
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    near, far = first + timedelta(days=400), first + timedelta(days=402)
    reachable = WorkCalendar("UTC", weekdays=frozenset(), days={near: DayKind.WORKING})
    beyond = WorkCalendar("UTC", weekdays=frozenset(), days={far: DayKind.WORKING})

    assert reachable.add_working_days(first, 1) == near
    assert reachable.date_of(reachable.add_working(noon, 1)) == near
    with pytest.raises(ValueError, match="no working day"):
        beyond.add_working_days(first, 1)
    with pytest.raises(ValueError, match="no working day"):
        beyond.add_working(noon, 1)


def test_naive_moments_and_negative_minutes_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        MOSCOW.add_working(datetime(2026, 1, 1), 1)  # noqa: DTZ001 - the refusal under test
    with pytest.raises(ValueError, match="not negative"):
        MOSCOW.add_working(moscow(2026, 1, 12), -1)


def test_hours_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="in this order"):
        WorkCalendar(zone="UTC", day_start=time(18), day_end=time(9))
    with pytest.raises(ValueError, match="has hours"):
        WorkCalendar(zone="UTC", day_start=time(9), day_end=time(9))


def test_hour_skipped_by_the_clocks_is_not_worked() -> None:
    nights = WorkCalendar(
        "Europe/Berlin", day_start=time(1), day_end=time(4), weekdays=frozenset({6})
    )
    skipped, doubled = date(2026, 3, 29), date(2026, 10, 25)

    lengths = [span.length for day in (skipped, doubled) for span in nights.spans_of(day)]

    assert lengths == [timedelta(hours=2), timedelta(hours=4)]


@settings(max_examples=150, deadline=None)
@given(calendars_and_starts(), st.integers(0, 3 * 24 * 60))
def test_working_minutes_agree_with_looking_at_every_minute(
    drawn: tuple[WorkCalendar, datetime], length: int
) -> None:
    calendar, start = drawn
    end = start + length * MINUTE

    assert calendar.working_minutes(start, end) == slow_working_minutes(calendar, start, end)


@settings(max_examples=100, deadline=None)
@given(calendars_and_starts(), st.integers(1, 600))
def test_adding_working_time_agrees_with_walking_through_it(
    drawn: tuple[WorkCalendar, datetime], minutes: int
) -> None:
    calendar, start = drawn
    minutes = min(minutes, 3 * slow_day(calendar))

    due = calendar.add_working(start, minutes)

    assert due == slow_add_working(calendar, start, minutes)
    assert calendar.working_minutes(start, due) == minutes


@settings(deadline=None)
@given(calendars_and_starts(), st.integers(0, 600), st.integers(0, 600))
def test_adding_in_two_goes_is_adding_at_once(
    drawn: tuple[WorkCalendar, datetime], one: int, other: int
) -> None:
    calendar, start = drawn

    assert calendar.add_working(calendar.add_working(start, one), other) == calendar.add_working(
        start, one + other
    )


def slow_day(calendar: WorkCalendar) -> int:
    """Minutes of an ordinary day, lunch included, at least one: keeps the slow walk short."""
    begin, end = calendar.day_start, calendar.day_end
    return max(1, (end.hour - begin.hour) * 60 + end.minute - begin.minute)
