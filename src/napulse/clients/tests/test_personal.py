"""A person's copy and erasure."""

import json

import pytest

from napulse.audit.chain import breaks
from napulse.audit.models import ChainHead, Entry
from napulse.clients.actions import ContactData, edit_contact, erase_contact, export_contact
from napulse.clients.models import Contact, Import
from napulse.jobs.mail import Draft, queue_letter
from napulse.testing import NOW, a_client, a_contact, a_user, all_seeing, the_agency

pytestmark = pytest.mark.django_db


def test_export_tells_the_card_and_its_history_of_one_person_only() -> None:
    the_agency()
    actor, client = all_seeing(), a_client("Гранит")
    contact = a_contact(
        client, "Анна Тарасова", email="anna@granit.example", keeper=a_user(name="Пётр")
    )
    other = a_contact(client, "Борис Чужой", email="boris@granit.example")
    edit_contact(actor, contact, data=ContactData(name="Анна Тарасова", note="любит чай"))
    edit_contact(actor, other, data=ContactData(name="Борис Чужой", note="любит кофе"))

    sections = {section.key: section.rows for section in export_contact(actor, contact)}

    assert sections["card"][0]["name"] == "Анна Тарасова"
    assert sections["card"][0]["client"] == "Гранит"
    assert [row["event"] for row in sections["history"]] == ["contact.changed"]
    told = json.dumps(sections, ensure_ascii=False)
    assert ("чай" in told, "Борис" in told, "кофе" in told) == (True, False, False)
    assert Entry.objects.latest("number").event == "contact.exported"


def test_erase_leaves_no_word_of_the_person_and_the_chain_whole() -> None:
    the_agency()
    actor, client = all_seeing(), a_client("Гранит")
    contact = a_contact(client, "Анна Тарасова", email="anna@granit.example", phone="+7 900")
    other = a_contact(client, "Борис", email="boris@granit.example")
    for person in (contact, other):
        edit_contact(actor, person, data=ContactData(name=person.name, note=f"о {person.name}"))

    erase_contact(actor, contact, now=NOW)

    row = Contact.objects.get(pk=contact.pk)
    assert (row.email, row.phone, row.note, row.erased_at) == ("", "", "", NOW)
    told = json.dumps(list(Entry.objects.values("label", "changes")), ensure_ascii=False)
    assert ("Тарасова" in told, "Борис" in told) == (False, True)
    head = ChainHead.objects.get()
    assert list(breaks(iter(Entry.objects.order_by("number")), head=(head.number, head.hash))) == []
    assert Entry.objects.latest("number").event == "contact.erased"


def test_export_tells_the_letters_to_every_address_that_the_person_has_had() -> None:
    the_agency()
    actor, client = all_seeing(), a_client("Гранит")
    contact = a_contact(client, "Анна Тарасова", email="old@granit.example")
    for at, email in enumerate(("old@granit.example", "new@granit.example", "b@granit.example")):
        letter = Draft(email, f"Письмо {at}", "", f"letter:{at}", client_id=client.pk)
        queue_letter(letter, now=NOW)
    card = ContactData(name="Анна Тарасова", email="new@granit.example")
    edit_contact(actor, contact, data=card)

    sections = {section.key: section.rows for section in export_contact(actor, contact)}

    assert [row["subject"] for row in sections["letters"]] == ["Письмо 0", "Письмо 1"]


def test_erase_forgets_uploaded_tables_that_name_the_person_and_were_never_taken_in() -> None:
    the_agency()
    user, actor = a_user(), all_seeing()
    contact = a_contact(a_client("Гранит"), "Анна Тарасова", email="anna@granit.example")
    tables = {"hers": "Имя;Почта\nТарасова;ANNA@granit.example", "other": "Имя;Почта\nБорис;b@x.ru"}
    for name, text in tables.items():
        Import.objects.create(
            user=user, kind="contacts", filename=f"{name}.csv", raw=text.encode(), created_at=NOW
        )

    erase_contact(actor, contact, now=NOW)

    assert [found.filename for found in Import.objects.all()] == ["other.csv"]


def test_erase_keeps_the_way_back_of_a_client_that_shares_the_persons_number() -> None:
    the_agency()
    contact = a_contact(a_client("Гранит"), "Анна Тарасова")
    back = ["client.changed", contact.pk, 2, {"city": "Омск"}]
    hers = ["contact.changed", contact.pk, 2, {"title": "Директор"}]
    found = Import.objects.create(
        user=a_user(),
        kind="clients",
        filename="t.csv",
        raw=b"",
        state="done",
        created=[back, hers],
        created_at=NOW,
    )

    erase_contact(all_seeing(), contact, now=NOW)

    found.refresh_from_db()
    assert found.created == [back]
