"""A letter taken apart: the one entry to the stages wire, sender, mime, markup, text and facts.

A `Text` exists for the subject, for each shown name, and for every text part that a reader sees
when the letter is opened: its own parts that are no attachments, or the attached ones where it has
no other. The parts of an inner letter are listed, but their words are the inner letter's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from napulse.engines.mailtrust import mime, wire
from napulse.engines.mailtrust.facts import find_facts
from napulse.engines.mailtrust.facts.days import DATE, date_of
from napulse.engines.mailtrust.facts.heads import Searched
from napulse.engines.mailtrust.forward import forwarded_from
from napulse.engines.mailtrust.letter import Header, Letter, Part, Text
from napulse.engines.mailtrust.links import plain_links
from napulse.engines.mailtrust.markup import read_page
from napulse.engines.mailtrust.model import Limits, Link, SenderView
from napulse.engines.mailtrust.offsets import Offsets
from napulse.engines.mailtrust.sender import read_senders
from napulse.engines.mailtrust.text import make_text
from napulse.engines.mailtrust.words import Budget


@dataclass
class _Words:
    """Texts and links as they are gathered."""

    seen: list[Text] = field(default_factory=list)
    unseen: list[Text] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    defects: set[str] = field(default_factory=set)
    truncated: bool = False


def read(raw: bytes, limits: Limits | None = None) -> Letter:
    """Everything that stands in a letter. Never raises; whatever is past a limit is cut off."""
    limits = limits or Limits()
    stop = min(len(raw), limits.bytes)
    head = wire.read_head(raw, 0, stop, limits)
    headers = wire.headers_of(head, limits, Budget(limits.encoded_words))
    hidden = wire.hidden_from(head, limits)
    senders = read_senders(raw, headers, hidden, limits)
    headers += hidden
    tree = mime.walk(raw, head, stop, limits)
    words = _Words()
    _header_texts(headers, senders.view, words)
    for part in _shown_parts(tree):
        _part_texts(part, limits, words)
    searched = [Searched(text) for text in words.seen]
    truncated = (
        stop < len(raw) or head.truncated or senders.truncated or tree.truncated or words.truncated
    )
    return Letter(
        raw=raw,
        headers=headers,
        parts=tuple(tree.parts),
        texts=(*words.seen, *words.unseen),
        links=tuple(words.links),
        facts=find_facts(searched, _sent(headers)),
        sender=senders.view,
        defects=tuple(sorted(head.defects | senders.notes | tree.defects | words.defects)),
        truncated=truncated,
        inner=tuple(tree.inner),
        forwarded_from=forwarded_from(searched),
    )


def _header_texts(headers: Sequence[Header], sender: SenderView, words: _Words) -> None:
    for header in headers:
        if header.name == "subject" and header.value:
            words.seen.append(make_text("subject", header.value, range(len(header.value) + 1)))
    authors = {author.shown: author for author in sender.authors if author.shown}
    if sender.visible and sender.visible.shown:
        authors = {sender.visible.shown: sender.visible, **authors}
    for shown, author in list(authors.items())[:10]:
        value = _value_of(headers, author.span.name, author.span.index)
        words.seen.append(make_text(author.span.name, shown, _aligned(shown, value)))
    written = _value_of(headers, "from", 0)
    if not sender.authors and written:
        words.seen.append(make_text("from", written, range(len(written) + 1)))


def _value_of(headers: Sequence[Header], name: str, index: int) -> str:
    for header in headers:
        if header.name == name and header.span.index == index:
            return header.value
    return ""


def _aligned(shown: str, value: str) -> Sequence[int]:
    """Where the characters of a shown name stand in the field's value."""
    place = value.find(shown)
    at = Offsets()
    if place >= 0:
        at.add(len(shown), place, place + len(shown))
        return at
    place = 0
    for char in shown:
        found = value.find(char, place, place + 200)
        place = place if found < 0 else found
        stop = min(place + 1, len(value))
        at.add(1, min(place, stop), stop)
        place = stop
    return at


def _shown_parts(tree: mime.Tree) -> list[Part]:
    own = [part for part, mine in zip(tree.parts, tree.own, strict=True) if mine and part.content]
    shown = [part for part in own if not part.attached]
    return shown or own


def _part_texts(part: Part, limits: Limits, words: _Words) -> None:
    room = max(0, limits.links - len(words.links))
    if part.type != "text/html":
        at = range(len(part.content) + 1)
        words.seen.append(make_text(part.path, part.content, at))
        words.links += plain_links(part.content, at, part.path, [], room)
        return
    page = read_page(part.content, part.path, limits)
    words.defects |= page.defects
    words.truncated |= page.truncated
    for built, into in ((page.seen, words.seen), (page.unseen, words.unseen)):
        value = built.text()
        if value.strip():
            into.append(make_text(part.path, value, built.at(), visible=into is words.seen))
    words.links += page.links[:room]
    seen = page.seen.text()
    words.links += plain_links(seen, page.seen.at(), part.path, page.spans, room)


def _sent(headers: Sequence[Header]) -> date | None:
    """The day that the letter itself names as its own."""
    written = next((header.value for header in headers if header.name == "date"), "")
    match = DATE.search(written.lower())
    return date_of(match, None) if match else None
