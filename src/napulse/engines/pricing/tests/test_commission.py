"""15 % of gross is 17.65 % on net, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing.commission import (
    COMMISSION_MAX_BP,
    commission_of,
    cost_of_gross,
    cost_on_net,
    markup_of,
    price_of_gross,
    price_on_net,
)

commissions = st.integers(0, COMMISSION_MAX_BP)
amounts = st.integers(-(10**13), 10**13)


def test_the_classic_pair_goes_both_ways() -> None:
    assert markup_of(1_500) == 1_765
    assert commission_of(1_765) == 1_500
    assert price_on_net(10_000_000, 1_765) == 11_765_000
    assert price_of_gross(10_000_000, 1_500) == 11_764_706
    assert cost_of_gross(11_765_000, 1_500) == 10_000_250
    assert cost_on_net(11_765_000, 1_765) == 10_000_000


@given(commissions)
def test_a_commission_comes_back_from_its_markup(commission: int) -> None:
    assert commission_of(markup_of(commission)) == commission


@given(amounts, commissions)
def test_the_supplier_gets_his_cost_back_from_the_gross_price(cost: int, commission: int) -> None:
    back = cost_of_gross(price_of_gross(cost, commission), commission)
    assert abs(back - cost) <= 1


@given(amounts, st.integers(0, 100_000))
def test_a_credit_mirrors_what_it_takes_back(cost: int, markup: int) -> None:
    assert price_on_net(-cost, markup) == -price_on_net(cost, markup)


@pytest.mark.parametrize("bp", [-1, COMMISSION_MAX_BP + 1])
def test_a_commission_that_nobody_takes_is_refused(bp: int) -> None:
    with pytest.raises(Refused, match=r"commission\.out_of_bounds"):
        price_of_gross(100, bp)
