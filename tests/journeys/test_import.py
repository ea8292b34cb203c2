"""The executive brings clients from another system, looks first, and may take all of it back."""

from playwright.sync_api import expect

from napulse.demo.invitations import import_list
from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation
from tests.journeys.post import Post
from tests.journeys.visit import Look

EXECUTIVE = "lazareva@sfera.example"
NEW = "Harbourloaf Bakeries"


def test_a_list_is_looked_at_written_and_taken_back(
    mailing: tuple[Installation, Post], visits: Visits, look: Look
) -> None:
    agency, _post = mailing
    visit = visits(agency.url, look).sign_in(EXECUTIVE)
    page = visit.page

    visit.open("/clients/import/")
    visit.check()
    page.check("[name=kind][value=contacts]", force=True)
    file = {"name": "hubspot.csv", "mimeType": "text/csv", "buffer": import_list("hubspot.csv")}
    page.set_input_files("[name=file]", file)
    visit.button("Read the file").click()
    expect(visit.button("Check the rows")).to_be_visible()
    visit.check()

    visit.button("Check the rows").click()
    expect(page.locator("#choices")).to_be_visible()
    page.locator("[name=makes_clients]").set_checked(True)
    visit.button("Apply").click()
    expect(page.locator(".import-rows")).to_contain_text("quist@papierhof")
    expect(page.locator(".import-rows .text-risk").first).to_be_visible()
    visit.check()

    page.click("#choices [value=run]")
    expect(page.locator("#import .banner.ok")).to_be_visible()
    visit.check()
    visit.open("/clients/?view=all&q=harbourloaf")
    expect(page.get_by_role("link", name=NEW).first).to_be_visible()

    visit.open("/clients/import/")
    page.get_by_role("link", name="hubspot.csv").first.click()
    visit.button("Undo the import").click()
    page.locator("#confirm [value=yes]").click()
    expect(visit.button("Undo the import")).to_have_count(0)
    visit.check()
    visit.open("/clients/?view=all&q=harbourloaf")
    expect(page.get_by_role("link", name=NEW)).to_have_count(0)
