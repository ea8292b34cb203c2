"""Every total of an offer agrees to the kopeck, whichever way it is added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import round_half_up
from napulse.engines.pricing.lines import (
    BOUGHT,
    OfferLine,
    OfferTerms,
    PricedOffer,
    price_offer,
)

bp = st.integers(0, 9_000)
lines = st.lists(
    st.builds(
        OfferLine,
        kind=st.sampled_from(["labour", "fixed", *BOUGHT]),
        quantity_milli=st.integers(-5_000, 1_000_000),
        price_minor=st.integers(0, 10**9),
        cost_minor=st.integers(0, 10**9),
        percent_bp=bp,
        base=st.sampled_from(["gross", "net"]),
        pass_through=st.booleans(),
        taken=st.booleans(),
    ),
    max_size=25,
)
terms = st.builds(
    OfferTerms,
    discount_bp=st.integers(0, 10_000),
    contingency_bp=st.integers(0, 5_000),
    vat_bp=st.sampled_from([0, 500, 2_000, 2_200]),
    vat_by_line=st.booleans(),
)


@given(lines, terms)
def test_all_sums_agree(given_lines: list[OfferLine], given_terms: OfferTerms) -> None:
    offer = price_offer(given_lines, given_terms)
    for name in ("listed", "discount", "contingency", "net", "vat", "cost", "passed"):
        assert sum(getattr(line, name) for line in offer.lines) == getattr(offer, name)
    assert offer.net == offer.listed - offer.discount + offer.contingency
    assert offer.total == offer.net + offer.vat
    assert offer.income - offer.own_cost == offer.margin == offer.net - offer.cost
    assert sum(line.margin for line in offer.lines) == offer.margin
    if not given_terms.vat_by_line:
        assert offer.vat == round_half_up(offer.net * given_terms.vat_bp, 10_000)


@given(lines, terms)
def test_what_is_not_taken_changes_nothing(
    given_lines: list[OfferLine], given_terms: OfferTerms
) -> None:
    taken = [line for line in given_lines if line.taken]
    with_all, without = price_offer(given_lines, given_terms), price_offer(taken, given_terms)
    assert (with_all.total, with_all.margin) == (without.total, without.margin)


@given(lines, terms)
def test_money_that_only_passes_is_neither_discounted_nor_raised(
    given_lines: list[OfferLine], given_terms: OfferTerms
) -> None:
    offer = price_offer(given_lines, given_terms)
    for line, priced in zip(given_lines, offer.lines, strict=True):
        if line.pass_through and line.kind in BOUGHT:
            assert priced.net == priced.listed
            assert priced.own_cost == 0


def test_an_offer_reckoned_by_hand() -> None:
    offer = price_offer(HAND_LINES, OfferTerms(1_000, 500, 2_200))
    # 40 h × 5,000 = 200,000; 80,000 + 17.65 % = 94,120; media 117,650 gross, 100,002.50 passes
    assert [line.listed for line in offer.lines] == [20_000_000, 9_412_000, 11_765_000]
    # discount of the first two: 10 % of 294,120 = 29,412; contingency 5 % of 264,708 = 13,235.40
    assert (offer.discount, offer.contingency) == (2_941_200, 1_323_540)
    assert offer.net == 39_559_340
    assert offer.vat == 8_703_055  # 22 %, by line: 41,580 + 19,567.55 (.548) + 25,883
    assert offer.total == 48_262_395
    assert offer.passed == 10_000_250
    assert offer.income == 29_559_090
    assert offer.own_cost == 14_700_000  # (60,000 + 80,000) × 1.05
    assert offer.margin_bp == 5_027


HAND_LINES = [
    OfferLine("labour", 40_000, 500_000, 150_000),
    OfferLine("third", cost_minor=8_000_000, percent_bp=1_765),
    OfferLine("media", 1_000, 11_765_000, 0, 1_500, "gross", pass_through=True),
]


def test_the_printed_price_of_one_multiplies() -> None:
    offer = price_offer(
        [OfferLine("third", 3_000, cost_minor=3_333, percent_bp=1_765)], OfferTerms()
    )
    assert (offer.lines[0].price, offer.listed) == (3_921, 11_763)


def test_an_offer_of_nothing_has_no_margin_to_speak_of() -> None:
    assert price_offer([], OfferTerms(vat_bp=2_200)) == PricedOffer((), 0, 0, 0, 0, 0, 0, 0)
    assert price_offer([], OfferTerms()).margin_bp is None


def test_a_line_larger_than_anything_sold_is_refused() -> None:
    with pytest.raises(Refused, match=r"offer\.too_much"):
        price_offer([OfferLine("fixed", 10**9, 10**12)], OfferTerms())
