"""The pages of clients: happy, refused in place, undone, and hidden from neighbours."""

import re

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.models import User
from napulse.audit.models import Entry
from napulse.clients.models import Brand, Client, Contact, TeamMember, TeamRole
from napulse.clients.templatetags.panels import web_url
from napulse.testing import a_calendar, a_client, a_contact, a_user, the_agency

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def director() -> User:
    the_agency()
    a_calendar()
    return a_user("director", name="Анна Воронцова", language="en")


@pytest.fixture
def browser(client: Browser, director: User) -> Browser:
    client.force_login(director)
    return client


def text_of(browser: Browser, address: str, **headers: str) -> str:
    response = browser.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_own_clients_by_state_and_nobody_elses(
    browser: Browser, director: User
) -> None:
    a_client("Гранит", team=(director,))
    a_client("Прежний", team=(director,), state="past")
    a_client("Чужой", team=(a_user(),))

    active, past = text_of(browser, "/clients/"), text_of(browser, "/clients/?view=past")

    assert [name in active for name in ("Гранит", "Прежний", "Чужой")] == [True, False, False]
    assert [name in past for name in ("Гранит", "Прежний", "Чужой")] == [False, True, False]


def test_the_filter_of_the_list_knows_no_case(browser: Browser, director: User) -> None:
    a_client("Ёлочный двор", team=(director,))
    a_client("Гранит", team=(director,))

    found = text_of(browser, "/clients/?q=ЕЛОЧ", **HTMX)

    assert ("Ёлочный двор" in found, "Гранит" in found, "<html" in found) == (True, False, False)


@pytest.mark.parametrize("address", ["/clients/", "/clients/?view=all&sort=-contact_count"])
def test_the_list_asks_the_database_as_often_for_one_client_as_for_five(
    browser: Browser, director: User, address: str, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            text_of(browser, address)
        return len(caught)

    a_contact(a_client(team=(director,)))
    text_of(browser, address)
    for_one = asked()
    for _ in range(4):
        a_contact(a_client(team=(director, a_user())))

    assert asked() == for_one


@pytest.mark.parametrize("tab", ["contacts", "team", "settings", "history"])
def test_the_client_page_asks_the_database_as_often_for_one_row_as_for_five(
    browser: Browser, director: User, tab: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    one, five = a_client(team=(director,)), a_client(team=(director,))
    a_contact(one, keeper=director)
    for _ in range(5):
        a_contact(five, keeper=a_user())
        with_recording_team(five, a_user())
    counts = []
    for client in (one, one, five):
        with CaptureQueriesContext(connection) as caught:
            text_of(browser, f"/clients/{client.pk}/?tab={tab}")
        counts.append(len(caught))

    assert counts[1] == counts[2]


def with_recording_team(client: Client, user: User) -> None:
    from napulse.audit.recording import recording

    with recording(TeamMember):
        TeamMember.objects.create(client=client, user=user)


def test_a_client_is_added_by_its_name_alone_and_a_double_submit_adds_one(browser: Browser) -> None:
    page = text_of(browser, "/clients/new/")
    found = re.search(r'name="submit_key" value="([^"]+)"', page)
    assert found
    data = {"name": "Гранит", "state": "active", "submit_key": found[1]}

    answers = [browser.post("/clients/add/", data) for _ in range(2)]

    client = Client.objects.get()
    assert [a.headers["Location"] for a in answers] == [client.get_absolute_url()] * 2
    assert Entry.objects.filter(event="client.created").count() == 1


def test_a_taken_name_is_told_beside_the_field(browser: Browser, director: User) -> None:
    a_client("Гранит", team=(director,))

    answer = browser.post("/clients/add/", {"name": "гранит", "state": "active"}, headers=HTMX)

    assert answer.status_code == 422
    assert 'id="id_name-error" role="alert">There is already a client' in answer.content.decode()
    assert Client.objects.count() == 1


def test_a_lost_update_shows_both_versions_and_then_lets_mine_through(
    browser: Browser, director: User
) -> None:
    client = a_client("Гранит", team=(director,), city="Москва")
    opened = {"name": "Гранит", "state": "active", "version": client.version}
    browser.post(f"/clients/{client.pk}/save/", {**opened, "city": "Казань"})

    refused = browser.post(f"/clients/{client.pk}/save/", {**opened, "city": "Пермь"}, headers=HTMX)

    told = refused.content.decode()
    assert refused.status_code == 422
    assert "<td>Пермь</td><td>Казань</td>" in told
    version = re.search(r'name="version" value="(\d+)"', told)
    assert version
    browser.post(f"/clients/{client.pk}/save/", {**opened, "city": "Пермь", "version": version[1]})
    client.refresh_from_db()
    assert client.city == "Пермь"


def test_silence_without_a_clause_is_refused_beside_the_clause(
    browser: Browser, director: User
) -> None:
    client = a_client(team=(director,))
    data = {"language": "ru", "calendar": "RU", "chase": "approve", "silence_hours": "16"}

    answer = browser.post(f"/clients/{client.pk}/settings/", data, headers=HTMX)

    assert answer.status_code == 422
    assert 'id="id_silence_clause-error" role="alert"' in answer.content.decode()
    answer = browser.post(f"/clients/{client.pk}/settings/", {**data, "silence_clause": "п. 4.2"})
    assert answer.status_code == 302
    client.refresh_from_db()
    assert client.silence_hours == 16


def test_a_clock_of_its_own_needs_kind_and_hours(browser: Browser, director: User) -> None:
    client = a_client(team=(director,))
    data = {"language": "ru", "calendar": "RU", "chase": "approve", "clock_kind": "working"}

    assert browser.post(f"/clients/{client.pk}/settings/", data).status_code == 422
    browser.post(f"/clients/{client.pk}/settings/", {**data, "clock_hours": "9"})
    client.refresh_from_db()
    assert (client.clock_kind, client.clock_minutes) == ("working", 540)


def undo_of(answer: object) -> str:
    found = re.search(r'"undo": "([^"]+)"', answer.headers["HX-Trigger"])  # type: ignore[attr-defined]
    assert found
    return found[1]


def test_states_changed_together_are_put_back_by_one_undo_but_for_what_changed_since(
    browser: Browser, director: User
) -> None:
    one, two = a_client("А", team=(director,)), a_client("Б", team=(director,))
    theirs = a_client("Чужой", team=(a_user(),))
    data = {"verb": "state", "state": "past", "id": [one.pk, two.pk, theirs.pk]}

    answer = browser.post("/clients/bulk/?view=all", data, headers=HTMX)
    two.refresh_from_db()
    browser.post(
        f"/clients/{two.pk}/save/", {"name": "Б", "state": "prospect", "version": two.version}
    )
    browser.post(undo_of(answer))

    states = dict(Client.objects.values_list("name", "state"))
    assert states == {"А": "active", "Б": "prospect", "Чужой": "active"}


def test_a_lead_assigned_together_is_taken_back(browser: Browser, director: User) -> None:
    one, two = a_client(team=(director,)), a_client(team=(director,))
    lead = a_user()

    answer = browser.post(
        "/clients/bulk/", {"verb": "lead", "lead": lead.pk, "id": [one.pk, two.pk]}, headers=HTMX
    )
    assert TeamMember.objects.filter(user=lead, role=TeamRole.LEAD).count() == 2
    browser.post(undo_of(answer))

    living = TeamMember.objects.filter(deleted_at=None)
    assert set(living.values_list("user", "role")) == {(director.pk, TeamRole.LEAD)}


def test_a_forged_undo_does_not_exist(browser: Browser) -> None:
    assert browser.post("/clients/undo/forged/").status_code == 404


def test_a_deleted_client_waits_in_the_list_and_comes_back(
    browser: Browser, director: User
) -> None:
    client = a_client("Гранит", team=(director,))

    browser.post(f"/clients/{client.pk}/delete/")
    assert browser.get(f"/clients/{client.pk}/").status_code == 404
    assert "Гранит" in text_of(browser, "/clients/?view=deleted")
    browser.post(f"/clients/{client.pk}/restore/")
    assert "Гранит" in text_of(browser, f"/clients/{client.pk}/")


def test_a_client_with_work_is_not_deleted_and_the_page_says_why(
    browser: Browser, director: User
) -> None:
    from napulse.testing import a_project

    client = a_client("Гранит", team=(director,))
    a_project(client)

    page = browser.post(f"/clients/{client.pk}/delete/", follow=True).content.decode()

    assert "there are still: 1 project." in page
    client.refresh_from_db()
    assert client.deleted_at is None


def test_the_map_places_people_by_influence_and_attitude(browser: Browser, director: User) -> None:
    client = a_client(team=(director,))
    a_contact(client, "Анна Тарасова", influence=5, attitude="champion")
    a_contact(a_client(team=(a_user(),)), "Чужой Человек", influence=5)

    page = text_of(browser, f"/clients/{client.pk}/?tab=contacts")

    top = page[page.index('class="map"') :].split("</tr>")[1].split("<td>")
    assert ["Анна Тарасова" in cell for cell in top[1:]] == [False, False, False, False, True]
    assert "Чужой Человек" not in page


def test_a_value_is_edited_where_it_stands(browser: Browser, director: User) -> None:
    contact = a_contact(a_client(team=(director,)), "Анна")
    address = f"/clients/contacts/{contact.pk}/value/email/"

    assert "<form" in text_of(browser, f"{address}?edit=1")
    wrong = browser.post(f"{address}save/", {"email": "нет"}, headers=HTMX)
    assert (wrong.status_code, 'role="alert"' in wrong.content.decode()) == (422, True)
    right = browser.post(f"{address}save/", {"email": "anna@granit.example"}, headers=HTMX)
    assert "anna@granit.example" in right.content.decode()
    contact.refresh_from_db()
    assert contact.email == "anna@granit.example"
    assert browser.get(f"/clients/contacts/{contact.pk}/value/version/").status_code == 404


def test_a_person_is_added_once_even_if_sent_twice(browser: Browser, director: User) -> None:
    client = a_client(team=(director,))
    data = {
        "name": "Анна", "role": "works", "influence": "3", "attitude": "neutral", "submit_key": "k"
    }  # fmt: skip

    for _ in range(2):
        assert browser.post(f"/clients/{client.pk}/contacts/add/", data).status_code == 302

    assert Contact.objects.count() == 1


def test_keepers_are_set_together_and_taken_back(browser: Browser, director: User) -> None:
    client = a_client(team=(director,))
    people = [a_contact(client), a_contact(client)]
    stranger = a_contact(a_client(team=(a_user(),)))

    page = browser.post(
        f"/clients/{client.pk}/contacts/keeper/",
        {"keeper": director.pk, "id": [c.pk for c in [*people, stranger]]},
        follow=True,
    ).content.decode()

    assert set(Contact.objects.filter(keeper=director)) == set(people)
    undo = re.search(r'action="(/clients/contacts/undo/[^"]+)"', page)
    assert undo
    browser.post(undo[1])
    assert not Contact.objects.filter(keeper=director).exists()


def test_leaving_and_coming_back(browser: Browser, director: User) -> None:
    contact = a_contact(a_client(team=(director,)))

    browser.post(f"/clients/contacts/{contact.pk}/left/save/", {"left_on": "2026-11-20"})
    contact.refresh_from_db()
    assert str(contact.left_on) == "2026-11-20"
    browser.post(f"/clients/contacts/{contact.pk}/returned/")
    contact.refresh_from_db()
    assert contact.left_on is None


def test_a_copy_of_personal_data_holds_this_person_alone(browser: Browser, director: User) -> None:
    client = a_client(team=(director,))
    contact = a_contact(client, "Анна Тарасова", email="anna@granit.example")
    a_contact(client, "Борис Другой")

    for kind in ("json", "html"):
        answer = browser.post(f"/clients/contacts/{contact.pk}/export/", {"as": kind})
        told = answer.content.decode()
        assert "attachment" in answer.headers["Content-Disposition"]
        assert ("anna@granit.example" in told, "Борис" in told) == (True, False)


def test_erasure_is_typed_by_name(browser: Browser, director: User) -> None:
    contact = a_contact(a_client(team=(director,)), "Анна Тарасова")
    address = f"/clients/contacts/{contact.pk}/erase/save/"

    assert browser.post(address, {"confirm": "Анна"}).status_code == 422
    assert Contact.objects.get().erased_at is None
    browser.post(address, {"confirm": "Анна Тарасова"})
    assert Contact.objects.get().erased_at is not None
    assert "Тарасова" not in text_of(browser, f"/clients/contacts/{contact.pk}/")


def test_the_team_is_changed_and_undone(browser: Browser, director: User) -> None:
    client, colleague = a_client(team=(director,)), a_user(name="Пётр Лунин")

    browser.post(f"/clients/{client.pk}/team/add/", {"user": colleague.pk, "role": "manager"})
    member = TeamMember.objects.get(user=colleague)
    again = browser.post(
        f"/clients/{client.pk}/team/add/", {"user": colleague.pk, "role": "member"}, headers=HTMX
    )
    assert (again.status_code, "already serves" in again.content.decode()) == (422, True)
    page = browser.post(f"/clients/team/{member.pk}/remove/", follow=True).content.decode()
    assert f'action="{reverse("clients:team_restore", args=[member.pk])}"' in page
    browser.post(f"/clients/team/{member.pk}/restore/")
    member.refresh_from_db()
    assert member.deleted_at is None


def test_whoever_leaves_the_team_is_led_to_the_list(browser: Browser, director: User) -> None:
    client = a_client(team=(director,))
    member = TeamMember.objects.get(client=client)

    answer = browser.post(f"/clients/team/{member.pk}/remove/")

    assert answer.headers["Location"] == "/clients/"


def test_brands_are_added_removed_and_brought_back(browser: Browser, director: User) -> None:
    client = a_client(team=(director,))

    browser.post(f"/clients/{client.pk}/brands/add/", {"name": "Парк"})
    brand = Brand.objects.get()
    assert browser.post(f"/clients/{client.pk}/brands/add/", {"name": "ПАРК"}).status_code == 422
    browser.post(f"/clients/brands/{brand.pk}/delete/")
    assert 'class="chip">Парк' not in text_of(browser, f"/clients/{client.pk}/?tab=team")
    browser.post(f"/clients/brands/{brand.pk}/restore/")
    assert 'class="chip">Парк' in text_of(browser, f"/clients/{client.pk}/?tab=team")


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("tab", ["contacts", "team", "settings", "history"])
def test_every_tab_is_a_page_in_both_languages(
    browser: Browser, director: User, tab: str, language: str
) -> None:
    User.objects.filter(pk=director.pk).update(language=language)
    client = a_client("Гранит", team=(director,))
    contact = a_contact(client)
    browser.post(f"/clients/contacts/{contact.pk}/returned/")

    assert 'aria-current="true"' in text_of(browser, f"/clients/{client.pk}/?tab={tab}")
    text_of(browser, f"/clients/contacts/{contact.pk}/")


def test_the_download_holds_what_the_view_shows(browser: Browser, director: User) -> None:
    a_client("Гранит", team=(director,), city="Москва")
    a_client("Прежний", team=(director,), state="past")
    a_client("Чужой", team=(a_user(),))

    told = browser.get("/clients/download/?view=active&as=csv").content.decode("utf-8-sig")

    lines = told.splitlines()
    assert (len(lines), lines[1].split(";")[0]) == (2, "Гранит")


@pytest.mark.parametrize(
    ("written", "leads_to"),
    [
        ("granit.example", "https://granit.example"),
        ("HTTP://granit.example/a", "HTTP://granit.example/a"),
        ("javascript://%0aalert(1)", "https://javascript://%0aalert(1)"),
    ],
)
def test_a_site_leads_only_to_the_web(written: str, leads_to: str) -> None:
    assert web_url(written) == leads_to
