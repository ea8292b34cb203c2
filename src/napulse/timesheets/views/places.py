"""What a new row of the week can be for: projects with lines and tasks, clients, the house."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.delivery.models import Project
from napulse.engines.kernel.text import fold
from napulse.timesheets.permissions import VIEW_OWN_TIME
from napulse.timesheets.queries.grid import RowKey
from napulse.timesheets.queries.places import (
    clients_for_time,
    lines_for_time,
    open_projects,
    tasks_for_time,
)
from napulse.ui.pages import page

MOST_PROJECTS, MOST_PARTS, MOST_CLIENTS = 8, 6, 4
Option = dict[str, str]


@needs(VIEW_OWN_TIME)
def place_search(request: ActorRequest) -> HttpResponse:
    """Options for the field that adds a row."""
    text = request.GET.get("row-search", "").strip()[:100]
    options = [*_of_projects(request, text), *_of_clients(request, text), *_of_house(text)]
    return page(request, "ui/widgets/options.html", {"options": options})


def _of_projects(request: ActorRequest, text: str) -> list[Option]:
    """Each project, and the lines of its budget and its tasks under it."""
    projects = list(open_projects(request.actor, text)[:MOST_PROJECTS])
    ids = {project.pk: project for project in projects}
    parts: dict[int, list[Option]] = {pk: [] for pk in ids}
    for line in lines_for_time(ids):
        project = ids[line.project_id]
        key = RowKey(line.client_id, project.pk, line=line.pk)
        parts[project.pk].append(_part(key, line.title, project, line.phase or _("line")))
    for task in tasks_for_time(ids):
        project = ids[task.project_id]
        key = RowKey(project.client_id, project.pk, task.pk)
        parts[project.pk].append(_part(key, task.name, project, _("task")))
    found: list[Option] = []
    for project in projects:
        key = RowKey(project.client_id, project.pk)
        found.append(_option(key, project.name, project.client.name))
        found += parts[project.pk][:MOST_PARTS] if len(projects) <= 2 else []
    return found


def _part(key: RowKey, label: str, project: Project, what: str) -> Option:
    return _option(key, label, f"{project.name} · {what}")


def _of_clients(request: ActorRequest, text: str) -> list[Option]:
    rows = clients_for_time(request.actor, text)[:MOST_CLIENTS]
    note = _("client, without a project")
    return [_option(RowKey(row.pk), row.name, note) for row in rows]


def _of_house(text: str) -> list[Option]:
    name = _("The house's own work")
    if text and fold(text) not in fold(name):
        return []
    return [_option(RowKey(billable=0), name, _("not billed"))]


def _option(key: RowKey, label: str, note: str) -> Option:
    return {"value": str(key), "label": label, "note": note}
