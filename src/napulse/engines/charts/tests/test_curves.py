"""Lines over days: examples and laws."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.charts.curves import Frame, cumulated, nice_step

FIRST = date(2026, 11, 2)
FRAME = Frame(FIRST, FIRST + timedelta(days=28), 110, width=156, height=136)


def test_a_chart_stands_on_zero_and_ends_at_a_whole_step() -> None:
    assert [(tick.value, tick.at) for tick in FRAME.values()] == [
        (0, "114"),
        (50, "80.67"),
        (100, "47.33"),
        (150, "14"),
    ]
    assert [tick.day.day for tick in FRAME.days(at_most=4)] == [2, 9, 16, 23, 30]


def test_a_line_runs_through_its_points_and_stays_in_the_box() -> None:
    points = [(FIRST, 0), (FIRST + timedelta(days=14), 75), (FIRST + timedelta(days=99), 900)]

    assert FRAME.line(points) == "M44 114L94 64L144 14"
    assert FRAME.area(points[:2]) == "M44 114L94 64L94 114L44 114Z"
    assert FRAME.line([]) == FRAME.area([]) == ""


@given(st.integers(0, 10**15))
def test_few_steps_reach_any_value(most: int) -> None:
    step = nice_step(most)

    assert step * 4 >= most
    assert Frame(FIRST, FIRST, most).top_value >= most


@given(st.lists(st.tuples(st.dates(), st.integers(-1000, 1000)), max_size=30))
def test_the_last_running_sum_is_the_sum(by_day: list[tuple[date, int]]) -> None:
    found = cumulated(by_day)

    assert (found[-1][1] if found else 0) == sum(amount for _day, amount in by_day)
    assert [day for day, _ in found] == sorted({day for day, _ in by_day})
