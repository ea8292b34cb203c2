"""When an action's owner is reminded of its date, and when the line above hears of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FIRST_MARKS = (-1, 0, 1, 3)
REPEAT_DAYS = 5
LINE_FROM = 3


class When(StrEnum):
    """On which side of its date an action stands."""

    BEFORE = "before"
    TODAY = "today"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder: ``working_days_late`` is negative before the date.

    ``levels_up`` says how far up the line it goes besides the owner: 0 is the owner alone.
    """

    when: When
    working_days_late: int
    levels_up: int


def due_reminders(
    due_on: date, last_sent: date | None, today: date, is_working: Callable[[date], bool]
) -> Step | None:
    """Return the reminder to send today, or None.

    Reminders fall one working day before the date, on it, and 1, 3 and then every 5 working days
    after it. None is sent on a day off; one that a silent day has missed is sent on the next
    working day, but only the latest. From 3 working days late the line hears of it too, one level
    more with every repetition.
    """
    if not is_working(today):
        return None
    late = _days_late(due_on, today, is_working)
    mark = _mark(late)
    told = None if last_sent is None else _mark(_days_late(due_on, last_sent, is_working))
    if mark is None or (told is not None and told >= mark):
        return None
    return Step(_when(late), late, _levels_up(late))


def _days_late(due_on: date, day: date, is_working: Callable[[date], bool]) -> int:
    """Return the working days from the date to the day, negative before it."""
    if day < due_on:
        return -sum(map(is_working, _days(day, due_on)))
    return sum(map(is_working, _days(due_on + timedelta(days=1), day + timedelta(days=1))))


def _days(start_on: date, end_on: date) -> list[date]:
    return [start_on + timedelta(days=passed) for passed in range((end_on - start_on).days)]


def _mark(late: int) -> int | None:
    """Return the latest reminder that falls on this day or before it."""
    last = FIRST_MARKS[-1]
    if late >= last:
        return last + (late - last) // REPEAT_DAYS * REPEAT_DAYS
    return max((mark for mark in FIRST_MARKS if mark <= late), default=None)


def _when(late: int) -> When:
    if late < 0:
        return When.BEFORE
    return When.LATE if late else When.TODAY


def _levels_up(late: int) -> int:
    return 0 if late < LINE_FROM else 1 + (late - LINE_FROM) // REPEAT_DAYS
