"""The axis: which half-day of which date a slot is, and back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from napulse.engines.kernel.calendar import WorkCalendar
from napulse.engines.planning.model import Slot, Window

SLOTS_A_DAY = 2
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Axis:
    """Working days of the agency in order; each holds ``SLOTS_A_DAY`` slots.

    A day belongs to the axis when at least one office works on it; people of the others are closed.
    """

    days: tuple[date, ...]

    @classmethod
    def over(cls, calendars: Iterable[WorkCalendar], first: date, last: date) -> Axis:
        """Return the axis from ``first`` to ``last`` (included) over the offices' calendars."""
        offices = tuple(calendars)
        span = (first + _DAY * n for n in range((last - first).days + 1))
        return cls(tuple(day for day in span if any(one.is_working(day) for one in offices)))

    @property
    def length(self) -> int:
        """How many slots the axis has."""
        return len(self.days) * SLOTS_A_DAY

    def start_of(self, day: date) -> Slot:
        """Return the first slot on the date, or on the next working day after it."""
        return bisect_left(self.days, day) * SLOTS_A_DAY

    def end_of(self, day: date) -> Slot:
        """Return the slot before which work done by the evening of the date has ended."""
        return self.start_of(day + _DAY)

    def day_of(self, slot: Slot) -> date:
        """Return the date on which a slot is worked; past the axis, weekdays go on."""
        index = slot // SLOTS_A_DAY
        if index < len(self.days):
            return self.days[max(0, index)]
        day = self.days[-1]
        for _ in range(index - len(self.days) + 1):
            day = _next_weekday(day)
        return day

    def last_day_of(self, start: Slot, end: Slot) -> date:
        """Return the date on whose slots a span ends; an empty span ends where it starts."""
        return self.day_of(max(start, end - 1))

    def window(self, first: date, last: date) -> Window:
        """Return the slots of the dates ``first`` to ``last``, both included."""
        return Window(self.start_of(first), self.end_of(last))

    def closed_days(self, calendar: WorkCalendar) -> tuple[Window, ...]:
        """Return the slots of the axis on which one office does not work, joined and in order."""
        return joined(
            Window(n * SLOTS_A_DAY, (n + 1) * SLOTS_A_DAY)
            for n, day in enumerate(self.days)
            if not calendar.is_working(day)
        )


def joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Return the windows sorted, empty ones left out, touching and overlapping ones as one."""
    out: list[Window] = []
    for one in sorted(windows):
        if one.end <= one.start:
            continue
        if out and one.start <= out[-1].end:
            out[-1] = Window(out[-1].start, max(out[-1].end, one.end))
        else:
            out.append(one)
    return tuple(out)


def _next_weekday(day: date) -> date:
    day += _DAY
    while day.weekday() > 4:
        day += _DAY
    return day
