"""Names in stored values: found where they stand by themselves, at any depth, and nowhere else."""

from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.kernel.mentions import mentioned, mentions_of, without

WORDS = ["Марта Линд", "marta@granit.example", "+7 900 123-45-67"]
PLAIN = st.recursive(
    st.one_of(st.none(), st.integers(), st.text(), st.sampled_from(WORDS)),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(max_size=3), inner)),
    max_leaves=12,
)


def test_a_name_is_found_in_any_case_and_spacing_and_not_inside_another_word() -> None:
    found = mentions_of(WORDS)
    assert found
    told = {"a": ["Звонила МАРТА  ЛИНД, тел. +7 900 123-45-67"], "b": "Марта Линденбаум", "n": 7}

    assert without(told, found, "№ 5") == {
        "a": ["Звонила № 5, тел. № 5"],
        "b": "Марта Линденбаум",
        "n": 7,
    }


def test_no_words_match_nothing() -> None:
    assert mentions_of(["", "  "]) is None


@given(PLAIN)
def test_what_was_cleaned_mentions_nobody(value: object) -> None:
    found = mentions_of(WORDS)
    assert found
    assert not mentioned(without(value, found, "№ 5"), found)
