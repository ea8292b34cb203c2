"""Rounds of revision and work beyond the budget, noted as they are asked for."""

import uuid

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.delivery.models import Project
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.delivery.queries import deliverable as deliverable_of
from napulse.delivery.queries import deliverables
from napulse.delivery.queries import project as project_of
from napulse.engines.kernel.errors import Refused
from napulse.people.queries import agency_today
from napulse.timesheets.actions import risk as actions
from napulse.timesheets.forms.risk import ExtraForm, RoundForm
from napulse.timesheets.models import ExtraKind
from napulse.timesheets.queries import risk as queries
from napulse.timesheets.wording_risk import RISKS
from napulse.ui.pages import page, redirect


def _form(request: ActorRequest, project: Project, **data: object) -> ExtraForm:
    results = deliverables(request.actor, project_id=project.pk)
    return ExtraForm(project=project, results=results, **data)


def _page(
    request: ActorRequest, project: Project, form: ExtraForm, status: int = 200
) -> HttpResponse:
    context = {"project": project, "form": form, "is_action": bool(form["action"].value())}
    return page(request, "timesheets/extra_form.html", context, partial="form", status=status)


@needs(EDIT_PROJECTS)
def extra_new(request: ActorRequest, project_id: int) -> HttpResponse:
    project = project_of(request.actor, project_id)
    asked = {name: request.GET.get(name, "") for name in ("title", "action", "kind", "deliverable")}
    initial = {
        "on": agency_today(timezone.now()),
        **{name: value for name, value in asked.items() if value},
        "submit_key": str(uuid.uuid4()),
    }
    return _page(request, project, _form(request, project, initial=initial))


@needs(EDIT_PROJECTS, "POST")
def extra_made(request: ActorRequest, project_id: int) -> HttpResponse:
    project = project_of(request.actor, project_id)
    form = _form(request, project, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.note_extra(
                request.actor, project, data=form.extra_data, now=timezone.now()
            )
            undo = reverse("timesheets:extra_drop", args=[made.pk])
            said = _("Noted: money at risk") if made.outside else _("Noted")
            back = reverse("timesheets:risk_project", args=[project.pk])
            return redirect(request, back, said, undo)
    return _page(request, project, form, 422)


@needs(EDIT_PROJECTS, "POST")
def round_noted(request: ActorRequest, deliverable_id: int) -> HttpResponse:
    """One more round of revision, by one press; a press after somebody else's changes nothing."""
    result = deliverable_of(request.actor, deliverable_id)
    back = reverse("delivery:project_detail", args=[result.project_id])
    form = RoundForm(request.POST)
    if not form.is_valid():
        return redirect(request, back, RISKS["extra.counted"])
    now = timezone.now()
    number = form.cleaned_data["seen"] + 1
    data = actions.ExtraData(
        title=_("%(what)s: round %(number)s") % {"what": result.name[:170], "number": number},
        on=agency_today(now),
        kind=ExtraKind.ROUND,
        deliverable=result,
        seen=form.cleaned_data["seen"],
    )
    try:
        made = actions.note_extra(request.actor, result.project, data=data, now=now)
    except Refused as refusal:
        return redirect(request, back, str(RISKS[refusal.code]) % refusal.values)
    undo = reverse("timesheets:extra_drop", args=[made.pk])
    told = {"number": made.number}
    if made.outside:
        return redirect(request, back, _("Round %(number)s: nobody pays for it yet") % told, undo)
    return redirect(request, back, _("Round %(number)s is noted") % told, undo)


@needs(EDIT_PROJECTS, "POST")
def extra_drop(request: ActorRequest, extra_id: int) -> HttpResponse:
    row = queries.extra_work(request.actor, extra_id)
    back = reverse("timesheets:risk_project", args=[row.project_id])
    try:
        actions.drop_extra(request.actor, row, now=timezone.now())
    except Refused as refusal:
        return redirect(request, back, str(RISKS[refusal.code]) % refusal.values)
    undo = reverse("timesheets:extra_restore", args=[row.pk])
    return redirect(request, back, _("Taken off"), undo)


@needs(EDIT_PROJECTS, "POST")
def extra_restore(request: ActorRequest, extra_id: int) -> HttpResponse:
    row = queries.extra_work(request.actor, extra_id, deleted=True)
    back = reverse("timesheets:risk_project", args=[row.project_id])
    try:
        actions.restore_extra(request.actor, row)
    except Refused as refusal:
        return redirect(request, back, str(RISKS[refusal.code]) % refusal.values)
    return redirect(request, back, _("It is back"))
