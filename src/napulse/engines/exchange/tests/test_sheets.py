"""What is written is what a spreadsheet shows, and nothing in it runs."""
# ruff: noqa: DTZ001 - naive datetimes are what these tests are about

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from napulse.engines.exchange import Column, Sheet, read_table, write_csv, write_xlsx

COLUMNS = [
    Column("Клиент", "text", 30),
    Column("Отчётов", "int"),
    Column("Сумма", "money"),
    Column("Срок", "date"),
    Column("Встреча", "datetime"),
    Column("Вовремя", "percent"),
]
MOMENT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
ROW = ["Гранит", 12, 123_456_789, date(2026, 11, 3), MOMENT, 9_250]
DANGEROUS = ["=1+1", "+7916", "-1", "@SUM(A1)", "\t=1", "\r=1", "https://x.example", "007"]


def test_workbook_comes_back_with_its_types_header_and_filter() -> None:
    raw = write_xlsx([Sheet("Отчёты", COLUMNS, [ROW, [None] * 6])])

    sheet = load_workbook(io.BytesIO(raw))["Отчёты"]
    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    assert [cell.value for cell in sheet[2]] == [
        "Гранит",
        12,
        1234567.89,
        datetime(2026, 11, 3),
        datetime(2026, 11, 3, 9, 30),
        0.925,
    ]
    assert [cell.number_format for cell in sheet[2]][2:] == [
        "#,##0.00",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
        "0.0%",
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F3")


def test_dangerous_text_is_written_as_text() -> None:
    raw = write_xlsx([Sheet("x", [Column("=A1")], [[text] for text in DANGEROUS])])

    cells = [row[0] for row in load_workbook(io.BytesIO(raw))["x"].iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells[:5]] == ["=A1", "=1+1", "+7916", "-1", "@SUM(A1)"]
    assert {cell.hyperlink for cell in cells} == {None}


def test_equal_sheets_are_equal_bytes() -> None:
    sheets = [Sheet("x", COLUMNS, [ROW])]

    assert write_xlsx(sheets) == write_xlsx(sheets)


def test_sheet_titles_are_made_lawful_and_unique() -> None:
    titles = ["a/b:c", "A B C", "", "x" * 40, "'q'"]

    raw = write_xlsx([Sheet(title, [Column("a")], []) for title in titles])

    assert load_workbook(io.BytesIO(raw)).sheetnames == [
        "a b c",
        "A B C (2)",
        "Sheet 3",
        "x" * 31,
        "q",
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("money", "12"),
        ("int", True),
        ("date", MOMENT),
        ("datetime", datetime(2026, 1, 1)),
        ("text", 1),
    ],
)
def test_value_of_another_kind_is_an_error(kind: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"is no|no zone"):
        write_xlsx([Sheet("x", [Column("a", kind)], [[value]])])  # type: ignore[arg-type,list-item]


def test_csv_for_a_russian_excel() -> None:
    raw = write_csv(COLUMNS[:4], [ROW[:4], ["a;b", -5, -1, None]])

    assert (
        raw
        == (
            '\ufeffКлиент;Отчётов;Сумма;Срок\r\nГранит;12;1234567,89;03.11.2026\r\n"a;b";-5;-0,01;\r\n'
        ).encode()
    )


def test_dangerous_text_in_csv_gets_an_apostrophe() -> None:
    table = read_table(
        write_csv([Column("Имя"), Column("n", "int")], [[text, 1] for text in DANGEROUS]), "x.csv"
    )

    assert [row.cells[0][:2] for row in table.rows] == [
        "'=",
        "'+",
        "'-",
        "'@",
        "'\t",
        "'\n",
        "ht",
        "00",
    ]


def test_thousandths_are_numbers_with_as_many_places_as_they_have() -> None:
    columns = [Column("Hours", "quantity")]
    book = load_workbook(io.BytesIO(write_xlsx([Sheet("S", columns, [[1_500], [333]])])))
    assert [cell.value for cell in book.active["A"]] == ["Hours", 1.5, 0.333]  # type: ignore[index]
    csv_text = write_csv(columns, [[1_500], [2_000], [333]]).decode("utf-8-sig")
    assert csv_text.splitlines() == ["Hours", "1,5", "2", "0,333"]
