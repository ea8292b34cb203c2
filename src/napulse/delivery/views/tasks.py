"""The page of one task: what it is, how far it is, and its form."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.delivery import actions, queries
from napulse.delivery.breakdown import WorkRow
from napulse.delivery.forms.work import TaskForm, TaskStateForm, initial_of
from napulse.delivery.models import Project, TaskState, WorkEdition
from napulse.delivery.permissions import EDIT_PROJECTS, VIEW_PROJECTS
from napulse.delivery.queries import work
from napulse.delivery.tabs import project_tabs
from napulse.delivery.views.reading import shown_rows
from napulse.delivery.views.work import reader_of
from napulse.engines.kernel.errors import Missing
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect

PAGE = "delivery/task_detail.html"


def _project(request: ActorRequest, project_id: int) -> tuple[Project, list[WorkRow]]:
    project = queries.project(request.actor, project_id)
    return project, work.work_rows(request.actor, project)


def _row(rows: list[WorkRow], number: int) -> tuple[WorkRow, str]:
    """The task of this number and the phase it stands in."""
    phase = ""
    for row in rows:
        if not row.is_task:
            phase = row.name
        elif row.number == number:
            return row, phase
    raise Missing("task")


def _phases(rows: list[WorkRow]) -> list[str]:
    return [row.name for row in rows if not row.is_task]


def _context(request: ActorRequest, project: Project, form: TaskForm) -> dict[str, Any]:
    return {
        "project": project,
        "sections": project_tabs(request, project, "project_work"),
        "form": form,
        "roles": work.work_roles(),
        "results": list(queries.deliverables(request.actor, project_id=project.pk)),
        "can_edit": request.actor.can(EDIT_PROJECTS),
    }


def _of_task(
    request: ActorRequest,
    project: Project,
    rows: list[WorkRow],
    number: int,
    form: TaskForm | None = None,
    state_form: TaskStateForm | None = None,
) -> dict[str, Any]:
    row, phase = _row(rows, number)
    initial = initial_of(row, phase) | {"version": project.version}
    today = agency_today(timezone.now())
    return _context(request, project, form or TaskForm(initial=initial, phases=_phases(rows))) | {
        "shown": shown_rows([row])[0],
        "phase": phase,
        "followers": [one for one in rows if number in {link.before for link in one.after}],
        "states": [one for one in TaskState.choices if one[0] != row.state],
        "state_form": state_form or TaskStateForm(initial={"on": today}),
    }


@needs(VIEW_PROJECTS)
def task_detail(request: ActorRequest, project_id: int, number: int) -> HttpResponse:
    project, rows = _project(request, project_id)
    return page(request, PAGE, _of_task(request, project, rows, number))


@needs(EDIT_PROJECTS, "POST")
def task_edited(request: ActorRequest, project_id: int, number: int) -> HttpResponse:
    project, rows = _project(request, project_id)
    old, _phase = _row(rows, number)
    form = TaskForm(request.POST, phases=_phases(rows))
    reader = reader_of(rows, project)
    others = [row for row in rows if row is not old]
    row = form.row(reader, others, number) if form.is_valid() else None
    if row is not None:
        with form.showing_refusals():
            edition = actions.edit_task(
                request.actor,
                project,
                row=row,
                phase=form.cleaned_data["phase"],
                version=form.cleaned_data["version"] or 0,
                now=timezone.now(),
            )
            return _done(request, project, _("Task saved"), edition)
    context = _of_task(request, project, rows, number, form)
    return page(request, PAGE, context, partial="form", status=422)


def _done(
    request: ActorRequest, project: Project, message: str, edition: WorkEdition | None
) -> HttpResponse:
    undo = reverse("delivery:work_undo", args=[project.pk, edition.pk]) if edition else ""
    return redirect(request, reverse("delivery:project_work", args=[project.pk]), message, undo)


@needs(EDIT_PROJECTS)
def task_new(request: ActorRequest, project_id: int) -> HttpResponse:
    project, rows = _project(request, project_id)
    phases = _phases(rows)
    initial = {"version": project.version, "phase": phases[-1] if phases else ""}
    form = TaskForm(initial=initial, phases=phases)
    return page(request, "delivery/task_new.html", _context(request, project, form))


@needs(EDIT_PROJECTS, "POST")
def task_add(request: ActorRequest, project_id: int) -> HttpResponse:
    project, rows = _project(request, project_id)
    form = TaskForm(request.POST, phases=_phases(rows))
    row = form.row(reader_of(rows, project), rows, 0) if form.is_valid() else None
    if row is not None:
        with form.showing_refusals():
            edition = actions.add_task(
                request.actor,
                project,
                row=row,
                phase=form.cleaned_data["phase"],
                version=form.cleaned_data["version"] or 0,
                now=timezone.now(),
            )
            return _done(request, project, _("Task added"), edition)
    context = _context(request, project, form)
    return page(request, "delivery/task_new.html", context, partial="form", status=422)


@needs(EDIT_PROJECTS, "POST")
def task_state(request: ActorRequest, project_id: int, number: int) -> HttpResponse:
    """Started or done today unless another day is said; back to planned at will."""
    project, rows = _project(request, project_id)
    _row(rows, number)
    form = TaskStateForm(request.POST)
    if form.is_valid():
        on = form.cleaned_data["on"] or agency_today(timezone.now())
        with form.showing_refusals():
            actions.set_task_state(
                request.actor, project, number=number, state=form.cleaned_data["state"], on=on
            )
            back = reverse("delivery:task_detail", args=[project.pk, number])
            return redirect(request, back, _("State changed"))
    context = _of_task(request, project, rows, number, state_form=form)
    return page(request, PAGE, context, status=422)


@needs(EDIT_PROJECTS, "POST")
def task_delete(request: ActorRequest, project_id: int, number: int) -> HttpResponse:
    project, rows = _project(request, project_id)
    _row(rows, number)
    edition = actions.delete_task(
        request.actor, project, number=number, version=project.version, now=timezone.now()
    )
    return _done(request, project, _("Task deleted"), edition)
