"""The pages of interactions: what they show, refuse, and how many questions they ask."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from napulse.clients.models import Client
from napulse.service.actions.interactions import AttendeeData
from napulse.service.models import Clock, Interaction
from napulse.service.tests.making import Stage, a_meeting
from napulse.service.tests.reporting import a_status_draft, send
from napulse.testing import a_user

pytestmark = pytest.mark.django_db


def signed_in(stage: Stage) -> Browser:
    browser = Browser()
    browser.force_login(stage.user)
    return browser


def filled(**more: object) -> dict[str, object]:
    now = timezone.localtime()
    values: dict[str, object] = {
        "subject": "Статус недели",
        "kind": "call",
        "mood": "tense",
        "starts_at": f"{now - timedelta(minutes=30):%Y-%m-%dT%H:%M}",
        "ends_at": f"{now:%Y-%m-%dT%H:%M}",
        "notes": "Адаптации",
        "submit_key": "once",
    }
    return values | more


def recently(stage: Stage, **more: object) -> Interaction:
    now = timezone.now()
    times = {"starts_at": now - timedelta(hours=2), "ends_at": now - timedelta(hours=1)}
    return a_meeting(stage, now=now, **(times | more))


def questions(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def test_the_quick_record_is_filled_in_with_the_last_half_hour_and_the_last_people() -> None:
    stage = Stage()
    recently(stage, attendees=(AttendeeData(contact_id=stage.contact.pk),))

    page = signed_in(stage).get("/interactions/new/", {"client": stage.client.pk})

    initial = page.context["form"].initial
    assert initial["ends_at"] - initial["starts_at"] == timedelta(minutes=30)
    assert initial["attendees"] == [f"contact:{stage.contact.pk}", f"user:{stage.user.pk}"]


def test_without_a_client_the_quick_record_asks_only_for_the_own_ones() -> None:
    stage, other = Stage(), Stage()

    text = signed_in(stage).get("/interactions/new/").content.decode()

    assert stage.client.name in text
    assert other.client.name not in text


def test_recording_twice_gives_one_interaction_with_a_clock() -> None:
    stage = Stage()
    browser, url = signed_in(stage), f"/interactions/new/{stage.client.pk}/"
    values = filled(attendees=[f"contact:{stage.contact.pk}", "name:Гость"])

    first, second = browser.post(url, values), browser.post(url, values)

    made = Interaction.objects.get()
    assert (first.status_code, first.url) == (302, f"/interactions/{made.pk}/")
    assert second.url == first.url
    assert [each.name for each in made.attendees.all()] == ["Марта Линд", "Гость"]
    assert Clock.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"ends_at": "2020-01-01T10:00"}, "ends_at"),
        ({"starts_at": "x"}, "starts_at"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(wrong: dict[str, object], field: str) -> None:
    stage = Stage()

    answer = signed_in(stage).post(
        f"/interactions/new/{stage.client.pk}/", filled(**wrong), headers={"HX-Request": "true"}
    )

    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert not Interaction.objects.exists()


def test_a_lost_update_shows_both_versions_and_the_second_try_is_informed() -> None:
    stage = Stage()
    row = recently(stage)
    browser, url = signed_in(stage), f"/interactions/{row.pk}/change/"
    browser.post(url, filled(subject="Их правка", version=row.version))

    refused = browser.post(url, filled(subject="Моя правка", version=row.version))
    text = refused.content.decode()
    again = browser.post(
        url, filled(subject="Моя правка", version=refused.context["form"].data["version"])
    )

    assert refused.status_code == 422
    assert "Их правка" in text
    assert "Моя правка" in text
    assert again.status_code == 302
    row.refresh_from_db()
    assert row.subject == "Моя правка"


@pytest.mark.parametrize(
    "path", ["/interactions/{0}/", "/interactions/{0}/edit/", "/interactions/new/{1}/"]
)
def test_a_neighbours_pages_are_not_found(path: str) -> None:
    stage, other = Stage(), Stage()
    theirs = recently(other)
    url, browser = path.format(theirs.pk, other.client.pk), signed_in(stage)

    answer = browser.post(url, filled()) if "new" in path else browser.get(url)

    assert answer.status_code == 404


def test_somebody_who_only_looks_gets_no_form() -> None:
    stage = Stage()
    looking = Browser()
    looking.force_login(a_user("creative"))

    assert looking.get("/interactions/new/").status_code == 403
    assert looking.post(f"/interactions/new/{stage.client.pk}/", filled()).status_code == 403


def test_the_list_shows_own_rows_and_its_questions_do_not_grow() -> None:
    stage, other = Stage(), Stage()
    recently(
        stage, subject="Первая встреча", attendees=(AttendeeData(contact_id=stage.contact.pk),)
    )
    recently(other, subject="Чужая встреча")
    browser = signed_in(stage)
    browser.get("/interactions/")

    few = questions(lambda: browser.get("/interactions/"))
    for _ in range(5):
        recently(stage, attendees=(AttendeeData(contact_id=stage.contact.pk),))
    many = questions(lambda: browser.get("/interactions/"))

    text = browser.get("/interactions/").content.decode()
    assert few == many
    assert "Первая встреча" in text
    assert "Чужая встреча" not in text


def test_the_list_is_found_in_cyrillic_and_downloaded() -> None:
    stage = Stage()
    recently(stage, subject="Ёлочная ярмарка")
    recently(stage, subject="Смета")
    browser = signed_in(stage)

    found = browser.get("/interactions/", {"q": "елочная"})
    book = browser.get("/interactions/export/", {"q": "ЁЛОЧНАЯ", "as": "csv"})

    assert [row.subject for row, _cells in found.context["listing"].cells()] == ["Ёлочная ярмарка"]
    assert "Ёлочная ярмарка" in book.content.decode("utf-8-sig")
    assert "Смета" not in book.content.decode("utf-8-sig")
    assert browser.get("/interactions/export/").content[:2] == b"PK"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_of_an_interaction_opens_in_both_languages(language: str) -> None:
    stage = Stage()
    row = recently(stage, notes="Первое\nВторое", mood="tense", place="https://meet.example/1")
    stage.user.language = language
    stage.user.save()
    browser = signed_in(stage)

    for url in (
        "/interactions/",
        f"/interactions/{row.pk}/",
        f"/interactions/{row.pk}/edit/",
        f"/interactions/new/?client={stage.client.pk}",
        "/interactions/file/",
    ):
        assert browser.get(url).status_code == 200, url


def test_waiving_needs_a_reason_and_can_be_taken_back() -> None:
    stage = Stage()
    row = recently(stage, kind="missed")
    browser = signed_in(stage)

    empty = browser.post(f"/clocks/{row.clock.pk}/waive/", {"reason": " "})
    done = browser.post(f"/clocks/{row.clock.pk}/waive/", {"reason": "Не дозвонились"})
    text = browser.get(f"/interactions/{row.pk}/").content.decode()
    back = browser.post(f"/clocks/{row.clock.pk}/unwaive/")

    assert (empty.status_code, done.status_code, back.status_code) == (422, 302, 302)
    assert "Не дозвонились" in text
    assert Clock.objects.get().waived_at is None


def test_delete_can_be_undone_and_what_is_used_stays_with_a_sentence() -> None:
    stage = Stage()
    row, used = recently(stage), recently(stage)
    browser = signed_in(stage)
    browser.post(f"/interactions/{used.pk}/report/")

    browser.post(f"/interactions/{row.pk}/delete/")
    deleted = Interaction.objects.get(pk=row.pk).deleted_at
    browser.post(f"/interactions/{row.pk}/restore/")
    refused = browser.post(f"/interactions/{used.pk}/cancel/")

    assert deleted is not None
    assert Interaction.objects.get(pk=row.pk).deleted_at is None
    assert refused.status_code == 409


def test_people_are_offered_by_name_for_this_client_alone() -> None:
    stage, other = Stage(), Stage()
    assert Client.objects.count() == 2

    browser, url = signed_in(stage), f"/interactions/people/{stage.client.pk}/"
    found = browser.get(url, {"field": "attendees", "attendees-search": "линд"})

    values = [each["value"] for each in found.context["options"]]
    assert values == [f"contact:{stage.contact.pk}", "name:линд"]
    assert f"contact:{other.contact.pk}" not in values


def test_the_page_of_a_contact_says_which_report_closed_its_clock_and_what_time_it_was_there(
    client: Browser,
) -> None:
    stage = Stage(zone="Asia/Novosibirsk")
    meeting = a_meeting(stage, zone="Asia/Novosibirsk")
    report = a_status_draft(stage)
    send(stage, report)
    client.force_login(stage.user)

    page = client.get(meeting.get_absolute_url()).content.decode()

    assert report.get_absolute_url() in page
    assert "статус-репорт нужен" not in page
    assert "14:00–15:00" in page
