"""The 24-hour clock: the Russian holiday by example, the rest by law."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napulse.engines.clocks import (
    Events,
    Kind,
    Share,
    Standard,
    State,
    deadline,
    left,
    next_change,
    share_in_time,
    started,
    state,
    warning_at,
)
from napulse.engines.kernel import DayKind, WorkCalendar
from napulse.engines.kernel.tests.calendars import calendars_and_starts, slow_add_working

HOUR = timedelta(hours=1)
MOSCOW = WorkCalendar(
    zone="Europe/Moscow",
    days={date(2026, 11, 3): DayKind.SHORTENED, date(2026, 11, 4): DayKind.OFF},
)
ENDED = datetime(2026, 11, 3, 15, 10, tzinfo=ZoneInfo("Europe/Moscow"))
CLOCK = started(ENDED, Standard(), MOSCOW)


def hours(count: float) -> datetime:
    """So many hours after the contact ended."""
    return ENDED + timedelta(hours=count)


def test_elapsed_standard_does_not_know_holidays() -> None:
    assert deadline(ENDED, Standard(), MOSCOW) == hours(24)
    assert warning_at(ENDED, Standard(), MOSCOW) == hours(20)


def test_working_standard_passes_over_the_shortened_day_and_the_holiday() -> None:
    standard = Standard(Kind.WORKING, minutes=9 * 60)

    due = deadline(ENDED, standard, MOSCOW)

    assert due.astimezone(ZoneInfo("Europe/Moscow")).isoformat() == "2026-11-05T16:10:00+03:00"
    assert warning_at(ENDED, standard, MOSCOW) == due - 4 * HOUR


def test_elapsed_hours_stay_hours_when_the_clocks_change() -> None:
    evening = datetime(2026, 10, 24, 18, tzinfo=ZoneInfo("Europe/Berlin"))

    due = deadline(evening, Standard(), WorkCalendar(zone="Europe/Berlin"))

    assert due.astimezone(ZoneInfo("Europe/Berlin")).hour == 17


def test_warning_of_a_short_standard_is_the_end_of_the_contact() -> None:
    assert warning_at(ENDED, Standard(minutes=60), MOSCOW) == ENDED


@pytest.mark.parametrize(("minutes", "warn"), [(0, 0), (60, -1)])
def test_standard_without_time_is_refused(minutes: int, warn: int) -> None:
    with pytest.raises(ValueError, match="takes time"):
        Standard(minutes=minutes, warn_minutes=warn)


def test_naive_end_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        deadline(ENDED.replace(tzinfo=None), Standard(), MOSCOW)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (0, State.RUNNING),
        (19.99, State.RUNNING),
        (20, State.WARNING),
        (23.99, State.WARNING),
        (24, State.BREACHED),
        (900, State.BREACHED),
    ],
)
def test_open_clock_runs_warns_and_breaks(at: float, expected: State) -> None:
    assert state(CLOCK, hours(at)) is expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (replace(CLOCK, met_at=hours(24)), State.MET_IN_TIME),
        (replace(CLOCK, met_at=hours(24.01)), State.MET_LATE),
        (replace(CLOCK, met_at=hours(5), breached_at=hours(4)), State.MET_LATE),
        (replace(CLOCK, met_at=hours(24), breached_at=hours(24)), State.MET_LATE),
        (replace(CLOCK, met_at=hours(5), breached_at=hours(24.1)), State.MET_IN_TIME),
        (replace(CLOCK, waived_at=hours(23)), State.WAIVED),
        (replace(CLOCK, waived_at=hours(24)), State.BREACHED),
        (replace(CLOCK, waived_at=hours(24), met_at=hours(30)), State.MET_LATE),
        (replace(CLOCK, waived_at=hours(3), met_at=hours(4)), State.WAIVED),
        (replace(CLOCK, waived_at=hours(4), met_at=hours(3)), State.MET_IN_TIME),
        (replace(CLOCK, waived_at=hours(4), met_at=hours(4)), State.MET_IN_TIME),
        (replace(CLOCK, breached_at=hours(2)), State.BREACHED),
        (replace(CLOCK, met_at=hours(901)), State.BREACHED),
    ],
)
def test_closed_clock_stands_as_its_events_say(events: Events, expected: State) -> None:
    assert state(events, hours(900)) is expected


def test_time_left_stops_when_the_clock_is_closed() -> None:
    assert left(CLOCK, hours(23)) == HOUR
    assert left(CLOCK, hours(25)) == -HOUR
    assert left(replace(CLOCK, met_at=hours(22)), hours(99)) == 2 * HOUR
    assert left(replace(CLOCK, waived_at=hours(21), met_at=hours(22)), hours(99)) == 3 * HOUR


def test_share_leaves_out_what_is_open_or_waived() -> None:
    states = [
        State.MET_IN_TIME,
        State.MET_IN_TIME,
        State.MET_LATE,
        State.BREACHED,
        State.RUNNING,
        State.WARNING,
        State.WAIVED,
    ]

    assert share_in_time(states) == Share(met=2, counted=4)
    assert share_in_time([State.RUNNING]) == Share(0, 0)


@settings(max_examples=80, deadline=None)
@given(calendars_and_starts(), st.integers(1, 48 * 60), st.integers(0, 48 * 60))
def test_clock_agrees_with_waiting_minute_by_minute(
    drawn: tuple[WorkCalendar, datetime], minutes: int, warn: int
) -> None:
    calendar, ended_at = drawn
    working = min(minutes, 90)

    elapsed_clock = started(ended_at, Standard(Kind.ELAPSED, minutes, warn), calendar)
    working_clock = started(ended_at, Standard(Kind.WORKING, working, warn), calendar)

    wall = ended_at.astimezone(ZoneInfo(calendar.zone))
    assert deadline(wall, Standard(Kind.ELAPSED, minutes), calendar) == elapsed_clock.due_at
    assert elapsed_clock.due_at - ended_at == timedelta(minutes=minutes)
    assert working_clock.due_at == slow_add_working(calendar, ended_at, working)
    for clock in (elapsed_clock, working_clock):
        assert clock.warn_at == max(ended_at, clock.due_at - timedelta(minutes=warn))


moments = st.integers(-10, 60).map(hours)


@st.composite
def clocks(draw: st.DrawFn) -> Events:
    ended_at, warn_at, due_at = sorted(draw(st.tuples(moments, moments, moments)))
    return Events(
        ended_at=ended_at,
        due_at=due_at,
        warn_at=warn_at,
        met_at=draw(st.none() | moments),
        breached_at=draw(st.none() | moments),
        waived_at=draw(st.none() | moments),
    )


@given(clocks(), moments)
def test_state_stays_until_its_next_change_and_then_changes(events: Events, now: datetime) -> None:
    change = next_change(events, now)
    current = state(events, now)

    until = change or hours(61)
    passed = now
    while passed < until:
        assert state(events, passed) is current
        passed += HOUR
    assert change is None or state(events, change) is not current


@given(clocks(), moments, moments)
def test_breach_is_for_good(events: Events, one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    after = {State.BREACHED, State.MET_LATE}

    assert state(events, early) not in after or state(events, late) in after


@given(clocks(), moments, moments)
def test_what_has_not_happened_yet_makes_no_difference(
    events: Events, now: datetime, later: datetime
) -> None:
    ahead = max(now, later) + HOUR
    unmet = replace(events, met_at=None, waived_at=None)

    assert state(replace(unmet, met_at=ahead, waived_at=ahead), now) is state(unmet, now)


@given(clocks(), moments)
def test_time_left_is_positive_exactly_while_not_late(events: Events, now: datetime) -> None:
    unbroken = replace(events, breached_at=None)
    if state(unbroken, now) is State.BREACHED:
        assert left(unbroken, now) <= timedelta(0)
    elif state(unbroken, now) is State.MET_LATE:
        assert left(unbroken, now) < timedelta(0)
    else:
        assert left(unbroken, now) >= timedelta(0)


def test_events_are_compared_as_moments_whatever_their_zone() -> None:
    in_utc = replace(CLOCK, met_at=hours(24).astimezone(UTC))

    assert state(in_utc, hours(30)) is State.MET_IN_TIME
