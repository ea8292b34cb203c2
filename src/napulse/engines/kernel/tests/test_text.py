"""Folding: what search and sort hold for the same word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.kernel import fold
from napulse.engines.kernel.text import whole


def test_cyrillic_case_makes_no_difference() -> None:
    assert fold("  Завод «Гранит»\t Плюс ") == "завод «гранит» плюс"


def test_io_sorts_with_ie_in_both_its_spellings() -> None:
    words = ["Ёлка", "Ель", "Ежи", "Жук", unicodedata.normalize("NFD", "Ёж")]

    in_order = sorted(words, key=fold)

    assert in_order == [words[4], "Ежи", "Ёлка", "Ель", "Жук"]


def test_short_i_stays_itself() -> None:
    assert fold("Йод") == "йод"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x410, max_codepoint=0x44F)))
def test_upper_and_lower_case_fold_alike(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("42", 42),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("٣", None),
        ("²", None),
        ("-1", None),
        (" 1", None),
        ("1\n", None),
        ("", None),
    ],
)
def test_whole_reads_what_a_database_holds_and_nothing_else(text: str, number: int | None) -> None:
    assert whole(text) == number
