"""What receivers recorded: whose fields count, and what a sender may have written there himself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from napulse.engines.mailtrust.auth import authenticate
from napulse.engines.mailtrust.auth.recorded import results_of
from napulse.engines.mailtrust.model import AuthSummary, TrustRule
from napulse.engines.mailtrust.tests.auth_letters import (
    NOW,
    PLAIN,
    a_context,
    a_letter,
    days,
    signed,
)

MX = "mx.client.example"
PASS = f"Authentication-Results: {MX}; dmarc=pass header.from=bank.example\r\n".encode()
RECEIVED = (
    b"Received: from out.bank.example (out.bank.example [192.0.2.1])\r\n"
    b"\tby mx.client.example with ESMTP id 1 for <you@client.example>;\r\n"
    b"\tTue, 24 Nov 2026 15:00:00 +0300\r\n"
)
FORGED = RECEIVED.replace(b"out.bank", b"by mx.client.example").replace(b"24 Nov", b"02 Nov")


def judged(raw: bytes, *rules: TrustRule, **more: object) -> AuthSummary:
    return authenticate(a_letter(raw), a_context(trusted=rules, **more))


def test_a_named_receiver_vouches_for_the_author() -> None:
    assert judged(PASS + RECEIVED + PLAIN, TrustRule(MX)).vouched == MX
    assert judged(PASS + RECEIVED + PLAIN, TrustRule(MX.upper())).vouched == MX.upper()


def test_nobody_vouches_without_a_rule() -> None:
    assert judged(PASS + RECEIVED + PLAIN).vouched == ""
    assert judged(PASS + RECEIVED + PLAIN, TrustRule("mx.other.example")).vouched == ""


def test_only_the_topmost_field_counts() -> None:
    other = b"Authentication-Results: relay.example; spf=none\r\n"
    assert judged(other + PASS + PLAIN, TrustRule(MX)).vouched == ""
    assert judged(other + PASS + PLAIN, TrustRule(MX, first_only=False)).vouched == ""


def test_fields_below_the_trusted_boundary_are_evidence_of_nothing() -> None:
    rule = TrustRule(MX, received_by=MX)
    assert judged(PASS + RECEIVED + PLAIN, rule).vouched == MX
    assert judged(RECEIVED + PASS + PLAIN, rule).vouched == ""
    assert judged(PASS + PLAIN, rule).vouched == ""


def test_a_forged_received_does_not_move_the_boundary_down() -> None:
    rule = TrustRule(MX, received_by=MX, first_only=False)
    assert judged(RECEIVED + PASS + FORGED + PLAIN, rule).vouched == ""


def test_a_host_named_in_a_greeting_or_a_comment_wrote_nothing() -> None:
    rule = TrustRule(MX, received_by=MX)
    liar = (
        b"Received: from x (by mx.client.example ) by evil.example; " + b"1 Nov 2026 1:00 +0000\r\n"
    )
    assert judged(PASS + liar + PLAIN, rule).vouched == ""


def test_a_receiver_without_an_id_is_known_by_its_host() -> None:
    rule = TrustRule("", received_by=MX)
    field = (
        b"Authentication-Results: spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=x.example;\r\n"
    )
    field += b" dkim=pass (signature was verified) header.d=bank.example;dmarc=pass action=none\r\n"
    field += b" header.from=bank.example;compauth=pass reason=100\r\n"
    assert judged(field + RECEIVED + PLAIN, rule).vouched == MX
    assert judged(RECEIVED + field + PLAIN, rule).vouched == ""
    assert judged(field + RECEIVED + PLAIN, TrustRule("")).vouched == ""


def test_results_may_be_spread_over_several_fields() -> None:
    spf = f"Authentication-Results: {MX}; spf=pass smtp.mailfrom=a@b.example\r\n".encode()
    raw = spf + PASS + RECEIVED + PLAIN
    assert judged(raw, TrustRule(MX, received_by=MX, first_only=False)).vouched == MX
    assert judged(raw, TrustRule(MX, received_by=MX)).vouched == ""


def test_one_trusted_field_that_cannot_be_read_leaves_nothing_vouched_for() -> None:
    broken = f"Authentication-Results: {MX}; spf=pass smtp.mailfrom=x(.evil.example\r\n".encode()
    rule = TrustRule(MX, received_by=MX, first_only=False)
    assert judged(broken + PASS + RECEIVED + PLAIN, rule).vouched == ""
    assert judged(PASS + RECEIVED + broken + PLAIN, rule).vouched == MX


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=fail header.from=bank.example",
        "dmarc=bestguesspass header.from=bank.example",
        "dmarc=pass",
        "dmarc=pass header.from=sub.bank.example",
        "dmarc=pass header.from=bank.example.evil.example",
        "dmarc=pass header.from=evil.example",
        "dmarc=pass header.from=bank.example; dmarc=fail header.from=bank.example",
        "dkim=pass header.d=bank.example",
        "spf=pass smtp.mailfrom=bank.example",
        "spf=fail smtp.mailfrom=(; dmarc=pass header.from=bank.example",
        "spf=pass smtp.mailfrom=bank.example(.evil.example",
        'dmarc=fail (x=") dmarc=pass header.from=bank.example',
        'spf=fail reason="; dmarc=pass header.from=bank.example',
        "dmarc=pass header.from=evil.example header.from=bank.example",
        "=?utf-8?q?dmarc=3Dpass?= header.from=bank.example",
        "dmarc=pass header.from=bank.example\x00.evil.example",
        "none",
        "",
    ],
)
def test_anything_less_than_a_clear_pass_for_the_author_vouches_for_nothing(results: str) -> None:
    raw = f"Authentication-Results: {MX}; {results}\r\n".encode() + PLAIN
    assert judged(raw, TrustRule(MX)).vouched == ""


def test_an_ambiguous_author_is_not_vouched_for() -> None:
    raw = PASS + b"From: eve@evil.example\r\n" + PLAIN
    assert judged(raw, TrustRule(MX)).vouched == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" mx 1; spf = pass (a (b) c) smtp.mailfrom=x", ("mx", [("spf", "pass")])),
        ('"mx; x"; dkim/1=Fail header.i="@a b"', ("mx; x", [("dkim", "fail")])),
        (" mx; none", ("mx", [("none", "none")])),
        ("spf=none smtp.mailfrom=a;dkim=pass", ("", [("spf", "none"), ("dkim", "pass")])),
        ("mx;", ("mx", [])),
    ],
)
def test_fields_are_read_as_they_are_written(
    text: str, expected: tuple[str, list[tuple[str, str]]]
) -> None:
    read = results_of(text)
    assert read is not None
    assert (read.authserv_id, [(r.method, r.result) for r in read.results]) == expected


@pytest.mark.parametrize("text", ["", "mx; garbage", "mx; spf=pass (open", "()"])
def test_fields_that_cannot_be_read_are_nothing(text: str) -> None:
    assert results_of(text) is None


# --- when it was received -----------------------------------------------------------------------


def test_the_mailbox_knows_best_when_a_letter_came() -> None:
    moment = NOW - days(3)
    rule = TrustRule(MX, received_by=MX)
    assert judged(RECEIVED + PLAIN, rule, received_at=moment).received_at == moment


def test_the_trusted_host_tells_when_a_letter_came() -> None:
    moment = datetime(2026, 11, 24, 12, tzinfo=UTC)
    raw = RECEIVED + FORGED + PLAIN
    assert judged(raw, TrustRule(MX, received_by=MX)).received_at == moment
    assert judged(PASS + raw, TrustRule(MX)).received_at == moment


@pytest.mark.parametrize(
    "rule",
    [TrustRule(MX), TrustRule("x", received_by="mx.other.example"), TrustRule("")],
)
def test_nobody_else_tells(rule: TrustRule) -> None:
    assert judged(RECEIVED + PLAIN, rule).received_at is None


@pytest.mark.parametrize("date", [b"", b"yesterday", b"Mon, 99 Foo 9999 99:99:99 +9999", b"1"])
def test_a_date_that_is_none_tells_nothing(date: bytes) -> None:
    raw = RECEIVED.replace(b"Tue, 24 Nov 2026 15:00:00 +0300", date) + PLAIN
    assert judged(raw, TrustRule(MX, received_by=MX)).received_at is None


def test_nobody_received_a_letter_tomorrow() -> None:
    raw = RECEIVED.replace(b"2026", b"2027") + PLAIN
    assert judged(raw, TrustRule(MX, received_by=MX)).received_at is None


# --- passed on ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        b"List-Id: <talk.list.example>\r\n",
        b"Resent-From: you@client.example\r\n",
        b"X-Forwarded-To: you@client.example\r\n",
        b"Received: from a by b for <old@alumni.example>; 24 Nov 2026 1:00 +0000\r\n" + RECEIVED,
    ],
)
def test_a_list_or_a_forwarder_explains_a_broken_signature(line: bytes) -> None:
    broken = signed(PLAIN).replace(b"all is well", b"all is well\r\n-- \r\nthe list")
    assert judged(line + broken).forwarded is True
    assert judged(broken).forwarded is False
    assert judged(line + signed(PLAIN)).forwarded is False
    assert judged(line + PLAIN).forwarded is False
