"""Factories shared by the tests of every app: plain functions that make one believable row."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import models
from django.test import Client as Browser

from napulse.access.actor import Actor
from napulse.access.levels import AREAS
from napulse.access.models import Agency, Role, User
from napulse.access.queries import actor_of
from napulse.audit.recording import recording
from napulse.clients.models import Client, Contact, TeamMember, TeamRole
from napulse.delivery.models import Deliverable, Project
from napulse.people.models import Calendar, Person
from napulse.service.models import (
    ActionItem,
    Clock,
    ContactReport,
    Escalation,
    Interaction,
    ServiceStandard,
    StatusReport,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
M = TypeVar("M", bound=models.Model)
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


def a_user(
    role: str = "manager", *, name: str = "", manager: User | None = None, **more: Any
) -> User:
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


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def fresh(row: M) -> M:
    """The row as it is stored now."""
    return type(row)._base_manager.get(pk=row.pk)


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


def a_project(client: Client, name: str = "", **more: Any) -> Project:
    with recording(Project):
        return Project.objects.create(
            client=client, name=name or f"Проект {next(_numbers)}", **more
        )


def a_deliverable(project: Project, name: str = "", **more: Any) -> Deliverable:
    with recording(Deliverable):
        return Deliverable.objects.create(
            client_id=project.client_id,
            project=project,
            name=name or f"Макет {next(_numbers)}",
            **more,
        )


def an_interaction(client: Client, owner: User, subject: str = "", **more: Any) -> Interaction:
    """An hour's meeting that ended an hour before NOW unless told otherwise; no clock yet."""
    more.setdefault("starts_at", NOW - timedelta(hours=2))
    more.setdefault("ends_at", NOW - timedelta(hours=1))
    more.setdefault("kind", "meeting")
    with recording(Interaction):
        return Interaction.objects.create(
            client=client,
            owner=owner,
            subject=subject or f"Встреча {next(_numbers)}",
            zone="Europe/Moscow",
            **more,
        )


def a_clock(interaction: Interaction, **more: Any) -> Clock:
    more.setdefault("due_at", interaction.ends_at + timedelta(hours=24))
    more.setdefault("warn_at", interaction.ends_at + timedelta(hours=20))
    with recording(Clock):
        return Clock.objects.create(
            client_id=interaction.client_id,
            interaction=interaction,
            owner=interaction.owner,
            ended_at=interaction.ends_at,
            standard="elapsed:1440",
            **more,
        )


def a_report(
    interaction: Interaction, *, draft: dict[str, Any] | None = None, **more: Any
) -> ContactReport:
    more.setdefault("number", next(_numbers))
    with recording(ContactReport):
        return ContactReport.objects.create(
            client_id=interaction.client_id,
            interaction=interaction,
            author=interaction.owner,
            draft=draft,
            created_at=NOW,
            **more,
        )


def an_action(report: ContactReport, text: str = "", **more: Any) -> ActionItem:
    """An open action of our side due today unless told otherwise."""
    number = next(_numbers)
    more.setdefault("due_on", TODAY)
    more.setdefault("first_due_on", more["due_on"])
    if "owner_contact" not in more:
        more.setdefault("owner_user", report.author)
    more.setdefault("side", "client" if "owner_contact" in more else "us")
    with recording(ActionItem):
        return ActionItem.objects.create(
            client_id=report.client_id,
            report=report,
            key=f"a{number}",
            text=text or f"Действие {number}",
            created_at=NOW,
            **more,
        )


def an_escalation(client: Client, owner: User, title: str = "", **more: Any) -> Escalation:
    more.setdefault("due_at", NOW + timedelta(hours=24))
    with recording(Escalation):
        return Escalation.objects.create(
            client=client,
            owner=owner,
            title=title or f"Эскалация {next(_numbers)}",
            raised_at=NOW,
            line=[owner.pk],
            **more,
        )


def a_status_report(client: Client, author: User, **more: Any) -> StatusReport:
    more.setdefault("number", next(_numbers))
    with recording(StatusReport):
        return StatusReport.objects.create(
            client=client,
            author=author,
            language="ru",
            subject=more.pop("subject", "Статус"),
            drafted_at=NOW,
            **more,
        )
