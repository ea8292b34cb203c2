"""What is read of clients, and by whom."""

import pytest

from napulse.clients.models import Client
from napulse.clients.queries import (
    attention,
    client,
    clients,
    contact,
    contacts,
    effective,
    search,
    team,
)
from napulse.engines.kernel.errors import Missing
from napulse.testing import NOW, a_client, a_contact, a_user, acting, all_seeing, the_agency

pytestmark = pytest.mark.django_db


def names(rows: object) -> list[str]:
    return [row.name for row in rows]  # type: ignore[attr-defined]


def test_clients_are_found_in_any_case_with_and_without_dots_and_sorted_as_russian() -> None:
    for name in ("Жук", "ёлка", "Дом", "Ель", "гранит"):
        a_client(name)

    assert names(clients(all_seeing())) == ["гранит", "Дом", "ёлка", "Ель", "Жук"]
    assert names(clients(all_seeing(), q="ЕЛКА")) == ["ёлка"]
    assert names(clients(all_seeing(), q="ГРАНИТ")) == ["гранит"]


def test_clients_count_those_who_are_there_and_name_the_lead() -> None:
    lead = a_user(name="Анна Воронцова")
    served = a_client("А", team=(lead, a_user()))
    a_client("Б")
    a_contact(served)
    a_contact(served, left_on=NOW.date())

    a_client("В", team=(a_user(is_active=False),))

    rows = [(c.name, c.contact_count, c.lead_name) for c in clients(all_seeing())]

    assert rows == [("А", 1, "Анна Воронцова"), ("Б", None, None), ("В", None, None)]


def test_somebody_elses_client_is_missing_like_one_that_never_was() -> None:
    the_agency()
    manager = a_user("manager")
    a_client(team=(manager,))
    theirs = a_client(team=(a_user(),))
    person = a_contact(theirs)

    for asked in (theirs.pk, 10**6):
        with pytest.raises(Missing):
            client(acting(manager), asked)
    with pytest.raises(Missing):
        contact(acting(manager), person.pk)
    assert list(contacts(acting(manager))) == []
    assert list(team(acting(manager), theirs.pk)) == []


def test_search_puts_whole_beginnings_first_and_hides_the_neighbours() -> None:
    the_agency()
    manager = a_user("manager")
    for name in ("Девелопер «Гранит»", "Гранит Парк", "Неогранит", "Мрамор"):
        a_client(name, team=(manager,))
    granit = Client.objects.get(name="Гранит Парк")
    a_contact(granit, "Игорь Гранитов")
    neighbour = a_client("Гранит Чужой", team=(a_user(),))
    a_contact(neighbour, "Гранитова Чужая")

    found = search(acting(manager), "гранит", limit=9)

    assert [row.label for row in found] == [
        "Гранит Парк",
        "Девелопер «Гранит»",
        "Игорь Гранитов",
        "Неогранит",
    ]
    assert [row.label for row in search(acting(manager), "гранит", limit=1)] == ["Гранит Парк"]
    assert search(acting(manager), "  ", limit=9) == []


def test_search_takes_the_marks_of_like_as_letters() -> None:
    a_client("100% хлопок")
    a_client("Хлопок")

    assert [row.label for row in search(all_seeing(), "100%", limit=9)] == ["100% хлопок"]
    assert search(all_seeing(), "%", limit=9)[0].label == "100% хлопок"
    assert search(all_seeing(), "_", limit=9) == []


def test_attention_names_important_people_whom_nobody_keeps() -> None:
    lead = a_user()
    kept, lonely, empty = (a_client(name, team=(lead,)) for name in ("А", "Б", "В"))
    a_contact(kept, influence=5, keeper=lead)
    left = a_client("Покинутый", team=(lead,))
    a_contact(left, "Босс", influence=5, keeper=a_user(is_active=False))
    a_contact(lonely, "Анна", influence=4)
    a_contact(lonely, "Борис", influence=5)
    a_contact(lonely, influence=5, left_on=NOW.date())
    a_contact(empty, influence=3)

    found = attention(all_seeing(), client_ids=None, now=NOW)

    assert [(r.client_id, r.reason.code, r.reason.count) for r in found] == [
        (lonely.pk, "contact_without_keeper", 2),
        (left.pk, "contact_without_keeper", 1),
    ]
    assert attention(all_seeing(), client_ids=[kept.pk], now=NOW) == []


def test_attention_names_active_clients_that_nobody_answers_for() -> None:
    served, orphan = a_client(team=(a_user(),)), a_client()
    a_client(state="past")

    found = attention(all_seeing(), client_ids=None, now=NOW)

    assert [(r.client_id, r.reason.code) for r in found] == [(orphan.pk, "client_without_lead")]
    assert served.pk not in {r.client_id for r in found}


def test_the_agencys_zone_fills_the_clients_gap() -> None:
    the_agency("Asia/Yekaterinburg")

    assert str(effective(a_client()).zone) == "Asia/Yekaterinburg"
    assert str(effective(a_client(zone="Europe/London", language="en")).zone) == "Europe/London"


@pytest.mark.parametrize("count", [1, 5])
def test_listing_clients_takes_one_query(count: int, django_assert_num_queries: object) -> None:
    for _ in range(count):
        a_contact(a_client(team=(a_user(),)))

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(list(clients(all_seeing()))) == count
