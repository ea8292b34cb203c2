"""Templates of projects: taken from a project, made into one, shipped with the product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh
from napulse.clients.models import Client
from napulse.delivery.actions.projects import ProjectData, create_project
from napulse.delivery.actions.work import refuse_faults
from napulse.delivery.actions.writing import Counts, write_rows
from napulse.delivery.breakdown import PLANNED, NeedRow, WorkRow, content_of, rows_of
from napulse.delivery.models import Project, ProjectTemplate
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.delivery.queries.work import rows_of_project
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.text import fold
from napulse.people.actions import add_usual_roles
from napulse.people.models import WorkRole


@dataclass(frozen=True, slots=True)
class TemplateData:
    name: str
    kind: str
    about: str = ""


def breakdown_of(template: ProjectTemplate, start: date | None = None) -> list[WorkRow]:
    """The rows of a template, without touching the database.

    Days of the template become dates from the start; without one there are no dates.
    """
    return rows_of(template.content, start)


@action(EDIT_PROJECTS)
def make_project_from_template(
    actor: Actor, client: Client, *, template: ProjectTemplate, data: ProjectData, now: datetime
) -> Project:
    """A project with the template's breakdown; its dates count from the project's start."""
    if template.archived_at is not None:
        raise Refused("template.archived", name=template.name)
    project = create_project(actor, client, data=data)
    if project.tasks.exists():
        return project  # the same form sent twice
    rows = with_today_roles(breakdown_of(template, project.starts_on))
    refuse_faults(rows)
    note = {"template": template.name}
    with change(actor, project, "work.from_template", note=note):
        write_rows(actor, project, rows, Counts(), now=now)
        project.save()
    return project


def with_today_roles(rows: Sequence[WorkRow]) -> list[WorkRow]:
    """The rows with work roles as they are called now; one that is gone is looked up by name."""
    known = {role.pk: role for role in WorkRole.objects.all()}
    by_name = {role.folded: role for role in known.values()}

    def today(need: NeedRow) -> NeedRow:
        role = known.get(need.role_id) or by_name.get(fold(need.role))
        return replace(need, role_id=role.pk, role=role.name) if role else need

    return [replace(row, needs=tuple(today(need) for need in row.needs)) for row in rows]


@action(EDIT_PROJECTS)
def save_as_template(
    actor: Actor, project: Project, *, data: TemplateData, today: date
) -> ProjectTemplate:
    """Keep a project's breakdown to begin from; states and notes of tasks stay behind.

    Dates become days from the project's start, or from its first date when it has none.
    """
    project = fresh(project)
    refuse_taken_name(data.name)
    rows = rows_of_project(project)
    if not any(row.is_task for row in rows):
        raise Refused("template.empty")
    days = [day for row in rows for day in (row.not_before_on, row.due_on) if day]
    start = project.starts_on or min(days, default=today)
    template = ProjectTemplate(
        name=data.name, kind=data.kind, about=data.about, content=template_content(rows, start)
    )
    with change(actor, template, "template.added"):
        template.save()
    return template


def refuse_taken_name(name: str, *, but: int | None = None) -> None:
    """Templates in use are told apart by their names."""
    others = ProjectTemplate.objects.filter(archived_at=None).exclude(pk=but or 0)
    if fold(name) in {fold(one) for one in others.values_list("name", flat=True)}:
        raise Refused("template.name_taken", name=name)


def template_content(rows: Sequence[WorkRow], start: date) -> dict[str, Any]:
    bare = [replace(row, note="", state=PLANNED, started_on=None, done_on=None) for row in rows]
    return content_of(bare, start)


@action(EDIT_PROJECTS)
def edit_template(
    actor: Actor, template: ProjectTemplate, *, data: TemplateData, version: int
) -> ProjectTemplate:
    template = _locked(template)
    if template.version != version:
        raise Refused("row.changed", name=template.name)
    refuse_taken_name(data.name, but=template.pk)
    with change(actor, template, "template.changed"):
        template.name, template.kind, template.about = data.name, data.kind, data.about
        template.save()
    return template


def _locked(template: ProjectTemplate) -> ProjectTemplate:
    found: ProjectTemplate | None = (
        ProjectTemplate.objects.select_for_update().filter(pk=template.pk).first()
    )
    if found is None:
        raise Missing("template")
    return found


@action(EDIT_PROJECTS)
def archive_template(actor: Actor, template: ProjectTemplate, *, now: datetime) -> ProjectTemplate:
    """Out of the list; projects made from it stay as they are."""
    template = _locked(template)
    with change(actor, template, "template.archived"):
        template.archived_at = now
        template.save()
    return template


@action(EDIT_PROJECTS)
def restore_template(actor: Actor, template: ProjectTemplate) -> ProjectTemplate:
    template = _locked(template)
    refuse_taken_name(template.name, but=template.pk)
    with change(actor, template, "template.restored"):
        template.archived_at = None
        template.save()
    return template


@action(EDIT_PROJECTS)
def seed_templates(actor: Actor, *, shipped: Mapping[str, Mapping[str, Any]]) -> int:
    """Add the shipped templates that were never here; says how many.

    One that was renamed, changed or archived since stays as it is. The roles that the contents
    name become the agency's own rows of those names, which are added where they are missing.
    """
    known = set(ProjectTemplate.objects.exclude(shipped="").values_list("shipped", flat=True))
    new = {code: told for code, told in shipped.items() if code not in known}
    contents = {code: rows_of(told["content"]) for code, told in new.items()}
    names = [need.role for rows in contents.values() for row in rows for need in row.needs]
    add_usual_roles(actor, names=list(dict.fromkeys(names)))
    for code, told in new.items():
        template = ProjectTemplate(
            name=told["name"],
            kind=told["kind"],
            about=told["about"],
            content=content_of(with_today_roles(contents[code])),
            shipped=code,
        )
        with change(actor, template, "template.added"):
            template.save()
    return len(new)
