"""What people change about the security of their own account is in history, without the secrets."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from napulse.access import factors
from napulse.access.actions import reset_password, sync_roles
from napulse.access.factors import add_passkey, remove_factor
from napulse.access.models import Token, User
from napulse.access.tests.walking import PASSWORD, WRONG, a_person, code_of, enter
from napulse.audit.events import EVENTS
from napulse.audit.models import Entry
from napulse.audit.recording import UnrecordedWrite
from napulse.config.roles import ROLES

pytestmark = pytest.mark.django_db
NEW = "novy parol stola"


def told(user: User) -> list[str]:
    rows = Entry.objects.filter(event__startswith="account.").order_by("number")
    assert {(row.user_id, row.model, row.object_id, row.client_id) for row in rows} <= {
        (user.pk, "access.user", user.pk, None)
    }
    return [row.event for row in rows]


def test_every_change_of_own_security_is_told_once(client: Client) -> None:
    user = a_person()
    enter(client, user)
    secret = client.get("/account/security/app/").context["secret"].replace(" ", "")
    client.post("/account/security/app/add/", {"code": code_of(secret)})
    client.post("/account/security/codes/renew/")
    client.post("/account/security/app/remove/")
    key = client.post("/account/tokens/add/", {"name": "Export"}).context["new_key"]
    client.post(f"/account/tokens/{Token.objects.get().pk}/revoke/")
    client.post("/account/security/password/", {"old": PASSWORD, "password": NEW})
    reset_password(User.objects.get(pk=user.pk), password=PASSWORD)

    assert told(user) == [
        "account.app_added",
        "account.codes_renewed",
        "account.app_removed",
        "account.token_made",
        "account.token_revoked",
        "account.password_changed",
        "account.password_reset",
    ]
    kept = json.dumps(list(Entry.objects.values("label", "changes")), default=str)
    assert [word for word in (secret, key, NEW, PASSWORD) if word in kept] == []
    assert Entry.objects.get(event="account.token_made").changes == {"name": "Export"}


def test_what_was_refused_is_not_told(client: Client) -> None:
    user, neighbour = a_person(), a_person()
    token = Token.objects.create(user=neighbour, name="Theirs", digest="x")
    enter(client, user)
    client.post("/account/security/password/", {"old": WRONG, "password": NEW})
    client.post(f"/account/tokens/{token.pk}/revoke/")
    client.get("/account/security/app/")
    client.post("/account/security/app/add/", {"code": "000000"})

    assert not add_passkey(user, {"name": "x", "credential": "{}"})
    assert told(user) == []


def test_a_removed_passkey_is_told() -> None:
    user = a_person()
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Ноутбук"})

    remove_factor(user, key)

    assert told(user) == ["account.passkey_removed"]


@pytest.mark.django_db(transaction=True)
def test_a_factor_is_not_removed_when_history_cannot_tell_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sync_roles(ROLES)
    user = a_person()
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Ноутбук"})

    def no_room(*_args: object, **_note: str) -> None:
        raise UnrecordedWrite("access.User")

    monkeypatch.setattr(factors, "tell_witness", no_room)
    with pytest.raises(UnrecordedWrite):
        remove_factor(user, key)

    assert Authenticator.objects.get().user == user


def test_each_event_has_its_sentence() -> None:
    assert len([code for code in EVENTS if code.startswith("account.")]) == 11
