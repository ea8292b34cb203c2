"""One VEVENT as typed values: who, when in UTC and in which zone, and the rule if it repeats."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from napulse.engines.exchange.ics_lines import CalendarLimits, Component, Property
from napulse.engines.exchange.ics_values import read_date_or_time, read_duration, read_whole
from napulse.engines.exchange.ics_zones import Zone, Zones, name_for_offset
from napulse.engines.kernel.errors import Refused

Status = Literal["confirmed", "tentative", "cancelled"]
_STATUSES: dict[str, Status] = {"TENTATIVE": "tentative", "CANCELLED": "cancelled"}
_ROLES = {"CHAIR": "chair", "OPT-PARTICIPANT": "optional", "NON-PARTICIPANT": "informed"}
_ANSWERS = ("accepted", "declined", "tentative", "delegated", "needs-action")
_KINDS = ("individual", "group", "resource", "room")
_EMAIL = re.compile(r"[^@\s<>\",;:]{1,64}@[^@\s<>\",;:]{1,255}")
_LINKS = ("URL", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-TELEMOST-CONFERENCE")
_DEFAULT_LENGTH = timedelta(hours=1)
_LONGEST = timedelta(days=366)
_SHORT_TEXT = 500
_UTC_ZONE = Zone("UTC", UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in an invitation; `email` is lower-case or empty.

    `role`: required, optional, chair, informed. `partstat`: accepted, declined, tentative,
    delegated, needs-action. `kind`: individual, group, resource, room.
    """

    name: str
    email: str
    role: str = ""
    partstat: str = ""
    kind: str = "individual"


@dataclass(frozen=True, slots=True)
class Event:
    """One meeting. Moments are aware UTC, half-open; `zone` is the IANA name it was planned in.

    `recurrence_id` is the planned start (UTC) of one occurrence of a series, None for a single
    meeting.
    """

    uid: str
    sequence: int
    recurrence_id: datetime | None
    status: Status
    summary: str
    location: str
    description: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    all_day: bool
    organizer: Person | None
    attendees: tuple[Person, ...]
    url: str
    dtstamp: datetime | None


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as it stands in the file, with what is needed to repeat it."""

    event: Event
    component: Component
    local_start: datetime
    zone: Zone

    @property
    def repeats(self) -> bool:
        """Whether the event carries a rule or a list of dates of its own."""
        return self.event.recurrence_id is None and (
            self.component.first("RRULE") is not None or self.component.first("RDATE") is not None
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of the file: local, its zone, the same in UTC, and whether it was a date alone."""

    local: datetime
    zone: Zone
    utc: datetime
    is_date: bool


def read_moment(found: Property, zones: Zones, value: str | None = None) -> Moment:
    """The moment of a property. Refused: `ics.bad_date`, `ics.unknown_zone`, `ics.bad_zone`."""
    parsed, is_utc = read_date_or_time(found.value if value is None else value, found)
    if not isinstance(parsed, datetime):
        return _moment(datetime.combine(parsed, time.min), zones.default, is_date=True)
    return _moment(parsed, _UTC_ZONE if is_utc else zones.of(found), is_date=False)


def _moment(local: datetime, zone: Zone, *, is_date: bool) -> Moment:
    return Moment(local, zone, local.replace(tzinfo=zone.rules).astimezone(UTC), is_date)


def local_to_utc(local: datetime, zone: Zone) -> datetime:
    """A local time of a zone as a moment in UTC."""
    return local.replace(tzinfo=zone.rules).astimezone(UTC)


def read_event(component: Component, zones: Zones, limits: CalendarLimits) -> Draft:
    """One VEVENT.

    Refused: `ics.no_start`, `ics.bad_date`, `ics.bad_duration`, `ics.ends_before_start`,
    `ics.too_long`, `ics.bad_number`, `ics.unknown_zone`, `ics.bad_zone`, `ics.too_many_attendees`.
    """
    found = component.first("DTSTART")
    if found is None:
        raise Refused("ics.no_start", line=component.line)
    start = read_moment(found, zones)
    planned = component.first("RECURRENCE-ID")
    event = Event(
        uid=_uid(component, found),
        sequence=read_whole(component.first("SEQUENCE")),
        recurrence_id=read_moment(planned, zones).utc if planned else None,
        status=_STATUSES.get(_text(component, "STATUS").upper(), "confirmed"),
        summary=" ".join(_text(component, "SUMMARY").split())[:_SHORT_TEXT],
        location=" ".join(_text(component, "LOCATION").split())[:_SHORT_TEXT],
        description=_text(component, "DESCRIPTION")[: limits.text],
        starts_at=start.utc,
        ends_at=_end(component, start, zones),
        zone=start.zone.name or name_for_offset(start.local - start.utc.replace(tzinfo=None)),
        all_day=start.is_date,
        organizer=next((_person(who) for who in component.all("ORGANIZER")), None),
        attendees=_attendees(component, limits),
        url=_link(component),
        dtstamp=_stamp(component, zones),
    )
    return Draft(event, component, start.local, start.zone)


def _uid(component: Component, start: Property) -> str:
    written = _text(component, "UID")
    if written and len(written) <= _SHORT_TEXT:
        return written
    basis = written or "\n".join(
        (_text(component, "SUMMARY"), start.value, _text(component, "ORGANIZER"))
    )
    return f"{hashlib.sha256(basis.encode()).hexdigest()[:32]}@no-uid"


def _text(component: Component, name: str) -> str:
    found = component.first(name)
    return found.text if found else ""


def _end(component: Component, start: Moment, zones: Zones) -> datetime:
    end, length = component.first("DTEND"), component.first("DURATION")
    if end is not None:
        ends_at = read_moment(end, zones).utc
    elif length is not None:
        ends_at = start.utc + read_duration(length)
    else:
        ends_at = start.utc + (timedelta(0) if start.is_date else _DEFAULT_LENGTH)
    if start.is_date and ends_at == start.utc:
        ends_at = local_to_utc(start.local + timedelta(days=1), start.zone)
    if not timedelta(0) <= ends_at - start.utc <= _LONGEST:
        code = "ics.ends_before_start" if ends_at < start.utc else "ics.too_long"
        raise Refused(code, line=(end or length or component).line)
    return ends_at


def _stamp(component: Component, zones: Zones) -> datetime | None:
    found = component.first("DTSTAMP") or component.first("LAST-MODIFIED")
    return read_moment(found, zones).utc if found else None


def _link(component: Component) -> str:
    written = (_text(component, name) for name in _LINKS)
    return next(
        (link for link in written if re.match(r"https?://\S+$", link) and len(link) <= 2000), ""
    )


def _attendees(component: Component, limits: CalendarLimits) -> tuple[Person, ...]:
    people: dict[tuple[str, str], Person] = {}
    for found in component.all("ATTENDEE"):
        person = _person(found)
        if person.name or person.email:
            people.setdefault((person.email, "" if person.email else person.name), person)
        if len(people) > limits.attendees:
            raise Refused("ics.too_many_attendees", line=found.line, limit=limits.attendees)
    return tuple(people.values())


def _person(found: Property) -> Person:
    address = found.text
    email = (
        address[7:]
        if address.lower().startswith("mailto:")
        else found.parameters.get("EMAIL", address)
    )
    email = email.strip().lower()
    name = " ".join(found.parameters.get("CN", "").strip("'").split())[:_SHORT_TEXT]
    is_valid = _EMAIL.fullmatch(email) is not None
    is_attendee = found.name == "ATTENDEE"
    return Person(
        name="" if name.lower() == email else name,
        email=email if is_valid else "",
        role=_ROLES.get(found.parameters.get("ROLE", "").upper(), "required")
        if is_attendee
        else "",
        partstat=_one_of(found.parameters.get("PARTSTAT", ""), _ANSWERS, "needs-action")
        if is_attendee
        else "",
        kind=_one_of(found.parameters.get("CUTYPE", ""), _KINDS, "individual"),
    )


def _one_of(written: str, known: tuple[str, ...], otherwise: str) -> str:
    return written.lower() if written.lower() in known else otherwise
