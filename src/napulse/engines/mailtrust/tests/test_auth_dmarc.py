"""SPF with an injected resolver, and DMARC policies and alignment."""

from __future__ import annotations

import pytest

from napulse.engines.mailtrust.auth import authenticate
from napulse.engines.mailtrust.model import AuthState, AuthSummary, Envelope
from napulse.engines.mailtrust.resolvers import TableResolver
from napulse.engines.mailtrust.tests.auth_letters import (
    BANK,
    PLAIN,
    Signing,
    a_context,
    a_letter,
    an_rsa_key,
    record,
    signed,
)

KEY = record(an_rsa_key())
SUB = PLAIN.replace(b"anna@bank.example", b"anna@mail.bank.example")
PASSING = Envelope("192.0.2.1", "out.bank.example", "bounce@bank.example")


def judged(
    raw: bytes, texts: dict[str, str] | None = None, envelope: Envelope | None = None
) -> AuthSummary:
    zone = TableResolver.of_texts(
        {f"s1._domainkey.{BANK}": KEY, f"s1._domainkey.mail.{BANK}": KEY, **(texts or {})}
    )
    return authenticate(a_letter(raw), a_context(zone, envelope=envelope))


def dmarc(text: str, domain: str = BANK) -> dict[str, str]:
    return {f"_dmarc.{domain}": text}


SPF = {BANK: "v=spf1 ip4:192.0.2.1 -all", f"mail.{BANK}": "v=spf1 ip4:192.0.2.1 -all"}


# --- SPF ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("envelope", "state", "domain"),
    [
        (PASSING, "pass", BANK),
        (Envelope("192.0.2.9", "x.example", "bounce@bank.example"), "fail", BANK),
        (Envelope("::ffff:192.0.2.1", "", "bounce@bank.example"), "pass", BANK),
        (Envelope("192.0.2.1", "mail.bank.example", ""), "pass", f"mail.{BANK}"),
        (Envelope("192.0.2.1", "x.example", "a@none.example"), "none", "none.example"),
        (Envelope("list", "x.example", "bounce@bank.example"), "permerror", ""),
        (Envelope("", "x.example", "bounce@bank.example"), "permerror", ""),
        (Envelope("192.0.2.1", "[192.0.2.1]", ""), "none", ""),
        (Envelope("192.0.2.1", "x", "any@bank.example(.evil.example"), "none", ""),
        (Envelope("192.0.2.1", "x", "any@bank.example'@a.evil.example"), "none", ""),
        (Envelope("192.0.2.1", "x", "any@bank.example\x00.evil.example"), "none", ""),
    ],
)
def test_the_senders_host_is_checked(envelope: Envelope, state: str, domain: str) -> None:
    summary = judged(PLAIN, SPF, envelope)
    assert (summary.spf.value, summary.spf_domain) == (state, domain)


def test_without_an_envelope_there_is_nothing_to_check() -> None:
    assert (judged(PLAIN, SPF).spf, judged(PLAIN, SPF).spf_domain) == (AuthState.NONE, "")


def test_one_check_leaves_nothing_behind_for_the_next() -> None:
    assert judged(PLAIN, SPF, PASSING).spf is AuthState.PASS
    assert judged(PLAIN, {BANK: "v=spf1 -all"}, PASSING).spf is AuthState.FAIL
    assert judged(PLAIN, {}, PASSING).spf is AuthState.NONE


@pytest.mark.parametrize(
    "text",
    [
        "v=spf1 include:bank.example -all",
        "v=spf1 redirect=bank.example",
        "v=spf1 a:a.example a:b.example a:c.example -all",
        "v=spf1 " + " ".join(f"exists:x{n}.example" for n in range(12)) + " -all",
        "v=spf1 ip4:999.1.1.1 -all",
        "v=spf1 exists:%{z}.example -all",
        "v=spf1 " + "%{l}." * 2_000 + " -all",
    ],
)
def test_records_made_to_keep_somebody_busy_end_in_an_error(text: str) -> None:
    state = judged(PLAIN, {BANK: text}, PASSING).spf
    assert state in {AuthState.PERMERROR, AuthState.NONE}


def test_a_name_server_that_fails_leaves_spf_open() -> None:
    zone = TableResolver({}, temporary=[BANK])
    summary = authenticate(a_letter(PLAIN), a_context(zone, envelope=PASSING))
    assert summary.spf is AuthState.TEMPERROR


def test_spf_alone_passes_dmarc_but_aligns_nothing() -> None:
    summary = judged(PLAIN, {**SPF, **dmarc("v=DMARC1; p=reject")}, PASSING)
    assert (summary.spf, summary.dmarc, summary.aligned) == (AuthState.PASS, AuthState.PASS, "")


# --- policies -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "texts", "policy", "percent"),
    [
        (PLAIN, dmarc("v=DMARC1; p=reject"), "reject", 100),
        (PLAIN, dmarc("v=DMARC1;p=Quarantine;pct=25"), "quarantine", 25),
        (PLAIN, dmarc("v=DMARC1; p=reject; pct=900"), "reject", 100),
        (PLAIN, dmarc("v=DMARC1; p=reject; pct=-1"), "reject", 100),
        (SUB, dmarc("v=DMARC1; p=reject; sp=none"), "none", 100),
        (SUB, dmarc("v=DMARC1; p=reject"), "reject", 100),
        (
            SUB,
            {**dmarc("v=DMARC1; p=none", f"mail.{BANK}"), **dmarc("v=DMARC1; p=reject")},
            "none",
            100,
        ),
        (PLAIN, dmarc("v=DMARC1; rua=mailto:a@b.example"), "none", 100),
        (PLAIN, dmarc("v=DMARC1; p=odd"), "", 100),
        (PLAIN, dmarc("v=DMARC1; p=reject; p=none"), "", 100),
        (PLAIN, dmarc("v=DMARC2; p=reject"), "", 100),
        (PLAIN, dmarc("p=reject; v=DMARC1"), "", 100),
        (PLAIN, {}, "", 100),
    ],
)
def test_the_policy_is_found_where_its_owner_put_it(
    raw: bytes, texts: dict[str, str], policy: str, percent: int
) -> None:
    summary = judged(raw, texts)
    assert (summary.dmarc_policy, summary.dmarc_percent) == (policy, percent)
    assert summary.dmarc is (AuthState.FAIL if policy else AuthState.NONE)


def test_two_policies_are_none() -> None:
    zone = TableResolver({(f"_dmarc.{BANK}", "TXT"): ["v=DMARC1; p=reject", "v=DMARC1; p=none"]})
    assert authenticate(a_letter(PLAIN), a_context(zone)).dmarc is AuthState.NONE


@pytest.mark.parametrize(
    ("record", "raw", "domain", "state", "aligned"),
    [
        ("v=DMARC1; p=reject", PLAIN, BANK, "pass", BANK),
        ("v=DMARC1; p=reject", PLAIN, f"mail.{BANK}", "pass", BANK),
        ("v=DMARC1; p=reject", SUB, BANK, "pass", f"mail.{BANK}"),
        ("v=DMARC1; p=reject; adkim=s", SUB, BANK, "fail", ""),
        ("v=DMARC1; p=reject; adkim=s", PLAIN, BANK, "pass", BANK),
    ],
)
def test_alignment_is_as_strict_as_the_owner_wants(
    record: str, raw: bytes, domain: str, state: str, aligned: str
) -> None:
    summary = judged(signed(raw, Signing(domain=domain)), dmarc(record))
    assert (summary.dmarc.value, summary.aligned) == (state, aligned)


@pytest.mark.parametrize(("mode", "state"), [("r", "pass"), ("s", "fail")])
def test_spf_alignment_is_as_strict_as_the_owner_wants(mode: str, state: str) -> None:
    envelope = Envelope("192.0.2.1", "x", f"bounce@mail.{BANK}")
    summary = judged(PLAIN, {**SPF, **dmarc(f"v=DMARC1; p=reject; aspf={mode}")}, envelope)
    assert (summary.spf.value, summary.dmarc.value) == ("pass", state)


def test_neighbours_under_a_public_suffix_are_strangers() -> None:
    raw = signed(
        PLAIN.replace(b"anna@bank.example", b"anna@one.msk.ru"), Signing(domain="two.msk.ru")
    )
    summary = judged(raw, {"s1._domainkey.two.msk.ru": KEY})
    assert summary.signatures[0].state is AuthState.PASS
    assert (summary.aligned, summary.author_signed) == ("", False)


@pytest.mark.parametrize("domain", ["bank.example.evil.test", "xbank.example", "example"])
def test_a_name_that_only_looks_like_the_authors_is_not_aligned(domain: str) -> None:
    raw = signed(PLAIN, Signing(domain=domain))
    summary = judged(raw, {f"s1._domainkey.{domain}": KEY})
    assert summary.signatures[0].state is AuthState.PASS
    assert (summary.aligned, summary.author_signed) == ("", False)


def test_an_ambiguous_author_is_never_aligned() -> None:
    raw = signed(PLAIN.replace(b"Anna <anna@bank.example>", b"<a@bank.example>, <e@evil.example>"))
    summary = judged(raw, dmarc("v=DMARC1; p=reject"))
    assert summary.signatures[0].state is AuthState.PASS
    assert (summary.aligned, summary.dmarc) == ("", AuthState.PERMERROR)
    assert summary.author_signed is True


def test_while_the_policy_is_unknown_only_the_domain_itself_speaks_for_it() -> None:
    keys = {(f"s1._domainkey.{host}", "TXT"): [KEY] for host in (BANK, f"mail.{BANK}")}
    zone = TableResolver(keys, temporary=[f"_dmarc.{BANK}", f"_dmarc.mail.{BANK}"])
    above = authenticate(a_letter(signed(SUB)), a_context(zone))
    assert (above.aligned, above.dmarc) == ("", AuthState.TEMPERROR)
    itself = authenticate(a_letter(signed(PLAIN)), a_context(zone))
    assert itself.aligned == BANK


def test_a_weak_signature_does_not_pass_dmarc() -> None:
    raw = signed(PLAIN, Signing(digest="sha1"))
    assert judged(raw, dmarc("v=DMARC1; p=reject")).dmarc is AuthState.FAIL
