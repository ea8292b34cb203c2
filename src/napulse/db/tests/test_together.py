"""Statements sent together say what they would say one by one, however often they come."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from napulse.audit.recording import recording
from napulse.db import together as module
from napulse.db.together import insert, together
from napulse.people.models import WorkRole

pytestmark = pytest.mark.django_db
COUNT = ('SELECT COUNT(*) FROM "people_workrole" WHERE name LIKE %s', ("Проба%",))
SHARE = ("SELECT name FROM \"people_workrole\" WHERE name LIKE '%%50 %%' AND position = %s", (977,))
RENAME = ('UPDATE "people_workrole" SET position = %s WHERE position = %s', (977, 977))
BROKEN = ("SELECT 1 FROM nowhere", ())


def a_role(name: str = "Проба 50 %", position: int = 977) -> None:
    role = WorkRole(name=name, folded=name.lower(), position=position)
    with recording(WorkRole):
        role.save()


def ways() -> int:
    with CaptureQueriesContext(connection) as asked:
        together([COUNT, RENAME, SHARE])
    return len(asked)


def test_the_answers_are_the_same_the_first_time_and_ever_after() -> None:
    a_role()
    for _time in range(4):
        assert together([COUNT, RENAME, SHARE]) == [[(1,)], [], [("Проба 50 %",)]]
    a_role("Проба вторая", 978)
    assert together([SHARE, COUNT]) == [[("Проба 50 %",)], [(2,)]]


def test_postgresql_is_gone_to_once() -> None:
    assert {ways() for _time in range(4)} == {1 if connection.vendor == "postgresql" else 3}


def test_what_failed_is_sent_well_afterwards() -> None:
    a_role()
    together([COUNT])
    for order in ([COUNT, BROKEN], [BROKEN, COUNT]):
        with pytest.raises(DatabaseError), transaction.atomic():
            together(order)
    assert [together([COUNT]) for _time in range(3)] == [[[(1,)]]] * 3


def test_only_so_many_are_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PREPARED_AT_MOST", 2)
    plans = module.Plans()
    for number in range(5):
        plans.keep([plans.asked(f"SELECT {number}", ())])
    assert list(plans.names) == ["SELECT 0", "SELECT 1"]
    assert not plans.asked("SELECT 4", ()).is_prepared_now


def test_nothing_is_asked_of_nobody() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert together([]) == []
    assert len(asked) == 0


@pytest.mark.parametrize("with_ids", [False, True])
def test_rows_are_stored_as_django_stores_them_however_often(with_ids: bool) -> None:
    for time in range(4):
        rows = [
            WorkRole(name=f"Проба {time} {n} %", folded=f"проба {time} {n}", position=900 + n)
            for n in (1, 2)
        ]
        for n, row in enumerate(rows):
            row.pk = 90_000 + 10 * time + n if with_ids else None
        together([insert(rows)])

    stored = WorkRole.objects.filter(folded__startswith="проба").order_by("pk")
    assert list(stored.values_list("name", "position")) == [
        (f"Проба {time} {n} %", 900 + n) for time in range(4) for n in (1, 2)
    ]
    assert (stored[0].pk == 90_000) is with_ids
