"""A person's rights: a copy of everything known of them, and erasure of it."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from napulse.access.actor import Actor, action
from napulse.audit.erasure import erase_mentions, erase_payloads
from napulse.audit.history import record
from napulse.audit.recording import recording
from napulse.clients.actions.forgetting import known_of
from napulse.clients.actions.locking import fresh, write
from napulse.clients.facts import PersonEraser, PersonExport, PersonSection
from napulse.clients.models import Attitude, Contact, ContactRole
from napulse.clients.permissions import APPROVE_CLIENTS, EDIT_CONTACTS
from napulse.engines.kernel.errors import Refused


@action(EDIT_CONTACTS)
def export_contact(actor: Actor, contact: Contact) -> list[PersonSection]:
    """Everything every app keeps about the person; history notes that it was taken."""
    row = fresh(contact)
    sections: list[PersonSection] = []
    for path in settings.NAPULSE_PERSON_EXPORTS:
        tell: PersonExport = import_string(path)
        sections += tell(actor, row)
    record(actor, row, "contact.exported")
    return sections


@action(APPROVE_CLIENTS)
def erase_contact(actor: Actor, contact: Contact, *, now: datetime) -> Contact:
    """Make the person unknown, here, in every app's copies and in history. There is no way back.

    Influence and attitude are opinions about the person, so they go too. Rows that name the
    contact stay, and so do the numbers made of them; the log of the erasure holds no data. Issued
    documents are frozen: they stay as they were issued.
    """
    row = fresh(contact)
    if row.erased_at:
        raise Refused("contact.is_erased")
    known = known_of(row)
    for path in settings.NAPULSE_PERSON_ERASERS:
        erase: PersonEraser = import_string(path)
        erase(actor, row, now=now)
    with recording(Contact):
        write(row, {**_NOBODY, "name": known.instead, "erased_at": now})
    erase_payloads(row._meta.label_lower, [row.pk], now=now, actor=actor)
    if known.mentions:
        erase_mentions(row.client_id, known.mentions, now=now, actor=actor)
    record(actor, row, "contact.erased")
    return row


_NOBODY = {
    "title": "",
    "email": "",
    "phone": "",
    "role": ContactRole.OTHER,
    "influence": 1,
    "attitude": Attitude.NEUTRAL,
    "keeper": None,
    "cadence_days": None,
    "note": "",
    "consent": "",
    "source_id": "",
    "submit_key": None,
}
