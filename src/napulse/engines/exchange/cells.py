"""One cell of an import as a value: e-mail, phone, site, text; or what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_EMAIL = re.compile(
    r"[^@\s<>\",;:()\[\]\\]{1,64}@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,61}[\w]"
)
_NAMED_EMAIL = re.compile(r".*<([^<>]+)>\s*")
_SEPARATORS = re.compile(r"[,;\n|]+|\s/\s")
_EXTENSION = re.compile(
    r"\s*(?:,?\s*(?:доб(?:авочный)?|вн(?:утр)?|ext(?:ension)?|x|#)\.?\s*:?\s*)(\d{1,6})\)?\s*$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?[\d\s().\-‐–—\u00a0/]{5,40}")
_HOST = re.compile(
    r"(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,61}[\w](?::\d{1,5})?(?:[/?#]\S*)?"
)
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
_LONGEST: Final = {"note": 5_000, "address": 500}
_LONGEST_OTHER: Final = 200
_LONGEST_EMAIL: Final = 254
_MOST_VALUES: Final = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """The value (empty when wrong or absent), the code of the error, what was written, and
    further values.
    """

    written: str
    value: str = ""
    error: str = ""
    further: tuple[str, ...] = ()


def read_text(field: str, written: str) -> Cell:
    """Plain text; at most 200 characters, 500 for an address, 5,000 for a note (which keeps its
    lines).
    """
    text = written.strip() if field == "note" else " ".join(written.split())
    is_long = len(text) > _LONGEST.get(field, _LONGEST_OTHER)
    return Cell(text[:100], error="row.too_long") if is_long else Cell(text, text)


def read_email(written: str) -> Cell:
    """The first address, lower-case; those after a comma or semicolon are the further values."""
    addresses = [_address(piece) for piece in _pieces(written)]
    if not addresses:
        return Cell(_short(written))
    if not all(addresses):
        return Cell(_short(written), error="row.bad_email")
    return Cell(_short(written), addresses[0], further=tuple(addresses[1:]))


def _address(piece: str) -> str:
    named = _NAMED_EMAIL.fullmatch(piece)
    address = (named[1] if named else piece).strip().removeprefix("mailto:").lower()
    return address if len(address) <= _LONGEST_EMAIL and _EMAIL.fullmatch(address) else ""


def read_phone(written: str) -> Cell:
    """The first phone as `+79161234567` or `+74951234567 ext. 12`; eleven digits with 8 or 7 and
    ten digits are Russian.
    """
    phones = [_international(piece) for piece in _phone_pieces(written)]
    if not phones:
        return Cell(_short(written))
    if not all(phones):
        return Cell(_short(written), error="row.bad_phone")
    return Cell(_short(written), phones[0], further=tuple(phones[1:]))


def _phone_pieces(written: str) -> list[str]:
    """A comma before an extension does not begin another phone."""
    joined = re.sub(r",\s*(?=(?:доб|вн|ext)\b)", " ", written, flags=re.IGNORECASE)
    return _pieces(joined)


def _international(piece: str) -> str:
    found = _EXTENSION.search(piece)
    number = piece[: found.start()].strip() if found else piece
    if not _PHONE.fullmatch(number):
        return ""
    digits = re.sub(r"\D", "", number)
    if not number.startswith("+") and digits.startswith("00"):
        number, digits = f"+{digits[2:]}", digits[2:]
    full = _full_digits(digits, is_international=number.startswith("+"))
    return f"+{full}{f' ext. {found[1]}' if found else ''}" if full else ""


def _full_digits(digits: str, *, is_international: bool) -> str:
    if not is_international and len(digits) == 11 and digits[0] in "78":
        return f"7{digits[1:]}"
    if not is_international and len(digits) == 10 and digits[0] in "3489":
        return f"7{digits}"
    is_russian_short = digits.startswith("7") and len(digits) != 11
    return digits if is_international and 8 <= len(digits) <= 15 and not is_russian_short else ""


def read_website(written: str) -> Cell:
    """A site without scheme, `www.` and closing slash, host in lower case."""
    text = _SCHEME.sub("", written.strip().strip("'\""))
    host, slash, path = text.partition("/")
    site = f"{host.lower().removeprefix('www.')}{slash}{path}".rstrip("/")
    if not site:
        return Cell(_short(written))
    is_site = len(site) <= _LONGEST_OTHER and _HOST.fullmatch(site)
    return (
        Cell(_short(written), site) if is_site else Cell(_short(written), error="row.bad_website")
    )


def _pieces(written: str) -> list[str]:
    pieces = (piece.strip(" \t'\"\u00a0") for piece in _SEPARATORS.split(written))
    return [piece for piece in pieces if piece][:_MOST_VALUES]


def _short(written: str) -> str:
    return written.strip()[:100]
