"""The few rules that the import linter cannot see."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from napulse.clients.rows import SeenModel

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/napulse"
ENGINES = PACKAGE / "engines"
SOURCES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if not {"migrations", "tests", "formats"} & set(path.relative_to(PACKAGE).parts)
    and path.name not in {"testing.py", "testing_money.py"}
)
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
SCRIPTS = sorted(
    p
    for p in PACKAGE.rglob("static/**/*.js")
    if "vendor" not in p.parts and "staticfiles" not in p.parts
)
DOORS = {"views", "api", "forms", "tables", "urls"}


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def is_door(path: Path) -> bool:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return len(parts) > 1 and parts[1] in DOORS


@pytest.mark.parametrize("path", [p for p in SOURCES if is_door(p)], ids=named)
def test_doors_touch_no_rows(path: Path) -> None:
    assert re.findall(r"\.objects\b|\.save\(", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_file_fits_in_the_head(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 400
    assert (
        path.name == "__init__.py"
        or not lines
        or lines[0].startswith(('"""', "#!", "# ruff: noqa", "from importlib", "from django.apps"))
    ), "says its job first"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = [
        (node.name, (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 40
    ]
    assert long == []


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_search_folds_russian(path: Path) -> None:
    assert (
        re.findall(r"__i(?:contains|exact|startswith|endswith)\b", path.read_text(encoding="utf-8"))
        == []
    )


@pytest.mark.parametrize("path", sorted(ENGINES.rglob("*.py")), ids=named)
def test_engines_read_no_clock(path: Path) -> None:
    if "tests" in path.parts:
        return
    assert (
        re.findall(
            r"\b(?:datetime\.now|date\.today|time\.time|utcnow)\(", path.read_text(encoding="utf-8")
        )
        == []
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_is_short_and_strict(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    assert "|safe" not in text
    if "mail" not in path.parts:
        assert (
            re.findall(
                r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\bsrc=)(?![^>]*application/json)",
                text,
            )
            == []
        )


def test_scripts_are_small() -> None:
    sizes = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SCRIPTS}

    assert {name: size for name, size in sizes.items() if size > 100} == {}
    assert sum(sizes.values()) <= 1500


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if issubclass(m, SeenModel)], ids=lambda m: m._meta.label
)
def test_every_client_row_names_the_need_that_guards_it(model: type[SeenModel]) -> None:
    assert model.reading


def test_nothing_unfinished_is_reachable() -> None:
    assert [named(p) for p in SOURCES if "ui.soon" in p.read_text(encoding="utf-8")] == []
