"""Payments and invoices: hand-worked cases, and what holds whatever comes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.matching import (
    Book,
    Level,
    OpenInvoice,
    Payment,
    match,
    name_likeness,
)
from napulse.engines.pricing.references import Reference, normal, references

pytestmark = pytest.mark.once

ACME = {"inn": "5000000000", "names": ('ООО "Клиент-Образец"',)}
PAYER = {"inn": "5000000000", "name": "ООО «Клиент-образец»"}
DAY = date(2026, 11, 2)
INVOICE = OpenInvoice(47, "47", 61_000_000, "RUB", date(2026, 10, 27), **ACME)
PAID = Payment(61_000_000, "RUB", DAY, "Оплата по счету N 47 от 27.10.2026 за услуги", **PAYER)


@pytest.mark.parametrize(
    ("purpose", "numbers"),
    [
        ("Оплата по счету N 47 от 27.10.2026 за услуги по договору 12/26", ["47"]),
        ("оплата по счёту № 12/26-А за ноябрь, В т.ч. НДС 22% - 110000-00", ["12/26-A"]),
        ("Счет на оплату №0015 от 01.11.26. Без НДС", ["15"]),
        ("INV-26-014 RETAINER NOV", ["26-014"]),
        ("Invoice No. 7 STUDIO", ["7"]),
        ("По сч. 8", ["8"]),
        ("Оплата по счетам № 47, 48 и 49 от 30.10.2026", ["47", "48", "49"]),
        ("по счетам 47 от 01.10.2026, 48 от 02.10.2026", ["47", "48"]),
        ("Оплата счета-фактуры 15 за услуги", []),
        ("За услуги по договору 12/26", []),
        ("Перевод на счет 40702810200000000001", []),
        ("по счету 47, 1500.00 руб. НДС", ["47"]),
        ("", []),
    ],
)
def test_numbers_are_found_in_what_payers_write(purpose: str, numbers: list[str]) -> None:
    assert [one.number for one in references(purpose)] == numbers


def test_the_day_behind_a_number_is_read() -> None:
    assert references("счёт 47 от 27.10.26") == (Reference("47", date(2026, 10, 27)),)
    assert references("счёт 47 от 31.02.26") == (Reference("47", None),)


def test_numbers_are_compared_without_case_noughts_and_letters_that_look_alike() -> None:
    assert normal("инв-0А1") == normal("ИНВ-0A1")
    assert normal("0047") == normal(" 47 ") == "47"


def test_number_payer_and_amount_are_certain() -> None:
    found = match(PAID, [INVOICE])

    assert found.level == Level.CERTAIN
    assert [(part.invoice_id, part.minor) for part in found.parts] == [(47, 61_000_000)]
    assert found.parts[0].reasons == (
        "number", "number_day", "amount", "inn", "name", "after_issue",
    )  # fmt: skip


def test_a_part_of_a_named_invoice_by_its_payer_is_certain() -> None:
    found = match(replace(PAID, minor=20_000_000), [INVOICE])

    assert (found.level, found.parts[0].minor) == (Level.CERTAIN, 20_000_000)


def test_more_than_is_open_is_only_proposed_and_the_rest_is_left() -> None:
    found = match(replace(PAID, minor=61_000_100), [INVOICE])

    assert (found.level, found.parts[0].minor, found.left_minor) == (Level.LIKELY, 61_000_000, 100)


def test_one_payment_pays_several_invoices_by_their_numbers() -> None:
    second = replace(INVOICE, id=48, number="48", open_minor=5_000_000)
    paid = replace(PAID, minor=66_000_000, purpose="Оплата по счетам 47 и 48")

    found = match(paid, [second, INVOICE])

    assert found.level == Level.CERTAIN
    assert [(p.invoice_id, p.minor) for p in found.parts] == [(47, 61_000_000), (48, 5_000_000)]


def test_several_named_that_do_not_add_up_are_only_proposed_the_oldest_first() -> None:
    second = replace(INVOICE, id=48, number="48", open_minor=5_000_000)
    paid = replace(PAID, minor=63_000_000, purpose="Оплата по счетам 47 и 48")

    found = match(paid, [second, INVOICE])

    assert found.level == Level.LIKELY
    assert [(p.invoice_id, p.minor) for p in found.parts] == [(47, 61_000_000), (48, 2_000_000)]


def test_a_named_invoice_paid_by_somebody_else_is_only_proposed() -> None:
    found = match(replace(PAID, inn="7700000009", name="ООО «Дочка»"), [INVOICE])

    assert found.level == Level.LIKELY
    assert "other_payer" in found.parts[0].reasons


def test_a_named_invoice_by_a_stranger_and_of_another_amount_is_left_to_a_person() -> None:
    paid = replace(PAID, inn="7700000009", name="", minor=100, purpose="счёт 47")

    found = match(paid, [INVOICE])

    assert (found.level, found.parts) == (Level.SEVERAL, ())
    assert [one.invoice_id for one in found.candidates] == [47]


def test_the_same_number_of_two_years_is_told_apart_by_its_day() -> None:
    old = replace(INVOICE, id=1, issued_on=date(2025, 10, 1))

    assert match(PAID, [old, INVOICE]).parts[0].invoice_id == 47
    undated = replace(PAID, purpose="Оплата по счету 47")
    assert match(undated, [old, INVOICE]).level == Level.SEVERAL


def test_without_a_number_the_amount_of_a_known_payer_is_proposed() -> None:
    found = match(replace(PAID, purpose="За услуги"), [INVOICE])

    assert (found.level, found.parts[0].minor) == (Level.LIKELY, 61_000_000)


def test_two_invoices_of_one_amount_without_a_number_are_left_to_a_person() -> None:
    twin = replace(INVOICE, id=48, number="48")

    found = match(replace(PAID, purpose="За услуги"), [INVOICE, twin])

    assert (found.level, found.parts) == (Level.SEVERAL, ())
    assert len(found.candidates) == 2


def test_an_amount_alone_proposes_nothing() -> None:
    found = match(Payment(61_000_000, "RUB", DAY, name="ООО «Другой»"), [INVOICE])

    assert (found.level, found.parts) == (Level.SEVERAL, ())


def test_all_open_invoices_of_a_payer_together_are_proposed() -> None:
    others = [replace(INVOICE, id=n, number=str(n), open_minor=n * 100) for n in (1, 2, 4)]

    found = match(replace(PAID, minor=700, purpose="За услуги"), others)

    assert (found.level, sum(p.minor for p in found.parts)) == (Level.LIKELY, 700)


def test_a_number_that_is_not_open_proposes_nothing_else_of_the_payer() -> None:
    paid = replace(PAID, purpose="Оплата по счету 46")

    assert match(paid, [INVOICE]).parts == ()


def test_another_currency_is_no_candidate() -> None:
    found = match(replace(PAID, currency="EUR"), [INVOICE])

    assert (found.level, found.candidates) == (Level.NONE, ())


def test_an_invoice_issued_after_the_payment_is_not_certain() -> None:
    later = replace(INVOICE, issued_on=date(2026, 11, 3))

    assert match(PAID, [later]).level == Level.LIKELY


def test_names_are_alike_without_their_forms_and_marks() -> None:
    assert name_likeness('ООО "Ромашка"', ("Ромашка, ООО",)) == 100
    assert name_likeness("ООО «Ромашка»", ("ООО «Лютик»",)) < 60
    assert name_likeness("ООО", ("ООО",)) == 0


def test_what_a_payment_took_is_no_longer_open_for_the_next() -> None:
    book = Book([INVOICE])
    first = book.match(PAID)
    book.take(first.parts)

    assert book.match(PAID).parts == ()
    with pytest.raises(KeyError):
        book.take(first.parts)


INVOICES = st.lists(
    st.builds(
        OpenInvoice,
        id=st.integers(1, 30),
        number=st.sampled_from(["1", "2", "3", "47/А", "INV-5"]),
        open_minor=st.integers(1, 40),
        currency=st.sampled_from(["RUB", "RUB", "EUR"]),
        issued_on=st.dates(date(2026, 10, 1), date(2026, 12, 1)),
        inn=st.sampled_from(["", "5000000000", "7700000009"]),
        names=st.sampled_from([(), ("Ромашка",), ("Лютик",)]),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)
PAYMENTS = st.builds(
    Payment,
    minor=st.integers(1, 120),
    currency=st.sampled_from(["RUB", "RUB", "EUR"]),
    on=st.dates(date(2026, 10, 1), date(2026, 12, 1)),
    purpose=st.sampled_from(
        ["", "по счету 1", "по счетам 1, 2 и 3", "счёт 47/А от 01.11.2026", "invoice INV-5"]
    ),
    inn=st.sampled_from(["", "5000000000", "7700000009"]),
    name=st.sampled_from(["", "ООО Ромашка", "Лютик"]),
)


@given(payment=PAYMENTS, invoices=INVOICES)
def test_never_more_than_is_open_nor_more_than_was_paid(
    payment: Payment, invoices: list[OpenInvoice]
) -> None:
    found = match(payment, invoices)

    by_id = {one.id: one for one in invoices}
    assert all(0 < part.minor <= by_id[part.invoice_id].open_minor for part in found.parts)
    assert sum(part.minor for part in found.parts) + found.left_minor == payment.minor
    assert found.left_minor >= 0
    assert len({part.invoice_id for part in found.parts}) == len(found.parts)
    assert all(by_id[part.invoice_id].currency == payment.currency for part in found.parts)
    assert bool(found.parts) == (found.level in {Level.CERTAIN, Level.LIKELY})
    if found.level == Level.CERTAIN:
        assert all("number" in part.reasons for part in found.parts)
        assert all({"inn", "account", "name"} & set(part.reasons) for part in found.parts)


@given(payment=PAYMENTS, invoices=INVOICES, data=st.data())
def test_the_order_of_invoices_makes_no_difference(
    payment: Payment, invoices: list[OpenInvoice], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(invoices))

    assert match(payment, shuffled) == match(payment, invoices)


@given(payments=st.lists(PAYMENTS, max_size=8), invoices=INVOICES)
def test_a_run_of_payments_never_takes_more_of_an_invoice_than_was_open(
    payments: list[Payment], invoices: list[OpenInvoice]
) -> None:
    book, taken = Book(invoices), dict.fromkeys((one.id for one in invoices), 0)
    for payment in payments:
        parts = book.match(payment).parts
        book.take(parts)
        for part in parts:
            taken[part.invoice_id] += part.minor

    assert all(taken[one.id] <= one.open_minor for one in invoices)
