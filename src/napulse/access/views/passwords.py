"""A forgotten password, and the language of a stranger."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from napulse.access.actions import choose_language, reset_password
from napulse.access.actor import Actor, open_door
from napulse.access.forms import ForgotForm, LanguageForm, NewPasswordForm
from napulse.access.letters import send_password_changed, send_reset, user_of_reset_key
from napulse.access.views.answers import TOO_MANY, UNPROCESSABLE, next_of, show

KEY = "password-reset-key"
FORGOT = "a person who forgot the password has no other way back"
LANGUAGE_COOKIE_S = 365 * 24 * 3600


@open_door(FORGOT, "ANY")
def password_forgot(request: HttpRequest) -> HttpResponse:
    """Mail a link. Known and unknown addresses get the same answer."""
    form = ForgotForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return show(request, "access/password_forgot.html", {"form": form}, status=status)
    email = form.cleaned_data["email"].lower()
    if not ratelimit.consume(request, action="reset_password", key=email):
        return render(request, "429.html", status=TOO_MANY)
    send_reset(email)
    return HttpResponseRedirect(reverse("access:password_forgot_sent"))


@open_door(FORGOT)
def password_forgot_sent(request: HttpRequest) -> HttpResponse:
    return show(request, "access/password_forgot_sent.html")


@open_door("the link of the letter is the key")
def password_reset_open(request: HttpRequest, key: str) -> HttpResponse:
    """Take the key out of the address, so that no log and no referrer keeps it."""
    request.session[KEY] = key
    return HttpResponseRedirect(reverse("access:password_reset"))


@open_door("the key came with the letter", "ANY")
@sensitive_post_parameters("password")
def password_reset(request: HttpRequest) -> HttpResponse:
    if not ratelimit.consume(request, action="reset_password_from_key"):
        return render(request, "429.html", status=TOO_MANY)
    user = user_of_reset_key(request.session.get(KEY, ""))
    if not user:
        return show(request, "access/password_reset_over.html", status=410)
    form = NewPasswordForm(user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return show(
            request, "access/password_reset.html", {"form": form, "person": user}, status=status
        )
    reset_password(user, password=form.cleaned_data["password"])
    del request.session[KEY]
    send_password_changed(user)
    messages.success(request, _("The new password is set. Sign in with it."))
    return HttpResponseRedirect(reverse("access:sign_in"))


@open_door("a stranger chooses the language of the page", "POST")
def language_set(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    response = HttpResponseRedirect(next_of(request))
    if not form.is_valid():
        return response
    language = form.cleaned_data["language"]
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=LANGUAGE_COOKIE_S,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    actor: Actor = request.actor  # type: ignore[attr-defined] # the middleware sets it
    if actor.is_person:
        choose_language(actor, language=language)
    return response
