"""A breakdown out to a file, and in from a file or a template: shown first, written on Save."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from napulse.access.actor import ActorRequest, needs
from napulse.delivery import actions, queries
from napulse.delivery.actions.templates import with_today_roles
from napulse.delivery.breakdown import WorkRow, renumbered
from napulse.delivery.forms.cells import written
from napulse.delivery.forms.files import ADD, FileForm
from napulse.delivery.forms.sentences import COLUMNS
from napulse.delivery.forms.work import CHOICES, WorkGrid
from napulse.delivery.interchange import to_mspdi
from napulse.delivery.models import Project
from napulse.delivery.permissions import EDIT_PROJECTS, VIEW_PROJECTS
from napulse.delivery.queries import work
from napulse.delivery.tabs import project_tabs
from napulse.delivery.views.work import grid_context, reader_of
from napulse.people.queries import agency_today
from napulse.ui.pages import page
from napulse.ui.tables import Column, Table, download

PREVIEW = "delivery/work_preview.html"
WIDTHS = {"name": 48, "who": 28}


@needs(VIEW_PROJECTS)
def work_export(request: ActorRequest, project_id: int) -> HttpResponse:
    """The breakdown as a workbook, ?as=csv, or ?as=xml for Microsoft Project."""
    project = queries.project(request.actor, project_id)
    rows = work.work_rows(request.actor, project)
    if request.GET.get("as") == "xml":
        start = project.starts_on or agency_today(timezone.now())
        response = HttpResponse(
            to_mspdi(project.name, rows, starts_on=start), content_type="application/xml"
        )
        response["Content-Disposition"] = 'attachment; filename="work.xml"'
        return response
    columns = [Column(name, title, read=_reading(name)) for name, title in COLUMNS.items()]
    return download(request, Table(columns, [written(row) for row in rows]), "work")


def _reading(name: str) -> Callable[[Mapping[str, str]], str]:
    """A choice by its label, the others as they stand in the grid."""
    labels = dict(CHOICES.get(name, [])) if name != "optional" else {"yes": CHOICES[name][1][1]}

    def read(cells: Mapping[str, str]) -> str:
        value = cells.get(name, "")
        return str(labels.get(value, value)) if value else ""

    return read


@needs(EDIT_PROJECTS)
def work_import(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    return _import(request, project, FileForm())


def _import(
    request: ActorRequest, project: Project, form: FileForm, status: int = 200
) -> HttpResponse:
    context = {
        "project": project,
        "sections": project_tabs(request, project, "project_work"),
        "form": form,
        "columns": list(COLUMNS.values()),
    }
    return page(request, "delivery/work_import.html", context, partial="upload", status=status)


@needs(EDIT_PROJECTS, "POST")
def work_read(request: ActorRequest, project_id: int) -> HttpResponse:
    """The rows of the file beside what is wrong with each; nothing is written yet."""
    project = queries.project(request.actor, project_id)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import(request, project, form, status=422)
    rows = work.work_rows(request.actor, project)
    adds = form.cleaned_data["mode"] == ADD
    told = _behind(rows, form.told, work.last_number(project)) if adds else form.told
    grid = WorkGrid.read(told, reader_of(rows, project))
    return _preview(request, project, grid, {"notices": form.notices, "count": len(form.told)})


def _behind(rows: list[WorkRow], told: list[dict[str, str]], last: int) -> list[dict[str, str]]:
    """What is here, then the rows of the file with numbers above all that were ever given."""
    new = {
        number: str(last + place)
        for place, number in enumerate(
            dict.fromkeys(cells.get("number", "").strip() for cells in told if cells.get("number")),
            1,
        )
    }
    return [*map(written, rows), *(_moved(cells, new) for cells in told)]


def _moved(cells: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    after = cells.get("after", "")
    parts = [part.strip() for part in after.replace(";", ",").split(",")]
    told = ", ".join(_renamed(part, new) for part in parts if part)
    number = cells.get("number", "").strip()
    return {**cells, "number": new.get(number, number), "after": told}


def _renamed(part: str, new: Mapping[str, str]) -> str:
    digits = part[: len(part) - len(part.lstrip("0123456789"))]
    return new.get(digits, digits) + part[len(digits) :]


def _preview(
    request: ActorRequest, project: Project, grid: WorkGrid, more: Mapping[str, Any]
) -> HttpResponse:
    rows = work.work_rows(request.actor, project)
    context = grid_context(request, project, rows, grid) | dict(more)
    return page(request, PREVIEW, context)


@needs(EDIT_PROJECTS)
def work_take(request: ActorRequest, project_id: int, template_id: int) -> HttpResponse:
    """The rows of a template behind what is here; nothing is written yet."""
    project = queries.project(request.actor, project_id)
    template = work.template(request.actor, template_id)
    rows = work.work_rows(request.actor, project)
    taken = with_today_roles(actions.breakdown_of(template, project.starts_on))
    taken = renumbered(taken, work.last_number(project))
    bare = [replace(row, state="planned") for row in taken]
    grid = WorkGrid.read([written(row) for row in [*rows, *bare]], reader_of(rows, project))
    return _preview(request, project, grid, {"template": template, "count": len(taken)})
