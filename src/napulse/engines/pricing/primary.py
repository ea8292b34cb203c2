"""What a primary accounting document must say: article 9, part 2 of the law 402-FZ.

Seven requisites: its name, its date, who made it, what was done, how much in kind or money and in
which units, the positions of those who answer for it, and their names for the signatures. An act
without one of them is no ground for a cost at the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

REQUISITES = ("name", "date", "entity", "content", "measure", "positions", "signatures")


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: a position and a name with initials."""

    position: str
    name: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what was done, with how much of it; an amount in minor units."""

    content: str
    amount_minor: int
    quantity_milli: int = 1000
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PrimaryDocument:
    """What is judged: both sides sign an act."""

    name: str
    on: date | None
    entity: str
    facts: Sequence[Fact]
    currency: str
    signatories: Sequence[Signatory]


def missing(document: PrimaryDocument) -> tuple[str, ...]:
    """Name the requisites that are missing, in the order of the law."""
    facts, signatories = document.facts, document.signatories
    stands = {
        "name": bool(document.name.strip()),
        "date": document.on is not None,
        "entity": bool(document.entity.strip()),
        "content": bool(facts) and all(fact.content.strip() for fact in facts),
        "measure": bool(facts) and bool(document.currency) and all(map(_is_measured, facts)),
        "positions": bool(signatories) and all(each.position.strip() for each in signatories),
        "signatures": bool(signatories) and all(each.name.strip() for each in signatories),
    }
    return tuple(name for name in REQUISITES if not stands[name])


def signatory_of(written: str) -> Signatory:
    """Read "Генеральный директор Иванов И. И." into position and name.

    The name is the last word that begins with a capital before initials, with them; initials may
    stand before it. Without initials the last two words are the name.
    """
    words = written.replace(",", " ").split()
    first = next((at for at, word in enumerate(words) if _is_initials(word)), None)
    if first is None:
        at = max(0, len(words) - 2)
    elif first and words[first - 1][:1].isupper() and _ends(words, first):
        at = first - 1
    else:
        at = first
    return Signatory(" ".join(words[:at]), " ".join(words[at:]))


def _is_initials(word: str) -> bool:
    return word.endswith(".") and word[:1].isupper() and len(word) <= 5


def _ends(words: Sequence[str], first: int) -> bool:
    """Whether only initials follow: the family name stands before them."""
    return all(_is_initials(word) for word in words[first:])


def _is_measured(fact: Fact) -> bool:
    return bool(fact.amount_minor) and bool(fact.quantity_milli)
