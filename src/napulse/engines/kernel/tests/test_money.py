"""Money: examples and laws."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.kernel import CurrencyMismatch, Money, round_half_up

minors = st.integers(-(10**12), 10**12)
weight_lists = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


def roubles(minor: int) -> Money:
    return Money(minor, "RUB")


def test_amount_has_the_currency_s_decimal_places() -> None:
    told = [str(Money(123456, code).amount) for code in ("RUB", "JPY", "KWD")]

    assert told == ["1234.56", "123456", "123.456"]


def test_money_of_rounds_half_away_from_zero() -> None:
    assert [Money.of(text, "RUB").minor for text in ("0.005", "-0.005", "0.0049", "7")] == [
        1,
        -1,
        0,
        700,
    ]


def test_two_currencies_neither_add_nor_compare() -> None:
    dollars = Money(100, "USD")

    with pytest.raises(CurrencyMismatch):
        roubles(100) + dollars
    with pytest.raises(CurrencyMismatch):
        roubles(100) - dollars
    with pytest.raises(CurrencyMismatch):
        _ = roubles(100) < dollars
    assert roubles(100) != dollars


def test_split_gives_what_is_left_over_to_the_largest_remainder() -> None:
    parts = roubles(100).split([1, 1, 1])

    assert [part.minor for part in parts] == [34, 33, 33]
    assert [part.minor for part in roubles(-100).split([1, 2, 0])] == [-33, -67, 0]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_split_refuses_weights_that_share_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        roubles(100).split(weights)


@given(minors, weight_lists)
def test_split_loses_nothing_and_stays_within_one_minor_unit(
    minor: int, weights: list[int]
) -> None:
    parts = roubles(minor).split(weights)

    assert sum((part.minor for part in parts), 0) == minor
    total = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor * total - minor * weight) < total
    assert roubles(-minor).split(weights) == tuple(-part for part in parts)


@given(minors, minors)
def test_adding_and_taking_away_are_opposite(one: int, other: int) -> None:
    assert roubles(one) + roubles(other) - roubles(other) == roubles(one)
    assert roubles(one) + -roubles(one) == Money.zero("RUB")
    assert (roubles(one) < roubles(other)) == (one < other)
    assert (roubles(one) >= roubles(other)) == (one >= other)


@given(minors)
def test_money_of_its_amount_is_the_same_money(minor: int) -> None:
    for currency in ("RUB", "JPY", "KWD"):
        money = Money(minor, currency)
        assert Money.of(money.amount, currency) == money


@given(minors, st.integers(0, 10_000))
def test_share_is_the_nearest_minor_unit(minor: int, bp: int) -> None:
    share = roubles(minor).share_bp(bp)

    assert abs(share.minor * 10_000 - minor * bp) * 2 <= 10_000
    assert roubles(-minor).share_bp(bp) == -share


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_rounding_agrees_with_decimal_half_up(numerator: int, denominator: int) -> None:
    whole, rest = divmod(abs(numerator), denominator)
    nearest = whole + (Decimal(rest) * 2 >= denominator)

    assert round_half_up(numerator, denominator) == (nearest if numerator >= 0 else -nearest)
