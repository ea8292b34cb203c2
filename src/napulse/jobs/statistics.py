"""Keeps SQLite's picture of the tables fresh: without it, it reads thousands of rows by habit."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from napulse.jobs.queue import job

ROWS_LOOKED_AT = 1000


@job("jobs.measure_tables", every_s=3600, label=_("Measuring the tables of the database"))
def measure_tables() -> None:
    """Let the database look how its columns are filled; PostgreSQL does so by itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
