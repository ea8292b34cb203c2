"""The demo's brand: its policy holds its own examples, and every demo letter keeps its verdict."""

from importlib.resources import files

from napulse.demo.brands import FILE
from napulse.engines.mailtrust.lint import lint_policy


def test_the_policy_of_the_demo_holds_its_own_examples() -> None:
    text = (files("napulse.demo") / "files" / FILE).read_text(encoding="utf-8")

    assert lint_policy(text) == ()
