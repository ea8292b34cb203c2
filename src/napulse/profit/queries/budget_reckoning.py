"""Reckons how one project's budget stands from the facts: no query is made here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from napulse.delivery.models import Project
from napulse.engines.kernel.money import Money, round_half_up
from napulse.engines.pricing.pace import (
    AS_PLANNED,
    Axis,
    Pace,
    Stretch,
    elapsed_bp,
    ends_on,
    pace_of,
    planned_by,
)
from napulse.estimates.models import LineKind
from napulse.estimates.queries.rates import Rates
from napulse.profit.queries.budget_facts import Facts, Seat
from napulse.profit.queries.budget_shapes import OUTSIDE, Budget, Figures, Line

HOUR, CATCHING_UP = 60, timedelta(days=7)
_DAY = timedelta(days=1)


def axis_of(projects: Iterable[Project], facts: Facts) -> Axis:
    """The working days of all these projects, counted once."""
    days = {facts.today, facts.today + 2 * CATCHING_UP}
    days |= {day for row in projects for day in (row.starts_on, row.due_on) if day}
    lines = (line for some in facts.lines.values() for line in some)
    days |= {day for line in lines for day in (line.from_on, line.to_on) if day}
    days |= {day for some in facts.seats.values() for s in some for day in (s.first, s.last)}
    return Axis(min(days), max(days), facts.calendar.is_working)


@dataclass
class Reckoning:
    """Reckons the budget of one project from the facts."""

    project: Project
    facts: Facts
    rates: Rates
    axis: Axis
    rest: list[Stretch] = field(default_factory=list)
    roles: dict[int, Figures] = field(default_factory=lambda: defaultdict(Figures))

    def __post_init__(self) -> None:
        self.today = self.facts.today
        self.lines = {line.pk: line for line in self.facts.lines.get(self.project.pk, ())}
        self.outside = Line(OUTSIDE)
        self.seats = self.facts.seats.get(self.project.pk, [])

    def budget(self) -> Budget:
        self._take_done()
        self._take_committed()
        work = [line for line in self.lines.values() if line.is_work]
        used = sum(line.figures.used for line in work)
        curve = self._work_curve(work)
        pace = self._take_rest(work, curve, used)
        whole = [*curve, *straight(one for one in self.lines.values() if not one.is_work)]
        shown = [one for one in self.lines.values() if not one.is_closed or _is_used(one)]
        lines = [*shown, *([self.outside] if _is_used(self.outside) else [])]
        return Budget(
            project=self.project,
            today=self.today,
            lines=lines,
            roles=dict(self.roles),
            curve=whole,
            rest=self.rest,
            pace=pace,
            axis=self.axis,
            work=sum(line.figures.planned for line in work),
            work_used=used if curve else 0,
            work_planned=planned_by(curve, self.today, self.axis),
            elapsed_bp=self._elapsed(whole),
            ends_on=self._ends_on(lines),
            by_plan=bool(self.seats),
            alerts=self.facts.alerts.get(self.project.pk, []),
        )

    def _ends_on(self, lines: list[Line]) -> date | None:
        """The day on which what was agreed to is used up; of nothing agreed none."""
        left = sum(line.figures.left for line in lines)
        return ends_on(left, self.rest, self.today, self.axis) if self.lines else None

    def _take_done(self) -> None:
        for line in self.lines.values():
            self.roles[line.role_id] += Figures(
                planned_minutes=line.figures.planned_minutes,
                planned=line.figures.planned if line.is_work else 0,
            )
        bought: dict[int, int] = defaultdict(int)
        for done in self.facts.done.get(self.project.pk, ()):
            line = self.lines.get(done.line_id, self.outside)
            bought[line.pk] += done.bought
            own = Figures(
                minutes=done.minutes,
                uncosted_minutes=done.uncosted,
                used=done.worth,
                labour=done.standard,
            )
            line.figures += own
            line.figures += Figures(bought=done.bought, invoiced=done.invoiced)
            self.roles[done.role_id] += own
        for key, amount in bought.items():
            line = self.lines.get(key, self.outside)
            line.figures.used += line.sells(amount)

    def _take_committed(self) -> None:
        for key, amount in self.facts.committed.get(self.project.pk, {}).items():
            line = self.lines.get(key, self.outside)
            line.figures.committed += line.sells(amount)
            line.figures.rest_bought += amount

    def _work_curve(self, work: list[Line]) -> list[Stretch]:
        """How the agreed hours were to be used: by the plan, or straight between the dates.

        A plan holds what was open when it was made; the rest of the money lies before it.
        """
        agreed = straight(work)
        budget = sum(line.figures.planned for line in work)
        planned = [(seat, self._worth(seat)) for seat in self.seats]
        total = sum(worth for _seat, worth in planned)
        if not total or not self.facts.plan_from:
            return agreed
        first = min([one.first for one in agreed] + [self.facts.plan_from])
        before = self.facts.plan_from - _DAY
        earlier = budget - total if first <= before else 0
        parts = Money(min(budget, budget - max(earlier, 0)), "").split([w for _s, w in planned])
        curve = [
            Stretch(seat.first, seat.last, part.minor)
            for (seat, _worth), part in zip(planned, parts, strict=True)
        ]
        return [*([Stretch(first, before, earlier)] if earlier > 0 else []), *curve]

    def _elapsed(self, curve: list[Stretch]) -> int | None:
        first = self.project.starts_on or min((one.first for one in curve), default=None)
        last = self.project.due_on or max((one.last for one in curve), default=None)
        if first is None or last is None or last < first:
            return None
        return elapsed_bp(first, last, self.today, self.axis)

    def _take_rest(self, work: list[Line], curve: list[Stretch], used: int) -> Pace:
        """What is still to come of each line: hours by the plan or by pace, things as agreed."""
        pace = AS_PLANNED
        if self.seats:
            self._rest_by_plan()
        else:
            pace = pace_of(curve, used, self.today, self.axis)
            for line in work:
                self._rest_by_pace(line, pace)
        for line in self.lines.values():
            if not line.is_work and not line.is_closed:
                self._rest_of_bought(line)
        for line in (*self.lines.values(), self.outside):
            if line.figures.rest:
                own = self.roles[line.role_id]
                own.rest += line.figures.rest if line.is_work or not line.pk else 0
        return pace

    def _rest_by_pace(self, line: Line, pace: Pace) -> None:
        if line.is_closed or not (line.from_on and line.to_on):
            return
        whole = Stretch(line.from_on, max(line.from_on, line.to_on), line.figures.planned)
        ahead = self.axis.rest(whole, self.today)
        left = pace.of(ahead) if ahead else None
        if left is None or not left.minor:
            return
        minutes = round_half_up(left.minor * line.figures.planned_minutes, line.figures.planned)
        line.figures += Figures(
            rest=left.minor, rest_minutes=minutes, rest_labour=line.costs(left.minor)
        )
        self.roles[line.role_id].rest_minutes += minutes
        self.rest.append(left)

    def _rest_of_bought(self, line: Line) -> None:
        own = line.figures
        left = own.planned - own.used - own.committed
        if left <= 0:
            return
        is_ours = line.kind == LineKind.FIXED
        bought = max(0, own.planned_bought - own.bought - own.rest_bought)
        line.figures += Figures(
            rest=left,
            rest_labour=line.costs(left) if is_ours else 0,
            rest_bought=0 if is_ours else bought,
        )
        last = max(line.to_on or self.today, self.today + _DAY)
        first = max(line.from_on or last, self.today + _DAY)
        self.rest.append(Stretch(min(first, last), last, left))

    def _rest_by_plan(self) -> None:
        totals: dict[int, int] = defaultdict(int)
        for seat in self.seats:
            totals[seat.task_id] += seat.minutes
        for seat in self.seats:
            left = self._left_of(seat, totals[seat.task_id])
            if left is None:
                continue
            line, worth = self._line_of(seat), self._worth(seat, left.minor)
            cost = self.facts.costs.standard(seat.role_id, seat.grade, left.minor)
            line.figures += Figures(
                rest=worth,
                rest_minutes=left.minor,
                rest_labour=line.costs(worth) if cost is None else cost,
            )
            self.roles[seat.role_id].rest_minutes += left.minor
            self.rest.append(Stretch(left.first, left.last, worth))

    def _left_of(self, seat: Seat, whole: int) -> Stretch | None:
        """Minutes still to be worked: less what was entered on the task, else what lies ahead.

        Work that should have ended and has not is done within a week.
        """
        logged, tomorrow = self.facts.logged.get(seat.task_id, 0), self.today + _DAY
        first = max(seat.first, tomorrow)
        last = max(seat.last, first) if seat.last > self.today else self.today + CATCHING_UP
        if logged or seat.last <= self.today:
            minutes = round_half_up(seat.minutes * max(0, whole - logged), whole or 1)
        else:
            ahead = self.axis.rest(Stretch(seat.first, seat.last, seat.minutes), self.today)
            minutes = ahead.minor if ahead else 0
        return Stretch(first, last, minutes) if minutes else None

    def _line_of(self, seat: Seat) -> Line:
        """The line of the task, else an open one of its role, else none."""
        own = [line for line in self.lines.values() if line.is_work and not line.is_closed]
        by_task = (line for line in own if line.task_id == seat.task_id)
        by_grade = (line for line in own if (line.role_id, line.grade) == seat_key(seat))
        by_role = (line for line in own if line.role_id == seat.role_id)
        return next((one for some in (by_task, by_grade, by_role) for one in some), self.outside)

    def _worth(self, seat: Seat, minutes: int | None = None) -> int:
        """What minutes of the seat sell for: by its line, else by the rate card."""
        minutes = seat.minutes if minutes is None else minutes
        line = self._line_of(seat)
        if line.pk:
            return line.worth(minutes)
        rate = self.rates.of(self.project.client_id, None, seat.role_id, seat.grade)
        return round_half_up(rate.minor * minutes, HOUR) if rate else 0


def straight(lines: Iterable[Line]) -> list[Stretch]:
    """The lines between their dates; one without dates is nowhere on the curve."""
    return [
        Stretch(line.from_on, max(line.from_on, line.to_on), line.figures.planned)
        for line in lines
        if line.from_on and line.to_on
    ]


def _is_used(line: Line) -> bool:
    return line.figures != Figures()


def seat_key(seat: Seat) -> tuple[int, int]:
    return seat.role_id, seat.grade
