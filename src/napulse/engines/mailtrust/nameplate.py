"""What the name shown as sender says: it is the first that a person reads, and often the only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from napulse.engines.mailtrust.index import Span, Words
from napulse.engines.mailtrust.policy import NAME_KINDS, Policy

ROLE_WORDS = ("team", "support", "administration")
BESIDE = (*ROLE_WORDS, "beside", "account", "customer", "of", "your")
PERSON_WORDS = 3


class Tier(IntEnum):
    """What one signal of a claim is worth."""

    MENTION = 0
    SPEECH = 1
    HINT = 2
    IDENTITY = 3


@dataclass(frozen=True)
class Names:
    """Where the names of a brand stand in a shown name, by their kind."""

    strong: Sequence[Span]
    shown: Sequence[Span]
    near: Sequence[Span]
    weak: Sequence[Span]


def nameplate(words: Words, policy: Policy) -> Tier | None:
    """How far a shown name goes in being the brand's; None when it does not name it."""
    if _official_address(words, policy):
        return Tier.IDENTITY
    names = _names(words, policy)
    spans = names.strong or names.shown or names.near or names.weak
    if not spans:
        return None
    rest = _rest(words, policy, spans)
    whole = not rest or _person_of(words, spans[0])
    if names.strong:
        return Tier.IDENTITY if whole else Tier.HINT
    if names.shown:
        return Tier.IDENTITY if whole else Tier.MENTION
    if names.near:
        return Tier.HINT
    has_role = any(words.places.get(key) for key in ROLE_WORDS)
    return Tier.IDENTITY if whole and has_role else Tier.MENTION


def is_function(words: Words) -> bool:
    """A shown name that is only a function: "Account Support", "Security Team", "noreply"."""
    known = _covered(words, BESIDE)
    return bool(known) and len(known) == len(words.tokens)


def is_weakly_named(words: Words, policy: Policy) -> bool:
    """A shown name that is nothing but a weak name of the brand."""
    weak = words.places.get(f"{policy.brand}/weak names", [])
    return bool(weak) and not _rest(words, policy, weak)


def _names(words: Words, policy: Policy) -> Names:
    strong, shown, near, weak = (
        words.places.get(f"{policy.brand}/{kind}", []) for kind in NAME_KINDS
    )
    own = [place for place in strong if not _of_a_user(words, place, policy)]
    return Names(own, shown, near if own or not strong else [], [] if strong else weak)


def _official_address(words: Words, policy: Policy) -> bool:
    """Whether an address of the brand stands in the place of a name."""
    norm = words.text.norm
    return "@" in norm and any("@" + sender.domain in norm for sender in policy.senders)


def _of_a_user(words: Words, place: Span, policy: Policy) -> bool:
    """Whether the name is only the end of a user's address at a public mailbox."""
    norm = words.text.norm
    start = words.start(place[0])
    domain = norm[start:].partition(" ")[0].strip("\"'<>()[],;")
    return norm[start - 1 : start] == "@" and policy.is_public(domain)


def _rest(words: Words, policy: Policy, spans: Iterable[Span]) -> list[int]:
    """The words of a shown name that are neither the brand's nor usual beside it."""
    known = _covered(words, (*BESIDE, f"{policy.brand}/beside", *(r.words for r in policy.roles)))
    known.update(at for start, stop in spans for at in range(start, stop))
    return [
        at
        for at, token in enumerate(words.tokens)
        if at not in known and len(token) > 1 and not any(c.isdigit() for c in token)
    ]


def _covered(words: Words, keys: Iterable[str]) -> set[int]:
    return {
        at for key in keys for start, stop in words.places.get(key, ()) for at in range(start, stop)
    }


def _person_of(words: Words, span: Span) -> bool:
    """A person of the brand: "Anna from Example"."""
    stops = {stop for _, stop in words.places.get("of", ())}
    return span[0] in stops and span[0] <= PERSON_WORDS
