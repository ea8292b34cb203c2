"""Events of a calendar file become interactions: recorded, updated by SEQUENCE, or cancelled."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from napulse.access.actor import Actor, action
from napulse.clients.actions.contacts import ContactData, create_contact
from napulse.clients.models import Client, Contact
from napulse.engines.kernel.errors import Refused
from napulse.service.actions.interactions import (
    AttendeeData,
    CalendarMark,
    InteractionData,
    cancel_interaction,
    edit_interaction,
    record_interaction,
)
from napulse.service.models import Interaction, InteractionState
from napulse.service.permissions import EDIT_INTERACTIONS


class Outcome(StrEnum):
    """What became of one event of the file."""

    RECORDED = "recorded"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    OLDER = "older"
    SAME = "same"
    KEPT = "kept"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One chosen event, ready to be recorded; `mark` is in the data."""

    data: InteractionData
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class NewContact:
    """An unknown attendee who is to become a contact person of the client."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Taken:
    """An event's outcome and the contact it concerns."""

    outcome: Outcome
    subject: str
    interaction: Interaction | None = None


@action(EDIT_INTERACTIONS)
def take_events(
    actor: Actor,
    client: Client,
    *,
    events: tuple[CalendarEvent, ...],
    new_contacts: tuple[NewContact, ...] = (),
    now: datetime,
) -> list[Taken]:
    """Record the chosen events of one file, all or none; unknown people first become contacts."""
    client = Client.objects.select_for_update().get(pk=client.pk)
    added = {each.email.lower(): _add_contact(actor, client, each).pk for each in new_contacts}
    return [_take(actor, client, _knowing(event, added), now) for event in events]


def _add_contact(actor: Actor, client: Client, new: NewContact) -> Contact:
    email = new.email.strip().lower()
    known: Contact | None = Contact.objects.filter(
        client=client, email=email, deleted_at=None
    ).first()
    if known is not None:
        return known
    data = ContactData(name=(new.name.strip() or email)[:120], email=email)
    return create_contact(actor, client, data=data)


def _knowing(event: CalendarEvent, added: dict[str, int]) -> CalendarEvent:
    people = tuple(
        AttendeeData(contact_id=added[each.email]) if each.email in added else each
        for each in event.data.attendees
    )
    return replace(event, data=replace(event.data, attendees=people))


def _take(actor: Actor, client: Client, event: CalendarEvent, now: datetime) -> Taken:
    mark = event.data.mark
    if mark is None:
        raise Refused("interaction.subject_missing")
    known = find(client.pk, mark)
    if known is None:
        return _record(actor, client, event, now)
    if mark.sequence < known.ics_sequence:
        return Taken(Outcome.OLDER, known.subject, known)
    if event.is_cancelled:
        return _cancel(actor, known, mark.sequence, now)
    if mark.sequence == known.ics_sequence and _says_the_same(known, event.data):
        return Taken(Outcome.SAME, known.subject, known)
    return _update(actor, known, event.data, now)


def find(client_id: int, mark: CalendarMark) -> Interaction | None:
    """The living contact that was taken from this event before."""
    found: Interaction | None = Interaction.objects.filter(
        client_id=client_id,
        ics_uid=mark.uid[:255],
        ics_recurrence=mark.recurrence[:32],
        deleted_at=None,
    ).first()
    return found


def _record(actor: Actor, client: Client, event: CalendarEvent, now: datetime) -> Taken:
    if event.is_cancelled:
        return Taken(Outcome.NOT_KNOWN, event.data.subject)
    made = record_interaction(actor, client, data=event.data, now=now)
    return Taken(Outcome.RECORDED, made.subject, made)


def _cancel(actor: Actor, known: Interaction, sequence: int, now: datetime) -> Taken:
    if known.state == InteractionState.CANCELLED:
        return Taken(Outcome.SAME, known.subject, known)
    try:
        cancelled = cancel_interaction(actor, known, now=now, sequence=sequence)
    except Refused:
        return Taken(Outcome.KEPT, known.subject, known)
    return Taken(Outcome.CANCELLED, known.subject, cancelled)


def _says_the_same(known: Interaction, data: InteractionData) -> bool:
    return (
        known.state != InteractionState.CANCELLED
        and known.subject == data.subject[:200]
        and (known.starts_at, known.ends_at) == (data.starts_at, data.ends_at)
        and known.place == data.place[:200]
    )


def _update(actor: Actor, known: Interaction, data: InteractionData, now: datetime) -> Taken:
    """The calendar knows when and where; notes, mood and kind were entered by hand and stay."""
    kept = replace(
        data,
        kind=known.kind,
        notes=known.notes,
        mood=known.mood,
        owner_id=known.owner_id,
        project_ids=tuple(known.touches.values_list("project_id", flat=True)),
    )
    edited = edit_interaction(actor, known, data=kept, version=known.version, now=now)
    return Taken(Outcome.UPDATED, edited.subject, edited)
