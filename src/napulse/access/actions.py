"""Writes of access itself: the shipped roles, and what people do with their own account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import Q

from napulse.access.actor import Actor, action
from napulse.access.models import CalendarFeed, Role, SignIn, Token, User, digest_of, new_key
from napulse.access.permissions import EDIT_SELF
from napulse.access.sessions import end_sessions, end_sessions_of
from napulse.access.witness import tell_witness
from napulse.engines.kernel.errors import Missing

TOKEN_MARK = "napulse_"  # noqa: S105 - so that a leaked key is found by a search


class RoleData(Protocol):
    """A shipped role, as the table in `config` states it."""

    @property
    def title(self) -> str: ...
    @property
    def title_ru(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def levels(self) -> dict[str, int]: ...


def sync_roles(table: Mapping[str, RoleData]) -> None:
    """Bring the stored roles to the shipped table; their order is the ladder."""
    for rank, (code, role) in enumerate(table.items()):
        values = {
            "title": role.title,
            "title_ru": role.title_ru,
            "levels": role.levels,
            "scope": str(role.scope),
            "rank": rank,
        }
        Role.objects.update_or_create(code=code, defaults=values)


@dataclass(frozen=True, slots=True)
class ProfileData:
    name: str
    language: str
    zone: str
    single_keys: bool


@action(EDIT_SELF)
def edit_profile(actor: Actor, *, data: ProfileData) -> User:
    """Change how the product calls and speaks to its reader."""
    user = User.objects.select_for_update().get(pk=actor.own_id)
    user.name, user.language = data.name, data.language
    user.zone, user.single_keys = data.zone, data.single_keys
    user.save()
    return user


@action(EDIT_SELF)
def choose_language(actor: Actor, *, language: str) -> None:
    User.objects.filter(pk=actor.own_id).update(language=language)


@action(EDIT_SELF)
def change_password(actor: Actor, *, password: str, keep_session: str | None) -> User:
    """Set a new password and end every other session."""
    user = User.objects.select_for_update().get(pk=actor.own_id)
    user.set_password(password)
    user.save()
    end_sessions_of(user, except_key=keep_session)
    tell_witness(user, "account.password_changed")
    return user


@transaction.atomic
def reset_password(user: User, *, password: str) -> None:
    """The holder of a mailed link sets a new password; every session ends."""
    user.set_password(password)
    user.save()
    end_sessions_of(user)
    tell_witness(user, "account.password_reset")


@action(EDIT_SELF)
def end_sign_in(actor: Actor, *, sign_in_id: int) -> None:
    rows = SignIn.objects.filter(pk=sign_in_id, user_id=actor.own_id)
    if not end_sessions(rows):
        raise Missing


@action(EDIT_SELF)
def end_other_sign_ins(actor: Actor, *, keep_session: str | None) -> int:
    """End all sessions but this one; return how many."""
    return end_sessions_of(User.objects.get(pk=actor.own_id), except_key=keep_session)


@action(EDIT_SELF)
def add_token(actor: Actor, *, name: str, now: datetime) -> str:
    """A new key to the API, returned this once."""
    key = TOKEN_MARK + new_key()
    user = User.objects.get(pk=actor.own_id)
    Token.objects.create(user=user, name=name, digest=digest_of(key), created_at=now)
    tell_witness(user, "account.token_made", name=name)
    return key


@action(EDIT_SELF)
def revoke_token(actor: Actor, *, token_id: int, now: datetime) -> None:
    living = Token.objects.filter(pk=token_id, user_id=actor.own_id, revoked_at=None)
    token = living.select_related("user").first()
    if not token or not living.update(revoked_at=now):
        raise Missing
    tell_witness(token.user, "account.token_revoked", name=token.name)


@action(EDIT_SELF)
def open_calendar_feed(actor: Actor, *, now: datetime) -> str:
    """A new secret address of the own calendar; an earlier one stops working. Returns its key."""
    key, user = new_key(), User.objects.get(pk=actor.own_id)
    values = {"digest": digest_of(key), "created_at": now, "read_at": None}
    CalendarFeed.objects.update_or_create(user=user, defaults=values)
    tell_witness(user, "account.calendar_opened")
    return key


@action(EDIT_SELF)
def close_calendar_feed(actor: Actor) -> None:
    if not CalendarFeed.objects.filter(user_id=actor.own_id).delete()[0]:
        raise Missing
    tell_witness(User.objects.get(pk=actor.own_id), "account.calendar_closed")


def note_feed_use(feed: CalendarFeed, *, now: datetime) -> None:
    """Write down that a calendar program reads the feed, at most once a minute."""
    stale = Q(read_at=None) | Q(read_at__lt=now - timedelta(minutes=1))
    CalendarFeed.objects.filter(stale, pk=feed.pk).update(read_at=now)


def note_key_use(key: str, *, now: datetime) -> None:
    """Write down that a key to the API is in use, at most once a minute."""
    stale = Q(used_at=None) | Q(used_at__lt=now - timedelta(minutes=1))
    Token.objects.filter(stale, digest=digest_of(key)).update(used_at=now)
