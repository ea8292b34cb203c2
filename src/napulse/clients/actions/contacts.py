"""Writes of contact persons: card, keeper, leaving, deletion for thirty days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.clients.actions.locking import dependents, fresh, require_scope, require_version, write
from napulse.clients.models import Attitude, Client, Contact, ContactRole
from napulse.clients.permissions import EDIT_CONTACTS
from napulse.engines.kernel.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactData:
    """What the card of a contact person says."""

    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    role: str = ContactRole.WORKS
    influence: int = 3
    attitude: str = Attitude.NEUTRAL
    keeper: User | None = None
    cadence_days: int | None = None
    language: str = ""
    note: str = ""
    consent: str = ""


CONTACT_FIELDS = tuple(ContactData.__dataclass_fields__)


@action(EDIT_CONTACTS)
def create_contact(
    actor: Actor, client: Client, *, data: ContactData, submit_key: str | None = None
) -> Contact:
    """Add a person at the client; the same form sent twice adds one."""
    fresh(client)  # of two that come at once, the second waits here and finds what the first made
    if submit_key and (known := Contact.objects.filter(submit_key=submit_key).first()):
        if known.client_id != client.pk:
            raise Refused("contact.already_recorded")
        return known
    _require_free_email(client.pk, data.email)
    contact = Contact(client=client, submit_key=submit_key, **values_of(data))
    try:
        with transaction.atomic(), change(actor, contact, "contact.created"):
            contact.save()
    except IntegrityError as clash:
        raise Refused("contact.email_taken", email=data.email) from clash
    return contact


def values_of(data: ContactData) -> dict[str, Any]:
    """The card as column values; the keeper stays the person it is."""
    return {name: getattr(data, name) for name in CONTACT_FIELDS} | {"email": data.email.lower()}


def _require_free_email(client_id: int, email: str, *, besides: int | None = None) -> None:
    if not email:
        return
    taken = Contact.objects.filter(client_id=client_id, email=email.lower(), deleted_at=None)
    if other := taken.exclude(pk=besides or 0).first():
        raise Refused("contact.email_taken", email=email, name=other.name)


@action(EDIT_CONTACTS)
def edit_contact(
    actor: Actor, contact: Contact, *, data: ContactData, version: int | None = None
) -> Contact:
    """Change the card; an edit of an older version is refused with both versions."""
    row, values = fresh(contact), values_of(data)
    _require_not_erased(row)
    require_version(row, version, values)
    _require_free_email(row.client_id, data.email, besides=row.pk)
    with change(actor, row, "contact.changed"):
        write(row, values)
    return row


@action(EDIT_CONTACTS)
def edit_contact_value(actor: Actor, contact: Contact, *, field: str, value: Any) -> Contact:
    """Change one value of the card in place."""
    if field not in CONTACT_FIELDS:
        raise Refused("contact.no_such_field", field=field)
    row = fresh(contact)
    _require_not_erased(row)
    if field == "email":
        _require_free_email(row.client_id, value, besides=row.pk)
    with change(actor, row, "contact.keeper" if field == "keeper" else "contact.changed"):
        write(row, {field: value})
    return row


@action(EDIT_CONTACTS)
def set_keeper(actor: Actor, contacts: Sequence[Contact], *, keeper: User | None) -> list[Contact]:
    """Say who of us keeps the relation with these people; returns those that changed."""
    require_scope(actor, contacts)
    if keeper and not keeper.is_active:
        raise Refused("contact.keeper_gone", name=keeper.name)
    changed = []
    for row in (fresh(contact) for contact in contacts):
        if row.keeper_id != (keeper.pk if keeper else None):
            with change(actor, row, "contact.keeper"):
                write(row, {"keeper": keeper})
            changed.append(row)
    return changed


@action(EDIT_CONTACTS)
def mark_contact_left(actor: Actor, contact: Contact, *, left_on: date | None) -> Contact:
    """The person no longer works there (or, with None, works there again)."""
    row = fresh(contact)
    with change(actor, row, "contact.left" if left_on else "contact.returned"):
        write(row, {"left_on": left_on})
    return row


@action(EDIT_CONTACTS)
def delete_contact(actor: Actor, contact: Contact, *, now: datetime) -> Contact:
    """Put a contact away for thirty days; refused while anything names the person."""
    row = fresh(contact)
    if leaning := dependents(row, parts=set()):
        raise Refused("contact.has_dependents", dependents=leaning)
    with change(actor, row, "contact.deleted"):
        write(row, {"deleted_at": now})
    return row


@action(EDIT_CONTACTS)
def restore_contact(actor: Actor, contact: Contact) -> Contact:
    row = fresh(contact, deleted=True)
    _require_free_email(row.client_id, row.email, besides=row.pk)
    with change(actor, row, "contact.restored"):
        write(row, {"deleted_at": None})
    return row


def _require_not_erased(row: Contact) -> None:
    if row.erased_at:
        raise Refused("contact.is_erased")
