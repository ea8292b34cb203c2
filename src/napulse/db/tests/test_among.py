"""The condition over many ids: the same rows as `__in`, in one piece of SQL."""

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from napulse.clients.models import Client, Contact
from napulse.db.among import Among
from napulse.testing import a_client, a_contact

pytestmark = pytest.mark.django_db


def three() -> list[Client]:
    return [a_client(name) for name in ("Гранит", "Молокино", "Прибой")]


def test_among_finds_the_rows_that_in_finds_and_no_neighbour() -> None:
    first, second, _third = three()
    wanted = frozenset({first.pk, second.pk})

    found = Client.objects.filter(Among("pk", wanted))

    assert set(found) == set(Client.objects.filter(pk__in=wanted)) == {first, second}


def test_among_works_through_a_foreign_key_and_beside_another_condition() -> None:
    first, second, third = three()
    theirs, other, spare = a_contact(first), a_contact(second, "Вера"), a_contact(third)

    found = Contact.objects.filter(Q(Among("client_id", frozenset({first.pk}))) | Q(name="Вера"))

    assert set(found) == {theirs, other}
    assert set(Contact.objects.exclude(Among("client_id", frozenset({first.pk})))) == {other, spare}


def test_among_no_ids_finds_nothing_and_asks_nothing() -> None:
    three()

    with CaptureQueriesContext(connection) as asked:
        found = list(Client.objects.filter(Among("pk", frozenset())))

    assert (found, len(asked)) == ([], 0)


def test_among_binds_no_parameter_however_many_ids_there_are() -> None:
    sql, params = Client.objects.filter(Among("pk", frozenset(range(700)))).query.sql_with_params()

    assert params == ()
    assert "698,699" in sql


def test_among_takes_numbers_alone() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        list(Client.objects.filter(Among("pk", frozenset({"1) OR (1=1"}))))  # type: ignore[arg-type]
