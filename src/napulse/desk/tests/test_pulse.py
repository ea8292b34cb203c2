"""The pulse: fresh by history, ordered by need, and only what its viewer may see."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse

from napulse.audit.history import change
from napulse.clients.models import Client
from napulse.desk import actions, queries
from napulse.desk.models import PulseRow
from napulse.testing import (
    NOW,
    TODAY,
    a_client,
    a_clock,
    a_deliverable,
    a_project,
    a_report,
    a_user,
    acting,
    all_seeing,
    an_action,
    an_interaction,
    the_agency,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()


def touch(client: Client) -> None:
    with transaction.atomic(), change(all_seeing(), client, "client.changed"):
        client.note += "."
        client.save()


def test_the_client_with_a_breached_clock_comes_first_and_says_why() -> None:
    user = a_user("director")
    calm, burning = a_client("Аист", team=(user,)), a_client("Яхта", team=(user,))
    meeting = an_interaction(
        burning,
        user,
        "Защита",
        ends_at=NOW - timedelta(hours=30),
        starts_at=NOW - timedelta(hours=31),
    )
    a_clock(meeting)
    actions.refresh([calm.pk, burning.pk], now=NOW)

    found = list(queries.rows(acting(user), queries.Filters(), now=NOW))

    assert [row.client.name for row in found] == ["Яхта", "Аист"]
    assert found[0].reasons[0]["code"] == "clock_breached"
    assert (found[0].clock_state, found[0].tone) == ("breached", "risk")


def test_history_tells_the_read_model_what_to_refresh() -> None:
    user = a_user("director")
    one, other = a_client(team=(user,)), a_client(team=(user,))
    touch(one)
    assert actions.refresh_changed(now=NOW) == 1
    assert [row.client_id for row in PulseRow.objects.all()] == [one.pk]

    assert actions.refresh_changed(now=NOW) == 0

    touch(other)
    touch(one)
    assert actions.refresh_changed(now=NOW) == 2


def test_a_row_is_refreshed_when_its_time_comes_without_any_write() -> None:
    user = a_user("director")
    client = a_client(team=(user,))
    a_clock(an_interaction(client, user))
    touch(client)
    actions.refresh_changed(now=NOW)
    assert PulseRow.objects.get().clock_state == "running"

    actions.refresh_changed(now=NOW + timedelta(hours=20))
    assert PulseRow.objects.get().clock_state == "warning"


def test_a_client_of_whom_nothing_is_heard_becomes_silent_by_itself() -> None:
    client = a_client(team=(a_user("director"),), since_on=TODAY)
    touch(client)
    actions.refresh_changed(now=NOW)
    assert "silent_client" not in codes_of(client)

    actions.refresh_changed(now=NOW + timedelta(days=16))

    assert "silent_client" in codes_of(client)


def codes_of(client: Client) -> list[str]:
    return [reason["code"] for reason in PulseRow.objects.get(client=client).reasons]


def test_the_pulse_never_shows_a_neighbours_client(client: Browser) -> None:
    theirs = a_client("Квазимодо", team=(a_user("director"),))
    touch(theirs)
    me = a_user("director")
    client.force_login(me)

    page = client.get(reverse("desk:pulse")).content.decode()

    assert "Квазимодо" not in page
    assert client.get(reverse("desk:pulse_why", args=[theirs.pk])).status_code == 404


def test_put_aside_hides_from_own_pulse_only_and_can_be_taken_back(client: Browser) -> None:
    me, boss = a_user("director"), a_user("service")
    mine = a_client("Аист", team=(me,))
    touch(mine)
    client.force_login(me)
    client.get(reverse("desk:pulse"))

    response = client.post(
        reverse("desk:pulse_aside"), {"id": [mine.pk], "until": "tomorrow"}, headers=HTMX
    )

    assert response.status_code == 200
    assert [r.client_id for r in queries.rows(acting(me), queries.Filters(), now=NOW)] == []
    assert [r.client_id for r in queries.rows(acting(boss), queries.Filters(), now=NOW)] == [
        mine.pk
    ]
    client.post(reverse("desk:pulse_back"), {"id": [mine.pk]})
    assert [r.client_id for r in queries.rows(acting(me), queries.Filters(), now=NOW)] == [mine.pk]


def test_a_neighbours_client_cannot_be_put_aside(client: Browser) -> None:
    theirs = a_client(team=(a_user("director"),))
    touch(theirs)
    client.force_login(a_user("director"))

    client.post(reverse("desk:pulse_aside"), {"id": [theirs.pk], "until": "tomorrow"}, headers=HTMX)

    boss = acting(a_user("service"))
    actions.refresh_changed(now=NOW)
    assert [r.client_id for r in queries.rows(boss, queries.Filters(), now=NOW)] == [theirs.pk]


def test_a_creative_does_not_learn_reasons_beyond_the_role(client: Browser) -> None:
    creative = a_user("creative")
    one = a_client("Аист", team=(creative,))
    project = a_project(one, "Сайт")
    a_deliverable(project, "Главная", due_on=TODAY - timedelta(days=9))
    touch(one)
    actions.refresh_changed(now=NOW)
    row = PulseRow.objects.get()
    row.reasons = [
        *row.reasons,
        {**row.reasons[0], "code": "escalation_open", "values": {"what": "Тайна"}},
    ]
    row.save()
    client.force_login(creative)

    page = client.get(reverse("desk:pulse_why", args=[one.pk])).content.decode()

    assert "Главная" in page
    assert "Тайна" not in page


@pytest.mark.parametrize("text", ["аист", "АИСТ", "ёж", "еж"])
def test_the_palette_finds_russian_in_any_case(client: Browser, text: str) -> None:
    me = a_user("director")
    for name in ("Аист", "Ёж и сыновья"):
        touch(a_client(name, team=(me,)))
    client.force_login(me)

    page = client.get(reverse("desk:palette"), {"q": text}, headers=HTMX).content.decode()

    assert page.count("/clients/") == 1


def test_a_saved_view_is_one_click_away_and_private(client: Browser) -> None:
    me = a_user("director")
    client.force_login(me)
    client.post(reverse("desk:view_save"), {"name": "Мои горящие", "query": "view=burning"})
    assert "Мои горящие" in client.get(reverse("desk:pulse")).content.decode()

    client.force_login(a_user("director"))
    assert "Мои горящие" not in client.get(reverse("desk:pulse")).content.decode()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_pulse_renders_with_everything_on_it(client: Browser, language: str) -> None:
    me = a_user("director", language=language, name="Анна Воронцова")
    one = a_client("Аист", team=(me,))
    meeting = an_interaction(one, me, "Планёрка", mood="tense")
    a_clock(meeting)
    an_action(a_report(meeting), "Прислать смету", due_on=TODAY - timedelta(days=4))
    touch(one)
    client.force_login(me)

    response = client.get(reverse("desk:pulse"))

    assert response.status_code == 200
    assert {"ru": "Анна", "en": "Анна"}[language] in response.content.decode()


def count_of_queries(client: Browser, django_assert_max_num_queries: Any) -> int:
    with django_assert_max_num_queries(60) as captured:
        client.get(reverse("desk:pulse"))
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_clients(
    client: Browser, django_assert_max_num_queries: Any
) -> None:
    me = a_user("director")
    client.force_login(me)
    counts = []
    for rows in (1, 6):
        for _ in range(rows):
            one = a_client(team=(me,))
            meeting = an_interaction(one, me)
            a_clock(meeting)
            an_action(a_report(meeting))
            touch(one)
        client.get(reverse("desk:pulse"))
        counts.append(count_of_queries(client, django_assert_max_num_queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("director", "/pulse/"),
        ("administrator", "/people/"),
        ("hr", "/people/"),
        ("finance", "/clients/"),
    ],
)
def test_everybody_lands_where_their_role_begins(client: Browser, role: str, place: str) -> None:
    client.force_login(a_user(role))

    assert client.get("/", follow=True).redirect_chain == [(place, 302)]
    assert client.get(place).status_code == 200
