"""Parameters of Content-Type and Content-Disposition, RFC 2231 included, in linear time."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from napulse.engines.mailtrust.charsets import decoded, guessed
from napulse.engines.mailtrust.words import Budget, shown, unfolded

_PARAM = re.compile(
    rb';\s*([^\s=;"]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*+)(?:"|\Z)|([^;]*))', re.DOTALL
)
_COMMENT = re.compile(rb"\([^()]*\)")
_CONTINUED = re.compile(r"^([^*]+)(?:\*(\d{1,2}))?(\*)?$")
MOST_PARAMS = 60
MOST_BYTES = 8_000


class Params(dict[str, str]):
    """Values by name in lower case. `twice` names those given more than once, differing."""

    twice: frozenset[str] = frozenset()
    cut: bool = False


def parse(value: bytes) -> tuple[str, Params]:
    """The value before the first semicolon, in lower case, and its parameters."""
    line = unfolded(value[:MOST_BYTES]).strip()
    main = line.split(b";", 1)[0]
    if b"(" in main:
        main = _COMMENT.sub(b"", main)
    params = Params()
    params.cut = len(value) > MOST_BYTES
    pieces: dict[str, dict[int, bytes]] = {}
    charsets: dict[str, str] = {}
    twice: set[str] = set()
    for count, match in enumerate(_PARAM.finditer(line)):
        if count >= MOST_PARAMS:
            params.cut = True
            break
        raw = match[2].replace(b"\\", b"") if match[2] is not None else match[3].strip()
        _take(guessed(match[1]).lower(), raw, (params, pieces, charsets, twice))
    for name, parts in pieces.items():
        joined = b"".join(parts[key] for key in sorted(parts))
        params[name] = decoded(joined, charsets.get(name, ""))[0]
    params.twice = frozenset(twice)
    return guessed(main).strip().lower(), params


_State = tuple[Params, dict[str, dict[int, bytes]], dict[str, str], set[str]]


def _take(key: str, raw: bytes, state: _State) -> None:
    params, pieces, charsets, twice = state
    match = _CONTINUED.match(key)
    if not match or not (match[2] or match[3]):
        value = shown(raw, Budget(30))
        if params.setdefault(key, value) != value:
            twice.add(key)
        return
    name, order, extended = match[1], int(match[2] or 0), bool(match[3])
    if extended:
        if order == 0 and raw.count(b"'") >= 2:
            charset, _, raw = raw.split(b"'", 2)
            charsets[name] = guessed(charset)
        raw = unquote_to_bytes(raw)
    pieces.setdefault(name, {}).setdefault(order, raw)
