"""Re-reading a row for update, and seeing that nobody wrote it since the form was opened."""

from collections.abc import Mapping
from typing import Any, TypeVar

from napulse.audit.models import AuditedModel
from napulse.engines.kernel.errors import Missing, Refused

M = TypeVar("M", bound=AuditedModel)


def held(row: M, version: int | None = None) -> M:
    """The row as stored now, locked; Refused("row.changed") when it is not the one seen."""
    rows: Any = type(row).objects.select_for_update()
    found = rows.filter(pk=row.pk).first()
    if found is None:
        raise Missing(type(row).__name__.lower())
    if version is not None and found.version != version:
        raise Refused("row.changed", name=str(found))
    locked: M = found
    return locked


def put(row: AuditedModel, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
