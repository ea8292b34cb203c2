"""The glossary is one table, complete in both languages, and names what the code really has."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[4]
COLUMNS = ["Term", "Термин", "Definition", "Определение", "In the code"]


def table() -> list[list[str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def entries() -> list[list[str]]:
    return table()[2:]


def test_the_table_has_five_columns_and_every_cell_is_filled() -> None:
    assert table()[0] == COLUMNS
    assert len(entries()) > 50
    assert [row for row in entries() if len(row) != len(COLUMNS) or not all(row)] == []


def test_terms_are_sorted_and_each_stands_once_in_either_language() -> None:
    terms = [row[0] for row in entries()]
    assert terms == sorted(terms)
    assert max(Counter(terms).values()) == 1
    assert max(Counter(row[1] for row in entries()).values()) == 1


def test_definitions_are_in_the_language_of_their_column() -> None:
    for _, term_ru, definition, definition_ru, _ in entries():
        assert re.search("[а-яё]", term_ru)
        assert re.search("[а-яё]", definition_ru)
        assert not re.search("[а-яёА-ЯЁ]", definition)


def test_every_name_in_the_last_column_is_in_the_code() -> None:
    sources = (
        path for path in (ROOT / "src" / "napulse").rglob("*.py") if "demo" not in path.parts
    )
    words = set(re.findall(r"\w+", " ".join(path.read_text(encoding="utf-8") for path in sources)))
    named = {row[4].strip("`").split(".")[-1] for row in entries()}
    assert named - words == set()
