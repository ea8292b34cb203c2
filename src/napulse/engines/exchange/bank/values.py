"""Amounts, days, numbers and names as banks write them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from napulse.engines.kernel.money import minor_digits

_RUSSIAN_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:[ T]\S.*)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\S.*)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LOOSE_CURRENCY = re.compile(r"(?:руб\.?|р\.|₽|RUB|RUR|EUR|USD|[€$])", re.IGNORECASE)
_TAX_NUMBER = re.compile(r"\d{10}|\d{12}")
_BEFORE_NAME = re.compile(
    r"(?:ИНН\s*)?\d{10,12}[\s,/\\|]*(?:КПП\s*\d{9}[\s,/\\|]*)?|ИНН[\s,]+", re.IGNORECASE
)
_LONGEST = 18

CURRENCY_OF_CODE = {
    "810": "RUB", "643": "RUB", "840": "USD", "978": "EUR", "156": "CNY", "826": "GBP",
    "756": "CHF", "398": "KZT", "933": "BYN", "860": "UZS", "417": "KGS", "051": "AMD",
    "944": "AZN", "784": "AED", "949": "TRY", "392": "JPY", "981": "GEL",
}  # fmt: skip
"""Digits 6 to 8 of an account of 20 digits are the currency's code; 810 stayed for the rouble."""


def currency_of(account: str, default: str = "RUB") -> str:
    """The currency that an account number of 20 digits names, else the default."""
    plain = len(account) == 20 and account.isdigit()
    return CURRENCY_OF_CODE.get(account[5:8], default) if plain else default


def read_minor(text: str, currency: str) -> int | None:
    """An amount in minor units, None when it is none.

    "1 234,56", "1234.56", "1,234.56", "700", "-5,00", "(5,00)", "5,00-" and a currency's sign are
    all met. More decimals than the currency has are refused unless they are zeros.
    """
    bare = _LOOSE_CURRENCY.sub("", text.replace("\u2212", "-").replace("'", ""))
    bare = "".join(bare.split()).lstrip("+")
    minus = bare.startswith("-") or bare.endswith("-") or (bare[:1] == "(" and bare[-1:] == ")")
    bare = bare.strip("-()")
    if _GROUPED.fullmatch(bare) and not ("." not in bare and bare.count(",") == 1):
        bare = bare.replace(",", "")
    elif bare.count(",") == 1 and "." in bare and bare.index(".") < bare.index(","):
        bare = bare.replace(".", "")
    bare = bare.replace(",", ".")
    if not _PLAIN.fullmatch(bare) or len(bare) > _LONGEST:
        return None
    try:
        minor = Decimal(bare).scaleb(minor_digits(currency))
    except InvalidOperation:
        return None
    if minor != minor.to_integral_value():
        return None
    return -int(minor) if minus else int(minor)


def read_day(text: str) -> date | None:
    """A day as DD.MM.YYYY, DD.MM.YY, DD/MM/YYYY or YYYY-MM-DD, with or without a time."""
    text = text.strip()
    iso = _ISO_DAY.fullmatch(text)
    russian = _RUSSIAN_DAY.fullmatch(text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif russian:
        day, month, year = (int(part) for part in russian.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    if not 1990 <= year < 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def tax_number(text: str) -> str:
    """A tax number of 10 or 12 digits; empty for none, for "0" and for anything else."""
    bare = "".join(text.split())
    return bare if _TAX_NUMBER.fullmatch(bare) else ""


def clean_name(*names: str) -> str:
    """The first name that is there, without a tax number written in front of it."""
    for name in names:
        bare = " ".join(name.split())
        bare = _BEFORE_NAME.sub("", bare, count=1) if _BEFORE_NAME.match(bare) else bare
        if bare:
            return bare
    return ""
