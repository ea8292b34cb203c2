"""Sums of whole numbers as the database gives them."""

from typing import Any

from django.db.models import BigIntegerField, Sum


class Total(Sum):
    """Django's `Sum` without a look at every value: the database gives whole numbers already.

    A report reads ten thousand of them. PostgreSQL adds big integers to a decimal, so they are cast
    there. As with `Sum` the total of no rows is None.
    """

    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, values = self.as_sql(compiler, connection)
        return f"({sql})::bigint", values

    def get_db_converters(self, _connection: Any) -> list[Any]:
        return []
