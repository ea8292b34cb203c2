"""The manager's loop: invitation, meeting, contact report, status report, the client's answer."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from napulse.demo.invitations import invitation
from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation
from tests.journeys.post import Post
from tests.journeys.visit import DESK, Look, Visit

MANAGER = "kim@sfera.example"
CLIENT = "ryabova@granit-bereg.example"
STRANGER = "platov@granit-bereg.example"
MOSCOW = ZoneInfo("Europe/Moscow")


def just_ended() -> bytes:
    """The invitation of the tour, to a meeting that ended half an hour ago."""
    end = datetime.now(MOSCOW) - timedelta(minutes=30)
    text = invitation("invitation.ics", end.date()).decode()
    for name, moment in (("DTSTART", end - timedelta(minutes=30)), ("DTEND", end)):
        text = re.sub(rf"({name};TZID=[^:]+):\d+T\d+", rf"\1:{moment:%Y%m%dT%H%M%S}", text)
    return text.encode()


def take_the_meeting(visit: Visit) -> None:
    page = visit.page
    visit.open("/interactions/file/")
    visit.check()
    page.set_input_files(
        "[name=file]",
        {"name": "invite.ics", "mimeType": "text/calendar", "buffer": just_ended()},
    )
    expect(page.locator("[data-file-name]")).to_have_text("invite.ics")
    with page.expect_navigation():
        page.click("form:has([name=file]) .btn-primary")
    expect(page.locator("#id_client option:checked")).to_have_text("Гранитный берег")
    expect(page.locator("[name=event]")).to_be_checked()
    visit.check()
    page.check(f"[name=add][value='{STRANGER}']")
    with page.expect_navigation():
        page.click("form:has([name=raw]) .btn-primary")


def open_the_report(visit: Visit) -> None:
    page = visit.page
    if not re.search(r"/interactions/\d+/$", page.url):
        page.get_by_role("link", name="«Излучина»: монтаж ролика и щиты").first.click()
    expect(page.locator("h1")).to_contain_text("монтаж ролика")
    expect(page.get_by_text("Егор Платов").first).to_be_visible()
    visit.check()
    with page.expect_navigation():
        visit.button("Write the contact report").click()
    expect(page.locator("#report-form")).to_be_visible()


def add_an_action(visit: Visit, text: str) -> None:
    rows = visit.page.locator("#list-actions > li")
    before = rows.count()
    if visit.look.is_phone:
        visit.page.click("[name=add][value=actions]")
    else:
        visit.page.keyboard.press("Alt+a")
    expect(rows).to_have_count(before + 1)
    expect(rows.last.locator("[name=action_text]")).to_be_focused()
    visit.page.keyboard.type(text)


def saved(page: Page) -> None:
    expect(page.locator("#draft-state")).to_contain_text(re.compile(r"\d\d:\d\d"))


def write_and_issue(visit: Visit) -> None:
    page = visit.page
    visit.check()
    page.click("[name=add][value=topics]")
    page.locator("#list-topics textarea").last.fill("Показали черновой монтаж, 28 секунд.")
    saved(page)
    add_an_action(visit, "Прислать монтаж с правками по звуку")
    action = page.locator("#list-actions > li").last
    action.locator("[name=action_owner]").select_option("")
    for box in page.locator("[name=to]").all():
        box.uncheck()
    page.check(f"li:has-text('{CLIENT}') [name=to]")
    visit.knowing(422)
    visit.button("Send to the client").click()
    expect(page.locator("#list-actions [aria-invalid]").first).to_be_visible()
    visit.check()
    action.locator("[name=action_owner]").select_option(index=1)
    action.locator("[name=action_due_on]").fill(f"{datetime.now(MOSCOW):%Y-12-29}")
    with page.expect_navigation():
        visit.button("Send to the client").click()
    expect(page).to_have_url(re.compile(r"/reports/\d+/$"))
    expect(page.locator("article.report")).to_contain_text("Прислать монтаж с правками по звуку")
    visit.check()


def send_the_status_report(visit: Visit) -> None:
    page = visit.page
    page.locator(".crumb a").first.evaluate("link => link.click()")
    expect(page.locator(".ident h1")).to_contain_text("Гранитный берег")
    visit.check()
    status = page.locator("a[href^='/status/'].btn, form[action^='/status/new/'] button").first
    with page.expect_navigation():
        status.click()
    bring = visit.button("Bring up to date")
    with page.expect_navigation():
        bring.click()
    visit.check()
    page.fill("#id_intro", "Коллеги, коротко о неделе.")
    saved(page)
    with page.expect_navigation():
        visit.button("See it as the client will").click()
    letter = page.frame_locator("iframe.letter")
    expect(letter.locator("body")).to_contain_text("Коллеги, коротко о неделе.")
    expect(letter.locator("body")).to_contain_text("Прислать монтаж с правками по звуку")
    visit.check()
    page.locator("form[data-confirm] .btn-primary").click()
    visit.check()
    with page.expect_navigation():
        page.locator("#confirm [value=yes]").click()
    expect(page).to_have_url(re.compile(r"/status/\d+/$"))
    visit.check()


def test_a_meeting_becomes_a_status_report_that_the_client_confirms(
    mailing: tuple[Installation, Post], visits: Visits, look: Look
) -> None:
    agency, post = mailing
    visit = visits(agency.url, look).sign_in(MANAGER)
    page = visit.page

    take_the_meeting(visit)
    open_the_report(visit)
    write_and_issue(visit)
    send_the_status_report(visit)
    clocks = page.locator("section", has_text=visit.words("Closed these clocks"))
    expect(clocks).to_contain_text("монтаж ролика")
    expect(clocks.locator("li", has_text="монтаж ролика").locator(".chip.ok")).to_be_visible()

    guest = visits(agency.url, look)
    guest.open(post.letter_to(CLIENT, rf"{agency.url}/g/s/\S+"))
    expect(guest.page.locator("article.report")).to_contain_text("Коллеги, коротко о неделе.")
    guest.check()
    page.reload()
    row = page.locator("#recipients li", has_text=CLIENT)
    expect(row).to_contain_text(visit.words("seen"))
    with guest.page.expect_navigation():
        guest.page.locator(".guest-actions form .btn-primary").click()
    expect(guest.page.locator(".notice.ok")).to_be_visible()
    guest.check()
    page.reload()
    expect(row).to_contain_text(visit.words("confirmed"))
    visit.check()


def test_the_client_disputes_a_line_and_is_answered(
    mailing: tuple[Installation, Post], visits: Visits, look: Look
) -> None:
    agency, post = mailing
    visit = visits(agency.url, look).sign_in(MANAGER)
    take_the_meeting(visit)
    open_the_report(visit)
    write_and_issue(visit)

    guest = visits(agency.url, look)
    guest.open(post.letter_to(CLIENT, rf"{agency.url}/g/r/\S+"))
    guest.check()
    note = "Договорились на 30 секунд."
    line = guest.page.locator("li:has-text('Показали черновой')")
    line.locator("summary").click()
    line.locator("textarea").fill(note)
    guest.check()
    with guest.page.expect_navigation():
        guest.page.locator("#dispute button").click()
    expect(guest.page.locator("article.report")).to_contain_text(note)
    guest.check()

    visit.page.reload()
    expect(visit.page.locator("#disputes")).to_contain_text(note)
    visit.check()
    visit.page.locator("[name=resolution]").fill("Исправим в следующей версии.")
    with visit.page.expect_navigation():
        visit.button("Answer", "verb").click()
    guest.page.reload()
    expect(guest.page.locator("article.report")).to_contain_text("Исправим в следующей версии.")


def test_the_same_invitation_twice_is_one_meeting(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url, DESK).sign_in(MANAGER)
    take_the_meeting(visit)
    visit.open("/interactions/file/")
    visit.page.set_input_files(
        "[name=file]",
        {"name": "invite.ics", "mimeType": "text/calendar", "buffer": just_ended()},
    )
    with visit.page.expect_navigation():
        visit.page.click("form:has([name=file]) .btn-primary")
    expect(visit.page.locator(".ics-events")).to_contain_text(visit.words("already recorded"))
