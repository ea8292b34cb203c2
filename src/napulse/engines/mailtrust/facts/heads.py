"""Words by their first three letters: a text is only searched where something could stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from napulse.engines.mailtrust.letter import Text

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Searched:
    """A text and the heads of its words."""

    text: Text

    @property
    def norm(self) -> str:
        """The form that is searched."""
        return self.text.norm

    @cached_property
    def heads(self) -> frozenset[str]:
        """The first three letters of every word, or all of a shorter one."""
        return frozenset({word[:3] for word in set(_WORD.findall(self.text.norm))})

    def has(self, heads: frozenset[str]) -> bool:
        """Whether a word begins so."""
        return not self.heads.isdisjoint(heads)


@dataclass(frozen=True)
class Anchored:
    """A pattern that matches only where a word begins with one of its heads."""

    pattern: re.Pattern[str]
    heads: frozenset[str]

    def finditer(self, searched: Searched) -> Iterator[re.Match[str]]:
        """The matches in their order, none within another."""
        norm, last = searched.norm, 0
        for place in _places(norm, self.heads & searched.heads):
            if place < last:
                continue
            match = self.pattern.match(norm, place)
            if match and match.end() > place:
                last = match.end()
                yield match


def _places(norm: str, heads: frozenset[str]) -> list[int]:
    """Where words begin with one of the heads."""
    places: list[int] = []
    for head in heads:
        place = norm.find(head)
        while place >= 0:
            if not place or not norm[place - 1].isalpha():
                places.append(place)
            place = norm.find(head, place + len(head))
    places.sort()
    return places


def heads_of(words: str) -> frozenset[str]:
    """Heads written as one line."""
    return frozenset(words.split())
