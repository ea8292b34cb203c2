"""The director's morning: who needs her today and why, by mouse, by keys and by thumb."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation
from tests.journeys.visit import DESK, Look, Visit

DIRECTOR = "vorontsova@sfera.example"


def rows(visit: Visit) -> Locator:
    return visit.page.locator("#board tbody tr[id]")


def test_she_sees_why_a_client_is_first_and_goes_to_the_reason(
    agency: Installation, visits: Visits, look: Look
) -> None:
    visit = visits(agency.url, look).sign_in(DIRECTOR)
    page, first = visit.page, rows(visit).first
    name = first.locator("a.title").inner_text()
    visit.check()

    first.locator("a.health").click()
    expect(page.locator("#why-title")).to_contain_text(name)
    visit.check()
    reason = page.locator("#why td a.title").first
    where = str(reason.get_attribute("href"))
    with page.expect_navigation():
        reason.click()
    assert page.url.endswith(where)
    visit.check()

    page.go_back()
    expect(rows(visit).first.locator("a.title")).to_have_text(name)


def test_she_keeps_a_filter_as_a_view_of_her_own(
    agency: Installation, visits: Visits, look: Look
) -> None:
    visit = visits(agency.url, look).sign_in(DIRECTOR)
    page, menu = visit.page, visit.page.locator("#board details.menu")

    menu.locator("summary").click()
    page.fill("#pulse-q", "гранит")
    page.locator("#pulse-q").press("Enter")
    expect(rows(visit)).to_have_count(1)
    expect(rows(visit)).to_contain_text("Гранитный берег")
    visit.check()

    menu.locator("summary").click()
    page.fill("#view-name", "Гранит")
    visit.button("Save the view").click()
    expect(visit.toast("View saved")).to_be_visible()
    visit.open("/")
    assert rows(visit).count() > 1
    menu.locator("summary").click()
    visit.check()
    page.get_by_role("link", name="Гранит", exact=True).click()
    expect(rows(visit)).to_have_count(1)

    menu.locator("summary").click()
    kept = menu.locator(".menu-row", has=page.get_by_role("link", name="Гранит", exact=True))
    kept.get_by_role("button").click()
    expect(visit.toast("View removed")).to_be_visible()


def test_she_puts_a_client_aside_and_takes_it_back(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url, DESK).sign_in(DIRECTOR)
    first = rows(visit).first
    ident, before = first.get_attribute("id"), rows(visit).count()

    first.hover()
    first.locator(".pick input").check()
    expect(visit.page.locator("[data-selected]")).to_have_text(re.compile(r"\b1$"))
    visit.check()
    visit.page.locator("#bulk [value=tomorrow]").click()
    expect(visit.page.locator(f"#{ident}")).to_have_count(0)
    expect(rows(visit)).to_have_count(before - 1)
    visit.button("Undo").click()
    expect(visit.page.locator(f"#{ident}")).to_be_visible()
    expect(rows(visit)).to_have_count(before)


def test_she_finds_a_client_in_the_palette(
    agency: Installation, visits: Visits, look: Look
) -> None:
    visit = visits(agency.url, look).sign_in(DIRECTOR)
    page = visit.page

    if look.is_phone:
        page.locator(".finder").click()
    else:
        page.keyboard.press("Control+K")
    page.locator("#palette input").fill("гранит")
    expect(page.locator("#palette [role=option]").first).to_contain_text("Гранитный берег")
    visit.check()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Гранитный берег")
    visit.check()


def test_she_goes_about_by_keys(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url, DESK).sign_in(DIRECTOR)
    page = visit.page

    for key in ("j", "j", "x"):
        page.keyboard.press(key)
    expect(rows(visit).nth(1)).to_have_class(re.compile("current"))
    expect(rows(visit).nth(1).locator(".pick input")).to_be_checked()
    page.keyboard.press("k")
    expect(rows(visit).nth(0)).to_have_class(re.compile("current"))
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    visit.check()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#pulse-q")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.type("gc")
    page.wait_for_url("**/clients/")
