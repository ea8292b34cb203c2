"""Lines, VAT and credits to the kopeck."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.invoicing import (
    Line,
    Share,
    credit_share,
    net_of,
    totals,
    vat_of,
)

LINES = st.lists(
    st.builds(Line, st.integers(-(10**12), 10**12), st.sampled_from([0, 500, 700, 1000, 2200])),
    max_size=12,
)


def test_price_times_quantity_is_rounded_half_up() -> None:
    assert net_of(333, 1_500) == 500
    assert net_of(-333, 1_500) == -500
    assert net_of(400_000, 2_250) == 900_000


def test_three_lines_of_a_third_differ_by_a_kopeck_between_the_two_rules() -> None:
    """Each 33.33 has 7.33 of VAT at 22 %; together 99.99 has 22.00."""
    lines = [Line(3333, 2200)] * 3

    assert vat_of(lines, by_total=False) == (733, 733, 733)
    assert sum(vat_of(lines, by_total=True)) == 2200


@given(LINES)
def test_by_total_the_lines_add_up_to_one_rounding_for_each_rate(lines: list[Line]) -> None:
    vat = vat_of(lines, by_total=True)

    for rate in {line.vat_bp for line in lines}:
        net = sum(line.net_minor for line in lines if line.vat_bp == rate)
        own = sum(v for v, line in zip(vat, lines, strict=True) if line.vat_bp == rate)
        assert abs(Fraction(net * rate, 10_000) - own) <= Fraction(1, 2)
    for line, own in zip(lines, vat, strict=True):
        assert abs(Fraction(line.net_minor * line.vat_bp, 10_000) - own) <= 1
    whole = totals(lines, vat)
    assert whole.total_minor == whole.net_minor + whole.vat_minor


@given(
    st.integers(-(10**10), 10**10),
    st.integers(0, 2200),
    st.lists(st.integers(1, 1000), min_size=1, max_size=6),
)
def test_credits_in_parts_mirror_the_line_to_the_kopeck(
    net: int, rate: int, weights: list[int]
) -> None:
    whole = Share(net, (vat_of([Line(net, rate)], by_total=False))[0])
    done: list[Share] = []
    left = net
    for weight in weights[:-1]:
        asked = left * weight // sum(weights) if left >= 0 else -(-left * weight // sum(weights))
        done.append(credit_share(whole, done, asked))
        left -= asked
    done.append(credit_share(whole, done, left))

    assert sum(each.net_minor for each in done) == whole.net_minor
    assert sum(each.vat_minor for each in done) == whole.vat_minor


def test_more_than_is_left_is_refused() -> None:
    with pytest.raises(ValueError, match="more than is left"):
        credit_share(Share(100, 22), [Share(60, 13)], 41)
    with pytest.raises(ValueError, match="more than is left"):
        credit_share(Share(100, 22), [], -1)
