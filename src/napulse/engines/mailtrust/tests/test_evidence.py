"""A finding rests on every place that makes it, so that a reader sees all of them marked."""

from __future__ import annotations

import pytest

from napulse.engines.mailtrust.index import Index
from napulse.engines.mailtrust.model import PartSpan
from napulse.engines.mailtrust.read import read
from napulse.engines.mailtrust.rules import PREDICATES, View
from napulse.engines.mailtrust.tests.judged_letters import (
    BANK,
    a_context,
    a_raw,
    the_bank,
    the_policy,
)

WORKING = {"from": "09:00", "to": "20:00", "working_days": True, "tz": "Europe/Moscow"}
CASH_OR_CARD = {"kinds": ["cash", "bank_card"]}


def marked(predicate: str, args: dict[str, object], body: str) -> list[str]:
    """The words in the body that the hits rest on, each once."""
    letter = read(a_raw(f"Northkey <info@{BANK}>", body=body))
    view = View(letter, Index(letter, the_bank().lexicon), the_policy(), a_context())
    spans = [span for hit in PREDICATES[predicate](args, view) for span in hit.evidence]
    content = letter.parts[0].content
    words = [content[s.char_from : s.char_to] for s in spans if isinstance(s, PartSpan)]
    return list(dict.fromkeys(words))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Вознаграждение 1000 рублей наличными.", ["1000 рублей", "наличными"]),
        ("The reward is 900 roubles in cash.", ["900 roubles", "cash"]),
        (
            "Вознаграждение 1000 рублей наличными или на вашу карту, или на баланс телефона.",
            ["1000 рублей", "наличными", "на вашу карту"],
        ),
    ],
)
def test_way_of_payment_rests_on_the_sum_and_on_the_words_for_the_forbidden_ways(
    body: str, words: list[str]
) -> None:
    assert marked("paid_by", CASH_OR_CARD, body) == words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Мы позвоним вам в субботу в 12:00.", ["12:00", "субботу"]),
        ("Ждём вас на встречу 21 марта, в субботу, в 14:00.", ["14:00", "21 марта", "субботу"]),
    ],
)
def test_wrong_hours_rest_on_the_time_and_on_its_day(body: str, words: list[str]) -> None:
    assert marked("hours", WORKING, body) == words
