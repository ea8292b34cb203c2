"""The pace of a budget: cases worked out by hand, and laws."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.pace import (
    Axis,
    Crossing,
    Limits,
    Standing,
    Stretch,
    by_pace,
    by_plan,
    crossings,
    elapsed_bp,
    ends_on,
    gravest,
    planned_by,
    share_bp,
)

MONDAY = date(2026, 11, 2)
DAY = timedelta(days=1)
FORTNIGHT = Stretch(MONDAY, MONDAY + 11 * DAY, 100_000)  # ten working days
LIMITS = Limits()

days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
amounts = st.integers(0, 10**9)


def weekday(day: date) -> bool:
    return day.weekday() < 5


def axis_of(*stretches: Stretch) -> Axis:
    return Axis.over(stretches, weekday)


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    first, last = sorted((draw(days), draw(days)))
    return Stretch(first, last, draw(amounts))


def test_money_lies_evenly_on_working_days() -> None:
    axis = axis_of(FORTNIGHT)

    by_days = [planned_by([FORTNIGHT], MONDAY + n * DAY, axis) for n in (-1, 0, 3, 4, 6, 7, 11, 30)]

    assert by_days == [0, 10_000, 40_000, 50_000, 50_000, 60_000, 100_000, 100_000]


def test_money_of_a_weekend_lies_on_the_weekend() -> None:
    weekend = Stretch(MONDAY + 5 * DAY, MONDAY + 6 * DAY, 101)

    by_days = [planned_by([weekend], MONDAY + n * DAY, axis_of(weekend)) for n in (4, 5, 6)]

    assert by_days == [0, 51, 101]


def test_sixty_used_at_a_planned_half_comes_to_a_hundred_and_twenty() -> None:
    friday, axis = MONDAY + 4 * DAY, axis_of(FORTNIGHT)

    rest = by_pace([FORTNIGHT], 60_000, friday, axis)

    assert 60_000 + sum(one.minor for one in rest) == 120_000
    # 40,000 are left, 12,000 go a day: 48,000 on the fourth working day, Thursday the 12th
    assert ends_on(40_000, rest, friday, axis) == date(2026, 11, 12)


def test_the_pace_of_the_first_day_of_a_long_work_says_nothing() -> None:
    long = Stretch(MONDAY, MONDAY + 25 * DAY, 100_000)  # twenty working days: a day is a twentieth

    rest = by_pace([long], 30_000, MONDAY, axis_of(long))

    assert sum(one.minor for one in rest) == 95_000


def test_after_the_last_day_nothing_is_left_to_spend() -> None:
    after, axis = date(2026, 12, 1), axis_of(FORTNIGHT)

    assert by_pace([FORTNIGHT], 70_000, after, axis) == []
    assert by_plan([FORTNIGHT], after, axis) == []


def test_money_that_fits_does_not_end_and_what_is_overspent_has_ended() -> None:
    axis = axis_of(FORTNIGHT)
    rest = by_plan([FORTNIGHT], MONDAY, axis)

    assert ends_on(90_000, rest, MONDAY, axis) is None
    assert ends_on(89_999, rest, MONDAY, axis) == date(2026, 11, 13)
    assert ends_on(-1, [], MONDAY, axis) == MONDAY


def test_elapsed_time_is_of_working_days() -> None:
    axis = axis_of(FORTNIGHT)

    assert elapsed_bp(MONDAY, FORTNIGHT.last, MONDAY + 6 * DAY, axis) == 5000
    assert [share_bp(1, 3), share_bp(5, 0)] == [3333, None]


def test_a_stretch_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Stretch(MONDAY, MONDAY - DAY, 1)


@given(st.lists(stretches(), min_size=1, max_size=6), days)
def test_what_is_done_and_what_is_left_are_the_whole(found: list[Stretch], today: date) -> None:
    axis = Axis.over(found, weekday, today)

    done, rest = planned_by(found, today, axis), by_plan(found, today, axis)

    assert done + sum(one.minor for one in rest) == sum(one.minor for one in found)


@given(st.lists(stretches(), min_size=1, max_size=6), days, days)
def test_the_curve_never_falls_and_ends_at_the_whole(
    found: list[Stretch], one: date, other: date
) -> None:
    axis = Axis.over(found, weekday, one, other)
    earlier, later = sorted((one, other))

    assert planned_by(found, earlier, axis) <= planned_by(found, later, axis)
    assert planned_by(found, date(2027, 1, 1), axis) == sum(each.minor for each in found)


@given(st.lists(stretches(), min_size=1, max_size=6), days, amounts)
def test_the_day_on_which_money_ends_is_the_first_that_spends_too_much(
    found: list[Stretch], today: date, left: int
) -> None:
    axis = Axis.over(found, weekday, today)
    rest = by_plan(found, today, axis)

    day = ends_on(left, rest, today, axis)

    if day is None:
        assert sum(one.minor for one in rest) <= left
    else:
        assert planned_by(rest, day, axis) > left
        assert day == today or planned_by(rest, day - DAY, axis) <= left


@given(st.lists(stretches(), min_size=1, max_size=4), days)
def test_work_that_goes_as_planned_comes_to_what_was_planned(
    found: list[Stretch], today: date
) -> None:
    axis = Axis.over(found, weekday, today)
    spent = planned_by(found, today, axis)

    rest = by_pace(found, spent, today, axis)

    assert spent + sum(one.minor for one in rest) == sum(one.minor for one in found)


def standing(used: int, *, forecast: int | None = None, planned: int = 0) -> Standing:
    """A budget of a hundred thousand that is all work."""
    return Standing(100_000, used, forecast or used, 100_000, used, planned)


@pytest.mark.parametrize(
    ("now", "crossed"),
    [
        (standing(79_999, planned=79_999), set()),
        (standing(80_000, planned=80_000), {Crossing.THRESHOLD}),
        (standing(60_000, planned=50_000), set()),
        (standing(60_001, planned=50_000), {Crossing.PACE}),
        (standing(50_000, planned=50_000, forecast=101_000), set()),
        (standing(50_000, planned=50_000, forecast=101_001), {Crossing.FORECAST}),
        (standing(100_000, planned=100_000), {Crossing.THRESHOLD}),
        (
            standing(100_001, planned=100_000),
            {Crossing.THRESHOLD, Crossing.OVER},
        ),
        (Standing(0, 1, 1), {Crossing.FORECAST, Crossing.OVER}),
        (Standing(0, 0, 0), set()),
    ],
)
def test_limits_are_crossed_where_they_stand(now: Standing, crossed: set[Crossing]) -> None:
    assert crossings(now, LIMITS) == crossed


def test_a_crossing_stays_until_it_is_well_back() -> None:
    threshold, forecast = frozenset({Crossing.THRESHOLD}), frozenset({Crossing.FORECAST})
    pace = frozenset({Crossing.PACE})

    assert crossings(standing(79_000, planned=79_000), LIMITS, threshold) == threshold
    assert crossings(standing(78_999, planned=78_999), LIMITS, threshold) == frozenset()
    assert crossings(standing(9, planned=9, forecast=100_001), LIMITS, forecast) == forecast
    assert crossings(standing(9, planned=9, forecast=100_000), LIMITS, forecast) == frozenset()
    assert crossings(standing(55_001, planned=50_000), LIMITS, pace) == pace
    assert crossings(standing(55_000, planned=50_000), LIMITS, pace) == frozenset()


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    return Standing(*(draw(st.integers(0, 10**6)) for _ in range(6)))


@given(standings(), st.frozensets(st.sampled_from(Crossing)))
def test_nothing_flaps_while_nothing_changes(now: Standing, was: frozenset[Crossing]) -> None:
    once = crossings(now, LIMITS, was)

    assert crossings(now, LIMITS, once) == once


@given(standings(), st.integers(0, 10**6), st.frozensets(st.sampled_from(Crossing)))
def test_spending_more_takes_no_alarm_away(
    now: Standing, more: int, was: frozenset[Crossing]
) -> None:
    worse = Standing(
        now.budget,
        now.used + more,
        now.forecast + more,
        now.work,
        now.work_used + more,
        now.work_planned,
    )

    assert crossings(now, LIMITS, was) <= crossings(worse, LIMITS, was)


def test_the_gravest_is_spoken_of() -> None:
    assert gravest([Crossing.THRESHOLD, Crossing.OVER, Crossing.PACE]) is Crossing.OVER
    assert gravest([]) is None
