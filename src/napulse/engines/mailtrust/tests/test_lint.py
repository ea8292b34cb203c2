"""Examples and near misses are run, and a rule that fails them is told by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from napulse.engines.mailtrust import loading
from napulse.engines.mailtrust.lint import lint_policy
from napulse.engines.mailtrust.rules.origin import LINKS
from napulse.engines.mailtrust.tests.judged_letters import POLICY

POLICIES = Path(loading.__file__).parent / "policies"
MANUAL = Path(loading.__file__).parents[4] / "docs" / "admin" / "brand-policies.md"
SHIPPED = sorted(path.name for path in POLICIES.glob("*.yaml") if path.name != "shared.yaml")


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_policy_stands_its_own_examples(name: str) -> None:
    assert [str(problem) for problem in lint_policy(POLICIES / name)] == []


def test_sound_policy_has_no_problems() -> None:
    assert lint_policy(POLICY) == ()


def test_example_that_is_not_found_is_told() -> None:
    problems = lint_policy(POLICY.replace("Your card was blocked.", "Your card is ready."))

    assert [(each.code, each.path, each.line) for each in problems] == [
        ("example-missed", "never_sends.0", 25)
    ]
    assert "Your card is ready." in problems[0].detail


def test_near_miss_that_is_found_is_told() -> None:
    problems = lint_policy(
        POLICY.replace("{attachment: exe.txt, body: See}", "{attachment: c.EXE, body: See}")
    )

    assert [(each.code, each.path, each.line) for each in problems] == [
        ("near-miss-found", "rules.0", 33)
    ]


def test_file_is_named_in_its_problems(tmp_path: Path) -> None:
    file = tmp_path / "bank.yaml"
    file.write_text(POLICY.replace("version: 3", "version: none"), encoding="utf-8")

    problem = lint_policy(file)[0]

    assert (problem.file, problem.path, problem.line) == ("bank.yaml", "version", 2)


def test_file_that_cannot_be_read_as_text_is_a_problem(tmp_path: Path) -> None:
    file = tmp_path / "bank.yaml"
    file.write_bytes(b"\xff\xfe\x00brand")

    assert [problem.code for problem in lint_policy(file)] == ["not-text"]


def test_policy_of_the_manual_is_sound() -> None:
    text = MANUAL.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]

    assert [str(problem) for problem in lint_policy(text)] == []


def test_manual_names_every_field_predicate_family_and_link_kind() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    rule = loading.schema()["$defs"]["rule"]["properties"]
    predicates = loading.schema()["$defs"]["predicate"]["properties"]

    names = {*loading.schema()["properties"], *rule, *loading.shared()["families"], *LINKS}
    assert [name for name in sorted(names) if f"`{name}" not in text] == []
    assert [name for name in sorted(predicates) if f"| `{name}: " not in text] == []
