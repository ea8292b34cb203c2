"""Letters: a fraud is brought and understood; a client's genuine letter becomes an interaction."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from napulse.mail.tests.letters import a_letter, fraud, key_record, signed
from napulse.mail.tests.servers import a_name_server
from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation, copied, running
from tests.journeys.visit import Look, Visit

DIRECTOR, MANAGER = "vorontsova@sfera.example", "Ксения Орлова"
CONTACT = "Агата Мирская <mirskaya@lianta.example>"


@pytest.fixture
def reading(demo: Path, tmp_path: Path, look: Look) -> Iterator[Installation]:
    """The demo agency with its worker, in a world where one client's domain publishes its key."""
    home = copied(demo, tmp_path / "home")
    Installation(home).speak(look.language)
    with a_name_server({"s1._domainkey.lianta.example": key_record()}) as names:
        dns = {"NAPULSE_DNS": f"127.0.0.1#{names.port}"}
        with running(home, **dns) as installation:
            yield installation


def bring(visit: Visit, raw: bytes) -> None:
    """Upload a letter as somebody would who has it before them."""
    visit.open("/mail/")
    visit.page.get_by_role("link", name=visit.words("Check a letter")).click()
    visit.check()
    file = {"name": "letter.eml", "mimeType": "message/rfc822", "buffer": raw}
    visit.page.set_input_files("[name=letters]", file)
    visit.button("Check", "verb").click()


def test_a_director_brings_a_letter_that_promises_a_prize_and_reads_why_it_is_a_fraud(
    reading: Installation, visits: Visits, look: Look
) -> None:
    visit = visits(reading.url, look).sign_in(DIRECTOR)
    page = visit.page

    bring(visit, fraud("<journey@letters.example>"))

    expect(page.locator(".verdict.risk h2")).to_be_visible()
    sentence = visit.words("This letter does not come from %(brand)s. It is a fraud.")
    expect(page.locator(".verdict h2")).to_contain_text(sentence.partition("%(brand)s")[0])
    expect(page.locator(".reasons")).to_contain_text("winner@mail-prize.example")
    expect(page.locator(".letter-body mark.risk").first).to_be_visible()
    expect(visit.button("File under the client")).to_have_count(0)
    visit.check()

    page.select_option("[name=people]", label=MANAGER)
    page.fill("[name=note]", "Не открывайте ничего.")
    visit.button("Tell them").click()
    expect(page.get_by_role("main")).to_contain_text("Не открывайте ничего.")
    visit.open("/mail/?view=apart")
    expect(page.get_by_role("link", name="Ваш почтовый ящик выиграл приз")).to_have_count(2)
    visit.check()


def test_a_clients_genuine_letter_becomes_an_interaction_and_a_forged_one_does_not(
    reading: Installation, visits: Visits, look: Look
) -> None:
    visit = visits(reading.url, look).sign_in(DIRECTOR)
    page = visit.page
    text = "Добрый день!\n\nМакет утверждаем, можно в печать.\n\nАгата\n"
    genuine = a_letter(CONTACT, "Макет утверждён", text, ident="<yes@lianta.example>")
    forged = a_letter(CONTACT, "Смените реквизиты", text, ident="<no@lianta.example>")

    bring(visit, signed(genuine, "lianta.example"))

    page.get_by_role("link", name=visit.words("It is recorded as an interaction")).click()
    expect(page.get_by_role("heading", name="Макет утверждён")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Макет утверждаем, можно в печать.")
    visit.check()
    page.get_by_role("main").get_by_role("link", name="Макет утверждён").click()
    page.get_by_role("main").get_by_role("link", name="Лианта", exact=True).click()
    page.get_by_role("link", name=visit.words("Letters")).last.click()
    expect(page.locator("#tab")).to_contain_text("Макет утверждён")
    visit.check()

    bring(visit, forged)

    expect(page.locator(".reasons")).to_contain_text("mirskaya@lianta.example")
    recorded = visit.words("It is recorded as an interaction")
    expect(page.get_by_role("link", name=recorded)).to_have_count(0)
    expect(visit.button("File under the client")).to_be_visible()
    visit.check()
