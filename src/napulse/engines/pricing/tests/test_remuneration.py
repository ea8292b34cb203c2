"""The simulator against cases worked out by hand, and its laws."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.remuneration import (
    Bears,
    Bonus,
    Commission,
    CostPlus,
    Fixed,
    Hours,
    Mixed,
    Model,
    Retainer,
    Time,
    Work,
    commission,
    compare,
    of_gross_bp,
    on_net_bp,
    outcome,
)
from napulse.engines.pricing.retainer import Policy

JAN, FEB_END = date(2026, 1, 1), date(2026, 2, 28)
# 60 h of a designer at 4,000 (cost 1,500), 40 h of a manager at 5,000 (cost 2,000):
# worth 440,000, cost 170,000, 100 h; 1,000,000 paid to the media.
WORK = Work(
    (
        Hours("designer", 3600, 24_000_000, 9_000_000),
        Hours("manager", 2400, 20_000_000, 8_000_000),
    ),
    ((date(2026, 1, 12), 3000), (date(2026, 2, 12), 3000)),
    100_000_000,
)
POLICY = Policy(40 * 60, JAN, overage_rate=600_000)


@pytest.mark.parametrize(
    ("model", "fee", "margin", "margin_bp", "hour"),
    [
        # 400,000 − 170,000 = 230,000, of 400,000 it is 57.5 %; 4,000 an hour
        (Fixed(40_000_000), 40_000_000, 23_000_000, 5750, 400_000),
        (Time(), 44_000_000, 27_000_000, 6136, 440_000),
        # a tenth off: 396,000
        (Time(1000), 39_600_000, 22_600_000, 5707, 396_000),
        (Time(0, cap=30_000_000), 30_000_000, 13_000_000, 4333, 300_000),
        # two months of 180,000 and twice ten hours above at 6,000
        (Retainer(18_000_000, POLICY, FEB_END), 48_000_000, 31_000_000, 6458, 480_000),
        # 15 % of gross: 1,000,000 are 85 %, so 176,470.59
        (Commission(1500), 17_647_059, 647_059, 367, 176_471),
        (Commission(1765, of_gross=False), 17_650_000, 650_000, 368, 176_500),
        # 170,000 and half of it, and a fifth of 255,000
        (CostPlus(5000, 2000), 30_600_000, 13_600_000, 4444, 306_000),
        # 300,000 and three quarters of 100,000
        (Bonus(30_000_000, 10_000_000, 7500), 37_500_000, 20_500_000, 5467, 375_000),
    ],
)
def test_a_model_pays_what_was_worked_out_by_hand(
    model: Model, fee: int, margin: int, margin_bp: int, hour: int
) -> None:
    found = outcome(model, WORK)

    assert (found.fee, found.margin) == (fee, (margin, margin))
    assert (found.margin_bp, found.hour_minor) == ((margin_bp, margin_bp), hour)


def test_who_carries_the_risk_of_longer_work_and_of_less_spend() -> None:
    models: list[Model] = [
        Fixed(1),
        Time(),
        Time(0, cap=99_000_000),
        Time(0, cap=30_000_000),
        Retainer(1, POLICY, FEB_END),
        Retainer(1, Policy(1, JAN), FEB_END),
        Commission(1500),
        CostPlus(0, 0),
        Mixed((Fixed(1), Commission(1500))),
    ]

    told = [(found.longer, found.spending) for found in (outcome(m, WORK) for m in models)]

    assert told == [
        (Bears.AGENCY, Bears.NOBODY),
        (Bears.CLIENT, Bears.NOBODY),
        (Bears.SHARED, Bears.NOBODY),
        (Bears.AGENCY, Bears.NOBODY),
        (Bears.SHARED, Bears.NOBODY),
        (Bears.AGENCY, Bears.NOBODY),
        (Bears.AGENCY, Bears.AGENCY),
        (Bears.CLIENT, Bears.NOBODY),
        (Bears.AGENCY, Bears.SHARED),
    ]


def test_twenty_percent_longer_work_eats_the_fixed_fee_and_fills_the_cap() -> None:
    """Cost grows by 34,000; time is worth 528,000, the cap stays at 500,000."""
    models: list[Model] = [Fixed(40_000_000), Time(), Time(0, cap=50_000_000)]

    fees = [(now.fee, then.fee, then.margin[0]) for now, then in compare(models, WORK, hours=20)]

    assert fees == [
        (40_000_000, 40_000_000, 19_600_000),
        (44_000_000, 52_800_000, 32_400_000),
        (44_000_000, 50_000_000, 29_600_000),
    ]


def test_agreed_scope_raises_what_was_agreed_for_it() -> None:
    [(_now, fixed), (_capped, capped)] = compare(
        [Fixed(40_000_000), Time(0, cap=40_000_000)], WORK, scope=10
    )

    assert (fixed.fee, fixed.cost[0], capped.fee) == (44_000_000, 18_700_000, 44_000_000)


def test_a_retainer_pays_a_part_of_a_month_by_its_days() -> None:
    retainer = Retainer(31_000_000, Policy(60, JAN), date(2026, 1, 10))

    assert outcome(retainer, Work(())).fee == 10_000_000


def test_a_retainer_grants_a_part_of_a_month_by_the_days_that_it_pays() -> None:
    """Ten of 31 days are paid and grant 10 of 31 hours: of 15 used five are above, at 6,000."""
    retainer = Retainer(31_000_000, Policy(31 * 60, JAN, overage_rate=600_000), date(2026, 1, 10))

    assert outcome(retainer, Work((), ((JAN, 900),))).fee == 10_000_000 + 3_000_000


def test_retainers_side_by_side_pay_each_for_its_own_days() -> None:
    """One of 40 h with 50 used, one of 10 h with 5: only ten hours are above, not fifteen."""
    days = ((1, ((JAN, 3000),)), (2, ((JAN, 300),)))
    work = Work((), ((JAN, 3300),), by_retainer=days)
    small = Policy(600, JAN, overage_rate=600_000)
    end = date(2026, 1, 31)
    agreed = Mixed((Retainer(100, POLICY, end, 1), Retainer(200, small, end, 2)))

    [(now, then)] = compare([agreed], work, hours=20)

    assert now.fee == 300 + 6_000_000
    assert then.fee == 300 + 12_000_000


def test_an_unknown_cost_widens_the_margin() -> None:
    """Ten hours cost between 1,000 and 3,000 an hour: 100,000 less 10,000 to 30,000."""
    work = Work((Hours("?", 600, 0, 0, uncosted=600, least=100_000, most=300_000),))

    found = outcome(Fixed(10_000_000), work)

    assert found.margin == (7_000_000, 9_000_000)
    assert found.margin_bp == (7000, 9000)


def test_without_hours_there_is_no_rate_and_without_a_fee_no_share() -> None:
    found = outcome(Time(), Work(()))

    assert (found.fee, found.hour_minor, found.margin_bp) == (0, None, None)


def test_fifteen_percent_of_gross_are_seventeen_sixty_five_on_net() -> None:
    assert (on_net_bp(1500), of_gross_bp(1765)) == (1765, 1500)
    with pytest.raises(ValueError, match="gross"):
        commission(1, 10_000, of_gross=True)


@given(st.integers(0, 10**12), st.integers(0, 9_000))
def test_commission_of_gross_is_its_share_of_what_the_client_pays(spend: int, bp: int) -> None:
    fee = commission(spend, bp, of_gross=True)

    assert abs((spend + fee) * bp - fee * 10_000) <= 10_000


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(-90, 300))
def test_capped_time_never_passes_its_cap_nor_the_time(worth: int, cap: int, more: int) -> None:
    work = Work((Hours("any", 60, worth, 0),))
    [(now, then), (plain, longer)] = compare([Time(0, cap=cap), Time()], work, hours=more)

    assert now.fee == min(plain.fee, cap)
    assert then.fee == min(longer.fee, cap)
