"""Doors of imports of time: upload, what names mean, run, result, undo."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.clients.models import ImportState
from napulse.clients.queries import clients
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.engines.kernel.errors import Refused
from napulse.people.queries import agency_today
from napulse.timesheets import importing
from napulse.timesheets.actions import imports as actions
from napulse.timesheets.forms.imports import MeaningForm, UploadForm
from napulse.timesheets.importing import Plan
from napulse.timesheets.models import TimeImport
from napulse.timesheets.permissions import APPROVE_TIME, EDIT_OWN_TIME
from napulse.timesheets.queries import imports as queries
from napulse.timesheets.wording_imports import told_fault, told_refusal, told_undone
from napulse.ui.menu import Tab
from napulse.ui.pages import page, redirect

SHOWN = 50
PAST = 30


@needs(EDIT_OWN_TIME)
def time_import_list(request: ActorRequest) -> HttpResponse:
    return _list(request, UploadForm())


def _list(request: ActorRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "imports": list(queries.imports(request.actor)[:PAST])}
    template = "timesheets/time_import_list.html"
    return page(request, template, context, partial="upload", status=status)


@needs(EDIT_OWN_TIME, "POST")
def time_import_upload(request: ActorRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        with form.showing_refusals():
            found = actions.begin_import(
                request.actor,
                filename=form.cleaned_data["file"].name,
                raw=form.raw,
                tracker=form.tracker,
                now=timezone.now(),
            )
            return redirect(request, _address(found))
    return _list(request, form, status=422)


def _address(found: TimeImport) -> str:
    return reverse("timesheets:time_import_detail", args=[found.pk])


@needs(EDIT_OWN_TIME)
def time_import_detail(request: ActorRequest, time_import_id: int) -> HttpResponse:
    """The step that the import is at."""
    found = queries.import_of(request.actor, time_import_id)
    if found.state == ImportState.PREVIEW:
        return _preview(request, found)
    context = _about(found) | {"work": found.work}
    return page(request, "timesheets/time_import_run.html", context, partial="body")


def _about(found: TimeImport) -> dict[str, Any]:
    return {"found": found, "steps": [_("File"), _("What names mean"), _("Done")]}


def _preview(request: ActorRequest, found: TimeImport) -> HttpResponse:
    try:
        plan = _plan(request, found)
    except Refused as refusal:
        context = _about(found) | {"why": told_refusal(refusal)}
        return page(request, "timesheets/time_import_run.html", context, partial="body")
    show = request.GET.get("show", "")
    rows = plan.having(show) if show else plan.rows
    shown = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    initial = {"order": plan.reading.order, "approved": found.choices.get("approved", False)}
    context = _about(found) | {
        "plan": plan,
        "page": shown,
        "lines": [(row, [told_fault(fault) for fault in row.faults]) for row in shown],
        "show": show,
        "views": _views(found, plan, show),
        "form": MeaningForm(initial=initial),
        "asks_order": len(plan.reading.orders) > 1,
        "may_approve": request.actor.can(APPROVE_TIME),
        **_meanings(request),
    }
    return page(request, "timesheets/time_import_preview.html", context)


def _meanings(request: ActorRequest) -> dict[str, Any]:
    """What a name of the file can mean, as pairs of value and label."""
    seen = clients(request.actor).order_by("folded").values_list("pk", "name")
    names = list(seen)
    may_create = request.actor.can(EDIT_PROJECTS)
    return {
        "people": importing.people_to_choose(request.actor),
        "projects": [
            (f"{importing.OF_PROJECT}:{one.pk}", f"{one.client.name}: {one.name}")
            for one in importing.projects_to_choose(request.actor)
        ],
        "clients": [(f"{importing.OF_CLIENT}:{pk}", name) for pk, name in names],
        "new": [(f"{importing.NEW}:{pk}", name) for pk, name in names if may_create],
    }


def _plan(request: ActorRequest, found: TimeImport) -> Plan:
    return importing.plan_of(request.actor, found, today=agency_today(timezone.now()))


def _views(found: TimeImport, plan: Plan, show: str) -> list[Tab]:
    labels = {
        "": (_("All rows"), len(plan.rows)),
        "write": (_("To write"), plan.counts.get("write", 0)),
        "error": (_("With errors"), plan.counts.get("error", 0)),
        "skip": (_("To skip"), plan.counts.get("skip", 0)),
        "repeat": (_("Already here"), plan.counts.get("repeat", 0)),
    }
    address = _address(found)
    return [
        Tab(label, f"{address}?show={key}" if key else address, key == show, count)
        for key, (label, count) in labels.items()
    ]


@needs(EDIT_OWN_TIME, "POST")
def time_import_choose(request: ActorRequest, time_import_id: int) -> HttpResponse:
    """Keep what the names mean; with the other button, write at once."""
    found = queries.import_of(request.actor, time_import_id)
    form = MeaningForm(request.POST)
    back = _address(found)
    if not form.is_valid():
        return redirect(request, back)

    def keep() -> HttpResponse:
        chosen = form.choices(request.POST.dict())
        kept = actions.choose_for_import(request.actor, found, choices=chosen)
        if request.POST.get("verb") != "run":
            return redirect(request, back)
        actions.run_import(request.actor, kept, plan=_plan(request, kept))
        return redirect(request, back)

    return _or_told(request, keep, back)


def _or_told(request: ActorRequest, act: Callable[[], HttpResponse], back: str) -> HttpResponse:
    try:
        return act()
    except Refused as refusal:
        return redirect(request, back, told_refusal(refusal))


@needs(EDIT_OWN_TIME, "POST")
def time_import_undo(request: ActorRequest, time_import_id: int) -> HttpResponse:
    found = queries.import_of(request.actor, time_import_id)

    def undo() -> HttpResponse:
        undone = actions.undo_import(request.actor, found, now=timezone.now())
        return redirect(request, _address(found), told_undone(undone))

    return _or_told(request, undo, _address(found))


@needs(EDIT_OWN_TIME, "POST")
def time_import_drop(request: ActorRequest, time_import_id: int) -> HttpResponse:
    found = queries.import_of(request.actor, time_import_id)

    def drop() -> HttpResponse:
        actions.drop_import(request.actor, found, now=timezone.now())
        return redirect(request, reverse("timesheets:time_import_list"), _("The file is forgotten"))

    return _or_told(request, drop, _address(found))
