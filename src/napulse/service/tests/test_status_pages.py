"""Pages of status reports: writing, previewing, sending, reading, and the client's own link."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from napulse.access.models import GuestLink
from napulse.audit.recording import recording
from napulse.clients.models import Contact
from napulse.delivery.models import Deliverable
from napulse.service.forms.status import packed
from napulse.service.models import DistributionEntry, Recipient, RecipientState, StatusReport
from napulse.service.tests.making import Stage, a_meeting
from napulse.service.tests.reporting import (
    a_status_draft,
    add_own_line,
    change_draft,
    form_of,
    line_named,
    run_job,
    send,
)
from napulse.service.tests.test_delivery import HOSTILE, SECRET, mail_of, parts_of
from napulse.testing import NOW, a_contact, a_status_report, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(client: Browser) -> Stage:
    made = Stage()
    client.force_login(made.user)
    return made


def body(response: Any) -> str:
    return str(response.content.decode())


def the(name: str, *ids: object) -> str:
    return reverse(f"service:{name}", args=ids)


def fields(report: StatusReport, **changes: str) -> dict[str, str]:
    edit = form_of(report, **changes)
    return {**edit.values, "base": packed(edit.base)}


def htmx(browser: Browser, address: str, data: dict[str, Any]) -> Any:
    return browser.post(address, data, headers={"HX-Request": "true"})


def test_the_button_on_the_clients_page_opens_a_draft(client: Browser, stage: Stage) -> None:
    page = body(client.get(stage.client.get_absolute_url()))
    address = the("status_create", stage.client.pk)
    assert address in page

    response = client.post(address)

    report = StatusReport.objects.get(client=stage.client)
    assert response["Location"] == the("status_edit", report.pk)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_opens_in_both_languages(client: Browser, stage: Stage, language: str) -> None:
    stage.user.language = language
    stage.user.save()
    a_meeting(stage)
    report = a_status_draft(stage)
    pages = [the("status_edit", report.pk), the("status_preview", report.pk)]
    pages += [the("status_detail", report.pk), the("status_letter", report.pk)]
    pages += [the("status_list"), stage.client.get_absolute_url() + "?tab=status"]

    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    send(stage, report)
    after = [the("status_detail", report.pk), the("status_list"), the("status_export")]
    assert [client.get(page).status_code for page in after] == [200] * len(after)
    assert client.get(the("status_edit", report.pk)).status_code == 302


def test_a_pause_in_typing_saves(client: Browser, stage: Stage) -> None:
    report = a_status_draft(stage)

    response = htmx(client, the("status_save", report.pk), fields(report, subject="Новая тема"))

    report.refresh_from_db()
    assert (response.status_code, report.subject) == (200, "Новая тема")
    assert 'name="base"' in body(response)


def test_others_edits_are_told_of_and_a_blank_at_the_end_is_none(
    client: Browser, stage: Stage
) -> None:
    report = a_status_draft(stage)
    told = "есть и чужие правки"
    mine = fields(report, subject="Новая тема ")
    assert told not in body(htmx(client, the("status_save", report.pk), mine))

    mine = fields(report, subject="Ещё тема")
    change_draft(stage, report, {"intro": "Их вступление"})

    assert told in body(htmx(client, the("status_save", report.pk), mine))
    report.refresh_from_db()
    assert (report.subject, report.intro) == ("Ещё тема", "Их вступление")


def test_a_clash_shows_both_versions_and_loses_nothing(client: Browser, stage: Stage) -> None:
    report = a_status_draft(stage)
    mine = fields(report, subject="Моя тема")
    change_draft(stage, report, {"subject": "Их тема"})

    response = htmx(client, the("status_save", report.pk), mine)

    assert response.status_code == 409
    assert "Моя тема" in body(response)
    assert "Их тема" in body(response)
    whole = client.post(the("status_save", report.pk), mine)
    assert (whole.status_code, 'value="Моя тема"' in body(whole)) == (409, True)
    client.post(the("status_save", report.pk), {**mine, "pick:subject": "mine"})
    report.refresh_from_db()
    assert report.subject == "Моя тема"


def test_an_own_line_is_offered_by_the_server(client: Browser, stage: Stage) -> None:
    report = a_status_draft(stage)

    response = client.get(the("status_line", report.pk) + "?section=risks")

    assert 'name="section:own:' in body(response)
    assert 'value="risks"' in body(response)


def test_the_editor_marks_what_is_older_than_its_source(client: Browser, stage: Stage) -> None:
    report = a_status_draft(stage)
    address = the("status_edit", report.pk)
    mark = "источник изменился"
    assert mark not in body(client.get(address))
    with recording(Deliverable):
        Deliverable.objects.filter(name="Макеты вывесок").update(percent=99)

    assert body(client.get(address)).count(mark) == 1
    response = client.post(the("status_refresh", report.pk))
    assert response["Location"] == address
    assert mark not in body(client.get(address))


def test_sending_from_the_preview_freezes_and_tells_which_clocks_it_closed(
    client: Browser, stage: Stage
) -> None:
    a_meeting(stage)
    report = a_status_draft(stage, now=timezone.now())
    report.refresh_from_db()

    response = client.post(the("status_send", report.pk), {"version": report.version}, follow=True)

    report.refresh_from_db()
    assert report.state == "sent"
    assert "Закрыты сроки отчёта: Статус недели" in body(response).replace("\u00a0", " ")


def test_a_refusal_is_told_on_the_preview(client: Browser, stage: Stage) -> None:
    report = a_status_draft(stage, now=timezone.now())

    response = client.post(the("status_send", report.pk), {"version": "0"})

    report.refresh_from_db()
    assert (response.status_code, report.state) == (422, "draft")
    assert "Черновик изменился" in body(response)


def test_the_letter_in_the_frame_has_a_policy_of_its_own(client: Browser, stage: Stage) -> None:
    report = a_status_draft(stage)
    add_own_line(stage, report, SECRET, show="internal")
    add_own_line(stage, report, HOSTILE, key="b")

    letter = client.get(the("status_letter", report.pk))
    preview = client.get(the("status_preview", report.pk))

    policy = letter["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy
    assert letter["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-src 'self'" in preview["Content-Security-Policy"]
    assert "sandbox" in body(preview)
    for page in (body(letter), body(preview)):
        assert (SECRET in page, "<script>alert" in page) == (False, False)
        assert "&lt;script&gt;alert" in page


def test_people_are_added_to_one_report_and_left_out_of_it(client: Browser, stage: Stage) -> None:
    report = a_status_draft(stage)
    address = the("status_recipient_add", report.pk)
    wrong = htmx(client, address, {"add-role": "copy", "add-email": "нет"})
    assert (wrong.status_code, "id_add-email-error" in body(wrong)) == (422, True)

    added = htmx(
        client, address, {"add-role": "copy", "add-name": "Гость", "add-email": "g@x.example"}
    )

    assert "g@x.example" in body(added)
    entry = DistributionEntry.objects.get(client=stage.client)
    dropped = htmx(client, the("status_recipient_drop", report.pk), {"entry": entry.pk})
    assert "не в этот раз" in body(dropped)


def test_the_list_of_a_client_is_edited_in_place_with_a_way_back(
    client: Browser, stage: Stage
) -> None:
    person = a_contact(stage.client, "Ольга Дёмина")
    address = the("distribution_add", stage.client.pk)
    empty = htmx(client, address, {"list-who": "", "list-role": "to"})
    assert empty.status_code == 422

    added = htmx(client, address, {"list-who": f"contact:{person.pk}", "list-role": "copy"})
    entry = DistributionEntry.objects.get(contact=person)
    team = htmx(client, the("distribution_team", stage.client.pk), {})
    dropped = htmx(client, the("distribution_drop", stage.client.pk), {"entry": entry.pk})

    assert "Ольга Дёмина" in body(added)
    assert DistributionEntry.objects.get(user=stage.user).role == "internal"
    assert "distribution/" in team["HX-Trigger"]
    assert "Ольга Дёмина</a>" not in body(dropped)
    client.post(the("distribution_restore", stage.client.pk) + f"?entry={entry.pk}")
    entry.refresh_from_db()
    assert entry.deleted_at is None
    htmx(client, the("distribution_role", entry.pk), {"role": "to"})
    entry.refresh_from_db()
    assert entry.role == "to"


def test_a_refused_recipient_is_shown_with_the_servers_words(client: Browser, stage: Stage) -> None:
    report = send(stage, a_status_draft(stage)).report
    row = Recipient.objects.get(status_report=report)
    with recording(Recipient):
        row.state, row.server_words = RecipientState.REFUSED, "550 No such user <b>"
        row.save()

    page = body(client.get(report.get_absolute_url()))
    assert "550 No such user &lt;b&gt;" in page
    client.post(the("recipient_resend", row.pk), {"email": "new@client.example"})

    row.refresh_from_db()
    assert (row.email, row.state) == ("new@client.example", "queued")


@pytest.mark.parametrize("typed", ["не адрес", "a" * 250 + "@client.example"])
def test_a_typed_address_that_is_none_is_told_and_changes_nothing(
    client: Browser, stage: Stage, typed: str
) -> None:
    row = a_refused(send(stage, a_status_draft(stage)).report)

    answer = client.post(the("recipient_resend", row.pk), {"email": typed}, follow=True)

    assert "— не адрес электронной почты" in body(answer)
    found = Recipient.objects.get(pk=row.pk)
    assert (found.email, found.state) == (row.email, "refused")


def test_a_colleagues_edition_goes_to_the_address_of_the_account_alone(
    client: Browser, stage: Stage
) -> None:
    row = a_refused(send(stage, a_status_draft(stage)).report, user=stage.user, contact=None)

    client.post(the("recipient_resend", row.pk), {"email": "stranger@client.example"})

    row.refresh_from_db()
    assert (row.email, row.state) == (stage.user.email, "queued")


def a_refused(report: StatusReport, **more: Any) -> Recipient:
    row = Recipient.objects.get(status_report=report)
    for name, value in {"state": RecipientState.REFUSED, **more}.items():
        setattr(row, name, value)
    with recording(Recipient):
        row.save()
    return row


def test_a_stranger_finds_nothing(client: Browser, stage: Stage) -> None:
    report = a_status_draft(stage)
    row = Recipient.objects.get(status_report=send(stage, report).report)
    client.force_login(a_user("manager"))

    for name in ("status_detail", "status_edit", "status_preview", "status_letter", "status_pdf"):
        assert client.get(the(name, report.pk)).status_code == 404
    assert client.post(the("recipient_resend", row.pk)).status_code == 404
    assert client.post(the("status_send", report.pk), {"version": 1}).status_code == 404
    assert report.subject not in body(client.get(the("status_list")))


def guest_address(stage: Stage, report: StatusReport, role: str = "to") -> str:
    run_job("service.deliver_status", report_id=report.pk)
    row = Recipient.objects.get(status_report=report, role=role)
    _html, text, _pdf = parts_of(mail_of(row))
    [link] = [word for word in text.split() if "/g/s/" in word]
    return "/g/s/" + link.partition("/g/s/")[2]


def test_the_client_reads_confirms_and_downloads_by_the_link_alone(
    client: Browser, stage: Stage
) -> None:
    report = a_status_draft(stage)
    hidden = line_named(report, "Подрядчик")
    change_draft(stage, report, {f"show:{hidden.key}": "hidden"})
    add_own_line(stage, report, SECRET, show="internal")
    add_own_line(stage, report, HOSTILE, key="b")
    send(stage, report)
    address = guest_address(stage, report)
    client.logout()

    page = client.get(address)
    pdf = client.get(address + "report.pdf")
    client.post(address + "confirm/")

    assert page.status_code == 200
    shown = body(page)
    assert "Макеты вывесок" in shown
    for leak in (SECRET, "Подрядчик", "<script>alert", "service/", "/status/"):
        assert leak not in shown.replace("/static/service/", "")
    assert pdf["Content-Type"] == "application/pdf"
    row = Recipient.objects.get(status_report=report)
    assert (row.seen_at is not None, row.confirmed_at is not None) == (True, True)
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "same-origin"  # with none, browsers post "Origin: null"


def test_the_link_dies_when_its_person_leaves(client: Browser) -> None:
    stage = Stage()
    address = guest_address(stage, send(stage, a_status_draft(stage)).report)
    with recording(Contact):
        Contact.objects.filter(pk=stage.contact.pk).update(left_on=timezone.now().date())

    assert [client.get(address + end).status_code for end in ("", "report.pdf")] == [404, 404]


def test_the_page_speaks_the_clients_language(client: Browser) -> None:
    stage = Stage(language="en")
    address = guest_address(stage, send(stage, a_status_draft(stage)).report)

    page = client.get(address, headers={"Accept-Language": "ru"})

    assert "Confirm the report" in body(page)
    assert 'lang="en"' in body(page)
    assert page["Content-Language"] == "en"


def test_unknown_expired_and_foreign_keys_open_nothing(client: Browser, stage: Stage) -> None:
    report = send(stage, a_status_draft(stage)).report
    address = guest_address(stage, report)
    assert client.get("/g/s/" + "x" * 43 + "/").status_code == 404
    assert client.get(address.replace("/g/s/", "/g/r/")).status_code == 404

    GuestLink.objects.update(expires_at=NOW)

    for path in (address, address + "report.pdf"):
        gone = client.get(path)
        assert gone.status_code == 404
        assert report.subject not in body(gone)
    assert client.post(address + "confirm/").status_code == 404
    assert Recipient.objects.get(status_report=report).confirmed_at is None


def test_the_list_takes_as_many_queries_for_many_reports(
    client: Browser, stage: Stage, django_assert_max_num_queries: Any
) -> None:
    send(stage, a_status_draft(stage))
    client.get(the("status_list"))
    for _number in range(4):
        other = Stage()
        send(other, a_status_draft(other))

    with django_assert_max_num_queries(20):
        client.get(the("status_list"))


def test_a_search_finds_the_client_in_any_case(client: Browser, stage: Stage) -> None:
    send(stage, a_status_draft(stage))

    found = body(client.get(the("status_list") + "?q=ГРАНИТ"))
    missed = body(client.get(the("status_list") + "?q=Кубометр"))

    assert ("Статус: Гранит" in found, "Статус: Гранит" in missed) == (True, False)


def test_the_letter_of_an_empty_draft_is_previewed(client: Browser) -> None:
    stage = Stage()
    report = a_status_report(stage.client, stage.user, subject="Пусто")
    client.force_login(stage.user)

    shown = client.get(f"/status/{report.pk}/letter/")

    assert (shown.status_code, "Пусто" in shown.content.decode()) == (200, True)
