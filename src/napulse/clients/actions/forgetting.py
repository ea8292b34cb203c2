"""What apps share when a person is erased: by which words to look, and how rows lose them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import models

from napulse.access.actor import Actor
from napulse.audit.recording import recording
from napulse.clients.models import Contact, Import
from napulse.clients.queries.contacts import told_of_contact
from napulse.clients.queries.imports import UNFINISHED, table_of
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.mentions import Mentions, mentioned, mentions_of, without
from napulse.jobs.erasing import empty_letters
from napulse.jobs.models import Letter


@dataclass(frozen=True)
class Known:
    """The names, addresses and numbers that a person has had on the card, now or before."""

    contact_id: int
    names: frozenset[str]
    emails: frozenset[str]
    phones: frozenset[str]

    @property
    def instead(self) -> str:
        """What stands where the person stood."""
        return f"№ {self.contact_id}"

    @cached_property
    def mentions(self) -> Mentions | None:
        """In free text a bare first name is too little to tell one person from another."""
        full = [name for name in self.names if len(name.split()) > 1]
        return mentions_of([*full, *self.emails, *self.phones])


def known_of(contact: Contact) -> Known:
    """Read before the card and its history are emptied."""
    names, emails, phones = (
        told_of_contact(contact, column) for column in ("name", "email", "phone")
    )
    return Known(contact.pk, names, emails, phones)


def redact(rows: Iterable[models.Model], columns: Iterable[str], known: Known) -> None:
    """Take the person's words out of these columns of these rows."""
    for row in rows if known.mentions else ():
        before = {name: getattr(row, name) for name in columns}
        after = {name: _cut(row, name, value, known) for name, value in before.items()}
        if after != before:
            for name, value in after.items():
                setattr(row, name, value)
            with recording(type(row)):
                row.save()


def _cut(row: models.Model, name: str, value: object, known: Known) -> object:
    assert known.mentions  # noqa: S101 - the caller looked
    cleaned = without(value, known.mentions, known.instead)
    longest = getattr(row._meta.get_field(name), "max_length", None)
    return cleaned[:longest] if isinstance(cleaned, str) and longest else cleaned


def forget_in_clients(actor: Actor, contact: Contact, *, now: datetime) -> None:
    """Other rows of the client that mention the person, and the tables they were imported from."""
    known = known_of(contact)
    redact([contact.client], ("note",), known)
    others = Contact.objects.filter(client_id=contact.client_id).exclude(pk=contact.pk)
    redact(others, ("title", "note", "consent"), known)
    for found in Import.objects.exclude(created=[]).defer("raw"):
        _forget_import(found, known)
    for found in Import.objects.filter(state__in=UNFINISHED):
        _forget_upload(found, known)


def _forget_import(found: Import, known: Known) -> None:
    mine = [
        row
        for row in found.created
        if str(row[0]).startswith("contact") and row[1] == known.contact_id
    ]
    if not mine:
        return
    kept = [row for row in found.created if row not in mine or not row[3:]]
    summary = known.mentions and without(found.summary, known.mentions, known.instead)
    Import.objects.filter(pk=found.pk).update(
        raw=b"", created=kept, summary=summary or found.summary
    )


def _forget_upload(found: Import, known: Known) -> None:
    """A table that was never taken in and names the person goes as a whole."""
    try:
        cells = [list(row.cells) for row in table_of(found).rows]
    except Refused:
        cells = []
    if known.mentions and mentioned(cells, known.mentions):
        found.delete()


def forget_letters(actor: Actor, contact: Contact, *, now: datetime) -> None:
    """Letters to any address that the person has had here."""
    emails = known_of(contact).emails
    empty_letters(Letter.objects.filter(client_id=contact.client_id, recipient__in=emails), now=now)
