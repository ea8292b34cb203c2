"""Keeps the picture that the database has of its tables fresh, so that it reads the right way."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from napulse.jobs.queue import job

ROWS_LOOKED_AT = 1000


@job("jobs.measure_tables", every_s=3600, label=_("Looking at how the tables are filled"))
def measure_tables() -> None:
    """Let the database look how its columns are filled.

    SQLite never does so by itself; PostgreSQL does, but some minutes after much was written.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
