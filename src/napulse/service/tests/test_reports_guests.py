"""The client's link: exactly one document, states that double clicks cannot break, no leaks."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from napulse.access.models import GuestLink
from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.clients.models import Contact
from napulse.engines.kernel.errors import Missing
from napulse.engines.reports import Topic
from napulse.service.actions.acknowledgement import (
    deem_accepted,
    reopen_dispute,
    resolve_dispute,
)
from napulse.service.actions.freezing import Addressee
from napulse.service.actions.reports import Issue, issue_report
from napulse.service.models import Dispute, Recipient, ReportVersion
from napulse.service.queries.reports import (
    ack_state,
    attention,
    by_guest_key,
    silent_versions,
)
from napulse.service.tests.making import (
    Stage,
    a_draft,
    a_link,
    an_issued,
    correct,
    edit_of,
    ours,
    refused,
    said,
)
from napulse.testing import NOW, a_calendar, a_contact, all_seeing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted_from_nothing() -> None:
    cache.clear()


def link_to(version: ReportVersion) -> str:
    return f"/g/r/{a_link(version.recipients.order_by('pk')[0], now=timezone.now())}/"


def the_recipient(version: ReportVersion) -> Recipient:
    return version.recipients.order_by("pk")[0]


def test_the_link_shows_its_version_in_the_clients_language_and_marks_it_seen_once() -> None:
    stage = Stage(language="ru")
    version = an_issued(stage)
    url = link_to(version)

    first, second = Browser().get(url), Browser().get(url)

    text = first.content.decode()
    assert (first.status_code, second.status_code) == (200, 200)
    assert "Адаптации наружной рекламы" in text
    assert first["Content-Language"] == "ru"
    assert '<html lang="ru"' in text
    assert the_recipient(version).seen_at is not None
    assert Entry.objects.filter(event="report.seen").count() == 1


def test_a_robots_look_is_not_the_clients() -> None:
    version = an_issued(Stage())
    url = link_to(version)

    Browser().head(url)
    Browser().get(url, headers={"Sec-Purpose": "prefetch"})

    assert the_recipient(version).seen_at is None


def test_a_link_dies_when_its_person_leaves_and_lives_again_when_they_return() -> None:
    stage = Stage()
    url = link_to(an_issued(stage))
    today = timezone.now().date()

    statuses = []
    for left_on in (today, None, today + timedelta(days=9)):
        with recording(Contact):
            Contact.objects.filter(pk=stage.contact.pk).update(left_on=left_on)
        statuses.append(Browser().get(url).status_code)

    assert statuses == [404, 200, 200]


def test_confirming_twice_is_one_confirmation() -> None:
    version = an_issued(Stage())
    url = link_to(version)

    first = Browser().post(f"{url}confirm/")
    at = the_recipient(version).confirmed_at
    second = Browser().post(f"{url}confirm/")

    assert (first.status_code, second.status_code) == (302, 302)
    assert the_recipient(version).confirmed_at == at
    assert Entry.objects.filter(event="report.confirmed").count() == 1


def test_objections_are_kept_line_by_line_once_and_nobody_confirms_over_them() -> None:
    stage = Stage()
    version = an_issued(stage)
    url = link_to(version)
    said_now = {
        "comment|topics.t1": "Обсуждали не это",
        "comment|actions.a1": "",
        "comment|decisions.d1": "Нет",
    }

    Browser().post(f"{url}dispute/", said_now)
    Browser().post(f"{url}dispute/", said_now)
    confirmed = Browser().post(f"{url}confirm/")

    assert [
        (row.line_key, row.line_text, row.comment) for row in Dispute.objects.order_by("pk")
    ] == [
        ("topics.t1", "Адаптации наружной рекламы", "Обсуждали не это"),
        ("decisions.d1", "Сначала наружная реклама", "Нет"),
    ]
    assert confirmed.status_code == 409
    assert the_recipient(version).confirmed_at is None
    assert [each.reason.code for each in attention(stage.actor, client_ids=None, now=NOW)] == [
        "dispute_open"
    ]


@pytest.mark.parametrize(
    "comments", [{}, {"comment|topics.t1": "  "}, {"comment|topics.other": "Чужая строка"}]
)
def test_an_empty_or_invented_objection_is_refused(comments: dict[str, str]) -> None:
    version = an_issued(Stage())

    answer = Browser().post(f"{link_to(version)}dispute/", comments)

    assert answer.status_code == 409
    assert not Dispute.objects.exists()


def test_an_older_version_says_so_and_takes_no_answer() -> None:
    stage = Stage()
    first = an_issued(stage)
    url = link_to(first)
    correct(stage, first, said(stage, topics=(Topic("t1", "Секрет второй версии"),)))

    page, answer = Browser().get(url), Browser().post(f"{url}confirm/")

    text = page.content.decode()
    assert not page.context["is_newest"]
    assert "Секрет второй версии" not in text
    assert "confirm/" not in text
    assert answer.status_code == 409
    assert the_recipient(first).confirmed_at is None


def test_unknown_expired_revoked_and_foreign_links_look_alike() -> None:
    version = an_issued(Stage())
    recipient, now = the_recipient(version), timezone.now()
    revoked = a_link(recipient, now=now)
    GuestLink.objects.update(revoked_at=now)
    first = Browser().get(f"/g/r/{revoked}/")
    expired = a_link(recipient, now=now - timedelta(days=100))
    second = Browser().get(f"/g/r/{expired}/")
    foreign = a_link(recipient, now=now)
    GuestLink.objects.update(kind="service.status")
    third = Browser().get(f"/g/r/{foreign}/")
    unknown = Browser().get("/g/r/unknown/")

    assert {page.status_code for page in (first, second, third, unknown)} == {404}
    bodies = {shown_by(page) for page in (first, second, third, unknown)}
    assert len(bodies) == 1
    assert recipient.seen_at is None


def shown_by(page: HttpResponse) -> str:
    """The page without what differs by request: the token, and the address it came by."""
    text = page.content.decode().replace(page.wsgi_request.path.split("/")[3], "KEY")
    head, _sep, rest = text.partition('X-CSRFToken": "')
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", head + rest.partition('"')[2])


def test_a_new_link_replaces_the_earlier_one() -> None:
    version = an_issued(Stage())
    old, new = link_to(version), link_to(version)

    assert (Browser().get(old).status_code, Browser().get(new).status_code) == (404, 200)


def test_the_link_opens_no_other_clients_document_and_no_other_page() -> None:
    mine, other = Stage(), Stage()
    version = an_issued(mine)
    an_issued(other, subject="Чужая тайна")
    guest = Browser()
    guest.get(link_to(version))

    assert "Чужая тайна" not in guest.get(link_to(version)).content.decode()
    assert guest.get(f"/reports/{version.report_id}/").status_code == 302
    assert guest.get(f"/clients/{mine.client.pk}/").status_code == 302
    with pytest.raises(Missing):
        by_guest_key("", now=NOW)


def test_the_guests_page_names_no_other_recipient_and_no_internal_data() -> None:
    stage = Stage()
    report = a_draft(stage, notes="Внутренняя заметка про маржу", mood="tense")
    second = a_contact(stage.client, "Тайный Получатель", email="secret@client.example")
    both = (Addressee(contact_id=stage.contact.pk), Addressee(contact_id=second.pk, role="copy"))
    version = issue_report(
        stage.actor, report, edit=edit_of(report, said(stage)), issue=Issue(both), now=NOW
    )

    text = Browser().get(link_to(version)).content.decode()

    assert the_recipient(version).contact == stage.contact
    for secret in ("Тайный Получатель", "secret@client", "маржу", "tense", version.content_hash):
        assert secret not in text


def test_guessing_links_is_slowed_down_politely() -> None:
    guest = Browser()
    answers = [guest.get(f"/g/r/guess{number}/").status_code for number in range(32)]

    assert answers[0] == 404
    assert answers[-1] == 429


def test_one_stranger_behind_a_proxy_does_not_slow_down_another(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    addresses = [f"198.51.100.{number}" for number in range(32)]

    answers = {
        Browser().get(f"/g/s/guess{at}/", headers={"X-Forwarded-For": address}).status_code
        for at, address in enumerate(addresses)
    }

    assert answers == {404}


def test_pages_of_a_link_are_neither_stored_nor_indexed() -> None:
    page = Browser().get(link_to(an_issued(Stage())))

    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "same-origin"


def sent(version: ReportVersion, at: object) -> None:
    with recording(Recipient):
        Recipient.objects.filter(version_of=version).update(sent_at=at)


def with_clause() -> Stage:
    a_calendar("RU")
    return Stage(silence_clause="п. 4.2 договора", silence_hours=16)


def test_silence_accepts_only_by_a_clause_and_only_what_was_received() -> None:
    plain, clause = Stage(), with_clause()
    bound, free = an_issued(clause), an_issued(plain)
    later = NOW + timedelta(days=10)

    never_sent = deem_accepted(all_seeing(), bound, now=later)
    for version in (bound, free):
        sent(version, NOW)
    early = deem_accepted(all_seeing(), bound, now=NOW + timedelta(hours=1))
    outcome = [deem_accepted(all_seeing(), version, now=later) for version in (bound, bound, free)]

    assert (never_sent, early, outcome) == (False, False, [True, False, False])
    bound.refresh_from_db()
    assert ack_state(the_recipient(bound), bound).value == "deemed_accepted"
    assert "п. 4.2 договора" in Browser().get(link_to(bound)).content.decode()


def test_silence_never_accepts_over_an_objection_or_a_correction() -> None:
    disputed, corrected = with_clause(), with_clause()
    first, second = an_issued(disputed), an_issued(corrected)
    for version in (first, second):
        sent(version, NOW)
    Browser().post(f"{link_to(first)}dispute/", {"comment|topics.t1": "Не так"})
    correct(corrected, second, said(corrected, actions=(ours(corrected),)))
    later = NOW + timedelta(days=10)

    assert not deem_accepted(all_seeing(), first, now=later)
    assert not deem_accepted(all_seeing(), second, now=later)


def test_a_late_letter_moves_the_end_of_silence() -> None:
    version = an_issued(with_clause())
    sent(version, NOW + timedelta(days=3))
    assert version.silence_due_at is not None
    due = version.silence_due_at

    assert not deem_accepted(all_seeing(), version, now=due + timedelta(days=5, seconds=-1))
    assert deem_accepted(all_seeing(), version, now=due + timedelta(days=5))


def test_silence_is_counted_in_working_hours_from_when_the_letter_left() -> None:
    stage = with_clause()
    friday = datetime(2026, 11, 27, 15, tzinfo=UTC)
    version = an_issued(stage)
    sent(version, friday)
    monday, tuesday = friday + timedelta(days=3), friday + timedelta(days=4)

    assert not deem_accepted(all_seeing(), version, now=monday)
    assert deem_accepted(all_seeing(), version, now=tuesday)


def test_a_colleagues_confirmation_does_not_keep_silence_from_accepting() -> None:
    stage = with_clause()
    report = a_draft(stage)
    both = (Addressee(contact_id=stage.contact.pk), Addressee("internal", user_id=stage.user.pk))
    version = issue_report(
        stage.actor, report, edit=edit_of(report, said(stage)), issue=Issue(both), now=NOW
    )
    sent(version, NOW)
    with recording(Recipient):
        Recipient.objects.filter(user=stage.user).update(confirmed_at=NOW)

    assert silent_versions(NOW + timedelta(days=10)) == [version.pk]


def test_the_link_of_a_colleague_dies_with_the_account() -> None:
    stage = Stage()
    report = a_draft(stage)
    both = (Addressee("internal", user_id=stage.user.pk),)
    version = issue_report(
        stage.actor, report, edit=edit_of(report, said(stage)), issue=Issue(both), now=NOW
    )
    url = link_to(version)
    before = Browser().get(url).status_code
    stage.user.is_active = False
    stage.user.save()

    assert (before, Browser().get(url).status_code) == (200, 404)


def test_a_correction_answers_what_was_objected_to() -> None:
    stage = Stage()
    version = an_issued(stage)
    Browser().post(f"{link_to(version)}dispute/", {"comment|topics.t1": "Не так"})

    correct(stage, version, said(stage, topics=(Topic("t1", "Так"),)))

    dispute = Dispute.objects.get()
    assert (dispute.resolution, dispute.resolved_at) == ("Уточнили сроки", NOW)
    with refused("dispute.already_resolved"):
        resolve_dispute(stage.actor, dispute, resolution="Ещё раз", now=NOW)
    with refused("dispute.corrected"):
        reopen_dispute(stage.actor, dispute)


def test_an_answer_to_an_objection_is_taken_back() -> None:
    stage = Stage()
    version = an_issued(stage)
    Browser().post(f"{link_to(version)}dispute/", {"comment|topics.t1": "Не так"})
    dispute, browser = Dispute.objects.get(), Browser()
    browser.force_login(stage.user)

    browser.post(
        reverse("service:dispute_resolve", args=[dispute.pk]), {"resolution": "Решили иначе"}
    )
    dispute.refresh_from_db()
    answered = dispute.resolution
    browser.post(reverse("service:dispute_reopen", args=[dispute.pk]))

    dispute.refresh_from_db()
    assert (answered, dispute.resolution, dispute.resolved_at) == ("Решили иначе", "", None)
    with refused("dispute.is_open"):
        reopen_dispute(stage.actor, dispute)
