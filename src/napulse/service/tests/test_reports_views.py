"""The editor and the pages of contact reports."""

import json
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from napulse.audit.recording import recording
from napulse.engines.reports import Topic, from_json, to_json
from napulse.service.models import ContactReport, Dispute, Recipient, ReportVersion
from napulse.service.queries.reports import disputes
from napulse.service.tests.making import Stage, a_draft, an_issued, correct, ours, said
from napulse.service.tests.reporting import run_job
from napulse.testing import a_user

pytestmark = pytest.mark.django_db


def signed_in(stage: Stage) -> Browser:
    browser = Browser()
    browser.force_login(stage.user)
    return browser


def sent_by(stage: Stage, report: ContactReport, **more: Any) -> dict[str, Any]:
    """What the browser would send for the complete report."""
    report.refresh_from_db()
    values: dict[str, Any] = {
        "version": report.draft_version,
        "base": json.dumps(report.draft),
        "subject": "Статус недели",
        "topic_key": ["t1"],
        "topic_text": ["Адаптации наружной рекламы"],
        "decision_key": ["d1"],
        "decision_text": ["Сначала наружная реклама"],
        "decision_project": [""],
        "action_key": ["a1", "a2"],
        "action_text": ["Пересчитать смету", "Прислать тексты"],
        "action_side": ["us", "client"],
        "action_owner": [f"user:{stage.user.pk}", f"contact:{stage.contact.pk}"],
        "action_due_on": ["2026-11-25", "2026-11-26"],
        "action_project": ["", ""],
        "next_contact_on": "",
        "next_contact_note": "",
        "to": [f"contact:{stage.contact.pk}"],
        f"role|contact:{stage.contact.pk}": "to",
    }
    return values | more


def test_the_form_says_exactly_what_was_written() -> None:
    stage = Stage()
    report = a_draft(stage)

    answer = signed_in(stage).post(
        f"/reports/{report.pk}/save/", sent_by(stage, report), headers={"HX-Request": "true"}
    )

    report.refresh_from_db()
    assert answer.status_code == 200
    assert from_json(report.draft) == said(stage)
    assert f'name="version" value="{report.draft_version}"' in answer.content.decode()
    saved_at = timezone.localtime(report.draft_saved_at)
    assert f"{saved_at:%H:%M}" in answer.content.decode()


def test_a_clash_shows_both_versions_keeps_both_and_the_choice_is_saved() -> None:
    stage = Stage()
    report = a_draft(stage)
    browser, url = signed_in(stage), f"/reports/{report.pk}/save/"
    browser.post(url, sent_by(stage, report), headers={"HX-Request": "true"})
    mine = sent_by(stage, report, topic_text=["Моя правка"])
    browser.post(
        url, sent_by(stage, report, topic_text=["Их правка"]), headers={"HX-Request": "true"}
    )

    clash = browser.post(url, mine, headers={"HX-Request": "true"})
    text = clash.content.decode()
    kept = from_json(ContactReport.objects.get(pk=report.pk).draft).topics
    chosen = browser.post(url, mine | {"pick|topics|t1": "mine"}, headers={"HX-Request": "true"})

    assert clash.status_code == 409
    assert "Моя правка" in text
    assert "Их правка" in text
    assert kept == (Topic("t1", "Их правка"),)
    assert chosen.status_code == 200
    report.refresh_from_db()
    assert from_json(report.draft).topics == (Topic("t1", "Моя правка"),)


def test_without_scripts_a_line_is_added_by_the_page_itself() -> None:
    stage = Stage()
    report = a_draft(stage)

    answer = signed_in(stage).post(
        f"/reports/{report.pk}/save/", sent_by(stage, report, add="actions:client")
    )

    lines = answer.context["editor"].lines["actions"]
    assert [line.text for line in lines] == ["Пересчитать смету", "Прислать тексты", ""]
    assert lines[-1].is_theirs


def test_a_new_line_of_ours_belongs_to_whoever_writes() -> None:
    stage = Stage()
    report = a_draft(stage)
    browser = signed_in(stage)

    ours_row = browser.get(f"/reports/{report.pk}/row/actions/")
    theirs_row = browser.get(f"/reports/{report.pk}/row/actions/", {"side": "client"})
    unknown = browser.get(f"/reports/{report.pk}/row/nothing/")

    assert ours_row.context["line"].owner == f"user:{stage.user.pk}"
    assert theirs_row.context["line"].side == "client"
    assert ours_row.context["line"].key != theirs_row.context["line"].key
    assert unknown.status_code == 404


def test_the_report_is_sent_once_and_the_draft_is_gone() -> None:
    stage = Stage()
    report = a_draft(stage)
    browser, url = signed_in(stage), f"/reports/{report.pk}/issue/"
    values = sent_by(stage, report)

    first, second = browser.post(url, values), browser.post(url, values)

    version = ReportVersion.objects.get()
    assert (first.status_code, first.url) == (302, f"/reports/{report.pk}/")
    assert second.status_code == 422
    assert [each.email for each in version.recipients.all()] == [stage.contact.email]


def test_what_stops_the_issue_is_said_beside_the_lines_and_nothing_typed_is_lost() -> None:
    stage = Stage()
    report = a_draft(stage)
    values = sent_by(stage, report, subject="", action_due_on=["", "2026-11-26"])

    answer = signed_in(stage).post(
        f"/reports/{report.pk}/issue/", values, headers={"HX-Request": "true"}
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_subject-error"' in text
    assert "Set the date" in text or "Укажите дату" in text
    assert "Пересчитать смету" in text
    assert not ReportVersion.objects.exists()


def test_a_report_without_recipients_is_not_sent() -> None:
    stage = Stage()
    report = a_draft(stage)

    answer = signed_in(stage).post(f"/reports/{report.pk}/issue/", sent_by(stage, report, to=[]))

    assert answer.status_code == 422
    assert answer.context["editor"].errors.recipients


def test_an_executive_sees_no_send_button_and_may_not_send() -> None:
    stage = Stage()
    report = a_draft(stage)
    executive = a_user("executive")
    executive_stage = Stage()
    executive_stage.user = executive
    browser = Browser()
    browser.force_login(executive)

    assert browser.post(f"/reports/{report.pk}/issue/", sent_by(stage, report)).status_code == 403


def test_a_correction_is_read_as_a_difference() -> None:
    stage = Stage()
    first = an_issued(stage)
    correct(stage, first, said(stage, topics=(Topic("t1", "Новая тема"),), actions=(ours(stage),)))
    browser = signed_in(stage)

    page = browser.get(f"/reports/{first.report_id}/versions/2/changes/")
    older = browser.get(f"/reports/{first.report_id}/versions/1/").content.decode()

    parts = {
        str(part.title): [(line.kind, line.text) for line in part.lines]
        for part in page.context["parts"]
    }
    assert list(parts.values()) == [
        [("removed", "Адаптации наружной рекламы"), ("added", "Новая тема")],
        [("removed", "Прислать тексты · Марта Линд · 26\u00a0ноября")],
    ]
    assert "Адаптации наружной рекламы" in older
    assert "Новая тема" not in older


def test_an_objection_is_answered_once_on_the_page() -> None:
    stage = Stage()
    version = an_issued(stage)

    with recording(Dispute):
        dispute = Dispute.objects.create(
            client=stage.client,
            recipient=version.recipients.get(),
            version_of=version,
            line_key="topics.t1",
            line_text="Адаптации",
            comment="Не так",
            created_at=timezone.now(),
        )
    browser, url = signed_in(stage), f"/disputes/{dispute.pk}/resolve/"

    empty = browser.post(url, {"resolution": ""})
    done = browser.post(url, {"resolution": "Исправим"})
    again = browser.post(url, {"resolution": "Ещё раз"})

    assert (empty.status_code, done.status_code, again.status_code) == (422, 302, 422)
    dispute.refresh_from_db()
    assert dispute.resolution == "Исправим"


@pytest.mark.parametrize("path", ["", "edit/", "versions/1/", "row/actions/"])
def test_a_neighbours_report_is_not_found(path: str) -> None:
    stage, other = Stage(), Stage()
    theirs = an_issued(other).report

    assert signed_in(stage).get(f"/reports/{theirs.pk}/{path}").status_code == 404


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_of_a_report_opens_in_both_languages(language: str) -> None:
    stage = Stage()
    stage.user.language = language
    stage.user.save()
    draft, version = a_draft(stage, notes="Первое"), an_issued(stage)
    correct(stage, version, said(stage, subject="Другая тема"))
    browser = signed_in(stage)

    for url in (
        f"/reports/{draft.pk}/edit/",
        f"/reports/{draft.pk}/",
        f"/reports/{version.report_id}/",
        f"/reports/{version.report_id}/versions/1/",
        f"/reports/{version.report_id}/versions/2/changes/",
    ):
        assert browser.get(url).status_code == 200, url


def test_hostile_memory_and_keys_do_no_harm() -> None:
    stage = Stage()
    report = a_draft(stage)
    values = sent_by(stage, report, base="{broken", version="x", topic_key=["<script>"])

    answer = signed_in(stage).post(
        f"/reports/{report.pk}/save/", values, headers={"HX-Request": "true"}
    )

    assert answer.status_code in (200, 409)
    report.refresh_from_db()
    assert "<script>" not in json.dumps(to_json(from_json(report.draft)))


def test_the_clients_page_holds_its_feed_its_clock_and_the_draft_to_write() -> None:
    stage = Stage()
    an_issued(stage)
    draft = a_draft(stage, subject="Звонок по смете")
    Stage()

    page = signed_in(stage).get(f"/clients/{stage.client.pk}/")

    text = page.content.decode()
    assert page.status_code == 200
    assert f'action="/reports/{draft.pk}/save/"' in text
    assert text.count('class="event"') == 3


def test_a_refused_address_is_mended_and_a_kept_letter_explained_on_the_reports_page() -> None:
    stage = Stage()
    version = an_issued(stage)
    run_job("service.deliver_report", version_id=version.pk)
    with recording(Recipient):
        row = version.recipients.get()
        row.state, row.server_words = "refused", "550 no such user"
        row.save()
    browser = signed_in(stage)

    page = browser.get(f"/reports/{version.report_id}/").content.decode()
    browser.post(f"/recipients/{row.pk}/again/", {"email": "marta@granit.example"})

    row.refresh_from_db()
    assert "550 no such user" in page
    assert f"/recipients/{row.pk}/again/" in page
    assert "почтовый сервер не настроен" in page
    assert (row.state, row.email) == ("queued", "marta@granit.example")


def test_open_objections_come_before_answered_ones() -> None:
    stage = Stage()
    version = an_issued(stage)
    with recording(Dispute):
        for at, answered in enumerate((timezone.now(), None, timezone.now())):
            Dispute.objects.create(
                client=stage.client,
                recipient=version.recipients.get(),
                version_of=version,
                line_key=f"topics.t{at}",
                line_text="Адаптации",
                comment="Не так",
                created_at=timezone.now(),
                resolved_at=answered,
            )

    assert disputes(version.report)[0].line_key == "topics.t1"
