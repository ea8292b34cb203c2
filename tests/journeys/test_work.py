"""A breakdown is typed and pasted as in a spreadsheet, mended where it is wrong, and taken back."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation
from tests.journeys.visit import DESK, POCKET, Visit

DELIVERY = "rudakov@sfera.example"
ROWS = (
    "Идея\tэтап\n"
    '"Макет ""А"""\tработа\tдизайнер 2+ × 2; копирайтер\t6; 3\t8; 4\t12\t\n'
    "Согласование макета\tсогласование\t\t2\t3\t5\t1+1д\n"
    "Печать\tработа\tалхимик\t\t8\t\t77\n"
)


def names(page: Page) -> list[str]:
    found = page.locator("#work-form [name=name]").all()
    return [one.input_value() for one in found if one.input_value()]


def focused(page: Page) -> str:
    name: str = page.evaluate(
        "() => { const at = document.activeElement;"
        " return `${[...document.querySelectorAll('#work-form tbody tr')]"
        ".indexOf(at.closest('tr'))} ${at.name}` }"
    )
    return name


def an_empty_project(visit: Visit) -> int:
    page = visit.page
    visit.open("/projects/new/")
    page.select_option("[name=client]", index=1)
    page.fill("[name=name]", "Новая работа")
    with page.expect_navigation():
        page.click("#project-form .btn-primary")
    return visit.number(r"/projects/(\d+)/")


def test_rows_pasted_from_a_spreadsheet_are_mended_saved_and_taken_back(
    agency: Installation, visits: Visits
) -> None:
    visit = visits(agency.url, DESK).sign_in(DELIVERY)
    page = visit.page
    project = an_empty_project(visit)
    visit.open(f"/projects/{project}/work/")
    visit.check()
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#c0-name").focus()
    page.evaluate("text => navigator.clipboard.writeText(text)", ROWS)
    page.keyboard.press("Control+V")
    assert names(page) == ["Идея", 'Макет "А"', "Согласование макета", "Печать"]

    visit.knowing(422)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#work-errors li")).to_have_count(2)
    visit.check()
    page.fill("#c3-who", "дизайнер")
    page.fill("#c3-after", "2")
    page.keyboard.press("Control+Enter")

    expect(visit.toast("Breakdown saved")).to_be_visible()
    assert names(page) == ["Идея", 'Макет "А"', "Согласование макета", "Печать"]
    page.locator("#c1-name").focus()
    with page.expect_navigation():
        page.keyboard.press("Control+Z")
    assert names(page) == []


def test_keys_of_a_spreadsheet_move_between_cells_and_rows(
    agency: Installation, visits: Visits
) -> None:
    visit = visits(agency.url, DESK).sign_in(DELIVERY)
    page = visit.page
    visit.open(f"/projects/{an_empty_project(visit)}/work/")
    page.locator("#c0-name").focus()
    page.keyboard.type("Один")
    page.keyboard.press("Enter")
    page.keyboard.type("Два")
    assert focused(page) == "1 name"

    page.keyboard.press("ArrowUp")
    assert focused(page) == "0 name"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "0 kind"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "1 kind"
    assert page.locator("#c1-kind").input_value() == "work"
    page.keyboard.press("Alt+ArrowUp")
    assert (names(page), focused(page)) == (["Два", "Один"], "0 kind")
    page.keyboard.press("Control+Delete")
    assert names(page) == ["Один"]
    visit.check()


def test_steps_go_back_cell_by_cell_and_forth_again(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url, DESK).sign_in(DELIVERY)
    page = visit.page
    visit.open(f"/projects/{an_empty_project(visit)}/work/")
    page.locator("#c0-name").focus()
    for word in ("Один", "Два", "Три"):
        page.keyboard.type(word)
        page.keyboard.press("Enter")
    page.locator("#c1-name").focus()
    page.keyboard.press("Control+Delete")
    assert names(page) == ["Один", "Три"]

    seen = []
    for _step in range(3):
        page.keyboard.press("Control+Z")
        seen.append(names(page))
    assert seen == [["Один", "Два", "Три"], ["Один", "Два"], ["Один"]]
    assert focused(page) == "1 name"
    page.keyboard.press("Control+Y")
    page.keyboard.press("Control+Shift+Z")
    assert names(page) == ["Один", "Два", "Три"]

    page.keyboard.type("Четыре")  # not left yet: the cell alone goes back
    page.keyboard.press("Control+Z")
    assert names(page) == ["Один", "Два", "Три"]
    visit.check()


def test_on_the_phone_a_task_is_added_on_a_page_of_its_own(
    agency: Installation, visits: Visits
) -> None:
    visit = visits(agency.url, POCKET).sign_in(DELIVERY)
    page = visit.page
    project = an_empty_project(visit)
    visit.open(f"/projects/{project}/work/")
    expect(page.locator("#work-form")).to_be_hidden()
    visit.check()
    page.click("#work a[href$='/work/new/']")
    page.fill("[name=name]", "Макет")
    page.fill("[name=likely]", "2")
    page.select_option("[name=kind]", "review")
    visit.check()
    with page.expect_navigation():
        page.click("#task-form .btn-primary")

    expect(page.locator(".work-read")).to_contain_text("Макет")
    visit.check()
