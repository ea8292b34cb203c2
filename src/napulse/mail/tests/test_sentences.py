"""Everything that can be found has its sentence in both languages, with the params it is given."""

import re

import pytest
from django.utils import translation

from napulse.engines.mailtrust.messages import MESSAGES
from napulse.engines.mailtrust.model import Verdict
from napulse.mail import sentences
from napulse.mail.models import Judged

OWN = {
    "contact.unproven": ("address",),
    **{f"details.same.{kind}": ("value", "entity") for kind in ("inn", "bik", "account")},
    **{
        f"details.changed.{kind}": ("value", "entity", "stored")
        for kind in ("inn", "bik", "account")
    },
    **{f"details.impossible.{kind}": ("value",) for kind in ("inn", "account")},
}
ALL = MESSAGES | OWN


def test_every_message_has_a_sentence_and_no_sentence_is_idle() -> None:
    assert set(sentences.SENTENCES) == set(ALL)
    assert set(sentences.ADVICE) <= set(ALL)


@pytest.mark.parametrize("code", ALL)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_sentence_uses_the_params_of_its_message_and_no_other(code: str, language: str) -> None:
    with translation.override(language):
        told = str(sentences.SENTENCES[code])

    assert set(re.findall(r"%\((\w+)\)s", told)) <= set(ALL[code])
    assert told % dict.fromkeys(ALL[code], "x")


@pytest.mark.parametrize("verdict", [*Verdict, "", Judged.UNUSABLE])
def test_every_verdict_has_words_and_advice(verdict: str) -> None:
    for table in (sentences.VERDICTS, sentences.WHAT_TO_DO, sentences.ICONS):
        assert verdict in table
