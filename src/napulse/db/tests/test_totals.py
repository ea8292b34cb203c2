"""A total is what Django's sum is, as a whole number on both databases."""

import pytest
from django.db.models import F, Sum

from napulse.audit.recording import recording
from napulse.db.totals import Total
from napulse.people.models import WorkRole

pytestmark = pytest.mark.django_db


def test_a_total_is_the_sum() -> None:
    with recording(WorkRole):
        for name, position in (("Проба", 977), ("Проба 2", 7), ("Иная", 3)):
            WorkRole(name=name, folded=name.lower(), position=position).save()
    rows = WorkRole.objects.filter(name__startswith="Проба").order_by()

    found = rows.aggregate(total=Total(F("position") * 2), sum=Sum(F("position") * 2))

    assert found["total"] == found["sum"] == 1968
    assert type(found["total"]) is int
    assert rows.filter(name="").aggregate(total=Total("position")) == {"total": None}
    named = rows.values_list("name").annotate(total=Total("position"))
    assert dict(named) == {"Проба": 977, "Проба 2": 7}
