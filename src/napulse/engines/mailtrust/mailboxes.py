"""The addresses in one field, read from bytes as every kind of mail program might read them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from napulse.engines.mailtrust.charsets import guessed
from napulse.engines.mailtrust.hosts import ascii_domain
from napulse.engines.mailtrust.words import Budget, shown

_TOKEN = re.compile(rb'["(<>,;:\\]')
_PAREN = re.compile(rb"\\.|[()]", re.DOTALL)
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_ANGLE = re.compile(rb"<([^<>]*)>")
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_ENCODED = re.compile(rb"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=")
_SIGN = r"""[^\s<>(),;:"\[\]@\\']"""
_ADDRESS = re.compile(rf"(?<!{_SIGN}){_SIGN}{{1,1000}}@(?:\[[^\]\s]{{1,60}}\]|{_SIGN}+)")
_MOST = 300
_SPACED_AT = re.compile(r"\s*([@.])\s*")
_ROUTE = re.compile(r"^\s*@[^:]*:")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Found:
    """An address that somebody might read; `kind` is angle, bare or inside (a name, a comment)."""

    local: str
    domain: str
    shown: str
    start: int
    end: int
    kind: str


@dataclass
class Piece:
    """What stands between two commas: names, angle brackets, comments, with their places."""

    start: int
    end: int = 0
    names: list[tuple[int, int, bytes, bool]] = field(default_factory=list)  # ..., quoted
    angles: list[tuple[int, int, bytes]] = field(default_factory=list)
    comments: list[tuple[int, int, bytes]] = field(default_factory=list)


@dataclass
class Reading:
    """The addresses of one field, structural `defects`, and `notes` that innocent mail has too."""

    found: list[Found] = field(default_factory=list)
    defects: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    truncated: bool = False


class _Splitter:
    """Cuts a value into pieces in one pass; whatever is never closed counts as plain text."""

    def __init__(self, value: bytes) -> None:
        self.value = value
        self.pieces = [Piece(0)]
        self.defects: set[str] = set()
        self.separators: set[bytes] = set()
        self.literal: set[bytes] = set()  # openers that are plain from here on
        self.run = 0

    def split(self) -> list[Piece]:
        position = 0
        while match := _TOKEN.search(self.value, position):
            token, start = match[0], match.start()
            position = self._step(token, start) if token not in self.literal else start + 1
        self._close_run(len(self.value))
        self.pieces[-1].end = len(self.value)
        return self.pieces

    def _step(self, token: bytes, start: int) -> int:
        if token in (b",", b";", b":"):
            return self._separate(token, start)
        if token == b'"':
            return self._quoted(start)
        if token == b"(":
            return self._comment(start)
        if token == b"<":
            return self._angle(start)
        self.defects.add("backslash" if token == b"\\" else "stray_bracket")
        return start + 1

    def _close_run(self, end: int, *, following: int | None = None) -> None:
        text = self.value[self.run : end]
        if text.strip():
            self.pieces[-1].names.append((self.run, end, text, False))
        self.run = end if following is None else following

    def _separate(self, token: bytes, start: int) -> int:
        self.separators.add(token)
        if token == b":":
            return start + 1
        self._close_run(start, following=start + 1)
        self.pieces[-1].end = start
        self.pieces.append(Piece(start + 1))
        return start + 1

    def _quoted(self, start: int) -> int:
        match = _QUOTED.match(self.value, start)
        if not match:
            self.defects.add("unclosed_quote")
            self.literal.add(b'"')
            return start + 1
        if self.value[match.end() : match.end() + 1] == b"@":
            return match.end()  # a quoted local part belongs to the run
        self._close_run(start, following=match.end())
        text = _ESCAPED.sub(rb"\1", match[1])
        self.pieces[-1].names.append((start, match.end(), text, True))
        return match.end()

    def _comment(self, start: int) -> int:
        depth = 0
        for match in _PAREN.finditer(self.value, start):
            depth += {b"(": 1, b")": -1}.get(match[0], 0)
            if depth == 0:
                before = self.value[start - 1 : start]
                after = self.value[match.end() : match.end() + 1]
                text = self.value[start + 1 : match.start()]
                if _interrupts(before, text, after):
                    self.defects.add("comment_in_address")
                self._close_run(start, following=match.end())
                self.pieces[-1].comments.append((start, match.end(), text))
                return match.end()
        self.defects.add("unclosed_comment")
        self.literal.add(b"(")
        return start + 1

    def _angle(self, start: int) -> int:
        match = _ANGLE.match(self.value, start)
        if not match:
            following = self.value.find(b"<", start + 1)
            if following < 0:
                self.defects.add("unclosed_bracket")
                self._close_run(start, following=len(self.value))
                self.pieces[-1].angles.append((start, len(self.value), self.value[start + 1 :]))
                return len(self.value)
            self.defects.add("stray_bracket")
            self._close_run(start, following=start + 1)
            return start + 1
        self._close_run(start, following=match.end())
        self.pieces[-1].angles.append((start, match.end(), match[1]))
        return match.end()


def _interrupts(before: bytes, comment: bytes, after: bytes) -> bool:
    """Whether a comment stands in the middle of an address, or goes on where one ends."""
    if not before.strip():
        return False
    return b"@" in before + after + comment[:1] or b"." in after + comment[:1]


def read_field(value: bytes, most: int, budget: Budget) -> Reading:
    """All addresses of a field's value (after the colon, folds included), `most` at most."""
    reading = Reading()
    flat = value.replace(b"\r", b" ").replace(b"\n", b" ")
    splitter = _Splitter(flat)
    pieces = splitter.split()
    reading.defects |= splitter.defects
    for piece in _merged(pieces, reading):
        if len(reading.found) >= most:
            reading.truncated = True
            break
        _read_piece(piece, reading, budget)
    if {b":", b";"} <= splitter.separators and reading.found:
        reading.defects.add("group")
    elif b":" in splitter.separators:
        reading.notes.add("unquoted_colon")
    return reading


def _merged(pieces: list[Piece], reading: Reading) -> list[Piece]:
    """Pieces with an address of their own; a comma after mere words is the name's own."""
    out: list[Piece] = []
    waiting: list[Piece] = []
    for piece in pieces:
        if piece.angles or any(b"@" in text for _, _, text, quoted in piece.names if not quoted):
            out.append(_joined([*waiting, piece], reading))
            waiting = []
        else:
            waiting.append(piece)
    if any(piece.names or piece.comments for piece in waiting):
        out.append(_joined(waiting, reading))
    return out


def _joined(pieces: list[Piece], reading: Reading) -> Piece:
    """Pieces as one, the commas between them kept in the name."""
    whole = pieces[0]
    for piece in pieces[1:]:
        if whole.names:
            reading.notes.add("unquoted_comma")
            if piece.names:
                whole.names.append((piece.start - 1, piece.start, b",", True))
        whole.names += piece.names
        whole.angles += piece.angles
        whole.comments += piece.comments
    return whole


def _read_piece(piece: Piece, reading: Reading, budget: Budget) -> None:
    name = _name(piece, budget)
    for start, end, text in piece.angles:
        _from_angle(text, (start, end), name, reading)
    angled = any(found.kind == "angle" for found in reading.found if found.start >= piece.start)
    for start, end, text, quoted in piece.names:
        _from_name(_Words(start, end, text, quoted, angled), name, reading, budget)
    for start, end, text in piece.comments:
        kind = "bare" if not piece.angles and _ANGLE.search(text) else "inside"
        for local, domain in _addresses(shown(text, budget)):
            reading.found.append(Found(local, domain, name, start, end, kind))
            reading.defects |= {"address_in_comment"} if kind == "bare" else set()
    if piece.angles and not angled:
        reading.defects.add("bracket_without_address")


def _name(piece: Piece, budget: Budget) -> str:
    """The name a mail program shows for the piece."""
    raw = b" ".join(text.strip() for _, _, text, _ in piece.names if text.strip())
    name = shown(raw, budget).replace(" ,", ",").strip(" ,")
    if (not name or (not piece.angles and "@" in name)) and piece.comments:
        comment = shown(piece.comments[-1][2], budget)
        name = name if "@" in comment else comment
    if name[:1] == name[-1:] == "'" and len(name) > 1:
        name = name[1:-1]
    return " ".join(name.split())


def _from_angle(text: bytes, place: tuple[int, int], name: str, reading: Reading) -> None:
    inside = guessed(text)
    if _ENCODED.search(text):
        reading.defects.add("encoded_address")
        inside = shown(text, Budget(10))
    if _ROUTE.match(inside):
        reading.defects.add("route")
    if _CONTROL.search(inside):
        reading.defects.add("control_in_address")
    several = list(dict.fromkeys(_readings(inside, reading)))
    if len(several) > 1:
        reading.defects.add("odd_address")
    for local, domain in several:
        reading.found.append(Found(local, domain, name, *place, "angle"))


def _readings(text: str, reading: Reading) -> list[tuple[str, str]]:
    """Every way to read the inside of angle brackets."""
    plain = text.strip()
    ways = _addresses(_CONTROL.split(plain)[0]) if _CONTROL.search(plain) else []
    ways += _addresses(_CONTROL.sub("", plain))
    if plain.count("@") > 1 and not _ROUTE.match(plain):
        reading.defects.add("odd_address")
    if ways and " " not in plain:
        return ways
    squeezed = _addresses(_SPACED_AT.sub(r"\1", plain))
    if squeezed != ways:
        reading.defects.add("space_in_address")
    return ways + squeezed


@dataclass(frozen=True)
class _Words:
    """A run of a piece's name: its place, whether it is quoted, whether brackets stand by."""

    start: int
    end: int
    text: bytes
    quoted: bool
    angled: bool


def _from_name(words: _Words, name: str, reading: Reading, budget: Budget) -> None:
    """Addresses in the words before brackets, or bare ones where there are none."""
    encoded = _ENCODED.search(words.text) is not None
    if not encoded and b"@" not in words.text:
        return
    text = shown(words.text, budget)
    addresses = _addresses(text)
    if not addresses and not encoded and not words.angled and "@" in text:
        addresses = _addresses(_SPACED_AT.sub(r"\1", text))
        reading.defects.add("space_in_address")
    bare = not words.angled and not words.quoted
    if bare and addresses and text.count("@") != len(addresses):
        reading.defects.add("odd_address")
    if encoded and addresses and (bare or "<" in text):
        reading.defects.add("encoded_address")
    if bare and _CONTROL.search(guessed(words.text)):
        reading.defects.add("control_in_address")
    if words.angled and not words.quoted and not encoded and addresses:
        reading.notes.add("address_in_name")
    kind = "bare" if bare else "inside"
    for local, domain in addresses:
        shown_name = "" if bare and name.strip("<>") == f"{local}@{domain}" else name
        reading.found.append(Found(local, domain, shown_name, words.start, words.end, kind))


def _addresses(text: str) -> list[tuple[str, str]]:
    """Addresses in a text, local part as written, domain in ASCII."""
    out = []
    for match in islice(_ADDRESS.finditer(text), _MOST):
        local, _, domain = match[0].rpartition("@")
        name = ascii_domain(domain)
        if name:
            out.append((local, name))
    return out
