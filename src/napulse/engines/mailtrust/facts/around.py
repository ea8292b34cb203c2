"""The words around a find: which of several kinds of words stands nearest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_DENIED = re.compile(
    r"(?:(?<!\w)(?:не|без|никогда|ни|вместо)|(?<!\w)(?:not|never|no|without|instead of|nor)|n't)"
    r"(?: \w+){0,2} ?$"
)
_BREAK = re.compile(r"[.!?;](?= )|:(?= )")


def nearest(
    norm: str, start: int, stop: int, kinds: Mapping[str, re.Pattern[str]], reach: int = 110
) -> str:
    """The kind whose words stand nearest to `norm[start:stop]` and are not denied, or ""."""
    best, kind = reach * 4, ""
    for name, place in told(norm, start, stop, kinds, reach):
        far = distance(norm, place, (start, stop))
        if far < best:
            best, kind = far, name
    return kind


def told(
    norm: str, start: int, stop: int, kinds: Mapping[str, re.Pattern[str]], reach: int
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every kind whose words stand around `norm[start:stop]` and are not denied, with its place."""
    low = max(0, start - reach)
    high = min(len(norm), stop + reach)
    for name, pattern in kinds.items():
        for match in pattern.finditer(norm, low, high):
            if not _DENIED.search(norm, max(0, match.start() - 30), match.start()):
                yield name, match.span()


def distance(norm: str, one: tuple[int, int], other: tuple[int, int]) -> int:
    """The characters between two places; the end of a sentence between them counts for 60."""
    if one[0] > other[0]:
        one, other = other, one
    between = norm[one[1] : other[0]]
    return len(between) + 60 * len(_BREAK.findall(between))
