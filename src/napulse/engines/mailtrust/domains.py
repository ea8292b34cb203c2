"""Domains made to look like another: the whole name inside, look-alike letters, one letter off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import idna
from publicsuffixlist import PublicSuffixList
from rapidfuzz.distance import OSA

SUFFIXES = PublicSuffixList()
FUZZY_FROM = 6
_LOOKS = str.maketrans("авекмнорстухіјѕԁԛԝӏьαορνικτ10!|", "abekmhopctyxijsdqwlbaopvikтlоll")
_TO_LATIN = str.maketrans("то", "to")


@lru_cache(maxsize=20_000)
def registrable(domain: str) -> str:
    """The part of a domain that somebody registered: mail.ru of corp.mail.ru; itself if unknown."""
    return SUFFIXES.privatesuffix(domain) or domain


@lru_cache(maxsize=20_000)
def readable(domain: str) -> str:
    """The domain in Unicode, as a mail program may show it."""
    if "xn--" not in domain:
        return domain.lower()
    labels = []
    for label in domain.lower().split("."):
        try:
            labels.append(idna.ulabel(label) if label.startswith("xn--") else label)
        except idna.IDNAError:
            labels.append(label)
    return ".".join(labels)


@lru_cache(maxsize=20_000)
def skeleton(domain: str) -> str:
    """The domain as the eye takes it."""
    bare = unicodedata.normalize("NFKD", readable(domain))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    bare = bare.translate(_LOOKS).translate(_TO_LATIN)
    return bare.replace("rn", "m").replace("vv", "w").replace("cl", "d")


def imitated(domain: str, official: Iterable[str]) -> str:
    """The official domain that `domain`, which is none of them, is made to look like, or ""."""
    return next((own for own in official if _imitates(domain, own)), "")


def _imitates(domain: str, own: str) -> bool:
    if domain == own or domain.endswith("." + own):
        return False
    return _holds(readable(domain), own) or _looks_like(domain, own)


def _holds(domain: str, own: str) -> bool:
    """The official name stands in front, between dots, or with hyphens for dots."""
    if own.count(".") > 1 and own in domain:
        return True
    dotted = "." + domain.replace("-", ".") + "."
    return domain.startswith(own) or (
        f".{own}." in dotted and registrable(own) != registrable(domain)
    )


def _looks_like(domain: str, own: str) -> bool:
    seen, meant = skeleton(registrable(domain)), skeleton(registrable(own))
    if registrable(domain) == registrable(own):
        return False
    if seen == meant:
        return True
    label, wanted = seen.split(".")[0], meant.split(".")[0]
    if label == wanted:
        return label != registrable(domain).split(".")[0]
    return len(wanted) >= FUZZY_FROM and OSA.distance(label, wanted, score_cutoff=1) <= 1


def names_brand(domain: str, names: Iterable[str]) -> str:
    """The brand's name among the words of the registered domain, joined or apart, or ""."""
    label = skeleton(registrable(domain)).split(".")[0]
    words = re.split(r"[-_]", label)
    joined = "".join(words)
    for name in names:
        seen = skeleton(name)
        if seen in words or (len(seen) > 5 and seen in joined):
            return name
    return ""
