"""A week of hours filled by keyboard, a day by thumb, and a finance director's end of a month."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation
from tests.journeys.visit import DESK, PHONE, POCKET, WIDE, Look, Visit

LEAD = "volkova@sfera.example"
EXECUTIVE = "fedorova@sfera.example"
FINANCE = "panina@sfera.example"
PRESSES_OF_A_WEEK = 120
SAVES_WITHIN_MS = 60_000
THUMB = Look("ru", PHONE, "light")


@dataclass
class Hands:
    """What somebody does on the keyboard and with the mouse, counted."""

    page: Page
    count: int = 0

    def type(self, text: str) -> None:
        self.count += len(text)
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def click(self, what: Locator) -> None:
        self.count += 1
        what.click()


def add_rows(hands: Hands, names: tuple[str, ...]) -> None:
    """Alt+A, a few letters, Enter: the first that is found."""
    page = hands.page
    options = page.locator("#add-row-options [role=option]")
    for name in names:
        hands.press("Alt+a")
        expect(page.locator("#add-row")).to_be_focused()
        hands.type(name)
        expect(options.first).to_contain_text(re.compile(re.escape(name), re.IGNORECASE))
        with page.expect_navigation():
            hands.press("Enter")
    expect(page.locator("#week-form tbody tr")).to_have_count(len(names))


def fill_days(hands: Hands, rows: list[tuple[str, ...]]) -> None:
    """Tab goes from day to day and on to the next row."""
    first = hands.page.locator("#week-form tbody tr").first.locator("[name=value]").first
    hands.click(first)
    for days in rows:
        for typed in (*days, "", ""):
            hands.type(typed)
            hands.press("Tab")


@pytest.mark.parametrize("look", [DESK, Look("en", WIDE, "dark")], ids=str)
def test_an_executive_fills_a_week_by_keyboard(
    agency: Installation, visits: Visits, look: Look
) -> None:
    visit = visits(agency.url, look).sign_in(EXECUTIVE)
    page = visit.page
    visit.open("/time/")
    visit.check()
    hands = Hands(page)
    house = visit.words("The house's own work")[:8]
    add_rows(hands, ("излуч", "стиль", house))
    fill_days(
        hands,
        [
            ("2 статус", "2", "1:30", "2", "2"),
            ("3", "3", "3:30", "3", "3 правки"),
            ("3", "3", "3", "3", "3"),
        ],
    )
    expect(page.locator("#week-totals .w-sum b")).to_have_text(
        re.compile(r"^40"), timeout=SAVES_WITHIN_MS
    )
    visit.check()
    with page.expect_navigation():
        hands.click(visit.button("Submit the week"))
    expect(page.locator("#week")).to_contain_text(visit.words("Submitted, waits for approval."))
    visit.check()
    assert hands.count <= PRESSES_OF_A_WEEK, hands.count


def first_cell(visit: Visit) -> Locator:
    """The first day of the house's own work, in a week that was empty."""
    visit.open("/time/")
    add_rows(Hands(visit.page), (visit.words("The house's own work")[:8],))
    cell = visit.page.locator("#week-form tbody .w-cell [name=value]").first
    cell.focus()
    return cell


def test_a_refused_cell_stays_as_it_was_typed_and_holds_the_week_back(
    agency: Installation, visits: Visits
) -> None:
    visit = visits(agency.url, DESK).sign_in(EXECUTIVE)
    page, cell = visit.page, first_cell(visit)
    for typed in ("много", "2", "3"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    expect(page.locator("#week-totals .w-sum b")).to_have_text("5:00")
    expect(cell).to_have_value("много")
    expect(page.locator(".cell-error")).to_be_visible()
    visit.check()

    visit.button("Submit the week").click()
    expect(cell).to_be_focused()
    page.keyboard.type("1")
    with page.expect_navigation():
        visit.button("Submit the week").click()
    expect(page.locator("#week")).to_contain_text(visit.words("Submitted, waits for approval."))
    expect(page.locator("#week-totals .w-sum b")).to_have_text("6:00")


def test_notes_are_opened_on_what_was_just_typed(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url, DESK).sign_in(EXECUTIVE)
    page, cell = visit.page, first_cell(visit)
    page.keyboard.type("3")
    page.keyboard.press("F2")

    expect(page.locator("#cell-panel [name=minutes]")).to_have_value("3:00")
    expect(page.locator("#cell-panel [name=note]")).to_be_focused()
    expect(cell).to_have_value("3:00")
    visit.check()


def test_a_day_is_entered_with_one_thumb(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url, POCKET).sign_in(EXECUTIVE)
    page = visit.page
    visit.open("/time/")
    visit.check()
    page.locator("#add-row").tap()
    page.keyboard.type("излуч")
    with page.expect_navigation():
        page.locator("#add-row-options [role=option]", has_text="Излучина").first.tap()
    cell = page.locator("#week-form tbody tr .w-cell.today [name=value]")
    cell.tap()
    page.keyboard.type("1:45")
    with page.expect_response(lambda answer: answer.url.endswith("/time/cells/")):
        page.locator("h1").tap()
    page.reload()
    expect(cell).to_have_value("1:45")
    visit.check()


@pytest.mark.parametrize("look", [THUMB, POCKET], ids=str)
def test_many_proposals_leave_the_grid_in_sight_of_a_thumb(
    agency: Installation, visits: Visits, look: Look
) -> None:
    visit = visits(agency.url, look).sign_in(EXECUTIVE)
    page = visit.page
    visit.open("/time/")
    page.get_by_role("link", name=visit.words("The week before")).tap()
    proposals = page.locator(".proposals li")
    expect(proposals.first).to_be_visible()
    visit.check()
    count = proposals.count()
    grid, bar = (page.locator(one).bounding_box() for one in (".week-grid tbody", ".tabbar"))
    assert grid
    assert bar
    assert grid["y"] < bar["y"] * 0.8

    page.locator(".proposals summary").focus()
    page.keyboard.press("Enter")
    visit.check()
    with page.expect_navigation():
        page.locator(".proposals details li button").first.tap()
    expect(page.locator(".proposals details li").first).to_be_visible()
    assert (proposals.count(), page.locator(".week-grid tbody tr").count()) == (count - 1, 1)
    visit.check()


def test_a_lead_reads_returns_and_approves_weeks(
    agency: Installation, visits: Visits, look: Look
) -> None:
    visit = visits(agency.url, look).sign_in(LEAD)
    page = visit.page
    visit.open("/time/approval/")
    visit.check()
    weeks = page.locator("#list tbody a.title")
    count = weeks.count()
    weeks.first.click()
    expect(page.locator(".sheet-days tbody tr").first).to_be_visible()
    visit.check()
    page.fill("[name=words]", "Где созвон в среду?")
    with page.expect_navigation():
        page.locator("#form .btn").click()
    expect(weeks).to_have_count(count - 1)

    weeks.first.click()
    with page.expect_navigation():
        visit.button("Approve").click()
    expect(weeks).to_have_count(count - 2)
    visit.open("/time/approval/?view=answered")
    expect(page.locator("#list tbody")).to_contain_text("Где созвон в среду?")
    visit.check()


def see_what_waits(visit: Visit) -> None:
    """Work nobody has invoiced, and who owes."""
    page = visit.page
    visit.open("/profit/unbilled/")
    expect(page.locator("table.money-grid tbody tr").first).to_be_visible()
    visit.check()
    visit.open("/billing/debtors/")
    expect(page.locator("table tbody tr").first).to_be_visible()
    visit.check()
    page.locator("table tfoot a").first.click()
    expect(page).to_have_url(re.compile("view=open"))
    visit.check()


def make_the_pack(visit: Visit) -> bytes:
    page = visit.page
    visit.open("/profit/packs/")
    visit.check()
    with page.expect_navigation():
        page.locator("form[action$='/make/'] .btn-primary").click()
    expect(page).to_have_url(re.compile(r"/profit/packs/\d+/"))
    expect(page.locator("main section table").first).to_be_visible()
    visit.check()
    with page.expect_download() as downloading:
        page.locator("a[href$='/pdf/']").click()
    return downloading.value.path().read_bytes()


def test_a_finance_director_ends_the_month(
    agency: Installation, visits: Visits, look: Look
) -> None:
    visit = visits(agency.url, look).sign_in(FINANCE)
    see_what_waits(visit)
    paper = make_the_pack(visit)
    assert paper.startswith(b"%PDF-")
    assert len(paper) > 10_000
