"""Numbers of invoices as payers write them in the purpose of a payment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_NUMBER = r"[0-9A-Za-zА-Яа-яЁё/\-]*\d[0-9A-Za-zА-Яа-яЁё/\-]*"
_DAY = r"(?:\s*от\s*(\d{2}\.\d{2}\.\d{4}|\d{2}\.\d{2}\.\d{2}))?"
_MARK = r"(?:№|N[oо]?\.?|#)?"
_NAMED = re.compile(
    r"(?:\bсч[её]т(?:ами|ам|ов|ах|у|а|ом|е)?(?!\s*-?\s*фактур)|\bсч\.?|\bинвойс\w*"
    rf"|\binv(?:oices?)?\.?)\s*(?:на\s+оплату\s*)?{_MARK}\s*[-:]?\s*({_NUMBER}){_DAY}",
    re.IGNORECASE,
)
_NEXT = re.compile(rf"\s*(?:,|;|\bи\b|\band\b|&|\+)\s*{_MARK}\s*({_NUMBER}){_DAY}", re.IGNORECASE)
_ALIKE = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
_ACCOUNT = re.compile(r"\d{12,}")
_MONEY_BEHIND = re.compile(r"\s*(?:[.,]\d{2}\b|%|руб|р\.|₽)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A number that a payer named, and the day behind it, if one stood there."""

    number: str
    on: date | None = None


def normal(number: str) -> str:
    """A number as numbers are compared: capitals, Latin letters for those that look alike, no
    blanks, no leading noughts, nothing but letters, digits, `/` and `-`.
    """
    bare = re.sub(r"[^0-9A-ZА-ЯЁ/\-]", "", number.upper()).translate(_ALIKE)
    return bare.strip("-/").lstrip("0")


def references(purpose: str) -> tuple[Reference, ...]:
    """Every number that the purpose names as an invoice's, in order, each once.

    After the regular expression of the house's notes on bank exchange, grown by lists ("по счетам
    47, 48 и 49") and by not taking a tax invoice (счёт-фактура), an account number or an amount
    for one.
    """
    found: dict[str, Reference] = {}
    for named in _NAMED.finditer(purpose):
        at: re.Match[str] | None = named
        while at is not None:
            _take(found, at, purpose)
            at = _NEXT.match(purpose, at.end())
    return tuple(found.values())


def _take(found: dict[str, Reference], at: re.Match[str], purpose: str) -> None:
    number = normal(at[1])
    is_account = _ACCOUNT.fullmatch(at[1])
    if not number or is_account or (not at[2] and _MONEY_BEHIND.match(purpose, at.end(1))):
        return
    known = found.get(number)
    if known is None or known.on is None:
        found[number] = Reference(number, _day(at[2]))


def _day(text: str | None) -> date | None:
    if not text:
        return None
    day, month, year = (int(part) for part in text.split("."))
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
