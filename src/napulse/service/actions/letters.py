"""A letter of a client becomes an interaction, once however many mailboxes it came to."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.clients.models import Client, Contact
from napulse.clients.queries import effective
from napulse.service.actions.interactions import (
    AttendeeData,
    InteractionData,
    delete_interaction,
    record_interaction,
    restore_interaction,
)
from napulse.service.models import Interaction, InteractionKind
from napulse.service.permissions import EDIT_INTERACTIONS


@dataclass(frozen=True, slots=True)
class LetterData:
    """What is recorded of a letter; `ident` tells it from every other letter."""

    ident: str
    subject: str
    received_at: datetime
    owner_id: int
    contact: Contact | None = None
    sender_name: str = ""
    sender_email: str = ""
    notes: str = ""


@action(EDIT_INTERACTIONS)
def record_letter(actor: Actor, client: Client, *, data: LetterData, now: datetime) -> Interaction:
    """Record the letter; the same one again is the same record, brought back if it was deleted."""
    made = record_interaction(actor, client, data=_interaction(client, data), now=now)
    if made.deleted_at is not None:
        return restore_interaction(actor, made, now=now)
    return made


@action(EDIT_INTERACTIONS)
def take_letter_back(actor: Actor, interaction: Interaction, *, now: datetime) -> Interaction:
    """The letter is not the client's after all. Refused once there is a report on it."""
    if interaction.deleted_at is not None:
        return interaction
    return delete_interaction(actor, interaction, now=now)


def _interaction(client: Client, data: LetterData) -> InteractionData:
    who = (
        AttendeeData(contact_id=data.contact.pk)
        if data.contact
        else AttendeeData(name=data.sender_name, email=data.sender_email)
    )
    return InteractionData(
        kind=InteractionKind.LETTER,
        subject=data.subject,
        starts_at=data.received_at,
        ends_at=data.received_at,
        zone=str(effective(client).zone),
        attendees=(who, AttendeeData(user_id=data.owner_id)),
        owner_id=data.owner_id,
        notes=data.notes,
        submit_key=_key(client, data.ident),
    )


def _key(client: Client, ident: str) -> str:
    """One letter to two clients is a contact with each of them."""
    return hashlib.sha256(f"letter:{client.pk}:{ident}".encode()).hexdigest()[:36]
