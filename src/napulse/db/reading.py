"""Reads by plain SQL, for the few places where making a query takes longer than answering it."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.db import connection, models

from napulse.db.together import Row, Statement, together

_AHEAD: ContextVar[dict[Statement, list[Row]]] = ContextVar("read ahead", default={})  # noqa: B039 - only emptied
NOBODY = (0,)
"""No row has this id: an empty list of ids would be no SQL."""


def read(sql: str, values: Sequence[Any]) -> list[Row]:
    """The rows that a statement finds."""
    known = _AHEAD.get().pop((sql, tuple(values)), None)
    if known is not None:
        return known
    [found] = together([(sql, tuple(values))])
    return found


@contextmanager
def ahead(statements: Sequence[Statement]) -> Iterator[None]:
    """What is read within, fetched together before.

    Each answer is given once, to a `read` of the very same statement.
    """
    asked = list(dict.fromkeys(statements))
    token = _AHEAD.set(dict(zip(asked, together(asked), strict=True)))
    try:
        yield
    finally:
        _AHEAD.reset(token)


def table(model: type[models.Model]) -> str:
    """The quoted table of a model."""
    return f'"{model._meta.db_table}"'


def places(values: Collection[object]) -> str:
    """As many placeholders as there are values: "%s, %s"."""
    return ", ".join(["%s"] * len(values))


def ids(values: Collection[int]) -> tuple[int, ...]:
    """The values for `in (…)`, in order; one that finds nothing where there are none."""
    return tuple(sorted(values)) or NOBODY


def as_date(value: date | str | None) -> date | None:
    """A date column as SQLite (a text) or PostgreSQL (a date) gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def for_update() -> str:
    """The words that lock what is read, where the database has them."""
    return " FOR UPDATE" if connection.features.has_select_for_update else ""
