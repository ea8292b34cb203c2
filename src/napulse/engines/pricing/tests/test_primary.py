"""What an act must say."""

from dataclasses import replace
from datetime import date

import pytest

from napulse.engines.pricing.primary import Fact, PrimaryDocument, Signatory, missing, signatory_of

ACT = PrimaryDocument(
    name="Акт № 1/26",
    on=date(2026, 11, 30),
    entity='ООО "Сфера"',
    facts=(Fact("Концепция", 4_000_000, 10_000, "ч"), Fact("Съёмка", 1_000_000)),
    currency="RUB",
    signatories=(
        Signatory("Генеральный директор", "А. А. Образцова"),
        Signatory("Директор по маркетингу", "Петров П. П."),
    ),
)


def test_a_whole_act_misses_nothing() -> None:
    assert missing(ACT) == ()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"name": " "}, "name"),
        ({"on": None}, "date"),
        ({"entity": ""}, "entity"),
        ({"facts": (Fact(" ", 1),)}, "content"),
        ({"facts": (Fact("Концепция", 0),)}, "measure"),
        ({"facts": (Fact("Концепция", 5, 0),)}, "measure"),
        ({"currency": ""}, "measure"),
        ({"signatories": (Signatory("", "Петров П. П."),)}, "positions"),
        ({"signatories": (Signatory("Директор", ""),)}, "signatures"),
    ],
)
def test_each_mutant_is_named(changes: dict[str, object], what: str) -> None:
    assert missing(replace(ACT, **changes)) == (what,)  # type: ignore[arg-type]


def test_without_lines_and_signatures_four_requisites_are_missing() -> None:
    assert missing(replace(ACT, facts=(), signatories=())) == (
        "content", "measure", "positions", "signatures",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "position", "name"),
    [
        ("Генеральный директор Иванов И. И.", "Генеральный директор", "Иванов И. И."),
        ("Генеральный директор Иванов И.И.", "Генеральный директор", "Иванов И.И."),
        ("Директор, А. А. Образцова", "Директор", "А. А. Образцова"),
        ("Генеральный директор Мария Лебедева", "Генеральный директор", "Мария Лебедева"),
        ("", "", ""),
    ],
)
def test_position_and_name_are_told_apart(written: str, position: str, name: str) -> None:
    assert signatory_of(written) == Signatory(position, name)
