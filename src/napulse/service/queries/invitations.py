"""Whom and what a calendar file is about: clients, people and contacts that are known already."""

from collections import Counter
from collections.abc import Collection

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.models import Client, Contact
from napulse.service.models import Interaction


def guessed_client(actor: Actor, emails: Collection[str]) -> Client | None:
    """The client most of the addresses belong to: by contact first, then by domain."""
    wanted = set(emails)
    seen = Client.objects.seen_by(actor)
    contacts = Contact.objects.filter(client__in=seen, deleted_at=None).exclude(email="")
    rows = list(contacts.values_list("client_id", "email"))
    exact = Counter(client_id for client_id, email in rows if email in wanted)
    domains = {_domain(email) for email in wanted} - _own_domains()
    by_domain = Counter(client_id for client_id, email in rows if _domain(email) in domains)
    best = (exact or by_domain).most_common(1)
    found: Client | None = seen.filter(pk=best[0][0]).first() if best else None
    return found


def _domain(email: str) -> str:
    return email.rpartition("@")[2]


def _own_domains() -> set[str]:
    emails = User.objects.filter(is_active=True).values_list("email", flat=True)
    return {_domain(email) for email in emails}


def users_by_email(emails: Collection[str]) -> dict[str, User]:
    return {user.email: user for user in User.objects.filter(email__in=emails, is_active=True)}


def contacts_by_email(client: Client | None, emails: Collection[str]) -> dict[str, Contact]:
    """The client's living contacts under these addresses; nobody while no client is chosen."""
    rows = Contact.objects.filter(client=client, email__in=emails, deleted_at=None)
    return {contact.email: contact for contact in rows} if client else {}


def taken_before(
    client: Client | None, uids: Collection[str]
) -> dict[tuple[str, str], Interaction]:
    """(UID, recurrence) → the living contact that was taken from that event."""
    rows = Interaction.objects.filter(client=client, ics_uid__in=uids, deleted_at=None)
    return {(row.ics_uid, row.ics_recurrence): row for row in rows} if client else {}
