"""Pages of status reports that were sent or wait: the list, one of them, its files."""

from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Refused
from napulse.service.actions.delivery import send_again
from napulse.service.documents import file_name, pdf
from napulse.service.forms.status import told
from napulse.service.models import RecipientRole, StatusReport, StatusState
from napulse.service.permissions import EDIT_STATUS, SEND_STATUS, VIEW_STATUS
from napulse.service.presenting import recipients_context
from napulse.service.queries import clocks, status
from napulse.service.queries.status_editions import edition
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Column, Listing, View, export


def moment_of(row: StatusReport) -> Any:
    return row.sent_at or row.draft_saved_at or row.drafted_at


def in_time_of(row: Any) -> str:
    if row.state == StatusState.DRAFT or not row.closed:
        return ""
    if row.is_late:
        return pgettext("a status report", "late")
    return pgettext("a status report", "in time")


def seen_of(row: Any) -> str:
    return f"{row.seen_by_them} / {row.sent_to}" if row.sent_to else ""


class StatusReports(Listing[StatusReport]):
    """The list of status reports."""

    label = gettext_lazy("Status reports")
    order = ("-drafted_at", "-pk")
    search = ("client__folded", "author__folded")
    columns: ClassVar = [
        Column("subject", gettext_lazy("Subject"), main=True, cell="service/status_cell.html"),
        Column(
            "client",
            gettext_lazy("Client"),
            "client__folded",
            cell="service/_client_cell.html",
        ),
        Column("moment", gettext_lazy("Sent or saved"), "sent_at", kind="datetime", read=moment_of),
        Column(
            "in_time",
            gettext_lazy("Report clock"),
            cell="service/status_time.html",
            read=in_time_of,
        ),
        Column("seen", gettext_lazy("Seen"), cell="service/status_seen.html", read=seen_of),
        Column("author", gettext_lazy("Author"), "author__folded"),
    ]
    views: ClassVar = [
        View("sent", pgettext_lazy("status reports", "Sent"), Q(state=StatusState.SENT)),
        View("drafts", gettext_lazy("Drafts"), Q(state=StatusState.DRAFT)),
        View("refused", gettext_lazy("Not delivered"), Q(not_delivered__gt=0)),
        View("late", pgettext_lazy("status reports", "Late"), Q(is_late=True)),
    ]


def _listing(request: ActorRequest) -> StatusReports:
    rows = status.status_reports(request.actor)
    return StatusReports(request.GET, rows, reverse("service:status_list"))


@needs(VIEW_STATUS)
def status_list(request: ActorRequest) -> HttpResponse:
    listing = _listing(request)
    query = request.GET.urlencode()
    context = {
        "listing": listing,
        "heading": _("Status reports"),
        "lead": _("Drafted on the client's page from live data; sending one closes its clocks."),
        "export_url": reverse("service:status_export") + (f"?{query}" if query else ""),
        "empty_icon": "send",
        "empty_fact": _("No status reports yet"),
        "empty_suggestion": _("Open a client and press “Status report”."),
    }
    return page(request, "ui/listing.html", context, partial="list")


@needs(VIEW_STATUS)
def status_export(request: ActorRequest) -> HttpResponse:
    return export(request, _listing(request), "status-reports")


@needs(VIEW_STATUS)
def status_detail(request: ActorRequest, status_id: int) -> HttpResponse:
    """What was sent, frozen; a draft has a page of its own to be written on."""
    report = status.status_report(request.actor, status_id)
    return _detail(request, report)


def _detail(
    request: ActorRequest, report: StatusReport, *, error: str = "", code: int = 200
) -> HttpResponse:
    now = timezone.now()
    is_sent = report.state == StatusState.SENT
    closed = status.closed_clocks(report) if is_sent else []
    context = {
        "report": report,
        "client": report.client,
        "is_sent": is_sent,
        "edition": edition(report, role=RecipientRole.INTERNAL, now=now),
        "gone": status.gone_lines(report),
        "previous": status.last_sent(report.client_id, before=report.number),
        **recipients_context(request.actor, status.recipients_of(report)),
        "clocks": clocks.views_of(closed, now),
        "untouched": not is_sent or status.is_untouched(report),
        "may_edit": request.actor.can(EDIT_STATUS),
        "error": error,
    }
    return page(request, "service/status_detail.html", context, status=code)


@needs(VIEW_STATUS)
def status_pdf(request: ActorRequest, status_id: int) -> HttpResponse:
    """The client's edition as a file."""
    report = status.status_report(request.actor, status_id)
    return pdf_answer(report)


def pdf_answer(report: StatusReport) -> HttpResponse:
    shown = edition(report, role=RecipientRole.TO, now=timezone.now())
    response = HttpResponse(pdf(shown), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{file_name(shown)}"'
    return response


@needs(SEND_STATUS, "POST")
def recipient_resend(request: ActorRequest, recipient_id: int) -> HttpResponse:
    """Send the document again to an address that was refused."""
    recipient = status.recipient(request.actor, recipient_id)
    document: Any = recipient.status_report or recipient.version_of.report  # type: ignore[union-attr]
    email = request.POST.get("email", "")
    try:
        send_again(request.actor, recipient, email=email, now=timezone.now())
    except Refused as refusal:
        return redirect(request, document.get_absolute_url(), told(refusal))
    message = _("Sent again to %(name)s.") % {"name": recipient.name}
    return redirect(request, document.get_absolute_url(), message)
