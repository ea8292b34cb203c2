"""Who really sent a letter: SPF, DKIM, DMARC and ARC checked here, and what receivers recorded."""

from __future__ import annotations

from napulse.engines.mailtrust.auth.alignment import is_aligned
from napulse.engines.mailtrust.auth.arc import Chain, check_chain, sealed_by
from napulse.engines.mailtrust.auth.dkim import Moments, check_signatures, is_sound
from napulse.engines.mailtrust.auth.dmarc import Policy, find_policy, judge, of_author
from napulse.engines.mailtrust.auth.ledger import Ledger
from napulse.engines.mailtrust.auth.message import Message
from napulse.engines.mailtrust.auth.recorded import says_dmarc_pass
from napulse.engines.mailtrust.auth.spf import check_spf
from napulse.engines.mailtrust.auth.trace import received_at, trusted_results, was_passed_on
from napulse.engines.mailtrust.letter import Letter
from napulse.engines.mailtrust.model import (
    AuthState,
    AuthSummary,
    Context,
    SenderView,
    Signature,
)

__all__ = ["authenticate"]

_BROKEN = ("signature", "body_hash")


def authenticate(letter: Letter, context: Context) -> AuthSummary:
    """Check everything that tells who sent the letter. Never raises.

    Signatures are judged at the moment of receipt where it is known, else at `context.as_of`.
    Where the author is ambiguous nothing is aligned, vouched for or sealed.
    """
    dns = Ledger(context.resolver, context.limits.dns_queries)
    message = Message(letter)
    received = received_at(letter, context)
    moments = Moments(received or context.as_of, context.as_of)
    signatures = check_signatures(message, dns, moments, context.limits.signatures)
    author = _author(letter.sender)
    policy = find_policy(author, dns)
    chain = check_chain(message, dns)
    spf = check_spf(context.envelope, dns)
    aligned = _aligned(author, policy, signatures)
    signed = [s for name in _authors(letter.sender) for s in of_author(signatures, name)]
    is_broken = not aligned and any(s.reason in _BROKEN for s in signed)
    vouched = _vouched(letter, context, author)
    is_changed = not aligned and any(s.reason == "body_hash" for s in signed)
    return AuthSummary(
        spf=spf.state,
        spf_domain=spf.domain,
        signatures=signatures,
        dmarc=judge(author, policy, signatures, (spf.state, spf.domain)),
        dmarc_policy=policy.action,
        dmarc_percent=policy.percent,
        arc=chain.state,
        arc_sealers=chain.sealers,
        aligned=aligned,
        vouched="" if is_changed else vouched,
        sealed=sealed_by(chain, context.trusted_sealers, author),
        author_signed=bool(signed),
        forwarded=is_broken and _is_explained(letter, chain, vouched),
        received_at=received,
        dns=dns.written(),
    )


def _is_explained(letter: Letter, chain: Chain, vouched: str) -> bool:
    """Whether somebody changed the letter on its way, as lists and gateways do."""
    return bool(vouched) or len(chain.recorded) > 1 or was_passed_on(letter)


def _author(sender: SenderView) -> str:
    """The domain of the one author, or "" where readers could disagree."""
    return "" if sender.ambiguous else sender.authors[0].domain


def _authors(sender: SenderView) -> set[str]:
    return {address.domain for address in sender.authors}


def _aligned(author: str, policy: Policy, signatures: tuple[Signature, ...]) -> str:
    """The author's domain where a sound signature proves it; strict while the policy is unknown."""
    is_strict = policy.strict_dkim or policy.found is AuthState.TEMPERROR
    proven = any(is_sound(s) and is_aligned(s.domain, author, is_strict) for s in signatures)
    return author if proven else ""


def _vouched(letter: Letter, context: Context, author: str) -> str:
    """The trusted receiver that recorded a DMARC pass for the author."""
    for rule in context.trusted:
        results = trusted_results(letter, rule)
        if author and says_dmarc_pass(results, author):
            return rule.authserv_id or rule.received_by
    return ""
