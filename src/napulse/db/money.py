"""Money in the database: exact minor units beside a currency code."""

from typing import Any

from napulse.engines.kernel.money import Money


class MoneyOf:
    """`total = MoneyOf("total_minor")` reads and writes two columns as one value."""

    def __init__(self, minor: str, currency: str = "currency") -> None:
        self.minor, self.currency = minor, currency

    def __get__(self, row: Any, owner: type | None = None) -> Money:
        return Money(getattr(row, self.minor), getattr(row, self.currency))

    def __set__(self, row: Any, money: Money) -> None:
        setattr(row, self.minor, money.minor)
        setattr(row, self.currency, money.currency)
