"""Re-reading a row for update, and seeing that nobody wrote it since the form was opened."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from django.db import models

from napulse.access.actor import Actor
from napulse.clients.rows import SeenModel
from napulse.engines.kernel.errors import Missing, Refused

M = TypeVar("M", bound=SeenModel)


def fresh(row: M, *, deleted: bool = False) -> M:
    """The row as stored now, locked until the transaction ends; Missing when it is gone."""
    rows: Any = type(row).objects.select_for_update()
    found = rows.filter(pk=row.pk, deleted_at__isnull=not deleted).first()
    if found is None:
        raise Missing(type(row).__name__.lower())
    locked: M = found
    return locked


def require_version(row: SeenModel, version: int | None, wanted: Mapping[str, Any]) -> None:
    """Refuse a lost update: `mine` and `theirs` hold the values that differ."""
    if version is None or row.version == version:
        return
    stored = {name: getattr(row, name) for name in wanted}
    differing = [name for name in wanted if stored[name] != wanted[name]]
    raise Refused(
        "row.changed",
        version=row.version,
        mine={name: wanted[name] for name in differing},
        theirs={name: stored[name] for name in differing},
    )


def write(row: models.Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def require_scope(actor: Actor, rows: Iterable[SeenModel]) -> None:
    """Every row belongs to a client and is within the actor's reach; otherwise none is touched."""
    for row in rows:
        if getattr(row, "client_id", None) is None or not actor.reaches(row):
            raise Missing(type(row).__name__.lower())


def dependents(row: SeenModel, *, parts: Collection[type[models.Model]]) -> dict[str, int]:
    """How many living rows lean on this one, by model, its own parts left out."""
    found: dict[str, int] = {}
    for relation in row._meta.get_fields(include_hidden=True):
        if (
            not isinstance(relation, models.ManyToOneRel)
            or relation.on_delete is not models.PROTECT
        ):
            continue
        model: Any = relation.related_model
        if model in parts:
            continue
        rows = model._default_manager.filter(**{relation.field.name: row})
        if issubclass(model, SeenModel):
            rows = rows.filter(deleted_at=None)
        if count := rows.count():
            found[model._meta.label_lower] = found.get(model._meta.label_lower, 0) + count
    return found
