"""A database chooses its indexes by what it knows of the data."""

import pytest
from django.db import connection

from napulse.jobs.statistics import measure_tables
from napulse.service.models import ActionItem
from napulse.testing import a_client, a_report, a_user, an_action, an_interaction

pytestmark = pytest.mark.django_db
KNOWN = {
    "sqlite": "SELECT stat FROM sqlite_stat1 WHERE tbl = 'service_actionitem'",
    "postgresql": "SELECT reltuples FROM pg_class WHERE relname = 'service_actionitem'",
}


def rows_known() -> int:
    """How many rows the database believes the actions to have."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN[connection.vendor])
        (told,) = cursor.fetchone()
    return int(float(str(told).split()[0]))


def test_measured_tables_tell_the_database_how_many_rows_there_are() -> None:
    report = a_report(an_interaction(a_client(), a_user()))
    an_action(report)
    measure_tables()
    assert rows_known() == 1
    for _number in range(29):
        an_action(report)

    measure_tables()

    assert rows_known() == ActionItem.objects.count() == 30
