"""The client's page of one status report, opened by a signed link without an account."""

from collections.abc import Callable
from functools import wraps
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from napulse.access.actor import open_door
from napulse.access.models import digest_of
from napulse.engines.kernel.errors import Missing
from napulse.service.actions.delivery import confirm_status, see_status
from napulse.service.documents import file_name, pdf
from napulse.service.models import Recipient
from napulse.service.queries.clocks import zone_for
from napulse.service.queries.editions import Edition
from napulse.service.queries.status import by_status_key
from napulse.service.queries.status_editions import edition
from napulse.service.views.guests import MOST_BY_KEY, MOST_MISSES, calls, gone, guest_of
from napulse.ui import errors
from napulse.ui.pages import page, redirect

WHY = "the client reads a status report by the signed link in the letter"
GuestView = Callable[..., HttpResponse]


def _by_link(view: GuestView) -> GuestView:
    """Find the document behind the key; unknown, expired and revoked look alike."""

    @wraps(view)
    def opened(request: HttpRequest, key: str) -> HttpResponse:
        try:
            _link, recipient = by_status_key(key, now=timezone.now())
        except Missing:
            address = request.META.get("REMOTE_ADDR", "")
            too_often = calls(f"guest-miss:{address}") > MOST_MISSES
            return errors.too_many(request) if too_often else gone(request)
        if calls(f"guest:{digest_of(key)[:32]}") > MOST_BY_KEY:
            return errors.too_many(request)
        zone = ZoneInfo(zone_for(recipient.client))
        with translation.override(shown_to(recipient).language), timezone.override(zone):
            response = view(request, recipient, key)
            response["Content-Language"] = translation.get_language() or "en"
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened


def shown_to(recipient: Recipient) -> Edition:
    """Exactly the edition that the letter had."""
    assert recipient.status_report is not None  # noqa: S101 - the query joins it
    return edition(recipient.status_report, role=recipient.role, now=timezone.now())


@open_door(WHY)
@_by_link
def guest_status(request: HttpRequest, recipient: Recipient, key: str) -> HttpResponse:
    """Opening it counts as seen; a preview by a robot does not."""
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        see_status(guest_of(recipient), recipient, now=timezone.now())
    context = {
        "edition": shown_to(recipient),
        "recipient": recipient,
        "confirm_url": reverse("service:guest_status_confirm", args=[key]),
        "pdf_url": reverse("service:guest_status_pdf", args=[key]),
    }
    return page(request, "service/status_guest.html", context)


@open_door(WHY, "POST")
@_by_link
def guest_status_confirm(request: HttpRequest, recipient: Recipient, key: str) -> HttpResponse:
    confirm_status(guest_of(recipient), recipient, now=timezone.now())
    return redirect(
        request, reverse("service:guest_status", args=[key]), _("Thank you: confirmed.")
    )


@open_door(WHY)
@_by_link
def guest_status_pdf(request: HttpRequest, recipient: Recipient, key: str) -> HttpResponse:
    shown = shown_to(recipient)
    response = HttpResponse(pdf(shown), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name(shown)}"'
    return response
