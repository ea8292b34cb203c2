"""Factories shared by the tests of every app: plain functions that make one believable row."""

import itertools
from datetime import UTC, date, datetime, time
from typing import Any

from napulse.access.actor import Actor
from napulse.access.levels import AREAS
from napulse.access.models import Agency, Role, User
from napulse.access.queries import actor_of
from napulse.audit.recording import recording
from napulse.clients.models import Client, Contact, TeamMember, TeamRole
from napulse.people.models import Calendar, Person
from napulse.service.models import ServiceStandard

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
_numbers = itertools.count(1)


def all_seeing(name: str = "Director") -> Actor:
    """An actor at the top of every area who sees every client."""
    return Actor(name, {code: area.top for code, area in AREAS.items()}, client_ids=None)


def the_agency(zone: str = "Europe/Moscow") -> Agency:
    found, _ = Agency.objects.update_or_create(
        pk=1, defaults={"name": "Сфера", "zone": zone, "version": 1}
    )
    with recording(ServiceStandard):
        ServiceStandard.objects.get_or_create(pk=1)
    return found


def a_calendar(code: str = "RU") -> Calendar:
    with recording(Calendar):
        found, _ = Calendar.objects.get_or_create(
            code=code,
            defaults={"title": code, "day_starts": time(9), "day_ends": time(18)},
        )
    return found


def a_user(role: str = "manager", *, name: str = "", manager: User | None = None, **more: Any) -> User:
    """A user with a place in the line; the role comes from the shipped table."""
    number = next(_numbers)
    user = User.objects.create(
        email=more.pop("email", f"user{number}@sfera.example"),
        name=name or f"Сотрудник {number}",
        role=Role.objects.get(pk=role),
        **more,
    )
    with recording(Person):
        Person.objects.create(user=user, manager=manager.person if manager else None)
    return user


def acting(user: User, *, now: datetime = NOW) -> Actor:
    return actor_of(user, now=now)


def a_client(name: str = "", *, team: tuple[User, ...] = (), **more: Any) -> Client:
    """A client, served by the given users; the first leads."""
    with recording(Client, TeamMember):
        client = Client.objects.create(name=name or f"Клиент {next(_numbers)}", **more)
        for place, user in enumerate(team):
            role = TeamRole.MEMBER if place else TeamRole.LEAD
            TeamMember.objects.create(client=client, user=user, role=role)
    return client


def a_contact(client: Client, name: str = "", **more: Any) -> Contact:
    number = next(_numbers)
    more.setdefault("email", f"contact{number}@client.example")
    with recording(Contact):
        return Contact.objects.create(client=client, name=name or f"Контакт {number}", **more)
