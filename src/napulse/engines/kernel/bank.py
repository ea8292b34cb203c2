"""Check digits of Russian INN and bank accounts.

INN after the order of the tax service ММВ-7-6/435@; accounts after the rules of the Bank of Russia
№ 515 of 08.09.1997: weights 7, 1, 3 over the last three digits of the BIK and the account itself.
"""

from __future__ import annotations

import re
from itertools import cycle

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, *_INN_10)
_INN_12 = (3, *_INN_11)


def is_inn(value: str) -> bool:
    """Whether ``value`` is an INN of 10 or 12 digits whose check digits hold."""
    if not re.fullmatch(r"[0-9]{10}|[0-9]{12}", value):
        return False
    digits = [int(each) for each in value]
    if len(digits) == 10:
        return digits[9] == _check_digit(digits, _INN_10)
    first, second = _check_digit(digits, _INN_11), _check_digit(digits, _INN_12)
    return (digits[10], digits[11]) == (first, second)


def is_account(value: str, bik: str) -> bool:
    """Whether the key of an account of 20 digits holds at the bank of this BIK of 9 digits."""
    if not (re.fullmatch(r"[0-9]{20}", value) and re.fullmatch(r"[0-9]{9}", bik)):
        return False
    weighed = zip(bik[-3:] + value, cycle((7, 1, 3)), strict=False)
    return sum(int(digit) * weight % 10 for digit, weight in weighed) % 10 == 0


def _check_digit(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(d * w for d, w in zip(digits, weights, strict=False)) % 11 % 10
