"""The history page: in words, in both languages, within what the reader may see."""

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from napulse.access.models import User
from napulse.audit import queries
from napulse.audit.history import change, record
from napulse.audit.models import Entry
from napulse.audit.queries import Wanted, entries_for
from napulse.audit.sentences import told
from napulse.clients.models import Client
from napulse.testing import a_client, a_contact, a_user, acting, all_seeing, the_agency

pytestmark = pytest.mark.django_db

HISTORY = "/history/"


def edit(user: User, client: Client, **values: Any) -> None:
    with transaction.atomic(), change(acting(user), client, "client.changed"):
        for name, value in values.items():
            setattr(client, name, value)
        client.save()


def words(page: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def manager(client: Browser) -> User:
    the_agency()
    user = a_user("manager", name="Мария Ким", language="en")
    client.force_login(user)
    return user


def test_an_entry_is_told_with_labels_choices_and_names(client: Browser, manager: User) -> None:
    other = a_user("manager", name="Илья Орлов")
    own = a_client("Гранит", team=(manager,))
    contact = a_contact(own, "Марта")
    with transaction.atomic(), change(acting(manager), contact, "contact.changed"):
        contact.attitude = "supporter"
        contact.keeper = other
        contact.save()

    [one] = told(entries_for(acting(manager), contact))

    said = {d.label: (d.old, d.new) for d in one.differences}
    keeper = next(pair for label, pair in said.items() if "Илья Орлов" in pair)
    assert keeper == ("empty", "Илья Орлов")
    attitude = contact.get_attitude_display()
    assert any(pair[1] == attitude for pair in said.values())
    assert one.subject == "Марта"


def test_history_speaks_the_readers_language(client: Browser, manager: User) -> None:
    own = a_client("Гранит", team=(manager,))
    edit(manager, own, name="Гранит Парк")

    english = words(client.get(HISTORY))
    User.objects.update(language="ru")
    russian = words(client.get(HISTORY))

    assert "Гранит → Гранит Парк" in english
    assert "Nothing here can be rewritten" in english
    assert "Nothing here can be rewritten" not in russian
    assert "История" in russian


def test_a_reader_sees_only_own_clients_and_only_open_areas(client: Browser, manager: User) -> None:
    own, foreign = a_client("Свой", team=(manager,)), a_client("Чужой", team=(a_user(),))
    for one in (own, foreign):
        record(all_seeing(), one, "client.changed")
    record(all_seeing(), manager, "user.role_changed")

    assert [e.label for e in queries.entries(acting(manager), Wanted())] == ["Свой"]
    assert {e.label for e in queries.entries(acting(a_user("managing")), Wanted())} == {
        "Свой",
        "Чужой",
        "Мария Ким",
    }
    assert [e.label for e in queries.entries(acting(a_user("administrator")), Wanted())] == [
        "Мария Ким"
    ]
    assert queries.entries(acting(a_user("executive")), Wanted()) == []
    assert "Чужой" not in words(client.get(HISTORY))
    assert "Чужой" not in words(client.get(HISTORY, {"client": foreign.pk}))


def test_history_is_filtered_by_client_person_event_and_object(
    client: Browser, manager: User
) -> None:
    first, second = a_client("Первый", team=(manager,)), a_client("Второй", team=(manager,))
    other = a_user("service", name="Олег Зуев")
    record(acting(manager), first, "client.changed")
    record(acting(other), second, "client.changed")
    record(acting(manager), second, "client.archived")

    def labels(**asked: Any) -> list[tuple[str, str]]:
        page = client.get(HISTORY, asked, headers={"HX-Request": "true"})
        assert "<html" not in page.content.decode()
        return [(e.entry.label, e.entry.event) for e in page_entries(page)]

    def page_entries(page: Any) -> Any:
        found = re.findall(r'datetime="([^"]+)"', page.content.decode())
        by_time = {e.at.isoformat(): e for e in Entry.objects.all()}
        return told([by_time[at] for at in found])

    assert labels(client=first.pk) == [("Первый", "client.changed")]
    assert labels(person=other.pk) == [("Второй", "client.changed")]
    assert labels(event="client.archived") == [("Второй", "client.archived")]
    assert labels(model="clients.client", number=first.pk) == [("Первый", "client.changed")]
    assert len(labels(client="nonsense", event="no.such")) == 3


def test_pages_follow_by_number_and_miss_nothing(
    client: Browser, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = a_client("Гранит", team=(manager,))
    monkeypatch.setattr(queries, "PAGE", 4)
    for _ in range(10):
        record(acting(manager), own, "client.changed")

    seen, url = [], HISTORY
    while url:
        page = client.get(url).content.decode()
        seen += re.findall(r'<time class="small muted nowrap" datetime="([^"]+)"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        url = found[1].replace("&amp;", "&") if found else ""

    assert seen == [e.at.isoformat() for e in Entry.objects.order_by("-number")]


def test_queries_do_not_grow_with_entries(client: Browser, manager: User) -> None:
    own = a_client("Гранит", team=(manager,))
    client.get(HISTORY)
    counts = []
    for rounds in (1, 20):
        for number in range(rounds):
            contact = a_contact(own)
            with transaction.atomic(), change(acting(manager), contact, "contact.changed"):
                contact.keeper = a_user(name=f"Имя {number}")
                contact.save()
        with CaptureQueriesContext(connection) as seen:
            client.get(HISTORY)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_history_says_on_whose_behalf(client: Browser, manager: User) -> None:
    own = a_client("Гранит", team=(manager,))
    record(acting(manager), own, "client.changed")
    Entry.objects.update(behalf_of=a_user(name="Пётр Отпускной"))

    assert "Мария Ким, on behalf of Пётр Отпускной" in words(client.get(HISTORY))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_event_has_a_sentence(language: str) -> None:
    from napulse.audit.events import EVENTS

    with translation.override(language):
        assert [code for code, sentence in EVENTS.items() if not str(sentence).strip()] == []


def test_history_is_downloaded_in_words_as_filtered_and_within_what_the_reader_sees(
    client: Browser, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("napulse.audit.views.CHUNK", 2)
    own, other = a_client("Гранит", team=(manager,)), a_client("Берег", team=(manager,))
    foreign = a_client("Чужой", team=(a_user(),))
    edit(manager, own, name="Гранит Парк")
    edit(manager, own, city="Пермь")
    for one in (other, foreign):
        record(all_seeing(), one, "client.changed")
    User.objects.filter(pk=manager.pk).update(language="ru")

    def lines(**asked: Any) -> list[list[str]]:
        answer = client.get(f"{HISTORY}export/", {"as": "csv", **asked})
        assert answer["Content-Disposition"] == 'attachment; filename="history.csv"'
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))

    head, *rows = lines()
    assert head == ["Когда", "Событие", "Вид", "Запись", "Изменения", "Человек", "За кого"]
    assert [row[3] for row in rows] == ["Берег", "Гранит Парк", "Гранит Парк"]
    assert "Гранит → Гранит Парк" in rows[-1][4]
    assert rows[-1][5] == "Мария Ким"
    assert len(lines(client=own.pk)) == 3
    assert len(lines(client=own.pk, before=1)) == 3
    assert (
        f"{HISTORY}export/?client={own.pk}"
        in client.get(HISTORY, {"client": own.pk}).content.decode()
    )
