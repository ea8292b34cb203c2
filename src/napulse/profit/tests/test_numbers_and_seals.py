"""The check of the books counts documents by their numbers and looks at their seals."""

import pytest
from django.db import connection

from napulse.billing.models import NumberSeries
from napulse.billing.tests.making import issued
from napulse.profit.faults_said import sentence
from napulse.profit.queries.books import checked
from napulse.testing import a_client
from napulse.testing_money import an_entity

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, int, int]]:
    return [(one.code, one.has, one.should) for one in checked().faults]


def test_a_gap_in_the_numbers_and_a_changed_document_are_found() -> None:
    an_entity()
    invoice = issued(a_client())
    assert told() == []

    series = NumberSeries.objects.get(kind="invoice")
    series.last += 1
    series.save()
    assert told() == [("numbers", 2, 1)]

    with connection.cursor() as cursor:
        cursor.execute("UPDATE billing_invoice SET content_hash = 'x' WHERE id = %s", [invoice.pk])
    assert told() == [("numbers", 2, 1), ("seal", 0, 1)]
    said = [sentence(fault.plain(), "RUB") for fault in checked().faults]
    assert said[1] == "Document 1/26 is not what was sealed when it was issued."
