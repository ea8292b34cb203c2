"""An action of a contact report that nobody agreed to pay for is marked and shown so."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.service.tests.making import Stage
from napulse.testing import a_project, a_report, an_action, an_interaction
from napulse.timesheets.models import ExtraWork

pytestmark = pytest.mark.django_db


def test_an_action_is_marked_from_its_page_and_the_list_shows_it(client: Browser) -> None:
    stage = Stage()
    project = a_project(stage.client)
    item = an_action(a_report(an_interaction(stage.client, stage.user)), "Баннер", project=project)
    client.force_login(stage.user)
    page = client.get(item.get_absolute_url()).content.decode()
    new = reverse("timesheets:extra_new", args=[project.pk])
    assert new in page

    told = {"title": "Баннер", "on": "2026-11-20", "kind": "other", "action": str(item.pk)}
    client.post(reverse("timesheets:extra_made", args=[project.pk]), told)

    assert ExtraWork.objects.get().action == item.pk
    assert "вне бюджета" in client.get(item.get_absolute_url()).content.decode()
    listed = client.get(reverse("service:action_list") + "?view=all").content.decode()
    assert "вне бюджета" in listed
