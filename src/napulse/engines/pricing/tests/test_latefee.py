"""The penalty for paying late, by a table and against a count day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.kernel.money import round_half_up
from napulse.engines.pricing.latefee import Penalty, Rule, penalty

DUE = date(2026, 10, 10)
DAY = timedelta(days=1)
TENTH = (Rule(date.min, 10),)


def after(days: int) -> date:
    return DUE + days * DAY


@pytest.mark.parametrize(
    ("until", "paid", "rules", "expected"),
    [
        pytest.param(0, [], TENTH, Penalty(), id="the due date itself is no delay"),
        pytest.param(-5, [], TENTH, Penalty(), id="not due yet"),
        pytest.param(1, [], TENTH, Penalty(1_000, 1), id="a day"),
        pytest.param(30, [], TENTH, Penalty(30_000, 30), id="thirty days"),
        pytest.param(30, [], (), Penalty(), id="no rule"),
        pytest.param(30, [], (Rule(date.min, None),), Penalty(), id="no penalty agreed"),
        pytest.param(30, [(10, 400_000)], TENTH, Penalty(22_000, 30), id="paid in part"),
        pytest.param(30, [(10, 1_000_000)], TENTH, Penalty(10_000, 10), id="the day of payment"),
        pytest.param(30, [(0, 1_000_000)], TENTH, Penalty(), id="paid on the last day"),
        pytest.param(
            30, [(5, 1_000_000), (9, -1_000_000)], TENTH, Penalty(26_000, 26), id="paid back"
        ),
        pytest.param(
            30, [], (Rule(date.min, 10, 200),), Penalty(20_000, 30, is_most=True), id="ceiling"
        ),
        pytest.param(5, [], (Rule(date.min, 10, 200),), Penalty(5_000, 5), id="below it"),
        pytest.param(
            30, [(0, 500_000)], (Rule(date.min, 10, 200),), Penalty(10_000, 30, is_most=True),
            id="the ceiling is of what was overdue",
        ),
        pytest.param(
            30, [], (*TENTH, Rule(after(11), 20)), Penalty(50_000, 30), id="an amendment"
        ),
        pytest.param(
            30, [], (*TENTH, Rule(after(11), None)), Penalty(10_000, 10), id="forgiven since"
        ),
    ],
)  # fmt: skip
def test_a_penalty(
    until: int, paid: list[tuple[int, int]], rules: tuple[Rule, ...], expected: Penalty
) -> None:
    told = [(after(days), minor) for days, minor in paid]

    assert penalty(1_000_000, DUE, after(until), told, rules) == expected


def test_half_a_kopeck_is_rounded_once_and_not_by_day() -> None:
    assert penalty(333, DUE, after(15), (), (Rule(date.min, 1),)) == Penalty(0, 15)
    assert penalty(333, DUE, after(16), (), (Rule(date.min, 1),)) == Penalty(1, 16)


@given(
    owed=st.integers(0, 10**10),
    until=st.integers(-3, 60),
    paid=st.lists(st.tuples(st.integers(-3, 60), st.integers(1, 10**9)), max_size=5),
    said=st.dictionaries(st.integers(-5, 60), st.none() | st.integers(0, 300), max_size=4),
)
def test_it_is_what_a_count_day_by_day_gives(
    owed: int, until: int, paid: list[tuple[int, int]], said: dict[int, int | None]
) -> None:
    sum_bp = days = 0
    for number in range(1, until + 1):
        left = owed - sum(minor for on, minor in paid if on < number)
        newest = max((on for on in said if on <= number), default=None)
        bp = None if newest is None else said[newest]
        if left > 0 and bp:
            sum_bp, days = sum_bp + left * bp, days + 1
    rules = [Rule(after(on), bp) for on, bp in said.items()]
    told = [(after(on), minor) for on, minor in paid]

    assert penalty(owed, DUE, after(until), told, rules) == Penalty(
        round_half_up(sum_bp, 10_000), days
    )
