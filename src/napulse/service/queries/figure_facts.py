"""What service figures are made of: the records, and tallies of them that add up."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from napulse.engines.clocks import COUNTED_STATES, State

BP = 10_000
PROMISE_KINDS = ("promised", "kept", "broken")


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which period (`to_on` not included), and whose figures."""

    from_on: date
    to_on: date
    user_id: int | None = None
    client_id: int | None = None
    team_id: int | None = None
    direct_team_id: int | None = None


@dataclass(frozen=True, slots=True)
class ClockFact:
    """One report clock that ran out in the period, and how it ended."""

    clock_id: int
    interaction_id: int
    subject: str
    client_id: int
    client: str
    owner_id: int
    owner: str
    ended_at: datetime
    due_at: datetime
    met_at: datetime | None
    state: State
    waived_reason: str

    @property
    def is_counted(self) -> bool:
        return self.state in COUNTED_STATES

    def is_kind(self, kind: str) -> bool:
        """Whether it is one of those that a figure counts."""
        return {
            "counted": self.is_counted,
            "in_time": self.state is State.MET_IN_TIME,
            "late": self.is_counted and self.state is not State.MET_IN_TIME,
            "waived": self.state is State.WAIVED,
            "running": self.state in (State.RUNNING, State.WARNING),
        }[kind]

    @property
    def took(self) -> timedelta | None:
        return self.met_at - self.ended_at if self.met_at else None


@dataclass(frozen=True, slots=True)
class PromiseFact:
    """One action of ours first promised for the period, and whether it was done by then.

    One that was cancelled before its first date is no promise any more; cancelled after it, it was
    broken already.
    """

    action_id: int
    text: str
    client_id: int
    client: str
    owner_id: int
    owner: str
    first_due_on: date
    due_on: date
    ended_on: date | None
    kept: bool

    def is_kind(self, kind: str) -> bool:
        return {"promised": True, "kept": self.kept, "broken": not self.kept}[kind]


@dataclass(frozen=True, slots=True)
class DisputeFact:
    """One objection of the period, to whose report."""

    report_id: int
    number: int
    line: str
    comment: str
    client_id: int
    client: str
    owner_id: int
    owner: str
    created_at: datetime


@dataclass(slots=True)
class Tally:
    """Figures of one person, client, team or week; they add up."""

    key: int
    name: str
    in_time: int = 0
    counted: int = 0
    waived: int = 0
    minutes: int = 0
    answered: int = 0
    kept: int = 0
    promised: int = 0
    disputes: int = 0

    @property
    def late(self) -> int:
        return self.counted - self.in_time

    @property
    def share_bp(self) -> int | None:
        return _share(self.in_time, self.counted)

    @property
    def kept_bp(self) -> int | None:
        return _share(self.kept, self.promised)

    @property
    def usual(self) -> timedelta | None:
        """How long a report took on average."""
        return timedelta(minutes=self.minutes // self.answered) if self.answered else None

    def sums(self) -> tuple[int, ...]:
        return (
            self.in_time,
            self.counted,
            self.waived,
            self.minutes,
            self.answered,
            self.kept,
            self.promised,
            self.disputes,
        )


def _share(part: int, whole: int) -> int | None:
    return (part * BP + whole // 2) // whole if whole else None


@dataclass(frozen=True, slots=True)
class Facts:
    """The records that the figures of a period are made of."""

    clocks: list[ClockFact]
    promises: list[PromiseFact]
    disputes: list[DisputeFact]


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole page: the total, and the same cut by person, client, team and week."""

    total: Tally
    people: list[Tally]
    clients: list[Tally]
    teams: list[Tally]
    weeks: list[Tally]
    waived: list[tuple[str, int]] = field(default_factory=list)
