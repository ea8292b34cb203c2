"""The documents say what the product has: settings, commands, names, links, reasons."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "napulse"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
CODE_WORD = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
MADE_BY_JOURNEYS = "docs/pictures/"


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text_of(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def first_words_of_rows(text: str) -> set[str]:
    """What stands in backticks in the first column of the page's tables."""
    rows = re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)
    return {row.split()[0] for row in rows}


def variables_in_code() -> set[str]:
    """Names that config/env.py reads; `_FILE` twins are one rule, stated once."""
    source = (PACKAGE / "config" / "env.py").read_text(encoding="utf-8")
    words = [n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant)]
    named = [word for word in words if isinstance(word, str)]
    return {word for word in named if re.fullmatch(r"[A-Z]+_[A-Z_]*[A-Z]", word)}


def own_commands() -> set[str]:
    files = PACKAGE.glob("*/management/commands/*.py")
    return {path.stem.replace("_", "-") for path in files if path.stem != "__init__"}


def test_every_variable_of_the_environment_is_documented_and_no_other() -> None:
    documented = first_words_of_rows(text_of("docs", "admin", "settings.md"))

    assert documented == variables_in_code()
    assert len(documented) > 10


def test_every_command_is_documented_and_no_other() -> None:
    documented = {
        word.replace("_", "-")
        for word in first_words_of_rows(text_of("docs", "admin", "commands.md"))
    }

    assert documented == own_commands()
    assert {"up", "web", "worker", "create-director"} <= documented


def test_every_scheduled_job_is_documented_with_its_period_and_no_other() -> None:
    from napulse.jobs.queue import SCHEDULE

    rows = re.findall(r"^\| `([\w.]+)` \| (\d+) s \|", text_of("docs/admin/jobs.md"), re.MULTILINE)

    assert {name: int(seconds) for name, seconds in rows} == SCHEDULE


def test_every_place_where_apps_are_composed_is_documented_and_no_other() -> None:
    from django.conf import settings

    sources = " ".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    read_by_us = set(re.findall(r"\bsettings\.([A-Z_]+)", sources))
    values = {name: getattr(settings, name, "") for name in read_by_us}
    composed = {
        name
        for name, value in values.items()
        if isinstance(value, str | list) and "napulse." in str(value)
    }
    page = text_of("docs/dev/architecture.md").partition("## Composition")[2]
    rows = re.findall(r"^\| (`.+?`) \|", page, re.MULTILINE)

    assert {name for row in rows for name in CODE_WORD.findall(row)} == composed
    assert len(composed) > 10


def test_every_package_is_documented_and_no_other() -> None:
    page = text_of("docs/dev/architecture.md").partition("## Composition")[0]
    rows = re.findall(r"^\| `([\w/]+)` \|", page, re.MULTILINE)
    apps = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - {"engines"}
    engines = {f"engines/{path.parent.name}" for path in PACKAGE.glob("engines/*/__init__.py")}

    assert set(rows) == apps | engines


def test_the_guide_tells_the_colours_of_the_pulse_as_they_are() -> None:
    from napulse.engines.attention import RISK_FROM, WARN_FROM

    for language in ("en", "ru"):
        page = text_of("docs", "guide", language, "morning.md")
        told = [line for line in page.splitlines() if "100" in line or str(RISK_FROM) in line]
        assert [re.findall(r"\d+", line) for line in told] == [[str(RISK_FROM), str(WARN_FROM)]]


def test_every_shipped_role_is_documented_and_no_other() -> None:
    from napulse.config.roles import ROLES

    documented = first_words_of_rows(text_of("docs", "admin", "security.md"))

    assert documented == set(ROLES)


def words_of_code() -> set[str]:
    sources = [path for path in PACKAGE.rglob("*.py") if "demo" not in path.parts]
    return set(re.findall(r"\w+", " ".join(path.read_text(encoding="utf-8") for path in sources)))


def test_every_name_of_the_glossary_exists_in_the_code() -> None:
    rows = [line for line in text_of("docs", "glossary.md").splitlines() if line.startswith("| ")]
    names = {found[-1].split(".")[-1] for row in rows[2:] if (found := CODE_WORD.findall(row))}

    assert len(names) > 50
    assert names - words_of_code() == set()


def links_of(page: Path) -> Iterator[str]:
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in LINK.findall(prose):
        if not re.match(r"[a-z]+:", link):
            yield link


def anchors_of(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def is_dead(page: Path, link: str) -> bool:
    path, _hash, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return not str(target).startswith(str(ROOT / MADE_BY_JOURNEYS))
    return bool(anchor) and anchor not in anchors_of(target)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in links_of(page) if is_dead(page, link)] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_path_of_the_repository_that_is_named_exists(page: Path) -> None:
    """Paths in backticks that begin at a known top folder."""
    words = CODE_WORD.findall(page.read_text(encoding="utf-8"))
    paths = [w for w in words if re.fullmatch(r"(src|tests|docs|tools|benchmarks)/[\w./-]+", w)]

    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "README.ru.md", "CONTRIBUTING.md"])
def test_every_make_command_that_is_named_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    asked = set(re.findall(r"\bmake ([a-z]+)", text_of(name)))

    assert {"run", "test", "check"} <= asked
    assert asked - targets == set()


def test_both_readmes_show_the_same_commands_and_pictures() -> None:
    english, russian = text_of("README.md"), text_of("README.ru.md")

    assert re.findall(r"```.*?```", english, re.DOTALL) == re.findall(
        r"```.*?```", russian, re.DOTALL
    )
    assert "docs/pictures/pulse.png" in english
    assert "docs/pictures/pulse.png" in russian


def test_both_guides_have_the_same_pages_with_the_same_build() -> None:
    def build(language: str) -> dict[str, list[str]]:
        return {
            page.name: re.findall(r"^(#+) ", page.read_text(encoding="utf-8"), re.MULTILINE)
            for page in (DOCS / "guide" / language).glob("*.md")
        }

    english = build("en")

    assert english == build("ru")
    assert len(english) > 10


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_guide_names_every_key_that_goes_somewhere_and_no_other(language: str) -> None:
    from napulse.config.menu import MENU

    rows = re.findall(r"^\| `g` `(\w)` \|", text_of(f"docs/guide/{language}/keyboard.md"), re.M)

    assert {f"g {key}" for key in rows} == {e.key for _, group in MENU for e in group if e.key}


@pytest.mark.parametrize("page", sorted((DOCS / "guide" / "en").glob("*.md")), ids=named)
def test_the_english_guide_is_in_english(page: Path) -> None:
    prose = CODE_WORD.sub("", page.read_text(encoding="utf-8"))

    assert re.findall("[а-яёА-ЯЁ]+", re.sub(r"“[^”]*”", "", prose)) == []


@pytest.mark.parametrize("page", DECISIONS, ids=named)
def test_every_decision_has_a_status_a_date_and_a_reason(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    number = page.name[:4]

    assert re.match(rf"# {number}\. \S", text)
    assert re.search(r"^Status: (accepted|replaced by \[\d{4}\])", text, re.MULTILINE)
    assert re.search(r"^Date: \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert {"Why", "Decision", "What follows"} <= set(re.findall(r"^## (.+)$", text, re.MULTILINE))


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]
    index = text_of("docs", "decisions", "README.md")

    assert numbers == list(range(1, len(DECISIONS) + 1))
    assert [page.name for page in DECISIONS if page.name not in index] == []


def dependencies() -> set[str]:
    project = tomllib.loads(text_of("pyproject.toml"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    packages = {re.split(r"[\[<>=~! ]", line)[0] for line in asked}
    npm = re.findall(r'"([@\w./-]+)": "\d', text_of("package.json"))
    return packages | set(npm)


def test_every_dependency_has_its_reason_and_every_reason_a_dependency() -> None:
    page = next(page for page in DECISIONS if "dependencies" in page.name)

    assert first_words_of_rows(page.read_text(encoding="utf-8")) == dependencies()
