"""Requests for something secret or costly, and promises never to ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from napulse.engines.mailtrust.facts.heads import Searched
from napulse.engines.mailtrust.facts.secrets import NOUN, REPORT, VERB, WAYS
from napulse.engines.mailtrust.letter import Ask
from napulse.engines.mailtrust.text import part_span

_BOUND = re.compile(r"[.!?;](?= |$)|•|\|")
_BLANK = re.compile(r" ?: ?(?:[_.…\-]{2,}|\[|\(? ?\)? *$)")
_REACH = 110
_MOST = 120


def find_asks(searched: Searched) -> Iterator[Ask]:
    """What the words of a text ask for, and what they say is never asked for."""
    norm = searched.norm
    for match in islice(NOUN.finditer(searched), _MOST):
        low, high = _sentence(norm, match.start(), match.end())
        denied = _denied(norm, match, low, high)
        if denied is not None:
            how = "" if denied else _how(norm, match, low, high)
            span = part_span(searched.text, match.start(), match.end())
            yield Ask(str(match.lastgroup), denied, how, span)


def _sentence(norm: str, start: int, stop: int) -> tuple[int, int]:
    low = max(0, start - _REACH)
    for bound in _BOUND.finditer(norm, low, start):
        low = bound.end()
    after = _BOUND.search(norm, stop, stop + _REACH)
    return low, after.start() if after else min(len(norm), stop + _REACH)


def _denied(norm: str, noun: re.Match[str], low: int, high: int) -> bool | None:
    """True where it is never asked for, False where it is asked for, None where neither."""
    if _BLANK.match(norm, noun.end(), min(len(norm), noun.end() + 12)):
        return False
    if REPORT.search(norm, noun.end(), min(high, noun.end() + 40)):
        return None
    after = _verbs(norm, noun.end(), min(high, noun.end() + 70))
    if after and after[0][0] and "," not in norm[noun.end() : after[0][1]]:
        return True
    before = _verbs(norm, low, noun.start())
    if before:
        return before[-1][0]
    return after[0][0] if after else None


def _verbs(norm: str, low: int, high: int) -> list[tuple[bool, int]]:
    """The verbs that ask, in order: whether each is denied, and where it stands."""
    return [
        (verb["no"] is not None, verb.start())
        for verb in VERB.finditer(norm, low, high)
        if not verb["we"]
    ]


def _how(norm: str, noun: re.Match[str], low: int, high: int) -> str:
    """How it shall be given: as the sentence says, else the words that follow."""
    for name, pattern in WAYS.items():
        if pattern.search(norm, low, high):
            return name
    after = min(len(norm), high + 90)
    return next(
        (name for name, pattern in WAYS.items() if pattern.search(norm, noun.end(), after)), ""
    )
