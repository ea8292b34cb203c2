"""Money from the estimate to the margin, down to the hour behind a posting."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from napulse.engines.pricing import hours
from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation
from tests.journeys.post import Post
from tests.journeys.visit import Look, Visit

MANAGER = "kim@sfera.example"
CREATIVE = "astakhov@sfera.example"
FINANCE = "panina@sfera.example"
CLIENT = "Гранитный берег"
CONTACT = "ryabova@granit-bereg.example"
PAYER_INN = "7700000111"
NAME = "Афиши ледохода"
DESIGN, DIRECTION, MEDIA = "Макеты афиш", "Идея афиш", "Щиты у воды"
BEYOND = "Стихи на афиши"
ADVANCE, REST = "Аванс за афиши", "Остаток за афиши"
READS_WITHIN_MS = 60_000
STATEMENT = """1CClientBankExchange
ВерсияФормата=1.03
Кодировка=Windows
Отправитель=БАНК ОБРАЗЕЦ
ДатаСоздания={day}
ДатаНачала={day}
ДатаКонца={day}
РасчСчет=40702810200000000001
СекцияРасчСчет
ДатаНачала={day}
ДатаКонца={day}
РасчСчет=40702810200000000001
НачальныйОстаток=1000000.00
ВсегоПоступило={amount}
ВсегоСписано=0.00
КонечныйОстаток={closing}
КонецРасчСчет
СекцияДокумент=Платежное поручение
Номер=1118
Дата={day}
Сумма={amount}
ПлательщикСчет=40702810500000000111
ПлательщикИНН={inn}
Плательщик1=ООО "Специализированный застройщик "Гранитный берег"
ПолучательСчет=40702810200000000001
ДатаПоступило={day}
ПолучательИНН=7700000009
Получатель1=ООО "Сфера"
ВидОплаты=01
НазначениеПлатежа=Оплата по счету № {number} от {day}
КонецДокумента
КонецФайла
"""


def in_days(count: int) -> str:
    return (date.today() + timedelta(days=count)).isoformat()  # noqa: DTZ011 - what a person types


def minor(text: str) -> int:
    """An amount as the page shows it, in kopecks; round ones are shown without them."""
    digits = "".join(re.findall(r"\d", text))
    return int(digits) * (1 if re.search(r"\d[,.]\d\d(?!\d)", text) else 100)


def open_a_project(visit: Visit) -> int:
    page = visit.page
    visit.open("/projects/new/")
    page.select_option("[name=client]", label=CLIENT)
    page.fill("[name=name]", NAME)
    page.fill("[name=starts_on]", in_days(-7))
    page.fill("[name=due_on]", in_days(30))
    with page.expect_navigation():
        page.click("#project-form .btn-primary")
    expect(page.locator("h1")).to_contain_text(NAME)
    return visit.number(r"/projects/(\d+)/")


def open_an_estimate(visit: Visit) -> int:
    page = visit.page
    visit.open("/estimates/new/")
    visit.check()
    page.select_option("[name=client]", label=CLIENT)
    page.select_option("[name=project]", label=f"{CLIENT} · {NAME}")
    page.fill("[name=title]", NAME)
    with page.expect_navigation():
        page.click("#estimate-form .btn-primary")
    return visit.number(r"/estimates/(\d+)/")


def fill(row: Locator, **cells: str) -> None:
    for name, value in cells.items():
        field = row.locator(f"[name={name}]")
        if name in ("kind", "trigger", "passes"):
            field.select_option(value)
        else:
            field.fill(value)


def write_lines(visit: Visit) -> None:
    """Two lines of hours, one of media; the sums follow while they are typed."""
    page = visit.page
    rows = page.locator("#lines-form tbody tr")
    fill(rows.nth(0), title=DESIGN, who="Дизайнер 3", quantity="16")
    fill(rows.nth(1), title=DIRECTION, who="Арт-директор 3", quantity="=4*2")
    media = {"quantity": "2", "cost": "50000", "percent": "10", "passes": "yes"}
    fill(rows.nth(2), kind="media", title=MEDIA, **media)
    page.locator("#lines-form .btn-primary").click()
    expect(visit.toast("Lines saved")).to_be_visible()
    expect(rows.nth(2).locator(".g-sum")).to_contain_text("110")
    visit.check()


def write_payments(visit: Visit, estimate: int) -> None:
    page = visit.page
    visit.open(f"/estimates/{estimate}/payments/")
    visit.check()
    rows = page.locator("#payments tbody tr")
    fill(rows.nth(0), title=ADVANCE, percent="50", trigger="accepted")
    fill(rows.nth(1), title=REST, percent="50", trigger="delivered")
    with page.expect_navigation():
        page.locator("#payments .btn-primary").click()
    expect(rows.nth(1).locator("[name=title]")).to_have_value(REST)
    visit.check()


def agree(page: Page) -> None:
    yes = page.locator("#confirm [value=yes]")
    expect(yes).to_be_visible()
    with page.expect_navigation():
        yes.click()


def send(visit: Visit, estimate: int) -> None:
    page = visit.page
    visit.open(f"/estimates/{estimate}/")
    page.locator(f"a[href='/estimates/{estimate}/send/']").first.click()
    visit.check()
    page.fill("[name=email]", CONTACT)
    page.fill("[name=words]", "Как договорились, смета на афиши.")
    page.click("#step-form .btn-primary")
    agree(page)
    visit.check()


def accept_by_link(guest: Visit, link: str) -> None:
    """Nobody is signed in here; the page speaks the client's language."""
    page = guest.page
    guest.open(link)
    expect(page.locator("article.paper")).to_contain_text(MEDIA)
    guest.check()
    page.fill("#guest-name", "Наталья Рябова")
    with page.expect_navigation():
        page.click("#answer [value=accepted]")
    expect(page.locator(".notice.ok")).to_be_visible()
    guest.check()


def see_the_budget(visit: Visit, project: int) -> None:
    visit.open(f"/profit/budgets/{project}/")
    table = visit.page.locator("#budget-table")
    for title in (DESIGN, DIRECTION, MEDIA):
        expect(table).to_contain_text(title)
    visit.check()


def add_a_row(visit: Visit, text: str, option: str) -> None:
    page = visit.page
    page.keyboard.press("Alt+a")
    expect(page.locator("#add-row")).to_be_focused()
    page.keyboard.type(text)
    found = page.locator("#add-row-options [role=option]").filter(has_text=option)
    with page.expect_navigation():
        found.first.click()


def enter(visit: Visit, text: str) -> None:
    """Into the cell of today that a new row puts the cursor in; it is saved when it is left."""
    page = visit.page
    expect(page.locator(".w-cell.today [name=value]:focus")).to_be_visible()
    page.keyboard.type(text)
    with page.expect_response(lambda answer: answer.url.endswith("/time/cells/")):
        page.keyboard.press("Tab")


def enter_time(visit: Visit) -> None:
    visit.open("/time/")
    visit.check()
    add_a_row(visit, NAME, DESIGN)
    enter(visit, "2:00 разложил по форматам")
    add_a_row(visit, NAME, NAME)
    before = out_of_scope(visit)
    enter(visit, f"1:30 {BEYOND}")
    told = visit.page.locator("#week-told .chip.warn")
    expect(told).to_contain_text(hours.write(before + 90))
    visit.check()


def out_of_scope(visit: Visit) -> int:
    """Minutes of the week that nobody agreed to pay for, as the page tells them."""
    told = re.search(r"\d+:\d\d", visit.page.locator("#week-told").inner_text())
    return hours.read(told[0]) or 0 if told else 0


def draft_the_change(visit: Visit, project: int) -> None:
    page = visit.page
    visit.open("/time/risk/")
    expect(page.locator("#list")).to_contain_text(NAME)
    visit.check()
    page.locator(f"a[href='/time/risk/projects/{project}/']").first.click()
    expect(page.locator("#order")).to_contain_text(BEYOND)
    visit.check()
    page.fill("#order [name=reason]", "Клиент попросил стихи.")
    with page.expect_navigation():
        page.click("#order .btn-primary")
    expect(page).to_have_url(re.compile(r"/estimates/\d+/"))
    expect(page.locator("#lines-form [name=who]").first).to_have_value(re.compile("Копирайтер"))
    visit.check()


@dataclass(frozen=True)
class Issued:
    """An invoice as the bank will name it."""

    id: int
    number: str
    total_minor: int

    @property
    def amount(self) -> str:
        return f"{self.total_minor // 100}.{self.total_minor % 100:02}"


def issue(visit: Visit, client: int) -> Issued:
    """A draft of what is due, then its number."""
    page = visit.page
    visit.open(f"/billing/new/{client}/")
    visit.check()
    page.locator("#form .offers li", has_text=ADVANCE).locator("[type=checkbox]").check()
    with page.expect_navigation():
        page.click("#form [name=draft]")
    invoice = visit.number(r"/billing/(\d+)/")
    visit.open(f"/billing/{invoice}/")
    visit.check()
    page.locator(f"form[action='/billing/{invoice}/issue/'] .btn-primary").click()
    agree(page)
    number = re.search(r"(?:№|No\.)\s*(\S+)", page.locator("h1").inner_text())
    assert number, page.locator("h1").inner_text()
    visit.check()
    total = page.locator("tfoot td").last.inner_text()
    return Issued(invoice, number[1], minor(total))


def statement_of(issued: Issued) -> bytes:
    day = date.today().strftime("%d.%m.%Y")  # noqa: DTZ011 - what a bank prints
    closing = f"{(100_000_000 + issued.total_minor) // 100}.{issued.total_minor % 100:02}"
    text = STATEMENT.format(
        day=day, amount=issued.amount, closing=closing, inn=PAYER_INN, number=issued.number
    )
    return text.replace("\n", "\r\n").encode("cp1251")


def take_the_statement(visit: Visit, issued: Issued) -> None:
    page = visit.page
    visit.open("/billing/statements/")
    visit.check()
    file = {"name": "kl_to_1c.txt", "mimeType": "text/plain", "buffer": statement_of(issued)}
    page.set_input_files("#upload [name=file]", file)
    with page.expect_navigation():
        page.click("#upload .btn-primary")
    verbs = page.locator("#verbs")
    expect(verbs).to_be_visible(timeout=READS_WITHIN_MS)
    expect(page.locator("table.payments")).to_contain_text(issued.number)
    visit.check()
    verbs.locator("[name=match]").check()
    verbs.locator(".btn-primary").click()
    expect(page.locator("#statement .banner.ok")).to_be_visible(timeout=READS_WITHIN_MS)
    visit.check()


def see_it_paid(visit: Visit, issued: Issued) -> None:
    page = visit.page
    visit.open(f"/billing/{issued.id}/")
    expect(page.locator("h1 .chip")).to_have_text(visit.words("paid", "state of an invoice"))
    visit.check()


def open_the_margin(visit: Visit, client: int) -> None:
    """From the client's figures to one posting, and to the hour that made it."""
    page = visit.page
    visit.open(f"/profit/clients/{client}/")
    visit.check()
    row = page.locator("#report table.money-grid tbody tr", has_text=NAME)
    row.locator("a[href*='what=margin']").first.click()
    expect(page).to_have_url(re.compile("/profit/postings/"))
    expect(page.locator("h1")).to_contain_text(visit.words("Delivery margin"))
    visit.check()
    page.locator("table.money-grid a.title[href*='/time/entries/']", has_text="1:30").or_(
        page.locator("table.money-grid a.title[href*='/time/entries/']", has_text=BEYOND)
    ).first.click()
    expect(page.locator("h1")).to_contain_text("1:30")
    expect(page.locator("main")).to_contain_text(BEYOND)
    visit.check()


def test_money_goes_from_the_estimate_to_the_margin(
    mailing: tuple[Installation, Post], visits: Visits, look: Look
) -> None:
    agency, post = mailing
    manager = visits(agency.url, look).sign_in(MANAGER)
    project = open_a_project(manager)
    estimate = open_an_estimate(manager)
    write_lines(manager)
    write_payments(manager, estimate)
    send(manager, estimate)
    link = post.letter_to(CONTACT, rf"{agency.url}/estimates/offer/[^\s>\"]+")
    accept_by_link(visits(agency.url, look), link)
    see_the_budget(manager, project)

    enter_time(visits(agency.url, look).sign_in(CREATIVE))
    draft_the_change(manager, project)

    ((client,),) = agency.ask("SELECT client_id FROM delivery_project WHERE id = ?", project)
    finance = visits(agency.url, look).sign_in(FINANCE)
    issued = issue(finance, int(str(client)))
    take_the_statement(finance, issued)
    see_it_paid(finance, issued)
    open_the_margin(finance, int(str(client)))


def test_lines_go_back_cell_by_cell_and_a_save_as_a_whole(
    agency: Installation, visits: Visits
) -> None:
    visit = visits(agency.url, Look()).sign_in(MANAGER)
    page = visit.page
    open_a_project(visit)
    open_an_estimate(visit)
    rows = page.locator("#lines-form tbody tr")
    title, who, quantity = (
        rows.nth(0).locator(f"[name={name}]") for name in ("title", "who", "quantity")
    )
    title.fill(DESIGN)
    who.fill("Дизайнер 3")
    quantity.fill("16")
    quantity.press("Enter")
    page.keyboard.press("Control+Z")
    expect(quantity).to_have_value("")
    expect(quantity).to_be_focused()
    page.keyboard.press("Control+Z")
    expect(who).to_have_value("")
    page.keyboard.press("Control+Y")
    page.keyboard.press("Control+Y")
    expect(quantity).to_have_value("16")
    page.keyboard.press("Control+Enter")
    expect(visit.toast("Lines saved")).to_be_visible()
    visit.check()

    with page.expect_navigation():
        visit.toast("Lines saved").locator("button[name=undo]").click()
    expect(visit.toast("The last save is taken back")).to_be_visible()
    expect(title).to_have_value("")
    title.focus()
    with page.expect_navigation():
        page.keyboard.press("Control+Z")
    expect(title).to_have_value(DESIGN)
    visit.check()


def test_a_file_stays_chosen_while_its_account_is_named(
    agency: Installation, visits: Visits
) -> None:
    visit = visits(agency.url, Look()).sign_in(FINANCE)
    visit.knowing(422)
    visit.open("/billing/statements/")
    page = visit.page
    file = {"name": "may.csv", "mimeType": "text/csv", "buffer": "Дата;Приход\n".encode()}
    page.set_input_files("#upload [name=file]", file)
    page.click("#upload .btn-primary")
    expect(page.locator("#upload .error")).to_be_visible()
    expect(page.locator("#upload [data-file-name]")).to_have_text("may.csv")
    page.locator("#upload [name=account]").select_option(index=1)
    with page.expect_navigation():
        page.click("#upload .btn-primary")
    expect(page.locator("h1")).to_contain_text("may.csv")
