"""Geometry of a Gantt chart."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.charts import gantt
from napulse.engines.charts.gantt import Heap, Scale, Span, Strip, Tick

MONDAY = date(2026, 11, 23)
TEN = Scale(MONDAY, 10)


def day(offset: int) -> date:
    return MONDAY + timedelta(days=offset)


def weekdays(count: int) -> list[date]:
    return [day(n) for n in range(count) if day(n).weekday() < 5]


def test_a_bar_stands_on_its_halves_of_days() -> None:
    drawn = gantt.strips(TEN, [Span("a", day(1), day(2), first_half=1, last_half=0)])

    assert drawn == (Strip("a", "15", "10", 0, False, False),)


def test_half_a_day_has_its_width_and_an_end_before_the_start_is_the_start() -> None:
    half, turned = Span("half", day(4), day(4), 0, 0), Span("turned", day(5), day(3))

    assert [(one.x, one.width) for one in gantt.strips(TEN, [half, turned])] == [
        ("40", "5"),
        ("50", "5"),
    ]


def test_what_leaves_the_window_is_cut_and_what_is_outside_is_left_out() -> None:
    spans = [
        Span("before", day(-5), day(-1)),
        Span("from before", day(-2), day(0)),
        Span("whole", day(-3), day(20)),
        Span("after", day(10), day(11)),
    ]

    assert [(s.key, s.x, s.width, s.cut_left, s.cut_right) for s in gantt.strips(TEN, spans)] == [
        ("whole", "0", "100", True, True),
        ("from before", "0", "10", True, False),
    ]


def test_spans_at_once_take_lanes_and_a_free_lane_is_taken_again() -> None:
    spans = [
        Span("long", day(0), day(5)),
        Span("second", day(1), day(2), last_half=0),
        Span("third", day(2), day(3)),
        Span("fourth", day(2), day(4), first_half=1),
    ]
    drawn = gantt.strips(TEN, spans)

    assert {one.key: one.lane for one in drawn} == {"long": 0, "second": 1, "third": 2, "fourth": 1}
    assert (gantt.lanes(drawn), gantt.lanes([])) == (3, 1)


def test_the_head_says_which_stretch_holds_today_and_cuts_the_last() -> None:
    assert TEN.ticks(7, today=day(8)) == (
        Tick(day(0), "0", "70", False),
        Tick(day(7), "70", "30", True),
    )


def test_a_mark_stands_at_the_start_or_the_end_of_its_day_and_nowhere_outside() -> None:
    assert [TEN.mark(day(n)) for n in (-1, 0, 3, 10, 11)] == [None, "0", "30", "100", None]
    assert TEN.mark(day(9), after=True) == "100"
    assert TEN.last == day(9)


def test_days_off_are_runs() -> None:
    assert TEN.closed(weekdays(10)) == (("50", "20"),)
    assert Scale(MONDAY, 2).closed([]) == (("0", "100"),)


def test_what_is_taken_is_added_up_day_by_day_without_days_off() -> None:
    spans = [Span("a", day(3), day(7), percent=70), Span("b", day(4), day(4), 1, 1, percent=100)]
    load = gantt.taken(spans, weekdays(14))

    assert load == {day(3): 70, day(4): 120, day(7): 70}
    assert (gantt.peak(load), gantt.peak({})) == (120, 0)
    assert gantt.heaps(Scale(MONDAY, 14), load) == (Heap(day(0), "0", "50", 120),)


def test_weeks_outside_the_window_are_no_heaps() -> None:
    load = {day(-1): 200, day(14): 200, day(7): 100}

    assert gantt.heaps(Scale(MONDAY, 14), load) == ()


def test_a_window_without_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least a day"):
        Scale(MONDAY, 0)


offsets = st.integers(-40, 60)
some_spans = st.lists(
    st.builds(
        lambda first, length, one, other: Span(
            (first, length), day(first), day(first + length), one, other
        ),
        offsets,
        st.integers(0, 30),
        st.integers(0, 1),
        st.integers(0, 1),
    ),
    max_size=25,
)


@given(some_spans)
def test_bars_of_one_lane_never_overlap_and_stay_in_the_window(spans: list[Span[object]]) -> None:
    by_lane: dict[int, list[tuple[float, float]]] = {}
    for one in gantt.strips(TEN, spans):
        left = float(one.x)
        by_lane.setdefault(one.lane, []).append((left, left + float(one.width)))

    for bars in by_lane.values():
        assert all(0 <= left < right <= 100.001 for left, right in bars)
        ordered = sorted(bars)
        assert all(one[1] <= two[0] + 0.001 for one, two in pairwise(ordered))


@given(some_spans)
def test_no_more_lanes_than_spans_at_once(spans: list[Span[object]]) -> None:
    wide = Scale(day(-40), 140)
    halves = [(wide.halves(s.first, s.first_half), wide.halves(s.last, s.last_half)) for s in spans]
    at_once = [sum(a <= n <= max(a, b) for a, b in halves) for n in range(280)]

    assert gantt.lanes(gantt.strips(wide, spans)) == max(1, *at_once)
