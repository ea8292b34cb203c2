"""Accounts: who is invited, with which role, line and clients; who may no longer sign in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.access.invitations import new_invitation
from napulse.access.models import CalendarFeed, Role, Token, User
from napulse.access.permissions import APPROVE_USERS
from napulse.access.sessions import end_sessions_of
from napulse.audit.history import change, record
from napulse.clients.actions.locking import require_scope
from napulse.clients.models import Client, TeamMember, TeamRole
from napulse.engines.kernel.errors import Refused
from napulse.jobs.queue import after_commit
from napulse.people.models import Person


@dataclass(frozen=True, slots=True)
class InviteData:
    email: str
    name: str
    role: Role
    manager: Person | None = None
    clients: Sequence[Client] = ()
    language: str = "ru"
    title: str = ""
    lead: frozenset[int] = field(default_factory=frozenset)


@action(APPROVE_USERS)
def invite_person(actor: Actor, *, data: InviteData, now: datetime) -> Person:
    """Create the account, its place in the line and its clients, and mail the invitation."""
    if User.objects.filter(email=data.email.lower()).exists():
        raise Refused("user.email_taken", email=data.email)
    refuse_giving_more(actor, data.role)
    user = User(
        email=data.email, name=data.name, role=data.role, language=data.language, title=data.title
    )
    user.set_unusable_password()
    with change(actor, user, "user.invited"):
        user.save()
    person = place_in_line(actor, user, data.manager)
    join_clients(actor, user, data.clients)
    new_invitation(user, invited_by_id=actor.user_id, now=now)
    after_commit("people.send_invitation", user_id=user.pk)
    return person


def refuse_giving_more(actor: Actor, role: Role) -> None:
    """Nobody hands out a level that they do not hold, except over areas closed to settings."""
    if not actor.is_person:
        return
    own = User.objects.select_related("role").get(pk=actor.own_id).role
    if own.code != "administrator" and role.rank and own.rank and _outranks(role, own):
        raise Refused("user.role_above_own", role=role.title)


def _outranks(role: Role, own: Role) -> bool:
    ladder = ["executive", "manager", "senior", "director", "group", "service", "managing"]
    return (
        role.code in ladder
        and own.code in ladder
        and ladder.index(role.code) > ladder.index(own.code)
    )


def place_in_line(actor: Actor, user: User, manager: Person | None) -> Person:
    person = Person(user=user, manager=manager)
    with change(actor, person, "person.added"):
        person.save()
    return person


def join_clients(actor: Actor, user: User, clients: Sequence[Client]) -> None:
    require_scope(actor, clients)
    for client in clients:
        member = TeamMember(client=client, user=user, role=TeamRole.MEMBER)
        with change(actor, member, "team.joined"):
            member.save()


@action(APPROVE_USERS)
def invite_again(actor: Actor, person: Person, *, now: datetime) -> None:
    """A fresh link for somebody who has not come yet; the old one stops working."""
    if person.user.has_usable_password():
        raise Refused("user.already_joined", name=person.user.name)
    new_invitation(person.user, invited_by_id=actor.user_id, now=now)
    record(actor, person.user, "user.invited_again")
    after_commit("people.send_invitation", user_id=person.user_id)


def place_of(user: User) -> str:
    """Role and title in one word, to see whether somebody changed them meanwhile."""
    return f"{user.role_id}:{user.title}"


@action(APPROVE_USERS)
def change_role(
    actor: Actor, person: Person, *, role: Role, title: str = "", seen: str = ""
) -> Person:
    """Give a role and a title; `seen` is the place that the form showed, see `place_of`."""
    refuse_giving_more(actor, role)
    user = User.objects.select_for_update().get(pk=person.user_id)
    if seen and seen != place_of(user):
        raise Refused("row.changed", name=user.name)
    refuse_last_manager_of_users(user, role)
    with change(actor, user, "user.role_changed"):
        user.role, user.title = role, title
        user.save()
    return person


def refuse_last_manager_of_users(user: User, role: Role | None) -> None:
    """Somebody must stay who can manage accounts."""
    area, level = APPROVE_USERS.area, int(APPROVE_USERS.level)
    if role and role.levels.get(area, 0) >= level:
        return
    others = User.objects.filter(is_active=True).exclude(pk=user.pk).select_related("role")
    if not any(other.role.levels.get(area, 0) >= level for other in others):
        raise Refused("user.last_one", name=user.name)


@action(APPROVE_USERS)
def close_account(actor: Actor, person: Person) -> Person:
    """The person can no longer sign in: sessions end, keys are revoked, records stay."""
    if person.user_id == actor.user_id:
        raise Refused("user.not_oneself")
    user = User.objects.select_for_update().get(pk=person.user_id)
    refuse_last_manager_of_users(user, None)
    with change(actor, user, "user.closed"):
        user.is_active = False
        user.save()
    end_sessions_of(user)
    Token.objects.filter(user=user).delete()
    CalendarFeed.objects.filter(user=user).delete()
    return person


@action(APPROVE_USERS)
def reopen_account(actor: Actor, person: Person) -> Person:
    user = User.objects.select_for_update().get(pk=person.user_id)
    with change(actor, user, "user.reopened"):
        user.is_active = True
        user.save()
    return person


def welcome_first(user: User) -> None:
    """First start: the first director gets a place in the line and the standards their rows."""
    actor = Actor(user.name, user_id=user.pk)
    place_in_line(actor, user, None)


def witness_account(user: User, event: str, note: dict[str, str]) -> None:
    """Own account: what its owner changed about how the door is opened."""
    record(Actor(user.name, user_id=user.pk), user, event, **note)
