"""Geometry of lines over days: where money stands on a date, with an honest axis from nothing.

Values are whole numbers of one unit, days are dates; what comes back are SVG attributes in user
units, numbers with a dot in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from napulse.engines.charts.geometry import number

STEPS = (1, 2, 5)
_DAY = timedelta(days=1)
Points = Sequence[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: its value or day, and where it stands."""

    value: int
    day: date
    at: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The box of a chart: days along it, values up it from zero to ``most``.

    The margins keep room for words: ``left`` of the values, ``bottom`` of the days.
    """

    first: date
    last: date
    most: int
    width: int = 640
    height: int = 240
    left: int = 44
    right: int = 12
    top: int = 14
    bottom: int = 22

    def x(self, day: date) -> str:
        """Return where a day stands; one outside stands at the edge."""
        whole = max((self.last - self.first).days, 1)
        inside = min(max((day - self.first).days, 0), whole)
        return number(self.left + (self.width - self.left - self.right) * inside / whole)

    def y(self, value: int) -> str:
        """Return how high a value stands; one outside stands at the edge."""
        inside = min(max(value, 0), self.top_value)
        room = self.height - self.top - self.bottom
        return number(self.top + room * (1 - inside / self.top_value))

    @property
    def top_value(self) -> int:
        """The value at the upper edge: a whole number of steps, never nothing."""
        step = nice_step(self.most)
        return max(step * -(-self.most // step), step)

    @property
    def floor(self) -> str:
        return number(self.height - self.bottom)

    def line(self, points: Points) -> str:
        """Return ``d`` of a line through the points; empty of nothing."""
        if not points:
            return ""
        return "M" + "L".join(f"{self.x(day)} {self.y(value)}" for day, value in points)

    def area(self, points: Points) -> str:
        """Return ``d`` of what lies under the line."""
        if not points:
            return ""
        first, last = self.x(points[0][0]), self.x(points[-1][0])
        return f"{self.line(points)}L{last} {self.floor}L{first} {self.floor}Z"

    def values(self) -> list[Tick]:
        """Return the marks of the values, the lowest first."""
        step = nice_step(self.most)
        marks = range(0, self.top_value + 1, step)
        return [Tick(value, self.first, self.y(value)) for value in marks]

    def days(self, at_most: int = 8) -> list[Tick]:
        """Return marks of days at even distances of whole weeks, from the first on."""
        whole = max((self.last - self.first).days, 1)
        weeks = max(1, -(-whole // (7 * at_most)))
        step = timedelta(weeks=weeks)
        found, day = [], self.first
        while day <= self.last:
            found.append(Tick(0, day, self.x(day)))
            day += step
        return found


def nice_step(most: int, marks: int = 4) -> int:
    """Return a step of 1, 2 or 5 tens by which at most ``marks`` steps reach the value."""
    size = 1
    while True:
        for each in STEPS:
            if each * size * marks >= most:
                return each * size
        size *= 10


def cumulated(by_day: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    """Return running sums of amounts by day, in the order of the days."""
    found: list[tuple[date, int]] = []
    total = 0
    for day, amount in sorted(by_day):
        total += amount
        if found and found[-1][0] == day:
            found[-1] = (day, total)
        else:
            found.append((day, total))
    return found
