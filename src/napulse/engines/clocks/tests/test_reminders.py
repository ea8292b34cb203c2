"""Reminders of an action's date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.clocks import Step, When, due_reminders

FRIDAY, WEDNESDAY, SUNDAY = date(2026, 11, 13), date(2026, 11, 11), date(2026, 11, 15)


def weekday(day: date) -> bool:
    return day.weekday() < 5


def run(due_on: date, first: date, days: int) -> dict[str, Step]:
    """What is sent when the job runs every day."""
    sent: dict[str, Step] = {}
    last: date | None = None
    for passed in range(days):
        today = first + timedelta(days=passed)
        step = due_reminders(due_on, last, today, weekday)
        if step is not None:
            last = today
            sent[today.isoformat()] = step
    return sent


def test_reminders_fall_before_on_and_ever_more_rarely_after_the_date() -> None:
    assert run(FRIDAY, date(2026, 11, 2), 35) == {
        "2026-11-12": Step(When.BEFORE, -1, 0),
        "2026-11-13": Step(When.TODAY, 0, 0),
        "2026-11-16": Step(When.LATE, 1, 0),
        "2026-11-18": Step(When.LATE, 3, 1),
        "2026-11-25": Step(When.LATE, 8, 2),
        "2026-12-02": Step(When.LATE, 13, 3),
    }


def test_date_on_a_day_off_is_reminded_of_on_the_working_days_around_it() -> None:
    assert list(run(SUNDAY, date(2026, 11, 9), 10)) == ["2026-11-13", "2026-11-16", "2026-11-18"]


@pytest.mark.parametrize(
    ("last_sent", "today", "expected"),
    [
        (None, date(2026, 11, 9), None),
        (None, date(2026, 11, 14), None),
        (WEDNESDAY, WEDNESDAY, None),
        (None, date(2026, 11, 17), Step(When.LATE, 4, 1)),
        (date(2026, 11, 10), date(2026, 11, 17), Step(When.LATE, 4, 1)),
        (date(2026, 11, 16), date(2026, 11, 17), None),
        (date(2026, 10, 1), date(2026, 11, 10), Step(When.BEFORE, -1, 0)),
    ],
)
def test_missed_reminder_is_sent_late_but_never_twice(
    last_sent: date | None, today: date, expected: Step | None
) -> None:
    assert due_reminders(WEDNESDAY, last_sent, today, weekday) == expected


@given(st.integers(-40, 60), st.none() | st.integers(-40, 60))
def test_nothing_is_sent_twice_on_a_day_nor_on_a_day_off(today: int, last: int | None) -> None:
    day = WEDNESDAY + timedelta(days=today)
    last_sent = None if last is None else WEDNESDAY + timedelta(days=min(last, today))

    step = due_reminders(WEDNESDAY, last_sent, day, weekday)

    assert step is None or weekday(day)
    assert due_reminders(WEDNESDAY, day, day, weekday) is None
