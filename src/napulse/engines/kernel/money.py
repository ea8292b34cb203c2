"""Money in integer minor units: adds only within a currency and never loses a kopeck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering
from typing import Self

MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "ISK": 0, "KWD": 3, "BHD": 3, "TND": 3}
WHOLE_BP = 10_000


class CurrencyMismatch(ValueError):
    """Two currencies met where one was expected."""


def minor_digits(currency: str) -> int:
    """Return how many decimal places the currency has: 2 for RUB, 0 for JPY."""
    return MINOR_DIGITS.get(currency, 2)


def round_half_up(numerator: int, denominator: int) -> int:
    """Return numerator / denominator as a whole number, halves away from zero.

    Symmetric around zero, so that a credit note mirrors its invoice. ``denominator`` is
    positive, otherwise ``ValueError``.
    """
    if denominator <= 0:
        raise ValueError("the denominator is positive")
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount: ``minor`` kopecks or cents of a three-letter ``currency``."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Self:
        """Make money from roubles or dollars; more digits than the currency has are rounded."""
        numerator, denominator = Decimal(amount).as_integer_ratio()
        return cls(round_half_up(numerator * 10 ** minor_digits(currency), denominator), currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Return nothing of a currency: where a sum starts."""
        return cls(0, currency)

    @property
    def amount(self) -> Decimal:
        """The amount in roubles or dollars, exact, with the currency's decimal places."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Divide by weights so that the parts add up to the whole.

        Each part is within one minor unit of its exact share; what is left over goes to the
        largest remainders, the earlier first. A weight of zero gets nothing. ``ValueError`` when
        a weight is negative or all are zero.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights are not negative and not all zero")
        sign, size = (-1 if self.minor < 0 else 1), abs(self.minor)
        parts = [size * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % total), i))
        for i in by_remainder[: size - sum(parts)]:
            parts[i] += 1
        return tuple(Money(sign * part, self.currency) for part in parts)

    def share_bp(self, bp: int) -> Money:
        """Return so many basis points of the amount (10,000 is the whole), rounded half up."""
        return Money(round_half_up(self.minor * bp, WHOLE_BP), self.currency)

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.minor
