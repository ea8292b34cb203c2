"""The breakdown of a project: a grid that saves as a whole, and a page of each task."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.delivery import actions, queries
from napulse.delivery.breakdown import WorkRow
from napulse.delivery.forms.cells import Reader
from napulse.delivery.forms.sentences import COLUMNS, told
from napulse.delivery.forms.work import GRID, WorkGrid, roles_by_name
from napulse.delivery.models import Project
from napulse.delivery.permissions import EDIT_PROJECTS, VIEW_PROJECTS
from napulse.delivery.queries import work
from napulse.delivery.tabs import project_tabs
from napulse.delivery.views.reading import shown_rows, spread_of, warnings
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import whole
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect, toast

PAGE = "delivery/project_work.html"


def reader_of(rows: list[WorkRow], project: Project) -> Reader:
    """What reads cells of this project's breakdown."""
    used = {need.role_id for row in rows for need in row.needs}
    return Reader(
        roles=roles_by_name(work.work_roles(also=used)),
        known={row.number: row for row in rows if row.is_task},
        today=agency_today(timezone.now()),
        last=work.last_number(project),
    )


def grid_context(
    request: ActorRequest, project: Project, rows: list[WorkRow], grid: WorkGrid
) -> dict[str, Any]:
    """What the grid needs around it."""
    can_edit = request.actor.can(EDIT_PROJECTS)
    return {
        "project": project,
        "sections": project_tabs(request, project, "project_work"),
        "grid": grid,
        "columns": [(name, COLUMNS[name]) for name in GRID],
        "next_number": work.last_number(project) + 1,
        "roles": work.work_roles(),
        "results": list(queries.deliverables(request.actor, project_id=project.pk)),
        "can_edit": can_edit,
        "version": project.version,
        "undo": work.undoable(project) if can_edit else None,
    }


def _context(
    request: ActorRequest, project: Project, grid: WorkGrid | None = None
) -> dict[str, Any]:
    rows = work.work_rows(request.actor, project)
    found = work.totals(rows)
    context = grid_context(request, project, rows, grid or WorkGrid.of(rows))
    if grid is not None:  # what was typed waits: going back to an earlier save would lose it
        context["undo"] = None
    return context | {
        "rows": shown_rows(rows),
        "totals": found,
        "done_of": _("of %(count)s") % {"count": found.tasks},
        "spread": spread_of(found),
        "warnings": warnings(rows, work.held_grades()),
        "templates": [] if rows else list(work.templates(request.actor)),
        "export_url": reverse("delivery:work_export", args=[project.pk]),
    }


@needs(VIEW_PROJECTS)
def project_work(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    return page(request, PAGE, _context(request, project))


@needs(EDIT_PROJECTS, "POST")
def work_saved(request: ActorRequest, project_id: int) -> HttpResponse:
    """Save the whole grid; when anything is wrong, everything typed stays with what is said."""
    project = queries.project(request.actor, project_id)
    rows = work.work_rows(request.actor, project)
    grid = WorkGrid.typed(request.POST, reader_of(rows, project))
    version = request.POST.get("version", "")
    theirs = False
    if grid.is_valid:
        try:
            edition = actions.save_work(
                request.actor,
                project,
                rows=grid.work_rows,
                version=whole(version) or 0,
                now=timezone.now(),
            )
            return _saved(request, project, edition.pk if edition else None)
        except Refused as refusal:
            theirs = refusal.code == "row.changed"
            grid.sentences.append(("", "" if theirs else told(refusal)))
    context = _context(request, project, grid) | {"version": version, "theirs": theirs}
    return page(request, PAGE, context, partial="work", status=422)


def _saved(request: ActorRequest, project: Project, edition_id: int | None) -> HttpResponse:
    message = _("Breakdown saved") if edition_id else _("Nothing has changed")
    undo = _undo_url(project, edition_id) if edition_id else ""
    if request.headers.get("HX-Request") != "true" or request.POST.get("preview"):
        return redirect(request, _address(project), message, undo)
    project = queries.project(request.actor, project.pk)
    answer = page(request, PAGE, _context(request, project), partial="work")
    return toast(answer, message, undo)


def _address(project: Project) -> str:
    return reverse("delivery:project_work", args=[project.pk])


def _undo_url(project: Project, edition_id: int) -> str:
    return reverse("delivery:work_undo", args=[project.pk, edition_id])


@needs(EDIT_PROJECTS, "POST")
def work_undo(request: ActorRequest, project_id: int, edition_id: int) -> HttpResponse:
    """Go back to what stood before a save; the way back from that is offered too."""
    project = queries.project(request.actor, project_id)
    edition = work.edition(request.actor, project, edition_id)
    try:
        redo = actions.undo_work(request.actor, project, edition=edition, now=timezone.now())
    except Refused as refusal:
        return redirect(request, _address(project), told(refusal))
    url = _undo_url(project, redo.pk) if redo else ""
    return redirect(request, _address(project), _("The last save is taken back"), url)
