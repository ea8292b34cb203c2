"""Amounts of money, how they would be paid and what for.

Where a reward's way of payment is told without an amount, there is a sum of 0 without a currency.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from napulse.engines.mailtrust.facts.around import nearest, told
from napulse.engines.mailtrust.facts.heads import Searched
from napulse.engines.mailtrust.facts.money import (
    CURRENCIES,
    CURRENCY,
    GAIN,
    GAINS,
    KIND_HEADS,
    KINDS,
    ROLES,
    SIGNS,
)
from napulse.engines.mailtrust.facts.numerals import (
    MULTIPLE,
    NUMBER,
    NUMBER_HEADS,
    WORD_NUMBER,
    hundredths,
    in_words,
)
from napulse.engines.mailtrust.letter import Sum, Text
from napulse.engines.mailtrust.model import PartSpan
from napulse.engines.mailtrust.text import part_span

_ANY = "|".join(f"(?P<{name}>{pattern})" for name, pattern in CURRENCIES.items())
_AFTER = re.compile(
    rf"(?<![\w.,/])(?:(?P<low>{NUMBER}) ?(?P<lowtimes>{MULTIPLE})?"
    rf"(?: ?(?:₽|\$|руб\w*\.?))? ?(?:-|до|to|или|or) ?)?"
    rf"(?P<number>{NUMBER})(?: ?=)? ?(?P<times>{MULTIPLE})?(?: ?\([^()]{{2,60}}\))? ?(?:{_ANY})"
)
_BEFORE = re.compile(
    rf"(?<![^\W\d_])(?:{_ANY}) ?(?P<number>{NUMBER}) ?(?P<times>{MULTIPLE})?"
    rf"(?: ?(?:-|to|до) ?(?:[$€£₽] ?)?(?P<low>{NUMBER}) ?(?P<lowtimes>{MULTIPLE})?)?"
)
_WORDS = re.compile(rf"(?<!\w)(?P<words>{WORD_NUMBER}) ?(?:{_ANY})")
_SIGN = re.compile(f"[{SIGNS}]")
_DIGIT = re.compile(r"\d")
_MOST = 100
_REACH = 160


def find_sums(searched: Searched) -> list[Sum]:
    """The amounts among the words of a text, in their order."""
    found: list[Sum] = []
    norm = searched.norm
    if searched.has(CURRENCY.heads) or any(sign in norm for sign in SIGNS):
        found = [
            each
            for low, high in _windows(searched)
            for match in _amounts(norm, low, high)
            for each in _sums(match, searched.text)
        ]
    if searched.has(GAIN.heads) and searched.has(KIND_HEADS):
        found += _ways_alone(searched, {each.kind for each in found})
    return sorted(found, key=lambda each: (each.span.char_from, each.minor))


def _windows(searched: Searched) -> list[tuple[int, int]]:
    """Where a currency stands near a number: ranges to search, none over another."""
    norm = searched.norm
    places = [match.start() for match in CURRENCY.finditer(searched)]
    places += [match.start() for match in _SIGN.finditer(norm)]
    spelled = searched.has(NUMBER_HEADS)
    windows: list[tuple[int, int]] = []
    for place in sorted(places):
        if not spelled and not _DIGIT.search(norm, max(0, place - 30), place + 12):
            continue
        low, high = max(0, place - 100), place + 50
        if windows and low <= windows[-1][1]:
            windows[-1] = (windows[-1][0], high)
        elif len(windows) < _MOST:
            windows.append((low, high))
    return windows


def _amounts(norm: str, low: int, high: int) -> list[re.Match[str]]:
    """Matches of all three spellings, none over another."""
    taken: list[re.Match[str]] = []
    for pattern in (_AFTER, _BEFORE, _WORDS):
        for match in islice(pattern.finditer(norm, low, high), _MOST):
            start, stop = match.span()
            if all(stop <= each.start() or start >= each.end() for each in taken):
                taken.append(match)
    return taken


def _sums(match: re.Match[str], text: Text) -> Iterator[Sum]:
    groups = match.groupdict()
    currency = next(name for name in CURRENCIES if groups.get(name))
    start, stop = match.start(), match.start() + len(match[0].rstrip())
    kind = nearest(text.norm, start, stop, KINDS, _REACH)
    role = nearest(text.norm, start, stop, ROLES, _REACH)
    ways = _ways(text, start, stop) if kind else ()
    span = part_span(text, start, stop)
    if groups.get("words"):
        amounts = [in_words(groups["words"])]
    else:
        amounts = [hundredths(groups["number"], groups["times"] or "")]
        if groups.get("low"):
            times = groups["lowtimes"] or groups["times"] or ""
            amounts.append(hundredths(groups["low"], times))
    for minor in sorted(amounts):
        if 0 < minor < 10**15:
            yield Sum(minor, currency, kind, role, span, ways)


def _ways(text: Text, start: int, stop: int) -> tuple[tuple[str, PartSpan], ...]:
    """The ways of payment around a place, with their words."""
    found = islice(told(text.norm, start, stop, KINDS, _REACH), _MOST)
    return tuple((name, part_span(text, *place)) for name, place in found)


def _ways_alone(searched: Searched, known: set[str]) -> Iterator[Sum]:
    """Ways of paying a reward that no amount stands by."""
    norm, known = searched.norm, set(known)
    for gain in islice(GAIN.finditer(searched), 20):
        low, high = max(0, gain.start() - 100), gain.end() + 100
        for name, pattern in KINDS.items():
            match = None if name in known else pattern.search(norm, low, high)
            if match is None:
                continue
            start, stop = match.span()
            role = nearest(norm, start, stop, ROLES, 60)
            if role in GAINS and nearest(norm, start, stop, {name: pattern}, 2):
                known.add(name)
                ways = _ways(searched.text, start, stop)
                yield Sum(0, "", name, role, part_span(searched.text, start, stop), ways)
