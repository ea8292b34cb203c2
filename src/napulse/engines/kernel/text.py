"""Folding text so that search and sort agree on what is the same word."""

import re
import unicodedata

_IO, _IE = "\N{CYRILLIC SMALL LETTER IO}", "\N{CYRILLIC SMALL LETTER IE}"
_WHOLE = re.compile(r"[0-9]{1,18}")


def fold(text: str) -> str:
    """Return the form in which texts are searched and sorted.

    Case, compatibility forms, the dots of the letter io and runs of blanks make no difference.
    Folding twice is folding once.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    settled = unicodedata.normalize("NFKC", plain).casefold()
    return " ".join(unicodedata.normalize("NFKC", settled).replace(_IO, _IE).split())


def whole(text: str) -> int | None:
    """The number that a text of plain digits writes, as far as a database holds it; else None."""
    return int(text) if _WHOLE.fullmatch(text) else None
