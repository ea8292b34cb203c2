"""What a file is, told by its content and never by its name."""

import re
from collections.abc import Iterator
from enum import StrEnum

from napulse.engines.kernel.errors import Refused
from napulse.mail.intake.boxes import FROM_LINE, letters_of_box
from napulse.mail.intake.outlook import MAGIC, letter_of_outlook

BOM = b"\xef\xbb\xbf"
FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
KNOWN = re.compile(
    rb"(?im)^(?:from|to|cc|subject|date|received|return-path|message-id|mime-version|reply-to"
    rb"|sender|delivered-to|dkim-signature|content-type|x-[\w-]+)[ \t]*:"
)
LOOKED_AT = 64_000


class Kind(StrEnum):
    """The three kinds of file that hold letters."""

    LETTER = "letter"
    BOX = "box"
    OUTLOOK = "outlook"


def kind_of(raw: bytes) -> Kind:
    """The kind of a file. Refused: `upload.empty`, `upload.not_a_letter`."""
    if raw.startswith(MAGIC):
        return Kind.OUTLOOK
    head = raw[:LOOKED_AT].removeprefix(BOM).lstrip(b"\r\n \t")
    if not head:
        raise Refused("upload.empty")
    if FROM_LINE.match(head) and FIELD.match(head.partition(b"\n")[2]):
        return Kind.BOX
    if FIELD.match(head) and KNOWN.search(head) and b"\0" not in head:
        return Kind.LETTER
    raise Refused("upload.not_a_letter")


def letters_of(raw: bytes) -> Iterator[bytes]:
    """The raw letters of a file, one after another. Refused as by `kind_of`."""
    kind = kind_of(raw)
    if kind is Kind.OUTLOOK:
        yield letter_of_outlook(raw)
    elif kind is Kind.BOX:
        yield from letters_of_box(raw)
    else:
        yield raw.removeprefix(BOM).lstrip(b"\r\n")
