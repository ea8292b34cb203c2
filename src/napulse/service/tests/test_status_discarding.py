"""A draft of a status report that is not wanted: put away, brought back, written anew."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.service.actions.status import (
    discard_status_draft,
    draft_status_report,
    restore_status_draft,
)
from napulse.service.actions.status_sending import send_status_report
from napulse.service.models import StatusReport
from napulse.service.queries.status import draft_for
from napulse.service.tests.making import Stage, refused
from napulse.service.tests.reporting import a_status_draft, change_draft, lines_of
from napulse.testing import NOW

pytestmark = pytest.mark.django_db


def test_a_discarded_draft_is_gone_until_it_is_brought_back_as_it_was(client: Browser) -> None:
    stage = Stage()
    draft = a_status_draft(stage)
    change_draft(stage, draft, {"intro": "Здравствуйте, Марта."})
    before = lines_of(draft)
    client.force_login(stage.user)

    gone = client.post(reverse("service:status_discard", args=[draft.pk]), follow=True)

    undo = reverse("service:status_restore", args=[draft.pk])
    assert undo in gone.content.decode()
    assert draft_for(stage.actor, stage.client.pk) is None
    assert client.get(reverse("service:status_edit", args=[draft.pk])).status_code == 404

    back = client.post(undo)

    assert back["Location"] == reverse("service:status_edit", args=[draft.pk])
    assert lines_of(draft) == before
    draft.refresh_from_db()
    assert (draft.deleted_at, draft.intro) == (None, "Здравствуйте, Марта.")


def test_the_next_draft_takes_the_number_of_the_discarded_one_and_nothing_else() -> None:
    stage = Stage()
    draft = a_status_draft(stage)
    change_draft(stage, draft, {"intro": "Здравствуйте, Марта."})
    discard_status_draft(stage.actor, draft, now=NOW)

    fresh = draft_status_report(stage.actor, stage.client, now=NOW)

    assert (fresh.number, fresh.intro, fresh.deleted_at) == (1, "", None)
    assert StatusReport.objects.count() == 1
    assert restore_status_draft(stage.actor, draft).intro == ""


def test_what_was_discarded_meanwhile_is_not_sent() -> None:
    stage = Stage()
    draft = a_status_draft(stage)
    discard_status_draft(stage.actor, draft, now=NOW)
    draft.refresh_from_db()

    with refused("status.discarded"):
        send_status_report(stage.actor, draft, version=draft.version, now=NOW)

    draft.refresh_from_db()
    assert draft.state == "draft"
