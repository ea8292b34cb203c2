"""Checks of the numbers by which companies and banks are known.

OGRN: the last digit is the remainder of the others by 11, of it the last digit; OGRNIP by 13. KPP:
four digits, two digits or capital Latin letters, three digits; no check digit. BIK: nine digits, no
check digit, and no fixed beginning (treasury codes begin otherwise than with 04). IBAN: ISO 13616,
remainder 1 by 97, check digits 02 to 98. INN and keys of accounts are checked by the kernel.
"""

from __future__ import annotations

import re

_IBAN = re.compile(r"[A-Z]{2}(?!00|01|99)[0-9]{2}[A-Z0-9]{11,30}")
_SWIFT = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


def is_ogrn(value: str) -> bool:
    """Whether this is an OGRN of a company: 13 digits, the first not 0, the last its check."""
    if not re.fullmatch(r"[1-9][0-9]{12}", value):
        return False
    return int(value[:12]) % 11 % 10 == int(value[12])


def is_ogrnip(value: str) -> bool:
    """Whether this is an OGRNIP of a sole trader: 15 digits, the first 3 or 4, the last its check.

    A remainder of 10, 11 or 12 gives its last digit.
    """
    if not re.fullmatch(r"[34][0-9]{14}", value):
        return False
    return int(value[:14]) % 13 % 10 == int(value[14])


def is_kpp(value: str) -> bool:
    """Whether this has the form of a KPP."""
    return bool(re.fullmatch(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", value))


def is_bik(value: str) -> bool:
    """Whether this has the form of a BIK."""
    return bool(re.fullmatch(r"[0-9]{9}", value))


def is_iban(value: str) -> bool:
    """Whether this is an IBAN whose check digits hold; blanks between groups are allowed."""
    plain = value.replace(" ", "").upper()
    if not _IBAN.fullmatch(plain):
        return False
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def is_swift(value: str) -> bool:
    """Whether this has the form of a BIC of SWIFT: 8 or 11 letters and digits."""
    return bool(_SWIFT.fullmatch(value))
