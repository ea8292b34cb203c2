"""The Russian catalogues are whole, and their sentences are put together as the English ones."""

import re
from pathlib import Path

import polib
import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "napulse"
CATALOGUES = sorted(PACKAGE.rglob("locale/ru/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)%[sd]")
MARKED = re.compile(r"\b(?:n|p|np)?gettext(?:_lazy)?\b|\{% *(?:block)?trans(?:late)? ")
LATIN_TWIN = re.compile(r"[а-яё][aceopxyABCEHKMOPTX]|[aceopxyABCEHKMOPTX][а-яё]", re.IGNORECASE)
KEY_OF_FORMAT = re.compile(r"\{\w*[^{}]*\}")
NARROW = "\u00a0\u202f"
LOOSE_SIGN = re.compile(rf"№[^{NARROW}]|\d[ ]?%(?!\()|%\(\w+\)s[ ]%%")


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def apps_with_words() -> set[str]:
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.*")]
    ours = [path for path in files if "tests" not in path.parts and path.suffix != ".pyc"]
    return {
        path.relative_to(PACKAGE).parts[0]
        for path in ours
        if "engines" not in path.parts and MARKED.search(path.read_text(encoding="utf-8"))
    }


def test_every_app_that_speaks_has_a_catalogue() -> None:
    assert apps_with_words() - {named(path) for path in CATALOGUES} == BORROWS


BORROWS = {"demo"}
"""Lives its months in the words of the apps whose work it does."""


def test_what_the_demo_borrows_is_translated_by_its_owner() -> None:
    sources = [
        path for path in (PACKAGE / "demo").glob("*.py") if MARKED.search(path.read_text("utf-8"))
    ]
    borrowed = {
        word
        for path in sources
        for word in re.findall(r'\b_\("([^"]+)"\)', path.read_text("utf-8"))
    }

    assert borrowed
    assert borrowed - {entry.msgid for path in CATALOGUES for entry in entries(path)} == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_everything_is_translated_and_nothing_is_fuzzy(path: Path) -> None:
    wrong = [e.msgid for e in entries(path) if e.fuzzy or not all(texts(e))]

    assert wrong == []
    assert entries(path)


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_every_count_has_the_four_russian_forms(path: Path) -> None:
    plural = [e for e in entries(path) if e.msgid_plural]

    assert "nplurals=4" in polib.pofile(str(path)).metadata["Plural-Forms"]
    assert [e.msgid for e in plural if sorted(e.msgstr_plural) != [0, 1, 2, 3]] == []


def test_no_word_is_translated_differently_by_two_apps() -> None:
    """The first app in the settings would win, and the word of the other would never be seen:
    where the meanings differ, one of them needs a context.
    """
    said: dict[tuple[str | None, str], dict[frozenset[str], list[str]]] = {}
    for path in CATALOGUES:
        for entry in entries(path):
            words = said.setdefault((entry.msgctxt, entry.msgid), {})
            words.setdefault(frozenset(texts(entry)), []).append(named(path))

    assert {key: list(words.values()) for key, words in said.items() if len(words) > 1} == {}


def placeholders(text: str) -> set[str]:
    return {found.group(0) for found in PLACEHOLDER.finditer(text)}


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_placeholders_are_the_same_on_both_sides(path: Path) -> None:
    wrong = []
    for entry in entries(path):
        asked = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
        for text in texts(entry):
            if text and placeholders(text) != asked and not is_number_in_words(entry, text):
                wrong.append((entry.msgid, text))

    assert wrong == []


def is_number_in_words(entry: polib.POEntry, text: str) -> bool:
    """A plural form for one thing may leave the number out: "yesterday" needs no 1."""
    missing = placeholders(entry.msgid_plural) - placeholders(text)
    alien = placeholders(text) - placeholders(entry.msgid_plural) - placeholders(entry.msgid)
    return bool(entry.msgid_plural) and len(missing) == 1 and not alien


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_no_sentence_was_put_together_before_it_was_translated(path: Path) -> None:
    assert [e.msgid for e in entries(path) if KEY_OF_FORMAT.search(e.msgid)] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_no_latin_letter_hides_in_a_russian_word(path: Path) -> None:
    wrong = [text for e in entries(path) for text in texts(e) if LATIN_TWIN.search(bare(text))]

    assert wrong == []


def bare(text: str) -> str:
    """Without placeholders and markup, which are Latin by right."""
    return re.sub(r"%\(\w+\)[sd]|<[^>]+>|&\w+;|\\n", " ", text)


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_number_and_per_cent_signs_never_stand_alone_at_a_line_end(path: Path) -> None:
    wrong = [text for e in entries(path) for text in texts(e) if has_loose_sign(text)]

    assert wrong == []


def has_loose_sign(text: str) -> bool:
    return bool(LOOSE_SIGN.search(text))


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("Отчёт № %(number)s", True),
        ("Отчёт №\u00a0%(number)s", False),
        ("%(share)s\u00a0%%", False),
        ("%(share)s %%", True),
    ],
)
def test_the_rule_of_signs_finds_a_loose_one(text: str, *, loose: bool) -> None:
    assert has_loose_sign(text) is loose


RUSSIAN_SIGN = "№"
MAY_SIGN = {
    "billing/queries/content.py": "the purpose of a payment, for a bank in Russia",
    "billing/seed.py": "letters in Russian",
    "clients/actions/forgetting.py": "what stands for a person who is forgotten, in any language",
    "clients/actions/imports.py": "the same",
    "ui/formats.py": "finds it, to write the sign of the reader's language",
}
READERS = ("engines/", "mail/details.py", "delivery/forms/", "demo/")
SEARCHES = {"estimates/queries/attention.py", "service/queries/search.py"}


def test_the_sign_of_a_number_is_no_in_english() -> None:
    words = [
        entry.msgid for path in CATALOGUES for entry in entries(path) if RUSSIAN_SIGN in entry.msgid
    ]
    pages = [
        path.relative_to(PACKAGE).as_posix()
        for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.*")]
        if "tests" not in path.parts
        and path.suffix in {".py", ".html", ".txt"}
        and RUSSIAN_SIGN in path.read_text("utf-8")
    ]

    assert words == []
    others = [name for name in pages if not name.startswith(READERS) and name not in SEARCHES]
    assert sorted(others) == sorted(MAY_SIGN)
