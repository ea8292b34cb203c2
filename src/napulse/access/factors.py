"""Second factors over the library's engine: the app, recovery codes, passkeys."""

from collections.abc import Mapping
from typing import Any

from allauth.account.internal.flows.login import perform_login, perform_password_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from napulse.access.adapter import SecondStep
from napulse.access.models import User
from napulse.access.witness import tell_witness
from napulse.engines.kernel.errors import Missing

CODES = Authenticator.Type.RECOVERY_CODES
APP = Authenticator.Type.TOTP
PASSKEY = Authenticator.Type.WEBAUTHN
REMOVED = {APP: "account.app_removed", PASSKEY: "account.passkey_removed"}


def sign_in_with_password(request: HttpRequest, user: User, *, to: str) -> HttpResponse:
    """The password was right: go in, or to the second step."""
    login = Login(user=user, email=user.email, redirect_url=to)
    answer: HttpResponse = perform_password_login(request, {"email": user.email}, login)
    return answer


def sign_in_with_passkey(
    request: HttpRequest, data: Mapping[str, Any], *, to: str
) -> HttpResponse | None:
    """A passkey alone opens the door; None if it is not a living one."""
    form = LoginWebAuthnForm(data=data)
    if not _holds(form) or not form.cleaned_data["credential"].user.is_active:
        return None
    key = form.cleaned_data["credential"]
    post_authentication(request, key, passwordless=True)
    answer: HttpResponse = perform_login(request, Login(user=key.user, redirect_url=to))
    return answer


def _holds(form: Form) -> bool:
    """Whether the library takes the answer; one that is no JSON to Python it lets fall."""
    try:
        return form.is_valid()
    except ValueError:
        return False


def pending_step(request: HttpRequest) -> SecondStep | None:
    """The second step this browser stands at, after a right password."""
    found: SecondStep | None = LoginStageController.enter(request, SecondStep.key)
    return found if found and found.login.user and found.login.user.is_active else None


def passkey_answers(user: User, data: Mapping[str, Any]) -> AuthenticateWebAuthnForm | None:
    """The checked answer of a passkey of this user, ready to be saved."""
    form = AuthenticateWebAuthnForm(user=user, data=data)
    return form if _holds(form) else None


def take_second_step(step: SecondStep, answered: Any) -> HttpResponse:
    """The right code or passkey was given: note its use and let the person in."""
    answered.save()
    return step.exit()  # type: ignore[no-any-return] # the library has no types


def may_try_passkey(request: HttpRequest) -> bool:
    return bool(ratelimit.consume(request, app="allauth.mfa", action="webauthn_login"))


def options_to_sign_in(user: User | None) -> dict[str, Any]:
    """What the browser needs to ask for a passkey; without a user it asks for any."""
    options: dict[str, Any] = webauthn.begin_authentication(user)
    return options


def options_to_add(user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey that can open the door alone."""
    options: dict[str, Any] = webauthn.begin_registration(user, passwordless=True)
    return options


def add_passkey(user: User, data: Mapping[str, Any]) -> bool:
    """Keep the new passkey; False if the browser's answer does not hold."""
    form = AddWebAuthnForm(user=user, data={**data, "passwordless": "on"})
    if not _holds(form):
        return False
    with transaction.atomic():
        webauthn.WebAuthn.add(user, form.cleaned_data["name"], form.cleaned_data["credential"])
        RecoveryCodes.activate(user)
        tell_witness(user, "account.passkey_added", name=form.cleaned_data["name"])
    return True


def rename_passkey(key: Authenticator, name: str) -> None:
    key.wrap().name = name
    key.save(update_fields=["data"])


def own_factor(user: User, kind: str, pk: int | None = None) -> Authenticator:
    """A second factor of this user; `Missing` when it is not there or somebody else's."""
    found = Authenticator.objects.filter(user=user, type=kind)
    one: Authenticator | None = (found.filter(pk=pk) if pk else found).first()
    if not one:
        raise Missing("factor")
    return one


@transaction.atomic
def remove_factor(user: User, key: Authenticator) -> None:
    """Take a factor away; recovery codes of nothing go with the last one."""
    key.delete()
    left = Authenticator.objects.filter(user=user)
    if not left.exclude(type=CODES).exists():
        left.delete()
    tell_witness(user, REMOVED[key.type])


def picture_of_secret(user: User, app_secret: str) -> str:
    """The QR code that an authenticator app reads, as SVG."""
    adapter = get_adapter()
    picture: str = adapter.build_totp_svg(adapter.build_totp_url(user, app_secret))
    return picture


@transaction.atomic
def add_app(request: HttpRequest, user: User, app_secret: str) -> None:
    Authenticator.objects.filter(user=user, type=APP).delete()
    TOTP.activate(user, app_secret)
    RecoveryCodes.activate(user)
    tell_witness(user, "account.app_added")
    clear_totp_secret(request)


@transaction.atomic
def renew_codes(user: User) -> None:
    """Ten fresh recovery codes; the old ones stop working."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=CODES).delete()
    RecoveryCodes.activate(user)
    tell_witness(user, "account.codes_renewed")


def codes_of(user: User) -> list[str]:
    """The unused recovery codes, to be shown once."""
    found = Authenticator.objects.filter(user=user, type=CODES).first()
    codes: list[str] = found.wrap().get_unused_codes() if found else []
    return codes
