"""Bank details in a letter are held against what is stored for the client."""

from typing import Any

import pytest

from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.clients.models import Client, LegalEntity
from napulse.engines.kernel.bank import is_account
from napulse.jobs.queue import JOBS
from napulse.mail.actions.uploads import File, upload_letters
from napulse.mail.models import Letter
from napulse.mail.tests.letters import Down, a_letter, name_servers
from napulse.service.models import Notice
from napulse.testing import NOW, a_client, a_contact, a_user, acting, the_agency

INN, BIK = "7707083893", "044525225"


def an_account(number: int, bik: str) -> str:
    """An account of that number at the bank, with its key."""
    for key in range(10):
        account = f"40702810{key}{number:011d}"
        if is_account(account, bik):
            return account
    raise AssertionError(number)


@pytest.fixture
def director() -> User:
    the_agency()
    return a_user("director")


@pytest.fixture
def client_(director: User) -> Client:
    client = a_client("Лианта", team=(director,))
    a_contact(client, "Анна Белова", email="anna@lianta.example")
    with recording(LegalEntity):
        LegalEntity.objects.create(
            client=client, name="ООО «Лианта»", inn=INN, bik=BIK, account=an_account(1, BIK)
        )
    return client


def found(director: User, text: str, sender: str = "Анна <anna@lianta.example>") -> list[Any]:
    raw = a_letter(sender, "Счёт", text)
    upload_letters(acting(director), files=[File("a.eml", raw)], now=NOW)
    JOBS["mail.judge_left_over"]()
    rows = Letter.objects.latest("pk").details
    return [
        (each["message"], each["params"]["value"]) for each in rows if "value" in each["params"]
    ]


@pytest.mark.django_db
def test_a_changed_account_is_warned_of(
    director: User, client_: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_servers(monkeypatch, Down())
    other = an_account(2, BIK)

    told = found(director, f"Новые реквизиты: БИК {BIK}, р/с {other[:8]} {other[8:]}.\n")

    assert told == [("details.same.bik", BIK), ("details.changed.account", other)]
    letter = Letter.objects.get()
    place = next(each for each in letter.details if each["params"].get("value") == other)
    assert place["params"]["stored"] == an_account(1, BIK)
    assert place["severity"] == "fraud"
    assert list(Notice.objects.values_list("user_id", "code")) == [(director.pk, "letter_details")]


@pytest.mark.django_db
def test_the_stored_account_is_confirmed_and_an_impossible_one_is_told(
    director: User, client_: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_servers(monkeypatch, Down())
    good = an_account(1, BIK)
    bad = f"{good[:-1]}{(int(good[-1]) + 1) % 10}"

    assert found(director, f"БИК {BIK} счёт {good}\n") == [
        ("details.same.bik", BIK),
        ("details.same.account", good),
    ]
    assert found(director, f"БИК {BIK} счёт {bad}, ИНН 7707083894\n") == [
        ("details.impossible.inn", "7707083894"),
        ("details.same.bik", BIK),
        ("details.impossible.account", bad),
    ]


@pytest.mark.django_db
def test_a_stranger_who_names_the_clients_inn_is_held_against_the_clients_account(
    director: User, client_: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_servers(monkeypatch, Down())
    other = an_account(3, BIK)

    told = found(director, f"ИНН {INN}, счёт {other}\n", sender="Бухгалтерия <b@x.example>")

    assert told == [("details.same.inn", INN), ("details.changed.account", other)]
    assert Letter.objects.get().names_client == client_
