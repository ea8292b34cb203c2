"""Pages of projects and their results."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.clients.panels import project_page
from napulse.delivery import actions, queries
from napulse.delivery.forms.projects import DeliverableForm, ProjectForm, StateForm
from napulse.delivery.models import Deliverable, Project, ProjectState
from napulse.delivery.permissions import EDIT_PROJECTS, VIEW_PROJECTS
from napulse.delivery.tables import ProjectListing
from napulse.delivery.tabs import project_tabs
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect, toast
from napulse.ui.tables import export


def _listing(request: ActorRequest) -> ProjectListing:
    rows = queries.projects(request.actor, state="")
    return ProjectListing(request.GET, rows, request.path)


@needs(VIEW_PROJECTS)
def project_list(request: ActorRequest) -> HttpResponse:
    can_edit = request.actor.can(EDIT_PROJECTS)
    context = {
        "listing": _listing(request),
        "heading": _("Projects"),
        "export_url": f"{reverse('delivery:project_export')}?{request.GET.urlencode()}",
        "create_url": reverse("delivery:project_create") if can_edit else "",
        "create_label": _("New project"),
        "templates_url": reverse("delivery:template_list"),
        "empty_icon": "layout-kanban",
        "empty_fact": _("No projects yet"),
        "empty_suggestion": _("A project gathers results, dates and what waits for the client."),
    }
    return page(request, "delivery/project_list.html", context, partial="list")


@needs(VIEW_PROJECTS)
def project_export(request: ActorRequest) -> HttpResponse:
    return export(request, _listing(request), "projects")


def _project_form(request: ActorRequest, project: Project | None, **data: Any) -> ProjectForm:
    client_id = project.client_id if project else None
    return ProjectForm(
        **data,
        clients=None if project else queries.open_clients(request.actor),
        people=queries.colleagues(now_chosen=project.lead_id if project else None),
        brands=queries.brands(request.actor, client_id=client_id),
    )


@needs(EDIT_PROJECTS)
def project_create(request: ActorRequest) -> HttpResponse:
    initial = {"client": request.GET.get("client"), "submit_key": str(uuid.uuid4())}
    form = _project_form(request, None, initial=initial)
    return page(request, "delivery/project_form.html", {"form": form, "project": None})


@needs(EDIT_PROJECTS, "POST")
def project_created(request: ActorRequest) -> HttpResponse:
    form = _project_form(request, None, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            client = form.cleaned_data["client"]
            made = actions.create_project(request.actor, client, data=form.data_of_project)
            return redirect(request, made.get_absolute_url(), _("Project created"))
    context = {"form": form, "project": None}
    return page(request, "delivery/project_form.html", context, partial="form", status=422)


@needs(VIEW_PROJECTS)
def project_detail(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    return page(request, "delivery/project_detail.html", _detail(request, project))


def _detail(request: ActorRequest, project: Project) -> dict[str, Any]:
    rows, now = list(queries.deliverables(request.actor, project_id=project.pk)), timezone.now()
    return {
        "project": project,
        "panels": project_page(request, project, now),
        "now": now,
        "sections": project_tabs(request, project, "project_detail"),
        "rows": rows,
        "today": agency_today(now),
        "states": [s for s in ProjectState.choices if s[0] != project.state],
        "new_form": DeliverableForm(
            people=queries.colleagues(),
            initial={"state": "planned", "submit_key": str(uuid.uuid4())},
        ),
        "can_edit": request.actor.can(EDIT_PROJECTS),
    }


@needs(EDIT_PROJECTS)
def project_edit(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    initial = {name: getattr(project, name) for name in PROJECT_FIELDS}
    initial["budget"] = project.budget.amount if project.budget else None
    form = _project_form(request, project, initial=initial)
    return page(request, "delivery/project_form.html", {"form": form, "project": project})


PROJECT_FIELDS = (
    "name",
    "brand",
    "lead",
    "format",
    "starts_on",
    "due_on",
    "due_is_hard",
    "probability",
    "weight",
    "currency",
    "brief",
    "risk",
    "version",
)


@needs(EDIT_PROJECTS, "POST")
def project_edited(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    form = _project_form(request, project, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"] or 0
            actions.edit_project(request.actor, project, data=form.data_of_project, version=version)
            return redirect(request, project.get_absolute_url(), _("Project saved"))
    context = {"form": form, "project": project, "theirs": project}
    return page(request, "delivery/project_form.html", context, partial="form", status=422)


@needs(EDIT_PROJECTS, "POST")
def project_state(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    form = StateForm(request.POST)
    today = agency_today(timezone.now())
    if form.is_valid() and form.cleaned_data["state"] in ProjectState.values:
        with form.showing_refusals():
            actions.set_project_state(
                request.actor, project, state=form.cleaned_data["state"], today=today
            )
            return redirect(request, project.get_absolute_url(), _("State changed"))
    context = {**_detail(request, project), "state_form": form}
    return page(request, "delivery/project_detail.html", context, status=422)


@needs(EDIT_PROJECTS, "POST")
def project_delete(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    actions.delete_project(request.actor, project, now=timezone.now())
    undo = reverse("delivery:project_restore", args=[project.pk])
    return redirect(request, reverse("delivery:project_list"), _("Project deleted"), undo)


@needs(EDIT_PROJECTS, "POST")
def project_restore(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.deleted_project(request.actor, project_id)
    actions.restore_project(request.actor, project)
    return redirect(request, project.get_absolute_url(), _("Project is back"))


@needs(EDIT_PROJECTS, "POST")
def deliverable_add(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    form = DeliverableForm(request.POST, people=queries.colleagues())
    if form.is_valid():
        with form.showing_refusals():
            actions.add_deliverable(
                request.actor,
                project,
                data=form.data_of_deliverable,
                today=agency_today(timezone.now()),
            )
            context = _detail(request, project)
            return page(request, "delivery/project_detail.html", context, partial="results")
    context = {**_detail(request, project), "new_form": form}
    return page(request, "delivery/project_detail.html", context, partial="results", status=422)


@needs(VIEW_PROJECTS)
def deliverable_row(request: ActorRequest, deliverable_id: int) -> HttpResponse:
    """One row as it stands: what Esc brings back."""
    row = queries.deliverable(request.actor, deliverable_id)
    return _row(request, row)


def _row(request: ActorRequest, row: Deliverable) -> HttpResponse:
    context = {
        "row": row,
        "today": agency_today(timezone.now()),
        "can_edit": request.actor.can(EDIT_PROJECTS),
    }
    return page(request, "delivery/_deliverable.html", context)


@needs(EDIT_PROJECTS)
def deliverable_edit(request: ActorRequest, deliverable_id: int) -> HttpResponse:
    row = queries.deliverable(request.actor, deliverable_id)
    initial = {name: getattr(row, name) for name in DeliverableForm.base_fields}
    form = DeliverableForm(initial=initial, people=queries.colleagues(now_chosen=row.owner_id))
    return page(request, "delivery/_deliverable_form.html", {"form": form, "row": row})


@needs(EDIT_PROJECTS, "POST")
def deliverable_edited(request: ActorRequest, deliverable_id: int) -> HttpResponse:
    row = queries.deliverable(request.actor, deliverable_id)
    form = DeliverableForm(request.POST, people=queries.colleagues(now_chosen=row.owner_id))
    if form.is_valid():
        with form.showing_refusals():
            actions.edit_deliverable(
                request.actor,
                row,
                data=form.data_of_deliverable,
                version=form.cleaned_data["version"] or 0,
                today=agency_today(timezone.now()),
            )
            return _row(request, queries.deliverable(request.actor, deliverable_id))
    context = {"form": form, "row": row}
    return page(request, "delivery/_deliverable_form.html", context, status=422)


@needs(EDIT_PROJECTS, "POST")
def deliverable_delete(request: ActorRequest, deliverable_id: int) -> HttpResponse:
    row = queries.deliverable(request.actor, deliverable_id)
    actions.delete_deliverable(request.actor, row, now=timezone.now())
    undo = reverse("delivery:deliverable_restore", args=[row.pk])
    return toast(HttpResponse(""), _("Result deleted"), undo)


@needs(EDIT_PROJECTS, "POST")
def deliverable_restore(request: ActorRequest, deliverable_id: int) -> HttpResponse:
    row = queries.deleted_deliverable(request.actor, deliverable_id)
    actions.restore_deliverable(request.actor, row)
    return redirect(request, row.project.get_absolute_url(), _("Result is back"))
