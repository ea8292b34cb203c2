"""Bytes to header fields with their places, tolerant of whatever stands there, in linear time.

Every oddity is a defect code of the letter:
`mbox_from`, `leading_blank`, `leading_space`, `bare_cr`, `bare_lf` (beside CRLF), `nul`,
`blank_fold`, `line_without_colon`, `folded_name`, `space_before_colon`, `odd_name`,
`hidden_from` (a From inside another field), `no_blank_line`, `several_<name>` for fields that may
stand once, `headers_cut`, `field_cut`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from napulse.engines.mailtrust.charsets import guessed
from napulse.engines.mailtrust.letter import Header
from napulse.engines.mailtrust.model import HeaderSpan, Limits
from napulse.engines.mailtrust.words import Budget, shown, unfolded

ONCE = frozenset(
    {"from", "sender", "reply-to", "to", "cc", "bcc", "message-id", "in-reply-to", "references"}
    | {"subject", "date", "mime-version", "content-type", "content-transfer-encoding"}
)
_MACHINES = ("x-", "arc-", "dkim-", "authentication-results", "received")
_LEADING = re.compile(rb"(?:[ \t]*\r*\n)+")
_BLANK = re.compile(rb"\n\r*\n")
_BARE_CR = re.compile(rb"\r(?=[^\r\n])")
_FIELD = re.compile(rb"^(?:([!-9;-~]{1,200}):|[^ \t\r\n])[^\n]*(?:\n[ \t][^\n]*)*", re.MULTILINE)
_LINE_END = re.compile(rb"\r*\n")
_HIDDEN_FROM = re.compile(rb"\n[ \t]+(from[ \t\x00]*:[^\n|]*@[^\n]*)", re.IGNORECASE)
_NOT_NAME = re.compile(rb"[^!-9;-~]+")


class Field(NamedTuple):
    """A field's places in the raw letter: the name as it counts, where colon and end stand."""

    name: str
    start: int
    colon: int
    end: int


@dataclass
class Head:
    """A header block: its fields in order, where the body begins, what is odd."""

    fields: list[Field]
    body: int
    defects: set[str] = field(default_factory=set)
    truncated: bool = False
    block: bytes = b""
    start: int = 0

    def raw(self, item: Field) -> bytes:
        """The field's value with its folds."""
        return self.block[item.colon + 1 - self.start : item.end - self.start]


def read_head(raw: bytes, start: int, stop: int, limits: Limits) -> Head:
    """The header block of the entity at `raw[start:stop]`."""
    defects: set[str] = set()
    begin = _skipped(raw, start, stop, defects)
    end, body = _block_end(raw, begin, stop, defects)
    cut = min(end, begin + limits.header_bytes)
    block = raw[begin:cut]
    _block_oddities(raw[begin : cut if cut < end else body], defects)
    if b"\r" in block and _BARE_CR.search(block):
        defects.add("bare_cr")
        block = _BARE_CR.sub(b"\n", block)
    head = Head([], body, defects, cut < end, block, begin)
    _collect(head, limits)
    if head.truncated:
        defects.add("headers_cut")
    return head


def _skipped(raw: bytes, start: int, stop: int, defects: set[str]) -> int:
    """Past an mbox line and blank lines before the first field."""
    if raw.startswith((b"From ", b">From "), start):
        colon = raw.find(b":", start, start + 7)
        line = raw.find(b"\n", start, stop)
        if colon < 0 and line >= 0:
            defects.add("mbox_from")
            start = line + 1
    blank = _LEADING.match(raw, start, stop) if start == 0 or "mbox_from" in defects else None
    if blank:
        defects.add("leading_blank")
        return blank.end()
    return start


def _block_end(raw: bytes, begin: int, stop: int, defects: set[str]) -> tuple[int, int]:
    """Where the fields end and where the body begins."""
    first = _LINE_END.match(raw, begin, stop)
    if first:
        return begin, first.end()
    blank = _BLANK.search(raw, begin, stop)
    if blank:
        return blank.start(), blank.end()
    if raw.find(b"\n", begin, stop) < 0:
        pair = raw.find(b"\r\r", begin, stop)
        if pair >= 0:
            defects.add("bare_cr")
            return pair, pair + 2
    defects.add("no_blank_line")
    return stop, stop


def _collect(head: Head, limits: Limits) -> None:
    block, defects = head.block, head.defects
    if block[:1] in (b" ", b"\t"):
        defects.add("leading_space")
        first = block.split(b"\n", 1)[0]
        lead = len(first) - len(first.lstrip(b" \t"))
        _add(head, lead, len(first))
    base = head.start
    for match in _FIELD.finditer(block):
        if len(head.fields) >= limits.headers:
            head.truncated = True
            return
        start, end = match.span()
        if block[end - 1 : end] == b"\r":
            end = start + len(block[start:end].rstrip(b"\r"))
        name = match[1]
        if name:
            colon = base + match.end(1)
            head.fields.append(Field(name.decode("ascii").lower(), base + start, colon, base + end))
        else:
            _add(head, start, end)


def _block_oddities(block: bytes, defects: set[str]) -> None:
    if b"\x00" in block:
        defects.add("nul")
    crlf = block.count(b"\r\n")
    if crlf and block.count(b"\n") != crlf:
        defects.add("bare_lf")
    if b"\n \r\n" in block or b"\n \n" in block or b"\n\t\r\n" in block or b"\n\t\n" in block:
        defects.add("blank_fold")


def _add(head: Head, start: int, end: int) -> None:
    """One logical line of the block as a field, or as a defect."""
    block, base = head.block, head.start
    colon = block.find(b":", start, end)
    name = block[start:colon] if colon >= 0 else b""
    plain = _NOT_NAME.sub(b"", name)
    if colon < 0 or not plain or len(name) > 200:
        head.defects.add("line_without_colon")
        return
    odd = _name_oddity(name, plain)
    if odd:
        head.defects.add(odd)
    lowered = plain.decode("ascii").lower()
    head.fields.append(Field(lowered, base + start, base + colon, base + end))


def _name_oddity(name: bytes, plain: bytes) -> str:
    if plain == name:
        return ""
    if b"\n" in name:
        return "folded_name"
    return "space_before_colon" if name.rstrip(b" \t") == plain else "odd_name"


def headers_of(head: Head, limits: Limits, budget: Budget) -> tuple[Header, ...]:
    """The fields with their values decoded. Adds what is odd about them to the head's defects."""
    counts: Counter[str] = Counter()
    headers = []
    for item in head.fields:
        value = head.raw(item)
        if len(value) > limits.header_field_bytes:
            value = value[: limits.header_field_bytes]
            head.truncated = True
            head.defects.add("field_cut")
        span = HeaderSpan(item.name, counts[item.name], item.start, item.end)
        counts[item.name] += 1
        headers.append(Header(item.name, _value(item.name, value, budget), value, span))
    head.defects.update(f"several_{name}" for name in ONCE if counts[name] > 1)
    if budget.spent:
        head.truncated = True
    return tuple(headers)


def _value(name: str, raw: bytes, budget: Budget) -> str:
    """The value as shown; what is for machines keeps its encoded words."""
    if name.startswith(_MACHINES):
        return guessed(unfolded(raw).strip())
    return shown(raw, budget)


def hidden_from(head: Head, limits: Limits) -> tuple[Header, ...]:
    """A From that stands as a continuation line of another field: some programs obey it."""
    found: list[Header] = []
    before = sum(item.name == "from" for item in head.fields)
    for match in _HIDDEN_FROM.finditer(head.block):
        if len(found) == 5:
            break
        start, end = head.start + match.start(1), head.start + match.end(1)
        colon = match[1].index(b":")
        value = match[1][colon + 1 : limits.header_field_bytes].rstrip(b"\r")
        span = HeaderSpan("from", before + len(found), start, end)
        found.append(Header("from", shown(value, Budget(20)), value, span))
    if found:
        head.defects.add("hidden_from")
    return tuple(found)
