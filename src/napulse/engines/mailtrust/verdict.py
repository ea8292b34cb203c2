"""The lattice: findings place a letter, nothing is added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from napulse.engines.mailtrust.claims import Strength
from napulse.engines.mailtrust.model import Finding, Severity, Verdict
from napulse.engines.mailtrust.origin import Case


def capped(findings: Iterable[Finding], strength: Strength) -> tuple[Finding, ...]:
    """A letter that is only quoted inside another never weighs more than a warning."""
    if strength is not Strength.FORWARDED:
        return tuple(findings)
    most = Severity.WARN
    return tuple(replace(each, severity=min(each.severity, most)) for each in findings)


def verdict_of(case: Case, findings: Iterable[Finding]) -> Verdict:
    """Fraudulent by any such finding, genuine only when proven and nothing weighs against it."""
    worst = max((finding.severity for finding in findings), default=Severity.NOTE)
    if worst >= Severity.FRAUD:
        return Verdict.FRAUDULENT
    if worst >= Severity.WARN or not case.proven or case.letter.truncated:
        return Verdict.SUSPICIOUS
    return Verdict.GENUINE
