"""Pages of budgets: what they show, to whom, and that everything on them adds up."""

import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from napulse.delivery.models import Project
from napulse.estimates.models import BudgetAlert
from napulse.profit.tests.telling import (
    a_bought_line,
    a_plan,
    a_seat,
    a_task,
    a_work_line,
    bought,
    somebody,
    worked,
)
from napulse.testing import NOW, a_client, a_project, a_user, signed_in, the_agency
from napulse.testing_money import a_role, a_time_entry, an_expense, made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def story(role: str = "manager") -> tuple[Browser, Project]:
    the_agency()
    lead = a_user(role, language="en")
    project = a_project(a_client(team=(lead,)), "Ребрендинг", lead=lead)
    return signed_in(lead), project


def page(browser: Browser, name: str, *args: Any, **query: Any) -> str:
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def sheet(browser: Browser, name: str, *args: Any, **query: Any) -> list[list[Any]]:
    answer = browser.get(reverse(name, args=args), query)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [[cell.value for cell in row] for row in book.worksheets[0].rows]


def test_the_list_has_a_row_for_each_budget_and_their_sum() -> None:
    browser, project = story()
    worked(a_work_line(project), 360)
    second = a_project(project.client, "Сайт")
    worked(a_work_line(second, net_minor=1_000_001), 60)
    a_work_line(a_project(a_client(), "Чужой"))

    text = page(browser, "profit:budget_list")

    assert "Ребрендинг" in text
    assert "Сайт" in text
    assert "Чужой" not in text
    rows = sheet(browser, "profit:budget_export")
    assert rows[-1][0] == "In all"
    at = rows[0].index("Budget")
    assert rows[-1][at] == pytest.approx(50_000.01)
    for name in ("Budget", "Used", "Committed", "Invoiced", "Forecast"):
        at = rows[0].index(name)
        assert round(sum(row[at] for row in rows[1:-1]) * 100) == round(rows[-1][at] * 100)


def test_views_of_the_list_keep_their_rows_and_search_finds_them() -> None:
    browser, project = story()
    worked(a_work_line(project), 660)
    a_work_line(a_project(project.client, "Тихий"))
    made(BudgetAlert(client=project.client, project=project, kind="over", raised_at=NOW))

    assert "Тихий" not in page(browser, "profit:budget_list", view="alerts")
    assert "Тихий" not in page(browser, "profit:budget_list", view="over")
    assert "Тихий" in page(browser, "profit:budget_list", q="тих")
    assert "Ребрендинг" not in page(browser, "profit:budget_list", q="тих")
    for sort in ("name", "-used", "forecast", "ends_on", "-alert", "nonsense"):
        assert "Ребрендинг" in page(browser, "profit:budget_list", sort=sort)


def test_a_budget_shows_its_figures_and_leads_to_entries_that_add_up() -> None:
    browser, project = story()
    line, things = a_work_line(project), a_bought_line(project)
    person = somebody()
    entry = a_time_entry(person, project, line=line, minutes=360, note="Эскизы логотипа")
    worked(line, 360, person_id=person.pk)
    bought(things, 333_333)
    bought(things, 166_667)
    an_expense(person, project, line=things, state="ordered", net_minor=200_000)

    text = page(browser, "profit:budget_detail", project.pk)

    assert "₽24,000" in text
    assert "₽5,750" in text  # bought for 5,000 and sold 15 % dearer
    assert "75" in text
    time = page(browser, "profit:budget_entries", project.pk, what="time", line=line.pk)
    assert "₽24,000" in time
    assert person.user.name in time
    rows = sheet(browser, "profit:budget_entries_export", project.pk, what="bought")
    assert round(sum(row[-1] for row in rows[1:]) * 100) == 575_000
    ordered = page(browser, "profit:budget_entries", project.pk, what="committed")
    assert "₽2,300" in ordered
    assert entry.pk


def test_the_cuts_of_a_budget_are_the_same_money() -> None:
    browser, project = story()
    worked(a_work_line(project), 360)
    worked(a_work_line(project, phase="Продакшн"), 61)
    bought(a_bought_line(project), 500_001)

    sums = set()
    for by in ("line", "phase"):
        rows = sheet(browser, "profit:budget_table", project.pk, by=by)
        at = rows[0].index("Used")
        sums.add((round(rows[-1][at] * 100), round(sum(row[at] for row in rows[1:-1]) * 100)))

    assert sums == {(3_381_667, 3_381_667)}


def test_margin_and_cost_are_for_those_who_may_see_margins() -> None:
    browser, project = story("executive")
    worked(a_work_line(project), 360)

    text = page(browser, "profit:budget_detail", project.pk)
    rows = sheet(browser, "profit:budget_table", project.pk)

    assert "Margin" not in text
    assert "Margin" not in rows[0]
    assert "Margin" not in page(browser, "profit:budget_list")
    director = signed_in(a_user("service", language="en"))
    assert "Margin" in page(director, "profit:budget_detail", project.pk)
    assert "Margin" in page(director, "profit:budget_list")


def test_who_worked_is_told_to_those_who_may_see_time() -> None:
    browser, project = story("executive")
    person = somebody()
    worked(a_work_line(project), 60, person_id=person.pk)

    assert person.user.name not in page(browser, "profit:budget_entries", project.pk)
    manager = signed_in(a_user("service", language="en"))
    assert person.user.name in page(manager, "profit:budget_entries", project.pk)


def test_an_alert_is_answered_in_place_and_taken_back() -> None:
    browser, project = story()
    worked(a_work_line(project), 660)
    row = made(BudgetAlert(client=project.client, project=project, kind="over", raised_at=NOW))
    address = reverse("profit:alert_answer", args=[row.pk])

    refused = browser.post(address, {"words": " "}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert b'class="error"' in refused.content or b'role="alert"' in refused.content
    answered = browser.post(address, {"words": "Пишем допсмету", "submit_key": "one"})
    assert answered.status_code == 302
    assert "Пишем допсмету" in page(browser, "profit:budget_detail", project.pk)
    browser.post(reverse("profit:alert_answer_undo", args=[row.pk]))
    assert "Пишем допсмету" not in page(browser, "profit:budget_detail", project.pk)


def test_a_neighbour_s_budget_does_not_exist() -> None:
    browser, _project = story()
    other = a_project(a_client(), "Чужой")
    a_work_line(other)
    row = made(BudgetAlert(client=other.client, project=other, kind="over", raised_at=NOW))

    for name in ("budget_detail", "budget_table", "budget_entries", "budget_entries_export"):
        assert browser.get(reverse(f"profit:{name}", args=[other.pk])).status_code == 404
    answer = browser.post(reverse("profit:alert_answer", args=[row.pk]), {"words": "x"})
    assert answer.status_code == 404


def test_the_project_and_the_client_show_the_budget() -> None:
    browser, project = story()
    worked(a_work_line(project), 360)

    for address in (project.get_absolute_url(), project.client.get_absolute_url()):
        text = browser.get(address).content.decode()
        assert "60%" in text
        assert reverse("profit:budget_detail", args=[project.pk]) in text


def test_pages_of_budgets_take_no_more_queries_with_more_rows() -> None:
    browser, project = story()
    plan, role = a_plan(), a_role()

    def more() -> None:
        other = a_project(project.client)
        line, things = a_work_line(other), a_bought_line(other)
        for each in (line, a_work_line(project)):
            worked(each, 60, person_id=somebody().pk)
        bought(things, 100_000)
        an_expense(somebody(), other, line=things, state="ordered", net_minor=200_000)
        a_seat(plan, a_task(other), role, 120, (NOW.date(), NOW.date()))

    def asked(name: str, *args: Any) -> int:
        page(browser, name, *args)
        with CaptureQueriesContext(connection) as caught:
            page(browser, name, *args)
        return len(caught)

    doors = [("profit:budget_list",), ("profit:budget_detail", project.pk)]
    doors += [("profit:budget_entries", project.pk)]
    more()
    before = [asked(*door) for door in doors]
    for _ in range(4):
        more()

    assert [asked(*door) for door in doors] == before


def test_money_that_is_spent_has_run_out_and_ends_on_no_day() -> None:
    browser, project = story()
    worked(a_work_line(project), 660)

    listed, opened = (
        page(browser, "profit:budget_list"),
        page(browser, "profit:budget_detail", project.pk),
    )

    assert "has run out" in listed
    assert "the money has run out" in opened
    assert "the money ends" not in opened
