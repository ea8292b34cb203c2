"""Words and domains made to look like others.

The skeleton follows UTS 39: every character stands for the one it is confusable with (data of
confusable-homoglyphs, which is Unicode's); letters that only look alike in a row, as "rn" and "m",
and digits for letters are folded on top.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import OSA

from napulse.engines.mailtrust.folding import CYRILLIC_AS_LATIN, FOLDING, OTHER_AS_LATIN
from napulse.engines.mailtrust.hosts import ascii_domain, organizational_domain, unicode_domain

_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"), ("ii", "u"))
_ALIKE = str.maketrans("01!|3456789i", "ollleasgtbgl")
_SHORTEST_TYPO = 5


class _Skeletons(dict[int, str]):
    """Character by character: what it looks like, worked out when first asked for."""

    def __init__(self, prototypes: dict[str, str]) -> None:
        super().__init__()
        self.prototypes = prototypes

    def __missing__(self, code: int) -> str:
        value = "".join(self._looks(char) for char in FOLDING[code])
        self[code] = value
        return value

    def _looks(self, char: str) -> str:
        latin = CYRILLIC_AS_LATIN.get(char) or OTHER_AS_LATIN.get(char)
        if latin or char.isascii():
            return latin or char
        return self.prototypes.get(char, char).lower()


@cache
def _table() -> _Skeletons:
    """The table over Unicode's data: a character's prototype is the ASCII letter of its class."""
    data = json.loads(
        files("confusable_homoglyphs").joinpath("confusables.json").read_text("utf-8")
    )
    prototypes: dict[str, str] = {}
    for char, others in data.items():
        plain = [other["c"] for other in others if other["c"].isascii() and other["c"].isalnum()]
        if len(char) == 1 and plain:
            prototypes[char] = min(plain, key=lambda each: (len(each), each.isupper(), each))
    return _Skeletons(prototypes)


def skeleton(word: str) -> str:
    """What a word looks like: words with one skeleton can be taken for each other."""
    seen = unicodedata.normalize("NFC", word).translate(_table()).translate(_ALIKE)
    for pair, single in _PAIRS:
        seen = seen.replace(pair, single)
    return seen


@dataclass(frozen=True)
class Likeness:
    """How a domain is like an official one.

    `how` is `exact`, `subdomain`, or a trick: `inside` (corp.mail.ru.evil.com), `hyphen`
    (corp-mail.ru, mail.ru-help.com), `ending` (mail.com for mail.ru), `skeleton` (rnail.ru),
    `typo` (maill.ru).
    """

    how: str
    official: str

    @property
    def deceptive(self) -> bool:
        """Whether it is a trick and no kin."""
        return self.how not in ("exact", "subdomain")


def domain_looks_like(domain: str, official: Iterable[str]) -> Likeness | None:
    """The closest likeness of a domain to one of the official ones, or None."""
    domain = ascii_domain(domain)
    found = [Likeness(how, own) for own in official if (how := _likeness(domain, own))]
    order = ("exact", "subdomain", "inside", "skeleton", "hyphen", "typo", "ending")
    return min(found, key=lambda each: order.index(each.how), default=None)


def _likeness(domain: str, own: str) -> str:
    if domain == own:
        return "exact"
    if domain.endswith("." + own) or organizational_domain(domain) == organizational_domain(own):
        return "subdomain"
    if f".{own}." in f".{domain}" or domain.startswith(own):
        return "inside"
    readable = unicode_domain(domain)
    dashed = "." + readable.replace("-", ".") + "."
    if f".{own}." in dashed or dashed.startswith("." + own):
        return "hyphen"
    return _looks(organizational_domain(domain), organizational_domain(own), readable)


def _looks(domain: str, own: str, readable: str) -> str:
    """Likeness of the registered names by look or by one letter."""
    seen, meant = skeleton(unicode_domain(domain)), skeleton(own)
    if seen == meant or _labels_in(skeleton(readable), meant):
        return "skeleton"
    label, wanted = seen.split(".")[0], meant.split(".")[0]
    if label == wanted:
        return "skeleton" if domain.split(".")[0] != own.split(".")[0] else "ending"
    if len(wanted) >= _SHORTEST_TYPO and OSA.distance(label, wanted, score_cutoff=1) <= 1:
        return "typo"
    return ""


def _labels_in(seen: str, meant: str) -> bool:
    """Whether the whole official name, as it looks, stands inside another name."""
    return f".{meant}." in f".{seen}"
