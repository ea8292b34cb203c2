"""Several statements of plain SQL at once, for the few places that everybody waits for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection, models

Row = tuple[Any, ...]
Statement = tuple[str, tuple[Any, ...]]
PREPARED_AT_MOST = 100


def together(statements: Sequence[Statement]) -> list[list[Row]]:
    """The rows that each statement finds, in order; none for one that only writes.

    PostgreSQL gets all of them with one way there and back, and plans those that come again once
    a connection, not once a time: planning them takes longer than answering.
    """
    if not statements:
        return []
    if connection.vendor == "postgresql":
        return _in_one_way(statements)
    found = []
    with connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
            found.append(_rows(cursor))
    return found


def insert(rows: Sequence[models.Model]) -> Statement:
    """The statement that stores new rows of one kind, as Django would; all with ids or none."""
    meta = rows[0]._meta
    fields = [f for f in meta.concrete_fields if rows[0].pk is not None or not f.primary_key]
    one = f"({', '.join(['%s'] * len(fields))})"
    names = ", ".join(f'"{field.column}"' for field in fields)
    sql = f'INSERT INTO "{meta.db_table}" ({names}) VALUES {", ".join([one] * len(rows))}'  # noqa: S608 names come from models
    values = (
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for row in rows
        for field in fields
    )
    return sql, tuple(values)


def _in_one_way(statements: Sequence[Statement]) -> list[list[Row]]:
    found = []
    with connection.cursor() as cursor:
        plans = _PLANS.setdefault(connection.connection, Plans())
        asked = [plans.asked(*statement) for statement in statements]
        values = [value for _sql, own in statements for value in own]
        cursor.execute("; ".join(one.text for one in asked), values)
        for one in asked:
            if one.is_prepared_now:
                cursor.nextset()  # what PREPARE answers
            found.append(_rows(cursor))
            cursor.nextset()
    plans.keep(asked)
    return found


def _rows(cursor: Any) -> list[Row]:
    return cursor.fetchall() if cursor.description else []


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement as it is sent, and by what name the connection knows it from then on."""

    sql: str
    text: str
    name: str = ""
    is_prepared_now: bool = False


@dataclass(slots=True)
class Plans:
    """What a connection was asked for, and what it is called there once it is prepared.

    By PREPARE and EXECUTE of SQL, not by psycopg's prepared statements: those take a message each
    and are forgotten with every rollback. They live until the connection ends, rolled back or not.
    """

    names: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def asked(self, sql: str, values: Sequence[Any]) -> Asked:
        """What to send; what comes for the second time is prepared with it."""
        name = self.names.get(sql)
        if name is None:
            return Asked(sql, sql)
        given = f"({', '.join(['%s'] * len(values))})" if values else ""
        if name:
            return Asked(sql, f"EXECUTE {name}{given}", name)
        self.made += 1  # never the same name again: after an error it is there or it is not
        name = f"napulse_{self.made}"
        numbered = sql % tuple(f"${number}" for number in range(1, len(values) + 1))
        text = f"PREPARE {name} AS {numbered.replace('%', '%%')}; EXECUTE {name}{given}"
        return Asked(sql, text, name, is_prepared_now=True)

    def keep(self, asked: Sequence[Asked]) -> None:
        """All that was sent went well."""
        for one in asked:
            if one.sql in self.names or len(self.names) < PREPARED_AT_MOST:
                self.names[one.sql] = one.name


_PLANS: WeakKeyDictionary[Any, Plans] = WeakKeyDictionary()
