"""Deleted work goes for good after thirty days, and no longer keeps its deleted client."""

from datetime import timedelta

import pytest

from napulse.access.actor import Actor
from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.clients.actions import delete_client
from napulse.clients.actions import purge_deleted as purge_clients
from napulse.clients.models import Client, Contact
from napulse.delivery.actions import delete_deliverable, delete_project
from napulse.delivery.actions import purge_deleted as purge_projects
from napulse.delivery.models import Deliverable, Project
from napulse.service.actions.distribution import add_to_distribution, drop_from_distribution
from napulse.service.actions.interactions import delete_interaction
from napulse.service.actions.purging import purge_deleted as purge_service
from napulse.service.actions.status import discard_status_draft
from napulse.service.models import (
    Clock,
    ContactReport,
    DistributionEntry,
    Interaction,
    StatusReport,
)
from napulse.testing import (
    NOW,
    a_client,
    a_clock,
    a_contact,
    a_deliverable,
    a_project,
    a_report,
    a_status_report,
    a_user,
    all_seeing,
    an_action,
    an_interaction,
    the_agency,
)

pytestmark = pytest.mark.django_db
THEN = NOW - timedelta(days=31)
EVERYTHING = (
    Client,
    Contact,
    Project,
    Deliverable,
    Interaction,
    Clock,
    ContactReport,
    StatusReport,
    DistributionEntry,
)


@pytest.fixture(autouse=True)
def _agency() -> None:
    the_agency()


def a_night(actor: Actor) -> tuple[int, int, int]:
    return (
        purge_service(actor, now=NOW),
        purge_projects(actor, now=NOW),
        purge_clients(actor, now=NOW),
    )


def a_client_with_everything_put_away(actor: Actor) -> Client:
    user = a_user("manager")
    client = a_client(team=(user,))
    contact = a_contact(client, email="anna@client.example")
    project = a_project(client)
    kept, dropped = a_deliverable(project), a_deliverable(project)
    meeting = an_interaction(client, user)
    a_clock(meeting, due_at=THEN + timedelta(hours=20))
    a_report(meeting, issued_version=0)
    entry = add_to_distribution(actor, client, contact_id=contact.pk, role="to")
    drop_from_distribution(actor, client, entry_ids=[entry.pk], now=THEN)
    discard_status_draft(actor, a_status_report(client, user), now=THEN)
    delete_interaction(actor, meeting, now=THEN)
    delete_deliverable(actor, dropped, now=THEN)
    delete_deliverable(actor, kept, now=THEN)
    delete_project(actor, project, now=THEN)
    delete_client(actor, client, now=THEN)
    return client


def test_a_client_whose_work_was_put_away_goes_with_all_of_it_in_one_night() -> None:
    actor = all_seeing()
    a_client_with_everything_put_away(actor)

    a_night(actor)

    assert [model.__name__ for model in EVERYTHING if model.objects.exists()] == []
    events = set(Entry.objects.filter(event__endswith=".purged").values_list("event", flat=True))
    assert events == {
        "interaction.purged",
        "status.purged",
        "project.purged",
        "deliverable.purged",
        "contact.purged",
        "client.purged",
    }
    assert a_night(actor) == (0, 0, 0)


def test_what_was_put_away_lately_and_what_lives_stays() -> None:
    actor = all_seeing()
    user = a_user("manager")
    client = a_client(team=(user,))
    project, meeting = a_project(client), an_interaction(client, user)
    living = a_project(client)
    part = a_deliverable(living)
    late = NOW - timedelta(days=29)
    delete_project(actor, project, now=late)
    delete_interaction(actor, meeting, now=late)

    assert a_night(actor) == (0, 0, 0)

    assert set(Project.objects.all()) == {project, living}
    assert list(Deliverable.objects.all()) == [part]
    assert list(Interaction.objects.all()) == [meeting]


def test_a_deleted_project_goes_with_its_deliverables_unless_an_action_leans_on_it() -> None:
    actor = all_seeing()
    user = a_user("manager")
    client = a_client(team=(user,))
    free, leaned_on = a_project(client), a_project(client)
    a_deliverable(free)
    part = a_deliverable(leaned_on)
    an_action(a_report(an_interaction(client, user)), project=leaned_on)
    for project in (free, leaned_on):
        delete_project(actor, project, now=THEN)

    assert (purge_projects(actor, now=NOW), purge_projects(actor, now=NOW)) == (1, 0)

    assert list(Project.objects.all()) == [leaned_on]
    assert list(Deliverable.objects.all()) == [part]


def test_an_issued_report_keeps_its_contact_and_its_client_and_no_night_fails() -> None:
    actor = all_seeing()
    user = a_user("manager")
    client = a_client(team=(user,))
    meeting = an_interaction(client, user)
    report = a_report(meeting, issued_version=1)
    with recording(Interaction, Client, ContactReport):
        for row in (report, meeting, client):
            row.deleted_at = THEN
            row.save()

    assert (a_night(actor), a_night(actor)) == ((0, 0, 0), (0, 0, 0))

    assert list(ContactReport.objects.all()) == [report]
    assert list(Interaction.objects.all()) == [meeting]
    assert list(Client.objects.all()) == [client]
    assert not Entry.objects.filter(event__endswith=".purged").exists()
