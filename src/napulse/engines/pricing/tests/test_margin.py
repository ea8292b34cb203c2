"""Margins by hand, and what holds for all of them."""

from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.margin import (
    NAMES,
    HourBounds,
    Range,
    Sums,
    average_rate,
    margin,
    realisation_bp,
    total,
    utilisation_bp,
)

AMOUNTS = st.integers(-(10**12), 10**12)
SUMS = st.builds(
    Sums,
    **{name: AMOUNTS for name in NAMES if name != "uncosted_minutes"},
    uncosted_minutes=st.integers(0, 10**6),
)
BOUNDS = st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)).map(
    lambda pair: HourBounds(*sorted(pair))
)


def test_margin_of_a_month_by_hand() -> None:
    """1,000,000 billed, of it 300,000 media; 350,000 of people and 50,000 of own purchases."""
    sums = Sums(
        minutes=100 * 60,
        worth=90_000_000,
        used=70_000_000,
        labour=35_000_000,
        fee=70_000_000,
        passed=30_000_000,
        bought_pass=30_000_000,
        bought_own=5_000_000,
    )

    found = margin(sums, HourBounds(), overhead=14_000_000)

    assert (found.billings, found.pass_through, found.income) == (
        100_000_000,
        30_000_000,
        70_000_000,
    )
    assert found.cost == Range.at(40_000_000)
    assert (found.margin, found.margin_bp) == (Range.at(30_000_000), Range.at(4286))
    assert (found.profit, found.profit_bp) == (Range.at(16_000_000), Range.at(2286))
    assert (realisation_bp(sums), average_rate(sums)) == (7778, 700_000)


def test_missing_cost_widens_the_margin_by_the_dearest_and_the_cheapest_hour() -> None:
    sums = Sums(minutes=600, uncosted_minutes=600, fee=10_000_000)

    found = margin(sums, HourBounds(100_000, 300_000))

    assert found.cost == Range(1_000_000, 3_000_000)
    assert found.margin == Range(7_000_000, 9_000_000)
    assert found.margin_bp == Range(7000, 9000)
    assert not found.is_known


def test_a_loss_has_a_margin_in_money_and_none_in_per_cent_when_nothing_was_earned() -> None:
    found = margin(Sums(labour=500, bought_pass=100), HourBounds())

    assert (found.income, found.margin, found.margin_bp) == (-100, Range.at(-600), None)


def test_shares_of_nothing_are_not_known() -> None:
    nothing = Sums()

    assert (realisation_bp(nothing), average_rate(nothing), utilisation_bp(60, 0)) == (
        None,
        None,
        None,
    )
    assert utilisation_bp(90, 120) == 7500


@given(SUMS, BOUNDS, AMOUNTS)
def test_what_is_earned_is_spent_or_kept(sums: Sums, bounds: HourBounds, overhead: int) -> None:
    found = margin(sums, bounds, overhead)

    for end, other in (("low", "high"), ("high", "low")):
        cost, profit = getattr(found.cost, other), getattr(found.profit, end)
        assert profit + overhead + cost + found.pass_through == found.billings


@given(SUMS, BOUNDS)
def test_any_true_cost_between_the_bounds_lies_in_the_range(sums: Sums, bounds: HourBounds) -> None:
    found = margin(sums, bounds)

    for hour in (bounds.least, (bounds.least + bounds.most) // 2, bounds.most):
        cost = HourBounds(hour, hour).cost_of(sums.uncosted_minutes)
        assert found.labour.low <= sums.labour + cost.low <= found.labour.high


@given(st.lists(SUMS, max_size=5), BOUNDS)
def test_margins_of_parts_add_up_to_the_margin_of_the_whole(
    parts: list[Sums], bounds: HourBounds
) -> None:
    whole = total(parts)
    found, apart = margin(whole, bounds), [margin(part, bounds) for part in parts]

    assert found.income == sum(one.income for one in apart)
    assert whole.unbilled == sum(part.unbilled for part in parts)
    for end in ("low", "high"):  # each part's unknown cost is rounded by itself
        away = getattr(found.margin, end) - sum(getattr(one.margin, end) for one in apart)
        assert abs(away) <= len(parts)


@given(SUMS, SUMS)
def test_taking_away_undoes_adding(one: Sums, other: Sums) -> None:
    assert one + other - other == one


def test_some_of_the_sums_alone() -> None:
    sums = Sums(minutes=90, fee=5, paid=7)

    assert sums.of(("fee", "minutes")) == Sums(minutes=90, fee=5)
    assert sums.of(()).is_empty
