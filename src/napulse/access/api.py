"""The API's lock: a bearer key whose holder reaches the need.

A session never opens the API, so a foreign page cannot use a visitor's cookie. The lock turns
before the body is parsed, so a stranger learns nothing.
"""

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from napulse.access.actions import note_key_use
from napulse.access.actor import Actor
from napulse.access.levels import Need
from napulse.access.queries import actor_holding


class Holding(HttpBearer):
    """`auth=Holding(NEED)` on an operation; a lower level is refused, a stranger is 401."""

    def __init__(self, need: Need) -> None:
        super().__init__()
        self.need = need

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        now = timezone.now()
        actor = actor_holding(token, now=now)
        if not actor:
            return None
        note_key_use(token, now=now)
        actor.require(self.need)
        request.actor = actor  # type: ignore[attr-defined] # the middleware's attribute
        return actor
