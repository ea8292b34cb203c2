"""The scope guard: cases worked out by hand, and laws over random budgets and work."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.scope import (
    Allowance,
    Outside,
    ScopeLine,
    Verdict,
    Work,
    judge,
    judge_all,
    rounds_above,
)

DAY = date(2026, 11, 16)
DESIGN, COPY = 1, 2


def a_line(key: int = 10, minutes: int | None = 600, **more: object) -> ScopeLine:
    return ScopeLine(key=key, minutes=minutes, **{"role": DESIGN, **more})  # type: ignore[arg-type]


def a_work(minutes: int = 120, **more: object) -> Work:
    return Work(**{"day": DAY, "minutes": minutes, "role": DESIGN, **more})  # type: ignore[arg-type]


def test_work_of_the_lines_role_is_inside() -> None:
    assert judge(a_work(), [a_line()], {10: 480}) == Verdict(10)


def test_only_the_minutes_above_the_line_are_outside() -> None:
    verdict = judge(a_work(120), [a_line()], {10: 540})

    assert verdict == Verdict(10, Outside.OVER_LINE, 60)


def test_an_exceeded_line_holds_nothing_more() -> None:
    assert judge(a_work(30), [a_line()], {10: 700}) == Verdict(10, Outside.OVER_LINE, 30)


def test_work_of_a_role_without_a_line_is_outside_the_budget() -> None:
    verdict = judge(a_work(role=COPY), [a_line()], {})

    assert verdict == Verdict(0, Outside.NO_LINE, 120)


def test_without_any_budget_nothing_was_agreed_to() -> None:
    assert judge(a_work(), [], {}) == Verdict(0, Outside.NO_BUDGET, 120)


@pytest.mark.parametrize("shift", [-1, 1])
def test_a_day_outside_the_dates_of_the_line_is_told(shift: int) -> None:
    line = a_line(first=DAY, last=DAY)

    assert judge(a_work(day=DAY), [line], {}) == Verdict(10)
    other = judge(a_work(day=DAY + timedelta(days=shift)), [line], {})
    assert other == Verdict(10, Outside.AFTER_END, 120)


def test_work_done_before_its_line_was_agreed_to_is_inside_that_line_alone() -> None:
    line = a_line(first=DAY + timedelta(days=7))

    assert judge(a_work(line=10, claimed=True), [line], {}) == Verdict(10)
    assert judge(a_work(line=9, claimed=True), [line], {}).reason == Outside.AFTER_END


def test_a_line_in_force_comes_before_one_that_has_ended() -> None:
    ended, live = a_line(10, last=DAY - timedelta(days=1)), a_line(11, 60)

    assert judge(a_work(120), [ended, live], {}) == Verdict(11, Outside.OVER_LINE, 60)


def test_the_line_of_the_task_comes_before_that_of_the_role() -> None:
    of_role, of_task = a_line(10), a_line(11, role=COPY, task=7)

    assert judge(a_work(task=7), [of_role, of_task], {}).line == 11
    assert judge(a_work(task=8), [of_role, of_task], {}).line == 10


def test_the_line_of_the_grade_comes_before_that_of_the_role_alone() -> None:
    any_grade, senior = a_line(10), a_line(11, grade=3)

    assert judge(a_work(grade=3), [any_grade, senior], {}).line == 11


def test_of_equal_lines_the_one_that_holds_the_work_whole_takes_it() -> None:
    assert judge(a_work(120), [a_line(10, 60), a_line(11, 600)], {}) == Verdict(11)


def test_when_no_line_holds_it_whole_the_one_with_most_room_takes_it() -> None:
    verdict = judge(a_work(120), [a_line(10, 30), a_line(11, 90)], {})

    assert verdict == Verdict(11, Outside.OVER_LINE, 30)


def test_a_line_that_a_person_named_takes_the_work_of_any_role() -> None:
    verdict = judge(a_work(role=COPY, line=10), [a_line(10), a_line(11, role=COPY)], {})

    assert verdict == Verdict(10)


def test_a_named_line_of_another_budget_is_not_taken() -> None:
    assert judge(a_work(line=99), [a_line()], {}) == Verdict(10)


def test_a_price_without_hours_holds_the_work_of_any_role_without_limit() -> None:
    fixed = a_line(10, None, role=0)

    assert judge(a_work(1000), [fixed], {10: 100_000}) == Verdict(10)


def test_a_round_nobody_paid_for_is_outside_whatever_hours_are_left() -> None:
    verdict = judge(a_work(unpaid_round=True), [a_line()], {})

    assert verdict == Verdict(10, Outside.ROUND, 120)


def test_a_retainer_holds_work_without_a_line_as_far_as_it_goes() -> None:
    assert judge(a_work(120), [], {}, Allowance(180)) == Verdict(0)
    assert judge(a_work(120), [], {}, Allowance(50)) == Verdict(0, Outside.OVER_LINE, 70)
    assert judge(a_work(120), [], {}, Allowance(None)) == Verdict(0)


@pytest.mark.parametrize(("done", "paid", "above"), [(2, 2, 0), (3, 2, 1), (5, None, 0), (1, 0, 1)])
def test_rounds_above_the_paid_ones(done: int, paid: int | None, above: int) -> None:
    assert rounds_above(done, paid) == above


def test_less_than_no_time_is_a_defect_of_the_caller() -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        a_work(-1)


days = st.integers(0, 40).map(lambda n: DAY + timedelta(days=n))
roles = st.integers(0, 3)
budgets = st.lists(
    st.builds(
        ScopeLine,
        key=st.integers(1, 6),
        minutes=st.one_of(st.none(), st.integers(0, 900)),
        role=roles,
        grade=roles,
        task=roles,
        first=st.one_of(st.none(), days),
        last=st.one_of(st.none(), days),
    ),
    unique_by=lambda line: line.key,
    max_size=6,
)
works = st.builds(
    Work,
    day=days,
    minutes=st.integers(1, 600),
    role=roles,
    grade=roles,
    task=roles,
    line=st.integers(0, 8),
    unpaid_round=st.booleans(),
)
usage = st.dictionaries(st.integers(1, 6), st.integers(0, 1200), max_size=6)
allowances = st.one_of(st.none(), st.builds(Allowance, st.one_of(st.none(), st.integers(-60, 900))))


@given(works, budgets, usage, allowances)
def test_what_is_outside_has_a_reason_and_never_more_than_the_work(
    work: Work, lines: list[ScopeLine], used: dict[int, int], allowance: Allowance | None
) -> None:
    verdict = judge(work, lines, used, allowance)

    assert 0 <= verdict.outside <= work.minutes
    assert bool(verdict.outside) == bool(verdict.reason)
    assert verdict.line in {0, *(line.key for line in lines)}
    whole = {Outside.NO_BUDGET, Outside.NO_LINE, Outside.AFTER_END, Outside.ROUND}
    assert verdict.reason not in whole or verdict.outside == work.minutes


@given(works, budgets, usage, st.integers(0, 600))
def test_a_longer_line_never_puts_more_work_outside(
    work: Work, lines: list[ScopeLine], used: dict[int, int], more: int
) -> None:
    longer = [
        ScopeLine(
            key=line.key,
            minutes=None if line.minutes is None else line.minutes + more,
            role=line.role,
            grade=line.grade,
            task=line.task,
            first=line.first,
            last=line.last,
        )
        for line in lines
    ]

    assert judge(work, longer, used).outside <= judge(work, lines, used).outside


@given(st.lists(st.integers(1, 300), max_size=12), st.integers(0, 1500))
def test_a_line_is_filled_to_its_last_minute_and_no_further(sizes: list[int], agreed: int) -> None:
    verdicts = judge_all([a_work(size) for size in sizes], [a_line(10, agreed)])

    assert sum(v.outside for v in verdicts) == max(0, sum(sizes) - agreed)


@given(works, budgets, usage)
def test_the_order_of_judging_is_all_that_matters(
    work: Work, lines: list[ScopeLine], used: dict[int, int]
) -> None:
    assert judge_all([work], lines, used) == [judge(work, lines, used)]
