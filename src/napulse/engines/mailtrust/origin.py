"""What speaks for and against the sender that a letter claims, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from napulse.engines.mailtrust.auth.alignment import is_aligned
from napulse.engines.mailtrust.auth.dkim import is_sound
from napulse.engines.mailtrust.auth.trace import was_passed_on
from napulse.engines.mailtrust.claims import Claim, Signal, Strength
from napulse.engines.mailtrust.defects import where_is
from napulse.engines.mailtrust.domains import imitated
from napulse.engines.mailtrust.letter import Letter
from napulse.engines.mailtrust.model import (
    Address,
    AuthState,
    AuthSummary,
    Context,
    Evidence,
    Finding,
    Severity,
    Signature,
)
from napulse.engines.mailtrust.policy import ANY_ROLE, Policy, Sender

FRESH = timedelta(days=14)  # a domain keeps its keys at least so long
OPEN_TYPE = "content_type_unsigned"  # the parts could be read in another way
OPEN_ENCODING = "encoding_unsigned"  # and so could the characters, where they are encoded
ENCODED = ("quoted-printable", "base64")
SHOWN_DEFECTS = frozenset({"bare_lf", "mbox_from", "leading_blank", "no_blank_line"})


@dataclass(frozen=True)
class Case:
    """A letter, one claim that it makes, and what its authentication gave."""

    letter: Letter
    claim: Claim
    auth: AuthSummary
    context: Context

    @property
    def policy(self) -> Policy:
        """The policy of the claimed brand."""
        return self.claim.policy

    @property
    def proven(self) -> bool:
        """One official author, and something that proves it; SPF alone never does."""
        return (
            not self.letter.sender.ambiguous
            and all(self.policy.official(each.domain) for each in self.letter.sender.authors)
            and bool(self.auth.aligned or self.auth.vouched or self.auth.sealed)
        )

    @property
    def received_at(self) -> datetime:
        """When it came, as far as that is known."""
        return self.auth.received_at or self.context.as_of


def origin_findings(case: Case) -> Iterator[Finding]:
    """Claims, sender, proofs, and how the letter is built."""
    yield from _claimed(case)
    yield from _senders(case)
    yield from _answers(case)
    if case.claim.official:
        yield from _proofs(case) if case.proven else _lacking(case)
    yield from letter_findings(case.letter)


def _finding(code: str, severity: Severity, params: dict[str, str], *evidence: Evidence) -> Finding:
    return Finding(code, severity, code, params, evidence)


def _claimed(case: Case) -> Iterator[Finding]:
    """How it says that it comes from the brand: a finding per way, resting on all its places."""
    ways: dict[str, list[Signal]] = {}
    for signal in sorted(case.claim.signals, key=lambda each: -each.tier):
        ways.setdefault(signal.message, []).append(signal)
    if len(ways) > 1:
        ways.pop("claim.mention", None)
    for message, signals in ways.items():
        if message == "claim.forwarded":
            continue  # told with the sender
        param = "domain" if message in ("claim.domain", "claim.subdomain") else "words"
        params = {"brand": case.policy.brand}
        if message != "claim.mention":
            params[param] = signals[0].words
        places = dict.fromkeys(signal.evidence for signal in signals)
        yield _finding(message, Severity.NOTE, params, *places)


# --- the sender ---------------------------------------------------------------------------------


def _senders(case: Case) -> Iterator[Finding]:
    sender = case.letter.sender
    spans = [author.span for author in sender.authors]
    if not sender.authors:
        weight = Severity.FRAUD if case.claim.strength is Strength.STRONG else Severity.WARN
        yield _finding("sender.unreadable", weight, {}, *where_is(case.letter, "no_address"))
    elif sender.ambiguous:
        senders = ", ".join(dict.fromkeys(author.address for author in sender.authors))
        yield _finding("sender.ambiguous", Severity.WARN, {"senders": senders[:300]}, *spans)
    yield from _merged([each for author in sender.authors for each in _author(case, author)])


def _merged(findings: Sequence[Finding]) -> Iterator[Finding]:
    """One finding per code, told by its first author, resting on all."""
    for code in dict.fromkeys(each.rule for each in findings):
        same = [each for each in findings if each.rule == code]
        places = dict.fromkeys(place for each in same for place in each.evidence)
        yield replace(same[0], evidence=tuple(places))


def _author(case: Case, author: Address) -> Iterator[Finding]:
    official = case.policy.official(author.domain)
    params = {"brand": case.policy.brand}
    if official is None:
        yield from _foreign(case, author)
        return
    wrong = _wrong_role(case, official)
    if wrong:
        params |= {"domain": author.domain, "role": wrong}
        yield _finding("sender.wrong_role", Severity.WARN, params, author.span)
    elif not case.letter.sender.ambiguous:
        role = ", ".join(sorted(case.claim.roles)) or ANY_ROLE
        params |= {"domain": author.domain, "role": role}
        yield _finding("sender.official", Severity.PROOF, params, author.span)


def _wrong_role(case: Case, official: Sender) -> str:
    """A claimed role for which this official domain does not write, or ""."""
    for id in sorted(case.claim.roles):
        role = case.policy.role(id)
        limited = role is not None and role.senders and official.domain not in role.senders
        if limited or not {ANY_ROLE, id}.intersection(official.roles):
            return id
    return ""


def _foreign(case: Case, author: Address) -> Iterator[Finding]:
    """A sender that is not the brand's, by how strongly the letter says that it is."""
    brand, strength = case.policy.brand, case.claim.strength
    params = {"brand": brand, "address": author.address}
    like = imitated(author.domain, case.policy.imitable)
    if strength is Strength.STRONG and like:
        params = {"brand": brand, "domain": author.domain, "official": like}
        yield _finding("sender.lookalike", Severity.FRAUD, params, author.span)
    elif strength is Strength.STRONG and case.policy.is_public(author.domain):
        yield _finding("sender.public_mailbox", Severity.FRAUD, params, author.span)
    elif strength is Strength.STRONG:
        yield _finding("sender.foreign", Severity.FRAUD, params, author.span)
    elif strength is Strength.WEAK:
        yield _finding("sender.maybe", Severity.WARN, params, author.span)
    elif strength is Strength.FORWARDED:
        inner = case.letter.forwarded_from
        places = [s.evidence for s in case.claim.signals if s.forwarded]
        params = {"brand": brand, "address": inner}
        yield _finding("claim.forwarded", Severity.WARN, params, *dict.fromkeys(places))


def _answers(case: Case) -> Iterator[Finding]:
    """Answers that would leave the brand."""
    header = case.letter.first("reply-to")
    for address in case.letter.sender.reply_to:
        if header and not case.policy.owns(address.domain):
            severity = Severity.WARN if case.claim.official else Severity.NOTE
            yield _finding(
                "sender.reply_elsewhere", severity, {"domain": address.domain}, header.span
            )
            return


# --- proofs, and their absence ------------------------------------------------------------------


def _proofs(case: Case) -> Iterator[Finding]:
    auth, proof = case.auth, Severity.PROOF
    passing = [each for each in _own(case) if auth.aligned and is_sound(each)]
    left_open = [_left_open(case.letter, each) for each in passing]
    if passing and all(left_open) and not (auth.vouched or auth.sealed):
        params = {"domain": passing[0].domain, "note": left_open[0]}
        yield _finding("auth.weak", Severity.WARN, params, passing[0].span)
    for signature in passing:
        params = {"domain": signature.domain, "selector": signature.selector}
        keys = [d for d in auth.dns if d.name.startswith(f"{signature.selector}._domainkey.")]
        yield _finding("auth.aligned", proof, params, signature.span, *keys[:1])
        if "expired_since" in signature.notes:
            params = {"domain": signature.domain}
            yield _finding("auth.expired_since", Severity.NOTE, params, signature.span)
    if auth.vouched:
        where = _spans(case.letter, "authentication-results")
        yield _finding("auth.vouched", proof, {"receiver": auth.vouched}, *where)
    if auth.sealed:
        where = _spans(case.letter, "arc-seal")
        yield _finding("auth.sealed", proof, {"sealer": auth.sealed}, *where)


def _left_open(letter: Letter, signature: Signature) -> str:
    """What a signature leaves open of how the signed body is to be read, or ""."""
    if OPEN_TYPE in signature.notes:
        return OPEN_TYPE
    encoding = letter.first("content-transfer-encoding")
    encoded = encoding is not None and encoding.value.strip().lower() in ENCODED
    return OPEN_ENCODING if encoded and OPEN_ENCODING in signature.notes else ""


def _spans(letter: Letter, name: str) -> tuple[Evidence, ...]:
    return tuple(header.span for header in letter.all(name)[:1])


def _own(case: Case) -> tuple[Signature, ...]:
    """The signatures that could speak for an author."""
    domains = [author.domain for author in case.letter.sender.authors]
    return tuple(
        each
        for each in case.auth.signatures
        if any(is_aligned(each.domain, domain) for domain in domains)
    )


def _lacking(case: Case) -> Iterator[Finding]:
    """Why an official address is not proven, and how much that weighs."""
    author = next(a for a in case.letter.sender.authors if case.policy.official(a.domain))
    params = {"brand": case.policy.brand, "domain": author.domain}
    own = _own(case)
    code, severity = _weighed(case, own)
    if code == "auth.failed":
        params["reason"] = own[0].reason
    elif code == "auth.weak":
        params = {"domain": author.domain, "note": ", ".join(own[0].notes)}
    yield _finding(code, severity, params, author.span, *(each.span for each in own[:1]))
    if severity is Severity.FRAUD and case.auth.dmarc is AuthState.FAIL and case.auth.dmarc_policy:
        records = [dns for dns in case.auth.dns if dns.name.startswith("_dmarc.")]
        params = {"domain": author.domain, "policy": case.auth.dmarc_policy}
        yield _finding("auth.dmarc_failed", Severity.WARN, params, author.span, *records[:1])


def _weighed(case: Case, own: tuple[Signature, ...]) -> tuple[str, Severity]:
    required = case.policy.auth.dkim_required
    before = case.received_at.date().isoformat() < case.policy.auth.since
    if before or not required or any(each.state is AuthState.TEMPERROR for each in own):
        return "auth.unchecked", Severity.WARN
    if not own:
        passed_on = was_passed_on(case.letter)
        return ("auth.forwarded", Severity.WARN) if passed_on else ("auth.unsigned", Severity.FRAUD)
    if any(each.state is AuthState.PASS or each.reason == "expired" for each in own):
        return "auth.weak", Severity.WARN
    if case.auth.forwarded:
        return "auth.forwarded", Severity.WARN
    late = case.context.as_of - case.received_at > FRESH
    if late and all(each.state is AuthState.PERMERROR for each in own):
        return "auth.unchecked", Severity.WARN
    return "auth.failed", Severity.FRAUD


# --- the letter as such -------------------------------------------------------------------------


def letter_findings(letter: Letter) -> Iterator[Finding]:
    """What in the letter's build keeps it from being genuine."""
    if letter.truncated:
        top = [header.span for header in letter.headers[:1]]
        yield _finding("letter.truncated", Severity.WARN, {}, *top)
    for defect in letter.defects:
        if defect not in SHOWN_DEFECTS:
            where = where_is(letter, defect)
            yield _finding("letter.defect", Severity.WARN, {"defect": defect}, *where)
