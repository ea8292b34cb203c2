"""Calendars of offices: copied from another, filled on, assigned to people, pasted into."""

from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.people import actions, queries
from napulse.people.models import Calendar
from napulse.testing import a_user, all_seeing, the_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def russia() -> Calendar:
    the_agency()
    actions.seed_calendars(all_seeing(), years=(2026,), codes=("RU",))
    return Calendar.objects.get(code="RU")


def an_office(source: Calendar) -> Calendar:
    return actions.copy_calendar(all_seeing(), source, title="Офис в Казани")


def test_an_office_has_the_days_of_its_country_and_then_its_own(russia: Calendar) -> None:
    office = an_office(russia)
    actions.set_day(all_seeing(), office, on=date(2026, 8, 31), kind="off", name="День Татарстана")

    found = queries.work_calendars(["RU", office.code], "Europe/Moscow")

    assert (office.code, office.follows) == ("RU-2", "RU")
    assert not found["RU-2"].is_working(date(2026, 6, 12))
    assert [found[c].is_working(date(2026, 8, 31)) for c in ("RU", "RU-2")] == [True, False]


def test_the_years_of_an_office_are_filled_with_its_country(russia: Calendar) -> None:
    office = an_office(russia)

    actions.seed_calendars(all_seeing(), years=(2026, 2027), codes=("RU",))

    counted = {c.code: c.days.filter(on__year=2027).count() for c in Calendar.objects.all()}
    assert counted["RU"] == counted[office.code] > 10


def test_people_move_to_the_calendar_of_their_office(client: Browser, russia: Calendar) -> None:
    office = an_office(russia)
    one, other = a_user("creative").person, a_user("creative").person
    client.force_login(a_user("hr"))

    done = client.post(reverse("people:calendar_people", args=[office.pk]), {"people": [one.pk]})

    assert done.status_code == 302
    for person, code in ((one, office.code), (other, "RU")):
        person.refresh_from_db()
        assert person.calendar == code
    page = client.get(reverse("people:calendar_detail", args=[office.pk])).content.decode()
    assert one.user.name in page


def test_a_taken_name_is_refused_beside_the_field(client: Browser, russia: Calendar) -> None:
    an_office(russia)
    client.force_login(a_user("hr"))
    typed = {"title": "Офис в Казани", "source": russia.pk}

    answer = client.post(reverse("people:calendar_added"), typed)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert Calendar.objects.count() == 2


def test_days_are_pasted_in_either_language_and_spelling(client: Browser, russia: Calendar) -> None:
    client.force_login(a_user("hr"))
    lines = "2026-12-31;off;Перед праздником\n30.12.2026\tСокращённый\t\n\n12.06.2026;как обычно"

    done = client.post(reverse("people:calendar_days", args=[russia.pk]), {"lines": lines})

    kinds = dict(russia.days.values_list("on", "kind"))
    assert done.status_code == 302
    assert (kinds[date(2026, 12, 31)], kinds[date(2026, 12, 30)]) == ("off", "shortened")
    assert date(2026, 6, 12) not in kinds


def test_wrong_lines_are_told_by_number_and_nothing_is_set(
    client: Browser, russia: Calendar
) -> None:
    before = list(russia.days.values_list("on", "kind"))
    client.force_login(a_user("hr", language="en"))
    lines = "2026-12-31;off\n2026-02-30;off\n2026-12-01;maybe\n31.12.2026;working"

    answer = client.post(reverse("people:calendar_days", args=[russia.pk]), {"lines": lines})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert [f"Line {n}" in text for n in (1, 2, 3, 4)] == [False, True, True, True]
    assert list(russia.days.values_list("on", "kind")) == before
