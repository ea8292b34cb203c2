"""Capacity by roles and weeks: worked out by hand, told to each as far as their clients go."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from napulse.audit.recording import recording
from napulse.delivery.models import Project
from napulse.delivery.queries.capacity_detail import hiring, person_capacity, role_capacity
from napulse.delivery.queries.capacity_table import Asked, capacity_table
from napulse.delivery.tests.peopling import FRIDAY, a_booking, a_plan, a_role, planned, somebody
from napulse.engines.kernel.errors import Missing
from napulse.people.models import Absence, WorkRole
from napulse.testing import (
    NOW,
    TODAY,
    a_calendar,
    a_client,
    a_project,
    a_user,
    acting,
    all_seeing,
    the_agency,
)

pytestmark = pytest.mark.django_db
TWO = Asked(TODAY, weeks=2)
NEXT = (TODAY + timedelta(days=7), FRIDAY + timedelta(days=7))


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()
    a_calendar()


@pytest.fixture
def role() -> WorkRole:
    return a_role()


def loads(asked: Asked = TWO) -> dict[str, list[tuple[int, int]]]:
    """Hours asked and there of every role, by week."""
    table = capacity_table(all_seeing(), asked)
    return {row.name: [(c.asked_hours, c.there_hours) for c in row.cells] for row in table.rows}


def test_the_plan_and_bookings_are_added_up_by_role_and_week(role: WorkRole) -> None:
    anna, half = somebody("Анна", role), somebody("Борис", role, share=50)
    one, other = a_project(a_client()), a_project(a_client())
    plan = a_plan(anna)
    planned(plan, one, role, anna, hours=30)
    planned(plan, other, role, half, hours=10, days=NEXT)
    planned(plan, other, role, None, hours=8)
    a_booking(one, role, anna, percent=50)
    a_booking(other, role, anna, percent=25, from_on=NEXT[0], to_on=NEXT[1])

    assert loads() == {"Дизайнер": [(38, 60), (20, 60)]}


def test_only_what_is_accepted_living_and_not_done_is_asked(role: WorkRole) -> None:
    anna = somebody("Анна", role)
    project, gone = a_project(a_client()), a_project(a_client(), state="cancelled")
    plan, proposal = a_plan(anna), a_plan(anna, state="proposal")
    planned(plan, gone, role, anna, hours=9)
    planned(proposal, project, role, anna, hours=9)
    done = planned(plan, project, role, anna, hours=9)
    with recording(Project):
        done.planned.task.state = "done"
        done.planned.task.save()
    a_booking(project, role, anna, state="released")

    assert loads() == {"Дизайнер": [(0, 40), (0, 40)]}


def test_hopes_count_by_their_probability_or_not_at_all(role: WorkRole) -> None:
    anna = somebody("Анна", role)
    hope = a_project(a_client(), probability=40, state="planned")
    a_booking(hope, role, anna, state="tentative", percent=50)
    planned(a_plan(anna), hope, role, None, hours=10, days=NEXT)

    assert loads() == {"Дизайнер": [(8, 40), (4, 40)]}
    assert loads(Asked(TODAY, 2, with_tentative=False)) == {"Дизайнер": [(0, 40), (0, 40)]}


def test_approved_absences_take_time_and_asked_ones_do_not(role: WorkRole) -> None:
    anna = somebody("Анна", role)
    with recording(Absence):
        for state, first in (("approved", 0), ("asked", 2), ("declined", 7)):
            day = TODAY + timedelta(days=first)
            Absence.objects.create(
                person=anna.person, from_on=day, to_on=day + timedelta(days=1), state=state
            )

    [row] = capacity_table(all_seeing(), TWO).rows
    assert [(c.there_hours, c.away) for c in row.cells] == [(24, 2), (40, 0)]


def test_an_overload_is_said_in_numbers_and_words(client: Browser, role: WorkRole) -> None:
    anna = somebody("Анна", role)
    a_booking(a_project(a_client("Гранит")), role, anna)
    a_booking(a_project(a_client("Секрет")), role, anna, percent=20)
    client.force_login(a_user("delivery", language="en"))

    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("delivery:capacity"), {"open": role.pk}).content.decode()

    table = capacity_table(all_seeing(), TWO)
    assert [(name, cell.short, cell.percent) for name, cell in table.over] == [("Дизайнер", 8, 120)]
    assert "120%" in page
    assert "overload, 8 hours short" in page
    assert "Анна" in page
    assert "Секрет" not in page


def test_a_role_that_nobody_has_is_asked_for_in_vain(role: WorkRole) -> None:
    planned(a_plan(a_user()), a_project(a_client()), role, None, hours=16)

    [row] = capacity_table(all_seeing(), TWO).rows

    assert (row.peak, row.cells[0].percent, row.cells[0].heat) == (None, None, "over")


def test_weeks_are_filled_with_tasks_of_own_clients_and_others_without_names(
    client: Browser, role: WorkRole
) -> None:
    me = a_user("manager", language="ru")
    anna = somebody("Анна", role)
    plan = a_plan(anna)
    planned(plan, a_project(a_client("Гранит", team=(me,)), "Сайт"), role, anna, hours=10)
    planned(plan, a_project(a_client("Секрет"), "Тайна"), role, anna, hours=6, name="Логотип")

    detail = person_capacity(acting(me), anna.person.pk, TWO)
    client.force_login(me)
    with time_machine.travel(NOW, tick=False):
        pages = [
            client.get(reverse(f"delivery:capacity_{name}", args=[pk])).content.decode()
            for name, pk in (("person", anna.person.pk), ("role", role.pk))
        ]

    assert sorted((line.claim.what, line.hours) for line in detail.lines) == [
        ("", 6),
        ("Макет", 10),
    ]
    assert [cell.asked_hours for cell in detail.cells] == [16, 0]
    for page in pages:
        assert "Сайт" in page
        assert "другой клиент" in page
        for secret in ("Секрет", "Тайна", "Логотип"):
            assert secret not in page


def test_a_role_page_tells_named_and_unnamed_work_of_the_role(role: WorkRole) -> None:
    anna, project = somebody("Анна", role), a_project(a_client())
    plan = a_plan(anna)
    planned(plan, project, role, anna, hours=10)
    planned(plan, project, role, None, hours=6)
    planned(plan, project, a_role("Продюсер"), None, hours=9)

    detail = role_capacity(all_seeing(), role.pk, TWO)

    assert sorted((line.name, line.hours) for line in detail.lines) == [("", 6), ("Анна", 10)]
    assert [(c.asked_hours, c.there_hours) for c in detail.cells] == [(16, 40), (0, 40)]


def test_who_does_not_work_here_then_has_no_weeks() -> None:
    gone = somebody("Ушла", a_role(), left_on=TODAY - timedelta(days=1))

    with pytest.raises(Missing):
        person_capacity(all_seeing(), gone.person.pk, TWO)


def test_whom_to_hire_is_told_by_the_latest_plan_and_its_price_to_who_may_know(
    role: WorkRole,
) -> None:
    asker = a_user()
    hire = {
        "role_id": role.pk,
        "grade": 3,
        "from_on": "2026-12-07",
        "to_on": "2026-12-18",
        "people": 2,
        "late_days": 9,
        "cost_minor": 48000000,
        "currency": "RUB",
    }
    a_plan(asker, load={"hire": []})
    a_plan(asker, state="proposal", computed_at=NOW + timedelta(hours=1), load={"hire": [hire]})
    late = NOW + timedelta(hours=2)
    a_plan(asker, state="proposal", kind="scenario", computed_at=late, load={"hire": []})

    [told] = hiring(acting(a_user("resource"))).hires
    [quiet] = hiring(acting(a_user("manager"))).hires

    assert (told.role, told.people, told.late_days) == ("Дизайнер", 2, 9)
    assert told.cost is not None
    assert (told.cost.minor, quiet.cost, quiet.late_days) == (48000000, None, 9)


def test_what_is_downloaded_is_what_is_shown(client: Browser, role: WorkRole) -> None:
    anna = somebody("Анна", role)
    a_booking(a_project(a_client("Секрет")), role, anna, percent=50)
    client.force_login(a_user("manager", language="ru"))

    with time_machine.travel(NOW, tick=False):
        answer = client.get(reverse("delivery:capacity_export"), {"as": "csv", "weeks": 6})
    text = answer.content.decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text), delimiter=";"))

    assert len(rows) == 12
    assert rows[0][:2] + rows[0][3:6] == ["Дизайнер", "все", "20", "40", "50"]
    assert rows[6][:2] == ["Дизайнер", "Анна"]
    assert len(head) == len(rows[0])
    assert "Секрет" not in text


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("query", ["", "from=2026-13-01&weeks=x&open=,a,5", "won=only&weeks=26"])
def test_the_page_opens_whatever_is_asked_of_it(
    client: Browser, role: WorkRole, language: str, query: str
) -> None:
    client.force_login(a_user("delivery", language=language))
    empty = client.get(f"{reverse('delivery:capacity')}?{query}")
    somebody("Анна", role)

    assert empty.status_code == 200
    assert client.get(f"{reverse('delivery:capacity')}?{query}").status_code == 200


def test_the_page_costs_the_same_number_of_queries_however_many_rows(
    client: Browser, role: WorkRole
) -> None:
    boss = a_user("resource")
    plan = a_plan(boss)
    client.force_login(boss)

    def fill(count: int) -> None:
        for n in range(count):
            user = somebody(f"Имя {n}", role)
            project = a_project(a_client())
            planned(plan, project, role, user, hours=10)
            planned(plan, project, role, None, hours=10)
            a_booking(project, role, user, percent=30)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("delivery:capacity"), {"open": role.pk})
            assert page.status_code == 200
        return len(seen)

    with time_machine.travel(NOW, tick=False):
        fill(2)
        asked()
        few = asked()
        fill(9)
        assert asked() == few


def test_work_of_somebody_who_has_left_is_asked_of_the_role(role: WorkRole) -> None:
    project = a_project(a_client())
    gone = somebody("Ушла", role, left_on=TODAY - timedelta(days=3))
    somebody("Здесь", role)
    planned(a_plan(a_user("resource")), project, role, gone, hours=20)

    table = capacity_table(all_seeing(), Asked(TODAY, weeks=1))

    row = next(each for each in table.rows if each.role_id == role.pk)
    assert [each.member.person.user.name for each in row.people] == ["Здесь"]
    assert [cell.asked for cell in row.unnamed] == [20 * 60]
