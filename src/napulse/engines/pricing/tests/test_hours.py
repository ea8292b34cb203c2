"""Lengths of time as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.hours import in_steps, read, read_with_words, write

MINUTES = st.integers(min_value=1, max_value=24 * 60)


@pytest.mark.parametrize(
    "text",
    ["1:30", "1,5", "1.5", "90m", "90м", "90 мин", "90", "1h30", "1h 30m", "1ч30", "1 ч. 30 мин."],
)
def test_an_hour_and_a_half_is_written_in_many_ways(text):
    assert read(text) == 90


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("8", 480), ("24", 1440), ("25", 25), (".5", 30), ("2 часа", 120), ("45'", 45), ("0:05", 5)],
)
def test_a_bare_number_is_hours_up_to_a_day_and_minutes_above(text, minutes):
    assert read(text) == minutes


@pytest.mark.parametrize("text", ["", " ", "abc", "1:75", "1:5", ",", "1.", "-1", "1:30:00", "ч30"])
def test_what_is_no_length_is_none(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "minutes", "words"),
    [
        ("1:30 письмо клиенту", 90, "письмо клиенту"),
        ("90м созвон", 90, "созвон"),
        ("1ч 15м бриф", 75, "бриф"),
        ("2 макета", 120, "макета"),
        ("3", 180, ""),
        ("слово", None, ""),
    ],
)
def test_words_after_the_time_are_the_note(text, minutes, words):
    assert read_with_words(text) == (minutes, words)


@given(MINUTES)
def test_what_is_written_is_read_back(minutes):
    assert read(write(minutes)) == minutes


@given(MINUTES, st.integers(min_value=1, max_value=120))
def test_steps_are_whole_near_and_never_nothing(minutes, step):
    stepped = in_steps(minutes, step)

    assert stepped % step == 0
    assert stepped >= step
    assert abs(stepped - minutes) * 2 <= step or stepped == step


@given(MINUTES, st.integers(min_value=1, max_value=120))
def test_steps_of_steps_are_the_same(minutes, step):
    assert in_steps(in_steps(minutes, step), step) == in_steps(minutes, step)


@given(st.text(max_size=20))
def test_reading_never_fails(text):
    assert read(text) is None or read(text) >= 0
    assert read_with_words(text)[0] == read_with_words(text)[0]


def test_a_step_below_a_minute_is_no_step():
    with pytest.raises(ValueError, match="step"):
        in_steps(10, 0)
