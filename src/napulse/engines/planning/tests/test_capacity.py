"""Demand against supply: the answers are worked out by hand, the laws hold for any claims."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.kernel.calendar import DayKind, WorkCalendar
from napulse.engines.planning.capacity import (
    Days,
    Kind,
    Peak,
    Piece,
    Worker,
    days_away,
    demand,
    peak,
    percent_of,
    spread,
    supply,
    weeks_from,
)

MONDAY = date(2026, 11, 23)
WEEKS = weeks_from(MONDAY, 3)
PLAIN = WorkCalendar("Europe/Moscow", time(9), time(18))
H = 60


def days(first: int, last: int) -> Days:
    """So many days from the first Monday on."""
    return Days(MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))


def a_piece(who: str = "a", project: int = 1, kind: Kind = Kind.PLANNED, **more: object) -> Piece:
    return Piece(who, project, kind, **{"days": days(0, 4), **more})  # type: ignore[arg-type]


def test_weeks_begin_on_the_monday_of_the_day() -> None:
    assert weeks_from(date(2026, 11, 26), 2) == [days(0, 6), days(7, 13)]


def test_a_half_timer_has_half_and_a_holiday_and_an_absence_take_their_days() -> None:
    off = {MONDAY: DayKind.OFF, MONDAY + timedelta(days=1): DayKind.SHORTENED}
    calendar = WorkCalendar("Europe/Moscow", time(9), time(18), days=off)
    worker = Worker(calendar, share=50, away=(days(8, 9),))

    assert supply(worker, WEEKS) == [210 + 3 * 240, 3 * 240, 5 * 240]
    assert days_away(worker, WEEKS) == [0, 2, 0]


def test_a_transferred_saturday_is_worked_by_whole_weeks_alone() -> None:
    calendar = WorkCalendar(
        "Europe/Moscow", time(9), time(18), days={MONDAY + timedelta(days=5): DayKind.WORKING}
    )
    whole, three = Worker(calendar), Worker(calendar, weekdays=frozenset({0, 1, 2}))

    assert (supply(whole, WEEKS)[0], supply(three, WEEKS)[0]) == (6 * 480, 3 * 480)


def test_somebody_who_comes_and_goes_has_time_only_in_between() -> None:
    worker = Worker(PLAIN, here=days(2, 8))

    assert supply(worker, WEEKS) == [3 * 480, 2 * 480, 0]


def test_planned_minutes_lie_on_the_days_there_are() -> None:
    worker = Worker(PLAIN, away=(days(3, 4),))
    piece = a_piece(days=days(2, 8), minutes=30 * H)

    assert spread(piece, worker, WEEKS) == [10 * H, 20 * H, 0]


def test_what_lies_outside_the_weeks_is_left_out_and_the_rest_keeps_its_pace() -> None:
    piece = a_piece(days=days(-7, 4), minutes=80 * H)

    assert spread(piece, Worker(PLAIN), WEEKS) == [40 * H, 0, 0]


def test_minutes_of_somebody_who_is_away_all_the_time_are_not_lost() -> None:
    worker = Worker(PLAIN, away=(days(0, 20),))
    piece = a_piece(days=days(0, 13), minutes=14 * H)

    assert spread(piece, worker, WEEKS) == [7 * H, 7 * H, 0]


def test_a_booking_takes_its_part_of_what_the_person_has() -> None:
    worker = Worker(PLAIN, share=50, away=(days(0, 0),))
    piece = a_piece(kind=Kind.FIRM, days=days(0, 8), percent=50)

    assert spread(piece, worker, WEEKS) == [4 * 120, 2 * 120, 0]


def test_a_plan_and_a_booking_of_one_project_are_the_same_work() -> None:
    pieces = [
        a_piece(minutes=10 * H),
        a_piece(kind=Kind.FIRM, percent=50),
        a_piece(project=2, minutes=8 * H),
    ]

    found = demand(pieces, {"a": Worker(PLAIN)}, WEEKS, with_tentative=False)

    assert found == {"a": [20 * H + 8 * H, 0, 0]}


@pytest.mark.parametrize(
    ("kind", "chance", "won_only", "with_tentative"),
    [
        (Kind.FIRM, 40, 20, 20),
        (Kind.TENTATIVE, 40, 0, 8),
        (Kind.TENTATIVE, 100, 0, 20),
        (Kind.PLANNED, 100, 20, 20),
        (Kind.PLANNED, 40, 0, 8),
    ],
)
def test_what_is_not_won_counts_by_its_chance(
    kind: Kind, chance: int, won_only: int, with_tentative: int
) -> None:
    how = {"minutes": 20 * H} if kind is Kind.PLANNED else {"percent": 50}
    piece = a_piece(kind=kind, chance=chance, **how)

    found = [
        demand([piece], {"a": Worker(PLAIN)}, WEEKS, with_tentative=asked)["a"][0] // H
        for asked in (False, True)
    ]

    assert found == [won_only, with_tentative]


def test_per_cents_are_of_what_there_is_and_nobody_is_no_per_cent() -> None:
    assert [percent_of(48, 40), percent_of(0, 0), percent_of(5, 0)] == [120, 0, None]


def test_the_peak_of_bookings_is_the_first_stretch_of_the_largest_sum() -> None:
    held = [(days(0, 9), 50), (days(3, 5), 40), (days(8, 12), 40), (days(-9, -1), 90)]

    assert peak(held, days(0, 13)) == Peak(90, days(3, 5))
    assert peak([], days(0, 13)) == Peak(0, None)


@given(
    st.lists(
        st.tuples(
            st.integers(-20, 20), st.integers(0, 25), st.integers(0, 9000), st.integers(0, 2)
        ),
        max_size=8,
    )
)
def test_no_minute_of_a_plan_is_lost_or_made_up(drawn: list[tuple[int, int, int, int]]) -> None:
    workers = {"a": Worker(PLAIN, away=(days(4, 9),))}
    pieces = [
        a_piece("a", n, days=days(f, f + s), minutes=m) for n, (f, s, m, _) in enumerate(drawn)
    ]
    wide = weeks_from(MONDAY - timedelta(days=28), 14)

    found = demand(pieces, workers, wide, with_tentative=True).get("a", [])

    assert sum(found) == sum(piece.minutes for piece in pieces)
    assert all(minutes >= 0 for minutes in found)
