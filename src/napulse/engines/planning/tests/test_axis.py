"""The axis knows which half-day of which date a slot is, over holidays and working Saturdays."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.planning.axis import Axis, joined
from napulse.engines.planning.model import Window
from napulse.engines.planning.tests.russia import BELGRADE, FIRST, LAST, RUSSIA, both, moscow

MONDAY = date(2026, 11, 2)


def test_days_off_have_no_slots_and_a_working_saturday_has() -> None:
    days = moscow().days
    assert MONDAY in days
    assert date(2026, 11, 4) not in days
    assert date(2027, 2, 20) in days
    assert [day for day in days if day.weekday() > 4] == [date(2027, 2, 20)]
    assert moscow().length == 2 * len(days)


def test_a_day_belongs_to_the_axis_when_one_office_works() -> None:
    days = both().days
    assert date(2026, 11, 4) in days
    assert date(2026, 11, 11) in days
    assert date(2026, 11, 7) not in days


def test_days_of_one_office_off_are_its_closed_slots() -> None:
    axis = both()
    start = axis.start_of(date(2026, 11, 11))
    assert axis.closed_days(BELGRADE)[0] == Window(start, start + 2)
    holidays = axis.window(date(2026, 12, 31), date(2027, 1, 8))
    assert holidays in axis.closed_days(RUSSIA)
    assert holidays.end - holidays.start == 7 * 2
    assert axis.closed_days(BELGRADE)[-1] == axis.window(date(2027, 2, 20), date(2027, 2, 20))
    assert moscow().closed_days(RUSSIA) == ()


@pytest.mark.parametrize(
    ("day", "slot"),
    [
        (FIRST, 0),
        (date(2026, 10, 27), 2),
        (date(2026, 10, 31), 10),
        (MONDAY, 10),
        (date(2026, 11, 4), 14),
        (date(2026, 11, 5), 14),
        (date(2026, 1, 1), 0),
    ],
)
def test_a_date_starts_at_its_first_slot_or_at_the_next_working_day(day: date, slot: int) -> None:
    assert moscow().start_of(day) == slot


def test_work_done_by_the_evening_of_a_friday_has_ended_before_monday() -> None:
    axis = moscow()
    friday = date(2026, 10, 30)
    assert axis.end_of(friday) == axis.start_of(MONDAY) == 10
    assert axis.end_of(date(2026, 10, 31)) == 10
    assert axis.last_day_of(8, 10) == friday
    assert axis.last_day_of(8, 11) == MONDAY
    assert axis.last_day_of(10, 10) == MONDAY


def test_past_the_axis_weekdays_go_on() -> None:
    axis = moscow()
    assert axis.day_of(axis.length - 1) == LAST == date(2027, 3, 31)
    assert axis.day_of(axis.length) == date(2027, 4, 1)
    assert axis.day_of(axis.length + 3) == date(2027, 4, 2)
    assert axis.day_of(axis.length + 4) == date(2027, 4, 5)
    assert axis.day_of(-3) == FIRST


@given(st.dates(FIRST, LAST))
def test_a_working_date_is_found_again_by_its_slots(day: date) -> None:
    axis = moscow()
    start = axis.start_of(day)
    if RUSSIA.is_working(day):
        assert axis.day_of(start) == axis.day_of(start + 1) == day
        assert axis.end_of(day) == start + 2
        assert axis.window(day, day) == Window(start, start + 2)
    else:
        assert axis.end_of(day) == start
        assert axis.start_of(day + timedelta(days=1)) == start


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(-2, 6)), max_size=8))
def test_joined_windows_cover_the_same_slots_and_neither_touch_nor_overlap(
    spans: list[tuple[int, int]],
) -> None:
    given_windows = [Window(start, start + length) for start, length in spans]
    found = joined(given_windows)
    covered = {slot for one in found for slot in range(one.start, one.end)}
    assert covered == {slot for one in given_windows for slot in range(one.start, one.end)}
    for one, following in pairwise(found):
        assert one.end < following.start
    assert all(one.start < one.end for one in found)


def test_an_axis_of_no_office_is_empty() -> None:
    assert Axis.over([], FIRST, LAST).length == 0
