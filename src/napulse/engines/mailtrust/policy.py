"""A brand's policy: who writes for it, what it never sends, what its letters may ask and promise.

A policy is data. Patterns name *word sets*; a rule names one predicate of a closed vocabulary. What
can be written in a policy is told by `policy.schema.json`, and in words by the manual.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from napulse.engines.mailtrust.domains import registrable
from napulse.engines.mailtrust.lexicon import plain
from napulse.engines.mailtrust.model import Severity

ANY_ROLE = "any"
NAME_KINDS = ("names", "shown names", "near names", "weak names")


@dataclass(frozen=True)
class Pattern:
    """Word sets that stand near each other in any order, and none of `none` among them.

    Every item is the key of a word set; `within` counts words from the first to the last.
    """

    all: tuple[str, ...]
    none: tuple[str, ...] = ()
    within: int = 12


@dataclass(frozen=True)
class Example:
    """A letter in small. Empty `sender` is the brand's own address."""

    body: str
    subject: str = ""
    sender: str = ""
    attachment: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule: when its predicate finds something, that is a finding of this severity.

    `path` is its place in the file. `role`: only for letters that speak in this role. `unproven`:
    only while nothing proves the sender. `unless`: patterns that excuse the whole letter. `claims`:
    who says it speaks as the brand, when it names the brand and itself by a function alone.
    """

    id: str
    path: str
    predicate: str
    args: Mapping[str, Any]
    severity: Severity
    role: str = ""
    unproven: bool = False
    claims: bool = False
    unless: tuple[Pattern, ...] = ()
    plain: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    date: str = ""
    examples: tuple[Example, ...] = ()
    near_misses: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Sender:
    """A domain that writes for the brand, and in which roles. Exact unless `subdomains`.

    `personal`: staff writes its own letters from here, which claim nothing by the domain alone.
    """

    domain: str
    roles: tuple[str, ...] = (ANY_ROLE,)
    subdomains: bool = False
    personal: bool = False


@dataclass(frozen=True)
class Role:
    """A way to speak for the brand, told by the word set `words` in the shown name or a signature.

    `anywhere`: its words tell it wherever they stand. Empty `senders`: every official one.
    """

    id: str
    words: str
    senders: tuple[str, ...] = ()
    anywhere: bool = False


@dataclass(frozen=True)
class Names:
    """What the brand is called.

    `weak` names are words of the language: they count beside a role only. `shown` ones count in
    the name shown as sender alone, as short ones do. `beside`: words that may stand beside a name
    there, as "Business", "Pay". `unlike`: names of others that are but a letter away.
    """

    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Auth:
    """What the brand's mail always carries, and since when (ISO date, "" for ever)."""

    dkim_required: bool = True
    dmarc: str = ""
    since: str = ""


@dataclass(frozen=True)
class Policy:
    """Everything known of a brand. `words` holds its own word sets and the shared ones it uses."""

    brand: str
    version: int
    title: Mapping[str, str]
    names: Names
    senders: tuple[Sender, ...]
    public_mailboxes: frozenset[str] = frozenset()
    link_domains: tuple[str, ...] = ()
    auth: Auth = field(default_factory=Auth)
    roles: tuple[Role, ...] = ()
    rules: tuple[Rule, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: str = ""
    date: str = ""

    def official(self, domain: str) -> Sender | None:
        """The official sender that an address at `domain` belongs to."""
        sender = self._exact.get(domain)
        if sender is not None or not self._above:
            return sender
        return next((each for end, each in self._above if domain.endswith(end)), None)

    @cached_property
    def _exact(self) -> Mapping[str, Sender]:
        return {sender.domain: sender for sender in reversed(self.senders)}

    @cached_property
    def _above(self) -> tuple[tuple[str, Sender], ...]:
        """The senders that own what lies below them, the nearest first."""
        above = [(f".{each.domain}", each) for each in self.senders if each.subdomains]
        return tuple(sorted(above, key=lambda each: -len(each[0])))

    def is_below(self, domain: str) -> bool:
        """Whether the domain lies below an official one and is none itself."""
        return any(domain.endswith("." + sender.domain) for sender in self.senders)

    def is_public(self, domain: str) -> bool:
        """Whether anybody may have an address at the domain, or a part of it."""
        return domain in self.public_mailboxes or registrable(domain) in self.public_mailboxes

    def owns(self, domain: str) -> bool:
        """Whether a host is the brand's: a sender, a mailbox domain or a place its links go to."""
        return (
            self.official(domain) is not None
            or domain in self.public_mailboxes
            or any(domain == own or domain.endswith("." + own) for own in self.link_domains)
        )

    @cached_property
    def imitable(self) -> tuple[str, ...]:
        """The domains that somebody might imitate."""
        own = [sender.domain for sender in self.senders]
        return tuple(dict.fromkeys([*own, *(registrable(domain) for domain in own)]))

    @cached_property
    def name_keys(self) -> frozenset[str]:
        """The keys under which its names are looked up."""
        return frozenset(f"{self.brand}/{kind}" for kind in NAME_KINDS)

    @cached_property
    def joined_names(self) -> tuple[str, ...]:
        """The strong names as they may stand in an address."""
        names = (re.sub(r"[\W_]", "", plain(name)) for name in self.names.strong)
        return tuple(dict.fromkeys([*names]))

    def role(self, id: str) -> Role | None:
        """The role of that id."""
        return next((role for role in self.roles if role.id == id), None)


@dataclass(frozen=True)
class Problem:
    """What is wrong in a policy: a stable code, what it is about, and the place."""

    code: str
    detail: str
    file: str = ""
    path: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.path or 'the policy'}: {self.detail} [{self.code}]"


class PolicyError(ValueError):
    """A policy that cannot be used, with every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
