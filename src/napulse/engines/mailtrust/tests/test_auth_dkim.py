"""Signatures made here with test keys, and what is known to break verifiers."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

import pytest

from napulse.engines.mailtrust.auth import authenticate
from napulse.engines.mailtrust.model import AuthState, Limits, NoDns, Signature
from napulse.engines.mailtrust.tests.auth_letters import (
    BANK,
    FIELDS,
    NOW,
    NOW_S,
    PLAIN,
    Signing,
    a_context,
    a_letter,
    a_zone,
    an_ed25519_key,
    an_rsa_key,
    days,
    record,
    signed,
)

FORMS = ["simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"]
KEY = f"s1._domainkey.{BANK}"
RSA = an_rsa_key()


def the_signature(raw: bytes, zone: dict[str, str] | None = None, **more: object) -> Signature:
    (signature,) = authenticate(a_letter(raw), a_context(a_zone(zone), **more)).signatures
    return signature


def aligned(raw: bytes, zone: dict[str, str] | None = None, **more: object) -> str:
    return authenticate(a_letter(raw), a_context(a_zone(zone), **more)).aligned


@pytest.mark.parametrize("forms", FORMS)
@pytest.mark.parametrize("selector", ["s1", "ed"])
def test_a_signature_of_the_author_is_proof_in_every_form(forms: str, selector: str) -> None:
    key = an_ed25519_key() if selector == "ed" else RSA
    raw = signed(PLAIN, Signing(key=key, selector=selector, forms=forms))
    assert the_signature(raw).state is AuthState.PASS
    assert aligned(raw) == BANK


@pytest.mark.parametrize("forms", FORMS)
def test_a_letter_that_lost_its_line_ends_on_a_disk_still_passes(forms: str) -> None:
    assert aligned(signed(PLAIN, Signing(forms=forms)).replace(b"\r\n", b"\n")) == BANK


@pytest.mark.parametrize("forms", FORMS)
@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"all is well", b"all is sold", "body_hash"),
        (b"Your  statement", b"Your  winnings", "signature"),
        (b"you@client", b"her@client", "signature"),
    ],
)
def test_a_changed_letter_fails_and_says_what_was_changed(
    forms: str, old: bytes, new: bytes, reason: str
) -> None:
    raw = signed(PLAIN, Signing(forms=forms)).replace(old, new)
    assert (the_signature(raw).state, the_signature(raw).reason) == (AuthState.FAIL, reason)
    assert aligned(raw) == ""


def test_blanks_may_change_under_the_relaxed_form_alone() -> None:
    for forms, proof in (("relaxed/relaxed", BANK), ("simple/simple", "")):
        raw = signed(PLAIN, Signing(forms=forms))
        assert aligned(raw.replace(b"Dear  client,  \r\n", b"Dear client,\r\n")) == proof


@pytest.mark.parametrize("body", [b"", b"\r\n", b"\r\n\r\n", b"no end", b"x\r\n \r\n\t\r\n"])
@pytest.mark.parametrize("forms", FORMS)
def test_an_empty_or_odd_body_is_hashed_as_others_hash_it(body: bytes, forms: str) -> None:
    raw = PLAIN.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body
    assert aligned(signed(raw, Signing(forms=forms))) == BANK


def test_every_signature_counts_and_keeps_its_place() -> None:
    listed = Signing(key=an_rsa_key(number=1), domain="list.example")
    raw = signed(signed(PLAIN), listed)
    summary = authenticate(a_letter(raw), a_context())
    assert [(s.domain, s.state.value) for s in summary.signatures] == [
        ("list.example", "pass"),
        (BANK, "pass"),
    ]
    assert summary.aligned == BANK
    span = summary.signatures[1].span
    assert raw[span.byte_from : span.byte_to].startswith(b"DKIM-Signature: v=1;")
    assert span.index == 1


def test_the_signature_of_a_list_proves_nothing_about_the_author() -> None:
    raw = signed(PLAIN, Signing(key=an_rsa_key(number=1), domain="list.example"))
    summary = authenticate(a_letter(raw), a_context())
    assert summary.signatures[0].state is AuthState.PASS
    assert (summary.aligned, summary.author_signed) == ("", False)


# --- time ---------------------------------------------------------------------------------------


def test_expiry_is_judged_when_the_letter_was_received() -> None:
    raw = signed(PLAIN, Signing(tags=f"t={NOW_S - 90_000}; x={NOW_S - 3_600}; "))
    late = the_signature(raw, received_at=NOW - days(1))
    assert (late.state, late.notes[-1]) == (AuthState.PASS, "expired_since")
    assert aligned(raw, received_at=NOW - days(1)) == BANK
    unknown = the_signature(raw)
    assert (unknown.state, unknown.reason) == (AuthState.FAIL, "expired")
    assert "expired" in unknown.notes
    assert "expired_since" not in unknown.notes


@pytest.mark.parametrize(
    ("arrived", "proof"),
    [(NOW - days(1), BANK), (NOW - days(0.01), ""), (NOW + days(2), "")],
    ids=["in-time", "after-the-end", "from-the-future"],
)
def test_an_own_copy_tells_by_its_topmost_received_when_it_came(
    arrived: datetime, proof: str
) -> None:
    tags = f"t={NOW_S - 90_000}; x={NOW_S - 3_600}; "
    stamp = f"Received: by mx.own.example; {format_datetime(arrived)}\r\n".encode()
    raw = stamp + signed(PLAIN, Signing(tags=tags))

    assert aligned(raw, own_copy=True) == proof
    assert aligned(raw) == ""


@pytest.mark.parametrize(("seconds", "proof"), [(0, BANK), (-1, "")])
def test_a_signature_is_good_to_its_last_second(seconds: int, proof: str) -> None:
    assert aligned(signed(PLAIN, Signing(tags=f"x={NOW_S + seconds}; "))) == proof


def test_a_signature_of_tomorrow_is_noted() -> None:
    raw = signed(PLAIN, Signing(tags=f"t={NOW_S + 90_000}; "))
    assert "future" in the_signature(raw).notes
    assert "future" not in the_signature(signed(PLAIN, Signing(tags=f"t={NOW_S}; "))).notes


# --- weaknesses ---------------------------------------------------------------------------------


def test_a_length_short_of_the_body_is_no_proof() -> None:
    whole = len(b"Dear client,\r\n all is well.\r\n")
    exact = signed(PLAIN, Signing(tags=f"l={whole}; ", length=whole))
    assert aligned(exact) == BANK
    added = exact.rstrip() + b"\r\nSend your card.\r\n"
    assert the_signature(added).state is AuthState.PASS
    assert "body_length" in the_signature(added).notes
    assert aligned(added) == ""
    beyond = signed(PLAIN, Signing(tags=f"l={whole + 1}; "))
    assert the_signature(beyond).reason == "length"


@pytest.mark.parametrize(
    ("line", "note", "is_proof"),
    [
        (b"From: Eve <eve@evil.example>\r\n", "field_added", False),
        (b"Subject: You won\r\n", "field_added", False),
        (b"Content-Type: text/html\r\n", "field_added", False),
        (b"Reply-To: eve@evil.example\r\n", "reply_to_unsigned", False),
        (b"Content-Transfer-Encoding: base64\r\n", "encoding_unsigned", True),
    ],
)
def test_a_field_put_above_a_signed_letter_is_noticed(
    line: bytes, note: str, is_proof: bool
) -> None:
    raw = line + signed(PLAIN)
    assert note in the_signature(raw).notes
    assert (aligned(raw) == BANK) is is_proof


def test_a_signature_that_names_from_twice_dies_with_a_second_from() -> None:
    how = Signing(fields=("from", *FIELDS))
    assert "not_oversigned" not in the_signature(signed(PLAIN, how)).notes
    raw = b"From: Eve <eve@evil.example>\r\n" + signed(PLAIN, how)
    assert the_signature(raw).state is AuthState.FAIL


@pytest.mark.parametrize(
    ("left_out", "note", "proof"),
    [
        ("subject", "subject_unsigned", ""),
        ("content-type", "content_type_unsigned", BANK),
        ("date", "date_unsigned", BANK),
    ],
)
def test_an_unsigned_field_is_noted(left_out: str, note: str, proof: str) -> None:
    how = Signing(fields=tuple(name for name in FIELDS if name != left_out))
    assert note in the_signature(signed(PLAIN, how)).notes
    assert aligned(signed(PLAIN, how)) == proof


def test_a_signature_without_from_is_an_error() -> None:
    signature = the_signature(signed(PLAIN, Signing(fields=FIELDS[1:])))
    assert (signature.state, signature.reason) == (AuthState.PERMERROR, "from_unsigned")
    assert "from_unsigned" in signature.notes


def test_weak_hashes_prove_nothing() -> None:
    raw = signed(PLAIN, Signing(digest="sha1"))
    assert the_signature(raw).state is AuthState.PASS
    assert "weak_hash" in the_signature(raw).notes
    assert aligned(raw) == ""


def test_a_key_of_1024_bits_is_enough_and_a_test_key_is_noted() -> None:
    key = an_rsa_key(1024)
    raw = signed(PLAIN, Signing(key=key))
    assert aligned(raw, {KEY: record(key)}) == BANK
    assert "test_key" in the_signature(raw, {KEY: record(key, "t=y;")}).notes


# --- keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("v=DKIM1; p=", "key_revoked"),
        ("v=DKIM2; p=AAAA", "key_version"),
        ("v=DKIM1; k=ed25519; p=AAAA", "key_kind"),
        ("v=DKIM1; k=rsa; p=AAAA", "key_syntax"),
        ("v=DKIM1; k=rsa; p=%%%", "base64"),
        ("v=DKIM1; k=rsa; t; p=AAAA", "syntax"),
        ("v=DKIM1; s=chat; p=AAAA", "key_service"),
        ("v=DKIM1; h=sha1; p=AAAA", "key_hash"),
        ("v=spf1 -all", "no_key"),
        ("v=DKIM1; p=" + "A" * 60_000, "key_syntax"),
    ],
)
def test_a_key_that_cannot_be_used_is_a_permanent_error(text: str, reason: str) -> None:
    signature = the_signature(signed(PLAIN), {KEY: text})
    assert (signature.state, signature.reason) == (AuthState.PERMERROR, reason)


def test_a_key_record_may_say_more_than_it_must() -> None:
    extra = "x1 = extra ; s=email:web:fine; t = n:extra; h=md5:sha256; n=hello;"
    assert aligned(signed(PLAIN), {KEY: record(RSA, extra)}) == BANK


def test_a_key_bound_to_its_domain_does_not_speak_for_subdomains() -> None:
    raw = signed(PLAIN, Signing(tags=f"i=anna@sub.{BANK}; "))
    assert aligned(raw) == BANK
    assert the_signature(raw, {KEY: record(RSA, "t=s;")}).reason == "key_exact"


def test_dns_that_fails_leaves_the_question_open() -> None:
    summary = authenticate(a_letter(signed(PLAIN)), a_context(NoDns()))
    assert (summary.signatures[0].state, summary.dmarc) == (
        AuthState.TEMPERROR,
        AuthState.TEMPERROR,
    )
    assert summary.aligned == ""


def test_a_missing_key_fails_for_good() -> None:
    signature = the_signature(signed(PLAIN, Signing(selector="gone")))
    assert (signature.state, signature.reason) == (AuthState.PERMERROR, "no_key")


# --- spelling -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tags", ["q=foo/bar:dns/txt:exam/ple; ", "i=anna@bank=2Eexample; ", "z=From:x|To:y; "]
)
def test_spellings_that_verifiers_stumble_over_are_read(tags: str) -> None:
    assert aligned(signed(PLAIN, Signing(tags=tags))) == BANK


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (Signing(start=""), "missing_v"),
        (Signing(start="v=2; "), "version"),
        (Signing(tags="q=http; "), "query"),
        (Signing(tags="i=anna@evil.example; "), "identity"),
        (Signing(tags="d=evil.example; "), "duplicate_tag"),
        (Signing(tags="t=200; x=100; "), "expires_before"),
        (Signing(tags="l=-1; "), "number"),
        (Signing(tags="nonsense; "), "syntax"),
        (Signing(domain="bank.example(.evil.example"), "domain"),
        (Signing(domain="bank.example\x00.evil.example"), "domain"),
        (Signing(domain="bank.example'@a.evil.example"), "domain"),
        (Signing(selector="evil.example.\x00.any"), "domain"),
        (Signing(selector="s1\r\n\tx"), "domain"),
    ],
)
def test_what_a_signature_may_not_say_is_a_permanent_error(how: Signing, reason: str) -> None:
    asked: list[str] = []

    class Watched:
        def resolve(self, name: str, type: str, /) -> object:
            asked.append(name)
            return a_zone().resolve(name, type)

    summary = authenticate(a_letter(signed(PLAIN, how)), a_context(Watched()))
    (signature,) = summary.signatures
    assert (signature.state, signature.reason) == (AuthState.PERMERROR, reason)
    assert summary.aligned == ""
    assert asked == ["_dmarc.bank.example"]


def test_domains_beyond_ascii_are_looked_up_in_punycode() -> None:
    zone = {"s1._domainkey.xn--80abnh6an9b.example": record(RSA)}
    raw = signed(PLAIN, Signing(domain="почтамп.example".encode().decode("latin-1")))
    assert the_signature(raw, zone).domain.startswith("xn--")


# --- limits -------------------------------------------------------------------------------------


def test_no_more_signatures_and_questions_than_allowed() -> None:
    raw = PLAIN
    for at in range(6):
        raw = signed(raw, Signing(selector=f"s{at}"))
    few = authenticate(a_letter(raw), a_context(limits=Limits(signatures=3)))
    assert [s.selector for s in few.signatures] == ["s5", "s4", "s3"]
    short = authenticate(a_letter(raw), a_context(limits=Limits(dns_queries=2)))
    assert [s.state.value for s in short.signatures] == ["permerror"] * 2 + ["temperror"] * 4


def test_answers_that_were_relied_on_are_evidence() -> None:
    summary = authenticate(a_letter(signed(PLAIN)), a_context())
    assert [(d.name, d.type, d.answer) for d in summary.dns] == [
        (KEY, "TXT", record(RSA)),
        (f"_dmarc.{BANK}", "TXT", ""),
    ]
