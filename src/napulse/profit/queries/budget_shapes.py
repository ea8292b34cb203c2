"""What a budget is made of, as its pages read it: figures, lines, and how the whole stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property

from napulse.delivery.models import Project
from napulse.engines.kernel.money import WHOLE_BP, round_half_up
from napulse.engines.pricing.pace import (
    Axis,
    Crossing,
    Pace,
    Standing,
    Stretch,
    gravest,
    planned_by,
    share_bp,
)
from napulse.estimates.models import BudgetAlert

OUTSIDE = 0


@dataclass(slots=True)
class Figures:
    """One row of a budget: minutes, money at the client's prices, and what it costs us.

    What is bought counts at the price at which its line sells it, so that a line whose things were
    all bought is used up. `rest` is what is still expected. Cost is at the standard of role and
    grade; `bought` is what was paid to suppliers. All are added up, never reckoned twice.
    """

    planned_minutes: int = 0
    minutes: int = 0
    rest_minutes: int = 0
    uncosted_minutes: int = 0
    planned: int = 0
    used: int = 0
    committed: int = 0
    invoiced: int = 0
    rest: int = 0
    planned_labour: int = 0
    labour: int = 0
    rest_labour: int = 0
    planned_bought: int = 0
    bought: int = 0
    rest_bought: int = 0

    def __iadd__(self, other: "Figures") -> "Figures":
        for name in NAMES:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    @property
    def forecast(self) -> int:
        """What it comes to in the end."""
        return self.used + self.committed + self.rest

    @property
    def left(self) -> int:
        return self.planned - self.used - self.committed

    @property
    def is_used_up(self) -> bool:
        """Whether more is spent and ordered than was agreed to: the money has ended already."""
        return self.left < 0

    @property
    def over(self) -> int:
        """By how much the forecast is over; negative when something is left."""
        return self.forecast - self.planned

    @property
    def forecast_minutes(self) -> int:
        return self.minutes + self.rest_minutes

    @property
    def used_bp(self) -> int | None:
        return share_bp(self.used, self.planned)

    @property
    def forecast_bp(self) -> int | None:
        return share_bp(self.forecast, self.planned)

    @property
    def planned_margin_bp(self) -> int | None:
        return margin_bp(self.planned - self.planned_bought, self.planned_labour)

    @property
    def margin_bp(self) -> int | None:
        """Delivery margin at completion: what is agreed stays the income, our cost is forecast."""
        bought, labour = self.bought + self.rest_bought, self.labour + self.rest_labour
        return margin_bp(self.planned - bought, labour)


NAMES = tuple(each.name for each in fields(Figures))


def margin_bp(income: int, labour: int) -> int | None:
    """Income less people's cost, in basis points of the income; None without income."""
    return round_half_up((income - labour) * WHOLE_BP, income) if income > 0 else None


def total(rows: Iterable[Figures]) -> Figures:
    found = Figures()
    for row in rows:
        found += row
    return found


@dataclass(slots=True)
class Line:
    """One agreed line with its figures; `pk` 0 is what was done outside every line."""

    pk: int
    title: str = ""
    phase: str = ""
    kind: str = ""
    role_id: int = 0
    grade: int = 0
    is_change: bool = False
    passes: bool = False
    is_closed: bool = False
    from_on: date | None = None
    to_on: date | None = None
    task_id: int | None = None
    estimate_id: int = 0
    figures: Figures = field(default_factory=Figures)

    @property
    def is_work(self) -> bool:
        """Whether it sells hours, whose pace can be followed."""
        return self.figures.planned_minutes > 0

    def sells(self, bought: int) -> int:
        """What the client pays for so much bought."""
        own = self.figures
        if self.is_work or own.planned_bought <= 0:
            return bought
        return round_half_up(bought * own.planned, own.planned_bought)

    def costs(self, sold: int) -> int:
        """What it costs us to give so much of the line."""
        own = self.figures
        cost = own.planned_labour + own.planned_bought
        return round_half_up(sold * cost, own.planned) if own.planned > 0 else 0

    def worth(self, minutes: int) -> int:
        own = self.figures
        return round_half_up(minutes * own.planned, own.planned_minutes) if self.is_work else 0


@dataclass
class Budget:
    """How a project's budget stands on a day."""

    project: Project
    today: date
    lines: list[Line]
    roles: dict[int, Figures]
    curve: list[Stretch]
    rest: list[Stretch]
    pace: Pace
    axis: Axis
    work: int
    work_used: int
    work_planned: int
    elapsed_bp: int | None
    ends_on: date | None
    by_plan: bool
    alerts: list[BudgetAlert] = field(default_factory=list)

    @cached_property
    def total(self) -> Figures:
        return total(line.figures for line in self.lines)

    @property
    def base(self) -> Figures:
        """What was agreed to first, and work outside every line."""
        return total(line.figures for line in self.lines if not line.is_change)

    @property
    def changes(self) -> Figures:
        """What change orders added."""
        return total(line.figures for line in self.lines if line.is_change)

    @property
    def has_changes(self) -> bool:
        return any(line.is_change for line in self.lines)

    @property
    def is_agreed(self) -> bool:
        return any(line.pk for line in self.lines)

    @property
    def planned_now(self) -> int:
        """What was to be used by the evening of today."""
        return planned_by(self.curve, self.today, self.axis)

    @property
    def standing(self) -> Standing:
        """What its limits are judged by."""
        own = self.total
        return Standing(
            budget=own.planned,
            used=own.used,
            forecast=own.forecast,
            work=self.work,
            work_used=self.work_used,
            work_planned=self.work_planned,
        )

    @property
    def is_unpriced(self) -> bool:
        """Whether some line has hours that are worth nothing."""
        return any(
            line.is_work and line.figures.minutes > 0 and line.figures.used <= 0
            for line in self.lines
        )

    @property
    def is_answered(self) -> bool:
        return any(one.answers.all() for one in self.alerts)

    @property
    def gravest(self) -> BudgetAlert | None:
        """The open alert to speak of."""
        worst = gravest(Crossing(one.kind) for one in self.alerts)
        return next((one for one in self.alerts if one.kind == worst), None)

    def by_phase(self) -> list[tuple[str, Figures]]:
        """Phases in the order of their lines; work outside every line has none."""
        found: dict[str, Figures] = {}
        for line in self.lines:
            own = found.setdefault(line.phase, Figures())
            own += line.figures
        return list(found.items())
