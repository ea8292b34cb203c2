"""What history says of a client and of a contact person, to those who may read it."""

from django.db.models import QuerySet

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.access.queries import active_users
from napulse.audit.events import EVENTS
from napulse.audit.models import Entry
from napulse.audit.permissions import VIEW_HISTORY
from napulse.clients.models import Contact


class Told:
    """An entry with its sentence."""

    def __init__(self, entry: Entry) -> None:
        self.at = entry.at
        self.actor_name = entry.actor_name
        self.behalf_of = entry.behalf_of
        self.label = entry.label
        self.is_erased = entry.erased_at is not None
        self.sentence = str(EVENTS.get(entry.event, entry.event))
        self.changes = [
            (name, *value)
            for name, value in entry.changes.items()
            if isinstance(value, list) and len(value) == 2
        ]


def history_of_client(actor: Actor, client_id: int) -> list[Told]:
    """Everything recorded about the client's rows, the latest first."""
    if not actor.can(VIEW_HISTORY) or not actor.sees(client_id):
        return []
    return _told(Entry.objects.filter(client_id=client_id))


def history_of_contact(actor: Actor, contact: Contact) -> list[Told]:
    if not actor.can(VIEW_HISTORY) or not actor.sees(contact.client_id):
        return []
    return _told(Entry.objects.filter(model=contact._meta.label_lower, object_id=contact.pk))


def _told(entries: "QuerySet[Entry]") -> list[Told]:
    return [Told(entry) for entry in entries.select_related("behalf_of").order_by("-number")[:100]]


def colleagues() -> list[User]:
    """Everybody who works here now: the choices of a keeper, a lead, a place in a team."""
    return active_users()
