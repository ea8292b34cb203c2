"""A signed link without an account: finds the one document behind it, and counts tries."""

from collections.abc import Callable
from functools import wraps
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from napulse.access.actor import Actor
from napulse.access.devices import address_of
from napulse.access.models import GuestLink, digest_of
from napulse.engines.kernel.errors import Missing
from napulse.service.models import Recipient
from napulse.service.permissions import ACKNOWLEDGE
from napulse.service.queries.clocks import zone_for
from napulse.ui import errors
from napulse.ui.pages import page

WINDOW_S, MOST_BY_KEY, MOST_MISSES = 60, 40, 30
GuestView = Callable[..., HttpResponse]
Finder = Callable[..., tuple[GuestLink, Recipient]]


def calls(name: str) -> int:
    """How often this happened within the window."""
    cache.add(name, 0, WINDOW_S)
    try:
        return int(cache.incr(name))
    except ValueError:
        return 1


def by_link(
    find: Finder, language_of: Callable[[Recipient], str]
) -> Callable[[GuestView], GuestView]:
    """Find the document behind the key; unknown, expired and revoked look alike."""

    def wrap(view: GuestView) -> GuestView:
        @wraps(view)
        def opened(request: HttpRequest, key: str) -> HttpResponse:
            try:
                _link, recipient = find(key, now=timezone.now())
            except Missing:
                too_often = calls(f"guest-miss:{address_of(request)}") > MOST_MISSES
                return errors.too_many(request) if too_often else gone(request)
            if calls(f"guest:{digest_of(key)[:32]}") > MOST_BY_KEY:
                return errors.too_many(request)
            zone = ZoneInfo(zone_for(recipient.client))
            with translation.override(language_of(recipient)), timezone.override(zone):
                response = view(request, recipient, key)
                response["Content-Language"] = translation.get_language() or ""
            return response

        return opened

    return wrap


def gone(request: HttpRequest) -> HttpResponse:
    return page(request, "service/guest_gone.html", status=404)


def guest_of(recipient: Recipient) -> Actor:
    """Nameless: who acts is sealed into history for good, and a client's name must be erasable.

    History tells the name by the recipient that the entry is about.
    """
    return Actor(
        "",
        {ACKNOWLEDGE.area: ACKNOWLEDGE.level},
        client_ids=frozenset({recipient.client_id}),
    )


def is_read(request: HttpRequest) -> bool:
    """Whether a person opens the page, and not a robot that looks ahead."""
    return request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
