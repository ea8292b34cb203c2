"""Who gets in, who does not, and what both are told."""

import re
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client

from napulse.access.tests.walking import (
    WRONG,
    a_person,
    code_of,
    enter,
    recovery_codes,
    who,
    with_app,
)

pytestmark = pytest.mark.django_db
SENTENCE = "E-mail or password is wrong."


@pytest.fixture(autouse=True)
def _forgotten_attempts() -> None:
    cache.clear()


def test_right_password_opens_the_door_and_goes_where_one_was_going(client: Client) -> None:
    user = a_person()
    answer = enter(client, user, next="/clients/?view=fire")
    assert (answer.status_code, answer["Location"]) == (302, "/clients/?view=fire")
    assert who(client) == str(user.pk)


def test_address_is_taken_in_any_case(client: Client) -> None:
    user = a_person()
    enter(client, user.email.upper())
    assert who(client) == str(user.pk)


@pytest.mark.parametrize("case", ["wrong", "unknown", "closed", "no password yet"])
def test_every_refusal_reads_the_same(client: Client, case: str) -> None:
    user = a_person(is_active=case != "closed")
    if case == "no password yet":
        user.set_unusable_password()
        user.save()
    address = "nobody@sfera.example" if case == "unknown" else user.email
    answer = enter(client, address, WRONG) if case == "wrong" else enter(client, address)
    body = answer.content.decode().replace(address, "ADDRESS")
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken[^}]+', "", body)
    assert (answer.status_code, body.count(SENTENCE), who(client)) == (422, 1, None)
    other = Client().post("/sign-in/", {"email": "other@sfera.example", "password": WRONG})
    assert other.content.decode().count(SENTENCE) == 1


def test_unknown_address_costs_as_many_hashes_as_a_wrong_password(client: Client) -> None:
    user = a_person()
    with (
        patch.object(Argon2PasswordHasher, "encode", autospec=True, return_value="") as encode,
        patch.object(Argon2PasswordHasher, "verify", autospec=True, return_value=False) as verify,
    ):
        enter(client, user, WRONG)
        assert (encode.call_count, verify.call_count) == (0, 1)
        enter(client, "nobody@sfera.example", WRONG)
        assert (encode.call_count, verify.call_count) == (1, 1)


def test_sixth_guess_at_one_account_is_refused_even_if_right(client: Client) -> None:
    user, other = a_person(), a_person()
    told = [enter(client, user, WRONG).status_code for _ in range(5)]
    sixth = enter(client, user)
    assert (told, sixth.status_code, who(client)) == ([422] * 5, 429, None)
    assert "Too many attempts. Try again in five minutes." in sixth.content.decode()
    assert enter(client, other).status_code == 302


def test_one_address_cannot_try_many_accounts(client: Client) -> None:
    told = [enter(client, f"a{n}@sfera.example", WRONG).status_code for n in range(21)]
    assert told == [422] * 20 + [429]


def test_floods_of_one_address_get_the_page_that_says_so(client: Client) -> None:
    a_person()
    told = [client.post("/sign-in/", {}).status_code for _ in range(61)]
    assert told == [422] * 60 + [429]


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/x", "/\\evil.example", "javascript:1"],
)
def test_next_never_leaves_the_product(client: Client, wanted: str) -> None:
    user = a_person()
    assert enter(client, user, next=wanted)["Location"] == "/"
    assert client.get("/sign-in/", {"next": wanted})["Location"] == "/"


def test_session_ends_with_the_browser_unless_asked_to_stay(client: Client) -> None:
    user = a_person()
    enter(client, user)
    assert client.cookies["sessionid"]["max-age"] == ""
    other = Client()
    enter(other, user, remember="on")
    assert other.cookies["sessionid"]["max-age"] == 14 * 24 * 3600


def test_session_key_changes_at_sign_in(client: Client) -> None:
    user = a_person()
    with_app(user)
    enter(client, user)
    before = client.session.session_key
    client.post("/sign-in/second-step/", {"code": recovery_codes(user)[0]})
    assert who(client) == str(user.pk)
    assert client.session.session_key != before


def test_app_asks_for_its_code_after_the_password(client: Client) -> None:
    user = a_person()
    secret = with_app(user)
    answer = enter(client, user, next="/clients/")
    assert (answer["Location"], who(client)) == ("/sign-in/second-step/", None)
    wrong = client.post("/sign-in/second-step/", {"code": code_of(secret, steps=9)})
    assert (wrong.status_code, "This code is not right." in wrong.content.decode()) == (422, True)
    right = client.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert (right["Location"], who(client)) == ("/clients/", str(user.pk))


def test_code_of_the_app_works_once(client: Client) -> None:
    user = a_person()
    code = code_of(with_app(user))
    for browser, expected in ((client, str(user.pk)), (Client(), None)):
        enter(browser, user)
        browser.post("/sign-in/second-step/", {"code": code})
        assert who(browser) == expected


def test_code_of_the_app_does_not_work_again_while_it_lives(client: Client) -> None:
    user = a_person()
    secret = with_app(user)
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        code = code_of(secret, steps=1)
        enter(client, user)
        client.post("/sign-in/second-step/", {"code": code})
        assert who(client) == str(user.pk)
        clock.shift(45)
        other = Client()
        enter(other, user)
        other.post("/sign-in/second-step/", {"code": code})
        assert who(other) is None
        other.post("/sign-in/second-step/", {"code": code_of(secret)})
        assert who(other) is None
        clock.shift(30)
        other.post("/sign-in/second-step/", {"code": code_of(secret)})
        assert who(other) == str(user.pk)


def test_recovery_code_works_once(client: Client) -> None:
    user = a_person()
    with_app(user)
    code = recovery_codes(user)[0]
    for browser, expected in ((client, str(user.pk)), (Client(), None)):
        enter(browser, user)
        browser.post("/sign-in/second-step/", {"code": code})
        assert who(browser) == expected
    assert len(recovery_codes(user)) == 9


def test_guessing_codes_is_limited(client: Client) -> None:
    user = a_person()
    secret = with_app(user)
    enter(client, user)
    told = [client.post("/sign-in/second-step/", {"code": "000000"}).status_code for _ in range(6)]
    late = client.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert (told, late.status_code, who(client)) == ([422] * 5 + [429], 429, None)


def test_second_step_is_closed_without_the_first(client: Client) -> None:
    user = a_person()
    secret = with_app(user)
    for answer in (
        client.get("/sign-in/second-step/"),
        client.post("/sign-in/second-step/", {"code": code_of(secret)}),
    ):
        assert answer["Location"] == "/sign-in/"
    assert who(client) is None


def test_account_closed_between_the_steps_stays_out(client: Client) -> None:
    user = a_person()
    secret = with_app(user)
    enter(client, user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    client.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert "_auth_user_id" not in client.session


def test_broken_passkey_answers_are_refused_not_crashed(client: Client) -> None:
    a_person()
    client.post("/sign-in/passkey/options/")
    for junk in ("", "{", "[]", "{}", '{"response": null}', '{"response": {"userHandle": "MQ"}}'):
        assert client.post("/sign-in/passkey/", {"credential": junk}).status_code == 422, junk


def test_forms_without_their_token_are_refused() -> None:
    user = a_person()
    strict = Client(enforce_csrf_checks=True)
    assert enter(strict, user).status_code == 403
    strict.force_login(user)
    assert strict.post("/sign-out/").status_code == 403
    assert who(strict) == str(user.pk)


def test_sign_out_is_a_post(client: Client) -> None:
    user = a_person()
    enter(client, user)
    assert client.get("/sign-out/").status_code == 405
    assert who(client) == str(user.pk)
    client.post("/sign-out/")
    assert (who(client), user.sign_ins.count()) == (None, 0)


def test_every_answer_carries_the_protecting_headers(client: Client) -> None:
    a_person()
    answer = client.get("/sign-in/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
