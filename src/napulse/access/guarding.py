"""What is refused before a view sees it, and what every answer carries."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from napulse.access.actor import Actor
from napulse.ui import errors

MOST_BYTES = 64 * 1024 * 1024
MOST_FROM_STRANGERS = 1024 * 1024
API = "/api/"
"""Its lock turns before a body is read: none is parsed here, and a key may bring much."""
KEPT_PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
"""Pages of one agency: no proxy, shared computer or search engine keeps them."""


class GuardMiddleware:
    """Stands last, so that its refusals are whole pages; bodies are read after it at the soonest.

    PostgreSQL holds no NUL in a text, and no person types one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._refusal(request) or self.get_response(request)
        for name, value in KEPT_PRIVATE.items():
            response.headers.setdefault(name, value)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        is_page = not request.path.startswith(API)
        if is_page and request.method == "POST" and _has_nul(request.POST.lists()):
            return errors.bad_request(request)
        return None

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        actor: Actor = getattr(request, "actor", None) or Actor("")
        trusted = actor.is_person or request.path.startswith(API)
        if _length(request) > (MOST_BYTES if trusted else MOST_FROM_STRANGERS):
            return errors.too_large(request)
        if "\x00" in request.path or _has_nul(request.GET.lists()):
            return errors.bad_request(request)
        return None


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told.lstrip("0")[:20] or "0") if told.isdecimal() else 0


def _has_nul(lists: Iterable[tuple[str, Iterable[object]]]) -> bool:
    return any(
        "\x00" in name or any("\x00" in str(value) for value in values) for name, values in lists
    )


guard_middleware = GuardMiddleware
