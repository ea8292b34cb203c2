"""What scripts add to the pages, each on a real page of the product."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation
from tests.journeys.visit import DESK, Visit

DIRECTOR, MANAGER = "vorontsova@sfera.example", "kim@sfera.example"


def open_a_draft(visit: Visit, agency: Installation) -> int:
    """The editor of a status report of the first client that the person may write one for."""
    page = visit.page
    visit.open("/clients/")
    page.get_by_role("link", name="Гранитный берег").first.click()
    status = page.locator("a[href^='/status/'].btn, form[action^='/status/new/'] button").first
    with page.expect_navigation():
        status.click()
    return visit.number(r"/status/(\d+)/edit/")


def test_two_writers_of_one_draft_see_both_versions(agency: Installation, visits: Visits) -> None:
    one = visits(agency.url, DESK).sign_in(DIRECTOR)
    draft = open_a_draft(one, agency)
    two = visits(agency.url, DESK).sign_in(MANAGER)
    two.open(f"/status/{draft}/edit/")

    one.page.fill("#id_intro", "Первая рука")
    expect(one.page.locator("#draft-state")).to_contain_text(re.compile(r"\d\d:\d\d"))
    two.page.fill("#id_intro", "Вторая рука")

    clash = two.page.locator("#draft-state .conflicts")
    expect(clash).to_contain_text("Первая рука")
    expect(clash).to_contain_text("Вторая рука")
    two.check()
    two.page.locator("#draft-state [value=theirs]").check(force=True)
    with two.page.expect_navigation():
        two.page.locator("#draft-state [name=leave]").click()
    expect(two.page.locator("#id_intro")).to_have_value("Первая рука")


def test_without_a_connection_a_click_is_told_and_can_be_repeated(
    agency: Installation, visits: Visits
) -> None:
    visit = visits(agency.url, DESK).sign_in(DIRECTOR)
    page = visit.page
    visit.context.set_offline(True)
    page.locator("#board tbody tr a.health").first.click()
    toast = page.locator("#toasts [data-stays]")
    expect(toast).to_contain_text(
        visit.words("No connection. Nothing is lost: try again when it is back.")
    )

    visit.context.set_offline(False)
    expect(page.locator("#toasts")).to_contain_text(visit.words("The connection is back."))
    expect(toast).to_have_count(0)
    page.locator("#board tbody tr a.health").first.click()
    expect(page.locator("#why-dialog")).to_be_visible()
    visit.forgive("ERR_INTERNET_DISCONNECTED", "Failed to fetch")


def test_the_clock_ticks(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url, DESK).sign_in(DIRECTOR)
    visit.page.clock.install()
    visit.open("/")
    left = visit.page.locator("time[data-left]").first
    before = left.inner_text()
    visit.page.clock.run_for("01:01:00")
    expect(left).not_to_have_text(before)


def test_the_theme_is_kept(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url, DESK).sign_in(DIRECTOR)
    root = visit.page.locator("html")
    visit.page.locator("[data-behaviour=theme]").click()
    expect(root).to_have_attribute("data-theme", "dark")
    visit.page.reload()
    expect(root).to_have_attribute("data-theme", "dark")
    visit.page.locator("[data-behaviour=theme]").click()
    expect(root).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize("touched", [True, False], ids=["changed", "untouched"])
def test_a_changed_form_is_not_left_unasked(
    agency: Installation, visits: Visits, *, touched: bool
) -> None:
    visit = visits(agency.url, DESK).sign_in(DIRECTOR)
    page, asked = visit.page, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    visit.open("/interactions/new/?client=1")
    page.locator("[name=subject]").click()
    if touched:
        page.keyboard.type("Недописанное")

    with page.expect_navigation():
        page.locator("#sidebar a[href='/clients/']").click()

    assert asked == (["beforeunload"] if touched else [])


def test_select_all_is_honest(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url, DESK).sign_in(DIRECTOR)
    page = visit.page
    visit.open("/actions/")
    boxes = page.locator("tbody .pick input")
    boxes.first.check(force=True)
    everything = page.locator("thead [data-all]")
    assert everything.evaluate("box => box.indeterminate") is True
    everything.check(force=True)
    expect(page.locator("[data-selected]")).to_have_text(re.compile(rf"\b{boxes.count()}$"))
    visit.check()
    page.locator("#bulk [type=reset]").click()
    expect(page.locator("#bulk")).to_be_hidden()


def test_a_slow_save_never_clashes_with_the_writers_own_next_words(
    agency: Installation, visits: Visits
) -> None:
    visit = visits(agency.url, DESK).sign_in(DIRECTOR)
    draft = open_a_draft(visit, agency)
    page, held = visit.page, []
    page.route("**/save/", lambda route: route.continue_() if held else held.append(route))

    with page.expect_request("**/save/"):
        page.fill("#id_intro", "First words")
    page.fill("#id_intro", "First words and second")
    with page.expect_request("**/save/"):
        held[0].continue_()
    known = page.locator("#draft-state [name=base]")
    expect(known).to_have_value(re.compile("and second"))
    visit.open(f"/status/{draft}/edit/")

    expect(page.locator("#id_intro")).to_have_value("First words and second")


def test_a_draft_outlives_a_lost_connection(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url, DESK).sign_in(DIRECTOR)
    draft = open_a_draft(visit, agency)
    state = visit.page.locator("#draft-state")
    visit.context.set_offline(True)
    visit.page.fill("#id_intro", "Написано в поезде")
    expect(state.locator(".error")).to_be_visible()

    with visit.page.expect_response("**/save/"):
        visit.context.set_offline(False)
    expect(state.locator(".error")).to_have_count(0)
    visit.forgive("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    visit.open(f"/status/{draft}/edit/")

    expect(visit.page.locator("#id_intro")).to_have_value("Написано в поезде")
