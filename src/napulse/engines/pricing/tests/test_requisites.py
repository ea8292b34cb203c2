"""Numbers of companies and banks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban
from stdnum.ru import ogrn

from napulse.engines.pricing.requisites import (
    is_bik,
    is_iban,
    is_kpp,
    is_ogrn,
    is_ogrnip,
    is_swift,
)


@given(st.from_regex(r"[1-9][0-9]{12}", fullmatch=True, alphabet="0123456789"))
def test_an_ogrn_holds_where_another_library_says_so(value: str) -> None:
    right = value[:12] + str(int(value[:12]) % 11 % 10)
    assert is_ogrn(right)
    assert is_ogrn(value) == (value == right)
    assert ogrn.is_valid(right)


@given(st.from_regex(r"[34][0-9]{14}", fullmatch=True, alphabet="0123456789"))
def test_an_ogrnip_holds_by_its_remainder(value: str) -> None:
    """The other library rejects remainders of two digits: it is asked about the rest only."""
    remainder = int(value[:14]) % 13
    right = value[:14] + str(remainder % 10)
    assert is_ogrnip(right)
    assert is_ogrnip(value) == (value == right)
    if remainder < 10:
        assert ogrn.is_valid(right)


@pytest.mark.parametrize("value", ["421319982803452", "304770000000008", "304770000000020"])
def test_known_ogrnip_hold(value: str) -> None:
    assert is_ogrnip(value)


@pytest.mark.parametrize("value", ["", "1027700000009", "0027700000008", "102770000000", "١" * 13])
def test_no_ogrn(value: str) -> None:
    assert not is_ogrn(value)


def test_forms_without_check_digits() -> None:
    assert is_kpp("770001001")
    assert is_kpp("7700AB001")
    assert not is_kpp("77000100")
    assert not is_kpp("7700ab001")
    assert is_bik("044525225")
    assert is_bik("015402901"), "of the treasury: not every one begins with 04"
    assert not is_bik("04452522")
    assert is_swift("DEUTDEFF")
    assert is_swift("DEUTDEFF500")
    assert not is_swift("DEUTDEFF5")


@given(st.from_regex(r"[0-9]{18}", fullmatch=True, alphabet="0123456789"))
def test_an_iban_holds_where_another_library_says_so(digits: str) -> None:
    right = "DE" + iban.calc_check_digits("DE00" + digits) + digits
    assert is_iban(right)
    assert is_iban(f"DE00{digits}") is False


def test_a_known_iban_may_have_blanks() -> None:
    assert is_iban("DE89 3704 0044 0532 0130 00")
    assert not is_iban("DE88 3704 0044 0532 0130 00")
    assert not is_iban("40702810200000000001")
