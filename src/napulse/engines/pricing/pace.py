"""Is a budget kept: how much should be spent by a day, what it will come to, when the money ends.

Amounts are whole minor units of one currency, days are dates, shares basis points (10,000 is the
whole). Money that is planned lies evenly on the working days between two dates, on the days
themselves when none of them is a working one. Nothing here reads a clock: `today` is handed in,
and what happens on a day counts as done by its evening.

What stands for the rest of the work comes from the accepted plan where there is one
(`by_plan`), otherwise from the pace until now (`by_pace`): whoever has used 60 at a planned 50 of
100 will come to 120. Both are stretches of money still to be spent, so that the forecast
(`spent + rest`) and the day on which the money ends are one reckoning for both.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from napulse.engines.kernel.money import WHOLE_BP, round_half_up

EARLY_BP = 1000
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """So much money from the first day to the last, both included; ``ValueError`` backwards."""

    first: date
    last: date
    minor: int

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a stretch ends before it starts")


class Axis:
    """Counts working days between dates without walking over them each time."""

    def __init__(self, first: date, last: date, is_working: Callable[[date], bool]) -> None:
        days = (last - first).days + 1
        each = (first + n * _DAY for n in range(max(days, 0)))
        self._worked = [day for day in each if is_working(day)]

    @classmethod
    def over(
        cls, stretches: Iterable[Stretch], is_working: Callable[[date], bool], *also: date
    ) -> Axis:
        """Make the axis that covers all the stretches, and these days too."""
        ends = [day for one in stretches for day in (one.first, one.last)] + [*also]
        return cls(min(ends), max(ends), is_working) if ends else cls(date.min, date.min, bool)

    def count(self, first: date, last: date) -> int:
        """Return how many working days there are from the first to the last, both included."""
        if last < first:
            return 0
        return bisect_right(self._worked, last) - bisect_right(self._worked, first - _DAY)

    def done(self, one: Stretch, on: date) -> int:
        """Return the part of a stretch that lies until the evening of the day."""
        if on < one.first:
            return 0
        if on >= one.last:
            return one.minor
        whole, until = self.count(one.first, one.last), self.count(one.first, on)
        if not whole:
            whole, until = (one.last - one.first).days + 1, (on - one.first).days + 1
        return round_half_up(one.minor * until, whole)

    def rest(self, one: Stretch, on: date) -> Stretch | None:
        """Return what of a stretch lies after the day, on its remaining days; None of nothing."""
        left = one.minor - self.done(one, on)
        return Stretch(max(one.first, on + _DAY), one.last, left) if left else None


def planned_by(stretches: Iterable[Stretch], on: date, axis: Axis) -> int:
    """Return what is to be spent until the evening of a day; the whole from the last day on."""
    return sum(axis.done(one, on) for one in stretches)


def by_plan(stretches: Iterable[Stretch], today: date, axis: Axis) -> list[Stretch]:
    """Return what is still to be spent by a plan of work: what lies after today."""
    return [left for one in stretches if (left := axis.rest(one, today)) is not None]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast money goes beside its plan: so many for every so many that were planned."""

    spent: int
    planned: int

    def of(self, one: Stretch) -> Stretch:
        """Return a planned stretch as it will be at this pace."""
        return Stretch(one.first, one.last, round_half_up(one.minor * self.spent, self.planned))


AS_PLANNED = Pace(1, 1)


def pace_of(stretches: Sequence[Stretch], spent: int, today: date, axis: Axis) -> Pace:
    """Return the pace until now: `spent` beside what was planned by the evening of today.

    While less than a tenth of the whole was to be done by today the pace says nothing yet, and
    what is to come counts as planned.
    """
    whole, planned = sum(one.minor for one in stretches), planned_by(stretches, today, axis)
    if planned <= 0 or planned * WHOLE_BP < whole * EARLY_BP:
        return AS_PLANNED
    return Pace(max(spent, 0), planned)


def by_pace(stretches: Sequence[Stretch], spent: int, today: date, axis: Axis) -> list[Stretch]:
    """Return what is still to be spent if the rest goes as it went until now.

    What was planned for the days to come, at the pace until now; after the last day nothing.
    """
    pace = pace_of(stretches, spent, today, axis)
    paced = (pace.of(one) for one in by_plan(stretches, today, axis))
    return [one for one in paced if one.minor]


def ends_on(left: int, rest: Sequence[Stretch], today: date, axis: Axis) -> date | None:
    """Return the first day by whose evening more than `left` will have been spent.

    None when the rest fits. Today when more is already spent than there is.
    """
    if left < 0:
        return today
    if sum(one.minor for one in rest) <= left:
        return None
    first, last = today, max(one.last for one in rest)
    while first < last:
        middle = first + (last - first) // 2
        if planned_by(rest, middle, axis) > left:
            last = middle
        else:
            first = middle + _DAY
    return first


def elapsed_bp(first: date, last: date, today: date, axis: Axis) -> int:
    """Return how much of the working time between two days has passed by the evening of today."""
    return axis.done(Stretch(first, max(first, last), WHOLE_BP), today)


def share_bp(part: int, whole: int) -> int | None:
    """Return the part in basis points of the whole, half up; None of nothing."""
    return round_half_up(part * WHOLE_BP, whole) if whole > 0 else None


class Crossing(StrEnum):
    """A limit that a budget crosses, the gravest last."""

    PACE = "pace"
    THRESHOLD = "threshold"
    FORECAST = "forecast"
    OVER = "over"


GRAVITY = tuple(Crossing)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a budget stands. Pace is of the work alone: what is bought comes at once.

    ``work`` is the part of the budget that is hours, ``work_used`` what of it is used and
    ``work_planned`` what was to be used by now.
    """

    budget: int
    used: int
    forecast: int
    work: int = 0
    work_used: int = 0
    work_planned: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a crossing begins, and where it is over again: in between it stays as it was.

    ``warn`` is the share used that warns, over when it falls ``slack`` below. ``pace`` is by how
    much of the work's budget it may run ahead of its curve, over at the half of it. A forecast is
    told from ``forecast`` above the budget on, and is over when it fits again.
    """

    warn: int = 8000
    slack: int = 100
    pace: int = 1000
    forecast: int = 100


def crossings(
    now: Standing, limits: Limits, standing: frozenset[Crossing] = frozenset()
) -> frozenset[Crossing]:
    """Return the limits that are crossed, knowing which were.

    Of a budget of nothing every use is over it. Applied to its own answer it answers the same.
    """
    return frozenset(one for one in Crossing if _is_crossed(one, now, limits, was=one in standing))


def _is_crossed(one: Crossing, now: Standing, limits: Limits, *, was: bool) -> bool:
    if one is Crossing.OVER:
        return now.used > now.budget
    if one is Crossing.THRESHOLD:
        from_bp = limits.warn - (limits.slack if was else 0)
        return now.budget > 0 and now.used * WHOLE_BP >= now.budget * from_bp
    if one is Crossing.FORECAST:
        above_bp = WHOLE_BP + (0 if was else limits.forecast)
        return now.forecast * WHOLE_BP > now.budget * above_bp
    ahead_bp = limits.pace // 2 if was else limits.pace
    return now.work > 0 and (now.work_used - now.work_planned) * WHOLE_BP > now.work * ahead_bp


def gravest(crossed: Iterable[Crossing]) -> Crossing | None:
    """Return the one to speak of when several are crossed at once."""
    return max(crossed, key=GRAVITY.index, default=None)
