"""Debts by age: how much is not yet due, and how much is overdue by so many days.

Amounts are integer minor units of one currency; ages are calendar days after the due date.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

LIMITS = (0, 30, 60, 90)
"""The last day of each bucket but the last: not due, 1–30, 31–60, 61–90, older."""


@dataclass(frozen=True, slots=True)
class Debt(Generic[K]):
    """What is open of one document, by whom, and when it was to be paid (None: at once, today)."""

    key: K
    due_on: date | None
    open_minor: int


@dataclass(frozen=True, slots=True)
class Aged(Generic[K]):
    """The debts of one key by bucket; ``oldest_days`` is 0 when nothing is overdue."""

    key: K
    buckets: tuple[int, ...]
    count: int
    oldest_days: int

    @property
    def total_minor(self) -> int:
        return sum(self.buckets)

    @property
    def overdue_minor(self) -> int:
        return sum(self.buckets[1:])


def bucket_of(days_late: int) -> int:
    """Return the number of the bucket for so many days after the due date."""
    return next((at for at, limit in enumerate(LIMITS) if days_late <= limit), len(LIMITS))


def days_late(due_on: date | None, today: date) -> int:
    """Return days after the due date, 0 when it is not yet past or there is none."""
    return max(0, (today - due_on).days) if due_on else 0


def aged(debts: Iterable[Debt[K]], today: date) -> list[Aged[K]]:
    """Sum the debts of each key by bucket, keys in the order of their first debt.

    Every minor unit of every debt is in exactly one bucket of its key.
    """
    found: dict[K, tuple[list[int], list[int]]] = {}
    for debt in debts:
        sums, ages = found.setdefault(debt.key, ([0] * (len(LIMITS) + 1), []))
        late = days_late(debt.due_on, today)
        sums[bucket_of(late)] += debt.open_minor
        ages.append(late)
    return [Aged(key, tuple(sums), len(ages), max(ages)) for key, (sums, ages) in found.items()]


def together(rows: Iterable[Aged[K]], key: K) -> Aged[K]:
    """Add rows up into one under another key."""
    kept = list(rows)
    sums = [sum(column) for column in zip(*(row.buckets for row in kept), strict=True)]
    return Aged(
        key,
        tuple(sums or [0] * (len(LIMITS) + 1)),
        sum(row.count for row in kept),
        max((row.oldest_days for row in kept), default=0),
    )
