"""The editor of a contact report: its draft, its issue, its correction."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Refused
from napulse.engines.reports import ReportContent
from napulse.service.actions.interactions import edit_interaction
from napulse.service.actions.reports import (
    Issue,
    Saved,
    drop_correction,
    issue_report,
    resume_correction,
    save_draft,
    start_correction,
    start_report,
)
from napulse.service.forms.editor import editor_of, new_line
from napulse.service.forms.interactions import FactsForm
from napulse.service.forms.reports import (
    Errors,
    errors_of,
    packed,
    read_content,
    read_edit,
    read_recipients,
)
from napulse.service.forms.wording import REPORTS, told
from napulse.service.models import ContactReport, Interaction
from napulse.service.permissions import APPROVE_INTERACTIONS, EDIT_INTERACTIONS
from napulse.service.presenting import Shown, editor_context, editor_for, facts_form, stored
from napulse.service.queries import clocks, interactions, reports
from napulse.ui.pages import page, redirect


@needs(EDIT_INTERACTIONS, "POST")
def report_start(request: ActorRequest, interaction_id: int) -> HttpResponse:
    row = interactions.interaction(request.actor, interaction_id)
    try:
        report = start_report(request.actor, row, now=timezone.now())
    except Refused as refusal:
        return redirect(
            request, row.get_absolute_url(), told(REPORTS, refusal.code, refusal.values)
        )
    name = "report_edit" if report.draft is not None else "report_detail"
    return redirect(request, reverse(f"service:{name}", args=[report.pk]))


@needs(EDIT_INTERACTIONS)
def report_edit(request: ActorRequest, report_id: int) -> HttpResponse:
    report = reports.report(request.actor, report_id)
    if report.draft is None:
        return redirect(request, report.get_absolute_url())
    return _editor(request, report, stored(report))


def _editor(
    request: ActorRequest, report: ContactReport, shown: Shown, *, status: int = 200
) -> HttpResponse:
    context = editor_context(request.actor, report, shown, now=timezone.now())
    return page(request, "service/report_edit.html", context, partial="form", status=status)


@needs(EDIT_INTERACTIONS)
def report_row(request: ActorRequest, report_id: int, section: str) -> HttpResponse:
    """One more empty line of a section, for the end of its list."""
    report = reports.report(request.actor, report_id)
    people = interactions.people_for(request.actor, report.client)
    content = new_line(ReportContent(), section, request.GET.get("side", ""), request.actor.user_id)
    editor = editor_of(report, people, content, Errors())
    context = {"editor": editor, "line": editor.lines[section][0], "section": section}
    return page(request, "service/_report_line.html", context | {"is_new": True})


@needs(EDIT_INTERACTIONS, "POST")
def report_save(request: ActorRequest, report_id: int) -> HttpResponse:
    """The pause in typing saves: an answer of one line, or both versions of what clashes."""
    report = reports.report(request.actor, report_id)
    edit = read_edit(request.POST)
    try:
        saved = save_draft(request.actor, report, edit=edit, now=timezone.now())
    except Refused as refusal:
        return _not_saved(request, report, refusal)
    if "add" in request.POST:
        return _with_line(request, saved, request.POST["add"])
    if "leave" in request.POST:
        return redirect(request, report.interaction.get_absolute_url(), _("Draft saved."))
    version = edit.version if saved.merged else saved.report.draft_version
    context = {"report": saved.report, "base": packed(edit.content), "version": version}
    return page(request, "service/_report_saved.html", context | {"merged": saved.merged})


@needs(EDIT_INTERACTIONS, "POST")
def report_facts(request: ActorRequest, report_id: int) -> HttpResponse:
    """When, how and with whom: saved by itself, like the draft below it."""
    report = reports.report(request.actor, report_id)
    row = interactions.interaction(request.actor, report.interaction_id)
    people = interactions.people_for(request.actor, row.client, also=interactions.named_in(row))
    form, now = facts_form(row.client, people, data=request.POST), timezone.now()
    saved: Interaction | None = None
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"] or 0
            saved = edit_interaction(
                request.actor, row, data=form.onto(row), version=version, now=now
            )
    if request.headers.get("HX-Request") != "true":
        return _facts_by_hand(request, report, form, is_saved=saved is not None)
    clock = interactions.clock_of(interactions.interaction(request.actor, row.pk))
    context = {
        "facts": form,
        "saved": saved,
        "version": saved.version if saved else form["version"].value(),
        "clock": clocks.clock_view(clock, now) if clock else None,
    }
    status = 200 if saved else 422
    return page(request, "service/_facts_saved.html", context, status=status)


def _facts_by_hand(
    request: ActorRequest, report: ContactReport, form: FactsForm, *, is_saved: bool
) -> HttpResponse:
    if is_saved:
        return redirect(request, reverse("service:report_edit", args=[report.pk]), _("Saved."))
    context = editor_context(request.actor, report, stored(report), now=timezone.now())
    return page(request, "service/report_edit.html", context | {"facts": form}, status=422)


def _with_line(request: ActorRequest, saved: Saved, asked: str) -> HttpResponse:
    section, _colon, side = asked.partition(":")
    content = new_line(saved.content, section, side, request.actor.user_id)
    shown = Shown(content, packed(saved.content), saved.report.draft_version, data=request.POST)
    return _editor(request, saved.report, shown)


def _not_saved(request: ActorRequest, report: ContactReport, refusal: Refused) -> HttpResponse:
    errors = errors_of(refusal)
    shown = Shown(
        read_content(request.POST),
        request.POST.get("base", ""),
        read_edit(request.POST).version,
        data=request.POST,
        errors=errors,
        conflicts=refusal.values.get("conflicts", ()),  # type: ignore[arg-type]
    )
    if request.headers.get("HX-Request") == "true":
        context = {"editor": editor_for(request.actor, report, shown), "report": report}
        context |= {"base": shown.base, "version": shown.version}
        return page(request, "service/_report_saved.html", context, status=409)
    return _editor(request, report, shown, status=409)


@needs(APPROVE_INTERACTIONS, "POST")
def report_issue(request: ActorRequest, report_id: int) -> HttpResponse:
    report = reports.report(request.actor, report_id)
    edit = read_edit(request.POST)
    issue = Issue(read_recipients(request.POST), request.POST.get("reason", ""))
    try:
        version = issue_report(request.actor, report, edit=edit, issue=issue, now=timezone.now())
    except Refused as refusal:
        shown = Shown(
            edit.content,
            packed(edit.base),
            edit.version,
            data=request.POST,
            errors=errors_of(refusal),
            conflicts=refusal.values.get("conflicts", ()),  # type: ignore[arg-type]
        )
        return _editor(request, report, shown, status=422)
    message = _("Report No. %(number)s is on its way.") % {"number": version.report.number}
    return redirect(request, version.report.get_absolute_url(), message)


@needs(EDIT_INTERACTIONS, "POST")
def report_correct(request: ActorRequest, report_id: int) -> HttpResponse:
    report = reports.report(request.actor, report_id)
    try:
        start_correction(request.actor, report, now=timezone.now())
    except Refused as refusal:
        return redirect(
            request, report.get_absolute_url(), told(REPORTS, refusal.code, refusal.values)
        )
    return redirect(request, reverse("service:report_edit", args=[report.pk]))


@needs(EDIT_INTERACTIONS, "POST")
def report_drop(request: ActorRequest, report_id: int) -> HttpResponse:
    report = reports.report(request.actor, report_id)
    try:
        drop_correction(request.actor, report)
    except Refused as refusal:
        return redirect(
            request, report.get_absolute_url(), told(REPORTS, refusal.code, refusal.values)
        )
    undo = reverse("service:report_resume", args=[report.pk])
    return redirect(request, report.get_absolute_url(), _("The correction is dropped."), undo)


@needs(EDIT_INTERACTIONS, "POST")
def report_resume(request: ActorRequest, report_id: int) -> HttpResponse:
    report = reports.report(request.actor, report_id)
    try:
        resume_correction(request.actor, report)
    except Refused as refusal:
        return redirect(
            request, report.get_absolute_url(), told(REPORTS, refusal.code, refusal.values)
        )
    return redirect(request, reverse("service:report_edit", args=[report.pk]))
