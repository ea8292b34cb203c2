"""Exports of other time trackers that were uploaded: one's own, and how their file is read."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import ForeignObjectRel, QuerySet

from napulse.access.actor import Actor
from napulse.delivery.models import PlanForecast, Project
from napulse.engines.exchange import Table, TableLimits, read_table
from napulse.engines.exchange.timetrackers import DateOrder, Reading, read_times
from napulse.engines.kernel.errors import Missing
from napulse.ledger.models import Posting
from napulse.timesheets.models import TimeImport

LIMITS = TableLimits(size=20_000_000, rows=100_000)
FOLLOWS = (Posting, PlanForecast)
"""Rows that are told by others: by themselves they are no use of a project."""


def imports(actor: Actor) -> "QuerySet[TimeImport]":
    """The actor's own imports, the latest first."""
    rows: QuerySet[TimeImport] = TimeImport.objects.filter(user_id=actor.own_id)
    return rows.defer("raw").select_related("work")


def import_of(actor: Actor, import_id: int) -> TimeImport:
    found = TimeImport.objects.filter(user_id=actor.own_id, pk=import_id).first()
    if found is None:
        raise Missing("import")
    return found


def import_by_id(import_id: int) -> TimeImport:
    """For the job that runs it: whoever started it was checked then."""
    return TimeImport.objects.select_related("user__role").get(pk=import_id)


def read_upload(raw: bytes, filename: str) -> Table:
    return read_table(raw, filename, LIMITS)


def reading_of(found: TimeImport) -> Reading:
    order = found.choices.get("order", "")
    wanted = DateOrder(order) if order in set(DateOrder) else None
    return read_times(read_upload(bytes(found.raw), found.filename), wanted)


def project_key(found: TimeImport, name_key: str) -> str:
    """By what a project that was made for a name of the file is known."""
    return f"import-{found.pk}-{name_key}"[:36]


def projects_made(found: TimeImport) -> "QuerySet[Project]":
    """The projects that were made for names of the file and still stand."""
    rows: QuerySet[Project] = Project.objects.filter(
        submit_key__startswith=project_key(found, ""), deleted_at=None
    )
    return rows.order_by("pk")


def used_projects(projects: Sequence[Project]) -> set[int]:
    """Those of them that somebody changed, or that anything which still stands is about."""
    found = {project.pk for project in projects if project.version > 1}
    ids = [project.pk for project in projects if project.pk not in found]
    for model, name in _about_projects():
        rows = model._base_manager.filter(**{f"{name}__in": ids})
        if any(field.name == "deleted_at" for field in model._meta.fields):
            rows = rows.filter(deleted_at=None)
        found.update(rows.order_by().values_list(name, flat=True).distinct())
    return found


def _about_projects() -> Iterator[tuple[Any, str]]:
    """Every table that points at projects, whichever app it is of, and its column."""
    for relation in Project._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        if relation.related_model not in FOLLOWS:
            yield relation.related_model, relation.field.name
