"""First start: the one-time key of the setup page, and the first director."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string

from napulse.access.models import Agency, Role, SetupKey, User, digest_of, new_key
from napulse.engines.kernel.errors import Refused

FIRST_ROLE = "managing"


class Welcome(Protocol):
    """What other apps do for the first user: given by the app that knows persons."""

    def __call__(self, user: User, /) -> None: ...


@dataclass(frozen=True, slots=True)
class FirstDirector:
    email: str
    name: str
    password: str
    language: str = "ru"


@dataclass(frozen=True, slots=True)
class FirstAgency:
    name: str
    zone: str
    language: str


def is_new() -> bool:
    """Nobody can sign in yet."""
    return not User.objects.filter(is_active=True).exists()


def open_setup(*, now: datetime) -> str | None:
    """A fresh one-time key for the setup page, or nothing when somebody can sign in already."""
    if not is_new():
        SetupKey.objects.all().delete()
        return None
    key = new_key()
    SetupKey.objects.update_or_create(pk=1, defaults={"digest": digest_of(key), "created_at": now})
    return key


def opens_setup(key: str) -> bool:
    """Whether this key opens the setup page now."""
    kept = SetupKey.objects.filter(pk=1).first()
    if not kept or not constant_time_compare(kept.digest, digest_of(key)):
        return False
    return is_new()


@transaction.atomic
def set_up(key: str, *, agency: FirstAgency, director: FirstDirector, now: datetime) -> User:
    """Use the key up: the agency and its first director come to be."""
    kept = SetupKey.objects.select_for_update().filter(pk=1, digest=digest_of(key)).first()
    if not kept or not is_new():
        raise Refused("setup.over")
    kept.delete()
    values = {"name": agency.name, "zone": agency.zone, "language": agency.language}
    Agency.objects.update_or_create(pk=1, defaults=values)
    return add_director(director, now=now)


@transaction.atomic
def set_up_from_shell(agency: FirstAgency, director: FirstDirector, *, now: datetime) -> User:
    """The director from the command line; an agency that is there keeps what it says."""
    values = {"name": agency.name, "zone": agency.zone, "language": agency.language}
    Agency.objects.get_or_create(pk=1, defaults=values)
    return add_director(director, now=now)


@transaction.atomic
def add_director(director: FirstDirector, *, now: datetime) -> User:
    """A managing director who may invite everybody else."""
    if User.objects.filter(email=director.email.lower()).exists():
        raise Refused("user.email_taken", email=director.email)
    user = User(
        email=director.email,
        name=director.name,
        language=director.language,
        role=Role.objects.get(pk=FIRST_ROLE),
        joined_at=now,
    )
    user.set_password(director.password)
    user.save()
    welcome: Welcome = import_string(settings.NAPULSE_FIRST_USER)
    welcome(user)
    return user
