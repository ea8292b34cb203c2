"""The retainer's ledger: worked examples, the law of conservation, and a slow reference."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.retainer import (
    Balance,
    Move,
    MoveKind,
    Policy,
    RowKind,
    Unit,
    Why,
    balance,
    grant,
    overage_price,
    periods,
    scaled,
)

Told = tuple[list[date], int, int, list[date], list[date]]
JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))
H = 60


def test_forty_hours_a_month_with_ten_carried_over_for_a_month() -> None:
    """January leaves 15 h: 10 go on, 5 expire. February takes these 10 first, then its own."""
    policy = Policy(40 * H, JAN, carry_cap=10 * H, carry_periods=1)
    uses = [(date(2026, 1, 20), 25 * H), (date(2026, 2, 10), 45 * H)]

    found = balance(policy, uses, [], date(2026, 2, 28))

    told = [(row.kind.value, row.amount // H, row.balance // H, row.of_on) for row in found.rows]
    assert told == [
        ("granted", 40, 40, None),
        ("used", 25, 15, JAN),
        ("expired", 5, 10, JAN),
        ("carried", 10, 10, JAN),
        ("granted", 40, 50, None),
        ("used", 10, 40, JAN),
        ("used", 35, 5, FEB),
    ]
    assert found.left == 5 * H
    assert [row.why for row in found.rows if row.why] == [Why.CAP]


def test_what_was_carried_over_once_expires_the_second_time() -> None:
    policy = Policy(40 * H, JAN, carry_periods=1)

    found = balance(policy, [(JAN, 30 * H)], [], APR)

    [january, february, march, _april] = found.periods
    assert (january.carried, january.expired) == (10 * H, 0)
    assert (february.carried, february.expired) == (40 * H, 10 * H)
    assert (march.carried, march.expired) == (40 * H, 40 * H)
    assert {row.why for row in found.rows if row.why} == {Why.OLD}


def test_nothing_is_lost_before_the_night_in_which_it_expires() -> None:
    policy = Policy(40 * H, JAN, date(2026, 1, 31))

    assert balance(policy, [], [], date(2026, 1, 31)).left == 40 * H
    after = balance(policy, [], [], FEB)
    assert (after.left, after.rows[-1].why) == (0, Why.ENDED)


def test_a_retainer_from_the_middle_of_a_month_grants_its_days() -> None:
    """From 15 June: 16 of 30 days of 40 hours are 21 h 20 min; a year has no such trouble."""
    policy = Policy(40 * H, date(2026, 6, 15))

    assert grant(policy, date(2026, 6, 15), date(2026, 6, 30)) == 1280
    assert grant(policy, date(2026, 7, 1), date(2026, 7, 31)) == 40 * H
    whole = Policy(40 * H, date(2026, 6, 15), prorate=False)
    assert grant(whole, date(2026, 6, 15), date(2026, 6, 30)) == 40 * H


def test_debt_is_taken_up_to_its_limit_and_repaid_by_the_next_grant() -> None:
    """40 h granted, 5 h may be owed, 50 asked for: 5 h are above and cost 5 × 6,000."""
    policy = Policy(40 * H, JAN, debt_limit=5 * H, overage_rate=600_000)

    found = balance(policy, [(date(2026, 1, 9), 50 * H)], [], FEB)

    [january, february] = found.periods
    assert (january.used, january.overdrawn, january.overage) == (45 * H, 5 * H, 5 * H)
    assert (january.closing, january.overage_minor) == (-5 * H, 3_000_000)
    assert found.rows[-1].repaid == 5 * H
    assert (february.opening, found.left) == (-5 * H, 35 * H)


def test_a_transfer_takes_from_the_oldest_and_lives_anew_where_it_comes() -> None:
    policy = Policy(40 * H, JAN, carry_periods=None)
    sent = Move(date(2026, 2, 5), MoveKind.SENT, 50 * H, ref=7)
    received = Move(date(2026, 2, 5), MoveKind.RECEIVED, 50 * H, ref=7)

    giving = balance(policy, [], [sent], date(2026, 2, 5))
    taking = balance(Policy(10 * H, JAN), [], [received], date(2026, 2, 28))

    parts = [(row.amount // H, row.of_on) for row in giving.rows if row.kind is RowKind.SENT]
    assert parts == [(40, JAN), (10, FEB)]
    assert (giving.left, taking.left) == (30 * H, 60 * H)
    assert balance(Policy(10 * H, JAN), [], [received], MAR).left == 10 * H


def test_a_retainer_in_money_prices_what_is_above_by_itself() -> None:
    policy = Policy(10_000_000, JAN, unit=Unit.MONEY)

    found = balance(policy, [(JAN, 10_250_050)], [], JAN)

    assert (found.total("overage"), found.overage_minor) == (250_050, 250_050)


def test_an_overage_without_a_price_has_none() -> None:
    policy = Policy(60, JAN)

    assert overage_price(policy, 90) is None
    assert balance(policy, [(JAN, 150)], [], JAN).overage_minor is None
    assert overage_price(Policy(60, JAN, overage_rate=500_000), 50) == 416_667


def test_quarters_and_years_are_those_of_the_calendar() -> None:
    quarter = Policy(90, date(2026, 2, 15), date(2026, 7, 9), months=3)
    year = Policy(90, date(2026, 2, 15), months=12)

    assert list(periods(quarter, date(2027, 1, 1))) == [
        (date(2026, 2, 15), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 7, 9)),
    ]
    assert list(periods(year, JAN)) == []
    assert list(periods(year, MAR)) == [(date(2026, 2, 15), date(2026, 12, 31))]


@pytest.mark.parametrize(
    "wrong",
    [{"months": 2}, {"debt_limit": -1}, {"carry_cap": -1}, {"to_on": date(2025, 12, 31)}],
)
def test_a_policy_out_of_range_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"a (period|policy|retainer)"):
        Policy(60, JAN, **wrong)  # type: ignore[arg-type]


def test_a_negative_use_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        balance(Policy(60, JAN), [(JAN, -1)], [], JAN)


days = st.integers(-10, 130).map(lambda n: JAN + timedelta(days=n))
policies = st.builds(
    Policy,
    granted=st.integers(0, 12),
    from_on=st.integers(0, 40).map(lambda n: JAN + timedelta(days=n)),
    to_on=st.none() | st.integers(40, 120).map(lambda n: JAN + timedelta(days=n)),
    months=st.sampled_from((1, 3)),
    carry_cap=st.none() | st.integers(0, 10),
    carry_periods=st.none() | st.integers(0, 3),
    debt_limit=st.integers(0, 6),
    prorate=st.booleans(),
    overage_rate=st.none() | st.integers(0, 900),
)
uses = st.lists(st.tuples(days, st.integers(0, 9)), max_size=12)
moves = st.lists(
    st.builds(Move, days, st.sampled_from((MoveKind.RECEIVED, MoveKind.SENT)), st.integers(1, 9))
    | st.builds(Move, days, st.just(MoveKind.CORRECTED), st.integers(-9, 9)),
    max_size=6,
)


@given(policies, uses, moves, days)
def test_in_is_used_and_left_and_expired_and_transferred(
    policy: Policy, used: list[tuple[date, int]], moved: list[Move], until: date
) -> None:
    found = balance(policy, used, moved, until)

    came_in = found.total("granted") + found.total("corrected")
    transferred = found.total("sent") - found.total("received")
    assert came_in == found.total("used") + found.left + found.total("expired") + transferred
    assert found.left == sum(row.effect for row in found.rows)
    assert all(row.balance >= -policy.debt_limit for row in found.rows)
    assert 0 <= found.debt <= policy.debt_limit
    assert all(amount > 0 for _on, amount in found.lots)


@given(policies, uses, moves, days)
def test_periods_follow_one_from_another_and_each_adds_up(
    policy: Policy, used: list[tuple[date, int]], moved: list[Move], until: date
) -> None:
    found = balance(policy, used, moved, until)

    closing = 0
    for period in found.periods:
        assert period.opening == closing
        taken = period.used + period.sent + period.expired
        assert period.closing == period.opening + period.incoming - taken
        closing = period.closing
    assert closing == found.left
    within = [amount for on, amount in used if _is_within(policy, on, until)]
    assert found.total("asked") == sum(within)


def _is_within(policy: Policy, on: date, until: date) -> bool:
    return policy.from_on <= on <= min(until, policy.to_on or until)


@given(st.integers(0, 10_000), st.integers(1, 30), st.sampled_from((1, 3, 12)))
def test_the_parts_of_a_split_period_grant_the_whole(granted: int, at: int, months: int) -> None:
    """A retainer that ends and its successor of the next day grant what one would have."""
    first, last = JAN, JAN + timedelta(days=at)
    end = {1: date(2026, 1, 31), 3: date(2026, 3, 31), 12: date(2026, 12, 31)}[months]
    if last >= end:
        return
    before = Policy(granted, first, last, months=months)
    after = Policy(granted, last + timedelta(days=1), months=months)

    assert grant(before, first, last) + grant(after, after.from_on, end) == granted


@given(st.lists(st.tuples(days, st.integers(0, 500)), max_size=8), st.integers(-100, 200))
def test_scaling_rounds_the_whole_once(used: list[tuple[date, int]], percent: int) -> None:
    total = sum(amount for _on, amount in used)
    found = sum(amount for _on, amount in scaled(used, percent))

    assert abs(found * 100 - total * (100 + percent)) <= 50


@dataclass
class Slow:
    """Every unit is a coin with the day and the number of the period in which it came."""

    policy: Policy
    coins: list[tuple[date, int]] = field(default_factory=list)
    owed: int = 0
    above: int = 0
    expired: list[date] = field(default_factory=list)
    spent: list[date] = field(default_factory=list)
    number: int = 0

    def live(self, used: list[tuple[date, int]], moved: list[Move], until: date) -> Told:
        starts = dict(periods(self.policy, until))
        today, end = self.policy.from_on, None
        while today <= until and (self.policy.to_on is None or today <= self.policy.to_on):
            if today in starts:
                end = starts[today]
                self.number += 1
                self.come(today, grant(self.policy, today, end))
            for move in moved:
                if move.on == today and move.effect >= 0:
                    self.come(today, move.effect)
            self.go(sum(amount for on, amount in used if on == today))
            for move in moved:
                if move.on == today and move.effect < 0:
                    self.go(-move.effect)
            if today == end and today < until:
                self.night(today == self.policy.to_on)
            today += timedelta(days=1)
        return (
            [on for on, _ in sorted(self.coins)],
            self.owed,
            self.above,
            sorted(self.expired),
            sorted(self.spent),
        )

    def come(self, today: date, amount: int) -> None:
        for _ in range(amount):
            if self.owed:
                self.owed -= 1
            else:
                self.coins.append((today, self.number))

    def go(self, amount: int) -> None:
        for _ in range(amount):
            if self.coins:
                oldest = min(self.coins)
                self.coins.remove(oldest)
                self.spent.append(oldest[0])
            elif self.owed < self.policy.debt_limit:
                self.owed += 1
            else:
                self.above += 1

    def night(self, is_last: bool) -> None:
        lives = self.policy.carry_periods
        for coin in sorted(self.coins):
            if is_last or (lives is not None and self.number >= coin[1] + lives):
                self.lose(coin)
        while self.policy.carry_cap is not None and len(self.coins) > self.policy.carry_cap:
            self.lose(min(self.coins))

    def lose(self, coin: tuple[date, int]) -> None:
        self.coins.remove(coin)
        self.expired.append(coin[0])


def _in_coins(found: Balance) -> Told:
    """The quick answer, told coin by coin."""
    out = {RowKind.USED, RowKind.SENT, RowKind.CORRECTED}
    units = [
        (row.of_on, row.kind)
        for row in found.rows
        if row.of_on and row.kind is not RowKind.CARRIED
        for _ in range(row.amount)
    ]
    left = sorted(on for on, amount in found.lots for _ in range(amount))
    gone = sorted(on for on, kind in units if kind is RowKind.EXPIRED)
    taken = sorted(on for on, kind in units if kind in out)
    return left, found.debt, found.total("overage"), gone, taken


@given(policies, uses, moves, days)
def test_the_oldest_goes_first_as_coins_do(
    policy: Policy, used: list[tuple[date, int]], moved: list[Move], until: date
) -> None:
    slowly = Slow(policy).live(used, moved, until)

    assert _in_coins(balance(policy, used, moved, until)) == slowly
