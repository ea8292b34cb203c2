"""Geometry of a Gantt chart: where bars, weeks, marks and loads stand, in per cent of the width.

Days of every kind take equal room, halves of a day too; a span that leaves the window is cut at its
edge and says so. Lengths are texts with a dot, ready for SVG attributes; rows are lanes, counted
from 0, for the page to give them a height.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from napulse.engines.charts.geometry import number

Key = TypeVar("Key", bound=Hashable)
HALVES = 2
WEEK = 7


@dataclass(frozen=True, slots=True)
class Span(Generic[Key]):
    """From a half (0 or 1) of a day to a half of a day, both included; ``percent`` of one's time.

    Equal first and last halves are half a day. An end before the start is taken for the start.
    """

    key: Key
    first: date
    last: date
    first_half: int = 0
    last_half: int = 1
    percent: int = 100


@dataclass(frozen=True, slots=True)
class Strip(Generic[Key]):
    """A drawn span: place and width in per cent, its lane, and at which edges it is cut."""

    key: Key
    x: str
    width: str
    lane: int
    cut_left: bool
    cut_right: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A stretch of the head: its first day, place and width, and whether today is in it."""

    day: date
    x: str
    width: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class Heap:
    """A week in which more than the whole is taken: place, width, and the highest per cent."""

    day: date
    x: str
    width: str
    percent: int


@dataclass(frozen=True, slots=True)
class Scale:
    """A window of whole days from ``first``; ``ValueError`` when it holds none."""

    first: date
    days: int

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError("a chart shows at least a day")

    @property
    def last(self) -> date:
        """The last day shown."""
        return self.first + timedelta(days=self.days - 1)

    def halves(self, day: date, half: int = 0) -> int:
        """Return how many halves of a day lie between the left edge and the half of the day."""
        return (day - self.first).days * HALVES + half

    def place(self, halves: float) -> float:
        """Return where so many halves from the left edge are, in per cent, held in the window."""
        return 100 * min(max(halves / (self.days * HALVES), 0.0), 1.0)

    def mark(self, day: date, *, after: bool = False) -> str | None:
        """Return where a day begins (or has ended), in per cent; None outside the window."""
        at = self.halves(day, HALVES if after else 0)
        return number(self.place(at)) if 0 <= at <= self.days * HALVES else None

    def stretch(self, start: int, end: int) -> tuple[str, str]:
        """Return place and width, in per cent, of the halves from ``start`` up to ``end``."""
        left, right = self.place(start), self.place(end)
        return number(left), number(right - left)

    def ticks(self, step: int, today: date) -> tuple[Tick, ...]:
        """Return the head in stretches of so many days, the last one cut at the edge."""
        starts = range(0, self.days, step)
        ends = [min(start + step, self.days) for start in starts]
        now = (today - self.first).days
        return tuple(
            Tick(
                self.first + timedelta(days=start),
                *self.stretch(start * HALVES, end * HALVES),
                is_now=start <= now < end,
            )
            for start, end in zip(starts, ends, strict=True)
        )

    def closed(self, is_working: Collection[date]) -> tuple[tuple[str, str], ...]:
        """Return place and width of every run of days that are not among the working ones."""
        runs: list[list[int]] = []
        for offset in range(self.days):
            if self.first + timedelta(days=offset) in is_working:
                continue
            if runs and runs[-1][1] == offset:
                runs[-1][1] = offset + 1
            else:
                runs.append([offset, offset + 1])
        return tuple(self.stretch(start * HALVES, end * HALVES) for start, end in runs)


def strips(scale: Scale, spans: Sequence[Span[Key]]) -> tuple[Strip[Key], ...]:
    """Return the spans that touch the window, in order of their start, in as few lanes as there are
    spans at once; a later span takes the lowest lane that is free.

    Lanes are given out before the window cuts, so a bar keeps its lane while one looks along.
    """
    drawn = []
    ends: list[int] = []
    for span in sorted(spans, key=lambda one: _bounds(scale, one)):
        start, end = _bounds(scale, span)
        lane = next((n for n, until in enumerate(ends) if until <= start), len(ends))
        ends[lane : lane + 1] = [end]
        if end <= 0 or start >= scale.days * HALVES:
            continue
        x, width = scale.stretch(start, end)
        drawn.append(Strip(span.key, x, width, lane, start < 0, end > scale.days * HALVES))
    return tuple(drawn)


def lanes(drawn: Sequence[Strip[Key]]) -> int:
    """Return how many lanes the strips need, at least one."""
    return max((one.lane for one in drawn), default=0) + 1


def taken(spans: Sequence[Span[Key]], working: Sequence[date]) -> dict[date, int]:
    """Return the per cent of each working day that the spans take: the mean of its halves, added up
    over the spans. ``working`` is sorted; days on which nothing is done are left out.
    """
    total: dict[date, int] = {}
    for span in spans:
        first = bisect_left(working, span.first)
        for day in working[first:]:
            if day > max(span.last, span.first):
                break
            total[day] = total.get(day, 0) + span.percent * _halves_on(span, day)
    return {day: amount // HALVES for day, amount in total.items()}


def peak(load: Mapping[date, int]) -> int:
    """Return the highest per cent of any day."""
    return max(load.values(), default=0)


def heaps(scale: Scale, load: Mapping[date, int], whole: int = 100) -> tuple[Heap, ...]:
    """Return the weeks of the window (from its first day) on some day of which more than the whole
    is taken."""
    high: dict[int, int] = {}
    for day, percent in load.items():
        week = (day - scale.first).days // WEEK
        high[week] = max(high.get(week, 0), percent)
    last = -(-scale.days // WEEK)
    return tuple(
        Heap(
            scale.first + timedelta(days=week * WEEK),
            *scale.stretch(week * WEEK * HALVES, (week + 1) * WEEK * HALVES),
            percent,
        )
        for week, percent in sorted(high.items())
        if percent > whole and 0 <= week < last
    )


def _bounds(scale: Scale, span: Span[Key]) -> tuple[int, int]:
    start = scale.halves(span.first, span.first_half)
    return start, max(scale.halves(span.last, span.last_half), start) + 1


def _halves_on(span: Span[Key], day: date) -> int:
    first = span.first_half if day == span.first else 0
    last = span.last_half if day == span.last else HALVES - 1
    return max(last - first + 1, 0)
