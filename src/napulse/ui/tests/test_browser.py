"""The frame and the components in a real browser: each behaviour once, axe in both themes."""

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("napulse.ui.tests.sample"),
]
CHROMIUM = os.environ.get("NAPULSE_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = (1440, 900), (390, 844)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def address(live_server: LiveServer, settings: Settings) -> str:
    settings.ALLOWED_HOSTS = ["*"]
    return live_server.url


def opened(
    browser: Browser, address: str, size: tuple[int, int] = WIDE, theme: str = "light"
) -> Page:
    """The sample page; every script error and every refusal of the policy fails the test."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
    context.add_cookies([{"name": "theme", "value": theme, "url": address}])
    page = context.new_page()
    page.set_default_timeout(5000)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: _refuse(message.type, message.text))
    page.goto(f"{address}/sample/")
    page.wait_for_load_state("networkidle")
    return page


def _refuse(kind: str, text: str) -> None:
    if kind in ("error", "warning") and "status of" not in text:
        pytest.fail(text)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    browser: Browser, address: str, size: tuple[int, int], theme: str
) -> None:
    page = opened(browser, address, size, theme)
    found = Axe().run(page)
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert ([v["id"] for v in found.response["violations"]], over) == ([], 0)


def test_the_palette_opens_by_key_and_follows_the_chosen_link(
    browser: Browser, address: str
) -> None:
    page = opened(browser, address)
    page.keyboard.press("Control+K")
    expect(page.locator("#palette [role=option]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sample/?second")


def test_rows_are_walked_selected_and_counted_by_keys(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-selected]")).to_have_text("Selected: 2")
    head = page.locator("thead [data-all]")
    assert head.evaluate("box => box.indeterminate") is True
    page.locator("#bulk [type=reset]").click()
    expect(page.locator("#bulk")).to_be_hidden()


def test_on_a_phone_a_tap_on_the_badge_selects_and_the_bar_holds_select_all(
    browser: Browser, address: str
) -> None:
    page = opened(browser, address, PHONE)
    bar, boxes = page.locator("#bulk"), page.locator("#board tbody .pick input")
    expect(bar).to_be_hidden()

    page.locator("#board tbody .monogram").first.click(force=True)
    expect(bar.locator("[data-selected]")).to_have_text("Selected: 1")
    box = bar.bounding_box()
    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= PHONE[0]) == (True, True)
    bar.locator("[data-all]").check()

    expect(bar.locator("[data-selected]")).to_have_text(f"Selected: {boxes.count()}")
    bar.locator("[type=reset]").click()
    expect(bar).to_be_hidden()


def test_keys_are_silent_in_fields(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.locator("[name=title]").focus()
    page.keyboard.type("?jx")
    assert page.locator("[name=title]").input_value() == "?jx"
    expect(page.locator("#keys")).to_be_hidden()


def test_help_opens_by_its_key_and_closes(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_a_toast_speaks_and_takes_back(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.locator("#tell").click()
    toast = page.locator("#toasts .toast")
    expect(toast.locator("p")).to_have_text("Готово: «Гранит»")
    with page.expect_request(f"{address}/undo/") as sent:
        toast.get_by_role("button").click()
    assert sent.value.headers["x-csrftoken"] != ""
    expect(toast).to_have_count(0)


def test_a_failure_stays_offers_a_retry_and_spoils_nothing(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.locator("#fail").click()
    expect(page.locator("[data-stays] p")).to_have_text("That did not work.")
    with page.expect_request(f"{address}/fail/"):
        page.locator("[data-retry]").click()
    expect(page.locator("#board tbody tr")).to_have_count(6)


def test_what_cannot_be_undone_asks_first(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.locator("#ask").click()
    expect(page.locator("#confirm-text")).to_have_text("Send to the client?")
    page.locator("#confirm").get_by_role("button", name="Cancel").click()
    expect(page.locator("#toasts .toast")).to_have_count(0)
    page.locator("#ask").click()
    with page.expect_request(f"{address}/toast/"):
        page.locator("#confirm").get_by_role("button", name="Go ahead").click()


def test_an_invalid_form_comes_back_in_its_place(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.locator("[name=title]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#id_title-error")).to_have_text("This field is required.")


def test_a_person_is_searched_chosen_and_removed(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.locator(".tags [role=combobox]").click()
    page.keyboard.type("мар")
    expect(page.locator(".options [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    chips = page.locator(".tags .chip [data-text]")
    expect(chips).to_have_text(["Игорь Седов", "Марта Линд"])
    page.locator(".tags [data-remove]").first.click()
    expect(chips).to_have_text(["Марта Линд"])


def test_a_draft_is_saved_when_the_writer_pauses(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.locator("[name=said]").fill("Agreed.")
    expect(page.locator("#saved")).to_have_text("Saved 12:14")


def test_a_menu_is_walked_by_arrows_and_closed_by_escape(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.locator(".menu summary").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".menu-list a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".menu summary")).to_be_focused()
    expect(page.locator(".menu-list")).to_be_hidden()


def test_the_theme_is_kept(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.locator("[data-behaviour=theme]").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_phone_opens_and_closes_the_whole_menu(browser: Browser, address: str) -> None:
    page = opened(browser, address, PHONE)
    page.locator(".tabbar a").last.click()
    expect(page.locator("#sidebar")).to_be_visible()
    page.locator(".sidebar-close").click()
    expect(page.locator("#sidebar")).to_be_hidden()


def test_clocks_tick_like_the_server_writes_them(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    written = page.evaluate(
        """async () => {
            const { leftText } = await import("/static/ui/js/countdown.js");
            const hour = 3_600_000;
            const units = ["d", "h", "m"];
            return [-26, 5.1, 0.7].map((hours) => leftText(hours * hour, units));
        }"""
    )
    assert written == ["\u22121\u00a0d\u00a02\u00a0h", "5\u00a0h\u00a006\u00a0m", "42\u00a0m"]
