"""How much a client needs attention: a stated weight per reason, added up and explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

RISK_FROM = 240
WARN_FROM = 90
_DAY = timedelta(days=1)


class Tone(StrEnum):
    """How a score is coloured."""

    RISK = "risk"
    WARN = "warn"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Weight:
    """Points of one kind of reason, all whole and not negative.

    ``base`` for the first, ``per_extra`` for each further one counted by the same reason,
    ``per_day`` for each full day past its moment, and never more than ``cap``.
    """

    base: int
    per_extra: int = 0
    per_day: int = 0
    cap: int = 1000

    def __post_init__(self) -> None:
        if min(self.base, self.per_extra, self.per_day) < 0 or self.cap < self.base:
            raise ValueError("weights are not negative and the cap is not below the base")


WEIGHTS: Mapping[str, Weight] = {
    "clock_breached": Weight(base=240, per_extra=40, per_day=15, cap=400),
    "escalation_open": Weight(base=120, per_extra=30, per_day=5, cap=200),
    "dispute_open": Weight(base=70, per_extra=20, per_day=10, cap=150),
    "budget_over": Weight(base=70, per_extra=20, per_day=4, cap=140),
    "letter_fraud": Weight(base=65, per_extra=10, cap=120),
    "clock_warning": Weight(base=60, per_extra=20, cap=120),
    "budget_forecast": Weight(base=50, per_extra=15, per_day=4, cap=120),
    "recipient_refused": Weight(base=45, per_extra=10, per_day=5, cap=90),
    "invoice_overdue": Weight(base=50, per_extra=10, per_day=2, cap=150),
    "debt_above": Weight(base=45, per_extra=10, per_day=2, cap=120),
    "invoice_unissued": Weight(base=25, per_extra=5, per_day=2, cap=60),
    "invoice_draft_old": Weight(base=10, per_extra=3, cap=25),
    "deliverable_late": Weight(base=45, per_extra=15, per_day=4, cap=120),
    "action_late_ours": Weight(base=40, per_extra=10, per_day=4, cap=120),
    "silent_client": Weight(base=40, per_day=3, cap=100),
    "money_at_risk": Weight(base=30, per_extra=5, per_day=1, cap=80),
    "mood_tense": Weight(base=40, cap=40),
    "estimate_returned": Weight(base=35, per_extra=10, per_day=3, cap=80),
    "estimate_approval": Weight(base=30, per_extra=10, cap=60),
    "retainer_overdrawn": Weight(base=35, per_extra=10, cap=60),
    "contract_ended": Weight(base=35, per_extra=10, per_day=2, cap=90),
    "contract_unsigned": Weight(base=30, per_extra=10, per_day=1, cap=70),
    "budget_pace": Weight(base=30, per_extra=10, per_day=1, cap=60),
    "money_unmatched": Weight(base=30, per_extra=5, per_day=2, cap=60),
    "report_unsent": Weight(base=25, per_extra=5, per_day=5, cap=60),
    "budget_threshold": Weight(base=20, per_extra=10, cap=50),
    "action_late_client": Weight(base=20, per_extra=5, per_day=1, cap=40),
    "estimate_unanswered": Weight(base=20, per_extra=5, per_day=2, cap=50),
    "waits_for_client_long": Weight(base=20, per_extra=5, per_day=1, cap=40),
    "contract_ending": Weight(base=15, per_extra=5, cap=30),
    "action_due_today": Weight(base=15, per_extra=5, cap=40),
    "silent_contact": Weight(base=15, per_extra=5, per_day=1, cap=45),
    "weeks_waiting": Weight(base=10, per_extra=2, per_day=1, cap=30),
    "clock_running": Weight(base=10, per_extra=5, cap=30),
    "single_contact_owner": Weight(base=5, per_extra=2, cap=15),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a client needs somebody, told by the app that knows it.

    ``due_at`` is the moment from which it grows. ``source`` ("app.Model") and ``source_id`` lead to
    the record; ``values`` and ``amount_minor`` are for the sentence only. ``weight_key`` is given
    where several codes weigh alike, otherwise the code is the key.
    """

    code: str
    source: str
    source_id: int
    count: int = 1
    due_at: datetime | None = None
    amount_minor: int = 0
    values: Mapping[str, str | int] = field(default_factory=dict)
    weight_key: str = ""

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("a reason counts at least one")

    @property
    def key(self) -> str:
        return self.weight_key or self.code


@dataclass(frozen=True, slots=True)
class Line:
    """One reason's points and what they are made of: base + extra + growth, less what is capped."""

    reason: Reason
    points: int
    base: int
    extra: int
    growth: int
    days_late: int

    @property
    def code(self) -> str:
        return self.reason.code

    @property
    def capped(self) -> int:
        """The points that the cap took away."""
        return self.base + self.extra + self.growth - self.points


@dataclass(frozen=True, slots=True)
class Score:
    """A client's need: the sum of its lines, the heaviest first."""

    points: int
    lines: tuple[Line, ...]

    @property
    def tone(self) -> Tone:
        return tone(self.points)


def score(
    reasons: Iterable[Reason], now: datetime, weights: Mapping[str, Weight] = WEIGHTS
) -> Score:
    """Weigh the reasons at ``now``; ``LookupError`` when a reason has no weight."""
    lines = sorted((_line(reason, now, weights) for reason in reasons), key=_heaviest_first)
    return Score(sum(line.points for line in lines), tuple(lines))


def tone(points: int) -> Tone:
    """Return the tone of so many points."""
    if points >= RISK_FROM:
        return Tone.RISK
    return Tone.WARN if points >= WARN_FROM else Tone.OK


def next_change(
    reasons: Iterable[Reason], now: datetime, weights: Mapping[str, Weight] = WEIGHTS
) -> datetime | None:
    """Return when the score of the same reasons will next differ by itself, or None."""
    changes = (_next_growth(reason, now, weights) for reason in reasons)
    return min((change for change in changes if change is not None), default=None)


def _line(reason: Reason, now: datetime, weights: Mapping[str, Weight]) -> Line:
    weight = weights.get(reason.key)
    if weight is None:
        raise LookupError(f"no weight for {reason.key}")
    days_late = _days_late(reason, now)
    extra, growth = weight.per_extra * (reason.count - 1), weight.per_day * days_late
    points = min(weight.cap, weight.base + extra + growth)
    return Line(reason, points, weight.base, extra, growth, days_late)


def _days_late(reason: Reason, now: datetime) -> int:
    return 0 if reason.due_at is None else max(0, (now - reason.due_at) // _DAY)


def _next_growth(reason: Reason, now: datetime, weights: Mapping[str, Weight]) -> datetime | None:
    if reason.due_at is None:
        return None
    then = reason.due_at + (_days_late(reason, now) + 1) * _DAY
    grows = _line(reason, then, weights).points > _line(reason, now, weights).points
    return then if grows else None


def _heaviest_first(line: Line) -> tuple[int, str, str, int]:
    return -line.points, line.code, line.reason.source, line.reason.source_id
