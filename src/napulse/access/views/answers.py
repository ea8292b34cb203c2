"""How the doors of access answer: in place, elsewhere, or only after a fresh proof of identity."""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from napulse.access.actor import ActorRequest
from napulse.access.models import User
from napulse.access.sessions import is_confirmed

P = ParamSpec("P")
Door = Callable[Concatenate[ActorRequest, P], HttpResponseBase]
UNPROCESSABLE = 422
TOO_MANY = 429


def show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page; to htmx its body alone."""
    name = f"{template}#body" if request.headers.get("HX-Request") == "true" else template
    response = render(request, name, context, status=status)
    response["Vary"] = "HX-Request"
    response["Cache-Control"] = "no-store"
    return response


def go(request: HttpRequest, url: str, message: object = "") -> HttpResponse:
    """To another page, where the message is said."""
    if message:
        messages.success(request, str(message))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def next_of(request: HttpRequest, otherwise: str = "/") -> str:
    """Where the person was going, if that is inside the product."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else otherwise


def me(request: HttpRequest) -> User:
    """The signed-in user; doors with a need have no other."""
    return cast(User, request.user)


def confirmed(view: Door[P]) -> Door[P]:
    """Ask for a fresh proof of identity first; then come back to the security page."""

    @functools.wraps(view)
    def checked(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_confirmed(request.session, now=timezone.now()):
            return view(request, *args, **kwargs)
        back = request.path if request.method == "GET" else reverse("access:security")
        return go(request, f"{reverse('access:confirm')}?{urlencode({'next': back})}")

    return checked
