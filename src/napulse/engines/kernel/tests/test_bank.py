"""Check digits: known numbers hold, and no single wrong digit passes."""

from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.kernel.bank import is_account, is_inn

BIK = "044525225"


def an_account(number: int) -> str:
    """An account of that number with its key."""
    made = (f"40702810{key}{number:011d}" for key in range(10))
    return next(account for account in made if is_account(account, BIK))


def test_known_inn_hold_and_broken_ones_do_not() -> None:
    assert [is_inn(each) for each in ("7707083893", "500100732259")] == [True, True]
    wrong = ("7707083894", "500100732258", "123", "77070838930", "٧٧٠٧٠٨٣٨٩٣", "")
    assert [is_inn(each) for each in wrong] == [False] * 6


@given(st.integers(0, 10**11 - 1), st.integers(0, 19), st.integers(1, 9))
def test_no_single_wrong_digit_of_an_account_passes(number: int, place: int, by: int) -> None:
    account = an_account(number)
    wrong = f"{account[:place]}{(int(account[place]) + by) % 10}{account[place + 1 :]}"

    assert not is_account(wrong, BIK)


def test_what_is_no_account_or_bik_does_not_hold() -> None:
    good = an_account(1)
    assert [is_account(good, "04452522"), is_account(good[:-1], BIK), is_account("", "")] == [
        False,
        False,
        False,
    ]
