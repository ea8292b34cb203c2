"""Pages of profitability and the books: each opens, answers in place, and exports what it shows."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from napulse.profit.tests.ground import Portfolio, an_hour
from napulse.testing import a_user, signed_in

pytestmark = pytest.mark.django_db
PERIOD = "period=month&on=2026-11"


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return] # of a page


PAGES = [
    "profit:profitability",
    "profit:posting_list",
    "profit:plan_fact",
    "profit:unbilled",
    "profit:write_off_list",
    "profit:write_off_create",
]
BOOKS = ["profit:overhead_list", "profit:pack_list", "profit:books_check"]


@pytest.mark.parametrize("name", PAGES + BOOKS)
def test_every_page_opens_to_finance_and_says_what_it_is(name: str) -> None:
    Portfolio()

    answer = signed_in(a_user("finance")).get(f"{reverse(name)}?{PERIOD}")

    assert answer.status_code == 200
    assert "<h1>" in text(answer)


@pytest.mark.parametrize("name", BOOKS)
def test_pages_of_the_books_are_closed_to_a_director(name: str) -> None:
    world = Portfolio()

    assert signed_in(world.director).get(reverse(name)).status_code == 403


def test_a_director_sees_own_clients_and_no_overhead() -> None:
    world = Portfolio()

    shown = text(signed_in(world.director).get(f"{reverse('profit:profitability')}?{PERIOD}"))

    assert "Гранит" in shown
    assert "160 000" in shown.replace("\xa0", " ")
    assert "The agency itself" not in shown
    assert "Overhead" not in shown


@pytest.mark.parametrize("by", ["client", "project", "brand", "service", "team", "entity", "month"])
def test_every_cut_opens(by: str) -> None:
    Portfolio()
    browser = signed_in(a_user("finance"))

    answer = browser.get(f"{reverse('profit:profitability')}?{PERIOD}&by={by}&basis=actual")

    assert answer.status_code == 200


def test_the_part_that_htmx_asks_for_is_the_report_alone() -> None:
    world = Portfolio()

    answer = signed_in(world.director).get(
        f"{reverse('profit:profitability')}?{PERIOD}", headers={"HX-Request": "true"}
    )

    assert text(answer).strip().startswith('<div id="report"')


def test_a_workbook_holds_exact_numbers() -> None:
    world = Portfolio()
    browser = signed_in(world.director)

    answer = browser.get(f"{reverse('profit:profitability_export')}?{PERIOD}")

    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[1][:4] == ("Гранит", 210000, 50000, 160000)
    assert rows[3][3] == 200000


def test_a_client_and_a_project_have_a_page_of_their_money() -> None:
    world = Portfolio()
    browser = signed_in(world.director)

    client = browser.get(f"{reverse('profit:client_money', args=[world.granit.pk])}?{PERIOD}")
    project = browser.get(f"{reverse('profit:project_money', args=[world.site.pk])}?{PERIOD}")

    assert "Сайт" in text(client)
    assert "Бренд" in text(client)
    assert project.status_code == 200
    other = a_user("director")
    assert signed_in(other).get(client.request["PATH_INFO"]).status_code == 404
    assert signed_in(other).get(project.request["PATH_INFO"]).status_code == 404


def test_the_tab_of_money_stands_on_the_clients_page() -> None:
    world = Portfolio()
    url = f"{world.granit.get_absolute_url()}?tab=money"

    assert reverse("profit:client_money", args=[world.granit.pk]) in text(
        signed_in(world.director).get(url)
    )


@pytest.mark.parametrize(
    "query",
    [
        "period=own&since=2026-13&until=x",
        "period=own&since=2026-12&until=2026-01",
        "period=nonsense&on=0000-00&by=nothing&known=yesterday&client=abc&service=nonsense",
        "period=three&on=2026-11&known=2026-11-01&basis=actual&team=99999999999999999999",
        "page=-1&sort=-nonsense&q=%25",
    ],
)
def test_what_makes_no_sense_falls_back(query: str) -> None:
    world = Portfolio()

    answer = signed_in(world.director).get(f"{reverse('profit:profitability')}?{query}")

    assert answer.status_code == 200


def test_more_rows_ask_no_more_queries(django_assert_max_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from napulse.profit.tests.ground import an_hour
    from napulse.testing import a_client, a_project

    world = Portfolio()
    browser = signed_in(world.director)
    urls = [f"{reverse(name)}?{PERIOD}&by=project" for name in PAGES]

    def asked() -> list[int]:
        found = []
        for url in urls:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                browser.get(url)
            found.append(len(queries))
        return found

    asked()
    few = asked()
    for _time in range(6):
        client = a_client(team=(world.director,))
        an_hour(a_project(client), 2, world.day)
    assert asked() == few


def test_unbilled_work_leads_to_a_draft_of_its_invoice_with_its_time_ticked() -> None:
    world = Portfolio()
    an_hour(world.site, 40, world.day)
    browser = signed_in(a_user("finance"))
    address = f"{reverse('billing:billable_client', args=[world.granit.pk])}?time=1&project="
    address += str(world.site.pk)

    assert address.replace("&", "&amp;") in text(browser.get(reverse("profit:unbilled")))
    shown = browser.get(address)
    assert shown.context["form"]["with_time"].value() is True
    assert shown.context["form"]["project"].value() == world.site.pk
