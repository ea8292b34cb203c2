"""Between two meetings, with one thumb: a call recorded, an action done, the inbox read."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation
from tests.journeys.visit import PHONE, Look

DIRECTOR = "vorontsova@sfera.example"
THUMB = Look("ru", PHONE, "dark")


def test_a_call_is_recorded_in_five_touches_and_one_sentence(
    agency: Installation, visits: Visits
) -> None:
    visit = visits(agency.url, THUMB).sign_in(DIRECTOR)
    page, touches = visit.page, 0

    page.locator(".tabbar a[href='/clients/']").tap()
    touches += 1
    page.get_by_role("link", name="Гранитный берег").first.tap()
    touches += 1
    expect(page.locator(".ident")).to_be_visible()
    page.locator("a[href*='kind=call']").first.tap()
    touches += 1
    expect(page.locator("[name=subject]")).to_be_focused()
    visit.check()
    page.keyboard.type("Перенесли показ на среду")
    page.locator("#interaction-form .btn-primary").tap()
    touches += 1
    expect(page.locator("h1")).to_contain_text("Перенесли показ на среду")
    visit.check()

    assert touches <= 5


def test_an_action_is_done_and_undone(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url, THUMB).sign_in(DIRECTOR)
    page = visit.page
    page.locator(".tabbar a[href='/actions/']").tap()
    row = page.locator(".actions-table tbody tr").first
    text = row.locator("a.clamp-2").inner_text()
    mine = page.locator("a.clamp-2", has_text=text)
    visit.check()

    row.locator(".done-button").tap()
    expect(mine).to_have_count(0)
    visit.check()
    visit.button("Undo").tap()
    expect(mine.first).to_be_visible()


def test_the_inbox_opens_what_it_tells_of(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url, THUMB).sign_in(DIRECTOR)
    page = visit.page
    page.locator(".tabbar a[href='#sidebar']").tap()
    page.locator("#sidebar a[href='/inbox/']").tap()
    expect(page).to_have_url(re.compile("/inbox/$"))
    visit.check()
    before = page.locator("li.notice.new").count()
    assert before > 0

    with page.expect_navigation():
        page.locator("li.notice.new .link-button").first.tap()
    expect(page).not_to_have_url(re.compile("/inbox/$"))
    visit.check()
    visit.open("/inbox/")
    assert page.locator("li.notice.new").count() <= before
