"""Letters of a statement: which of the encodings it is in, found out without holding the file."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator

from napulse.engines.exchange.bank.shapes import Opener

_CP866_WORD = "Кодировка".encode("cp866")
_HEAD = 400
_CHUNK = 1 << 16
LONGEST_LINE = 20_000


def encoding_of(opener: Opener) -> str:
    """`utf-8-sig`, `utf-8`, `cp866` or `cp1251`.

    In this order: a byte order mark; strict UTF-8 from end to end; the word "Кодировка" in cp866
    within the first 400 bytes; otherwise cp1251.
    """
    with opener() as source:
        head = source.read(_HEAD)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if _is_utf8(opener):
        return "utf-8"
    return "cp866" if _CP866_WORD in head else "cp1251"


def _is_utf8(opener: Opener) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with opener() as source:
        try:
            while chunk := source.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def lines_of(opener: Opener, encoding: str) -> Iterator[tuple[int, str]]:
    """Every line with its number from 1, without its end; a line without end is cut, not held."""
    with opener() as source:
        text = io.TextIOWrapper(source, encoding=encoding, errors="replace", newline=None)
        number, is_rest = 0, False
        while line := text.readline(LONGEST_LINE):
            if not is_rest:
                number += 1
                yield number, line.rstrip("\n")
            is_rest = not line.endswith("\n")
