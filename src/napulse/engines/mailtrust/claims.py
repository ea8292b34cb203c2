"""Whom a letter says it comes from: as which brand its author presents itself, and how strongly.

Speaking *about* a brand claims nothing. The author presents itself in the name shown as sender, in
the address, and in the ways a firm speaks of itself: the signature of its team, a greeting of its
customers, "your … account", its own copyright line. Hidden and quoted words never count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import islice

from napulse.engines.mailtrust.domains import imitated, names_brand
from napulse.engines.mailtrust.index import Found, Index, Span, Words
from napulse.engines.mailtrust.letter import Letter
from napulse.engines.mailtrust.lexicon import TOKEN, plain
from napulse.engines.mailtrust.model import Address, Evidence
from napulse.engines.mailtrust.nameplate import (
    ROLE_WORDS,
    Tier,
    is_function,
    is_weakly_named,
    nameplate,
)
from napulse.engines.mailtrust.policy import Pattern, Policy, Role
from napulse.engines.mailtrust.speech import spoken

_NAMED = {
    Tier.IDENTITY: "claim.name",
    Tier.HINT: "claim.name_part",
    Tier.MENTION: "claim.mention",
}
_SPOKEN = {"claim.introduction": Tier.HINT, "claim.mention": Tier.MENTION}

JOINED_FROM = 6
SOFT = frozenset({"claim.possession", "claim.logo"})  # others use these ways, too
WEAK_ALONE = frozenset({"claim.signature", "claim.message"})
YOURS = Pattern(("your", "account"), within=3)
MOST_YOURS = 20
WARNING_WORDS = 40  # who warns of such words, so near, does not speak for the brand


class Strength(IntEnum):
    """How far the letter goes in saying that it comes from the brand."""

    NONE = 0
    MENTION = 1
    FORWARDED = 2  # only a letter quoted inside says so
    WEAK = 3
    STRONG = 4


@dataclass(frozen=True)
class Signal:
    """One way in which the letter names the brand as its author."""

    message: str
    tier: Tier
    words: str
    evidence: Evidence
    forwarded: bool = False


@dataclass(frozen=True)
class Claim:
    """What a letter says about itself with regard to one brand."""

    policy: Policy
    strength: Strength
    signals: tuple[Signal, ...] = ()
    roles: frozenset[str] = frozenset()
    official: bool = False  # the visible sender stands at an official domain


def claims(letter: Letter, index: Index, policies: Sequence[Policy]) -> tuple[Claim, ...]:
    """The claim to each brand, strongest first; brands that are not named at all are left out."""
    functional = any(is_function(words) for words in index.names or index.locals)
    found = []
    for policy in policies:
        signals = tuple(_signals(letter, index, policy))
        generic = functional or any(is_weakly_named(words, policy) for words in index.names)
        official = _official(letter, policy)
        unnamed = functional and not signals and _is_of_users(letter, policy)
        if not official and (unnamed or _undecided(signals, generic)):
            signals += tuple(_message(letter, index, policy))
        if not official and any(each.message == "claim.name_part" for each in signals):
            signals += tuple(_yours(letter, index))
        if signals or official:
            strength = _strength(signals, generic)
            roles = frozenset(_roles(letter, index, policy))
            found.append(Claim(policy, strength, signals, roles, official))
    return tuple(sorted(found, key=_rank))


def _rank(claim: Claim) -> tuple[int, int, int, str]:
    weight = sum(signal.tier for signal in claim.signals)
    return (-claim.strength, -int(claim.official), -weight, claim.policy.brand)


def _is_of_users(letter: Letter, policy: Policy) -> bool:
    """Whether the author writes from a mailbox that the brand gives to anybody."""
    return any(policy.is_public(author.domain) for author in letter.sender.authors)


def _official(letter: Letter, policy: Policy) -> bool:
    return any(policy.official(author.domain) for author in letter.sender.authors)


def _signals(letter: Letter, index: Index, policy: Policy) -> Iterator[Signal]:
    for author in letter.sender.authors:
        yield from _address(author, policy)
    named = not index.keys.isdisjoint(policy.name_keys)
    for words in index.names if named or index.has_address_as_name else ():
        tier = nameplate(words, policy)
        if tier is not None:
            found = Found(words, (0, len(words.tokens)))
            yield Signal(_NAMED[tier], tier, found.shown, index.evidence(found))
    for spoken_as in spoken(index, policy) if named else ():
        found = spoken_as.found
        tier = _SPOKEN.get(spoken_as.message, Tier.SPEECH)
        yield Signal(
            spoken_as.message, tier, found.shown, index.evidence(found), spoken_as.forwarded
        )


def _address(author: Address, policy: Policy) -> Iterator[Signal]:
    """What the address says, where it is not official."""
    if policy.official(author.domain):
        return
    like = imitated(author.domain, policy.imitable)
    own = policy.owns(author.domain) or policy.is_public(author.domain)
    if policy.is_below(author.domain):
        yield Signal("claim.subdomain", Tier.HINT, author.domain, author.span)
    elif like:
        yield Signal("claim.domain", Tier.IDENTITY, author.domain, author.span)
    elif not own and names_brand(author.domain, policy.joined_names):
        yield Signal("claim.domain", Tier.HINT, author.domain, author.span)
    parts = _local_words(author.local)
    joined = "".join(parts)
    named = any(
        name in joined and (len(name) >= JOINED_FROM or name in parts)
        for name in policy.joined_names
    )
    if named or (policy.is_public(author.domain) and _staff(parts, policy)):
        yield Signal("claim.address", Tier.HINT, author.local, author.span)


@lru_cache(maxsize=10_000)
def _local_words(local: str) -> tuple[str, ...]:
    return tuple(TOKEN.findall(plain(local)))


def _staff(words: Sequence[str], policy: Policy) -> bool:
    """Whether a provider's mailbox is called by nothing but the function of its staff."""
    staff = {word for key in ROLE_WORDS for word in policy.words.get(key, ()) if word.isascii()}
    parts = [part for part in words if not part.isdigit()]
    return bool(parts) and all(part in staff for part in parts)


def _undecided(signals: Sequence[Signal], generic: bool) -> bool:
    """Whether the message must tell: a nameless sender, or ways to speak that are not enough."""
    here = [each for each in signals if not each.forwarded]
    kinds = {each.message for each in here if each.tier > Tier.MENTION}
    if _strength(here, generic) >= Strength.WEAK:
        return False
    return bool(here) and (generic or len(kinds) > 1 or not kinds <= SOFT)


def _message(letter: Letter, index: Index, policy: Policy) -> Iterator[Signal]:
    """Words that only the brand could say, with something to do at once, beside its name."""
    if not (letter.links or letter.facts.asks):
        return
    for rule in policy.rules:
        for pattern in rule.args["any_of"] if rule.claims else ():
            for found in index.find(pattern):
                if found.words.near("may_not", found.span, WARNING_WORDS):
                    continue
                yield Signal("claim.message", Tier.SPEECH, found.shown, index.evidence(found))


def _yours(letter: Letter, index: Index) -> Iterator[Signal]:
    """Words of "your account" with something to do about it: under the brand's name, its own."""
    if letter.links or letter.facts.asks:
        for found in islice(index.find(YOURS), MOST_YOURS):
            yield Signal("claim.possession", Tier.SPEECH, found.shown, index.evidence(found))


def _strength(signals: Sequence[Signal], generic: bool) -> Strength:
    here = [signal for signal in signals if not signal.forwarded]
    best = max((signal.tier for signal in here), default=Tier.MENTION)
    kinds = {signal.message for signal in here if signal.tier == Tier.SPEECH}
    hints = {signal.message for signal in here if signal.tier == Tier.HINT}
    if best == Tier.IDENTITY or (hints and (kinds or len(hints) > 1)):
        return Strength.STRONG
    hard = kinds - SOFT
    if (generic and hard) or ("claim.signature" in kinds and len(kinds) > 1):
        return Strength.STRONG
    if hints or hard & WEAK_ALONE or (hard and len(kinds) > 1):
        return Strength.WEAK
    if any(signal.forwarded and signal.tier >= Tier.SPEECH for signal in signals):
        return Strength.FORWARDED
    return Strength.MENTION if signals else Strength.NONE


def _roles(letter: Letter, index: Index, policy: Policy) -> Iterator[str]:
    """The roles in which the letter speaks: in the shown name, a signature, or in so many words."""
    for role in policy.roles:
        if any(_speaks_in(words, role, policy) for words in index.texts):
            yield role.id


def _speaks_in(words: Words, role: Role, policy: Policy) -> bool:
    places = words.places.get(role.words, ())
    if not places or role.anywhere:
        return bool(places)
    if words.text.path == "from":
        return True
    return any(_signed(words, place) for place in places)


def _signed(words: Words, place: Span) -> bool:
    """Whether the words stand in a closing line, soon after a valediction."""
    return any(0 <= place[0] - stop <= 4 for _, stop in words.places.get("valediction", ()))
