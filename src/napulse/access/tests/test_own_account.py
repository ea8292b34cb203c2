"""Own account: sessions, password, factors, keys; and that nobody reaches another's."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from napulse.access.models import Token, digest_of
from napulse.access.queries import actor_holding, factors_of
from napulse.access.tests.walking import (
    PASSWORD,
    WRONG,
    a_person,
    code_of,
    enter,
    recovery_codes,
    who,
    with_app,
)

pytestmark = pytest.mark.django_db
NEW = "novy parol stola"


@pytest.fixture(autouse=True)
def _forgotten_attempts() -> None:
    cache.clear()


def two_browsers() -> tuple[Client, Client]:
    return Client(HTTP_USER_AGENT="Firefox/140 Windows"), Client(HTTP_USER_AGENT="Safari iPhone")


def test_security_page_lists_the_sessions_of_its_owner_alone() -> None:
    user, neighbour = a_person(), a_person()
    here, phone = two_browsers()
    enter(here, user)
    enter(phone, user)
    enter(Client(HTTP_USER_AGENT="Opera OPR Linux"), neighbour)
    listed = here.get("/account/security/").context["sessions"]
    assert [(str(one["device"]), one["is_this"]) for one in listed] == [
        ("Firefox · Windows", True),
        ("Safari · iPhone", False),
    ]


def test_ended_session_is_out_at_the_next_request() -> None:
    user = a_person()
    here, phone = two_browsers()
    enter(here, user)
    enter(phone, user)
    row = user.sign_ins.get(agent="Safari iPhone")
    here.post(f"/account/security/sessions/{row.pk}/end/")
    assert (who(here), who(phone)) == (str(user.pk), None)


def test_session_of_a_neighbour_cannot_be_ended(client: Client) -> None:
    user, neighbour = a_person(), a_person()
    other = Client()
    enter(client, user)
    enter(other, neighbour)
    answer = client.post(f"/account/security/sessions/{neighbour.sign_ins.get().pk}/end/")
    assert (answer.status_code, who(other)) == (404, str(neighbour.pk))


def test_all_other_sessions_end_at_once() -> None:
    user = a_person()
    here, phone = two_browsers()
    enter(here, user)
    enter(phone, user)
    here.post("/account/security/sessions/end/")
    assert (who(here), who(phone)) == (str(user.pk), None)


def test_use_of_a_session_is_noted_once_a_minute() -> None:
    user = a_person()
    client = Client()
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        enter(client, user)
        began = user.sign_ins.get().seen_at
        clock.shift(30)
        client.get("/account/")
        assert user.sign_ins.get().seen_at == began
        clock.shift(31)
        client.get("/account/")
        assert user.sign_ins.get().seen_at == began + timedelta(seconds=61)


def test_closed_account_is_out_at_once(client: Client) -> None:
    user = a_person()
    enter(client, user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/account/")["Location"].startswith("/sign-in/")


def test_new_password_ends_the_other_sessions_and_tells_by_mail() -> None:
    user = a_person()
    here, phone = two_browsers()
    enter(here, user)
    enter(phone, user)
    here.post("/account/security/password/", {"old": PASSWORD, "password": NEW})
    assert (who(here), who(phone), user.sign_ins.count()) == (str(user.pk), None, 1)
    assert [letter.to for letter in mail.outbox] == [[user.email]]
    assert [enter(Client(), user, word).status_code for word in (PASSWORD, NEW)] == [422, 302]


def test_new_password_needs_the_old_one_and_some_length(client: Client) -> None:
    user = a_person()
    enter(client, user)
    wrong = client.post("/account/security/password/", {"old": WRONG, "password": NEW})
    short = client.post("/account/security/password/", {"old": PASSWORD, "password": "short"})
    assert (wrong.status_code, short.status_code) == (422, 422)
    assert "This is not your current password." in wrong.content.decode()
    assert "too short" in short.content.decode()
    assert enter(Client(), user).status_code == 302


def test_app_is_connected_by_its_first_code_and_brings_ten_codes(client: Client) -> None:
    user = a_person()
    enter(client, user)
    page = client.get("/account/security/app/")
    secret = page.context["secret"].replace(" ", "")
    assert "<svg" in page.content.decode()
    wrong = client.post("/account/security/app/add/", {"code": code_of(secret, steps=9)})
    assert (wrong.status_code, factors_of(user.pk).app) == (422, None)
    secret = wrong.context["secret"].replace(" ", "")
    right = client.post("/account/security/app/add/", {"code": code_of(secret)})
    assert right["Location"] == "/account/security/codes/"
    assert (bool(factors_of(user.pk).app), factors_of(user.pk).codes_left) == (True, 10)


def test_codes_are_shown_until_they_are_put_away(client: Client) -> None:
    user = a_person()
    with_app(user)
    enter(client, user)
    client.post("/sign-in/second-step/", {"code": recovery_codes(user)[0]})
    old = recovery_codes(user)
    assert client.get("/account/security/codes/").status_code == 404
    client.post("/account/security/codes/renew/")
    shown = client.get("/account/security/codes/").context["codes"]
    assert shown == recovery_codes(user)
    assert set(shown).isdisjoint(old)
    assert client.get("/account/security/codes/file/").content.decode().split()[2:] == shown
    client.post("/account/security/codes/kept/")
    assert client.get("/account/security/codes/").status_code == 404
    assert client.get("/account/security/codes/file/").status_code == 404


def test_removing_the_last_factor_removes_the_codes(client: Client) -> None:
    user = a_person()
    with_app(user)
    enter(client, user)
    client.post("/sign-in/second-step/", {"code": recovery_codes(user)[0]})
    client.post("/account/security/app/remove/")
    assert Authenticator.objects.filter(user=user).count() == 0


def test_passkey_of_a_neighbour_is_not_there(client: Client) -> None:
    user, neighbour = a_person(), a_person()
    key = Authenticator.objects.create(
        user=neighbour, type=Authenticator.Type.WEBAUTHN, data={"name": "theirs"}
    )
    enter(client, user)
    for verb in ("rename", "remove"):
        answer = client.post(f"/account/security/passkeys/{key.pk}/{verb}/", {"name": "mine"})
        assert answer.status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "theirs"


def test_old_proof_of_identity_is_asked_again(client: Client) -> None:
    user = a_person()
    enter(client, user)
    session = client.session
    session["confirmed"] = timezone.now().timestamp() - 16 * 60
    session.save()
    asked = client.get("/account/security/app/")
    assert asked["Location"] == "/account/confirm/?next=%2Faccount%2Fsecurity%2Fapp%2F"
    wrong = client.post("/account/confirm/check/", {"password": WRONG})
    assert (wrong.status_code, client.get("/account/security/app/").status_code) == (422, 302)
    right = client.post(
        "/account/confirm/check/", {"password": PASSWORD, "next": "/account/security/app/"}
    )
    assert right["Location"] == "/account/security/app/"
    assert client.get("/account/security/app/").status_code == 200


def test_api_key_is_shown_once_and_works_until_revoked(client: Client) -> None:
    user = a_person()
    enter(client, user)
    key = client.post("/account/tokens/add/", {"name": "Export"}).context["new_key"]
    now = timezone.now()
    token = Token.objects.get(user=user)
    assert (token.name, token.digest) == ("Export", digest_of(key))
    assert key not in client.get("/account/tokens/").content.decode()
    held = actor_holding(key, now=now)
    assert held is not None
    assert held.user_id == user.pk
    client.post(f"/account/tokens/{token.pk}/revoke/")
    assert actor_holding(key, now=now) is None


def test_api_key_of_a_neighbour_is_neither_seen_nor_revoked(client: Client) -> None:
    user, neighbour = a_person(), a_person()
    token = Token.objects.create(user=neighbour, name="Their export", digest="x")
    enter(client, user)
    assert "Their export" not in client.get("/account/tokens/").content.decode()
    assert client.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_profile_is_edited_and_the_page_speaks_the_new_language(client: Client) -> None:
    user = a_person()
    enter(client, user)
    values = {"name": " Анна  Воронцова ", "language": "ru", "zone": "Asia/Omsk"}
    assert client.post("/account/edit/", values)["Location"] == "/account/"
    user.refresh_from_db()
    assert (user.name, user.language, user.zone, user.single_keys) == (
        "Анна Воронцова",
        "ru",
        "Asia/Omsk",
        False,
    )
    assert client.get("/account/")["Content-Language"] == "ru"


def test_profile_answers_bad_input_beside_the_field(client: Client) -> None:
    user = a_person()
    enter(client, user)
    answer = client.post(
        "/account/edit/",
        {"name": "", "language": "fr", "zone": "Mars/Base"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert answer.content.decode().strip().startswith('<div id="account">')
    assert set(answer.context["form"].errors) == {"name", "language", "zone"}
