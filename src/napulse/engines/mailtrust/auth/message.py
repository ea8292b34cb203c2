"""The bytes that a signature covers: RFC 6376, 3.4 (canonicalization) and 5.4.2 (fields)."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable

from napulse.engines.mailtrust.letter import Header, Letter

_BLANK_LINE = re.compile(rb"\n\r*\n")  # as the reader has it
_LINE_END = b"\r\n"


def _with_crlf(text: bytes) -> bytes:
    """Every line end as CR LF; a letter read from a disk may have lost them."""
    if text.count(b"\n") == text.count(_LINE_END):
        return text
    return text.replace(_LINE_END, b"\n").replace(b"\n", _LINE_END)


def _without_empty_end(body: bytes) -> bytes:
    """The body without the line ends at its end; a lone CR is no line end and stays."""
    if not body.endswith(_LINE_END):
        return body
    stripped = body.rstrip(_LINE_END)
    lone = body.rfind(b"\r\r", len(stripped))
    return stripped if lone < 0 else body[: lone + 1]


def _with_single_blanks(text: bytes) -> bytes:
    """Runs of blanks as one; each pass halves the longest run."""
    text = text.replace(b"\t", b" ")
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text


def simple_body(body: bytes) -> bytes:
    """The simple form: only empty lines at the end go. An empty body is one line end."""
    return _without_empty_end(_with_crlf(body)) + _LINE_END


def relaxed_body(body: bytes) -> bytes:
    """The relaxed form: runs of blanks become one, blanks at line ends go. An empty body is empty.

    Runs are closed before line ends are trimmed, which keeps the work linear in any text.
    """
    body = _with_single_blanks(_with_crlf(body))
    body = body.replace(b" \r\n", _LINE_END).removesuffix(b" ")
    body = _without_empty_end(body)
    return body + _LINE_END if body else body


_BODY_FORMS = {"simple": simple_body, "relaxed": relaxed_body}


def field_form(form: str, name: bytes, value: bytes) -> bytes:
    """A header field in the simple or relaxed form, without a line end."""
    value = value.removesuffix(b"\n").removesuffix(b"\r")
    if form == "simple":
        return name + b":" + _with_crlf(value)
    flat = value.replace(_LINE_END, b"").replace(b"\n", b"")
    return name.strip(b" \t\r\n").lower() + b":" + _with_single_blanks(flat).strip(b" ")


class Message:
    """A letter as signers see it. Forms of the body and its digests are made once per letter."""

    def __init__(self, letter: Letter) -> None:
        self._raw = letter.raw
        self._fields: defaultdict[str, list[Header]] = defaultdict(list)
        for header in letter.headers:
            self._fields[header.name].append(header)
        self._body_from = self._find_body(letter)
        self._bodies: dict[str, bytes] = {}
        self._digests: dict[tuple[str, str, int | None], bytes] = {}

    def count(self, name: str) -> int:
        """How many fields of that name there are."""
        return len(self.fields(name))

    def fields(self, name: str) -> list[Header]:
        """The fields of that name, top to bottom."""
        return self._fields.get(name, [])

    def name_of(self, header: Header) -> bytes:
        """The field's name as it stands in the letter, with its case."""
        field = self._raw[header.span.byte_from : header.span.byte_to]
        return field.partition(b":")[0]

    def signed_fields(self, form: str, names: Iterable[str]) -> bytes:
        """The named fields, each ending in CR LF; a name said again takes the next one above."""
        taken: defaultdict[str, int] = defaultdict(int)
        lines = []
        for name in names:
            taken[name] += 1
            fields = self.fields(name)
            if taken[name] <= len(fields):
                lines.append(self.form_of(form, fields[-taken[name]]))
                lines.append(_LINE_END)
        return b"".join(lines)

    def form_of(self, form: str, header: Header) -> bytes:
        """One field in its canonical form."""
        return field_form(form, self.name_of(header), header.raw)

    def body_length(self, form: str) -> int:
        """Bytes of the body in that form."""
        return len(self._body(form))

    def body_digest(self, form: str, digest: str, length: int | None) -> bytes:
        """The digest (`sha256`, `sha1`) of the body in that form, of its first bytes if told."""
        key = (form, digest, length)
        if key not in self._digests:
            body = memoryview(self._body(form))[:length]
            self._digests[key] = hashlib.new(digest, body, usedforsecurity=False).digest()
        return self._digests[key]

    def _body(self, form: str) -> bytes:
        if form not in self._bodies:
            self._bodies[form] = _BODY_FORMS[form](self._raw[self._body_from :])
        return self._bodies[form]

    @staticmethod
    def _find_body(letter: Letter) -> int:
        after = letter.headers[-1].span.byte_to if letter.headers else 0
        found = _BLANK_LINE.search(letter.raw, after)
        return found.end() if found else len(letter.raw)
