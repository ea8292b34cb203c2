"""Reads that are fetched together say what they would say one by one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from napulse.audit.recording import recording
from napulse.db.reading import ahead, read
from napulse.people.models import WorkRole

pytestmark = pytest.mark.django_db
COUNT = ('SELECT COUNT(*) FROM "people_workrole"', ())
GIVEN = ('SELECT name FROM "people_workrole" WHERE position = %s', (977,))


def a_role(position: int = 977) -> None:
    role = WorkRole(name=f"Проба {position}", folded=f"проба {position}", position=position)
    with recording(WorkRole):
        role.save()


def test_what_is_read_ahead_is_what_is_read() -> None:
    a_role()
    alone = [read(*COUNT), read(*GIVEN)]

    with CaptureQueriesContext(connection) as asked, ahead([COUNT, GIVEN, GIVEN]):
        together = [read(*COUNT), read(*GIVEN)]

    assert together == alone == [[(WorkRole.objects.count(),)], [("Проба 977",)]]
    assert len(asked) == (1 if connection.vendor == "postgresql" else 2)


def test_an_answer_is_given_once_and_not_after_the_end() -> None:
    with ahead([COUNT]):
        before = read(*COUNT)
        a_role()
        assert read(*COUNT) == [(before[0][0] + 1,)]
    a_role(978)
    assert read(*COUNT) == [(before[0][0] + 2,)]
