"""Who is asking: the one argument every action and query starts with."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Concatenate, Final, Literal, ParamSpec, TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from napulse.access.levels import Level, Need
from napulse.engines.kernel.errors import NotAllowed

P = ParamSpec("P")
R = TypeVar("R")

ALSO: Final = {"GET": ["GET", "HEAD"], "POST": ["POST"], "ANY": ["GET", "HEAD", "POST"]}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a guest with a link, or the product itself.

    `client_ids` None means every client. `deputising` maps a client that the actor sees only
    in somebody's stead to that absent person's user id; history says on whose behalf.
    """

    name: str
    levels: Mapping[str, Level] = field(default_factory=dict)
    user_id: int | None = None
    client_ids: frozenset[int] | None = frozenset()
    deputising: Mapping[int, int] = field(default_factory=dict)

    def can(self, need: Need) -> bool:
        return self.levels.get(need.area, Level.NONE) >= need.level

    def require(self, need: Need) -> None:
        if not self.can(need):
            raise NotAllowed(need)

    def sees(self, client_id: int) -> bool:
        return self.client_ids is None or client_id in self.client_ids

    def reaches(self, row: object) -> bool:
        """Whether a row is of a client that the actor sees, or the actor's own to do.

        A row of no client is reached by all; `doer_id`, where a row has it, is who is to do it.
        """
        client_id = getattr(row, "client_id", None)
        is_bound = isinstance(client_id, int) and not self.sees(client_id)
        return not is_bound or getattr(row, "doer_id", None) == self.own_id

    @property
    def own_id(self) -> int:
        """The id for looking up own rows; 0, which owns nothing, for the product and guests."""
        return self.user_id or 0

    @property
    def is_person(self) -> bool:
        return self.user_id is not None


def system_actor(name: str = "Napulse") -> Actor:
    """The product acting by itself: jobs and rules. Sees all, may all."""
    from napulse.access.levels import AREAS

    return Actor(name, {code: area.top for code, area in AREAS.items()}, client_ids=None)


class ActorRequest(HttpRequest):
    """A request after the middleware: `actor` is always there."""

    actor: Actor


ACTIONS: dict[str, Need] = {}


def action(
    need: Need,
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Declare a write: check the actor first, then do it all or not at all."""

    def wrap(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        ACTIONS[f"{function.__module__}.{function.__name__}"] = need

        @functools.wraps(function)
        def checked(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            actor.require(need)
            for value in (*args, *kwargs.values()):
                if not actor.reaches(value):
                    raise NotAllowed(need)
            with transaction.atomic():
                return function(actor, *args, **kwargs)

        return checked

    return wrap


def needs(
    need: Need, method: Literal["GET", "POST"] = "GET"
) -> Callable[
    [Callable[Concatenate[ActorRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Declare what a view needs and the one method it answers."""

    def wrap(
        view: Callable[Concatenate[ActorRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @functools.wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            asked: ActorRequest = request  # type: ignore[assignment] # the middleware made it one
            asked.actor.require(need)
            if request.method not in ALSO[method]:
                return HttpResponseNotAllowed(ALSO[method])
            return view(asked, *args, **kwargs)

        checked.need, checked.method = need, method  # type: ignore[attr-defined]
        return checked

    return wrap


def open_door(
    reason: str, method: Literal["GET", "POST", "ANY"] = "GET"
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Declare a view that a stranger may open, and say why. The list of them is a test."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def checked(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponse:
            if request.method not in ALSO[method]:
                return HttpResponseNotAllowed(ALSO[method])
            return view(request, *args, **kwargs)

        checked.open_because, checked.method = reason, method  # type: ignore[attr-defined]
        return checked

    return wrap
