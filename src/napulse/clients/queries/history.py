"""What history says of a client and of a contact person, to those who may read it."""

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.access.queries import active_users
from napulse.audit.queries import Wanted, entries
from napulse.audit.sentences import Told, told
from napulse.clients.models import Contact

SHOWN = 50


def history_of_client(actor: Actor, client_id: int) -> list[Told]:
    """The latest of what is recorded about the client's rows."""
    return told(entries(actor, Wanted(client_id=client_id), limit=SHOWN)[:SHOWN])


def history_of_contact(actor: Actor, contact: Contact) -> list[Told]:
    wanted = Wanted(model=contact._meta.label_lower, object_id=contact.pk)
    return told(entries(actor, wanted, limit=SHOWN)[:SHOWN])


def colleagues() -> list[User]:
    """Everybody who works here now: the choices of a keeper, a lead, a place in a team."""
    return active_users()
