"""Own security: password, sessions, and showing again who one is."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from napulse.access import factors
from napulse.access.actions import change_password, end_other_sign_ins, end_sign_in
from napulse.access.actor import ActorRequest, needs
from napulse.access.devices import device_of
from napulse.access.forms import ChangePasswordForm, CodeForm, ConfirmForm
from napulse.access.letters import send_password_changed
from napulse.access.permissions import EDIT_SELF, VIEW_SELF
from napulse.access.queries import factors_of
from napulse.access.sessions import living_sign_ins, moved_session, note_confirmed
from napulse.access.views.answers import UNPROCESSABLE, go, me, next_of, show


@needs(VIEW_SELF)
def security(request: ActorRequest) -> HttpResponse:
    return security_page(request, ChangePasswordForm(request, me(request)))


def security_page(
    request: ActorRequest, form: ChangePasswordForm, *, status: int = 200
) -> HttpResponse:
    sessions = [
        {
            "row": row,
            "device": device_of(row.agent),
            "is_this": row.session_key == request.session.session_key,
        }
        for row in living_sign_ins(me(request).pk, now=timezone.now())
    ]
    context = {
        "form": form,
        "sessions": sorted(sessions, key=lambda one: not one["is_this"]),
        "factors": factors_of(me(request).pk),
    }
    return show(request, "access/security.html", context, status=status)


@needs(EDIT_SELF, "POST")
@sensitive_post_parameters("old", "password")
def password_change(request: ActorRequest) -> HttpResponse:
    user = me(request)
    form = ChangePasswordForm(request, user, request.POST)
    if not form.is_valid():
        return security_page(request, form, status=UNPROCESSABLE)
    old_key = request.session.session_key
    fresh = change_password(
        request.actor, password=form.cleaned_data["password"], keep_session=old_key
    )
    update_session_auth_hash(request, fresh)
    moved_session(old_key, request.session.session_key)
    send_password_changed(fresh)
    return go(
        request, reverse("access:security"), _("The password is changed. Other sessions are ended.")
    )


@needs(EDIT_SELF, "POST")
def session_end(request: ActorRequest, sign_in_id: int) -> HttpResponse:
    end_sign_in(request.actor, sign_in_id=sign_in_id)
    return go(request, reverse("access:security"), _("The session is ended."))


@needs(EDIT_SELF, "POST")
def session_end_others(request: ActorRequest) -> HttpResponse:
    count = end_other_sign_ins(request.actor, keep_session=request.session.session_key)
    told = ngettext("%(count)s session is ended.", "%(count)s sessions are ended.", count)
    return go(request, reverse("access:security"), told % {"count": count})


@needs(VIEW_SELF)
def confirm(request: ActorRequest) -> HttpResponse:
    return _confirm_page(request, ConfirmForm(request))


def _confirm_page(
    request: ActorRequest, form: ConfirmForm | CodeForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "refused": refused,
        "next": next_of(request, reverse("access:security")),
        "factors": factors_of(me(request).pk),
    }
    return show(request, "access/confirm.html", context, status=status)


@needs(VIEW_SELF, "POST")
@sensitive_post_parameters("password", "code")
def confirm_check(request: ActorRequest) -> HttpResponse:
    """The password or a passkey of the person at the screen."""
    form = ConfirmForm(request, request.POST if "password" in request.POST else None)
    answered = (
        factors.passkey_answers(me(request), request.POST) if "credential" in request.POST else None
    )
    if answered or form.is_valid():
        note_confirmed(request.session, now=timezone.now())
        return go(request, next_of(request, reverse("access:security")))
    refused = _("This passkey is not known here.") if "credential" in request.POST else ""
    return _confirm_page(request, form, refused=refused, status=UNPROCESSABLE)


@needs(VIEW_SELF, "POST")
def confirm_options(request: ActorRequest) -> HttpResponse:
    return JsonResponse(factors.options_to_sign_in(me(request)))
