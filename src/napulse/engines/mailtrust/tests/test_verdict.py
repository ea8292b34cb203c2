"""The lattice: what makes a letter genuine, and everything that keeps it from being so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from napulse.engines.mailtrust.model import Context, Limits, NoDns, Severity, TrustRule, Verdict
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
)

GENUINE, SUSPICIOUS, FRAUDULENT = Verdict.GENUINE, Verdict.SUSPICIOUS, Verdict.FRAUDULENT
OWN = f"Northkey <info@{BANK}>"


def test_signed_letter_from_an_official_domain_is_genuine_and_says_why() -> None:
    report = judged(a_signed(a_raw(OWN)))

    assert report.verdict is GENUINE
    assert {"sender.official", "auth.aligned"} <= rules_of(report)
    assert report.brand == "northkey"
    assert report.policy_version == 3


def test_unsigned_letter_from_an_official_domain_is_fraudulent() -> None:
    report = judged(a_raw(OWN))

    assert report.verdict is FRAUDULENT
    assert "auth.unsigned" in rules_of(report)


def test_changed_letter_is_fraudulent() -> None:
    report = judged(a_signed(a_raw(OWN, body="Pay 10")).replace(b"Pay 10", b"Pay 90"))

    assert report.verdict is FRAUDULENT
    assert the_finding(report, "auth.failed").params["reason"] == "body_hash"


def test_changed_letter_that_a_list_passed_on_is_suspicious() -> None:
    raw = a_signed(a_raw(OWN, body="Pay 10")).replace(b"Pay 10", b"Pay 90")

    report = judged(b"List-Id: <x.lists.example>\r\n" + raw)

    assert report.verdict is SUSPICIOUS
    assert "auth.forwarded" in rules_of(report)


def test_letter_whose_key_cannot_be_asked_for_is_suspicious() -> None:
    report = judged(a_signed(a_raw(OWN)), context=a_context(resolver=NoDns()))

    assert report.verdict is SUSPICIOUS
    assert "auth.unchecked" in rules_of(report)


def test_late_look_at_a_signature_that_has_ended_since_is_genuine() -> None:
    report = judged(
        a_signed(a_raw(OWN)), context=a_context(as_of=NOW + timedelta(days=400), received_at=NOW)
    )

    assert report.verdict is GENUINE


def test_word_of_a_trusted_receiver_proves() -> None:
    record = b"Authentication-Results: mx.example; dmarc=pass header.from=" + BANK.encode()
    received = b"Received: from a by mx.example; Wed, 25 Nov 2026 11:00:01 +0000"
    raw = record + b"\r\n" + received + b"\r\n" + a_raw(OWN)
    trusting = a_context(trusted=(TrustRule("mx.example", received_by="mx.example"),))

    assert judged(raw, context=trusting).verdict is GENUINE
    assert judged(raw).verdict is FRAUDULENT


@pytest.mark.parametrize(
    "sender",
    [
        f"Northkey <info@{BANK}>, <a@evil.example>",
        f"<info@{BANK}> <a@evil.example>",
        f"Northkey <info@{BANK}.>",
        f'"info@{BANK}" <a@evil.example>',
    ],
)
def test_ambiguous_sender_is_never_genuine(sender: str) -> None:
    assert judged(a_signed(a_raw(sender))).verdict in (SUSPICIOUS, FRAUDULENT)


def test_second_from_is_never_genuine() -> None:
    raw = a_signed(a_raw(OWN))

    assert judged(b"From: Anna <a@evil.example>\r\n" + raw).verdict is not GENUINE
    assert (
        judged(raw.replace(b"\r\nTo:", b"\r\nFrom: <a@evil.example>\r\nTo:")).verdict is not GENUINE
    )


def test_truncated_letter_is_never_genuine() -> None:
    raw = a_signed(a_raw(OWN, body="word " * 100))

    report = judged(raw, context=a_context(limits=Limits(text_chars=50)))

    assert report.truncated
    assert report.verdict is SUSPICIOUS


def test_role_that_the_domain_does_not_write_for_is_suspicious() -> None:
    raw = a_signed(a_raw("Northkey Support <info@news.northkey.example>"), "news.northkey.example")

    report = judged(raw)

    assert report.verdict is SUSPICIOUS
    assert the_finding(report, "sender.wrong_role").params["role"] == "support"


def test_answers_that_leave_the_brand_are_suspicious() -> None:
    raw = a_signed(a_raw(OWN, headers=["Reply-To: <a@evil.example>"]))

    report = judged(raw)

    assert report.verdict is SUSPICIOUS
    assert the_finding(report, "sender.reply_elsewhere").params == {"domain": "evil.example"}


def test_proven_letter_with_what_the_brand_never_sends_is_fraudulent() -> None:
    report = judged(a_signed(a_raw(OWN, body="Your card was blocked.")))

    assert report.verdict is FRAUDULENT
    finding = the_finding(report, "northkey/never_sends.stolen-card")
    assert finding.severity is Severity.FRAUD
    assert finding.params["words"] == "card was blocked"


def test_proven_warning_of_fraud_may_quote_it() -> None:
    body = "Beware of scammers: they write that your card was blocked."

    assert judged(a_signed(a_raw(OWN, body=body))).verdict is GENUINE


def test_foreign_sender_is_fraudulent_by_a_strong_claim_and_suspicious_by_a_weak_one() -> None:
    strong = judged(a_raw("Northkey <a@evil.example>"))
    weak = judged(a_raw("Gardening with Northkey <a@evil.example>"))

    assert (strong.verdict, weak.verdict) == (FRAUDULENT, SUSPICIOUS)
    assert "sender.foreign" in rules_of(strong)
    assert "sender.maybe" in rules_of(weak)


def test_user_of_the_provider_who_speaks_as_its_staff_is_fraudulent() -> None:
    report = judged(a_raw("Northkey Support <anna77@northmail.example>"))

    assert report.verdict is FRAUDULENT
    assert "sender.public_mailbox" in rules_of(report)


def test_lookalike_is_named_with_what_it_looks_like() -> None:
    report = judged(a_raw("Anna <a@clients.northkey.example.evil.test>"))

    assert report.verdict is FRAUDULENT
    assert the_finding(report, "sender.lookalike").params["official"] == BANK


def test_letter_forwarded_in_words_never_rises_above_suspicious() -> None:
    inner = "From: Northkey <a@evil.example>\nSubject: x\n\nYour card was blocked. Northkey Team"
    body = f"Look!\n\n---------- Forwarded message ---------\n{inner}"

    report = judged(a_raw("Anna <anna@client.example>", "Fwd: x", body))

    assert report.verdict is SUSPICIOUS
    assert max(finding.severity for finding in report.findings) is Severity.WARN


def test_old_letter_from_before_the_brand_signed_is_not_called_fraudulent() -> None:
    before = Context(NOW, resolver=a_context().resolver, received_at=NOW - timedelta(days=9000))
    report = judged(a_raw("Apple <a@email.apple.com>"), policies=all_brands(), context=before)

    assert report.verdict is SUSPICIOUS
