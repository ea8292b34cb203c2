"""One row of everything that belongs to a client, marked, so that a leak shows."""

from dataclasses import dataclass
from typing import ClassVar

from napulse.access.models import User
from napulse.clients.models import Client, TeamMember
from napulse.testing import (
    a_calendar,
    a_client,
    a_clock,
    a_contact,
    a_deliverable,
    a_project,
    a_report,
    a_status_report,
    a_user,
    an_action,
    an_escalation,
    an_interaction,
    the_agency,
)

MARK = "Квазимодо"


@dataclass(frozen=True)
class World:
    client: Client
    director: User
    ids: dict[str, object]

    CLIENT_BOUND: ClassVar = (
        "client_id",
        "contact_id",
        "member_id",
        "project_id",
        "deliverable_id",
        "interaction_id",
        "report_id",
        "action_id",
        "escalation_id",
        "status_id",
    )


def a_world() -> World:
    """A client served by a director, with one marked row of each kind."""
    the_agency()
    a_calendar()
    director = a_user("director")
    client = a_client(f"{MARK} клиент", team=(director,))
    project = a_project(client, f"{MARK} проект")
    meeting = an_interaction(client, director, f"{MARK} встреча")
    a_clock(meeting)
    report = a_report(meeting, draft={"subject": f"{MARK} отчёт"})
    action = an_action(report, f"{MARK} действие")
    return World(
        client,
        director,
        {
            "client_id": client.pk,
            "contact_id": a_contact(client, f"{MARK} контакт").pk,
            "member_id": TeamMember.objects.get(client=client).pk,
            "project_id": project.pk,
            "deliverable_id": a_deliverable(project, f"{MARK} макет").pk,
            "interaction_id": meeting.pk,
            "report_id": report.pk,
            "action_id": action.pk,
            "escalation_id": an_escalation(client, director, f"{MARK} эскалация").pk,
            "status_id": a_status_report(client, director, subject=f"{MARK} статус").pk,
            "person_id": director.person.pk,
            "key": "0" * 43,
        },
    )
