"""How a part of a draft stood before its last save: kept with the save, and brought back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.db.models import ForeignKey

from napulse.access.actor import Actor
from napulse.audit.history import change
from napulse.delivery.models import Task
from napulse.estimates.actions.rows import (
    put_lines,
    stored_lines,
    stored_payments,
    write_payments,
)
from napulse.estimates.actions.writing import TERMS
from napulse.estimates.lines import LineData, PaymentData, data_of
from napulse.estimates.models import DraftBefore, DraftPart, Estimate

COLUMNS = [one for one in Estimate._meta.concrete_fields if one.name in (*TERMS, "entity")]


@contextmanager
def kept(actor: Actor, estimate: Estimate, part: str, event: str) -> Iterator[dict[str, Any]]:
    """Record a change of a part, and keep how it stood before; what was kept of earlier saves goes.
    What is put into the given dict is noted in history.
    """
    content = _content(estimate, part)
    note: dict[str, Any] = {}
    with change(actor, estimate, event, note=note):
        yield note
        estimate.save()
        DraftBefore.objects.filter(estimate=estimate).delete()
        DraftBefore(
            estimate=estimate, part=part, after_version=estimate.version, content=content
        ).save()


def _content(estimate: Estimate, part: str) -> Any:
    """A part as plain values. With the terms go the lines, which are priced by them."""
    if part == DraftPart.PAYMENTS:
        return [_plain(asdict(step)) for step in stored_payments(estimate)]
    lines = [asdict(data_of(row)) for row in stored_lines(estimate)]
    if part == DraftPart.LINES:
        return lines
    terms = {column.attname: column.value_from_object(estimate) for column in COLUMNS}
    return {"terms": _plain(terms), "lines": lines}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def bring_back(estimate: Estimate, held: DraftBefore) -> int:
    """Make the part what it was; how many rows it then has."""
    if held.part == DraftPart.PAYMENTS:
        steps = [_step_of(values) for values in held.content]
        write_payments(estimate, steps)
        return len(steps)
    lines = held.content
    if held.part == DraftPart.TERMS:
        _put_terms(estimate, held.content["terms"])
        lines = held.content["lines"]
    _put_lines(estimate, lines)
    return len(lines)


def _put_terms(estimate: Estimate, terms: Mapping[str, Any]) -> None:
    """What the terms named and is gone for good since is named no more."""
    for column in COLUMNS:
        value = column.to_python(terms[column.attname])
        if isinstance(column, ForeignKey) and value is not None:
            rows = column.related_model._base_manager.filter(pk=value)
            value = value if rows.exists() else None
        setattr(estimate, column.attname, value)


def _put_lines(estimate: Estimate, content: list[dict[str, Any]]) -> None:
    """The rows as they were, under the same ids, at the prices and costs of then."""
    lines = [_line_of(values) for values in content]
    tasks = {line.task_id for line in lines if line.task_id}
    living = set(Task.objects.filter(pk__in=tasks).values_list("pk", flat=True))
    linked = [line if line.task_id in living else replace(line, task_id=None) for line in lines]
    put_lines(estimate, linked, under_keys=True)


def _line_of(values: Mapping[str, Any]) -> LineData:
    return LineData(**{name: values[name] for name in LineData.__slots__ if name in values})


def _step_of(values: Mapping[str, Any]) -> PaymentData:
    due_on = values["due_on"]
    return PaymentData(**{**values, "due_on": date.fromisoformat(due_on) if due_on else None})
