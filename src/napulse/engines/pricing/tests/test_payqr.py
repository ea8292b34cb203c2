"""Payment codes: written, drawn, seen by another library's eyes, and read back."""

import io
from contextlib import suppress
from dataclasses import replace

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing.payqr import (
    ENCODINGS,
    LIMITS,
    SEPARATORS,
    PaymentOrder,
    fitted,
    read,
    write,
)

ORDER = PaymentOrder(
    name='ООО "Агентство-Образец"',
    account="40702810200000000001",
    bank="БАНК ОБРАЗЕЦ",
    bik="044525225",
    correspondent="30101810400000000225",
    sum_minor=61_000_000,
    purpose="Оплата по счету N 47 от 27.10.2026, в т.ч. НДС 22% 110000-00",
    payee_inn="7700000009",
    kpp="770001001",
)
EXAMPLE = (
    'ST00012|Name=ООО "Агентство-Образец"|PersonalAcc=40702810200000000001|BankName=БАНК ОБРАЗЕЦ'
    "|BIC=044525225|CorrespAcc=30101810400000000225|Sum=61000000"
    "|Purpose=Оплата по счету N 47 от 27.10.2026, в т.ч. НДС 22% 110000-00"
    "|PayeeINN=7700000009|KPP=770001001"
)


def changed(**more: object) -> PaymentOrder:
    return replace(ORDER, **more)  # type: ignore[arg-type]


def test_the_payload_is_letter_for_letter_that_of_the_standard() -> None:
    assert write(ORDER, "2") == EXAMPLE.encode("utf-8")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_encoding_reads_back_to_the_same_fields(encoding: str) -> None:
    payload = write(ORDER, encoding)

    assert payload[6:7] == encoding.encode()
    assert read(payload) == ORDER.pairs()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_drawn_code_is_read_by_a_reader_of_pictures(encoding: str) -> None:
    picture = io.BytesIO()
    segno.make(write(ORDER, encoding), mode="byte", error="m").save(picture, kind="png", scale=4)

    seen = zxingcpp.read_barcode(Image.open(picture))

    assert seen is not None
    assert read(bytes(seen.bytes)) == ORDER.pairs()


def test_the_shorter_encoding_is_taken_where_every_letter_fits() -> None:
    assert write(ORDER)[6:7] == b"1"
    assert write(changed(name="ТОО «Қазақ»"))[6:7] == b"2"


def test_a_letter_that_the_asked_encoding_lacks_is_refused() -> None:
    with pytest.raises(Refused, match=r"payqr\.letters"):
        write(changed(name="ТОО «Қазақ»"), "1")


@pytest.mark.parametrize("at", range(4))
def test_the_separator_gives_way_to_what_stands_in_a_value(at: int) -> None:
    order = changed(purpose="a" + SEPARATORS[:at] + "b")

    payload = write(order)

    assert payload[7:8].decode() == SEPARATORS[at]
    assert read(payload)["Purpose"] == order.purpose


def test_when_every_separator_stands_in_a_value_it_is_refused() -> None:
    with pytest.raises(Refused, match=r"payqr\.no_separator"):
        write(changed(purpose=SEPARATORS))


@pytest.mark.parametrize(
    ("key", "name"),
    [("Name", "name"), ("PersonalAcc", "account"), ("BankName", "bank"), ("Purpose", "purpose")],
)
def test_a_value_may_be_as_long_as_the_limit_and_no_longer(key: str, name: str) -> None:
    limit = LIMITS[key]
    assert read(write(changed(**{name: "1" * limit})))[key] == "1" * limit

    with pytest.raises(Refused) as refused:
        write(changed(**{name: "1" * (limit + 1)}))
    assert (refused.value.code, refused.value.values["key"]) == ("payqr.too_long", key)


def test_the_obligatory_block_holds_three_hundred_bytes() -> None:
    with pytest.raises(Refused, match=r"payqr\.too_long"):
        write(changed(name="Я" * 160), "2")


def test_without_an_obligatory_value_there_is_no_code() -> None:
    with pytest.raises(Refused) as refused:
        write(changed(bik=""))
    assert refused.value.values == {"key": "BIC"}


def test_no_correspondent_account_is_written_as_nought() -> None:
    assert read(write(changed(correspondent="")))["CorrespAcc"] == "0"


def test_a_separator_at_the_end_is_accepted() -> None:
    assert read(write(ORDER) + b"|") == ORDER.pairs()


@pytest.mark.parametrize(
    "payload",
    [b"", b"ST00014|Name=x", b"SPD*1.0", b"ST00012", b"ST00012|BIC=1|Name=x", b"ST00012|Name\xff"],
)
def test_what_is_no_payment_code_is_refused(payload: bytes) -> None:
    with pytest.raises(Refused, match=r"payqr\.unreadable"):
        read(payload)


TEXTS = st.text(
    st.characters(codec="cp1251", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), min_size=1
)


@given(name=TEXTS.filter(lambda t: len(t) <= 80), purpose=TEXTS.filter(lambda t: len(t) <= 120),
       total=st.integers(0, 10**17))  # fmt: skip
def test_whatever_is_written_is_read_back(name: str, purpose: str, total: int) -> None:
    order = changed(name=name, purpose=purpose, sum_minor=total)

    with suppress(Refused):  # when every separator stands in a value
        assert read(write(order)) == order.pairs()


def test_a_long_text_is_cut_at_a_blank() -> None:
    assert fitted("Оплата по счёту", 15) == "Оплата по счёту"
    assert fitted("Оплата по счёту двенадцать", 16) == "Оплата по счёту"
    assert fitted("А" * 20, 16) == "А" * 16
