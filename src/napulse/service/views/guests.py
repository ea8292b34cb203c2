"""The client's page of one contact report, opened by a signed link without an account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import open_door
from napulse.engines.kernel.errors import Refused
from napulse.engines.reports import AckEventKind, possible
from napulse.service.actions.acknowledgement import confirm_report, dispute_report, see_report
from napulse.service.forms.differences import told_difference
from napulse.service.forms.wording import REPORTS, told
from napulse.service.models import Recipient, ReportVersion
from napulse.service.queries import reports
from napulse.service.views.links import by_link, guest_of, is_read
from napulse.ui.pages import page, redirect

WHY = "the client answers a report by the signed link in the letter"


def _language(recipient: Recipient) -> str:
    own = recipient.contact.language if recipient.contact else ""
    return own or recipient.client.language


_by_link = by_link(reports.by_guest_key, _language)


@open_door(WHY)
@_by_link
def guest_report(request: HttpRequest, recipient: Recipient, key: str) -> HttpResponse:
    """The version that was sent; opening it counts as seen, a preview by a robot does not."""
    if is_read(request):
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
