"""When, how and with whom: changed inside the report, frozen with it, told in the client's time."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from napulse.audit.recording import recording
from napulse.clients.models import Contact
from napulse.delivery.models import Project, ProjectState
from napulse.engines.reports import from_json, to_json
from napulse.service.actions.interactions import AttendeeData
from napulse.service.actions.reports import start_correction
from napulse.service.forms.differences import told_difference
from napulse.service.models import ContactReport, Interaction
from napulse.service.presenting import editor_for, stored
from napulse.service.queries.report_editions import report_edition
from napulse.service.queries.reports import frozen
from napulse.service.tests.making import (
    Stage,
    a_draft,
    a_link,
    an_issued,
    issue,
    ours,
    refused,
    said,
    theirs,
)
from napulse.testing import NOW, a_contact, a_project

pytestmark = pytest.mark.django_db


def facts(row: Interaction, **changes: Any) -> dict[str, Any]:
    values = {
        "kind": row.kind,
        "starts_at": "2026-11-23T10:00",
        "ends_at": "2026-11-23T10:40",
        "mood": "tense",
        "attendees": ["name:Гость"],
        "version": str(row.version),
    }
    return values | changes


def post(stage: Stage, report: ContactReport, values: dict[str, Any]) -> Any:
    browser = Browser()
    browser.force_login(stage.user)
    address = reverse("service:report_facts", args=[report.pk])
    return browser.post(address, values, headers={"HX-Request": "true"})


def test_facts_are_saved_in_place_and_everything_else_of_the_contact_stays() -> None:
    stage = Stage()
    project = a_project(stage.client)
    report = a_draft(
        stage,
        zone="Asia/Yekaterinburg",
        notes="Цвет неба",
        project_ids=(project.pk,),
        attendees=(AttendeeData(name="Гость", email="guest@example.com"),),
    )

    answer = post(stage, report, facts(report.interaction))

    row = Interaction.objects.get(pk=report.interaction_id)
    assert answer.status_code == 200
    assert f'name="version" value="{row.version}"' in answer.content.decode()
    assert (row.mood, row.zone, row.notes) == ("tense", "Asia/Yekaterinburg", "Цвет неба")
    assert [each.project_id for each in row.touches.all()] == [project.pk]
    assert [(one.name, one.email) for one in row.attendees.all()] == [
        ("Гость", "guest@example.com")
    ]


def test_facts_that_cannot_be_are_told_beside_the_form_and_not_saved() -> None:
    stage = Stage()
    report = a_draft(stage)

    answer = post(stage, report, facts(report.interaction, ends_at="2026-11-23T09:00"))

    assert answer.status_code == 422
    assert "Конец раньше начала" in answer.content.decode()
    assert Interaction.objects.get(pk=report.interaction_id).mood == ""


def test_facts_changed_by_somebody_else_are_shown_before_they_are_overwritten() -> None:
    stage = Stage()
    report = a_draft(stage)
    before = facts(report.interaction)
    post(stage, report, before | {"mood": "good"})

    clash = post(stage, report, before)
    text = clash.content.decode()
    version = Interaction.objects.get(pk=report.interaction_id).version
    again = post(stage, report, before | {"version": str(version)})

    assert (clash.status_code, again.status_code) == (422, 200)
    assert "good" in text
    assert f'name="version" value="{version}"' in text


def test_whoever_a_report_names_stays_in_its_choices_and_is_offered_to_nobody_else() -> None:
    stage = Stage()
    gone, other = a_contact(stage.client, "Игорь Седов"), a_contact(stage.client, "Пётр Лис")
    over, past = a_project(stage.client, "Щиты"), a_project(stage.client, "Каталог")
    report = a_draft(stage)
    line = replace(theirs(stage), owner_id=gone.pk, project_id=over.pk)
    with recording(Contact, Project, ContactReport):
        for contact in (gone, other):
            contact.left_on = date(2026, 11, 1)
            contact.save()
        for project in (over, past):
            project.state = ProjectState.DONE
            project.save()
        report.draft = to_json(said(stage, actions=(ours(stage), line)))
        report.save()

    editor = editor_for(stage.actor, report, stored(report))

    assert [one.name for one in editor.people.contacts] == ["Игорь Седов", "Марта Линд"]
    assert [one.name for one in editor.people.projects] == ["Щиты"]
    assert "Игорь Седов" not in [one.name for one in editor.recipients]


def test_a_correction_may_put_the_circumstances_right() -> None:
    stage = Stage()
    first = an_issued(stage)
    report = start_correction(stage.actor, first.report, now=NOW)
    same = from_json(first.content)
    with refused("report.nothing_changed"):
        issue(stage, report, same, reason="Звонок, а не встреча")
    post(stage, report, facts(report.interaction, kind="call"))

    second = issue(stage, report, same, reason="Звонок, а не встреча")

    (part,) = told_difference(frozen(first), frozen(second))
    assert [line.text for line in part.lines if line.kind == "added"][1:] == ["call", "Гость"]


def test_the_document_tells_the_time_of_the_client_wherever_the_manager_was() -> None:
    stage = Stage(zone="Asia/Novosibirsk", language="ru")
    start = datetime.fromisoformat("2026-11-23T10:00+03:00")
    report = a_draft(stage, starts_at=start, ends_at=start + timedelta(minutes=40))
    version = issue(stage, report, said(stage))

    facts_told = dict(report_edition(version).facts)
    browser = Browser()
    browser.force_login(stage.user)
    page = browser.get(f"/reports/{version.report_id}/").content.decode()

    assert "14:00–14:40" in facts_told["Когда"]
    assert "14:00–14:40" in page


def test_the_clients_page_tells_its_own_time_too() -> None:
    stage = Stage(zone="Asia/Novosibirsk", language="ru")
    version = an_issued(stage)
    key = a_link(version.recipients.get(), now=timezone.now())

    page = Browser().get(f"/g/r/{key}/").content.decode()

    assert "23 ноября 2026, 16:00" in page
