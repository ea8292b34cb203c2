"""The agency is read once for a request, and afresh everywhere else."""

import pytest
from pytest_django import DjangoAssertNumQueries

from napulse.access.models import Agency
from napulse.access.queries import agency, agency_read_once
from napulse.testing import the_agency

pytestmark = pytest.mark.django_db


def test_the_agency_is_read_once_inside_one_request(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    the_agency()

    with agency_read_once(), django_assert_num_queries(1):
        assert [agency().name for _time in range(3)] == ["Сфера"] * 3


def test_the_next_request_reads_the_agency_anew() -> None:
    the_agency()
    with agency_read_once():
        agency()
    Agency.objects.update(name="Полюс")

    with agency_read_once():
        assert agency().name == "Полюс"
    assert agency().name == "Полюс"
