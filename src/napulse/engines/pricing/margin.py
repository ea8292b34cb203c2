"""What is earned, from sums of the ledger: income, delivery cost, margin, profit.

All amounts are minor units of one currency and net of VAT; shares are basis points of the agency's
gross income. What an hour cost is not always known: then cost, margin and profit are ranges, from
the least to the most that the hours cost at any standard there is. A range never hides what is not
known, and it closes to one figure when nothing is missing.

Formulas as the trade uses them (parakeeto.com/glossary): gross income = billings less what was
bought for the client; delivery margin = gross income less delivery cost; profit = delivery margin
less overhead; average rate = fee over the client's hours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from operator import add, sub
from typing import NamedTuple

from napulse.engines.kernel.money import WHOLE_BP, round_half_up

HOUR = 60


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high``, minor units; ``ValueError`` when they stand the wrong way round."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("a range begins at its lower end")

    @classmethod
    def at(cls, amount: int) -> Range:
        """Return a range that is one figure."""
        return cls(amount, amount)

    @property
    def is_known(self) -> bool:
        """Whether it is one figure."""
        return self.low == self.high

    @property
    def width(self) -> int:
        return self.high - self.low

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def less(self, other: Range) -> Range:
        """Return what remains when the other is taken away: the least less the most, and back."""
        return Range(self.low - other.high, self.high - other.low)

    def share_of(self, whole: int) -> Range | None:
        """Return the range in basis points of a whole; None when the whole is not positive."""
        if whole <= 0:
            return None
        return Range(
            round_half_up(self.low * WHOLE_BP, whole), round_half_up(self.high * WHOLE_BP, whole)
        )


@dataclass(frozen=True, slots=True)
class HourBounds:
    """The least and the most that an hour costs at any standard there is, minor units."""

    least: int = 0
    most: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most:
            raise ValueError("an hour costs nothing or more, and the most is not below the least")

    def cost_of(self, minutes: int) -> Range:
        """Return what so many minutes without a known cost cost; taken-back minutes count less."""
        ends = (round_half_up(hour * minutes, HOUR) for hour in (self.least, self.most))
        return Range(*sorted(ends))


class Sums(NamedTuple):
    """Sums over the postings of a client, a project, a month: what a margin is reckoned from.

    ``labour`` is the known cost of the time, ``uncosted_minutes`` the time whose cost is not known.
    A tuple, since a report makes thousands of them; sums of sums add up name by name.
    """

    minutes: int = 0
    billable_minutes: int = 0
    uncosted_minutes: int = 0
    worth: int = 0
    labour: int = 0
    fee: int = 0
    passed: int = 0
    bought_pass: int = 0
    bought_own: int = 0
    used: int = 0
    written_off: int = 0
    overhead: int = 0
    paid: int = 0

    def __add__(self, other: Sums) -> Sums:  # type: ignore[override] # tuples are not joined here
        return Sums._make(map(add, self, other))

    def __sub__(self, other: Sums) -> Sums:
        return Sums._make(map(sub, self, other))

    def of(self, names: Collection[str]) -> Sums:
        """Return these sums alone; the others are nothing."""
        return Sums(**{name: getattr(self, name) for name in names})

    @property
    def billings(self) -> int:
        """All that was billed: the fee, and what only passes through."""
        return self.fee + self.passed

    @property
    def income(self) -> int:
        """The agency's gross income (AGI): billings less what was bought for the client."""
        return self.billings - self.bought_pass

    @property
    def unbilled(self) -> int:
        """Worth of work that no invoice took and nobody wrote off."""
        return self.worth - self.used - self.written_off

    @property
    def is_empty(self) -> bool:
        return not any(self)


NAMES = Sums._fields


def total(parts: Iterable[Sums]) -> Sums:
    """Return the sum of all parts."""
    return Sums(*map(sum, zip(*parts, strict=True)))


@dataclass(frozen=True, slots=True)
class Margin:
    """What the sums mean. Ranges are one figure each when every cost is known."""

    billings: int
    pass_through: int
    income: int
    labour: Range
    cost: Range
    margin: Range
    margin_bp: Range | None
    overhead: int
    profit: Range
    profit_bp: Range | None
    is_unbounded: bool = False
    """Hours without a cost while there is no standard: nobody can say how much is missing."""

    @property
    def is_known(self) -> bool:
        return self.labour.is_known and not self.is_unbounded


def margin(sums: Sums, bounds: HourBounds, overhead: int = 0) -> Margin:
    """Return the margin of the sums; ``overhead`` is the share that is laid on them."""
    labour = Range.at(sums.labour) + bounds.cost_of(sums.uncosted_minutes)
    cost = labour + Range.at(sums.bought_own)
    earned = Range.at(sums.income).less(cost)
    profit = earned.less(Range.at(overhead))
    return Margin(
        billings=sums.billings,
        pass_through=sums.bought_pass,
        income=sums.income,
        labour=labour,
        cost=cost,
        margin=earned,
        margin_bp=earned.share_of(sums.income),
        overhead=overhead,
        profit=profit,
        profit_bp=profit.share_of(sums.income),
        is_unbounded=bool(sums.uncosted_minutes and not bounds.most),
    )


def realisation_bp(sums: Sums) -> int | None:
    """Return the worth that invoices took in basis points of all; None when there was none."""
    return round_half_up(sums.used * WHOLE_BP, sums.worth) if sums.worth > 0 else None


def average_rate(sums: Sums) -> int | None:
    """Return the fee for an hour of all the time given, minor units; None without time."""
    return round_half_up(sums.fee * HOUR, sums.minutes) if sums.minutes > 0 else None


def utilisation_bp(billable_minutes: int, available_minutes: int) -> int | None:
    """Return billable time in basis points of the time there is; None when there is none."""
    if available_minutes <= 0:
        return None
    return round_half_up(billable_minutes * WHOLE_BP, available_minutes)
