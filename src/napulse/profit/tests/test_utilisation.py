"""Utilisation: cases worked out by hand, whose time is seen by whom, bands and pages."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from napulse.access.models import User
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.ledger.models import PostingKind, Source
from napulse.ledger.posting import Fact, post
from napulse.people.models import Absence, Person
from napulse.profit.actions.utilisation import Band, set_targets
from napulse.profit.queries.utilisation import (
    Asked,
    person_in_view,
    realisation_bp,
    spent_by,
    sum_of,
    targets,
    utilisation,
)
from napulse.testing import (
    NOW,
    TODAY,
    a_client,
    a_project,
    a_user,
    acting,
    all_seeing,
    signed_in,
    the_agency,
)
from napulse.testing_money import a_role, a_worker, made

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 9)
TWO_WEEKS = Asked(MONDAY, 2)
_keys = iter(range(5_000_000, 6_000_000))


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    the_agency()
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def entered(person: Person, on: date, hours: int, billable: int, **more: Any) -> None:
    own = {
        "on": on,
        "person_id": person.pk,
        "minutes": hours * 60,
        "billable_minutes": billable * 60,
        "amount_minor": billable * 400_000,
    }
    post(Source.ENTRY, next(_keys), [Fact(PostingKind.TIME, **own | more)], now=NOW)


def test_a_part_timer_who_was_away_a_day_is_measured_by_the_time_there_was() -> None:
    person = a_worker(name="Пётр")
    person.share = 50
    made(person)
    made(Absence(person=person, from_on=MONDAY, to_on=MONDAY))
    entered(person, MONDAY + timedelta(days=1), 12, 8)
    entered(person, MONDAY + timedelta(days=8), 25, 20)

    told = utilisation(all_seeing(), TWO_WEEKS, today=TODAY)

    [row] = [row for row in told.rows if row.key == person.pk]
    first, second = row.cells
    # four days of four hours: sixteen hours, half of them billable; then twenty of twenty
    assert (first.available, first.billable, first.share_bp, first.above) == (960, 480, 5000, 0)
    assert (second.available, second.share_bp, second.above) == (1200, 10_000, 300)
    assert (row.total.share_bp, row.total.rate) == (7778, 400_000)
    assert [one.name for one in told.above] == ["Пётр"]


def test_of_this_week_only_the_days_until_today_count() -> None:
    person = a_worker()

    told = utilisation(all_seeing(), Asked(date(2026, 11, 23), 1), today=TODAY)

    [row] = [row for row in told.rows if row.key == person.pk]
    assert row.total.available == 480


def test_rows_of_people_roles_and_teams_add_up_to_the_same() -> None:
    boss = a_user("director")
    for n in range(3):
        person = a_worker(a_role(f"Роль {n % 2}"), manager=boss)
        entered(person, MONDAY, 8, 5 + n)

    sums = set()
    for by in ("person", "role", "team"):
        told = utilisation(all_seeing(), Asked(MONDAY, 2, by), today=TODAY)  # type: ignore[arg-type] # one of three
        assert sum(row.total.billable for row in told.rows) == told.all.total.billable
        sums.add((told.all.total.billable, told.all.total.available, told.all.total.worth))

    assert len(sums) == 1
    assert sums.pop()[0] == 18 * 60


def test_people_see_their_own_line_and_hr_sees_hours_of_all() -> None:
    boss = a_user("manager")
    own, other = a_worker(manager=boss), a_worker()

    def seen(user: User) -> set[int]:
        return {row.key for row in utilisation(acting(user), TWO_WEEKS, today=TODAY).rows}

    assert seen(boss) == {boss.person.pk, own.pk}
    assert seen(own.user) == {own.pk}
    hr = a_user("hr")
    assert {own.pk, other.pk} <= seen(hr)
    assert not utilisation(acting(hr), TWO_WEEKS, today=TODAY).with_money
    assert person_in_view(acting(boss), own.pk) == own
    with pytest.raises(Missing):
        person_in_view(acting(boss), other.pk)


def test_realisation_is_what_invoices_took_of_the_worth() -> None:
    lead = a_user("manager")
    mine, other = a_client(team=(lead,)), a_client()
    person = a_worker()
    entered(person, MONDAY, 10, 10, client_id=mine.pk)
    entered(person, MONDAY, 10, 10, client_id=other.pk)
    used = Fact(PostingKind.USED, on=MONDAY, client_id=mine.pk, amount_minor=3_000_000)
    post(Source.INVOICE, 1, [used], now=NOW)

    assert realisation_bp(acting(lead), TWO_WEEKS) == 7500
    assert realisation_bp(all_seeing(), TWO_WEEKS) == 3750
    assert realisation_bp(acting(a_user("hr")), TWO_WEEKS) is None


def test_hours_of_clients_that_are_not_yours_are_told_only_as_hours() -> None:
    boss = a_user("manager")
    person = a_worker(manager=boss)
    mine, other = a_project(a_client(team=(boss,)), "Свой"), a_project(a_client(), "Чужой")
    for project in (mine, other):
        entered(person, MONDAY, 4, 4, client_id=project.client_id, project_id=project.pk)

    rows = spent_by(acting(boss), person, TWO_WEEKS)

    assert [(row.project, row.is_seen) for row in rows] == [("Свой", True), ("", False)]
    assert sum_of(rows).minutes == 480


def test_bands_are_set_by_role_and_lost_updates_are_refused() -> None:
    role, director = a_role(), acting(a_user("service"))

    assert targets()[0] == (7500, 8500)
    assert set_targets(director, bands=[Band(role, (6000, 7000)), Band(None, (5000, 6000))]) == 2
    assert targets() == {0: (5000, 6000), role.pk: (6000, 7000)}
    with pytest.raises(Refused, match="changed"):
        set_targets(director, bands=[Band(role, (1, 2))])
    with pytest.raises(Refused, match="order"):
        set_targets(director, bands=[Band(role, (2, 1), (6000, 7000))])
    assert set_targets(director, bands=[Band(role, None, (6000, 7000))]) == 1
    assert role.pk not in targets()
    with pytest.raises(NotAllowed):
        set_targets(acting(a_user("director")), bands=[])


def test_pages_show_the_table_and_take_no_more_queries_with_more_people() -> None:
    director = a_user("service", language="en")
    browser = signed_in(director)

    def asked(name: str, *args: Any) -> int:
        address = reverse(name, args=args)
        browser.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(address).status_code == 200
        return len(caught)

    person = a_worker(name="Пётр Первый")
    entered(person, MONDAY, 8, 8)
    before = asked("profit:utilisation")
    for _ in range(4):
        entered(a_worker(), MONDAY, 8, 8)

    assert asked("profit:utilisation") == before
    assert "Пётр Первый" in browser.get(reverse("profit:utilisation")).content.decode()
    for by in ("role", "team"):
        assert browser.get(reverse("profit:utilisation"), {"by": by}).status_code == 200
    assert asked("profit:utilisation_person", person.pk)
    csv = browser.get(reverse("profit:utilisation_export"), {"as": "csv"}).content.decode()
    assert csv.strip().splitlines()[-1].startswith("In all")


def test_money_of_utilisation_is_closed_to_hr() -> None:
    browser = signed_in(a_user("hr", language="en"))
    entered(a_worker(), MONDAY, 8, 8)

    text = browser.get(reverse("profit:utilisation")).content.decode()
    csv = browser.get(reverse("profit:utilisation_export"), {"as": "csv"}).content.decode()

    assert "Average rate" not in text
    assert "Average rate" not in csv
    assert "Worth" not in csv


def test_the_form_of_bands_refuses_in_place_and_saves() -> None:
    role = a_role()
    browser = signed_in(a_user("service", language="en"))
    address = reverse("profit:utilisation_targets_set")
    body = {f"low_{role.pk}": "80", f"high_{role.pk}": "70", f"seen_{role.pk}": ""}

    refused = browser.post(address, body, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "From is above to" in refused.content.decode()
    half = browser.post(address, {f"low_{role.pk}": "80"}, headers={"HX-Request": "true"})
    assert half.status_code == 422
    saved = browser.post(address, body | {f"high_{role.pk}": "90"})
    assert saved.status_code == 302
    assert targets()[role.pk] == (8000, 9000)
    page = browser.get(reverse("profit:utilisation_targets")).content.decode()
    assert "80" in page
    assert 'placeholder="75"' in page, "what holds where nothing is stated"
