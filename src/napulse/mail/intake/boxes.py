"""Takes an mbox file apart into the letters that it holds."""

import re
from collections.abc import Iterator

FROM_LINE = re.compile(rb"From [^\r\n]*\r?\n")
FIELD = re.compile(rb"[!-9;-~]+[ \t]*:|>?From ")
ESCAPED = re.compile(rb"(?m)^>(>*From )")


def letters_of_box(raw: bytes) -> Iterator[bytes]:
    """Each letter of an mbox (mboxo and mboxrd), in order, without its "From " line.

    A "From " line counts as a border only after an empty line and before a header field: a letter
    whose text was not escaped is not torn apart. Escaped lines get back what they were.
    """
    begin = _after_line(raw, raw.find(b"From "))
    for border in _borders(raw, begin):
        yield _letter(raw[begin:border])
        begin = _after_line(raw, border)
    if last := _letter(raw[begin:]):
        yield last


def _borders(raw: bytes, begin: int) -> Iterator[int]:
    place = begin
    while (found := raw.find(b"\nFrom ", place)) >= 0:
        place = found + 1
        is_after_gap = raw[:found].endswith((b"\n", b"\n\r")) if found < 2 else _gap(raw, found)
        if is_after_gap and FIELD.match(raw[_after_line(raw, place) :][:1000]):
            yield place


def _gap(raw: bytes, newline: int) -> bool:
    """Whether the line that ends here is empty."""
    before = raw[newline - 1 : newline]
    return before == b"\n" or raw[newline - 2 : newline] == b"\n\r"


def _after_line(raw: bytes, place: int) -> int:
    end = raw.find(b"\n", place)
    return len(raw) if end < 0 else end + 1


def _letter(raw: bytes) -> bytes:
    """Without the empty line that stands before the next border, and unescaped."""
    if raw.endswith(b"\r\n\r\n"):
        raw = raw[:-2]
    elif raw.endswith(b"\n\n"):
        raw = raw[:-1]
    return ESCAPED.sub(rb"\1", raw)
