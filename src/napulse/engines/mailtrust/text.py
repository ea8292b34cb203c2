"""The form of a text that phrases are looked up in, with the way back to what was written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from napulse.engines.mailtrust.folding import (
    CYRILLIC_AS_LATIN,
    FOLDING,
    LATIN_AS_CYRILLIC,
    OTHER_AS_LATIN,
)
from napulse.engines.mailtrust.letter import Text
from napulse.engines.mailtrust.model import PartSpan
from napulse.engines.mailtrust.offsets import Later, Offsets, source_span

# Whatever is not sure to fold to exactly one character, and runs of blanks.
_ODD = re.compile(
    "[^ -~\\n\\t\\xa0«»\\u00c0-\\u00de\\u00e0-\\u00ff\\u0400-\\u045f\\u2010-\\u2015\\u2018-\\u201e№"
    "\\u4e00-\\u9fff\\u3041-\\u3094\\u30a1-\\u30fa]|[ \\n\\t\\xa0]{2,}"
)
_SPACED = re.compile(r"(?<!\w)[^\W\d_]([ .·*_\-])[^\W\d_](?:\1[^\W\d_]){2,}(?!\w)")
_MIXED = re.compile(
    "[a-z][\u0400-\u052f]|[\u0400-\u052f][a-z]|[\u0400-\u052f][0346][\u0400-\u052f]"
    "|[a-z][\u0370-\u03ff\u0530-\u058f\u0250-\u02af\u2c80-\u2cff]"
    "|[\u0370-\u03ff\u0530-\u058f\u0250-\u02af\u2c80-\u2cff][a-z]"
)
_RUN = re.compile(" {2,}")
_BLANKS = {code: FOLDING[code] for code in (*range(32), 127)}
_OTHER = re.compile("[\u0250-\u02af\u0370-\u052f\u0530-\u058f\u2c80-\u2cff]")
_MOST_WORD = 60


def make_text(path: str, value: str, at: Sequence[int], *, visible: bool = True) -> Text:
    """A text with its normal form."""
    norm, norm_at = normalized(value)
    return Text(path, value, at, norm, norm_at, visible)


def normal(phrase: str) -> str:
    """The normal form of a phrase, to be looked up in `Text.norm`."""
    return normalized(phrase)[0].strip()


def part_span(text: Text, start: int, stop: int) -> PartSpan:
    """The place in the part of `text.norm[start:stop]`."""
    of_value = source_span(text.norm_at, start, stop)
    return PartSpan(text.path, *source_span(text.at, *of_value), text.visible)


def normalized(value: str) -> tuple[str, Sequence[int]]:
    """The normal form of `value` and where each of its characters came from."""
    joined = _SPACED.sub(lambda match: match[0][::2], value)
    norm, at = _folded(joined)
    if len(joined) == len(value):
        return norm, at
    return norm, Later(len(norm), lambda: _chained(at, _spaced(value), len(norm)))


def _folded(value: str) -> tuple[str, Sequence[int]]:
    if "\u0306" in value:
        norm, at = _pieced(value)
        return _unmixed(norm), at
    norm = value.lower().translate(_BLANKS) if value.isascii() else value.translate(FOLDING)
    if "  " in norm:
        norm = _RUN.sub(" ", norm)
    if len(norm) == len(value) and _ODD.search(value) is None:
        return _unmixed(norm), range(len(norm) + 1)
    return _unmixed(norm), Later(len(norm), lambda: _pieced(value)[1])


def _pieced(value: str) -> tuple[str, Offsets]:
    """Piece by piece, where some characters vanish, join or become several."""
    out: list[str] = []
    at = Offsets()
    last, blank = 0, False
    for match in _ODD.finditer(value):
        blank = _plain_piece(out, at, value, last, match.start()) if match.start() > last else blank
        last = match.end()
        odd = match[0]
        folded = odd.translate(FOLDING) if len(odd) == 1 else " "
        if folded == " " and blank:
            continue
        if odd == "\u0306" and out and out[-1].endswith("и"):
            out[-1] = out[-1][:-1] + "й"
        if folded:
            out.append(folded)
            at.add(len(folded), match.start(), last)
            blank = folded.endswith(" ")
    if last < len(value):
        _plain_piece(out, at, value, last, len(value))
    return "".join(out), at


def _plain_piece(out: list[str], at: Offsets, value: str, start: int, stop: int) -> bool:
    """Append characters that fold one to one; whether a blank ends them."""
    folded = value[start:stop].translate(FOLDING)
    if folded.startswith(" ") and out and out[-1].endswith(" "):
        folded, start = folded[1:], start + 1
    if folded:
        out.append(folded)
        at.add(len(folded), start, stop)
    return bool(out) and out[-1].endswith(" ")


def _spaced(value: str) -> Offsets:
    """Where characters stood before words that are s p a c e d or d.o.t.t.e.d were joined."""
    at = Offsets()
    last = 0
    for match in _SPACED.finditer(value):
        at.add(match.start() - last, last, match.start())
        for place in range(match.start(), match.end(), 2):
            at.add(1, place, place + 1)
        last = match.end()
    at.add(len(value) - last, last, len(value))
    return at


def _chained(at: Sequence[int], back: Offsets, length: int) -> Offsets:
    chained = Offsets()
    for index in range(length):
        start, stop = source_span(at, index, index + 1)
        chained.add(1, *source_span(back, start, stop))
    return chained


def _unmixed(norm: str) -> str:
    """Words that mix alphabets folded to the one they are mostly written in, where that can be."""
    if norm.isascii() or not _OTHER.search(norm):
        return norm
    out: list[str] = []
    last = 0
    for match in _MIXED.finditer(norm):
        if match.start() < last:
            continue
        start, stop = _word_around(norm, match.start(), last)
        out += (norm[last:start], _one_alphabet(norm[start:stop]))
        last = stop
    return "".join(out) + norm[last:] if out else norm


def _word_around(norm: str, place: int, floor: int) -> tuple[int, int]:
    start = stop = place
    floor = max(floor, place - _MOST_WORD)
    while start > floor and norm[start - 1].isalnum():
        start -= 1
    ceiling = min(len(norm), place + _MOST_WORD)
    while stop < ceiling and norm[stop].isalnum():
        stop += 1
    return start, max(stop, place + 2)


def _one_alphabet(word: str) -> str:
    latin = sum("a" <= char <= "z" for char in word)
    cyrillic = sum("\u0400" <= char <= "\u052f" for char in word)
    ways = [_as_latin(word), _as_cyrillic(word)]
    if cyrillic > latin:
        ways.reverse()
    return ways[0] or ways[1] or word


def _as_latin(word: str) -> str:
    folded = "".join(CYRILLIC_AS_LATIN.get(char) or OTHER_AS_LATIN.get(char, char) for char in word)
    return folded if folded.isascii() else ""


def _as_cyrillic(word: str) -> str:
    folded = "".join(LATIN_AS_CYRILLIC.get(char, char) for char in word)
    return folded if all("\u0400" <= char <= "\u052f" or char.isdigit() for char in folded) else ""
