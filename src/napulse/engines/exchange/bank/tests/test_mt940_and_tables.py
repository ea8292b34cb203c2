"""MT940 by its library, and tables by a mapping."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from napulse.engines.exchange.bank import (
    TableMapping,
    Tally,
    Wanted,
    format_of,
    headings_of,
    propose,
)
from napulse.engines.exchange.bank.tests.samples import (
    MT940,
    OWN,
    moved,
    opener,
    parts,
    read,
    wrong,
)
from napulse.engines.exchange.bank.values import currency_of, read_minor
from napulse.engines.kernel.errors import Refused

pytestmark = pytest.mark.once
IBAN = "DE89370400440532013000"
HEADINGS = "Дата операции;Сумма (руб.);Контрагент;ИНН контрагента;Назначение платежа;№ документа"
ROWS = (
    "02.11.2026;610 000,00;ООО «Клиент-Образец»;5000000000;Оплата по счету 47;118\n"
    "03.11.2026;-500,00;Банк;;Комиссия;900\n"
)
COLUMNS = {
    "date": "Дата операции",
    "amount": "Сумма (руб.)",
    "counterparty": "Контрагент",
    "inn": "ИНН контрагента",
    "purpose": "Назначение платежа",
    "number": "№ документа",
}
MAPPING = Wanted(mapping=TableMapping(OWN, "RUB", COLUMNS))


def test_the_sample_of_mt940_is_read_and_agrees() -> None:
    found = read(MT940.encode())

    first, second = moved(found)
    assert (first.account, first.on, first.minor) == (IBAN, date(2026, 11, 3), 250_000)
    assert (first.counterparty, first.purpose) == ("ACME GMBH", "INV-26-014 RETAINER NOV")
    assert (first.number, second.minor) == ("INV-26-014", -30_050)
    assert (first.line, second.line) == (5, 7)
    tally = Tally()
    for event in found:
        tally.add(event)
    assert tally.finish()[IBAN].state == "agrees"


def test_each_message_is_read_by_itself_and_a_broken_one_is_told_by_its_line() -> None:
    broken = MT940.replace(":60F:C261101EUR1000,00", ":60F:C269901EUR1000,00")

    found = read((MT940 + broken + MT940.replace("0532013000", "0532013001")).encode())

    assert {one.account for one in moved(found)} == {IBAN, "DE89370400440532013001"}
    assert wrong(found) == [(11, "bank.message_broken")]


def test_the_envelope_of_swift_is_taken_off() -> None:
    raw = "{1:F01BANKDEFFXXXX}{2:O940}{4:\n" + MT940.rstrip("-\n") + "\n-}\n"

    assert [one.minor for one in moved(read(raw.encode()))] == [250_000, -30_050]


def test_a_reversal_of_a_credit_takes_money_away() -> None:
    raw = MT940.replace("1103C2500,00", "1103RC2500,00")

    assert moved(read(raw.encode()))[0].minor == -250_000


def test_a_balance_off_by_a_cent_is_told() -> None:
    tally = Tally()
    for event in read(MT940.replace("EUR3199,50", "EUR3199,51").encode()):
        tally.add(event)

    assert tally.finish()[IBAN].faults[0][1:] == ("control.balance", -1)


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_is_read_in_its_encoding_and_with_its_delimiter(
    encoding: str, delimiter: str
) -> None:
    raw = f"{HEADINGS}\n{ROWS}".replace(";", delimiter).encode(encoding)

    found = read(raw, MAPPING)

    first, second = moved(found)
    assert (first.on, first.minor, first.inn) == (date(2026, 11, 2), 61_000_000, "5000000000")
    assert (first.number, first.counterparty) == ("118", "ООО «Клиент-Образец»")
    assert (second.minor, second.line) == (-50_000, 3)
    assert wrong(found) == [(1, "bank.no_controls")]
    assert parts(found)[0].agrees is None


def test_two_columns_make_one_signed_amount() -> None:
    raw = b"Date,Debit,Credit\n2026-11-02,,1500.00\n2026-11-03,20.50,\n"
    columns = {"date": "Date", "debit": "Debit", "credit": "Credit"}

    found = moved(read(raw, Wanted(mapping=TableMapping(IBAN, "EUR", columns))))

    assert [one.minor for one in found] == [150_000, -2_050]


def test_a_moved_column_is_found_by_its_heading_and_a_lost_one_is_refused() -> None:
    raw = f"Выписка по счёту;;;\n\nСчёт;{HEADINGS}\nх;{ROWS.splitlines()[0]}\n".encode()

    assert moved(read(raw, MAPPING))[0].minor == 61_000_000
    with pytest.raises(Refused, match=r"table\.other_headings"):
        read(raw.replace("Контрагент;".encode(), "Кто;".encode()), MAPPING)


def test_a_row_with_a_bad_day_or_amount_is_told_by_its_row_and_a_total_is_passed_by() -> None:
    bad = "99.11.2026;1,00;;;;\n02.11.2026;много;;;;\nИтого;610 000,00;;;;\n;5,00;;;;\n"

    found = read(f"{HEADINGS}\n{ROWS}{bad}".encode(), MAPPING)

    assert wrong(found)[:3] == [(4, "bank.bad_date"), (5, "bank.bad_amount"), (6, "bank.bad_date")]


def test_a_workbook_is_read_like_a_text() -> None:
    book, body = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS.values()))
    sheet.append(["02.11.2026", 610000, "ООО «Клиент-Образец»", "5000000000", "счет 47", "118"])
    book.save(body)

    assert format_of(opener(body.getvalue())) == "xlsx"
    assert moved(read(body.getvalue(), MAPPING))[0].minor == 61_000_000


def test_headings_are_found_below_a_title_and_proposed_by_what_banks_call_them() -> None:
    raw = f"ООО «Сфера»\nза ноябрь\n{HEADINGS}\n{ROWS}".encode()

    found = headings_of(opener(raw), "a.csv")

    assert propose(found) == COLUMNS


def test_a_table_without_a_mapping_is_refused() -> None:
    with pytest.raises(Refused, match=r"table\.no_mapping"):
        read(f"{HEADINGS}\n{ROWS}".encode())


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1 234,56", 123_456), ("1\u00a0234,56", 123_456), ("1,234.56", 123_456),
        ("1.234,56", 123_456), ("700", 70_000), ("-5,00", -500), ("(5,00)", -500),
        ("5.00-", -500), ("\u22125,5", -550), ("1 000 ₽", 100_000), ("0,005", None),
        ("", None), ("1,2,3", None), ("сто", None), ("1,234", None), ("1,234,567", 123_456_700),
    ],
)  # fmt: skip
def test_amounts_as_people_and_banks_write_them(text: str, minor: int | None) -> None:
    assert read_minor(text, "RUB") == minor


@given(minor=st.integers(-(10**13), 10**13))
def test_every_amount_written_is_read_again(minor: int) -> None:
    sign, size = "-" if minor < 0 else "", abs(minor)

    assert read_minor(f"{sign}{size // 100:,}.{size % 100:02}", "RUB") == minor
    spaced = f"{size // 100:,}".replace(",", " ")
    assert read_minor(f"{sign}{spaced},{size % 100:02}", "RUB") == minor


def test_an_account_names_its_currency() -> None:
    assert [currency_of(text) for text in (OWN, "40702978200000000001", IBAN)] == [
        "RUB", "EUR", "RUB",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"", "table.empty"), (b"<html>", "table.html"), (b"\xd0\xcf\x11\xe0", "table.old_excel")],
)
def test_what_is_no_statement_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        format_of(opener(raw))


def test_the_trailer_of_swift_is_no_part_of_the_message() -> None:
    raw = "{1:F01BANKDEFFXXXX}{2:O940}{4:\n" + MT940.rstrip("-\n") + "\n-}{5:{CHK:0123456789AB}}\n"

    found = read(raw.encode())

    assert (parts(found)[0].closing, wrong(found)) == (319_950, [])


def test_a_movement_of_nothing_is_none() -> None:
    raw = MT940.replace("C2500,00", "C0,00").replace("EUR3199,50", "EUR699,50")

    found = read(raw.encode())

    assert ([one.minor for one in moved(found)], wrong(found)) == ([-30_050], [])
