"""The API of letters: their verdict for a program that holds a key."""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import AwareDatetime

from napulse.access.api import Holding
from napulse.engines.kernel.errors import Refused
from napulse.mail.intake import letters_of
from napulse.mail.judging import judged
from napulse.mail.permissions import VIEW_LETTERS
from napulse.mail.presenting import reasons, verdict_words
from napulse.mail.queries.policies import policies_in_force, words_of
from napulse.mail.reports import as_json

MOST_BYTES = 30_000_000

router = Router(tags=["letters"])


class Asked(Schema):
    """How to judge: as of a moment (now, unless told), in whose words."""

    as_of: AwareDatetime | None = None
    language: Literal["ru", "en"] = "ru"


class ReasonOut(Schema):
    """One finding as a sentence, with advice where there is some."""

    rule: str
    severity: Literal["proof", "note", "warn", "fraud"]
    text: str
    advice: str


class VerdictOut(Schema):
    """The judgement: in words, and the whole report with the evidence of every finding."""

    verdict: Literal["genuine", "no_claim", "suspicious", "fraudulent"]
    brand: str
    sentence: str
    advice: str
    reasons: list[ReasonOut]
    report: dict[str, Any]


@router.post(
    "/verify",
    auth=Holding(VIEW_LETTERS),
    response=VerdictOut,
    summary="Does this letter really come from whom it says?",
    url_name="letter_verify",
)
def letter_verify(
    request: HttpRequest, letter: File[UploadedFile], asked: Form[Asked]
) -> dict[str, Any]:
    """Judge one letter (.eml, .msg, or the first of an mbox) by the policies in force.

    Nothing is kept. SPF, DKIM, DMARC and ARC are really checked.
    """
    if (letter.size or 0) > MOST_BYTES:
        raise Refused("upload.too_large", most=MOST_BYTES // 1_000_000)
    raw = next(letters_of(letter.read()))
    policies = policies_in_force()
    report = as_json(judged(raw, policies, now=asked.as_of or timezone.now()))
    with translation.override(asked.language):
        words = words_of(policies, asked.language)
        sentence, advice = verdict_words(report["verdict"], report["brand"], words)
        told = reasons(report["findings"], words)
    return {
        "verdict": report["verdict"],
        "brand": report["brand"],
        "sentence": sentence,
        "advice": advice,
        "reasons": told,
        "report": report,
    }
