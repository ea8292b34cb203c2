"""A policy of an invented bank, and letters that speak as it, about it, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from napulse.engines.mailtrust.assess import PolicySet, assess
from napulse.engines.mailtrust.claims import Claim, claims
from napulse.engines.mailtrust.index import Index
from napulse.engines.mailtrust.loading import load_policy, shipped_policies
from napulse.engines.mailtrust.model import Context, Finding, Report
from napulse.engines.mailtrust.policy import Policy
from napulse.engines.mailtrust.read import read
from napulse.engines.mailtrust.resolvers import TableResolver
from napulse.engines.mailtrust.tests.auth_letters import NOW, Signing, an_rsa_key, record, signed

BANK = "clients.northkey.example"
FIELDS = ("from", "to", "subject", "date", "content-type", "reply-to")
POLICY = """\
brand: northkey
version: 3
source: The bank's page on safe mail
date: 2026-05-04
title: {en: Northkey, ru: Нордкей}
names: {strong: [Northkey, Нордкей], weak: [Key], beside: [bank, банк]}
official_senders:
  - {domain: clients.northkey.example, roles: [any]}
  - {domain: news.northkey.example, roles: [team]}
public_mailboxes: [northmail.example]
link_domains: [northkey.example]
auth: {dkim_aligned: required, dmarc: reject}
roles:
  team: {words: [team, команд*]}
  support: {words: ["support", "служб* поддержк*"], senders: [clients.northkey.example]}
words:
  card: [card*, карт*]
  stolen: [stolen, украден*, blocked, заблок*]
  never: [never, никогда]
never_sends:
  - id: stolen-card
    plain: {en: Does not write that a card was stolen., ru: 'Не пишет, что карту украли.'}
    any_of:
      - {all: [card, stolen], none: [never], within: 8}
    examples: ["Your card was blocked.", "Ваша карта заблокирована."]
    near_misses: ["We never write that your card was stolen.", "Your card is ready."]
rules:
  - id: no-programs
    when: {attachment: {kinds: [executable]}}
    severity: fraud
    plain: {en: Attaches no programs., ru: Не прикладывает программ.}
    examples: [{attachment: a.exe, body: See}, {attachment: b.scr, body: See}]
    near_misses: [{attachment: a.pdf, body: See}, {attachment: exe.txt, body: See}]
"""


@cache
def the_policy() -> Policy:
    return load_policy(POLICY)


@cache
def the_bank() -> PolicySet:
    return PolicySet([the_policy()])


@cache
def all_brands() -> PolicySet:
    return PolicySet(shipped_policies())


def a_raw(
    sender: str, subject: str = "Hello", body: str = "Hello.", headers: Sequence[str] = ()
) -> bytes:
    """A letter of plain text in UTF-8."""
    kind = "text/html" if body.lstrip().startswith("<") else "text/plain"
    lines = [
        f"From: {sender}",
        "To: <reader@client.example>",
        f"Subject: {subject}",
        "Date: Wed, 25 Nov 2026 11:00:00 +0000",
        "MIME-Version: 1.0",
        f"Content-Type: {kind}; charset=utf-8",
        *headers,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body.replace("\n", "\r\n") + "\r\n").encode()


def a_signed(raw: bytes, domain: str = BANK) -> bytes:
    """The letter signed by a domain, whose key the context knows."""
    return signed(raw, Signing(domain=domain, fields=FIELDS))


def a_context(**changes: object) -> Context:
    """Now, with the keys of the bank's domains."""
    domains = (BANK, "news.northkey.example", "northkey.example", "corp.mail.ru", "id.mail.ru")
    keys = {f"s1._domainkey.{domain}": record(an_rsa_key()) for domain in domains}
    context = Context(NOW, resolver=TableResolver.of_texts(keys))
    return replace(context, **changes)  # type: ignore[arg-type]


def judged(raw: bytes, policies: PolicySet | None = None, context: Context | None = None) -> Report:
    return assess(raw, policies or the_bank(), context or a_context())


def the_claims(raw: bytes, policies: PolicySet | None = None) -> tuple[Claim, ...]:
    policies = policies or the_bank()
    letter = read(raw)
    return claims(letter, Index(letter, policies.lexicon), policies.policies)


def rules_of(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


def the_finding(report: Report, rule: str) -> Finding:
    return next(finding for finding in report.findings if finding.rule == rule)
