"""The ground works: rights, history and its chain."""

import pytest
from django.db import transaction

from napulse.audit.chain import breaks
from napulse.audit.history import change
from napulse.audit.models import ChainHead, Entry
from napulse.audit.recording import UnrecordedWrite
from napulse.clients.models import Client, Contact
from napulse.testing import NOW, a_client, a_contact, a_user, acting, all_seeing, the_agency

pytestmark = pytest.mark.django_db


def found_breaks() -> list[tuple[int, str]]:
    head = ChainHead.objects.get()
    return list(breaks(iter(Entry.objects.order_by("number")), head=(head.number, head.hash)))


def rename(client: Client, name: str) -> None:
    with transaction.atomic(), change(all_seeing(), client, "client.changed"):
        client.name = name
        client.save()


def test_a_change_is_one_entry_with_old_and_new_values() -> None:
    client = a_client("Гранит")

    rename(client, "Гранит Парк")

    entry = Entry.objects.get()
    assert entry.changes == {"name": ["Гранит", "Гранит Парк"]}
    assert (entry.label, entry.client_id, entry.actor_name) == (
        "Гранит Парк",
        client.pk,
        "Director",
    )


def test_audited_rows_cannot_be_written_behind_historys_back() -> None:
    client = a_client()

    with pytest.raises(UnrecordedWrite):
        client.save()
    with pytest.raises(UnrecordedWrite):
        Client.objects.filter(pk=client.pk).update(name="x")
    with pytest.raises(UnrecordedWrite):
        Contact.objects.bulk_create([Contact(client=client, name="x")])


@pytest.mark.parametrize(
    ("edit", "wrong"),
    [
        ({"actor_name": "Somebody"}, [(2, "entry")]),
        ({"changes": {}}, [(2, "payload")]),
        ({"hash": "0" * 64}, [(2, "entry"), (3, "link")]),
    ],
)
def test_the_chain_finds_any_edit_of_an_entry(
    edit: dict[str, object], wrong: list[tuple[int, str]]
) -> None:
    client = a_client("A")
    for name in ("B", "C", "D"):
        rename(client, name)
    assert found_breaks() == []

    Entry.objects.filter(number=2).update(**edit)

    assert found_breaks() == wrong


def test_the_chain_finds_a_removed_entry() -> None:
    client = a_client("A")
    for name in ("B", "C", "D"):
        rename(client, name)

    Entry.objects.filter(number=2).delete()

    assert [what for _number, what in found_breaks()] == ["missing", "link"]


def test_a_manager_sees_own_clients_and_a_director_those_of_the_line() -> None:
    the_agency()
    director = a_user("director")
    manager = a_user("manager", manager=director)
    mine, theirs = a_client(team=(manager,)), a_client(team=(a_user("manager"),))
    a_contact(theirs)

    for user in (manager, director):
        assert list(Client.objects.seen_by(acting(user))) == [mine]
        assert list(Contact.objects.seen_by(acting(user))) == []
    assert theirs in Client.objects.seen_by(acting(a_user("service")))
    assert acting(manager, now=NOW).deputising == {}
