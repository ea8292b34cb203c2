"""Read an uploaded `.ics`: meetings, series with exceptions, cancellations, updates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from napulse.engines.exchange.ics_event import Event, Person
from napulse.engines.exchange.ics_lines import CalendarLimits, Component, read_components
from napulse.engines.exchange.ics_series import SeriesReader
from napulse.engines.exchange.notices import Notice
from napulse.engines.kernel.errors import Refused

__all__ = ["CalendarLimits", "Event", "Invitation", "Person", "latest", "read_invitation"]

_METHODS = ("publish", "request", "reply", "add", "cancel", "refresh", "counter", "declinecounter")
_DEFAULT_LIMITS = CalendarLimits()
_OLDEST = datetime(1, 1, 1, tzinfo=UTC)
_Key = tuple[str, datetime | None]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a calendar file says: its method (lower-case, may be empty), meetings by start, and
    what was left out.
    """

    method: str
    events: tuple[Event, ...]
    warnings: tuple[Notice, ...]


def read_invitation(
    raw: bytes, *, now: datetime, default_zone: str, limits: CalendarLimits = _DEFAULT_LIMITS
) -> Invitation:
    """Read the bytes of an `.ics` file.

    `now` (aware) places the window in which series are expanded; `default_zone` (IANA) is for
    times without a zone. A single meeting is returned whenever it takes place. Bounded: 1 MB,
    20,000 lines, 500 meetings, 200 occurrences of a series, 500 attendees, well under a second.
    The newest version of each meeting is kept (see `latest`).

    Refused, with `line` where there is one: `ics.empty`, `ics.too_large`, `ics.binary`,
    `ics.html`, `ics.encoding`, `ics.not_a_calendar`, `ics.too_many_lines`, `ics.line_too_long`,
    `ics.bad_line`, `ics.bad_nesting`, `ics.too_deep`, `ics.no_events`, `ics.only_tasks`,
    `ics.no_start`, `ics.bad_date`, `ics.bad_duration`, `ics.bad_number`, `ics.ends_before_start`,
    `ics.too_long`, `ics.unknown_zone`, `ics.bad_zone`, `ics.bad_recurrence`,
    `ics.recurrence_too_frequent`, `ics.recurrence_too_heavy`, `ics.recurrence_unsupported`,
    `ics.too_many_attendees`.

    Warnings: `ics.zone_by_offset` (zone), `ics.series_cut` (summary),
    `ics.series_outside_window` (summary), `ics.events_cut` (kept, left_out),
    `ics.following_ignored` (summary).
    """
    reader = SeriesReader(now, default_zone, limits)
    calendars = read_components(raw, limits)
    events = [event for calendar in calendars for event in reader.events_of(calendar)]
    if not reader.has_events:
        _refuse_without_events(calendars)
    method = _method(calendars)
    if method == "cancel":
        events = [replace(event, status="cancelled") for event in events]
    kept = reader.within_limit(sorted(latest(events), key=_by_start))
    return Invitation(method, kept, tuple(reader.warnings))


def latest(events: Iterable[Event]) -> tuple[Event, ...]:
    """The newest version of every (uid, recurrence_id): highest SEQUENCE, then DTSTAMP, then the
    later in order.

    A whole series that was cancelled (no recurrence_id) cancels its occurrences that are not
    newer.
    """
    newest: dict[_Key, Event] = {}
    for event in events:
        known = newest.get((event.uid, event.recurrence_id))
        if known is None or _version(event) >= _version(known):
            newest[(event.uid, event.recurrence_id)] = event
    return tuple(_cancelled_with_series(newest))


def _cancelled_with_series(newest: dict[_Key, Event]) -> Iterator[Event]:
    cancelled = {
        uid: event
        for (uid, at), event in newest.items()
        if at is None and event.status == "cancelled"
    }
    in_series = {uid for uid, at in newest if at is not None}
    for (uid, at), event in newest.items():
        whole = cancelled.get(uid)
        if at is None and whole is not None and uid in in_series:
            continue
        is_older = whole is not None and event.sequence <= whole.sequence
        yield replace(event, status="cancelled") if is_older else event


def _version(event: Event) -> tuple[int, datetime]:
    return event.sequence, event.dtstamp or _OLDEST


def _by_start(event: Event) -> tuple[datetime, str]:
    return event.starts_at, event.uid


def _method(calendars: list[Component]) -> str:
    found = (calendar.first("METHOD") for calendar in calendars)
    written = next((method.text.lower() for method in found if method), "")
    return written if written in _METHODS else ""


def _refuse_without_events(calendars: list[Component]) -> None:
    tasks = [
        child
        for calendar in calendars
        for child in calendar.children
        if child.name in {"VTODO", "VJOURNAL"}
    ]
    if tasks:
        raise Refused("ics.only_tasks", line=tasks[0].line)
    raise Refused("ics.no_events")
