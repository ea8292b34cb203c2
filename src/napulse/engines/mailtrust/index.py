"""Where the word sets of the policies stand in a letter: computed once, asked by every rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from napulse.engines.mailtrust.letter import Letter, Text
from napulse.engines.mailtrust.lexicon import RUSSIAN_IN_LATIN, TOKEN, Lexicon
from napulse.engines.mailtrust.model import Evidence, PartSpan
from napulse.engines.mailtrust.offsets import source_span
from napulse.engines.mailtrust.policy import Pattern
from napulse.engines.mailtrust.text import make_text

Span = tuple[int, int]  # words of one text, half-open
Places = list[Span]
ADDRESSES = re.compile(r"\(?<[^<>]*>\)?")
PIECES = re.compile(r"[,;|]")
QUOTE = ("&gt;", ">", "|")
FORWARD = re.compile(
    r"^[ \t>]*(?:-{2,}[^\n]{0,20}(?:forwarded|original|пересл|пересыл|исходное|weitergeleitet|"
    r"encaminhad|mensagem original|message transf|ursprüngliche)[^\n]{0,40}|"
    r"(?:begin forwarded message|начало переадресованного сообщения)[^\n]{0,10})$",
    re.IGNORECASE | re.MULTILINE,
)
NONE_MARGIN = 3
MOST_ANCHORS = 50
DENIAL = "never"  # the shared word set
DENIAL_WITHIN = 10
DENIAL_CHARS = 90
SENTENCE_END = re.compile(r"[.!?]\s")
LATIN_WORDS = 3


@dataclass(frozen=True)
class Words:
    """The words of one visible text, and where each known word set stands among them."""

    text: Text
    tokens: Sequence[str]
    places: dict[str, Places]

    @cached_property
    def _spans(self) -> list[Span]:
        return [match.span() for match in TOKEN.finditer(_spelled(self.text))]

    def start(self, at: int) -> int:
        """Where a word begins in `text.norm`."""
        return self._spans[at][0]

    def end(self, at: int) -> int:
        """Where a word ends in `text.norm`."""
        return self._spans[at][1]

    def value_span(self, span: Span) -> Span:
        """The characters of `text.value` that the words cover."""
        return source_span(self.text.norm_at, self.start(span[0]), self.end(span[1] - 1))

    def shown(self, span: Span) -> str:
        """The words as they stand in the letter."""
        start, stop = self.value_span(span)
        return " ".join(self.text.value[start:stop].split())[:120]

    def line_start(self, at: int) -> int:
        """Where in `text.value` the line of a word begins."""
        return self.text.value.rfind("\n", 0, self.text.norm_at[self.start(at)]) + 1

    def line(self, span: Span) -> str:
        """The whole line or lines that the words stand on."""
        start, stop = self.value_span(span)
        value = self.text.value
        end = value.find("\n", stop)
        return value[value.rfind("\n", 0, start) + 1 : end if end >= 0 else len(value)]

    def near(self, key: str, span: Span, margin: int) -> bool:
        """Whether a word of the set stands within so many words of the span."""
        low, high = span[0] - margin, span[1] + margin
        return any(low <= start and stop <= high for start, stop in self.places.get(key, ()))

    def quoted(self, span: Span) -> bool:
        """Whether the words stand in a quoted line of somebody else's letter."""
        return self.line(span).lstrip().startswith(QUOTE)

    @cached_property
    def forwarded_from(self) -> int:
        """The position in `value` where a letter forwarded inside begins, or past the end."""
        match = FORWARD.search(self.text.value)
        return match.start() if match else len(self.text.value) + 1

    def forwarded(self, span: Span) -> bool:
        """Whether the words belong to a letter forwarded inside."""
        return self.value_span(span)[0] >= self.forwarded_from


@dataclass(frozen=True)
class Found:
    """Words in one text of the letter."""

    words: Words
    span: Span

    @property
    def shown(self) -> str:
        """The words as they stand in the letter."""
        return self.words.shown(self.span)


class Index:
    """The visible words of a letter by word set."""

    def __init__(self, letter: Letter, lexicon: Lexicon) -> None:
        self._letter = letter
        shown = [text for text in letter.texts if text.visible]
        texts = [text for text in shown if text.path != "from"]
        latin = any(_russian_in_latin(text.norm) for text in texts)
        self.texts = tuple(_scan(text, lexicon, latin) for text in (*_nameplates(letter), *texts))
        authors = letter.sender.authors
        local = [make_text("from", each.local, range(len(each.local) + 1)) for each in authors]
        self.locals = tuple(_scan(text, lexicon, latin) for text in local)
        self.keys = frozenset(key for words in self.texts for key in words.places)
        self.names = tuple(words for words in self.texts if words.text.path == "from")
        self.has_address_as_name = any("@" in words.text.norm for words in self.names)
        self.subjects = tuple(words for words in self.texts if words.text.path == "subject")
        self.bodies = tuple(words for words in self.texts if words.text.path[:1].isdigit())

    def evidence(self, found: Found) -> Evidence:
        """Where the words stand, in the terms of a report."""
        text = found.words.text
        if not text.path[:1].isdigit():
            header = self._letter.first(text.path)
            assert header is not None, "a text of a header comes from a header"  # noqa: S101
            return header.span
        start, stop = source_span(text.at, *found.words.value_span(found.span))
        return PartSpan(text.path, start, stop)

    def is_denied(self, place: PartSpan) -> bool:
        """Whether "we never …" stands before the place, or in it, in the same sentence."""
        for words in self.bodies:
            for span in words.places.get(DENIAL, ()) if words.text.path == place.path else ():
                start, stop = words.value_span(span)
                begin, end = source_span(words.text.at, start, stop)
                if begin <= place.char_to and place.char_from - end < DENIAL_CHARS:
                    between = words.text.value[stop : stop + max(0, place.char_from - end)]
                    if not SENTENCE_END.search(between):
                        return True
        return False

    def find(self, pattern: Pattern) -> Iterator[Found]:
        """The places where the pattern holds, outside of quoted lines."""
        for words in self.texts:
            yield from (Found(words, span) for span in windows(words, pattern))


def _nameplates(letter: Letter) -> Iterator[Text]:
    """What may be taken for the sender's name: what stands in From besides the addresses."""
    for header in letter.all("from"):
        visible = letter.sender.visible
        own = visible.address if visible else ""
        value = ADDRESSES.sub(" ", header.value)
        words = [word for word in value.split() if word.strip("\"'<>()[],;").lower() != own]
        for text in PIECES.split(" ".join(words)):
            if any(c.isalnum() for c in text):
                yield make_text("from", text, range(len(text) + 1))


def windows(words: Words, pattern: Pattern) -> Iterator[Span]:
    """The places in a text where all word sets of the pattern stand near each other."""
    lists = [words.places.get(key, ()) for key in pattern.all]
    if not all(lists):
        return
    lists.sort(key=len)
    for anchor in lists[0][:MOST_ANCHORS]:
        span = _around(anchor, lists[1:], pattern.within)
        if span and not _denied(words, pattern, span) and not words.quoted(span):
            yield span


def _around(anchor: Span, others: Sequence[Sequence[Span]], within: int) -> Span | None:
    """The words from first to last when every other set has a place near the anchor."""
    taken = [anchor]
    for places in others:
        near = [
            place
            for place in places
            if abs(place[0] - anchor[0]) < within
            and all(place[1] <= t[0] or place[0] >= t[1] for t in taken)
        ]
        if not near:
            return None
        taken.append(min(near, key=lambda place: abs(place[0] - anchor[0])))
    start, stop = min(t[0] for t in taken), max(t[1] for t in taken)
    return (start, stop) if stop - start <= within else None


def _denied(words: Words, pattern: Pattern, span: Span) -> bool:
    """A word that must not stand near, or "we never …" before, in the same sentence."""
    if any(words.near(key, span, NONE_MARGIN) for key in pattern.none):
        return True
    denials = words.places.get(DENIAL, ())
    near = [stop for start, stop in denials if span[0] - DENIAL_WITHIN <= start < span[0]]
    return any(
        not SENTENCE_END.search(_spelled(words.text)[words.end(stop - 1) : words.start(span[0])])
        for stop in near
    )


def _russian_in_latin(norm: str) -> bool:
    """Whether a text has some different Russian words in Latin letters."""
    seen: set[str] = set()
    for match in RUSSIAN_IN_LATIN.finditer(norm):
        seen.add(match.group())
        if len(seen) >= LATIN_WORDS:
            return True
    return False


def _scan(text: Text, lexicon: Lexicon, latin: bool) -> Words:
    """Look every word of a text up, then join phrases."""
    tokens = TOKEN.findall(_spelled(text))
    hits: dict[int, tuple[int, ...]] = {}
    for at, token in enumerate(tokens):
        ids = lexicon.ids(token, latin)
        if ids:
            hits[at] = ids
    words = Words(text, tokens, {})
    _looks(words, hits, lexicon)
    _join(words, hits, lexicon)
    return words


def _spelled(text: Text) -> str:
    """The text to find words in; a shown name that is an address counts by its words."""
    return text.norm.replace("@", " ") if text.path == "from" else text.norm


def _looks(words: Words, hits: dict[int, tuple[int, ...]], lexicon: Lexicon) -> None:
    """In headers, words that look like a name: "Trust WaIIet". Bodies are too long to look at."""
    if words.text.path[:1].isdigit():
        return
    for at in range(len(words.tokens)):
        id = lexicon.names_alike(words.shown((at, at + 1)))
        if id is not None:
            hits[at] = tuple(sorted({*hits.get(at, ()), id}))


def _join(words: Words, hits: dict[int, tuple[int, ...]], lexicon: Lexicon) -> None:
    """The places of single words and of phrases by the key of their set."""
    places = words.places
    for at, ids in hits.items():
        for id in ids:
            for key in lexicon.alone(id):
                _add(places, key, (at, at + 1))
            for phrase, key in lexicon.starting(id):
                if all(part in hits.get(at + n, ()) for n, part in enumerate(phrase)):
                    _add(places, key, (at, at + len(phrase)))


def _add(places: dict[str, Places], key: str, place: Span) -> None:
    known = places.setdefault(key, [])
    if not known or known[-1] != place:
        known.append(place)
