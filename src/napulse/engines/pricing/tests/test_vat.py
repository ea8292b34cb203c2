"""No kopeck of tax is lost or made, whichever way it is added."""

from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.kernel.money import round_half_up
from napulse.engines.pricing.vat import (
    shares,
    spread,
    vat_by_line,
    vat_inside,
    vat_of,
    vat_of_total,
)

amounts = st.lists(st.integers(-(10**12), 10**12), max_size=30)
rates = st.sampled_from([0, 500, 700, 1_000, 2_000, 2_200])


def test_twenty_two_percent_by_hand() -> None:
    assert vat_of(10_000_000, 2_200) == 2_200_000
    assert vat_inside(12_200_000, 2_200) == 2_200_000
    assert vat_of(333, 2_200) == 73  # 73.26
    assert vat_of(-333, 2_200) == -73


def test_three_lines_of_33_kopecks_differ_by_the_rounding_that_is_chosen() -> None:
    assert vat_by_line([33, 33, 33], 2_200) == (7, 7, 7)
    assert vat_of_total([33, 33, 33], 2_200) == (8, 7, 7)  # 21.78 of 99


@given(amounts, st.integers(0, 10_000))
def test_parts_are_exactly_the_rounded_share_of_the_sum(values: list[int], bp: int) -> None:
    parts = shares(values, bp)
    assert sum(parts) == round_half_up(sum(values) * bp, 10_000)
    assert all(
        abs(part * 10_000 - value * bp) < 10_000 for part, value in zip(parts, values, strict=True)
    )
    assert all(part == 0 for part, value in zip(parts, values, strict=True) if value == 0)


@given(st.integers(0, 10**13), rates)
def test_what_is_inside_gross_is_what_was_put_on_net(net: int, rate: int) -> None:
    gross = net + vat_of(net, rate)
    assert abs(vat_inside(gross, rate) - vat_of(net, rate)) <= 1


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(-1000, 1000), min_size=1, max_size=20))
def test_spreading_loses_nothing(total: int, weights: list[int]) -> None:
    assert sum(spread(total, weights)) == total
