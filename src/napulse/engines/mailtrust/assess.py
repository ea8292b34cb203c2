"""One pure call from the bytes of a letter to its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from napulse.engines.mailtrust.auth import authenticate
from napulse.engines.mailtrust.claims import Claim, Strength, claims
from napulse.engines.mailtrust.index import Index
from napulse.engines.mailtrust.letter import Letter
from napulse.engines.mailtrust.lexicon import Lexicon
from napulse.engines.mailtrust.model import (
    AuthSummary,
    Context,
    Evidence,
    Finding,
    Report,
    Severity,
    Verdict,
)
from napulse.engines.mailtrust.origin import Case, letter_findings, origin_findings
from napulse.engines.mailtrust.policy import Policy
from napulse.engines.mailtrust.read import read
from napulse.engines.mailtrust.rules import View
from napulse.engines.mailtrust.rules import findings as rule_findings
from napulse.engines.mailtrust.verdict import capped, verdict_of

MOST_INNER = 10


class PolicySet:
    """Policies with their words compiled: make one and keep it, compiling takes a moment."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self.policies = tuple(policies)
        sets: dict[str, set[str]] = {}
        names: dict[str, tuple[str, ...]] = {}
        for policy in self.policies:
            for key, words in policy.words.items():
                sets.setdefault(key, set()).update(words)
            sets[f"{policy.brand}/beside"] = set(policy.names.beside)
            names[f"{policy.brand}/names"] = policy.names.strong
            names[f"{policy.brand}/weak names"] = policy.names.weak
            names[f"{policy.brand}/shown names"] = policy.names.shown
            names[f"{policy.brand}/unlike"] = policy.names.unlike
        self.lexicon = Lexicon({key: sorted(words) for key, words in sets.items()}, names)


def assess(raw: bytes, policies: PolicySet, context: Context) -> Report:
    """Judge a letter. Never raises; the same input gives the same report.

    A letter that claims nothing itself but has others attached is judged as the worst of them;
    `Report.inner` then names the part, in whose bytes all places count.
    """
    letter = read(raw, context.limits)
    report = _judge(letter, policies, context)
    if report.verdict is not Verdict.NO_CLAIM or not letter.inner or _is_bounce(letter):
        return report
    alone = replace(
        context,
        envelope=None,
        trusted=(),
        trusted_sealers=frozenset(),
        received_at=None,
        own_copy=False,
    )
    inner = letter.inner[:MOST_INNER]
    judged = [_inner(report, path, bytes_, policies, alone) for path, bytes_ in inner]
    worst = max(judged, key=lambda each: _WORST.index(each.verdict))
    return _limited(letter, worst) if worst.verdict is Verdict.GENUINE else worst


_WORST = (Verdict.NO_CLAIM, Verdict.GENUINE, Verdict.SUSPICIOUS, Verdict.FRAUDULENT)


def _is_bounce(letter: Letter) -> bool:
    header = letter.first("content-type")
    return header is not None and header.value.lower().startswith("multipart/report")


def _inner(outer: Report, path: str, raw: bytes, policies: PolicySet, context: Context) -> Report:
    letter = read(raw, context.limits)
    report = _judge(letter, policies, context)
    if report.verdict is Verdict.NO_CLAIM:
        return outer
    note = Finding("letter.inner", Severity.NOTE, "letter.inner", {"path": path}, _top(letter))
    return replace(report, findings=(note, *report.findings), inner=path)


def _limited(outer: Letter, report: Report) -> Report:
    """What is attached is no more genuine than what was read of the letter, and asked, around it.

    All places count in the attached letter, so the findings rest on where it begins.
    """
    begin = report.findings[0].evidence
    codes = []
    if outer.truncated or len(outer.inner) > MOST_INNER:
        codes.append("letter.truncated")
    if any(not ask.denied for ask in outer.facts.asks):
        codes.append("letter.around")
    if not codes:
        return report
    findings = (Finding(code, Severity.WARN, code, {}, begin) for code in codes)
    return replace(
        report,
        verdict=Verdict.SUSPICIOUS,
        findings=(*findings, *report.findings),
        truncated=report.truncated or "letter.truncated" in codes,
    )


def _top(letter: Letter) -> tuple[Evidence, ...]:
    return tuple(header.span for header in letter.headers[:1])


def _judge(letter: Letter, policies: PolicySet, context: Context) -> Report:
    auth = authenticate(letter, context)
    index = Index(letter, policies.lexicon)
    found = claims(letter, index, policies.policies)
    cases = [Case(letter, claim, auth, context) for claim in found]
    serious = [case for case in cases if _is_serious(case)]
    if not serious:
        return _no_claim(letter, auth, found)
    case = max(serious, key=_weight)
    return _report(case, index)


def _is_serious(case: Case) -> bool:
    """Whether the letter presents itself as the brand, or stands at its official domain."""
    claim = case.claim
    if claim.strength >= Strength.FORWARDED:
        return True
    return claim.official and (case.proven or not _personal(claim, case.letter))


def _personal(claim: Claim, letter: Letter) -> bool:
    """Only staff's own letters come from this domain unless they speak for the brand."""
    senders = [claim.policy.official(author.domain) for author in letter.sender.authors]
    return any(sender is not None and sender.personal for sender in senders)


def _weight(case: Case) -> tuple[int, int, int]:
    """The strongest claim decides; the own domain counts as one, a proven one above others."""
    claim = case.claim
    strength = max(claim.strength, Strength.STRONG) if claim.official else claim.strength
    return int(case.proven), strength, int(claim.official)


def _report(case: Case, index: Index) -> Report:
    roles = case.claim.roles
    view = View(case.letter, index, case.policy, case.context, roles, case.proven, case.received_at)
    gathered = [*origin_findings(case), *rule_findings(view)]
    findings = capped(sorted(gathered, key=lambda each: -each.severity), case.claim.strength)
    return Report(
        verdict=verdict_of(case, findings),
        brand=case.policy.brand,
        findings=findings,
        sender=case.letter.sender,
        auth=case.auth,
        defects=case.letter.defects,
        truncated=case.letter.truncated,
        policy_version=case.policy.version,
    )


def _no_claim(letter: Letter, auth: AuthSummary, found: Sequence[Claim]) -> Report:
    findings = [
        Finding(
            "claim.mention",
            Severity.NOTE,
            "claim.mention",
            {"brand": claim.policy.brand},
            tuple(dict.fromkeys(signal.evidence for signal in claim.signals)),
        )
        for claim in found[:5]
        if claim.signals
    ]
    where: tuple[Evidence, ...] = tuple(author.span for author in letter.sender.authors[:1])
    where = where or _top(letter)
    findings.append(Finding("claim.none", Severity.NOTE, "claim.none", {}, where))
    return Report(
        verdict=Verdict.NO_CLAIM,
        brand="",
        findings=(*findings, *letter_findings(letter)),
        sender=letter.sender,
        auth=auth,
        defects=letter.defects,
        truncated=letter.truncated,
    )
