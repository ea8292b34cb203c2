"""The author's DMARC policy and its verdict: RFC 7489, 3.1 (alignment) and 6.6.3 (discovery)."""

from __future__ import annotations

from dataclasses import dataclass

from napulse.engines.mailtrust.auth.alignment import is_aligned
from napulse.engines.mailtrust.auth.ledger import Ledger, Malformed, Unavailable
from napulse.engines.mailtrust.auth.statement import Tags, read_tags
from napulse.engines.mailtrust.domains import registrable
from napulse.engines.mailtrust.model import AuthState, Signature

_POLICIES = ("none", "quarantine", "reject")
_ALL = 100
_TOO_WEAK = {"weak_key", "weak_hash", "from_unsigned"}


@dataclass(frozen=True)
class Policy:
    """What the author's domain wants. `found` is NONE without a record, TEMPERROR without DNS."""

    found: AuthState
    action: str = ""  # none, quarantine, reject
    strict_dkim: bool = False
    strict_spf: bool = False
    percent: int = _ALL


def find_policy(author: str, dns: Ledger) -> Policy:
    """The policy of the domain, else that of its organisation, with its word on subdomains."""
    if not author:
        return Policy(AuthState.NONE)
    above = registrable(author)
    try:
        for domain in dict.fromkeys((author, above)):
            records = _records(dns.texts(f"_dmarc.{domain}"))
            if records:
                return _policy(records, is_below=domain != author)
    except Unavailable:
        return Policy(AuthState.TEMPERROR)
    return Policy(AuthState.NONE)


def _records(texts: tuple[str, ...]) -> list[str]:
    return [text for text in texts if "".join(text.partition(";")[0].split()) == "v=DMARC1"]


def _policy(records: list[str], is_below: bool) -> Policy:
    try:
        tags = read_tags(records[0])
    except Malformed:
        return Policy(AuthState.NONE)
    action = tags.get("p", "").lower()
    if is_below:
        action = tags.get("sp", action).lower()
    if len(records) > 1 or (action not in _POLICIES and "rua" not in tags):
        return Policy(AuthState.NONE)
    return Policy(
        AuthState.PASS,
        action if action in _POLICIES else "none",
        strict_dkim=tags.get("adkim", "r").lower() == "s",
        strict_spf=tags.get("aspf", "r").lower() == "s",
        percent=_percent(tags),
    )


def _percent(tags: Tags) -> int:
    written = tags.get("pct", "")
    return min(int(written), _ALL) if written.isascii() and written.isdigit() else _ALL


def judge(
    author: str, policy: Policy, signatures: tuple[Signature, ...], spf: tuple[AuthState, str]
) -> AuthState:
    """The DMARC result; `spf` is its state and domain. PERMERROR where there is no one author.

    A signature by a key or a hash that is too weak (RFC 8301) counts as none. What DNS kept back
    may turn a failure into a pass, so the answer stays open then.
    """
    if not author:
        return AuthState.PERMERROR
    if policy.found is not AuthState.PASS:
        return policy.found
    checks = [
        (AuthState.NONE if _TOO_WEAK & set(s.notes) else s.state)
        for s in signatures
        if is_aligned(s.domain, author, policy.strict_dkim)
    ]
    state, domain = spf
    if is_aligned(domain, author, policy.strict_spf):
        checks.append(state)
    for state in (AuthState.PASS, AuthState.TEMPERROR):
        if state in checks:
            return state
    return AuthState.FAIL


def of_author(signatures: tuple[Signature, ...], author: str) -> list[Signature]:
    """The signatures that the author's organisation made or tried to make."""
    return [s for s in signatures if is_aligned(s.domain, author)]
