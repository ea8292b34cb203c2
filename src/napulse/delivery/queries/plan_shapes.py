"""What pages read of plans: frozen shapes whose texts are ready in the reader's language.

Half-days of a chart are counted from the morning of its first day, days off included: a bar from
`start` to `end` (not included) is drawn as it is. What belongs to a client whom the reader does not
see is `is_hidden`: it has dates and people, no name, no address, no client.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from napulse.engines.kernel.money import Money


class Tone(StrEnum):
    """How a value is coloured; the same names as the components use."""

    PLAIN = ""
    OK = "ok"
    WARN = "warn"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class ProgressView:
    """How far a computation is. `value` is the best so far in words, empty before the first."""

    work_id: int
    is_waiting: bool
    stage: str
    seconds: int
    of_seconds: int
    percent: int
    value: str = ""
    bound: str = ""
    has_best: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One figure of the summary."""

    key: str
    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class PlanView:
    """The head of a plan's page."""

    plan_id: int
    title: str
    kind: str
    kind_words: str
    state: str
    state_words: str
    status: str
    status_words: str
    tone: Tone
    asked_by: str
    asked_at: datetime
    from_on: date
    url: str
    version: int = 0
    computed_at: datetime | None = None
    accepted_by: str = ""
    accepted_at: datetime | None = None
    parent_id: int | None = None
    parent_title: str = ""
    progress: ProgressView | None = None
    cards: tuple[Card, ...] = ()
    remarks: tuple[str, ...] = ()
    failed: str = ""
    changes: tuple[str, ...] = ()
    can_accept: bool = False
    can_decline: bool = False
    can_stop: bool = False
    can_return: bool = False

    @property
    def is_computing(self) -> bool:
        return self.progress is not None


class BarKind(StrEnum):
    """What a bar of the chart is."""

    WORK = "work"
    REVIEW = "review"
    MILESTONE = "milestone"
    DONE = "done"
    BOOKING = "booking"
    TENTATIVE = "tentative"
    ABSENCE = "absence"


class MarkKind(StrEnum):
    """What a mark on a row stands for."""

    DUE = "due"
    END = "end"
    P50 = "p50"
    P80 = "p80"


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a row. `percent` is the part of the person's time; 0 where nobody works."""

    key: str
    kind: BarKind
    title: str
    starts_on: date
    ends_on: date
    start: int
    end: int
    starts_half: int = 0
    ends_half: int = 1
    percent: int = 0
    task_id: int | None = None
    project_id: int | None = None
    project: str = ""
    client: str = ""
    people: tuple[str, ...] = ()
    note: str = ""
    url: str = ""
    is_hidden: bool = False
    is_locked: bool = False
    is_started: bool = False
    is_late: bool = False
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on a row: a deadline, the end by the plan, P50 or P80."""

    kind: MarkKind
    on: date
    at: int
    title: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Stretch:
    """Half-days of a row that ask for attention: work planned where the person cannot work."""

    start: int
    end: int
    title: str


@dataclass(frozen=True, slots=True)
class GanttRow:
    """A line of the chart; `depth` 0 heads a group, 1 stands in it, 2 is a task of a project."""

    key: str
    kind: str
    title: str
    depth: int = 0
    note: str = ""
    url: str = ""
    user_id: int | None = None
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    overload: tuple[Stretch, ...] = ()
    peak: int = 0
    tone: Tone = Tone.PLAIN
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class GanttView:
    """A chart by project or by person: `weeks` are Mondays, `off` days on which nobody works."""

    by: str
    first_on: date
    last_on: date
    today_on: date
    today_at: int
    weeks: tuple[date, ...]
    off: tuple[date, ...]
    rows: tuple[GanttRow, ...]
    hidden: int = 0

    @property
    def length(self) -> int:
        """How many half-days the chart spans."""
        return 2 * ((self.last_on - self.first_on).days + 1)


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What a plan promises for one project; shares of the mix are per cent of hours."""

    project_id: int
    project: str
    client: str
    url: str
    ends_on: date
    due_on: date | None
    is_hard: bool
    late_days: int
    p50_on: date | None
    p80_on: date | None
    chance: int | None
    cost: Money | None
    at_level: int
    above_level: int
    below_level: int
    tone: Tone
    words: str
    curve: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The seen projects; the others only as counts."""

    rows: tuple[OutcomeRow, ...]
    hidden: int = 0
    hidden_late: int = 0


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A task that stands elsewhere, or that somebody else does, and why."""

    task_id: int
    task: str
    project: str
    was_on: date | None
    is_on: date | None
    days: int
    was_people: tuple[str, ...]
    is_people: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class EndRow:
    """A project whose end differs."""

    project_id: int
    project: str
    was_on: date | None
    is_on: date | None
    days: int
    due_on: date | None
    tone: Tone


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A proposal beside the accepted plan; `hidden` counts changes at clients not seen."""

    against: str
    moved: tuple[MoveRow, ...]
    switched: tuple[MoveRow, ...]
    added: tuple[MoveRow, ...]
    gone: tuple[MoveRow, ...]
    ends: tuple[EndRow, ...]
    was_cost: Money | None
    is_cost: Money | None
    unchanged: int
    hidden: int = 0
    summary: str = ""


@dataclass(frozen=True, slots=True)
class ReasonView:
    """Why promises cannot be kept: which people, when, how much is needed, there and short."""

    title: str
    group: str
    from_on: date | None
    to_on: date | None
    needed: str
    available: str
    short: str
    people: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class WayOutView:
    """A priced way out, proved by a plan of its own; `number` is what `apply_way_out` takes."""

    number: int
    kind: str
    title: str
    steps: tuple[str, ...]
    price: str
    effects: tuple[str, ...] = ()
    others: str = ""
    hurts_others: bool = False
    scenario_id: int | None = None


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One figure of several plans; `best` says which columns have the best of it."""

    label: str
    values: tuple[str, ...]
    best: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioCompare:
    """Plans side by side, the accepted one first when it is among them."""

    plans: tuple[PlanView, ...]
    rows: tuple[CompareRow, ...]
    ends: tuple[CompareRow, ...]


@dataclass(frozen=True, slots=True)
class HurtRow:
    """A project that would end later if the promise were given."""

    project_id: int
    project: str
    was_on: date
    is_on: date
    days: int
    breaks: bool


@dataclass(frozen=True, slots=True)
class WhatIfAnswer:
    """Can it be delivered by the day? `verdict` is yes, risky or no; words say it."""

    plan_id: int
    template: str
    client: str
    start_on: date
    due_on: date | None
    verdict: str
    tone: Tone
    words: str
    ends_on: date | None
    p50_on: date | None
    p80_on: date | None
    chance: int | None
    cost: Money | None
    hurt: tuple[HurtRow, ...] = ()
    hidden_hurt: int = 0
    short: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    progress: ProgressView | None = None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the list of plans."""

    plan_id: int
    title: str
    kind: str
    kind_words: str
    state: str
    state_words: str
    tone: Tone
    asked_by: str
    asked_at: datetime
    url: str
    late: int = 0
    cost: Money | None = None
    is_comparable: bool = False
    hints: tuple[str, ...] = field(default=())
