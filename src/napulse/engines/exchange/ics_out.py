"""Write a calendar that other programs subscribe to: next contacts and meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar
from icalendar import Event as CalendarEvent


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One entry of a feed.

    `uid` must stay the same for the life of the record and `sequence` must grow with every
    change. Two dates make an all-day entry (`ends` is the first day after it), two aware
    datetimes a timed one; half-open both.
    """

    uid: str
    sequence: int
    changed_at: datetime
    summary: str
    starts: date | datetime
    ends: date | datetime
    location: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False


def write_feed(events: Sequence[FeedEvent], name: str) -> bytes:
    """The feed as UTF-8 iCalendar with CRLF; the same events give the same bytes.

    Raises ValueError when an entry mixes a date with a moment, ends before it starts, or has a
    naive moment.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Napulse//Calendar feed//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_entry(event))
    return bytes(calendar.to_ical())


def _entry(event: FeedEvent) -> CalendarEvent:
    entry = CalendarEvent()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", _moment(event.changed_at))
    starts, ends = _span(event)
    entry.add("dtstart", starts)
    entry.add("dtend", ends)
    entry.add("summary", event.summary)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    if not isinstance(starts, datetime):
        entry.add("transp", "TRANSPARENT")
    for field in ("location", "description", "url"):
        if text := getattr(event, field):
            entry.add(field, text)
    return entry


def _span(event: FeedEvent) -> tuple[date | datetime, date | datetime]:
    if isinstance(event.starts, datetime) != isinstance(event.ends, datetime):
        raise ValueError(f"{event.uid}: a date and a moment cannot bound one entry")
    starts, ends = _moment(event.starts), _moment(event.ends)
    if ends < starts:
        raise ValueError(f"{event.uid}: ends before it starts")
    return starts, ends


def _moment(value: date) -> date:
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("a moment without a zone")
    return value.astimezone(UTC)
