"""The frame of every page: agency, menu, tabs, the running timer."""

from functools import cache
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone

from napulse.access.actor import Actor, ActorRequest
from napulse.access.models import User
from napulse.access.queries import agency
from napulse.config.menu import menu_for, tabs_of
from napulse.timesheets.queries.timers import running


def frame(request: HttpRequest) -> dict[str, Any]:
    actor: Actor = getattr(request, "actor", None) or Actor("")
    if not isinstance(getattr(request, "user", None), User):
        return {"agency": agency(), "actor": actor}
    asked = cast(ActorRequest, request)
    timer = cache(lambda: running(actor, now=timezone.now()))
    menu = cache(lambda: menu_for(asked))  # a part of a page draws none, so asks for no counts
    return {
        "agency": agency(),
        "actor": actor,
        "menu": menu,
        "tabs": lambda: tabs_of(menu()),
        "running_timer": timer,
    }
