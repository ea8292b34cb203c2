"""Domains made to look like another: the whole name inside, look-alike letters, one letter off."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from publicsuffixlist import PublicSuffixList
from rapidfuzz.distance import OSA

from napulse.engines.mailtrust.hosts import unicode_domain
from napulse.engines.mailtrust.lookalike import looks

SUFFIXES = PublicSuffixList()
FUZZY_FROM = 6
WITHIN_FROM = 8
BESIDE = frozenset(
    re.findall(
        r"\w+",
        "account accounts admin alert app auth billing care center check client club help hr id "
        "info live login mail my news notice office official online pay payment portal reward safe "
        "secure security service services shop signin store support team update verify wallet web",
    )
)
_DIGITS = str.maketrans("10!|", "loll")


@lru_cache(maxsize=20_000)
def registrable(domain: str) -> str:
    """The part of a domain that somebody registered: mail.ru of corp.mail.ru; itself if unknown."""
    return (not domain.startswith("[") and SUFFIXES.privatesuffix(domain)) or domain


@lru_cache(maxsize=20_000)
def readable(domain: str) -> str:
    """The domain in Unicode, as a mail program may show it."""
    return unicode_domain(domain)


@lru_cache(maxsize=20_000)
def skeleton(domain: str) -> str:
    """The domain as the eye takes it."""
    bare = unicodedata.normalize("NFC", readable(domain)).translate(looks()).translate(_DIGITS)
    return bare.replace("rn", "m").replace("vv", "w").replace("cl", "d")


@dataclass(frozen=True)
class Shape:
    """A domain in the forms in which two are compared."""

    readable: str
    dotted: str  # hyphens as dots, and a dot at either end
    registered: str
    label: str  # of the registered domain
    seen: str  # the registered domain as the eye takes it
    seen_label: str


@lru_cache(maxsize=20_000)
def shape(domain: str) -> Shape:
    """The forms of a domain."""
    shown, registered = readable(domain), registrable(domain)
    seen = skeleton(registered)
    dotted = "." + shown.replace("-", ".") + "."
    label, seen_label = registered.partition(".")[0], seen.partition(".")[0]
    return Shape(shown, dotted, registered, label, seen, seen_label)


@lru_cache(maxsize=100_000)
def imitated(domain: str, official: tuple[str, ...]) -> str:
    """The official domain that `domain`, which is none of them, is made to look like, or ""."""
    seen = shape(domain)
    return next((own for own in official if _imitates(domain, seen, own, shape(own))), "")


def _imitates(domain: str, seen: Shape, own: str, meant: Shape) -> bool:
    if domain == own or domain.endswith("." + own):
        return False
    return _holds(seen, own, meant) or _looks_like(seen, meant)


def _holds(seen: Shape, own: str, meant: Shape) -> bool:
    """The official name stands in front, between dots, or with hyphens for dots."""
    if seen.readable.startswith(own) or (own.count(".") > 1 and own in seen.readable):
        return True
    return seen.registered != meant.registered and f".{own}." in seen.dotted


def _looks_like(seen: Shape, meant: Shape) -> bool:
    if seen.registered == meant.registered:
        return False
    if seen.seen == meant.seen:
        return True
    label, wanted = seen.seen_label, meant.seen_label
    if label == wanted:
        return label != seen.label
    if len(wanted) < FUZZY_FROM or abs(len(label) - len(wanted)) > 1:
        return False
    return OSA.distance(label, wanted, score_cutoff=1) <= 1


@lru_cache(maxsize=100_000)
def names_brand(domain: str, names: tuple[str, ...]) -> str:
    """The brand's name among the words of the registered domain, joined or apart, or ""."""
    label = shape(domain).seen_label
    words = re.split(r"[-_]", label)
    joined = "".join(words)
    for name in names:
        seen = skeleton(name)
        if seen in words or (len(seen) >= WITHIN_FROM and seen in joined):
            return name
        if joined.startswith(seen) and joined[len(seen) :] in BESIDE:
            return name
        if joined.endswith(seen) and joined[: -len(seen)] in BESIDE:
            return name
    return ""
