"""The first day of an agency: setup, the first director, a colleague, the second factor."""

import re

from playwright.sync_api import expect

from tests.journeys.codes import code_of
from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation
from tests.journeys.post import Post
from tests.journeys.visit import Look, Visit

DIRECTOR, COLLEAGUE = "first@agency.example", "second@agency.example"
SECRET = "ночная смена 12"


def set_up(visit: Visit, link: str) -> None:
    page = visit.page
    visit.open(link)
    visit.check()
    page.fill("[name=agency_name]", "Первый день")
    page.select_option("select[name=language]", visit.look.language)
    page.fill("[name=name]", "Нина Первая")
    page.fill("[name=email]", DIRECTOR)
    page.fill("[name=password]", SECRET)
    with page.expect_navigation():
        page.click("form .btn-wide")
    visit.check()


def invite(visit: Visit) -> None:
    page = visit.page
    visit.open("/accounts/invite/")
    visit.check()
    page.fill("[name=name]", "Олег Второй")
    page.fill("[name=email]", COLLEAGUE)
    page.select_option("select[name=language]", visit.look.language)
    page.select_option("[name=role]", "creative")
    visit.button("Send the invitation").click()
    expect(page.locator("main")).to_contain_text("Олег Второй")
    visit.check()


def connect_an_app(visit: Visit) -> str:
    """Turn on the second factor; gives the key that the app would keep."""
    page = visit.page
    visit.open("/account/security/app/")
    if "/confirm/" in page.url:
        page.fill("[name=password]", SECRET)
        with page.expect_navigation():
            page.locator("form:has([name=password]) .btn-primary").click()
    visit.check()
    key = page.locator(".account-key code").inner_text()
    page.fill("[name=code]", code_of(key))
    visit.button("Connect").click()
    expect(page.locator(".account-codes")).to_be_visible()
    visit.check()
    visit.button("They are in a safe place").click()
    expect(page.locator(".account-codes")).to_have_count(0)
    return key


def test_an_agency_begins_and_a_colleague_joins(
    newborn: tuple[Installation, Post], visits: Visits, look: Look
) -> None:
    house, post = newborn
    director = visits(house.url, look)
    set_up(director, house.setup_link())
    invite(director)

    colleague = visits(house.url, look)
    colleague.open(post.letter_to(COLLEAGUE, rf"{house.url}/join/\S+"))
    colleague.check()
    colleague.page.fill("[name=password]", SECRET)
    with colleague.page.expect_navigation():
        colleague.page.click("form .btn-wide")
    colleague.check()
    key = connect_an_app(colleague)

    again = visits(house.url, look)
    again.sign_in(COLLEAGUE, SECRET)
    expect(again.page).to_have_url(re.compile("second-step"))
    again.check()
    again.page.fill("[name=code]", code_of(key, 1))
    with again.page.expect_navigation():
        again.page.locator("form:has([name=code]) .btn-primary").click()
    expect(again.page.locator("#sidebar a[href='/pulse/']")).to_have_count(1)
    expect(again.page.locator("#sidebar a[href='/accounts/']")).to_have_count(0)
    again.knowing(403)
    answer = again.open("/accounts/")
    assert answer
    assert answer.status == 403
    again.check()


def test_the_setup_link_works_once(newborn: tuple[Installation, Post], visits: Visits) -> None:
    house, _post = newborn
    link = house.setup_link()
    visit = visits(house.url)
    set_up(visit, link)

    stranger = visits(house.url)
    stranger.knowing(404, 410)
    answer = stranger.open(link)
    assert answer
    assert (answer.status >= 400) or stranger.page.url.endswith("/sign-in/")
    assert stranger.page.locator("[name=agency_name]").count() == 0
