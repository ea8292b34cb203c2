"""Debts by age."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.ageing import Aged, Debt, aged, bucket_of, days_late, together

TODAY = date(2026, 11, 26)
DEBTS = st.lists(
    st.builds(
        Debt,
        key=st.integers(1, 4),
        due_on=st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31)),
        open_minor=st.integers(-(10**12), 10**12),
    )
)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_the_buckets_begin_and_end_on_these_days() -> None:
    assert [bucket_of(day) for day in (0, 1, 30, 31, 60, 61, 90, 91, 900)] == [
        0, 1, 1, 2, 2, 3, 3, 4, 4,
    ]  # fmt: skip


def test_the_due_day_itself_is_not_late() -> None:
    assert [days_late(ago(n), TODAY) for n in (-5, 0, 1)] == [0, 0, 1]
    assert days_late(None, TODAY) == 0


def test_debts_are_added_by_client_and_age() -> None:
    debts = [
        Debt("a", ago(-3), 100),
        Debt("b", ago(31), 50),
        Debt("a", ago(10), 7),
        Debt("a", ago(95), 1),
        Debt("a", None, 2),
    ]

    assert aged(debts, TODAY) == [
        Aged("a", (102, 7, 0, 0, 1), 4, 95),
        Aged("b", (0, 0, 50, 0, 0), 1, 31),
    ]


@given(DEBTS)
def test_no_kopeck_is_lost_or_counted_twice(debts: list[Debt[int]]) -> None:
    rows = aged(debts, TODAY)

    for row in rows:
        own = [debt for debt in debts if debt.key == row.key]
        late = [debt.open_minor for debt in own if days_late(debt.due_on, TODAY)]
        assert (row.total_minor, row.overdue_minor) == (sum(d.open_minor for d in own), sum(late))
        assert row.count == len(own)
    whole = together(rows, 0)
    assert (whole.total_minor, whole.count) == (sum(d.open_minor for d in debts), len(debts))


def test_nothing_at_all_is_nothing() -> None:
    assert together([], "all") == Aged("all", (0, 0, 0, 0, 0), 0, 0)
