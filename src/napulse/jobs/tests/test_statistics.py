"""SQLite chooses its indexes by what it knows of the data."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from napulse.jobs.statistics import measure_tables
from napulse.service.models import ActionItem
from napulse.testing import a_client, a_report, a_user, an_action, an_interaction

pytestmark = pytest.mark.django_db
ON_SQLITE = connection.vendor == "sqlite"


def rows_known() -> int:
    """How many rows SQLite believes the actions to have; nothing known is nought."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'service_actionitem'")
        found = cursor.fetchone()
    return int(found[0].split()[0]) if found else 0


@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL measures its tables itself")
def test_measured_tables_tell_sqlite_how_many_rows_there_are() -> None:
    report = a_report(an_interaction(a_client(), a_user()))
    an_action(report)
    measure_tables()
    assert rows_known() == 1
    for _number in range(29):
        an_action(report)

    measure_tables()

    assert rows_known() == ActionItem.objects.count() == 30


def test_only_sqlite_is_asked_to_measure() -> None:
    with CaptureQueriesContext(connection) as asked:
        measure_tables()

    assert bool(asked.captured_queries) is ON_SQLITE
