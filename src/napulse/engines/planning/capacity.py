"""Demand against supply by weeks: whose time there is, and who has asked for it.

Days are dates, time is whole minutes, shares and weights are per cent. A full day is eight hours, a
shortened one seven. Nothing here decides anything: it adds up what a plan and bookings say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from napulse.engines.kernel.calendar import DayKind, WorkCalendar

FULL_DAY, SHORT_DAY = 480, 420
WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """Dates from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += _DAY


@dataclass(frozen=True)
class Worker:
    """Whose time it is: ``weekdays`` count from Monday 0, ``share`` is of a full working time."""

    calendar: WorkCalendar
    weekdays: frozenset[int] = frozenset(range(5))
    share: int = 100
    here: Days = field(default_factory=lambda: Days(date.min, date.max))
    away: tuple[Days, ...] = ()

    def works_on(self, day: date) -> bool:
        """Whether the day is a working one for this person, absences aside.

        A weekend day that the calendar makes a working one is worked by those who work all the
        ordinary days of the week: a part-timer's days are what was agreed.
        """
        if day not in self.here or not self.calendar.is_working(day):
            return False
        if day.weekday() in self.weekdays:
            return True
        return day.weekday() not in self.calendar.weekdays and (
            self.weekdays >= self.calendar.weekdays
        )

    def is_away(self, day: date) -> bool:
        """Whether an absence takes a day that would have been worked."""
        return self.works_on(day) and any(day in away for away in self.away)

    def minutes_on(self, day: date) -> int:
        """Return the minutes the person has on the day: none when off or away."""
        if not self.works_on(day) or any(day in away for away in self.away):
            return 0
        short = self.calendar.kind_of(day) is DayKind.SHORTENED
        return (SHORT_DAY if short else FULL_DAY) * self.share // 100


class Kind(StrEnum):
    """What asks for time."""

    PLANNED = "planned"
    FIRM = "firm"
    TENTATIVE = "tentative"


@dataclass(frozen=True, slots=True)
class Piece:
    """One claim on time: ``minutes`` in all, or ``percent`` of every working day, within ``days``.

    ``who`` is whose time, ``project`` what for; ``chance`` is the probability of the project.
    """

    who: str
    project: int
    kind: Kind
    days: Days
    minutes: int = 0
    percent: int = 0
    chance: int = 100

    def weight(self, *, with_tentative: bool) -> int:
        """Return the per cent at which the claim counts.

        A firm booking is a decision and counts whole. The rest counts by the chance of the
        project, or, when only what is won is asked for, not at all below a certain one; a
        tentative booking is not yet certain even then.
        """
        if self.kind is Kind.FIRM:
            return 100
        if with_tentative:
            return self.chance
        return 100 if self.kind is Kind.PLANNED and self.chance == 100 else 0


def weeks_from(first: date, count: int) -> list[Days]:
    """Return so many weeks, Monday to Sunday, from the one of the date."""
    monday = first - timedelta(days=first.weekday())
    return [Days(monday + n * WEEK, monday + n * WEEK + 6 * _DAY) for n in range(count)]


def supply(worker: Worker, weeks: Sequence[Days]) -> list[int]:
    """Return the minutes that the person has in each week."""
    return [sum(worker.minutes_on(day) for day in week) for week in weeks]


def days_away(worker: Worker, weeks: Sequence[Days]) -> list[int]:
    """Return how many working days of each week an absence takes."""
    return [sum(worker.is_away(day) for day in week) for week in weeks]


def spread(piece: Piece, worker: Worker, weeks: Sequence[Days]) -> list[int]:
    """Return the minutes of a claim that fall into each week, its weight aside.

    A booking takes its part of every minute the person has. Planned minutes lie evenly on the
    minutes the person has between the first and the last day, or on the days themselves when the
    person has none; what lies outside the weeks is left out, so the rest keeps its pace.
    """
    if piece.percent:
        has = [_minutes(worker, week, piece.days) for week in weeks]
        return [each * piece.percent // 100 for each in has]
    measure: Callable[[date], int] = worker.minutes_on
    whole = sum(measure(day) for day in piece.days)
    if not whole:
        measure = _one
        whole = sum(1 for _ in piece.days)
    done, found = 0, []
    for part in _parts(weeks, piece.days, measure):
        before = piece.minutes * done // whole
        done += part.inside
        found.append(piece.minutes * done // whole - before if part.counts else 0)
    return found[1:]


def _one(_day: date) -> int:
    return 1


@dataclass(frozen=True, slots=True)
class _Part:
    inside: int
    counts: bool


def _parts(weeks: Sequence[Days], days: Days, measure: Callable[[date], int]) -> Iterable[_Part]:
    """What lies before the weeks, then each week."""
    before = min(days.last, weeks[0].first - _DAY)
    yield _Part(sum(measure(day) for day in Days(days.first, before)), False)
    for week in weeks:
        first, last = max(days.first, week.first), min(days.last, week.last)
        yield _Part(sum(measure(day) for day in Days(first, last)), True)


def _minutes(worker: Worker, week: Days, days: Days) -> int:
    first, last = max(week.first, days.first), min(week.last, days.last)
    return sum(worker.minutes_on(day) for day in Days(first, last))


def demand(
    pieces: Iterable[Piece],
    workers: Mapping[str, Worker],
    weeks: Sequence[Days],
    *,
    with_tentative: bool,
) -> dict[str, list[int]]:
    """Return the minutes asked of each one in each week.

    What a plan and bookings say of the same person and project is the same work told twice: the
    larger counts. Different projects add up. Of several bookings (or planned tasks) of one project
    the sum counts.
    """
    told: dict[tuple[str, int, Kind], list[int]] = {}
    for piece in pieces:
        weight = piece.weight(with_tentative=with_tentative)
        minutes = spread(piece, workers[piece.who], weeks)
        row = told.setdefault((piece.who, piece.project, piece.kind), [0] * len(weeks))
        for n, each in enumerate(minutes):
            row[n] += each * weight // 100
    largest: dict[tuple[str, int], list[int]] = {}
    for (who, project, _kind), row in told.items():
        known = largest.get((who, project), [0] * len(weeks))
        largest[who, project] = [max(pair) for pair in zip(known, row, strict=True)]
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0] * len(weeks))
    for (who, _project), row in largest.items():
        found[who] = [a + b for a, b in zip(found[who], row, strict=True)]
    return dict(found)


def percent_of(asked: int, there: int) -> int | None:
    """Return asked / there in per cent, rounded; None when nobody is there though asked for."""
    if there <= 0:
        return None if asked else 0
    return (200 * asked + there) // (2 * there)


@dataclass(frozen=True, slots=True)
class Peak:
    """The most that is held of one person at a time, and the first stretch of days of it."""

    percent: int
    days: Days | None


def peak(bookings: Iterable[tuple[Days, int]], within: Days) -> Peak:
    """Return the largest sum of per cents on any day of the window."""
    held = [(days, percent) for days, percent in bookings if _meet(days, within)]
    edges = sorted(
        {within.first}
        | {d.first for d, _ in held if d.first in within}
        | {d.last + _DAY for d, _ in held if d.last + _DAY in within}
    )
    best = Peak(0, None)
    for n, first in enumerate(edges):
        last = edges[n + 1] - _DAY if n + 1 < len(edges) else within.last
        total = sum(percent for days, percent in held if first in days)
        if total > best.percent:
            best = Peak(total, Days(first, last))
    return best


def _meet(one: Days, other: Days) -> bool:
    return one.first <= other.last and other.first <= one.last
