"""Header values as a person reads them: folds undone, encoded words (RFC 2047) decoded."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from string import ascii_letters, digits

from napulse.engines.mailtrust.charsets import decoded, guessed

_CONTROLS = bytes({*range(32), 127} - {9})
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ENCODED = re.compile(rb"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_NOT_BASE64 = bytes(set(range(256)) - {*b"+/", *ascii_letters.encode(), *digits.encode()})
_BASE64_END = re.compile(rb"=+")


@dataclass
class Budget:
    """How many encoded words may still be decoded; `spent` when one was left as it is."""

    left: int
    spent: bool = False

    def take(self) -> bool:
        """Whether one more may be decoded."""
        if self.left <= 0:
            self.spent = True
            return False
        self.left -= 1
        return True


def unfolded(raw: bytes) -> bytes:
    """A field's value on one line, without control characters but tabs."""
    return raw.translate(None, _CONTROLS)


def shown(raw: bytes, budget: Budget) -> str:
    """The value of a field as shown: unfolded, decoded, without control characters."""
    line = unfolded(raw).strip()
    if b"=?" in line:
        return _CONTROL.sub("", decode_words(line, budget))
    return line.decode("ascii") if line.isascii() else guessed(line)


def decode_words(line: bytes, budget: Budget) -> str:
    """One line with its encoded words decoded; neighbours join, as RFC 2047 wants it."""
    out: list[str] = []
    pending: list[tuple[bytes, bytes]] = []  # charset, bytes of words that stand side by side
    last = 0
    for match in _ENCODED.finditer(line):
        if not budget.take():
            break
        between = line[last : match.start()]
        if between.strip() or not pending:
            _flush(out, pending)
            out.append(guessed(between))
        pending.append((match[1].lower(), _payload(match[2], match[3])))
        last = match.end()
    _flush(out, pending)
    out.append(guessed(line[last:]))
    return "".join(out)


def _payload(kind: bytes, data: bytes) -> bytes:
    if kind in b"bB":
        return base64_bytes(data)
    return binascii.a2b_qp(data.replace(b"_", b"=20"))


def _flush(out: list[str], pending: list[tuple[bytes, bytes]]) -> None:
    while pending:
        charset = pending[0][0]
        run = 1
        while run < len(pending) and pending[run][0] == charset:
            run += 1
        joined = b"".join(data for _, data in pending[:run])
        out.append(decoded(joined, charset.decode("latin-1"))[0])
        del pending[:run]


def base64_bytes(data: bytes) -> bytes:
    """Base64 as tolerant mail programs read it: junk skipped, padding inside survived."""
    out = []
    for run in _BASE64_END.split(data):
        clean = run.translate(None, _NOT_BASE64)
        cut = len(clean) - (len(clean) % 4 == 1)
        out.append(binascii.a2b_base64(clean[:cut] + b"=" * (-cut % 4)))
    return b"".join(out)
