"""The client's page of one contact report, opened by a signed link without an account."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from napulse.access.actor import Actor, open_door
from napulse.access.models import digest_of
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.reports import AckEventKind, possible
from napulse.service.actions.acknowledgement import confirm_report, dispute_report, see_report
from napulse.service.forms.differences import told_difference
from napulse.service.forms.wording import REPORTS, told
from napulse.service.models import Recipient, ReportVersion
from napulse.service.permissions import ACKNOWLEDGE
from napulse.service.queries import reports
from napulse.service.queries.clocks import zone_for
from napulse.ui import errors
from napulse.ui.pages import page, redirect

WINDOW_S, MOST_BY_KEY, MOST_MISSES = 60, 40, 30
WHY = "the client answers a report by the signed link in the letter"
GuestView = Callable[..., HttpResponse]


def calls(name: str) -> int:
    """How often this happened within the window."""
    cache.add(name, 0, WINDOW_S)
    try:
        return int(cache.incr(name))
    except ValueError:
        return 1


def _by_link(view: GuestView) -> GuestView:
    """Find the document behind the key; unknown, expired and revoked look alike."""

    @wraps(view)
    def opened(request: HttpRequest, key: str) -> HttpResponse:
        address = request.META.get("REMOTE_ADDR", "")
        try:
            _link, recipient = reports.by_guest_key(key, now=timezone.now())
        except Missing:
            too_often = calls(f"guest-miss:{address}") > MOST_MISSES
            return errors.too_many(request) if too_often else gone(request)
        if calls(f"guest:{digest_of(key)[:32]}") > MOST_BY_KEY:
            return errors.too_many(request)
        zone = ZoneInfo(zone_for(recipient.client))
        with translation.override(_language(recipient)), timezone.override(zone):
            response = view(request, recipient, key)
            response["Content-Language"] = translation.get_language() or ""
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened


def gone(request: HttpRequest) -> HttpResponse:
    return page(request, "service/guest_gone.html", status=404)


def _language(recipient: Recipient) -> str:
    own = recipient.contact.language if recipient.contact else ""
    return own or recipient.client.language


def guest_of(recipient: Recipient) -> Actor:
    """Nameless: who acts is sealed into history for good, and a client's name must be erasable.

    History tells the name by the recipient that the entry is about.
    """
    return Actor(
        "",
        {ACKNOWLEDGE.area: ACKNOWLEDGE.level},
        client_ids=frozenset({recipient.client_id}),
    )


@open_door(WHY)
@_by_link
def guest_report(request: HttpRequest, recipient: Recipient, key: str) -> HttpResponse:
    """The version that was sent; opening it counts as seen, a preview by a robot does not."""
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        recipient = see_report(guest_of(recipient), recipient, now=timezone.now())
    return _report(request, recipient, key)


def _report(
    request: HttpRequest, recipient: Recipient, key: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    version: ReportVersion = recipient.version_of  # type: ignore[assignment] # by_guest_key joins it
    stand = reports.acknowledgement(recipient)
    is_newest = version.number == version.report.issued_version
    offered = possible(stand.state) if is_newest else frozenset()
    read = reports.frozen(version)
    context = {
        "read": read,
        "version": version,
        "recipient": recipient,
        "state": stand.state.value,
        "is_newest": is_newest,
        "may_confirm": AckEventKind.CONFIRM in offered and stand.state.value != "confirmed",
        "may_dispute": AckEventKind.DISPUTE in offered,
        "disputes": list(recipient.disputes.order_by("pk")),
        "changes": _changes(version, read),
        "confirm_url": reverse("service:guest_confirm", args=[key]),
        "dispute_url": reverse("service:guest_dispute", args=[key]),
    }
    return page(request, "service/guest_report.html", context | more, status=status)


def _changes(version: ReportVersion, read: reports.FrozenReport) -> list[Any]:
    if version.number == 1:
        return []
    before = reports.version(version.report, version.number - 1)
    return list(told_difference(reports.frozen(before), read))


@open_door(WHY, "POST")
@_by_link
def guest_confirm(request: HttpRequest, recipient: Recipient, key: str) -> HttpResponse:
    try:
        confirm_report(guest_of(recipient), recipient, now=timezone.now())
    except Refused as refusal:
        return _refused(request, recipient, key, refusal)
    return redirect(
        request, reverse("service:guest_report", args=[key]), _("Thank you: confirmed.")
    )


@open_door(WHY, "POST")
@_by_link
def guest_dispute(request: HttpRequest, recipient: Recipient, key: str) -> HttpResponse:
    comments = {
        name.removeprefix("comment|"): value
        for name, value in request.POST.items()
        if name.startswith("comment|") and isinstance(value, str)
    }
    try:
        dispute_report(guest_of(recipient), recipient, comments=comments, now=timezone.now())
    except Refused as refusal:
        return _refused(request, recipient, key, refusal, comments=comments)
    message = _("Thank you: we have received your objections.")
    return redirect(request, reverse("service:guest_report", args=[key]), message)


def _refused(
    request: HttpRequest, recipient: Recipient, key: str, refusal: Refused, **more: Any
) -> HttpResponse:
    _link, fresh = reports.by_guest_key(key, now=timezone.now())
    error = told(REPORTS, refusal.code, refusal.values)
    return _report(request, fresh, key, status=409, error=error, **more)
