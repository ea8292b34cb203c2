"""Accounts, roles of the product and invitations."""

from django.db.models import QuerySet

from napulse.access.actor import Actor
from napulse.access.models import Invitation, Role
from napulse.access.permissions import VIEW_USERS
from napulse.access.queries import role_title
from napulse.clients.models import Client
from napulse.clients.rows import SeenQuerySet
from napulse.engines.kernel.errors import Missing
from napulse.people.models import Person


def invitable_clients(actor: Actor) -> SeenQuerySet[Client]:
    found: SeenQuerySet[Client] = Client.objects.seen_by(actor)
    return found.order_by("folded")


def accounts(actor: Actor) -> "QuerySet[Person]":
    """Everybody with an account, those who have not come yet and the closed ones too."""
    if not actor.can(VIEW_USERS):
        return Person.objects.none()
    return Person.objects.select_related("user__role", "user__invitation", "manager__user")


def account(actor: Actor, person_id: int) -> Person:
    found = accounts(actor).filter(pk=person_id).first()
    if found is None:
        raise Missing("account")
    return found


def role_title_of(role: Role) -> str:
    return role_title(role)


def roles() -> "QuerySet[Role]":
    """The shipped roles in the order of the ladder."""
    return Role.objects.all()


def waiting_invitation(user_id: int) -> Invitation | None:
    """The invitation of a person who has not joined yet, held for the letter that is written."""
    waiting = Invitation.objects.select_for_update(of=("self",)).select_related("user")
    found = waiting.filter(user_id=user_id, user__is_active=True).first()
    return found if found and not found.user.has_usable_password() else None
