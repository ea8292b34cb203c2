"""Issued contact reports: one version to read, what a correction changed, answering objections."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Refused
from napulse.service.actions.acknowledgement import reopen_dispute, resolve_dispute
from napulse.service.forms.differences import told_difference
from napulse.service.forms.wording import REPORTS, told
from napulse.service.models import ContactReport
from napulse.service.permissions import EDIT_INTERACTIONS, VIEW_INTERACTIONS
from napulse.service.presenting import recipients_context
from napulse.service.queries import clocks, interactions, reports
from napulse.ui.pages import page, redirect


@needs(VIEW_INTERACTIONS)
def report_detail(request: ActorRequest, report_id: int) -> HttpResponse:
    """The newest issued version; a report never issued is only its draft."""
    report = reports.report(request.actor, report_id)
    return _version_page(request, report, report.issued_version)


@needs(VIEW_INTERACTIONS)
def report_version(request: ActorRequest, report_id: int, number: int) -> HttpResponse:
    report = reports.report(request.actor, report_id)
    reports.version(report, number)
    return _version_page(request, report, number)


def _version_page(
    request: ActorRequest, report: ContactReport, number: int, *, status: int = 200, error: str = ""
) -> HttpResponse:
    every = reports.versions(report)
    shown = next((each for each in every if each.number == number), None)
    clock = interactions.clock_of(report.interaction)
    context = {
        "report": report,
        "client": report.client,
        "versions": every,
        "version": shown,
        "read": reports.frozen(shown) if shown else None,
        "untouched": reports.is_untouched(shown) if shown else True,
        **recipients_context(request.actor, reports.recipients(shown) if shown else []),
        "deemed_at": shown.deemed_at if shown else None,
        "disputes": reports.disputes(report),
        "clock": clocks.clock_view(clock, timezone.now()) if clock else None,
        "may_edit": request.actor.can(EDIT_INTERACTIONS),
        "error": error,
    }
    return page(request, "service/report_detail.html", context, status=status)


@needs(VIEW_INTERACTIONS)
def report_difference(request: ActorRequest, report_id: int, number: int) -> HttpResponse:
    """What this version changed against the one before."""
    report = reports.report(request.actor, report_id)
    new, old = reports.version(report, number), reports.version(report, number - 1)
    context = {
        "report": report,
        "client": report.client,
        "version": new,
        "before": old,
        "parts": told_difference(reports.frozen(old), reports.frozen(new)),
    }
    return page(request, "service/report_difference.html", context)


@needs(EDIT_INTERACTIONS, "POST")
def dispute_resolve(request: ActorRequest, dispute_id: int) -> HttpResponse:
    dispute = reports.dispute(request.actor, dispute_id)
    report = dispute.version_of.report
    try:
        resolve_dispute(
            request.actor,
            dispute,
            resolution=request.POST.get("resolution", ""),
            now=timezone.now(),
        )
    except Refused as refusal:
        error = told(REPORTS, refusal.code, refusal.values)
        full = reports.report(request.actor, report.pk)
        return _version_page(request, full, full.issued_version, status=422, error=error)
    undo = reverse("service:dispute_reopen", args=[dispute.pk])
    return redirect(request, report.get_absolute_url() + "#disputes", _("Answered."), undo)


@needs(EDIT_INTERACTIONS, "POST")
def dispute_reopen(request: ActorRequest, dispute_id: int) -> HttpResponse:
    dispute = reports.dispute(request.actor, dispute_id)
    url = dispute.version_of.report.get_absolute_url() + "#disputes"
    try:
        reopen_dispute(request.actor, dispute)
    except Refused as refusal:
        return redirect(request, url, told(REPORTS, refusal.code, refusal.values))
    return redirect(request, url, _("The objection is open again."))
