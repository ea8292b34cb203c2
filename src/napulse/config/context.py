"""The frame of every page: agency, menu, tabs."""

from functools import cache
from typing import Any, cast

from django.http import HttpRequest

from napulse.access.actor import Actor, ActorRequest
from napulse.access.models import User
from napulse.access.queries import agency
from napulse.config.menu import menu_for, tabs_of


def frame(request: HttpRequest) -> dict[str, Any]:
    actor: Actor = getattr(request, "actor", None) or Actor("")
    if not isinstance(getattr(request, "user", None), User):
        return {"agency": agency(), "actor": actor}
    asked = cast(ActorRequest, request)
    menu = cache(lambda: menu_for(asked))  # a part of a page draws none, so asks for no counts
    return {"agency": agency(), "actor": actor, "menu": menu, "tabs": lambda: tabs_of(menu())}
