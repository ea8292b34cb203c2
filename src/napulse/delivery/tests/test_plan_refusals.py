"""Whatever the planning engine refuses has a sentence of its own on the page."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from napulse.access.actor import system_actor
from napulse.delivery.queries.plan_scope import scope_of
from napulse.delivery.wording import FAILED, failure_words
from napulse.engines import planning

pytestmark = pytest.mark.django_db
NOUNS = ("plan.", "scenario.")


def codes() -> set[str]:
    """Codes of refusals in the source of the engine: every text that is nothing but one."""
    folder = Path(planning.__file__).parent
    return {code for file in sorted(folder.glob("*.py")) for code in _codes(file)}


def _codes(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and text.startswith(NOUNS) and " " not in text:
            yield text


def test_every_refusal_of_the_engine_has_a_sentence() -> None:
    assert {"plan.cycle", "plan.lock_pool", "scenario.taken"} < codes()
    assert codes() - set(FAILED) == set()


def test_every_sentence_can_be_said_in_both_languages() -> None:
    for language in ("en", "ru"):
        with override(language):
            scope = scope_of(system_actor())
            told = {one: failure_words({"code": one, "values": {}}, scope) for one in FAILED}
        assert [code for code, words in told.items() if "%(" in words or not words] == []
