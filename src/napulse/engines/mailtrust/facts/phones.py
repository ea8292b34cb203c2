"""Phone numbers in E.164, in every spelling in use in Russia, and in others that are possible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import phonenumbers

from napulse.engines.mailtrust.facts.heads import Searched
from napulse.engines.mailtrust.letter import Phone
from napulse.engines.mailtrust.text import part_span

_CANDIDATE = re.compile(
    r"(?<![\w.@/=&#%-])(?:\+ ?\d|\(\d|\d)(?:[ ().\-/]{0,3}\d){8,14}(?![\w@]|[.\-/]\d)"
)
_RUSSIAN = re.compile(r"(?:\+ ?7|8|7)[ (.\-/]*[3489]")
_LOCAL = re.compile(r"\(?[489]\d\d\)?[ \-]*\d{3}[ \-.]?\d\d[ \-.]?\d\d$")
_CALL = re.compile(
    r"тел|звон|моб|whatsapp|viber|telegram|номер|phone|call|tel|mobile|cell|dial|fax|факс|contact"
)
_MOST = 60


def find_phones(searched: Searched) -> Iterator[Phone]:
    """The phone numbers among the words of a text."""
    for match in islice(_CANDIDATE.finditer(searched.norm), _MOST):
        number = _number(match, searched.norm)
        if number:
            yield Phone(number, part_span(searched.text, match.start(), match.end()))


def _number(match: re.Match[str], norm: str) -> str:
    written = match[0]
    digits = re.sub(r"\D", "", written)
    if len(digits) == 11 and _RUSSIAN.match(written):
        return "+7" + digits[1:]
    if written.startswith("+"):
        return _possible(written, None)
    before = norm[max(0, match.start() - 40) : match.start()]
    if not _CALL.search(before) and "(" not in written:
        return ""
    cyrillic = any("а" <= char <= "я" for char in before)
    if len(digits) == 10 and cyrillic and _LOCAL.match(written):
        return "+7" + digits
    return _possible(written, "RU" if cyrillic else "US")


def _possible(written: str, region: str | None) -> str:
    try:
        parsed = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
