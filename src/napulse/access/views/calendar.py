"""The person's own calendar for other programs: its secret address, and the feed itself."""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from napulse.access.actions import close_calendar_feed, note_feed_use, open_calendar_feed
from napulse.access.actor import ActorRequest, needs, open_door
from napulse.access.models import digest_of
from napulse.access.permissions import EDIT_SELF, VIEW_SELF
from napulse.access.queries import actor_of, agency, calendar_feed, calendar_feed_of, feed_events
from napulse.access.views.answers import TOO_MANY, confirmed, go, me, show
from napulse.engines.exchange import write_feed

LIMIT = {"app": "allauth.account", "action": "calendar_feed"}


@needs(VIEW_SELF)
def feed_settings(request: ActorRequest) -> HttpResponse:
    return _settings(request)


def _settings(request: ActorRequest, key: str = "") -> HttpResponse:
    address = settings.BASE_URL + reverse("access:feed", args=[key]) if key else ""
    context = {"feed": calendar_feed_of(me(request).pk), "new_address": address}
    return show(request, "access/calendar.html", context)


@needs(EDIT_SELF, "POST")
@confirmed
def feed_open(request: ActorRequest) -> HttpResponse:
    """The answer to this request is the only place where the address is ever shown."""
    return _settings(request, open_calendar_feed(request.actor, now=timezone.now()))


@needs(EDIT_SELF, "POST")
def feed_close(request: ActorRequest) -> HttpResponse:
    close_calendar_feed(request.actor)
    return go(request, reverse("access:feed_settings"), _("The address no longer works."))


@open_door("a calendar program has no session; the secret address is the key")
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """What its owner may see at this moment, in the owner's language."""
    if not ratelimit.consume(request, **LIMIT, key=digest_of(key), limit_get=True):
        return render(request, "429.html", status=TOO_MANY)
    found, now = calendar_feed(key), timezone.now()
    if found is None:
        raise Http404
    with translation.override(found.user.language):
        events = feed_events(actor_of(found.user, now=now), now=now)
    note_feed_use(found, now=now)
    response = HttpResponse(write_feed(events, agency().name), content_type="text/calendar")
    response["Content-Disposition"] = 'inline; filename="napulse.ics"'
    return response
