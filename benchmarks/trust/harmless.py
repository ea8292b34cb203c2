"""What happens to genuine letters on their way and changes nothing: they must stay genuine."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from trust.writing import SENT, Case, received


def _lf(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n")


def _crlf(raw: bytes) -> bytes:
    return _lf(raw).replace(b"\n", b"\r\n")


def _wide_blanks(raw: bytes) -> bytes:
    """Runs of blanks inside lines, which the relaxed form drops; none at the start of a line."""
    head, end, body = _crlf(raw).partition(b"\r\n\r\n")
    return head + end + re.sub(rb"(?<=\S) (?=\S)", b"  ", body)


def _blank_ends(raw: bytes) -> bytes:
    return _crlf(raw) + b"\r\n\r\n\r\n"


def _other_case(raw: bytes) -> bytes:
    return re.sub(rb"(?m)^(From|To|Subject|Date|Content-Type):", lambda m: m[0].upper(), raw)


def _folded(raw: bytes) -> bytes:
    return re.sub(rb"(?m)^(Subject|To): ", rb"\1:\r\n ", _crlf(raw))


def _more_trace(raw: bytes) -> bytes:
    hop = received("relay.sfera.example", "box.sfera.example", SENT + timedelta(minutes=1))
    return hop + b"X-Spam-Status: No\r\nDelivered-To: director@sfera.example\r\n" + _crlf(raw)


def _mbox_line(raw: bytes) -> bytes:
    return b"X-Mozilla-Status: 0001\nX-Mozilla-Keys: \n" + _lf(raw)


HARMLESS: dict[str, Callable[[bytes], bytes]] = {
    change.__name__.strip("_"): change
    for change in (
        *(_lf, _crlf, _wide_blanks, _blank_ends, _other_case, _folded, _more_trace, _mbox_line),
    )
}


def travelled(bases: list[Case]) -> Iterator[tuple[str, Case, bytes]]:
    """Every change of every letter."""
    for base in bases:
        for name, change in HARMLESS.items():
            yield name, base, change(base.raw)
