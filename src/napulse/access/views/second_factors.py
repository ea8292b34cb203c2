"""Setting up second factors: the app, recovery codes, passkeys."""

import time

from allauth.mfa.models import Authenticator
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from napulse.access import factors
from napulse.access.actor import ActorRequest, needs
from napulse.access.forms import AppForm, PasskeyForm, PasskeyNameForm
from napulse.access.permissions import EDIT_SELF
from napulse.access.views.answers import UNPROCESSABLE, confirmed, go, me, show
from napulse.engines.kernel.errors import Missing

CODES_UNTIL = "codes-until"
CODES_SHOWN_S = 10 * 60


@needs(EDIT_SELF)
@confirmed
def app_setup(request: ActorRequest) -> HttpResponse:
    return _app_page(request, AppForm(user=me(request)))


def _app_page(request: ActorRequest, form: AppForm, *, status: int = 200) -> HttpResponse:
    words = form.secret
    context = {
        "form": form,
        "secret": " ".join(words[at : at + 4] for at in range(0, len(words), 4)),
        "picture": mark_safe(factors.picture_of_secret(me(request), words).partition("?>")[2]),  # noqa: S308
    }
    return show(request, "access/app_setup.html", context, status=status)


@needs(EDIT_SELF, "POST")
@confirmed
def app_add(request: ActorRequest) -> HttpResponse:
    form = AppForm(user=me(request), data=request.POST)
    if not form.is_valid():
        return _app_page(request, form, status=UNPROCESSABLE)
    factors.add_app(request, me(request), form.secret)
    return _show_codes(request, _("The app is connected."))


def _show_codes(request: ActorRequest, message: str) -> HttpResponse:
    """For ten minutes this session alone may read the codes."""
    request.session[CODES_UNTIL] = time.time() + CODES_SHOWN_S
    return go(request, reverse("access:codes"), message)


@needs(EDIT_SELF, "POST")
@confirmed
def app_remove(request: ActorRequest) -> HttpResponse:
    factors.remove_factor(me(request), _own(request, Authenticator.Type.TOTP))
    return go(request, reverse("access:security"), _("The app is disconnected."))


def _own(request: ActorRequest, kind: str, pk: int | None = None) -> Authenticator:
    return factors.own_factor(me(request), kind, pk)


def _codes(request: ActorRequest) -> list[str]:
    """The codes while they may be seen; afterwards the page is not there."""
    codes = factors.codes_of(me(request))
    if not codes or request.session.get(CODES_UNTIL, 0) < time.time():
        raise Missing
    return codes


@needs(EDIT_SELF)
def codes(request: ActorRequest) -> HttpResponse:
    return show(request, "access/codes.html", {"codes": _codes(request)})


@needs(EDIT_SELF)
def codes_file(request: ActorRequest) -> HttpResponse:
    lines = [f"Napulse, {me(request).email}", *_codes(request)]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="napulse-recovery-codes.txt"'
    response["Cache-Control"] = "no-store"
    return response


@needs(EDIT_SELF, "POST")
def codes_kept(request: ActorRequest) -> HttpResponse:
    """The person has put the codes away: they are shown no more."""
    request.session.pop(CODES_UNTIL, None)
    return go(request, reverse("access:security"))


@needs(EDIT_SELF, "POST")
@confirmed
def codes_renew(request: ActorRequest) -> HttpResponse:
    _own(request, Authenticator.Type.RECOVERY_CODES)
    factors.renew_codes(me(request))
    return _show_codes(request, _("These codes replace the old ones."))


@needs(EDIT_SELF, "POST")
@confirmed
def passkey_options(request: ActorRequest) -> HttpResponse:
    return JsonResponse(factors.options_to_add(me(request)))


@needs(EDIT_SELF)
@confirmed
def passkey_new(request: ActorRequest) -> HttpResponse:
    return show(request, "access/passkey_new.html", {"form": PasskeyForm()})


@needs(EDIT_SELF, "POST")
@confirmed
def passkey_add(request: ActorRequest) -> HttpResponse:
    had_codes = bool(factors.codes_of(me(request)))
    form = PasskeyForm(request.POST)
    if not form.is_valid() or not _kept(request, form):
        form.add_error(None, _("The browser did not make a passkey. Try again."))
        return show(request, "access/passkey_new.html", {"form": form}, status=UNPROCESSABLE)
    if not had_codes:
        return _show_codes(request, _("The passkey is added."))
    return go(request, reverse("access:security"), _("The passkey is added."))


def _kept(request: ActorRequest, form: PasskeyForm) -> bool:
    name = form.cleaned_data["name"] or _("Passkey")
    return factors.add_passkey(
        me(request), {"name": name, "credential": request.POST["credential"]}
    )


@needs(EDIT_SELF, "POST")
def passkey_rename(request: ActorRequest, passkey_id: int) -> HttpResponse:
    key = _own(request, Authenticator.Type.WEBAUTHN, passkey_id)
    form = PasskeyNameForm(request.POST)
    if form.is_valid():
        factors.rename_passkey(key, form.cleaned_data["name"])
    return go(request, reverse("access:security"), _("Saved.") if form.is_valid() else "")


@needs(EDIT_SELF, "POST")
@confirmed
def passkey_remove(request: ActorRequest, passkey_id: int) -> HttpResponse:
    factors.remove_factor(me(request), _own(request, Authenticator.Type.WEBAUTHN, passkey_id))
    return go(request, reverse("access:security"), _("The passkey is removed."))
