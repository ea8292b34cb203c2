"""Rules that every template, style and script of the product keeps."""

import re
from pathlib import Path

import pytest

from napulse.ui import vendor
from napulse.ui.sheets import SHEETS, SOME_PAGES

PACKAGE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
PAGES = [path for path in TEMPLATES if "mail" not in path.parts]
SCRIPTS = sorted((PACKAGE / "ui/static/ui/js").glob("*.js"))
STYLES = sorted(PACKAGE.glob("*/static/*/css/*.css"))
ICON_TAGS = re.compile(r"""\{%\s*(?:icon|empty|event)\s+["']([\w-]+)["']""")
ICON_ARGUMENTS = re.compile(r"""\b(?:icon|icon_name)=["']([\w-]+)["']""")
INLINE = re.compile(
    r"""<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|\shx-on|javascript:|\bjs:"""
)


def icons_in(text: str) -> set[str]:
    return {*ICON_TAGS.findall(text), *ICON_ARGUMENTS.findall(text)}


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_there_are_templates_to_check() -> None:
    assert "ui/templates/ui/document.html" in [named(path) for path in PAGES]


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_has_at_most_150_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 150


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_page_has_no_inline_style_script_or_handler(path: Path) -> None:
    assert INLINE.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_icon_of_a_page_is_in_the_sprite(path: Path) -> None:
    assert icons_in(path.read_text("utf-8")) - set(vendor.ICONS) == set()


def test_icons_of_the_menu_are_in_the_sprite() -> None:
    from napulse.config.menu import MENU

    assert {e.icon for _title, entries in MENU for e in entries} - set(vendor.ICONS) == set()


def test_the_icon_rule_finds_every_way_of_naming_one() -> None:
    text = """{% icon "a" %}{% empty 'b' "c" %}{% card "T" icon="d" %}{% event "e" "t" %}"""
    assert icons_in(text) == {"a", "b", "d", "e"}


def test_the_inline_rule_finds_what_it_forbids() -> None:
    forbidden = [
        '<p style="x">',
        "<style>",
        "<script>1</script>",
        '<a onclick="x">',
        '<a href="javascript:x">',
    ]
    allowed = ['<script src="/x.js" defer></script>', '<p class="one">']
    assert [text for text in forbidden + allowed if INLINE.search(text)] == forbidden


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_a_script_has_at_most_100_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 100


def test_all_scripts_together_have_at_most_1500_lines() -> None:
    assert 0 < sum(len(path.read_text("utf-8").splitlines()) for path in SCRIPTS) <= 1500


def test_scripts_hold_no_sentences_of_their_own() -> None:
    spoken = re.compile(r"""["'`][A-ZА-Я][a-zа-я]+ [a-zа-я]+""")
    assert [named(path) for path in SCRIPTS if spoken.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_a_style_sheet_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_every_style_sheet_is_listed_for_every_page_or_linked_by_some() -> None:
    ours = [path.stem for path in STYLES if path.is_relative_to(PACKAGE / "ui")]
    assert sorted([*SHEETS, *SOME_PAGES]) == ours
    pages = "".join(path.read_text("utf-8") for path in PAGES)
    assert [name for name in SOME_PAGES if f"ui/css/{name}.css" not in pages] == []


def test_the_list_of_icons_is_sorted_enough_to_have_no_double() -> None:
    assert len(set(vendor.ICONS)) == len(vendor.ICONS)


def test_vendored_scripts_lose_their_source_map_line() -> None:
    assert vendor.without_source_map("x()\n//# sourceMappingURL=x.js.map") == "x()\n"
    assert vendor.without_source_map("x()") == "x()"
