"""Escalation up the line, past the absent to their deputies."""

from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.clocks import at_step, climb

MANAGER, DIRECTOR, GROUP, STAND_IN, OTHER = 1, 2, 3, 10, 11
LINE = [MANAGER, DIRECTOR, GROUP]
ids = st.integers(1, 8)
lines = st.lists(ids, unique=True, max_size=5)
absences = st.dictionaries(ids, st.none() | ids)


def test_everybody_there_is_the_line_itself() -> None:
    assert climb(LINE, {}) == LINE


def test_absent_person_is_replaced_by_the_deputy_and_the_deputy_s_deputy() -> None:
    assert climb(LINE, {DIRECTOR: STAND_IN}) == [MANAGER, STAND_IN, GROUP]
    assert climb(LINE, {DIRECTOR: STAND_IN, STAND_IN: OTHER}) == [MANAGER, OTHER, GROUP]


def test_absent_person_without_deputy_is_passed_over() -> None:
    assert climb(LINE, {DIRECTOR: None}) == [MANAGER, GROUP]


def test_deputies_in_a_circle_are_passed_over() -> None:
    assert climb(LINE, {DIRECTOR: STAND_IN, STAND_IN: DIRECTOR}) == [MANAGER, GROUP]
    assert climb(LINE, {DIRECTOR: DIRECTOR}) == [MANAGER, GROUP]


def test_deputy_from_the_line_is_reached_once() -> None:
    assert climb(LINE, {MANAGER: DIRECTOR}) == [DIRECTOR, GROUP]


def test_top_is_reached_when_nobody_is_there() -> None:
    assert climb(LINE, {MANAGER: None, DIRECTOR: None, GROUP: None}) == [GROUP]


def test_step_beyond_the_top_is_the_top() -> None:
    assert [at_step(LINE, {}, step) for step in (0, 1, 2, 9)] == [MANAGER, DIRECTOR, GROUP, GROUP]
    assert at_step([], {}, 0) is None


@given(lines, absences)
def test_somebody_present_is_reached_once_whenever_there_is_anybody(
    line: list[int], absent: dict[int, int | None]
) -> None:
    reached = climb(line, absent)

    assert bool(reached) == bool(line)
    assert len(set(reached)) == len(reached)
    assert reached == line[-1:] or not set(reached) & set(absent)
    assert set(line) - set(absent) <= set(reached)
