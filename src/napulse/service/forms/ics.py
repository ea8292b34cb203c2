"""A calendar file from the browser: read, matched with people we know, chosen from."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.models import Client, Contact
from napulse.engines.exchange.ics import CalendarLimits, Event, Invitation, Person, read_invitation
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import whole
from napulse.service.actions.ics import CalendarEvent, NewContact
from napulse.service.actions.interactions import AttendeeData, CalendarMark, InteractionData
from napulse.service.models import Interaction, InteractionKind
from napulse.service.queries.invitations import (
    contacts_by_email,
    guessed_client,
    taken_before,
    users_by_email,
)

LIMITS = CalendarLimits()
ROOMS = ("resource", "room", "group")
VIDEO_SIGNS = ("zoom.", "teams.", "meet.google", "telemost", "webex", "whereby", "skype", "jazz.")


def raw_of(upload: Any) -> bytes:
    """The bytes of the file; a large one is refused without being read."""
    if upload is None:
        raise Refused("ics.no_file")
    if (upload.size or 0) > LIMITS.size:
        raise Refused("ics.too_large", size=upload.size, limit=LIMITS.size)
    return bytes(upload.read(LIMITS.size + 1))


def packed(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def unpacked(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("ics.not_a_calendar") from None


@dataclass(slots=True)
class Who:
    """One attendee of the file and whom we know under that address."""

    name: str
    email: str
    contact: Contact | None = None
    user: User | None = None

    @property
    def is_unknown(self) -> bool:
        return self.contact is None and self.user is None

    def to_data(self) -> AttendeeData:
        if self.contact:
            return AttendeeData(contact_id=self.contact.pk)
        if self.user:
            return AttendeeData(user_id=self.user.pk)
        return AttendeeData(name=self.name, email=self.email)


@dataclass(slots=True)
class Found:
    """One meeting of the file as the preview shows it."""

    index: int
    event: Event
    people: list[Who]
    known: Interaction | None = None

    @property
    def is_cancelled(self) -> bool:
        return self.event.status == "cancelled"

    @property
    def recurrence(self) -> str:
        at = self.event.recurrence_id
        return at.strftime("%Y%m%dT%H%M%SZ") if at else ""

    @property
    def is_older(self) -> bool:
        return self.known is not None and self.event.sequence < self.known.ics_sequence


@dataclass(slots=True)
class Preview:
    """A whole file, read for one client or for none yet."""

    raw: bytes
    invitation: Invitation
    found: list[Found]
    client: Client | None
    unknown: list[Who] = field(default_factory=list)


def read(raw: bytes, *, now: datetime, zone: str) -> Invitation:
    return read_invitation(raw, now=now, default_zone=zone, limits=LIMITS)


def preview(actor: Actor, raw: bytes, invitation: Invitation, client: Client | None) -> Preview:
    """Match everybody in the file; the client is guessed from them when none was named."""
    people = [_people(event) for event in invitation.events]
    emails = {who.email for row in people for who in row if who.email}
    client = client or guessed_client(actor, emails)
    _match(people, client, emails)
    known = taken_before(client, {event.uid[:255] for event in invitation.events})
    found = [
        Found(at, event, row)
        for at, (event, row) in enumerate(zip(invitation.events, people, strict=True))
    ]
    for each in found:
        each.known = known.get((each.event.uid[:255], each.recurrence))
    return Preview(raw, invitation, found, client, _unknown(people))


def _people(event: Event) -> list[Who]:
    named: Iterable[Person] = (
        *event.attendees,
        *([event.organizer] if event.organizer else []),
    )
    found: dict[str, Who] = {}
    for person in named:
        if person.kind in ROOMS or person.partstat == "declined":
            continue
        name = person.name or person.email
        found.setdefault(person.email or name, Who(name, person.email))
    return list(found.values())


def _match(people: list[list[Who]], client: Client | None, emails: set[str]) -> None:
    users, contacts = users_by_email(emails), contacts_by_email(client, emails)
    for who in (each for row in people for each in row):
        who.user, who.contact = users.get(who.email), contacts.get(who.email)


def _unknown(people: list[list[Who]]) -> list[Who]:
    found = {who.email: who for row in people for who in row if who.is_unknown and who.email}
    return list(found.values())


def chosen_events(data: QueryDict, shown: Preview) -> tuple[CalendarEvent, ...]:
    """The ticked meetings of the file, read from the file again and not from the browser."""
    ticked = {whole(value) for value in data.getlist("event")}
    projects = tuple(found for value in data.getlist("project") if (found := whole(value)))
    events = tuple(_event(each, projects) for each in shown.found if each.index in ticked)
    if not events:
        raise Refused("ics.nothing_chosen")
    return events


def chosen_contacts(data: QueryDict, shown: Preview) -> tuple[NewContact, ...]:
    wanted = set(data.getlist("add"))
    return tuple(NewContact(who.name, who.email) for who in shown.unknown if who.email in wanted)


def _event(found: Found, project_ids: tuple[int, ...]) -> CalendarEvent:
    event = found.event
    data = InteractionData(
        kind=_kind(event),
        subject=(event.summary or _("Meeting"))[:200],
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=_zone(event),
        attendees=tuple(who.to_data() for who in found.people),
        project_ids=project_ids,
        notes=event.description[:20_000],
        place=(event.location or event.url)[:200],
        mark=CalendarMark(event.uid, found.recurrence, event.sequence),
    )
    return CalendarEvent(data, found.is_cancelled)


def _kind(event: Event) -> str:
    where = f"{event.location} {event.url}".lower()
    is_video = any(sign in where for sign in VIDEO_SIGNS)
    return InteractionKind.VIDEO if is_video else InteractionKind.MEETING


def _zone(event: Event) -> str:
    """A time given in UTC was planned somewhere: the reader's own zone is the best guess."""
    return event.zone if event.zone != "UTC" else timezone.get_current_timezone_name()
