"""Whom a letter says it comes from: as which brand its author presents itself, and how strongly.

Speaking *about* a brand claims nothing. The author presents itself in the name shown as sender, in
the address, and in the ways a firm speaks of itself: the signature of its team, a greeting of its
customers, "your … account", its own copyright line. Hidden and quoted words never count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from napulse.engines.mailtrust.domains import imitated, names_brand, registrable
from napulse.engines.mailtrust.index import Found, Index, Span, Words
from napulse.engines.mailtrust.letter import Letter
from napulse.engines.mailtrust.lexicon import TOKEN, plain
from napulse.engines.mailtrust.model import Address, Evidence
from napulse.engines.mailtrust.policy import Policy, Role
from napulse.engines.mailtrust.speech import spoken

ROLE_WORDS = ("team", "support", "administration")
BESIDE = (*ROLE_WORDS, "beside", "account", "customer", "of", "your")


class Strength(IntEnum):
    """How far the letter goes in saying that it comes from the brand."""

    NONE = 0
    MENTION = 1
    FORWARDED = 2  # only a letter quoted inside says so
    WEAK = 3
    STRONG = 4


class Tier(IntEnum):
    """What one signal is worth."""

    MENTION = 0
    SPEECH = 1
    HINT = 2
    IDENTITY = 3


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
    functional = any(_generic(words) for words in index.names)
    found = []
    for policy in policies:
        signals = tuple(_signals(letter, index, policy))
        generic = functional or any(_weakly_named(words, policy) for words in index.names)
        official = _official(letter, policy)
        if signals or official:
            strength = _strength(signals, generic, policy, letter)
            roles = frozenset(_roles(letter, index, policy))
            found.append(Claim(policy, strength, signals, roles, official))
    return tuple(sorted(found, key=_rank))


def _rank(claim: Claim) -> tuple[int, int, int, str]:
    weight = sum(signal.tier for signal in claim.signals)
    return (-claim.strength, -int(claim.official), -weight, claim.policy.brand)


def _official(letter: Letter, policy: Policy) -> bool:
    return any(policy.official(author.domain) for author in letter.sender.authors)


def _signals(letter: Letter, index: Index, policy: Policy) -> Iterator[Signal]:
    for words in index.names:
        yield from _nameplate(index, words, policy)
    for author in letter.sender.authors:
        yield from _address(author, policy)
    for spoken_as in spoken(index, policy):
        found = spoken_as.found
        tier = Tier.SPEECH if spoken_as.message != "claim.mention" else Tier.MENTION
        yield Signal(
            spoken_as.message, tier, found.shown, index.evidence(found), spoken_as.forwarded
        )


def _nameplate(index: Index, words: Words, policy: Policy) -> Iterator[Signal]:
    """What the name shown as sender says."""
    strong = words.places.get(f"{policy.brand}/names", [])
    shown = words.places.get(f"{policy.brand}/shown names", [])
    strong = strong or shown
    strong = [place for place in strong if not _a_users(words, place, policy)]
    near = words.places.get(f"{policy.brand}/near names", [])
    spans = strong or near or words.places.get(f"{policy.brand}/weak names", [])
    if not spans:
        return
    rest = _rest(words, policy, spans)
    employed = bool(rest) and _after_of(words, spans[0])
    whole = not rest or employed
    role = any(words.places.get(key) for key in ROLE_WORDS)
    tier = _tier(whole, bool(strong), bool(near), role)
    if shown and strong == shown and not whole:
        tier = Tier.MENTION
    message = {Tier.IDENTITY: "claim.name", Tier.HINT: "claim.name_part"}.get(tier, "claim.mention")
    found = Found(words, (0, len(words.tokens)))
    yield Signal(message, tier, found.shown, index.evidence(found))


def _tier(whole: bool, strong: bool, near: bool, role: bool) -> Tier:
    """A name that is one letter off hints; a weak one needs a role beside it."""
    if near and not strong:
        return Tier.HINT
    if strong or role:
        return Tier.IDENTITY if whole else Tier.HINT
    return Tier.MENTION


def _a_users(words: Words, place: Span, policy: Policy) -> bool:
    """Whether the name is only the end of a user's address at a public mailbox."""
    norm = words.text.norm
    start = words.starts[place[0]]
    domain = norm[start:].partition(" ")[0].strip("\"'<>()[],;")
    return norm[start - 1 : start] == "@" and policy.is_public(domain)


def _rest(words: Words, policy: Policy, spans: Sequence[Span]) -> list[int]:
    """The words of a shown name that are neither the brand's nor usual beside it."""
    keys = (*BESIDE, f"{policy.brand}/beside", *(role.words for role in policy.roles))
    known = {at for start, stop in spans for at in range(start, stop)}
    for key in keys:
        known.update(at for start, stop in words.places.get(key, ()) for at in range(start, stop))
    return [
        at
        for at, token in enumerate(words.tokens)
        if at not in known and len(token) > 1 and not any(c.isdigit() for c in token)
    ]


def _after_of(words: Words, span: Span) -> bool:
    """A person of the brand: "Anna from Example"."""
    return any(stop == span[0] for _, stop in words.places.get("of", ())) and span[0] < 4


def _generic(words: Words) -> bool:
    """A shown name that is only a function: "Account Support", "Security Team", "noreply"."""
    known = {
        at
        for key in BESIDE
        for start, stop in words.places.get(key, ())
        for at in range(start, stop)
    }
    return bool(known) and len(known) == len(words.tokens)


def _weakly_named(words: Words, policy: Policy) -> bool:
    """A shown name that is nothing but a weak name of the brand."""
    weak = words.places.get(f"{policy.brand}/weak names", [])
    return bool(weak) and not _rest(words, policy, weak)


def _address(author: Address, policy: Policy) -> Iterator[Signal]:
    """What the address says, where it is not official."""
    if policy.official(author.domain):
        return
    names = [name.lower().replace(" ", "") for name in policy.names.strong]
    like = imitated(author.domain, lookalike_targets(policy))
    own = policy.owns(author.domain) or policy.is_public(author.domain)
    if like:
        yield Signal("claim.domain", Tier.IDENTITY, author.domain, author.span)
    elif not own and names_brand(author.domain, names):
        yield Signal("claim.domain", Tier.HINT, author.domain, author.span)
    local = plain(author.local)
    parts = [match.group() for match in TOKEN.finditer(local)]
    if any(name in parts or (len(name) > 5 and name in "".join(parts)) for name in names) or (
        policy.is_public(author.domain) and _staff(local, policy)
    ):
        yield Signal("claim.address", Tier.HINT, author.local, author.span)


def _staff(local: str, policy: Policy) -> bool:
    """Whether a provider's mailbox is called by nothing but the function of its staff."""
    staff = {word for key in ROLE_WORDS for word in policy.words.get(key, ()) if word.isascii()}
    parts = [part for part in TOKEN.findall(local) if not part.isdigit()]
    return bool(parts) and all(part in staff for part in parts)


def lookalike_targets(policy: Policy) -> tuple[str, ...]:
    """The domains that somebody might imitate."""
    own = [sender.domain for sender in policy.senders]
    return tuple(dict.fromkeys([*own, *(registrable(domain) for domain in own)]))


def _strength(signals: Sequence[Signal], generic: bool, policy: Policy, letter: Letter) -> Strength:
    here = [signal for signal in signals if not signal.forwarded]
    best = max((signal.tier for signal in here), default=Tier.MENTION)
    kinds = {signal.message for signal in here if signal.tier == Tier.SPEECH}
    hints = {signal.message for signal in here if signal.tier == Tier.HINT}
    if best == Tier.IDENTITY or (hints and (kinds or len(hints) > 1)):
        return Strength.STRONG
    if (generic and kinds) or ("claim.signature" in kinds and len(kinds) > 1):
        return Strength.STRONG
    if hints or "claim.signature" in kinds or len(kinds) > 1:
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
