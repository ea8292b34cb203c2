"""Turns the session into `request.actor`, and sets language and time zone for the answer."""

import zoneinfo
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.http import urlencode

from napulse.access.actor import Actor, ActorRequest
from napulse.access.models import User
from napulse.access.queries import actor_of, agency, agency_read_once
from napulse.access.sessions import note_use
from napulse.engines.kernel.errors import Missing, NotAllowed

Answer = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = cast(ActorRequest, request)
        with agency_read_once():
            asked.actor = self._actor(request)
            return self.get_response(request)

    def _actor(self, request: HttpRequest) -> Actor:
        if not isinstance(request.user, User):
            return Actor("")
        now = timezone.now()
        note_use(request.session, now=now)
        return actor_of(request.user, now=now)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed):
            if not request.user.is_authenticated:
                return to_sign_in(request)
            return render(request, "403.html", status=403)
        if isinstance(error, Missing):
            raise Http404
        return None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a stranger to the sign-in page; htmx follows by a header, not into the fragment."""
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    address = f"{settings.LOGIN_URL}?{query}" if query else settings.LOGIN_URL
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": settings.LOGIN_URL})
    return HttpResponseRedirect(address)


class LanguageMiddleware:
    """Language: the user's setting, else the cookie, else what the browser asks for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if isinstance(request.user, User) else None
        language = user.language if user else translation.get_language_from_request(request)
        zone = (user and user.zone) or agency().zone
        with translation.override(language), timezone.override(zoneinfo.ZoneInfo(zone)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        return response


actor_middleware = ActorMiddleware
language_middleware = LanguageMiddleware
