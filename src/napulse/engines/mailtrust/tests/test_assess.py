"""One call from bytes to report: pure, explained by evidence that exists, and never raising."""

from __future__ import annotations

import json
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napulse.engines.mailtrust.messages import MESSAGES, message_codes
from napulse.engines.mailtrust.model import (
    Evidence,
    HeaderSpan,
    Link,
    PartSpan,
    PolicyLine,
    Report,
    Severity,
    TrustRule,
    Verdict,
)
from napulse.engines.mailtrust.read import read
from napulse.engines.mailtrust.report_json import report_json
from napulse.engines.mailtrust.tests.auth_letters import NOW
from napulse.engines.mailtrust.tests.judged_letters import (
    BANK,
    a_context,
    a_raw,
    a_signed,
    all_brands,
    judged,
    rules_of,
    the_finding,
    the_policy,
)

STAFF = "info@corp.mail.ru"
PRIZE = "Ваш почтовый ящик выиграл приз! Заберите его: http://evil.example/x"
LETTERS = {
    "genuine": a_signed(a_raw(f"Northkey <info@{BANK}>")),
    "foreign": a_raw("Northkey Support <a@evil.example>", "Your Northkey account"),
    "program": a_raw("Northkey <a@evil.example>", body="Dear Northkey customer, © Northkey"),
    "about": a_raw("Anna <a@b.example>", body="What do you think of Northkey?"),
    "nothing": a_raw("Anna <a@b.example>"),
    "prize": a_raw(f"Почта Mail.ru <{STAFF}>", body=PRIZE),
    "html": a_raw("Mail.ru <a@evil.example>", body=f"<p>{PRIZE}</p><a href='http://1.2.3.4'>x</a>"),
}


def a_forward(inner: bytes, sender: str = "Anna <anna@client.example>") -> bytes:
    """A letter with another attached."""
    boundary = "=====x"
    head = a_raw(sender, "Fwd", "").replace(
        b"text/plain; charset=utf-8", f'multipart/mixed; boundary="{boundary}"'.encode()
    )
    parts = f"--{boundary}\r\n\r\nLook.\r\n--{boundary}\r\nContent-Type: message/rfc822\r\n\r\n"
    return head + parts.encode() + inner + f"\r\n--{boundary}--\r\n".encode()


def exists(evidence: Evidence, raw: bytes) -> bool:
    letter = read(raw)
    if isinstance(evidence, HeaderSpan):
        return 0 <= evidence.byte_from < evidence.byte_to <= len(raw)
    if isinstance(evidence, PartSpan):
        part = next(part for part in letter.parts if part.path == evidence.path)
        return 0 <= evidence.char_from < evidence.char_to <= len(part.content)
    return not isinstance(evidence, Link) or evidence in letter.links


def without(raw: bytes, evidence: PartSpan) -> bytes:
    """The letter with the words of a finding taken out."""
    part = next(part for part in read(raw).parts if part.path == evidence.path)
    words = part.content[evidence.char_from : evidence.char_to]
    return raw.replace(words.encode(), b"")


@pytest.mark.parametrize("name", LETTERS)
def test_same_letter_gives_the_same_bytes(name: str) -> None:
    first, second = (report_json(judged(LETTERS[name], all_brands())) for _ in range(2))

    assert first == second
    assert json.loads(first)["engine_version"] == "1"


@pytest.mark.parametrize("name", LETTERS)
def test_every_verdict_has_a_finding_whose_evidence_exists(name: str) -> None:
    raw = LETTERS[name]
    for report in (judged(raw), judged(raw, all_brands())):
        assert report.findings
        for finding in report.findings:
            assert finding.evidence
            assert all(exists(evidence, raw) for evidence in finding.evidence)


@pytest.mark.parametrize("name", LETTERS)
def test_every_finding_has_a_known_message_and_its_params(name: str) -> None:
    for finding in judged(LETTERS[name], all_brands()).findings:
        assert set(finding.params) == set(MESSAGES[finding.message])
    assert message_codes() == frozenset(MESSAGES)


def test_words_taken_out_take_their_finding_with_them() -> None:
    raw = LETTERS["prize"]
    finding = the_finding(judged(raw, all_brands()), "mail.ru/never_sends.millionth-prize")
    place = finding.evidence[0]
    assert isinstance(place, PartSpan)

    after = judged(without(raw, place), all_brands())

    assert "mail.ru/never_sends.millionth-prize" not in rules_of(after)


def test_shown_name_taken_out_takes_the_claim_with_it() -> None:
    assert judged(a_raw("Northkey <a@evil.example>")).verdict is Verdict.FRAUDULENT
    assert judged(a_raw("<a@evil.example>")).verdict is Verdict.NO_CLAIM


def test_rule_finding_points_at_its_line_of_the_policy() -> None:
    finding = the_finding(
        judged(LETTERS["prize"], all_brands()), "mail.ru/never_sends.millionth-prize"
    )

    assert finding.evidence[-1] == PolicyLine("mail.ru", "never_sends.millionth-prize")
    assert finding.params["words"] == "ящик выиграл приз"


def test_attached_letter_is_judged_in_the_place_of_one_that_claims_nothing() -> None:
    report = judged(a_forward(LETTERS["genuine"]))

    assert report.verdict is Verdict.GENUINE
    assert report.inner == the_finding(report, "letter.inner").params["path"]
    assert report.sender.authors[0].domain == BANK


def test_attached_forgery_is_fraudulent() -> None:
    assert judged(a_forward(LETTERS["foreign"])).verdict is Verdict.FRAUDULENT


def test_letter_that_claims_itself_is_not_saved_by_what_it_attaches() -> None:
    report = judged(a_forward(LETTERS["genuine"], "Northkey <a@evil.example>"))

    assert report.verdict is Verdict.FRAUDULENT
    assert report.inner == ""


def test_record_inside_an_attached_letter_proves_nothing() -> None:
    record = f"Authentication-Results: mx.example; dmarc=pass header.from={BANK}\r\n".encode()
    received = b"Received: from a by mx.example; Wed, 25 Nov 2026 11:00:01 +0000\r\n"
    inner = record + received + a_raw(f"Northkey <info@{BANK}>")
    trusting = a_context(trusted=(TrustRule("mx.example", received_by="mx.example"),))

    assert judged(inner, context=trusting).verdict is Verdict.GENUINE
    assert judged(a_forward(inner), context=trusting).verdict is Verdict.FRAUDULENT


def test_letter_about_a_brand_says_that_it_only_mentions_it() -> None:
    report = judged(LETTERS["about"])

    assert report.verdict is Verdict.NO_CLAIM
    assert report.brand == ""
    assert rules_of(report) == {"claim.mention", "claim.none"}
    assert max(finding.severity for finding in report.findings) is Severity.NOTE


def test_attached_program_is_named() -> None:
    message = EmailMessage()
    message["From"] = "Northkey <a@evil.example>"
    message.set_content("See.")
    message.add_attachment(b"MZ", maintype="image", subtype="png", filename="photo.png.exe")

    finding = the_finding(judged(bytes(message)), "northkey/rules.no-programs")

    assert finding.params["filename"] == "photo.png.exe"
    assert finding.params["kind"] == "executable"


def test_json_names_every_kind_of_evidence() -> None:
    data = json.loads(report_json(judged(LETTERS["prize"], all_brands())))

    kinds = {place["kind"] for finding in data["findings"] for place in finding["evidence"]}
    assert kinds == {"HeaderSpan", "PartSpan", "PolicyLine"}
    assert data["verdict"] == "fraudulent"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_judged(raw: bytes) -> None:
    assert isinstance(judged(raw), Report)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 600), st.binary(max_size=4), st.sampled_from(sorted(LETTERS)))
def test_no_letter_that_was_changed_is_genuine(at: int, junk: bytes, name: str) -> None:
    raw = LETTERS[name]
    changed = raw[:at] + junk + raw[at + len(junk) :]

    report = judged(changed, context=a_context(received_at=NOW))

    same = [line.strip() for line in changed.split()] == [line.strip() for line in raw.split()]
    assert same or report.verdict is not Verdict.GENUINE or _unsigned(raw, at, len(junk))


def _unsigned(raw: bytes, at: int, length: int) -> bool:
    """Whether only a field was touched that nobody signs here."""
    start = raw.find(b"MIME-Version:")
    return start <= at and at + length <= raw.find(b"\r\n", start) + 2


def test_policy_of_the_tests_is_whole() -> None:
    assert the_policy().brand == "northkey"
