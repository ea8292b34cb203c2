"""Typed shapes of the demo agency: words and offsets in days, no database and no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    ACCOUNT_EXECUTIVE = "executive"
    ACCOUNT_MANAGER = "manager"
    SENIOR_ACCOUNT_MANAGER = "senior"
    ACCOUNT_DIRECTOR = "director"
    GROUP_ACCOUNT_DIRECTOR = "group"
    CLIENT_SERVICE_DIRECTOR = "service"
    MANAGING_DIRECTOR = "managing"
    DELIVERY_MANAGER = "delivery"
    RESOURCE_MANAGER = "resource"
    CREATIVE = "creative"
    FINANCE = "finance"
    HR = "hr"
    NEW_BUSINESS = "newbusiness"
    ADMINISTRATOR = "administrator"


class ContactRole(StrEnum):
    DECIDES = "decides"
    INFLUENCES = "influences"
    WORKS = "works"
    PROCUREMENT = "procurement"
    LEGAL = "legal"


class Attitude(StrEnum):
    CHAMPION = "champion"
    SUPPORTER = "supporter"
    NEUTRAL = "neutral"
    CRITIC = "critic"


class Medium(StrEnum):
    MEETING = "meeting"
    VIDEO = "video"
    CALL = "call"
    LETTER = "letter"
    MISSED_CALL = "missed"


class PieceState(StrEnum):
    PLANNED = "planned"
    WORK = "work"
    REVIEW = "review"
    DONE = "done"


class Side(StrEnum):
    US = "us"
    CLIENT = "client"


class ActionEnd(StrEnum):
    BY_AGE = "by_age"
    OPEN = "open"
    DONE = "done"
    MOVED = "moved"
    CANCELLED = "cancelled"


class ReportState(StrEnum):
    ISSUED = "issued"
    DRAFT = "draft"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"


class StatusState(StrEnum):
    """What became of the status report that the contact called for."""

    IN_TIME = "in_time"
    LATE = "late"
    NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class PersonScript:
    key: str
    family: str
    given: str
    patronymic: str
    role: Role
    title: str
    reports_to: str | None

    @property
    def email(self) -> str:
        return f"{self.key}@sfera.example"


@dataclass(frozen=True, slots=True)
class AbsenceScript:
    """Offsets are days from today: negative is the past."""

    person: str
    deputy: str
    starts_in: int
    ends_in: int
    reason: str


@dataclass(frozen=True, slots=True)
class ContactScript:
    """`kept_by` is who keeps the relation; `known_to` is everyone of ours who knows the person."""

    key: str
    name: str
    title: str
    email: str
    role: ContactRole
    influence: int
    attitude: Attitude
    kept_by: str
    known_to: tuple[str, ...]
    cadence_days: int | None = None
    left_days_ago: int | None = None


@dataclass(frozen=True, slots=True)
class PieceScript:
    """A deliverable; dates are days from today, `waits_for_days` counts how long it has waited."""

    name: str
    state: PieceState
    starts_in: int
    due_in: int
    waits: Side | None = None
    waits_for_days: int = 0


@dataclass(frozen=True, slots=True)
class ProjectScript:
    key: str
    name: str
    brief: str
    starts_in: int
    ends_in: int
    delivery_manager: str
    pieces: tuple[PieceScript, ...]
    risk: str = ""


@dataclass(frozen=True, slots=True)
class ActionScript:
    """An action of a contact report; `due_days` counts from the contact."""

    side: Side
    owner: str
    text: str
    due_days: int
    end: ActionEnd = ActionEnd.BY_AGE
    reason: str = ""
    moved_by_days: int = 0


@dataclass(frozen=True, slots=True)
class TopicScript:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class TalkScript:
    """One contact with the client.

    `at` is Moscow time and `days_ago` slides to a working day when the talk is put in;
    `ended_hours_ago` overrides both where the state of the clock must be exact.
    """

    days_ago: int
    at: str
    minutes: int
    medium: Medium
    subject: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    projects: tuple[str, ...] = ()
    notes: str = ""
    topics: tuple[TopicScript, ...] = ()
    decisions: tuple[str, ...] = ()
    actions: tuple[ActionScript, ...] = ()
    questions: tuple[str, ...] = ()
    next_in_days: int | None = None
    mood: int = 0
    report: ReportState = ReportState.ISSUED
    no_report_reason: str = ""
    status: StatusState = StatusState.IN_TIME
    ended_hours_ago: float | None = None


@dataclass(frozen=True, slots=True)
class EscalationScript:
    subject: str
    text: str
    raised_by: str
    owner: str
    days_ago: int
    deadline_in: int
    resolution: str = ""
    resolved_days_ago: int | None = None


@dataclass(frozen=True, slots=True)
class ClockScript:
    working_hours: int


@dataclass(frozen=True, slots=True)
class SilenceScript:
    working_hours: int
    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class TeamScript:
    director: str
    manager: str
    executive: str
    others: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.director, self.manager, self.executive, *self.others)


@dataclass(frozen=True, slots=True)
class ClientScript:
    """`talks_a_month` fills the history around the written talks, up to `quiet_days` ago."""

    key: str
    name: str
    legal_name: str
    industry: str
    about: str
    services: tuple[str, ...]
    city: str
    time_zone: str
    language: str
    since_months: int
    cadence_days: int
    talks_a_month: int
    team: TeamScript
    contacts: tuple[ContactScript, ...]
    projects: tuple[ProjectScript, ...]
    talks: tuple[TalkScript, ...]
    escalations: tuple[EscalationScript, ...] = ()
    clock: ClockScript | None = None
    silence: SilenceScript | None = None
    chases_automatically: bool = False
    quiet_days: int = 2


@dataclass(frozen=True, slots=True)
class AgencyScript:
    name: str
    city: str
    time_zone: str
    newcomer: str
    people: tuple[PersonScript, ...]
    absences: tuple[AbsenceScript, ...]
    clients: tuple[ClientScript, ...]


@dataclass(frozen=True, slots=True)
class PatternScript:
    """Sentences with slots; actions carry the days in which they fall due."""

    subjects: tuple[str, ...]
    openings: tuple[str, ...]
    topics: tuple[tuple[str, tuple[str, ...]], ...]
    tails: tuple[str, ...]
    decisions: tuple[str, ...]
    ours: tuple[tuple[str, int], ...]
    theirs: tuple[tuple[str, int], ...]
    questions: tuple[str, ...]
    days: tuple[str, ...]
    no_report_reasons: tuple[str, ...]
    jobs: Mapping[str, tuple[str, ...]]
