"""Who somebody is: from a user, a bearer token or a guest link to an actor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from napulse.access.actor import Actor
from napulse.access.levels import Level
from napulse.access.models import Agency, CalendarFeed, GuestLink, Role, Token, User, digest_of
from napulse.engines.exchange import FeedEvent

DEMO_PASSWORD = "pulse-2026"  # noqa: S105 - shown to everybody who opens a demo

_agency: ContextVar[list[Agency] | None] = ContextVar("agency", default=None)


class ScopeOf(Protocol):
    """Which clients a user sees now, and in whose stead: given by the app that knows."""

    def __call__(
        self, user: User, /, *, now: datetime
    ) -> tuple[frozenset[int] | None, dict[int, int]]: ...


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of one account; `codes_left` is None when there are no codes."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    codes_left: int | None

    @property
    def has_any(self) -> bool:
        return bool(self.app or self.passkeys)


@cache
def _scope_of() -> ScopeOf:
    found: ScopeOf = import_string(settings.CLIENT_SCOPE)
    return found


def actor_of(user: User, *, now: datetime) -> Actor:
    """The actor that a signed-in user is at this moment."""
    client_ids, deputising = _scope_of()(user, now=now)
    return Actor(
        name=user.name,
        levels={code: Level(level) for code, level in user.role.levels.items()},
        user_id=user.pk,
        client_ids=client_ids,
        deputising=deputising,
    )


def actor_holding(key: str, *, now: datetime) -> Actor | None:
    found = (
        Token.objects.select_related("user__role")
        .filter(digest=digest_of(key), revoked_at=None, user__is_active=True)
        .first()
    )
    return actor_of(found.user, now=now) if found else None


def guest_link(key: str, *, kind: str, now: datetime) -> GuestLink | None:
    """The living link behind a key, or nothing."""
    return GuestLink.objects.filter(
        digest=digest_of(key), kind=kind, revoked_at=None, expires_at__gt=now
    ).first()


def calendar_feed(key: str) -> CalendarFeed | None:
    """The feed behind a secret address, while its owner may sign in."""
    found = CalendarFeed.objects.select_related("user__role")
    return found.filter(digest=digest_of(key), user__is_active=True).first()


def calendar_feed_of(user_id: int) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user_id=user_id).first()


def feed_events(actor: Actor, *, now: datetime) -> list[FeedEvent]:
    """What stands in a person's calendar: told by the apps that know, see CALENDAR_FEED."""
    found: list[FeedEvent] = []
    for path in settings.CALENDAR_FEED:
        told: Callable[..., list[FeedEvent]] = import_string(path)
        found += told(actor, now=now)
    return found


def tokens_of(user_id: int) -> list[Token]:
    """Living keys to the API, the newest first."""
    return list(Token.objects.filter(user_id=user_id, revoked_at=None).order_by("-created_at"))


def factors_of(user_id: int) -> Factors:
    """What protects the account besides the password."""
    found = list(Authenticator.objects.filter(user_id=user_id).order_by("created_at"))
    by_type = {one.type: one for one in found}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    return Factors(
        app=by_type.get(Authenticator.Type.TOTP),
        passkeys=[one for one in found if one.type == Authenticator.Type.WEBAUTHN],
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )


@contextmanager
def agency_read_once() -> Iterator[None]:
    """Inside, as long as one request, the agency is read once however often it is asked for."""
    token = _agency.set([])
    try:
        yield
    finally:
        _agency.reset(token)


def agency() -> Agency:
    """This installation's agency; an unsaved default before the first start is over."""
    kept = _agency.get()
    if kept is None:
        return _stored_agency()
    if not kept:
        kept.append(_stored_agency())
    return kept[0]


def _stored_agency() -> Agency:
    return Agency.objects.filter(pk=1).first() or Agency(
        pk=1,
        name="Napulse",
        zone=settings.TIME_ZONE,
        language=settings.AGENCY_LANGUAGE,
        version=0,
    )


def active_users() -> "list[User]":
    return list(User.objects.filter(is_active=True).select_related("role"))


def demo_people() -> list[User]:
    """In a demo, the first person of each role, the account director before all; else nobody."""
    if not agency().is_demo:
        return []
    first: dict[str, User] = {}
    for user in User.objects.filter(is_active=True).select_related("role").order_by("pk"):
        first.setdefault(user.role_id, user)
    return sorted(first.values(), key=lambda user: (user.role_id != "director", user.role.rank))


def role_title(role: Role) -> str:
    return role.title_ru if get_language() == "ru" else role.title
