"""A promise that cannot be kept is met with its reasons; people are asked for and given."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation
from tests.journeys.post import Post
from tests.journeys.visit import Look, Visit

DELIVERY = "rudakov@sfera.example"
RESOURCES = "shilova@sfera.example"
NAME = "Кампания «Ледоход»"
COMPUTES_WITHIN_MS = 90_000


def in_days(count: int) -> str:
    return (date.today() + timedelta(days=count)).isoformat()  # noqa: DTZ011 - what a person types


def make_a_campaign(visit: Visit) -> int:
    """From the template; the deadline is close, and then fixed by contract."""
    page = visit.page
    visit.open("/projects/templates/")
    visit.check()
    page.get_by_role("link", name="Рекламная кампания ATL/BTL").click()
    visit.check()
    page.select_option("#make [name=client]", label="Гранитный берег")
    page.fill("#make [name=name]", NAME)
    page.fill("#make [name=starts_on]", in_days(1))
    page.fill("#make [name=due_on]", in_days(16))
    with page.expect_navigation():
        page.click("#make .btn-primary")
    expect(page.locator("h1")).to_contain_text(NAME)
    project = visit.number(r"/projects/(\d+)/")
    visit.open(f"/projects/{project}/edit/")
    page.check("[name=due_is_hard]")
    with page.expect_navigation():
        page.click("#project-form .btn-primary")
    return project


def compute(visit: Visit) -> None:
    page = visit.page
    visit.open("/projects/plan/compute/")
    visit.check()
    page.check("[name=seconds][value='5']", force=True)
    with page.expect_navigation():
        visit.button("Compute").click()
    ready(visit)


def ready(visit: Visit) -> None:
    """The page tells by itself that the plan is there."""
    page = visit.page
    page.wait_for_url(re.compile(r"/projects/plan/\d+/"))
    expect(page.locator("#plan-progress")).to_have_count(0, timeout=COMPUTES_WITHIN_MS)
    expect(page.locator(".strip")).to_be_visible()
    visit.check()


def take_the_cheapest_way_out(visit: Visit) -> None:
    page = visit.page
    plan = visit.number(r"/plan/(\d+)/")
    visit.open(f"/projects/plan/{plan}/reasons/")
    expect(page.locator(".way").first).to_be_visible()
    assert page.locator(".way").count() >= 3
    visit.check()
    with page.expect_navigation():
        page.click(".way.cheapest .btn")
    ready(visit)


def accept(visit: Visit) -> None:
    page = visit.page
    page.locator(".plan-head .actions a.btn-primary").click()
    confirm = page.locator("#accept-form .btn-primary")
    expect(confirm).to_be_visible()
    with page.expect_navigation():
        confirm.click()
    accepted = visit.words("accepted", "state of a plan")
    expect(page.locator(".plan-head")).to_contain_text(accepted)


def test_a_delivery_manager_meets_an_impossible_date_and_takes_a_way_out(
    mailing: tuple[Installation, Post], visits: Visits, look: Look
) -> None:
    visit = visits(mailing[0].url, look).sign_in(DELIVERY)
    project = make_a_campaign(visit)
    visit.open(f"/projects/{project}/work/")
    visit.check()

    compute(visit)
    expect(visit.page.locator(".plan-head")).to_contain_text(
        visit.words("the promises cannot be kept")
    )
    take_the_cheapest_way_out(visit)
    accept(visit)

    visit.open(f"/projects/{project}/plan/")
    visit.check()
    expect(visit.page.locator(".facts").first).to_contain_text(visit.words("By the plan"))


@pytest.fixture
def request_in_days() -> tuple[str, str]:
    return in_days(5), in_days(12)


def test_a_resource_manager_answers_a_request(
    agency: Installation, visits: Visits, look: Look, request_in_days: tuple[str, str]
) -> None:
    first, last = request_in_days
    asking = visits(agency.url, look).sign_in(DELIVERY)
    asking.open("/projects/resources/requests/new/")
    asking.check()
    page = asking.page
    page.select_option("[name=project]", index=1)
    page.select_option("[name=role]", label="Дизайнер")
    page.fill("[name=percent]", "50")
    page.fill("[name=from_on]", first)
    page.fill("[name=to_on]", last)
    with page.expect_navigation():
        page.click("#request-form .btn-primary")

    answering = visits(agency.url, look).sign_in(RESOURCES)
    answering.open("/projects/resources/requests/")
    answering.check()
    with answering.page.expect_navigation():
        answering.page.locator("table a.title", has_text="Дизайнер").first.click()
    answering.check()
    asked = answering.page.url
    answering.page.locator("[name=person]").first.check()
    with answering.page.expect_navigation():
        answering.button("Grant").click()
    answering.check()

    page.goto(asked)
    expect(page.locator("#answer-given")).to_contain_text("50")
    asking.check()
    asking.open("/projects/resources/")
    asking.check()
