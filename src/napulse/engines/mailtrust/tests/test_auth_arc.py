"""Chains of seals: valid or not, and whose word they carry."""

from __future__ import annotations

import pytest

from napulse.engines.mailtrust.auth import authenticate
from napulse.engines.mailtrust.model import AuthState, AuthSummary
from napulse.engines.mailtrust.tests.auth_letters import (
    BANK,
    FIELDS,
    PLAIN,
    a_context,
    a_letter,
    a_zone,
    an_rsa_key,
    record,
    signed,
)
from napulse.engines.mailtrust.tests.auth_seals import Sealing, sealed

LIST = frozenset({"list.example"})
HOST = "forward.example"
HOST_KEY = an_rsa_key(number=2)
HOP = Sealing(
    instance=2,
    cv="pass",
    key=HOST_KEY,
    domain=HOST,
    results="forward.example; arc=pass; dkim=fail header.d=bank.example",
)


def judged(raw: bytes, sealers: frozenset[str] = LIST) -> AuthSummary:
    zone = a_zone({f"s1._domainkey.{HOST}": record(HOST_KEY)})
    return authenticate(a_letter(raw), a_context(zone, trusted_sealers=sealers))


@pytest.mark.parametrize("gap", [" ", "", "\r\n\t"])
def test_a_named_sealer_vouches_for_the_author_however_its_fields_are_spelt(gap: str) -> None:
    summary = judged(sealed(PLAIN, Sealing(gap=gap)))
    assert (summary.arc, summary.arc_sealers) == (AuthState.PASS, ("list.example",))
    assert (summary.sealed, summary.aligned) == ("list.example", "")


def test_nobody_else_does() -> None:
    summary = judged(sealed(PLAIN), frozenset({"other.example"}))
    assert (summary.arc, summary.sealed) == (AuthState.PASS, "")


def test_the_letter_may_lose_its_own_signature_on_the_way() -> None:
    changed = signed(PLAIN).replace(b"Subject: Your", b"Subject: [list] Your")
    summary = judged(sealed(changed))
    assert (summary.aligned, summary.sealed, summary.author_signed) == ("", "list.example", True)


@pytest.mark.parametrize(
    ("results", "vouches"),
    [
        ("x; dmarc=pass (p=none) header.from=bank.example; spf=fail", True),
        ("x; dkim=pass header.d=bank.example", True),
        ("x; dkim=pass header.i=@mail.bank.example header.s=a", True),
        ("x; dkim=pass header.d=bank.example; dmarc=fail header.from=bank.example", False),
        ("x; dmarc=pass header.from=bank.example.evil.example", False),
        ("x; dmarc=pass header.from=sub.bank.example", False),
        ("x; dmarc=pass", False),
        ("x; dmarc=bestguesspass header.from=bank.example", False),
        ("x; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=bank.example", False),
        ("x; spf=pass smtp.mailfrom=bank.example", False),
        ("x; dmarc=pass header.from=bank.example; dmarc=fail header.from=evil.example", False),
        ("x; dmarc=pass header.from=bank.example (never closed", False),
    ],
)
def test_only_a_clear_word_about_this_author_counts(results: str, vouches: bool) -> None:
    assert bool(judged(sealed(PLAIN, Sealing(results=results))).sealed) is vouches


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"all is well", b"all is sold"),
        (b"Your  statement", b"Your  winnings"),
        (b"dmarc=pass header.from=bank", b"dmarc=pass header.from=tank"),
        (b"cv=none", b"cv=pass"),
        (b"ARC-Seal: i=1", b"ARC-Seal: i=2"),
        (b"ARC-Authentication-Results: i=1; list", b"X: i=1; list"),
    ],
)
def test_a_changed_link_breaks_the_chain(old: bytes, new: bytes) -> None:
    raw = sealed(PLAIN)
    assert old in raw
    summary = judged(raw.replace(old, new))
    assert (summary.arc, summary.sealed) == (AuthState.FAIL, "")


def test_two_hops_need_both_to_be_named() -> None:
    raw = sealed(sealed(PLAIN), HOP)
    both = judged(raw, frozenset({"list.example", HOST}))
    assert (both.arc, both.arc_sealers) == (AuthState.PASS, ("list.example", HOST))
    assert both.sealed == "list.example"
    assert judged(raw, LIST).sealed == ""
    assert judged(raw, frozenset({HOST})).sealed == ""


def test_a_stranger_may_come_before_a_named_sealer_who_saw_for_itself() -> None:
    first = Sealing(key=HOST_KEY, domain=HOST, results="x; dmarc=pass header.from=bank.example")
    second = Sealing(instance=2, cv="pass")
    assert judged(sealed(sealed(PLAIN, first), second)).sealed == "list.example"


@pytest.mark.parametrize("cv", ["none", "fail"])
def test_a_second_seal_that_does_not_confirm_the_first_fails(cv: str) -> None:
    raw = sealed(sealed(PLAIN), Sealing(instance=2, cv=cv))
    assert judged(raw).arc is AuthState.FAIL


def test_gaps_and_repetitions_are_no_chain() -> None:
    assert judged(sealed(PLAIN, Sealing(instance=2, cv="pass"))).arc is AuthState.FAIL
    assert judged(sealed(sealed(PLAIN))).arc is AuthState.FAIL


def test_a_seal_over_half_a_letter_proves_nothing() -> None:
    half = Sealing(tags="l=4; ", length=4)
    assert (judged(sealed(PLAIN, half)).arc, judged(sealed(PLAIN, half)).sealed) == (
        AuthState.PASS,
        "",
    )
    no_subject = Sealing(fields=tuple(name for name in FIELDS if name != "subject"))
    assert judged(sealed(PLAIN, no_subject)).sealed == ""


def test_a_second_from_above_a_seal_leaves_nobody_sealed() -> None:
    raw = b"From: Eve <eve@evil.example>\r\n" + sealed(PLAIN)
    summary = judged(raw)
    assert (summary.sealed, summary.dmarc) == ("", AuthState.PERMERROR)


def test_a_seal_whose_key_cannot_be_asked_for_stays_open() -> None:
    zone = a_zone()

    class Failing:
        def resolve(self, name: str, type: str, /) -> object:
            return zone.resolve(name, "none") if "list" not in name else _temp()

    def _temp() -> object:
        from napulse.engines.mailtrust.model import Answer

        return Answer("temp")

    summary = authenticate(a_letter(sealed(PLAIN)), a_context(Failing(), trusted_sealers=LIST))
    assert (summary.arc, summary.sealed) == (AuthState.TEMPERROR, "")


def test_a_letter_without_seals_has_no_chain() -> None:
    assert judged(signed(PLAIN)).arc is AuthState.NONE
    assert judged(signed(PLAIN)).aligned == BANK
