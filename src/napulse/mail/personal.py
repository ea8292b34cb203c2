"""What incoming mail keeps of a person: the copy they may ask for, and how it is forgotten."""

from datetime import datetime

from django.db.models import Q, QuerySet

from napulse.access.actor import Actor
from napulse.clients.actions.forgetting import known_of
from napulse.clients.facts import PersonSection
from napulse.clients.models import Contact
from napulse.mail.actions.purging import drop_orphans
from napulse.mail.models import Letter


def own_export(actor: Actor, contact: Contact) -> list[PersonSection]:
    """Letters that came from the person and are filed under the client."""
    rows = Letter.objects.filter(contact=contact, client_id=contact.client_id)
    found: list[dict[str, str | int | None]] = [
        {
            "at": row.received_at.isoformat(),
            "subject": row.subject,
            "name": row.shown_name,
            "email": row.address,
        }
        for row in rows.order_by("received_at", "pk")
    ]
    return [PersonSection("letters_in", "letters_in", found)]


def forget_person(actor: Actor, contact: Contact, *, now: datetime) -> None:
    """Letters from any address that the person has had go for good, bytes and all."""
    _of(contact).delete()
    drop_orphans()


def _of(contact: Contact) -> "QuerySet[Letter]":
    emails = [each for each in known_of(contact).emails if each]
    about = Q(client_id=contact.client_id) | Q(names_client_id=contact.client_id)
    found: QuerySet[Letter] = Letter.objects.filter(
        Q(contact=contact) | (about & Q(address__in=emails))
    )
    return found
