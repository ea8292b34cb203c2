"""Bombs, trash and mutated tables: a clear code, bounded work, never another exception."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from napulse.engines.exchange import Table, TableLimits, read_table
from napulse.engines.exchange.tests.effort import at_most
from napulse.engines.exchange.tests.test_tables import BITRIX
from napulse.engines.exchange.tests.workbooks import a_workbook, part_of, with_part
from napulse.engines.kernel.errors import Refused

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK = a_workbook([["Название", "Сумма"], ["Гранит", "=1+1"], ["Ёлка", 5]])


def a_zip(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def encrypted_zip() -> bytes:
    raw = bytearray(WORKBOOK)
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + part_of(
    WORKBOOK, SHEET
)
FAR_ROWS = part_of(WORKBOOK, SHEET).replace(
    b"</sheetData>", b'<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>'
)
FAR_COLUMN = part_of(WORKBOOK, SHEET).replace(
    b"</sheetData>", b'<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>'
)
WIDE_BLANKS = part_of(WORKBOOK, SHEET).replace(
    b"</sheetData>", b'<row><c r="XFD1"/></row>' * 200_000 + b"</sheetData>"
)


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        (b"", "x.csv", "table.empty"),
        (b" \n\n;;;\n", "x.csv", "table.empty"),
        (b"x" * 10_000_001, "x.csv", "table.too_large"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "x.csv", "table.not_a_table"),
        (bytes(range(1, 32)) * 20, "x.csv", "table.not_a_table"),
        (b"\x98\x98", "x.csv", "table.encoding"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "crm.xls", "table.html"),
        (OLE + b"\x00" * 600, "clients.xls", "table.old_excel"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "clients.xlsx", "table.encrypted"),
        (OLE + b"\x00" * 600, "letter.msg", "table.not_a_table"),
        (b"1;2;3\n4;5;6\n", "x.csv", "table.no_header"),
        (b"Name;Phone\n", "x.csv", "table.no_rows"),
        (b'Name;Phone\nA;1\nB;"never closed\nC;3\n', "x.csv", "table.open_quote"),
        (b"Name\n" + b"a" * 20_001, "x.csv", "table.cell_too_long"),
        (b'Name\n"a"' + b"a" * 140_000, "x.csv", "table.cell_too_long"),
        (b"Name\n" + b"a\n" * 20_001, "x.csv", "table.too_many_rows"),
        (b"Name," * 201 + b"x\n1\n", "x.csv", "table.too_many_columns"),
        (b"PK\x03\x04 cut off", "x.xlsx", "table.broken"),
        (WORKBOOK[:-100], "x.xlsx", "table.broken"),
        (a_zip(readme=b"hello"), "x.xlsx", "table.not_a_table"),
        (
            a_zip(**{"[Content_Types].xml": b"", "word__document.xml": b""}),
            "x",
            "table.not_a_table",
        ),
        (a_zip(**{"[Content_Types].xml": b"", "xl__workbook.bin": b""}), "x", "table.old_excel"),
        (encrypted_zip(), "x.xlsx", "table.encrypted"),
        (with_part(WORKBOOK, SHEET, b" " * 30_000_000), "x.xlsx", "table.bomb"),
        (with_part(WORKBOOK, SHEET, b"<a/>" * 3_100_000), "x.xlsx", "table.bomb"),
        (with_part(WORKBOOK, "xl/media/a.bin", b"\0" * 70_000_000), "x.xlsx", "table.bomb"),
        (a_zip(**{f"part{number}": b"" for number in range(1_001)}), "x.xlsx", "table.bomb"),
        (with_part(WORKBOOK, SHEET, ENTITIES), "x.xlsx", "table.bomb"),
        (with_part(WORKBOOK, SHEET, FAR_COLUMN), "x.xlsx", "table.too_many_columns"),
        (with_part(WORKBOOK, SHEET, b"<worksheet><no/></worksheet>"), "x.xlsx", "table.empty"),
    ],
)
def test_bad_table_is_refused_by_its_reason(raw: bytes, name: str, code: str) -> None:
    with at_most(1_000_000), pytest.raises(Refused) as refused:
        read_table(raw, name)

    assert refused.value.code == code


def test_wide_blank_rows_are_refused_before_they_fill_the_memory() -> None:
    with pytest.raises(Refused, match=r"table\.bomb"):
        read_table(with_part(WORKBOOK, SHEET, WIDE_BLANKS), "x.xlsx", TableLimits(ratio=5_000))


def test_row_beyond_the_last_one_of_excel_is_left_out() -> None:
    table = read_table(with_part(WORKBOOK, SHEET, FAR_ROWS), "x.xlsx")

    assert [row.cells[0] for row in table.rows] == ["Гранит", "Ёлка"]


def test_row_with_an_open_quote_is_told() -> None:
    with pytest.raises(Refused) as refused:
        read_table(b'Name;Phone\nA;1\nB;"never closed\nC;3\n', "x.csv")

    assert refused.value.values == {"row": 3}


def test_more_rows_than_the_limit_in_a_workbook_are_refused() -> None:
    with pytest.raises(Refused, match=r"table\.too_many_rows"):
        read_table(
            a_workbook([["Name", "N"], ["a", 1], ["b", 2], ["c", 3]]), "x", TableLimits(rows=2)
        )


def outcome(raw: bytes) -> Table | str:
    try:
        return read_table(raw, "x.csv")
    except Refused as refused:
        return refused.code


def mutated(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(max(1, len(changed)))
        end = start + chance.choice([0, 1, 1, 2, 50])
        changed[start:end] = chance.choice([b"", b'"', b";", b"\n", b"\x00", chance.randbytes(2)])
    return bytes(changed)


QUICK = settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate])


@QUICK
@given(st.sampled_from(["utf-8", "cp1251", "utf-16"]), st.randoms(use_true_random=False))
def test_law_a_mutated_csv_is_read_or_refused(encoding: str, chance: random.Random) -> None:
    result = outcome(mutated(BITRIX.encode(encoding), chance))

    assert isinstance(result, Table) or result.startswith("table.")


@QUICK
@given(st.randoms(use_true_random=False))
def test_law_a_mutated_archive_is_read_or_refused(chance: random.Random) -> None:
    result = outcome(mutated(WORKBOOK, chance))

    assert isinstance(result, Table) or result.startswith("table.")


@QUICK
@given(
    st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]),
    st.randoms(use_true_random=False),
)
def test_law_a_workbook_with_a_mutated_part_is_read_or_refused(
    part: str, chance: random.Random
) -> None:
    raw = with_part(WORKBOOK, part, mutated(part_of(WORKBOOK, part), chance))

    result = outcome(raw)

    assert isinstance(result, Table) or result.startswith("table.")
