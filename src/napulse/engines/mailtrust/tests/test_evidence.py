"""A finding rests on every place that makes it, so that a reader sees all of them marked."""

from __future__ import annotations

import pytest

from napulse.engines.mailtrust.defects import where_is
from napulse.engines.mailtrust.index import Index
from napulse.engines.mailtrust.model import PartSpan, Verdict
from napulse.engines.mailtrust.read import read
from napulse.engines.mailtrust.rules import PREDICATES, View
from napulse.engines.mailtrust.tests.judged_letters import (
    BANK,
    a_context,
    a_raw,
    a_signed,
    judged,
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


@pytest.mark.parametrize(
    ("code", "raw", "fields"),
    [
        ("from_unquoted_comma", b"Received: x\r\nFrom: A, B <a@b.c>\r\n", [b"From: A, B <a@b.c>"]),
        (
            "several_subject",
            b"Subject: a\r\nTo: b\r\nSubject: c\r\n",
            [b"Subject: a", b"Subject: c"],
        ),
        ("nul", b"To: x\r\nX-A: b\x00c\r\n", [b"X-A: b\x00c"]),
        ("bare_cr", b"To: x\r\nX-A: b\rX-B: d\r\nX-C: e\r\n", [b"X-A: b"]),
        ("odd_name", b"To: x\r\nX-\xffA: b\r\n", [b"X-\xffA: b"]),
        ("space_before_colon", b"To: x\r\nFrom : a@b.c\r\n", [b"From : a@b.c"]),
        ("type_broken", b"To: x\r\nContent-Type: text\r\n", [b"Content-Type: text"]),
    ],
)
def test_defect_rests_on_the_fields_that_have_it(
    code: str, raw: bytes, fields: list[bytes]
) -> None:
    letter = read(raw + b"\r\nbody")

    assert code in letter.defects
    assert [raw[span.byte_from : span.byte_to] for span in where_is(letter, code)] == fields


def test_letter_with_a_head_that_one_reader_sees_and_another_does_not_is_never_genuine() -> None:
    raw = a_signed(a_raw(f"Northkey <info@{BANK}>"))
    bent = raw.replace(b"\r\nFrom:", b"\rFrom:")

    assert bent != raw
    assert judged(raw).verdict is Verdict.GENUINE
    assert judged(bent).verdict is not Verdict.GENUINE
