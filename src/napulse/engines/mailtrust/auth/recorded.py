"""Authentication-Results as receivers write them: RFC 8601, and what is seen beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from napulse.engines.mailtrust.auth.alignment import is_aligned
from napulse.engines.mailtrust.auth.ledger import Malformed, host_name
from napulse.engines.mailtrust.letter import Header

_PIECE = re.compile(r'\\.|"(?:[^"\\]|\\.)*"|[()]|[^\\"()]+|.', re.DOTALL)
_METHOD = re.compile(
    r"\s*([A-Za-z0-9][A-Za-z0-9_-]*)(?:\s*/\s*[0-9]+)?\s*=\s*([A-Za-z]+)(.*)\Z", re.S
)
_PROPERTY = re.compile(
    r'(?<![A-Za-z0-9_.-])([A-Za-z][A-Za-z0-9_-]*\.[A-Za-z0-9_-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;"]+)'
)
_NAME = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^\s="]+)\s*[0-9]*\s*\Z')
_INSTANCE = re.compile(r"\s*i\s*=\s*[0-9]{1,2}\s*;")


@dataclass(frozen=True)
class Result:
    """One method's result, in lower case, and its properties as `header.from`."""

    method: str
    result: str
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recorded:
    """One field. The id is "" where the writer leaves it out, as Microsoft does."""

    authserv_id: str
    results: tuple[Result, ...]


def text_of(header: Header) -> str:
    """A field's value unfolded, with no encoded word undone: what is encoded is nobody's result."""
    return header.raw.decode("utf-8", "replace").replace("\r\n", "").replace("\n", "")


def without_comments(text: str) -> str:
    """The text without comments, nested ones too; quoted strings stay.

    "" where a comment or a string never closes: then nobody knows what was meant as which.
    """
    kept, depth = [], 0
    for found in _PIECE.finditer(text):
        piece = found[0]
        if piece == '"':
            return ""
        if piece == "(":
            depth += 1
        elif piece == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(piece)
    return "" if depth else "".join(kept)


def results_of(text: str, instance: bool = False) -> Recorded | None:
    """An unfolded field's value, or None where it cannot be read. `instance`: an ARC field's `i=`.

    A result that cannot be read makes the whole field worthless: an address with brackets and
    semicolons may have been written into it by a sender.
    """
    text = without_comments(text)
    found = _INSTANCE.match(text) if instance else None
    if not text or (instance and not found):
        return None
    text = text[found.end() if found else 0 :]
    first, *pieces = _split(text)
    name = _NAME.match(first)
    read = [_result(piece) for piece in (pieces if name else [first, *pieces]) if piece.strip()]
    if None in read:
        return None
    authserv_id = name[1].strip('"').lower().rstrip(".") if name else ""
    return Recorded(authserv_id, tuple(result for result in read if result))


def says_dmarc_pass(results: Iterable[Result], author: str) -> bool:
    """Whether there is one DMARC result, a pass, and for exactly the author's domain.

    A pass that rests on SPF alone is none: whoever shares a relay with the author has it, too. It
    does so where a signature was looked for and none of the author's held, or where SPF passed for
    the author and no signature is told of.
    """
    results = tuple(results)
    dmarc = [result for result in results if result.method == "dmarc"]
    return (
        len(dmarc) == 1
        and dmarc[0].result == "pass"
        and _domain(dmarc[0].properties.get("header.from", "")) == author
        and (_has_signed(results, author) or not _rests_on_spf(results, author))
    )


def _rests_on_spf(results: Iterable[Result], author: str) -> bool:
    return any(
        result.method == "dkim"
        or (
            (result.method, result.result) == ("spf", "pass")
            and is_aligned(_domain(result.properties.get("smtp.mailfrom", "")), author)
        )
        for result in results
    )


def _has_signed(results: Iterable[Result], author: str) -> bool:
    return any(
        (result.method, result.result) == ("dkim", "pass") and is_aligned(_signer(result), author)
        for result in results
    )


def says_author_signed(results: Iterable[Result], author: str) -> bool:
    """Whether there is a DMARC pass for the author or, without any DMARC, an aligned DKIM pass."""
    results = tuple(results)
    if any(result.method == "dmarc" for result in results):
        return says_dmarc_pass(results, author)
    return _has_signed(results, author)


def _signer(result: Result) -> str:
    written = result.properties.get("header.d") or result.properties.get("header.i", "")
    return _domain(written)


def _split(text: str) -> list[str]:
    """The pieces between semicolons that stand in no quoted string."""
    pieces: list[str] = []
    rest: list[str] = []
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"|;|[^";]+', text):
        if found[0] == ";":
            pieces.append("".join(rest))
            rest = []
        else:
            rest.append(found[0])
    return [*pieces, "".join(rest)]


def _result(piece: str) -> Result | None:
    if piece.strip().lower() == "none":
        return Result("none", "none")
    if not (found := _METHOD.match(piece)):
        return None
    pairs = list(_pairs(found[3]))
    if len({name for name, _value in pairs}) != len(pairs):
        return None
    return Result(found[1].lower(), found[2].lower(), dict(pairs))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for found in _PROPERTY.finditer(text):
        yield found[1].lower(), found[2].strip('"')


def _domain(written: str) -> str:
    try:
        return host_name(written.rpartition("@")[2])
    except Malformed:
        return ""
