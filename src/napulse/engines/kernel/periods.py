"""Half-open stretches of time: the end is the first moment, or day, outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta


def require_aware(moment: datetime) -> None:
    """Raise ``ValueError`` when the moment has no time zone."""
    if moment.utcoffset() is None:
        raise ValueError("a moment has a time zone")


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` up to but not including ``end``; both aware, ``start`` not after ``end``."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        require_aware(self.start)
        require_aware(self.end)
        if self.end < self.start:
            raise ValueError("a span ends before it starts")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def overlap(self, other: Span) -> timedelta:
        """Return how long the two spans run together; zero when they only touch."""
        both = min(self.end, other.end) - max(self.start, other.start)
        return max(both, timedelta(0))


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar days from ``start_on`` up to but not including ``end_on``."""

    start_on: date
    end_on: date

    def __post_init__(self) -> None:
        if self.end_on < self.start_on:
            raise ValueError("a period ends before it starts")

    @property
    def days(self) -> int:
        return (self.end_on - self.start_on).days

    def __contains__(self, day: date) -> bool:
        return self.start_on <= day < self.end_on
