"""A brand's owner writes a policy for an invented bank, and its public page catches a forgery."""

from playwright.sync_api import Browser, expect

from napulse.mail.queries.brands import example
from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation
from tests.journeys.post import Post
from tests.journeys.visit import Look, Visit

DIRECTOR = "vorontsova@sfera.example"
FORGED = """From: =?utf-8?B?0JHQsNC90Log0J/RgNC40LzQtdGA?= <security@bank-example.test>
To: you@home.example
Subject: Security
Date: Mon, 23 Nov 2026 11:30:00 +0300
Message-ID: <forged@bank-example.test>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Переведите деньги на безопасный счёт до конца дня.

Служба безопасности, Банк Пример
"""


def test_a_policy_is_written_put_in_force_and_its_page_catches_a_forgery(
    mailing: tuple[Installation, Post], visits: Visits, browser: Browser, look: Look
) -> None:
    agency, _post = mailing
    visit = visits(agency.url, look).sign_in(DIRECTOR)
    page = visit.page

    visit.open("/mail/brands/")
    visit.check()
    visit.open("/mail/brands/new/")
    visit.knowing(422)
    page.fill("[name=text]", example().replace("strong:", "stronk:"))
    visit.button("Save the version").click()
    expect(page.locator("#policy .error, #policy [id$=-error]").first).to_be_visible()
    visit.check()
    page.fill("[name=text]", example())
    visit.button("Save the version").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Пример")
    visit.check()

    page.locator("form[action$='/enforce/'] button").click()
    page.locator("form[action$='/publish/'] button").click()
    expect(page.locator("a[href$='/is-it-us/bank-example/']")).to_be_visible()
    visit.check()

    customer = Visit(browser, agency.url, look)
    customer.knowing(422)
    customer.open("/is-it-us/bank-example/")
    customer.check()
    customer.page.fill("[name=source]", FORGED)
    customer.page.locator("#check button").click()
    expect(customer.page.locator(".verdict.risk")).to_be_visible()
    customer.check()
    customer.page.locator(".report-it summary").click()
    customer.page.fill("[name=note]", "Пришло вчера вечером")
    customer.page.locator("form[action$='/report/'] button").click()
    expect(customer.page.locator(".notice.ok")).to_be_visible()
    customer.check()
    customer.close()

    visit.open("/mail/brands/")
    page.get_by_role("link", name="Пример").first.click()
    expect(page.locator("table.cards")).to_contain_text("Пришло вчера вечером")
    page.locator("form[action$='/take/'] button").click()
    expect(page.locator(".verdict")).to_be_visible()
    visit.check()
