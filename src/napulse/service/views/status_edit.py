"""Writing a status report: the editor, what the client will see, sending it."""

from typing import Any
from uuid import uuid4

from csp.decorators import csp_replace, csp_update
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin

from napulse.access.actor import ActorRequest, needs
from napulse.clients.queries import client as client_of
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.text import whole
from napulse.engines.reports import Section
from napulse.service.actions.status import (
    StatusEdit,
    discard_status_draft,
    draft_status_report,
    flat,
    refresh_status_report,
    restore_status_draft,
    save_status_draft,
)
from napulse.service.actions.status_sending import send_status_report
from napulse.service.documents import html_letter, text_letter
from napulse.service.forms.status import (
    SHOWN,
    Around,
    EditedLine,
    clashes_of,
    packed,
    read_edit,
    sections_of,
    told,
)
from napulse.service.models import RecipientRole, StatusReport, StatusState
from napulse.service.permissions import EDIT_STATUS, SEND_STATUS
from napulse.service.queries import clocks, status
from napulse.service.queries.distribution import addressees
from napulse.service.queries.status_editions import edition
from napulse.service.views.distribution import draft_form
from napulse.ui.pages import page, redirect

SAMPLE_LINK = "#"
LETTER_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'none'"],
    "form-action": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
}


def a_draft(request: ActorRequest, status_id: int) -> StatusReport:
    """A draft the actor sees; what was sent is not here any more."""
    report = status.status_report(request.actor, status_id)
    if report.state != StatusState.DRAFT:
        raise Missing("draft")
    return report


@needs(EDIT_STATUS, "POST")
def status_create(request: ActorRequest, client_id: int) -> HttpResponse:
    client = client_of(request.actor, client_id)
    try:
        report = draft_status_report(request.actor, client, now=timezone.now())
    except Refused as refusal:
        return redirect(request, client.get_absolute_url(), told(refusal))
    return redirect(request, reverse("service:status_edit", args=[report.pk]))


@needs(EDIT_STATUS)
def status_edit(request: ActorRequest, status_id: int) -> HttpResponse:
    report = status.status_report(request.actor, status_id)
    if report.state == StatusState.SENT:
        return redirect(request, report.get_absolute_url())
    return _editor(request, report)


def _editor(
    request: ActorRequest, report: StatusReport, *, code: int = 200, **more: Any
) -> HttpResponse:
    now = timezone.now()
    content, live = status.content_of(report), status.freshness(report, now=now)
    around = Around(status.marks_of(report), live.stale, content.projects)
    covered = status.covered_clocks(report, now=now)
    context = {
        "report": report,
        "client": report.client,
        "sections": sections_of(content.lines, around),
        "shown": SHOWN,
        "base": packed(flat(report, content)),
        "live": live,
        "gone": status.gone_lines(report),
        "addressees": addressees(report),
        "form": draft_form(report),
        "clocks": clocks.views_of(covered, now),
        "may_send": request.actor.can(SEND_STATUS),
    }
    return page(request, "service/status_edit.html", context | more, status=code)


@needs(EDIT_STATUS, "POST")
def status_discard(request: ActorRequest, status_id: int) -> HttpResponse:
    report = a_draft(request, status_id)
    discard_status_draft(request.actor, report, now=timezone.now())
    undo = reverse("service:status_restore", args=[report.pk])
    return redirect(request, report.client.get_absolute_url(), _("The draft is discarded."), undo)


@needs(EDIT_STATUS, "POST")
def status_restore(request: ActorRequest, status_id: int) -> HttpResponse:
    report = status.status_report(request.actor, status_id, deleted=True)
    try:
        restore_status_draft(request.actor, report)
    except Refused as refusal:
        return redirect(request, report.get_absolute_url(), told(refusal))
    return redirect(
        request, reverse("service:status_edit", args=[report.pk]), _("The draft is back.")
    )


@needs(EDIT_STATUS)
def status_line(request: ActorRequest, status_id: int) -> HttpResponse:
    """One more line of the manager's own, for the end of a section."""
    a_draft(request, status_id)
    asked = request.GET.get("section", "")
    section = asked if asked in set(Section) else Section.NEXT.value
    line = EditedLine(f"own:{uuid4().hex[:12]}", "", "client", is_own=True, section=section)
    return page(request, "service/status_line.html", {"line": line, "shown": SHOWN, "is_new": True})


@needs(EDIT_STATUS, "POST")
def status_save(request: ActorRequest, status_id: int) -> HttpResponse:
    """The pause in typing saves; so do the buttons, which then go somewhere."""
    report, edit = status.status_report(request.actor, status_id), read_edit(request.POST)
    try:
        saved = save_status_draft(request.actor, report, edit=edit, now=timezone.now())
    except Refused as refusal:
        return _not_saved(request, report, edit, refusal)
    if "preview" in request.POST:
        return redirect(request, reverse("service:status_preview", args=[report.pk]))
    if "leave" in request.POST or request.headers.get("HX-Request") != "true":
        return redirect(request, reverse("service:status_edit", args=[report.pk]), _("Saved."))
    stored = flat(saved, status.content_of(saved))
    merged = any(
        stored.get(name) not in (value.strip(), edit.base.get(name))
        for name, value in edit.values.items()
    )
    context = {"report": saved, "base": packed(edit.values), "merged": merged}
    return page(request, "service/status_saved.html", context)


def _not_saved(
    request: ActorRequest, report: StatusReport, edit: StatusEdit, refusal: Refused
) -> HttpResponse:
    if refusal.code == "status.already_sent":
        return redirect(request, report.get_absolute_url(), told(refusal))
    clashes = clashes_of(refusal, status.content_of(report).lines)
    context = {"report": report, "base": packed(edit.base), "clashes": clashes}
    if request.headers.get("HX-Request") == "true":
        return page(request, "service/status_saved.html", context, status=409)
    mine = {"mine": edit.values, "base": packed(edit.base), "clashes": clashes}
    return _editor(request, report, code=409, **mine)


@needs(EDIT_STATUS, "POST")
def status_refresh(request: ActorRequest, status_id: int) -> HttpResponse:
    report = a_draft(request, status_id)
    lost = refresh_status_report(request.actor, report, now=timezone.now())
    message = _("The draft is up to date.")
    if lost:
        message = ngettext(
            "Up to date. %(count)s edited line gave way to its changed source: “%(text)s”.",
            "Up to date. %(count)s edited lines gave way to their changed sources: “%(text)s”…",
            len(lost),
        ) % {"count": len(lost), "text": lost[0].text[:120]}
    return redirect(request, reverse("service:status_edit", args=[report.pk]), message)


@needs(EDIT_STATUS)
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type] # its type forgets the address
def status_preview(request: ActorRequest, status_id: int) -> HttpResponse:
    return _preview(request, a_draft(request, status_id))


def _preview(
    request: ActorRequest, report: StatusReport, *, error: str = "", code: int = 200
) -> HttpResponse:
    now = timezone.now()
    shown = edition(report, role=RecipientRole.TO, now=now)
    covered = status.covered_clocks(report, now=now)
    live = status.freshness(report, now=now)
    context = {
        "report": report,
        "client": report.client,
        "text": text_letter(shown, link=_("(a link of each recipient's own)")),
        "addressees": [each for each in addressees(report) if not each.left_out],
        "clocks": clocks.views_of(covered, now),
        "live": live,
        "may_send": request.actor.can(SEND_STATUS),
        "error": error,
    }
    return page(request, "service/status_preview.html", context, status=code)


@needs(EDIT_STATUS)
@xframe_options_sameorigin
@csp_replace(LETTER_POLICY)  # type: ignore[arg-type] # as below
def status_letter(request: ActorRequest, status_id: int) -> HttpResponse:
    """The letter itself, for the frame: a page without scripts, with its own policy."""
    report = status.status_report(request.actor, status_id)
    asked = request.GET.get("as", "")
    role = RecipientRole.INTERNAL if asked == RecipientRole.INTERNAL else RecipientRole.TO
    shown = edition(report, role=role, now=timezone.now())
    return HttpResponse(html_letter(shown, link=SAMPLE_LINK))


@needs(SEND_STATUS, "POST")
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type] # its type forgets the address
def status_send(request: ActorRequest, status_id: int) -> HttpResponse:
    report = status.status_report(request.actor, status_id)
    version = whole(request.POST.get("version", ""))
    seen = -1 if version is None else version
    try:
        sent = send_status_report(request.actor, report, version=seen, now=timezone.now())
    except Refused as refusal:
        return _preview(request, report, error=told(refusal), code=422)
    names = ", ".join(clock.interaction.subject for clock in sent.closed)
    message = _("Report No. %(number)s is on its way.") % {"number": report.number}
    if names:
        message = _("Report No. %(number)s is on its way. Clocks closed: %(names)s.") % {
            "number": report.number,
            "names": names,
        }
    return redirect(request, report.get_absolute_url(), message)
