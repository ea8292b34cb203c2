"""What a stolen copy of the database says of second factors: nothing that opens a door."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from napulse.access.secrets_at_rest import sealed, unsealed
from napulse.access.tests.walking import a_person, code_of, enter, recovery_codes, who, with_app

pytestmark = pytest.mark.django_db


def test_neither_the_apps_secret_nor_a_recovery_code_is_stored_as_it_is() -> None:
    user = a_person()
    secret = with_app(user)
    codes = recovery_codes(user)

    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))

    seed = unsealed(Authenticator.objects.get(type="recovery_codes").data["seed"])
    assert unsealed(Authenticator.objects.get(type="totp").data["secret"]) == secret
    assert [word for word in (secret, seed, *codes) if word in stored] == []


def test_a_key_that_was_in_use_before_still_opens(settings: Any) -> None:
    before, old = sealed("JBSWY3DPEHPK3PXP"), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key of the installation", [old]

    assert unsealed(before) == "JBSWY3DPEHPK3PXP"
    assert unsealed(sealed("ABC")) == "ABC"


def test_under_another_key_no_code_is_right(client: Client, settings: Any) -> None:
    user = a_person()
    secret = with_app(user)
    codes = recovery_codes(user)
    settings.SECRET_KEY = "another key of the installation"
    enter(client, user)

    for code in (code_of(secret), code_of(""), codes[0]):
        answer = client.post("/sign-in/second-step/", {"code": code})
        assert (answer.status_code, who(client)) == (422, None)
