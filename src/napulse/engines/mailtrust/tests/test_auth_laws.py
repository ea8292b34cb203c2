"""Laws: what others verify we verify, what was changed is no proof, and nothing ever raises."""

from __future__ import annotations

import re

import dkim
from dkim.canonicalization import Relaxed
from hypothesis import given, settings
from hypothesis import strategies as st

from napulse.engines.mailtrust.auth import authenticate
from napulse.engines.mailtrust.auth.dkim import is_sound
from napulse.engines.mailtrust.auth.recorded import results_of
from napulse.engines.mailtrust.model import Answer, AuthState, AuthSummary, Envelope, TrustRule
from napulse.engines.mailtrust.tests.auth_letters import (
    BANK,
    FIELDS,
    PLAIN,
    Signing,
    a_context,
    a_letter,
    a_zone,
    an_ed25519_key,
    an_rsa_key,
    signed,
)
from napulse.engines.mailtrust.tests.auth_seals import Sealing, sealed

ZONE = a_zone()
MX = "mx.client.example"
TRACE = (
    f"Authentication-Results: {MX}; dmarc=pass (p=none) header.from={BANK};\r\n"
    f' spf=pass smtp.mailfrom="a b"@x.example\r\n'
    f"Received: from a (b) by {MX} for <you@client.example>; 24 Nov 2026 1:00 +0000\r\n"
).encode()
WHOLE = TRACE + sealed(sealed(signed(PLAIN)), Sealing(instance=2, cv="pass"))
ENVELOPE = Envelope("192.0.2.1", "x.example", f"bounce@{BANK}")
RULES = (TrustRule(MX), TrustRule(MX, received_by=MX, first_only=False), TrustRule("", MX))
SEALERS = frozenset({"list.example"})

blank_text = st.text(alphabet="aB1 \t=.;:", max_size=30)
lines = st.lists(blank_text, max_size=6).map(lambda rows: "\r\n".join(rows).encode())
WORDS = rb"""; = ( ) " \ @ : i=1; i=2; d= b= bh= h= l=9999999999; x=1; t=1; a=rsa DKIM-Signature:
ARC-Seal: \xff""".split()
ENDS = [b"\r\n", b"\n", b"\r", b"\x00", b" ", b"\t", b"From: a@b.example\r\n", "почта.рф".encode()]
NO_BLANKS = re.compile(rb"[\x0b\x0c]|\r(?!\n)")  # dkimpy takes them for blanks, RFC 6376 does not
words = st.binary(max_size=12) | st.sampled_from([*WORDS, *ENDS])
cuts = st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 8), words)


def judged(raw: bytes, resolver: object = ZONE) -> AuthSummary:
    context = a_context(resolver, trusted=RULES, trusted_sealers=SEALERS, envelope=ENVELOPE)
    return authenticate(a_letter(raw), context)


def mutant(raw: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for place, gone, new in changes:
        raw = raw[:place] + new + raw[place + gone :]
    return raw


@settings(deadline=None)
@given(
    forms=st.sampled_from(["simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"]),
    is_rsa=st.booleans(),
    subject=blank_text.map(str.strip),
    body=lines,
    fields=st.permutations(FIELDS),
)
def test_what_dkimpy_signs_or_verifies_is_verified_here(
    forms: str, is_rsa: bool, subject: str, body: bytes, fields: list[str]
) -> None:
    key, selector = (an_rsa_key(), "s1") if is_rsa else (an_ed25519_key(), "ed")
    head = PLAIN.partition(b"\r\n\r\n")[0].replace(b"Your  statement", subject.encode())
    how = Signing(key=key, selector=selector, forms=forms, fields=tuple(fields))
    raw = signed(head + b"\r\n\r\n" + body + b"\r\n", how)
    assert judged(raw).signatures[0].state is AuthState.PASS
    assert dkimpy_verifies(raw)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 3), words), min_size=1, max_size=2))
def test_a_changed_letter_is_judged_as_dkimpy_judges_it(
    changes: list[tuple[int, int, bytes]],
) -> None:
    raw = NO_BLANKS.sub(b"", mutant(signed(PLAIN), changes)) + b"\r\n"
    signatures = judged(raw).signatures
    if dkimpy_verifies(raw):
        assert signatures[0].state is AuthState.PASS
    elif signatures and is_sound(signatures[0]):
        assert is_beyond_dkimpy(raw)


def dkimpy_verifies(raw: bytes) -> bool:
    try:
        return bool(dkim.DKIM(raw).verify(0, dnsfunc=dkimpy_zone))
    except (dkim.DKIMException, ValueError, AssertionError, KeyError, IndexError):
        return False


def is_beyond_dkimpy(raw: bytes) -> bool:
    """Lines that are no fields stop dkimpy or hide fields from it; the fields are whole still."""
    try:
        headers, _body = dkim.rfc822_parse(raw)
    except (dkim.MessageFormatError, IndexError):
        return True
    return len(headers) != len(a_letter(raw).headers)


def dkimpy_zone(name: bytes, timeout: int = 5) -> bytes | None:
    answer = ZONE.resolve(name.decode("latin-1").rstrip("."), "TXT")
    return answer.values[0].encode() if answer.values else None


@settings(max_examples=500, deadline=None)
@given(st.lists(cuts, min_size=1, max_size=3))
def test_a_changed_letter_proves_nothing_new(changes: list[tuple[int, int, bytes]]) -> None:
    raw = mutant(WHOLE, changes)
    summary = judged(raw)
    letter = a_letter(raw)
    if summary.aligned or summary.sealed:
        assert letter.sender.authors[0].domain == BANK
        assert _seen(raw) == _seen(WHOLE)
    if summary.vouched:
        assert [a.domain for a in letter.sender.authors] == [BANK]


def _seen(raw: bytes) -> tuple[list[bytes], bytes]:
    """What a reader sees, in the relaxed form that the signatures of these letters use."""
    letter = a_letter(raw)
    fields = [
        Relaxed.canonicalize_headers([(name.encode(), header.raw)])[0][1]
        for name in ("from", "subject", "date", "to")
        for header in letter.all(name)
    ]
    body = raw[letter.headers[-1].span.byte_to :].partition(b"\n")[2].partition(b"\n")[2]
    body = body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return fields, Relaxed.canonicalize_body(body + b"\r\n")


class Hostile:
    """A resolver that answers with what Hypothesis drew, and sometimes raises."""

    def __init__(self, answers: list[str]) -> None:
        self._answers = answers
        self._asked = 0

    def resolve(self, name: str, type: str, /) -> Answer:
        self._asked += 1
        text = self._answers[self._asked % len(self._answers)]
        if text == "raise":
            raise RuntimeError(name)
        if text in {"temp", "nxdomain"}:
            return Answer(text)
        return Answer("ok", (text, text[::-1]))


SAID = [
    "raise",
    "temp",
    "nxdomain",
    "include:",
    "ip4:",
    "%{i}",
    "%{p}",
    "redirect=",
    "exists:",
    "x",
    "::1",
    "192.0.2.1",
    "/33",
    "//999",
    "k=ed25519;",
    "t=s;",
    "pct=9e9",
    "exp=a.example",
    "٣",
]
STARTS = ["v=DKIM1; p=", "v=spf1 ", "v=DMARC1; p=reject; ", "mx ", "10 x.example", "\x00", "\xff"]
record_words = st.sampled_from([*SAID, *STARTS])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(record_words | st.text(max_size=8), max_size=5).map("".join), min_size=1),
    st.lists(cuts, max_size=2),
    st.text(max_size=20),
    st.text(max_size=20),
)
def test_no_answer_of_dns_and_no_envelope_raises(
    answers: list[str], changes: list[tuple[int, int, bytes]], helo: str, sender: str
) -> None:
    envelope = Envelope("192.0.2.1", helo, f"a@{sender}")
    context = a_context(Hostile(answers), trusted=RULES, envelope=envelope)
    summary = authenticate(a_letter(mutant(WHOLE, changes)), context)
    assert (summary.aligned, summary.sealed) == ("", "")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(words | st.sampled_from([b"dmarc=pass ", b"header.from=bank.example "]), max_size=9)
)
def test_no_record_raises_and_none_but_a_whole_one_is_read(pieces: list[bytes]) -> None:
    text = b"".join(pieces).decode("latin-1")
    read = results_of(text)
    if read is not None:
        assert all(result.method and result.result.isalpha() for result in read.results)


def test_the_whole_letter_is_proven_in_every_way() -> None:
    summary = judged(WHOLE)
    assert (summary.aligned, summary.vouched, summary.sealed) == (BANK, MX, "list.example")
    assert summary.arc_sealers == ("list.example", "list.example")


def test_the_same_letter_has_the_same_summary() -> None:
    assert judged(WHOLE) == judged(WHOLE)
