"""The accuracy of estimates: cases worked out by hand, and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.accuracy import Sample, accuracy, quantile

samples = st.builds(Sample, st.integers(1, 10_000), st.integers(0, 20_000))


def test_bias_median_and_four_of_five() -> None:
    found = [
        Sample(100, 90),
        Sample(100, 100),
        Sample(100, 110),
        Sample(100, 150),
        Sample(600, 1200),
    ]

    told = accuracy(found)

    assert (told.lines, told.estimated, told.actual, told.difference) == (5, 1000, 1650, 650)
    assert (told.bias_bp, told.p50_bp, told.p80_bp, told.over) == (16_500, 11_000, 15_000, 3)
    assert not told.is_small


def test_few_lines_say_that_they_are_few_and_none_say_nothing() -> None:
    assert accuracy([Sample(60, 60)] * 4).is_small
    assert accuracy([]).bias_bp is None
    assert accuracy([]).p80_bp is None


def test_an_estimate_of_nothing_is_no_sample() -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        Sample(0, 60)
    with pytest.raises(ValueError, match="part of the whole"):
        quantile([1], 0)


@given(st.lists(samples, min_size=1, max_size=40))
def test_four_of_five_lines_do_not_exceed_p80(found: list[Sample]) -> None:
    told = accuracy(found)
    ratios = [one.ratio_bp for one in found]

    assert told.p80_bp in ratios
    assert sum(ratio <= (told.p80_bp or 0) for ratio in ratios) * 5 >= 4 * len(ratios)
    assert (told.p50_bp or 0) <= (told.p80_bp or 0)


@given(st.lists(samples, min_size=1, max_size=20), st.integers(0, 20))
def test_the_sums_of_parts_are_the_sum_of_all(found: list[Sample], at: int) -> None:
    first, second, both = accuracy(found[:at]), accuracy(found[at:]), accuracy(found)

    assert first.estimated + second.estimated == both.estimated
    assert first.actual + second.actual == both.actual
    assert first.over + second.over == both.over
