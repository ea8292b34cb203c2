"""The 24-hour clock: when a report is due, and how the clock stands at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from napulse.engines.kernel import WorkCalendar, require_aware


class Kind(StrEnum):
    """Which minutes count: all of them, or those of the client's working calendar."""

    ELAPSED = "elapsed"
    WORKING = "working"


class State(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    WARNING = "warning"
    BREACHED = "breached"
    MET_IN_TIME = "met_in_time"
    MET_LATE = "met_late"
    WAIVED = "waived"


OPEN_STATES = frozenset({State.RUNNING, State.WARNING, State.BREACHED})
COUNTED_STATES = frozenset({State.BREACHED, State.MET_IN_TIME, State.MET_LATE})


@dataclass(frozen=True, slots=True)
class Standard:
    """How soon the report goes out; the warning is counted in elapsed minutes of either kind."""

    kind: Kind = Kind.ELAPSED
    minutes: int = 24 * 60
    warn_minutes: int = 240

    def __post_init__(self) -> None:
        if self.minutes <= 0 or self.warn_minutes < 0:
            raise ValueError("a standard takes time, and warns before its end")


@dataclass(frozen=True, slots=True)
class Events:
    """What is known of one clock; all moments aware.

    ``due_at`` and ``warn_at`` are kept as they were when the clock started, so that a later change
    of standard or calendar rewrites nothing.
    """

    ended_at: datetime
    due_at: datetime
    warn_at: datetime
    met_at: datetime | None = None
    breached_at: datetime | None = None
    waived_at: datetime | None = None

    @property
    def breaks_at(self) -> datetime:
        """The moment from which a clock still open is breached."""
        return min(self.due_at, self.breached_at or self.due_at)


class Share(NamedTuple):
    """How many of the clocks that count were met in time."""

    met: int
    counted: int


def deadline(ended_at: datetime, standard: Standard, calendar: WorkCalendar) -> datetime:
    """Return the moment, in UTC, by which the report of a contact is sent.

    ``ValueError`` when a working standard meets a calendar without working days.
    """
    require_aware(ended_at)
    if standard.kind is Kind.WORKING:
        return calendar.add_working(ended_at, standard.minutes)
    return ended_at.astimezone(UTC) + timedelta(minutes=standard.minutes)


def warning_at(ended_at: datetime, standard: Standard, calendar: WorkCalendar) -> datetime:
    """Return the moment, in UTC, of the warning; never before the contact's end."""
    warned = timedelta(minutes=standard.warn_minutes)
    return max(ended_at.astimezone(UTC), deadline(ended_at, standard, calendar) - warned)


def started(ended_at: datetime, standard: Standard, calendar: WorkCalendar) -> Events:
    """Return the events of a clock that has just started at the end of a contact."""
    return Events(
        ended_at=ended_at,
        due_at=deadline(ended_at, standard, calendar),
        warn_at=warning_at(ended_at, standard, calendar),
    )


def state(events: Events, now: datetime) -> State:
    """Return how the clock stood at ``now``; what happened later is not yet known then.

    A breach is for good: neither a report sent afterwards nor a waiver undoes it. Sent at the very
    moment it is due is in time.
    """
    if _waived(events, now):
        return State.WAIVED
    if events.met_at is not None and events.met_at <= now:
        return State.MET_IN_TIME if _in_time(events, events.met_at) else State.MET_LATE
    if now >= events.breaks_at:
        return State.BREACHED
    return State.WARNING if now >= events.warn_at else State.RUNNING


def left(events: Events, now: datetime) -> timedelta:
    """Return the time left until due, negative when late; of a closed clock, at its closing."""
    current = state(events, now)
    closed_at = events.waived_at if current is State.WAIVED else events.met_at
    at = now if current in OPEN_STATES or closed_at is None else closed_at
    return events.due_at - at


def next_change(events: Events, now: datetime) -> datetime | None:
    """Return the next moment at which the state differs from that at ``now``, or None."""
    current = state(events, now)
    known = (events.warn_at, events.due_at, events.breached_at, events.met_at, events.waived_at)
    ahead = sorted(moment for moment in known if moment is not None and moment > now)
    return next((moment for moment in ahead if state(events, moment) is not current), None)


def share_in_time(states: Iterable[State]) -> Share:
    """Return how many clocks were met in time, of those that count.

    A clock still running or waived does not count; a breached one counts, met or not.
    """
    counted = [each for each in states if each in COUNTED_STATES]
    return Share(counted.count(State.MET_IN_TIME), len(counted))


def _waived(events: Events, now: datetime) -> bool:
    at = events.waived_at
    if at is None or at > now or at >= events.breaks_at:
        return False
    return events.met_at is None or at < events.met_at


def _in_time(events: Events, met_at: datetime) -> bool:
    if events.breached_at is not None and events.breached_at <= met_at:
        return False
    return met_at <= events.due_at
