"""Where in a letter a defect of its build stands, for a finding to rest on."""

from __future__ import annotations

import re

from napulse.engines.mailtrust.letter import Header, Letter
from napulse.engines.mailtrust.model import HeaderSpan

_FORMS = {
    "nul": re.compile(rb"\x00"),
    "bare_cr": re.compile(rb"\r(?!\n)"),
    "blank_fold": re.compile(rb"\n[ \t]+\r*\n"),
    "folded_name": re.compile(rb"\A[^:]*\n"),
    "space_before_colon": re.compile(rb"\A[!-9;-~]+[ \t]+:"),
    "odd_name": re.compile(rb"\A[!-9;-~]*[^!-~\s]"),
}
_TOP = frozenset({"leading_space", "line_without_colon", "headers_cut", "field_cut"})
_BUILD = ("content-type", "content-transfer-encoding", "content-disposition")
_LINE_END = 2


def where_is(letter: Letter, code: str) -> tuple[HeaderSpan, ...]:
    """The fields that have the defect; the first one of a letter where none has it alone."""
    names = _names(code)
    form = _FORMS.get(code)
    found = [
        header.span
        for header in letter.headers
        if (form.search(_written(letter, header)) if form else header.name in names)
    ]
    return tuple(found) or tuple(header.span for header in letter.headers[:1])


def _names(code: str) -> tuple[str, ...]:
    """The names of the fields that a defect is of; the build of the parts is told by three."""
    if code.startswith("from_") or code in ("hidden_from", "no_address"):
        return ("from",)
    if code.startswith("several_"):
        return (code.removeprefix("several_"),)
    return () if code in _TOP else _BUILD


def _written(letter: Letter, header: Header) -> bytes:
    """The field's bytes with its line end."""
    return letter.raw[header.span.byte_from : header.span.byte_to + _LINE_END]
