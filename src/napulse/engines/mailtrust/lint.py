"""The proof of a policy: every rule has examples and near misses, and they are run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from napulse.engines.mailtrust.assess import PolicySet
from napulse.engines.mailtrust.index import Index
from napulse.engines.mailtrust.loading import line_of, lines_of, load_policy
from napulse.engines.mailtrust.model import Context
from napulse.engines.mailtrust.policy import Example, Policy, PolicyError, Problem, Rule
from napulse.engines.mailtrust.read import read
from napulse.engines.mailtrust.rules import View, hits

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)  # no rule may depend on it


def lint_policy(source: str | Path) -> tuple[Problem, ...]:
    """Everything wrong with a policy, by line; `source` is its text or the path of its file."""
    file = source.name if isinstance(source, Path) else "policy.yaml"
    try:
        text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
        policy = load_policy(text, file)
    except UnicodeDecodeError as error:
        return (Problem("not-text", f"not UTF-8 at byte {error.start}", file),)
    except PolicyError as error:
        return error.problems
    lines = lines_of(text)
    found = [
        Problem(code, detail, file, rule.path, line_of(lines, f"{rule.path}.{place}"))
        for rule, code, detail, place in _run(policy)
    ]
    return tuple(sorted(found, key=lambda each: each.line))


def _run(policy: Policy) -> Iterator[tuple[Rule, str, str, str]]:
    """Examples that the rule does not find, near misses that it does."""
    policies = PolicySet([policy])
    for rule in policy.rules:
        for number, example in enumerate(rule.examples):
            if not found(rule, example, policies):
                detail = f"{rule.id} does not find its example {_short(example)}"
                yield rule, "example-missed", detail, f"examples.{number}"
        for number, example in enumerate(rule.near_misses):
            if found(rule, example, policies):
                detail = f"{rule.id} finds its near miss {_short(example)}"
                yield rule, "near-miss-found", detail, f"near_misses.{number}"


def _short(example: Example) -> str:
    text = " ".join((example.sender, example.subject, example.attachment, example.body)).split()
    return f"“{' '.join(text)[:80]}”"


def found(rule: Rule, example: Example, policies: PolicySet) -> bool:
    """Whether the rule's predicate holds for an example, in the rule's role."""
    policy = policies.policies[0]
    letter = read(letter_of(example, policy))
    index = Index(letter, policies.lexicon)
    roles = frozenset({rule.role} if rule.role else ())
    return bool(hits(rule, View(letter, index, policy, Context(MOMENT), roles)))


def letter_of(example: Example, policy: Policy) -> bytes:
    """The example as a whole letter, from the brand's own address where it names no other."""
    message = EmailMessage()
    domain = policy.senders[0].domain
    body = example.body + "\n"
    if body.lstrip().startswith("<"):
        message.set_content(body, subtype="html", charset="utf-8")
    else:
        message.set_content(body, charset="utf-8")
    if example.attachment:
        message.add_attachment(
            b"0", maintype="application", subtype="octet-stream", filename=example.attachment
        )
    head = f"From: {example.sender or 'info@' + domain}\r\n"
    if example.subject:
        head += f"Subject: {example.subject}\r\n"
    return head.encode() + bytes(message)
