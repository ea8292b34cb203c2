"""CSV and XLSX of other systems as text cells."""
# ruff: noqa: DTZ001 - naive datetimes are what these tests are about

from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl import Workbook

from napulse.engines.exchange import Notice, Table, TableRow, read_table
from napulse.engines.exchange.tests.workbooks import a_workbook, part_of, saved, with_part

BITRIX = (
    '"ID";"Название компании";"Телефон";"E-mail";\r\n'
    '"17";"ООО ""Гранит""";"+7 (916) 123-45-67";"info@granit.example";\r\n'
    '"18";"Уральский чай\nи травы";"";"";\r\n'
    '"19";"Ёлка";"";"mail@elka.example";\r\n'
)


def rows(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_bitrix_export_with_trailing_semicolons_and_a_cell_of_two_lines(encoding: str) -> None:
    table = read_table(BITRIX.encode(encoding), "company.csv")

    assert table.header == ("ID", "Название компании", "Телефон", "E-mail")
    assert rows(table) == [
        (2, ("17", 'ООО "Гранит"', "+7 (916) 123-45-67", "info@granit.example")),
        (3, ("18", "Уральский чай\nи травы", "", "")),
        (5, ("19", "Ёлка", "", "mail@elka.example")),
    ]
    assert (table.encoding, table.delimiter, table.warnings) == (encoding, ";", ())


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Name,Email\nGranit; Moscow,a@granit.example\n", ","),
        ("Name\tEmail\nGranit, Moscow\ta@granit.example\n", "\t"),
        ('Name;Note\nGranit;"a, b, c"\nElka;"d, e, f"\n', ";"),
        ("sep=,\nName,Note\nGranit,a;b;c\n", ","),
    ],
)
def test_delimiter_is_found(text: str, delimiter: str) -> None:
    table = read_table(text.encode(), "any.csv")

    assert (table.delimiter, len(table.header), len(table.rows)) == (
        delimiter,
        2,
        1 + ("Elka" in text),
    )


def test_list_of_names_alone_is_a_table() -> None:
    table = read_table("Клиент\nГранит\nЁлка\n".encode(), "clients.txt")

    assert (table.header, rows(table)) == (("Клиент",), [(2, ("Гранит",)), (3, ("Ёлка",))])


def test_rows_above_the_header_and_blank_rows_are_left_out_and_numbers_stay_those_of_the_file() -> (
    None
):
    text = (
        "Выгрузка клиентов;;;\n\n;;;\nНазвание;Телефон;Город;\n"
        "Гранит;123;Москва;\n;;;\nЁлка;;Пермь;\n"
    )

    table = read_table(text.encode(), "x.csv")

    assert table.header == ("Название", "Телефон", "Город")
    assert rows(table) == [(5, ("Гранит", "123", "Москва")), (7, ("Ёлка", "", "Пермь"))]


def test_row_wider_than_the_header_is_kept_and_told() -> None:
    table = read_table(b"Name,Phone\nGranit,1,extra\nElka,2\n", "x.csv")

    assert rows(table) == [(2, ("Granit", "1", "extra")), (3, ("Elka", "2", ""))]
    assert table.warnings == (Notice("table.row_too_wide", {"row": 2}),)


def test_careless_quotes_are_read_loosely_and_told() -> None:
    table = read_table(b'Name,City\n"Granit" Ltd,Perm\n', "x.csv")

    assert table.rows == (TableRow(2, ("Granit Ltd", "Perm")),)
    assert table.warnings == (Notice("table.quotes"),)


def test_workbook_cells_become_text() -> None:
    raw = a_workbook(
        [
            ["Название", "Телефон", "Сумма", "Дата", "Время", "Да"],
            [" Гранит ", 79161234567, 1.5, date(2026, 11, 3), datetime(2026, 11, 3, 9, 30), True],
            ["Ёлка", 7.0, None, None, None, False],
        ]
    )

    table = read_table(raw, "misnamed.csv")

    assert (table.encoding, table.delimiter, table.warnings) == ("xlsx", "", ())
    assert rows(table) == [
        (2, ("Гранит", "79161234567", "1.5", "2026-11-03", "2026-11-03 09:30:00", "TRUE")),
        (3, ("Ёлка", "7", "", "", "", "FALSE")),
    ]


def test_formula_without_a_stored_value_is_text_and_told_never_computed() -> None:
    raw = a_workbook([["Название", "Сумма"], ["Гранит", "=1+1"], ["=HYPERLINK(A1)", 2]])

    table = read_table(raw, "x.xlsx")

    assert rows(table) == [(2, ("Гранит", "=1+1")), (3, ("=HYPERLINK(A1)", "2"))]
    assert table.warnings == (Notice("table.formula", {"count": 2, "first": "B2"}),)


def test_formula_with_a_stored_value_gives_that_value() -> None:
    raw = a_workbook([["Название", "Сумма"], ["Гранит", "=1+1"]])
    name = "xl/worksheets/sheet1.xml"
    stored = part_of(raw, name).replace(b"<v />", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>")

    table = read_table(with_part(raw, name, stored), "x.xlsx")

    assert rows(table) == [(2, ("Гранит", "2"))]
    assert table.warnings == (Notice("table.formula", {"count": 1, "first": "B2"}),)


def test_error_cell_is_empty_and_told() -> None:
    table = read_table(a_workbook([["Name", "Sum"], ["Granit", "#N/A"]]), "x.xlsx")

    assert rows(table) == [(2, ("Granit", ""))]
    assert table.warnings == (Notice("table.error_cell", {"count": 1, "first": "B2"}),)


def test_first_visible_sheet_with_data_is_read_and_a_merged_name_stands_in_each_row() -> None:
    workbook = Workbook()
    hidden = workbook.active
    assert hidden is not None
    hidden.title = "Secret"
    hidden.append(["Salary", "Name"])  # type: ignore[attr-defined]
    hidden.append([1, "Anna"])  # type: ignore[attr-defined]
    hidden.sheet_state = "hidden"
    workbook.create_sheet("Empty")
    sheet = workbook.create_sheet("Контакты")
    for row in (["Компания", "Контакт"], ["Гранит", "Анна"], [None, "Пётр"], ["Ёлка", "Вера"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")

    table = read_table(saved(workbook), "x.xlsx")

    assert rows(table) == [(2, ("Гранит", "Анна")), (3, ("Гранит", "Пётр")), (4, ("Ёлка", "Вера"))]
    assert table.warnings == (
        Notice("table.merged", {"count": 1, "first": "A2"}),
        Notice("table.other_sheets", {"sheet": "Контакты", "others": 2}),
    )
