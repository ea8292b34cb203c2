"""Geometry of small charts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.charts import (
    Bar,
    Column,
    Point,
    Ring,
    Spark,
    bar,
    columns,
    number,
    ring,
    sparkline,
)

amounts = st.integers(-(10**9), 10**9)


def test_numbers_have_a_dot_and_no_needless_zeros() -> None:
    assert [number(value) for value in (12.5, 3.0, -0.001, 1 / 3, 100)] == [
        "12.5",
        "3",
        "0",
        "0.33",
        "100",
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_endless_lengths_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        number(value)


def test_sparkline_runs_from_edge_to_edge() -> None:
    assert sparkline([0, 10, 5], width=44, height=14) == Spark(
        line="M2 12L22 2L42 7", area="M2 12L22 2L42 7L42 14L2 14Z", end=Point("42", "7")
    )


def test_sparkline_of_equal_values_is_level_and_of_none_is_empty() -> None:
    assert sparkline([7, 7], 44, 14).line == sparkline([3], 44, 14).line == "M2 7L42 7"
    assert sparkline([], 44, 14) == Spark("", "", None)


def test_ring_is_filled_by_the_fraction() -> None:
    assert ring(0.25, 10) == Ring("10", "15.71 47.12")
    assert ring(-1, 10).dash == "0 62.83"
    assert ring(7, 10).dash == "62.83 0"


def test_bar_is_cut_at_the_whole_and_says_so() -> None:
    assert bar(0.5, 0.75, 80) == Bar("40", "60", over=False)
    assert bar(1.2, None, 80) == Bar("80", None, over=True)
    assert bar(1, 2, 80) == Bar("80", "80", over=False)


def test_columns_stand_on_zero_and_hang_from_it() -> None:
    assert columns([2, -2, 0], width=34, height=40) == (
        Column("0", "0", "10", "20"),
        Column("12", "20", "10", "20"),
        Column("24", "20", "10", "0"),
    )
    assert columns([], 34, 40) == ()
    assert columns([0], 34, 40) == (Column("0", "0", "34", "0"),)


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        columns([1] * 40, width=60, height=10)


@given(st.lists(amounts, min_size=1, max_size=60))
def test_sparkline_stays_in_its_box(values: list[int]) -> None:
    spark = sparkline(values, 100, 20)

    numbers = [float(text) for text in re.findall(r"-?[\d.]+", spark.line)]
    assert len(numbers) == 2 * max(2, len(values))
    assert all(2 <= x <= 98 for x in numbers[::2])
    assert all(2 <= y <= 18 for y in numbers[1::2])


@given(st.lists(amounts, min_size=1, max_size=30))
def test_columns_stay_in_their_box_and_keep_their_order_of_size(values: list[int]) -> None:
    drawn = columns(values, 100, 20)

    assert all(0 <= float(each.y) <= float(each.y) + float(each.height) <= 20.02 for each in drawn)
    heights = [float(each.height) for each in drawn]
    by_size = sorted(range(len(values)), key=lambda place: abs(values[place]))
    assert [heights[place] for place in by_size] == sorted(heights)
