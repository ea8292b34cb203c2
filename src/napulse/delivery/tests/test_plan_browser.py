"""A bar of the plan in a real browser: moved by the pointer and by keys, and taken back."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from napulse.config.ground import lay_roles
from napulse.delivery.models import Plan, Task
from napulse.delivery.tests.drawn import a_plan, drawn, foretold
from napulse.delivery.tests.planning_world import a_role, a_worker, an_agency, work
from napulse.people.queries import agency_today
from napulse.testing import a_client, a_project, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = os.environ.get("NAPULSE_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]


@pytest.fixture
def page(live_server: LiveServer, settings: Settings, client: Client) -> Iterator[Page]:
    """The chart of a plan of two weeks with one task, as its delivery manager sees it."""
    settings.ALLOWED_HOSTS = ["*"]
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    address = live_server.url + _a_chart(client)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield _opened(browser, client, address, live_server.url)
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _a_chart(client: Client) -> str:
    lay_roles()
    an_agency()
    me = a_user("delivery", language="en")
    client.force_login(me)
    role = a_role()
    today = agency_today(timezone.now())
    monday = today + timedelta(days=7 - today.weekday())
    task = work(a_project(a_client(team=(me,))), "Концепция", role)
    plan = a_plan("accepted")
    drawn(plan, task, monday, monday + timedelta(days=1), a_worker("Анна", (role, 2)))
    foretold(plan, task, monday + timedelta(days=1))
    start = (monday - timedelta(days=7)).isoformat()
    return reverse("delivery:plan_detail", args=[plan.pk]) + f"?zoom=fortnight&from={start}"


def _opened(browser: Browser, client: Client, address: str, origin: str) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": origin}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(address)
    return page


def _fixed_days_on() -> float:
    """How many days after its place in the plan the task is fixed."""
    task, plan = Task.objects.get(), Plan.objects.get()
    planned = plan.tasks.get()
    assert task.fixed_on
    halves = task.fixed_half - planned.starts_half
    return (task.fixed_on - planned.starts_on).days + halves / 2


def test_a_bar_is_dragged_to_another_half_day_and_the_toast_takes_it_back(page: Page) -> None:
    bar = page.locator("[data-fix]")
    track = page.locator(".gantt-track").last.bounding_box()
    box = bar.bounding_box()
    assert track
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 3 * track["width"] / 28, middle[1], steps=4)
    page.mouse.up()

    expect(page.locator(".wished")).to_have_count(1)
    assert _fixed_days_on() == 1.5
    expect(page.locator("#plan-dialog")).not_to_be_visible()
    page.locator(".toast button", has_text="Undo").click()
    expect(page.locator(".wished")).to_have_count(0)
    assert Task.objects.get().fixed_on is None


def test_a_bar_is_moved_by_shift_and_arrows_and_left_by_escape(page: Page) -> None:
    bar = page.locator("[data-fix]")
    bar.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Escape")
    assert Task.objects.get().fixed_on is None

    bar.focus()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")

    expect(page.locator(".wished")).to_have_count(1)
    assert _fixed_days_on() == 1


def test_a_press_on_a_bar_opens_its_task(page: Page) -> None:
    page.locator("[data-fix]").click()

    expect(page.locator("#plan-dialog")).to_be_visible()
    expect(page.locator("#plan-dialog h2")).to_contain_text("Концепция")
