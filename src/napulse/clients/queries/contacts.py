"""Reads of contact persons, and what clients itself keeps about one of them."""

from django.db.models import Q, QuerySet

from napulse.access.actor import Actor
from napulse.audit.models import Entry
from napulse.clients.facts import PersonSection
from napulse.clients.models import Contact
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import fold
from napulse.jobs.models import Letter

KEY_INFLUENCE = 4


def contacts(
    actor: Actor, client_id: int | None = None, *, q: str = "", with_left: bool = True
) -> "QuerySet[Contact]":
    """Contact persons (of one client): those who are there first, the most influential first."""
    rows = Contact.objects.seen_by(actor).filter(client__deleted_at=None)
    if client_id is not None:
        rows = rows.filter(client_id=client_id)
    if not with_left:
        rows = rows.filter(left_on=None, erased_at=None)
    for word in fold(q).split():
        rows = rows.filter(Q(folded__contains=word) | Q(email__contains=word))
    found: QuerySet[Contact] = rows.select_related("keeper", "client").order_by(
        "left_on", "-influence", "folded"
    )
    return found


def contact(actor: Actor, contact_id: int, *, deleted: bool = False) -> Contact:
    """One contact of the actor's clients; Missing otherwise."""
    rows = Contact.objects.with_deleted(actor) if deleted else Contact.objects.seen_by(actor)
    found: Contact | None = (
        rows.filter(pk=contact_id, client__deleted_at=None)
        .select_related("client", "keeper")
        .first()
    )
    if found is None:
        raise Missing("contact")
    return found


def chosen_contacts(actor: Actor, ids: list[int]) -> list[Contact]:
    return list(contacts(actor).filter(pk__in=ids))


def contact_by_email(actor: Actor, email: str, client_id: int | None = None) -> "QuerySet[Contact]":
    """Who has this address, among the actor's clients."""
    return contacts(actor, client_id).filter(email=email.strip().lower())


def own_export(actor: Actor, contact: Contact) -> list[PersonSection]:
    """The card, the history of the card, and the letters sent to the person's address."""
    card: dict[str, str | int | None] = {
        field.attname: _plain(getattr(contact, field.attname))
        for field in contact._meta.concrete_fields
        if field.attname not in {"folded", "submit_key", "version", "deleted_at"}
    }
    card |= {
        "client": contact.client.name,
        "keeper": contact.keeper.name if contact.keeper else None,
    }
    return [
        PersonSection("card", "card", [card]),
        PersonSection("history", "history", _history(contact)),
        PersonSection("letters", "letters", _letters(contact)),
    ]


def _plain(value: object) -> str | int | None:
    return value if value is None or isinstance(value, int) else str(value)


def _history(contact: Contact) -> list[dict[str, str | int | None]]:
    entries = Entry.objects.filter(model=contact._meta.label_lower, object_id=contact.pk)
    return [
        {"at": e.at.isoformat(), "event": e.event, "by": e.actor_name, "changes": str(e.changes)}
        for e in entries.order_by("number")
    ]


def told_of_contact(contact: Contact, column: str) -> frozenset[str]:
    """What has stood in a column of the card, now or before."""
    entries = Entry.objects.filter(model=contact._meta.label_lower, object_id=contact.pk)
    sides = [changes.get(column) for changes in entries.values_list("changes", flat=True)]
    before = {str(each) for side in sides if isinstance(side, list) for each in side if each}
    return frozenset({getattr(contact, column), *before} - {""})


def _letters(contact: Contact) -> list[dict[str, str | int | None]]:
    emails = told_of_contact(contact, "email")
    letters = Letter.objects.filter(recipient__in=emails, client_id=contact.client_id)
    return [
        {"at": x.created_at.isoformat(), "subject": x.subject, "state": x.state}
        for x in letters.order_by("pk").defer("raw")
    ]
