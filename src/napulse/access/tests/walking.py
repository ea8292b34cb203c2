"""What the tests of the doors share: a person with a password, and codes as a phone makes them."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpResponse
from django.test import Client

from napulse.access.models import User
from napulse.testing import a_user, the_agency

PASSWORD = "verny parol stola"
WRONG = "neverny parol stola"


def a_person(**more: Any) -> User:
    the_agency()
    user = a_user(more.pop("role", "manager"), language=more.pop("language", "en"), **more)
    user.set_password(PASSWORD)
    user.save()
    return user


def enter(client: Client, user: User | str, password: str = PASSWORD, **more: str) -> HttpResponse:
    email = user if isinstance(user, str) else user.email
    return client.post("/sign-in/", {"email": email, "password": password, **more})


def who(client: Client) -> str | None:
    """The id of whom the product takes this browser for."""
    return (
        client.session.get("_auth_user_id") if client.get("/account/").status_code == 200 else None
    )


def with_app(user: User) -> str:
    """Connect an app; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_of(secret: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def recovery_codes(user: User) -> list[str]:
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return kept.wrap().get_unused_codes()
