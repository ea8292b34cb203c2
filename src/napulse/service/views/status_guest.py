"""The client's page of one status report, opened by a signed link without an account."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import open_door
from napulse.service.actions.delivery import confirm_status, see_status
from napulse.service.documents import file_name, pdf
from napulse.service.models import Recipient
from napulse.service.queries.editions import Edition
from napulse.service.queries.status import by_status_key
from napulse.service.queries.status_editions import edition
from napulse.service.views.links import by_link, guest_of, is_read
from napulse.ui.pages import page, redirect

WHY = "the client reads a status report by the signed link in the letter"


def _language(recipient: Recipient) -> str:
    return recipient.status_report.language if recipient.status_report else ""


_by_link = by_link(by_status_key, _language)


def shown_to(recipient: Recipient) -> Edition:
    """Exactly the edition that the letter had."""
    assert recipient.status_report is not None  # noqa: S101 - the query joins it
    return edition(recipient.status_report, role=recipient.role, now=timezone.now())


@open_door(WHY)
@_by_link
def guest_status(request: HttpRequest, recipient: Recipient, key: str) -> HttpResponse:
    """Opening it counts as seen; a preview by a robot does not."""
    if is_read(request):
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
