"""Exports of HubSpot, amoCRM and Bitrix24 become rows of clients and contacts."""

from __future__ import annotations

import pytest

from napulse.engines.exchange import ColumnMapping, ImportRow, RowError, apply, propose, read_table
from napulse.engines.exchange.cells import read_email, read_phone, read_website
from napulse.engines.kernel.errors import Refused

HUBSPOT = "Record ID,Company name,Company Domain Name,Company owner,Industry,Create Date"
HUBSPOT_PEOPLE = "Record ID,First Name,Last Name,Email,Job Title,Company Name,Contact owner"
BITRIX = (
    "ID;Название компании;Тип компании;Сфера деятельности;Телефон;E-mail;Сайт;"
    "Фактический адрес;Ответственный"
)
AMO = (
    "ID,Название сделки,Бюджет (₽),Ответственный,Полное имя контакта,Компания контакта,"
    "Ответственный за контакт,Рабочий телефон,Рабочий email"
)


def test_hubspot_companies() -> None:
    assert propose(HUBSPOT.split(","), "clients") == ColumnMapping(
        "clients",
        {"client_name": 1, "industry": 4, "website": 2, "owner": 3, "source_id": 0},
        "hubspot",
    )


def test_hubspot_contacts() -> None:
    assert propose(HUBSPOT_PEOPLE.split(","), "contacts") == ColumnMapping(
        "contacts",
        {
            "first_name": 1,
            "last_name": 2,
            "contact_email": 3,
            "contact_title": 4,
            "client_name": 5,
            "contact_owner": 6,
            "source_id": 0,
        },
        "hubspot",
    )


def test_bitrix_companies() -> None:
    assert propose(BITRIX.split(";"), "clients") == ColumnMapping(
        "clients",
        {
            "client_name": 1,
            "industry": 3,
            "website": 6,
            "phone": 4,
            "email": 5,
            "owner": 8,
            "address": 7,
            "source_id": 0,
        },
        "bitrix24",
    )


def test_amocrm_contacts_of_deals() -> None:
    assert propose(AMO.split(","), "contacts") == ColumnMapping(
        "contacts",
        {
            "contact_name": 4,
            "contact_email": 8,
            "contact_phone": 7,
            "client_name": 5,
            "contact_owner": 6,
            "source_id": 0,
        },
        "amocrm",
    )


@pytest.mark.parametrize(
    "caption", ["\ufeffКлиент", " КЛИЕНТ: ", '"Клиент"', "Клиент (RUB)", "Клиент ()", "Клиент (₽)"]
)
def test_captions_are_compared_without_case_marks_and_currency(caption: str) -> None:
    assert propose([caption], "clients").columns == {"client_name": 0}


def test_unknown_captions_are_left_and_no_source_is_claimed() -> None:
    assert propose(["Foo", "", "Город"], "clients") == ColumnMapping("clients", {"city": 2}, "")


def imported(text: str, kind: str = "clients") -> list[ImportRow]:
    table = read_table(text.encode(), "x.csv")
    return apply(table, propose(table.header, "contacts" if kind == "contacts" else "clients"))


def test_client_rows_are_normalised_with_errors_in_their_fields() -> None:
    found = imported(
        "Клиент;Телефон;E-mail;Сайт\n"
        " Гранит  строй ;8 (916) 123-45-67;INFO@Granit.example, pr@granit.example;https://www.Granit.example/\n"
        ";123;no-mail;not a site\n"
    )

    assert found == [
        ImportRow(
            2,
            {
                "client_name": "Гранит строй",
                "website": "granit.example",
                "phone": "+79161234567",
                "email": "info@granit.example",
            },
            (),
            (RowError("email", "row.further_value", "pr@granit.example"),),
        ),
        ImportRow(
            3,
            {"client_name": "", "website": "", "phone": "", "email": ""},
            (
                RowError("website", "row.bad_website", "not a site"),
                RowError("phone", "row.bad_phone", "123"),
                RowError("email", "row.bad_email", "no-mail"),
                RowError("client_name", "row.missing", ""),
            ),
        ),
    ]


def test_too_long_name_is_one_error_not_two() -> None:
    (row,) = imported("Клиент\n" + "я" * 201 + "\n")

    assert row.errors == (RowError("client_name", "row.too_long", "я" * 100),)


def test_row_with_nothing_in_the_mapped_columns_is_empty() -> None:
    (row,) = imported("Клиент;Foo\n;something\n")

    assert row.errors == (RowError("", "row.empty", ""),)


def test_duplicates_by_folded_name_and_by_mail_point_to_the_first_row() -> None:
    found = imported(
        "Клиент;E-mail\nЁлка;a@elka.example\nГранит;\n«ЕЛКА»;\nОсень;A@elka.example\nЁлка;b@x.example\n"
    )

    assert [(row.number, row.duplicate_of) for row in found] == [
        (2, None),
        (3, None),
        (4, 2),
        (5, 2),
        (6, 2),
    ]


def test_two_people_of_one_name_with_mails_of_their_own_are_two() -> None:
    found = imported(
        "Фамилия;Имя;Отчество;Email;Компания\n"
        "Образцова;Анна;Петровна;anna@granit.example;Гранит\n"
        "Образцова;Анна;Петровна;a.o@granit.example;Гранит\n"
        "Образцова;Анна;Петровна;;Гранит\n"
        "Образцова;Анна;Петровна;;Ёлка\n"
        ";;;only@elka.example;\n",
        "contacts",
    )

    assert [(row.values["contact_name"], row.duplicate_of) for row in found] == [
        ("Анна Петровна Образцова", None),
        ("Анна Петровна Образцова", None),
        ("Анна Петровна Образцова", 2),
        ("Анна Петровна Образцова", None),
        ("only@elka.example", None),
    ]


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        (ColumnMapping("clients", {"client_name": 0, "salary": 1}), "mapping.unknown_field"),
        (ColumnMapping("clients", {"client_name": 2}), "mapping.bad_column"),
        (ColumnMapping("clients", {"client_name": -1}), "mapping.bad_column"),
        (ColumnMapping("clients", {"email": 0}), "mapping.missing"),
        (ColumnMapping("contacts", {"client_name": 0}), "mapping.missing"),
    ],
)
def test_wrong_mapping_is_refused(mapping: ColumnMapping, code: str) -> None:
    with pytest.raises(Refused) as refused:
        apply(read_table(b"Name,Mail\nA,b@c.example\n", "x.csv"), mapping)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("+7 916 123-45-67", "+79161234567"),
        ("'+79161234567", "+79161234567"),
        ("79161234567", "+79161234567"),
        ("916 123 45 67", "+79161234567"),
        ("8 (495) 123-45-67, доб. 12", "+74951234567 ext. 12"),
        ("+49 30 1234567", "+49301234567"),
        ("0049 30 1234567", "+49301234567"),
        ("12-34", ""),
        ("+7 916 123", ""),
        ("call me", ""),
    ],
)
def test_phones(written: str, value: str) -> None:
    cell = read_phone(written)

    assert (cell.value, cell.error) == (value, "" if value else "row.bad_phone")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Anna <Anna@X.example>", "anna@x.example"),
        ("mailto:a@почта.рф", "a@почта.рф"),
        ("a@localhost", ""),
        ("a b@x.example", ""),
        ("a@x..example", ""),
    ],
)
def test_emails(written: str, value: str) -> None:
    assert read_email(written).value == value


def test_site_keeps_its_path() -> None:
    assert read_website("HTTPS://WWW.Чай.РФ/О-нас/").value == "чай.рф/О-нас"
