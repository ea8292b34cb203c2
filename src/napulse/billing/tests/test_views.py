"""Pages of invoices: each opens, says no in place, and costs the same however long the list is."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from napulse.access.models import User
from napulse.billing.actions.credits import CreditData, draft_credit
from napulse.billing.models import DunningLetter, DunningStep, Invoice
from napulse.billing.queries.content import content_of
from napulse.billing.queries.dunning import words_of
from napulse.billing.tables import Debtors
from napulse.billing.tests.making import FULL, HOURS, a_draft, an_author, issue, issued
from napulse.clients.models import Client, TeamMember
from napulse.testing import NOW, a_client, a_contact, a_project, a_user, the_agency
from napulse.testing_money import a_contract, a_retainer, a_time_entry, a_worker, made

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def director() -> User:
    the_agency()
    return a_user("director", language="en")


@pytest.fixture
def client_row(director: User) -> Client:
    return a_client("Гранит", team=(director,))


@pytest.fixture
def browser(client: Browser, director: User) -> Browser:
    client.force_login(director)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"billing:{name}", args=args)


def text(response: Any) -> str:
    return str(response.content.decode()).replace("\u00a0", " ")


def test_the_list_shows_numbers_amounts_and_what_is_late(
    browser: Browser, client_row: Client
) -> None:
    issued(client_row, FULL, on=TODAY - timedelta(days=30), due_days=10)
    a_draft(client_row, HOURS, title="Черновик ноября")

    opened = text(browser.get(url("invoice_list")))
    drafts = text(browser.get(url("invoice_list"), {"view": "drafts"}))

    assert "No. 1/26" in opened
    assert "₽122,000" in opened
    assert "20 days late" in opened
    assert "Черновик ноября" not in opened
    assert "Черновик ноября" in drafts


def test_the_number_of_queries_does_not_grow_with_rows(
    browser: Browser, client_row: Client
) -> None:
    def count(name: str) -> int:
        browser.get(url(name))  # what is read once a session is read
        with CaptureQueriesContext(connection) as found:
            assert browser.get(url(name)).status_code == 200
        return len(found)

    issued(client_row)
    few = {name: count(name) for name in ("invoice_list", "debtor_list", "billable_list")}
    for _turn in range(12):
        issued(client_row)
        a_draft(client_row)
    many = {name: count(name) for name in few}

    assert many == few


def test_downloads_of_the_list_hold_numbers(browser: Browser, client_row: Client) -> None:
    issued(client_row)

    answer = browser.get(url("invoice_export"), {"as": "csv"})

    rows = answer.content.decode("utf-8-sig").splitlines()
    assert "122000,00" in rows[1]


@pytest.mark.parametrize("name", ["invoice_detail", "invoice_edit", "invoice_pdf", "invoice_xlsx"])
def test_pages_and_papers_of_a_draft_open(browser: Browser, client_row: Client, name: str) -> None:
    draft = a_draft(client_row, FULL, HOURS)

    assert browser.get(url(name, draft.pk)).status_code == 200


@pytest.mark.parametrize(
    "name", ["invoice_detail", "invoice_send", "invoice_credit", "invoice_pdf", "invoice_xlsx"]
)
def test_pages_of_an_issued_invoice_open(browser: Browser, client_row: Client, name: str) -> None:
    a_contact(client_row, "Ольга Финансова", role="finance", email="fin@client.example")
    invoice = issued(client_row, FULL)

    assert browser.get(url(name, invoice.pk)).status_code == 200


def fields_of(draft: Invoice, **more: Any) -> dict[str, Any]:
    """What the form of a draft sends when nothing is typed."""
    lines = list(draft.lines.all())
    own = {
        "version": draft.version,
        "title": draft.title,
        "entity": draft.entity_id,
        "account": draft.account_id,
        "client_entity": draft.client_entity_id,
        "drafted_on": draft.drafted_on.isoformat(),
        "due_days": draft.due_days,
        "language": draft.language,
        "currency": draft.currency,
        "line": [str(at) for at in range(1, len(lines) + 1)],
        "what": [line.title for line in lines],
        "quantity": ["1"] * len(lines),
        "unit": [line.unit for line in lines],
        "price": [str(line.price_minor / 100).replace(".", ",") for line in lines],
        "tax": [line.tax_code for line in lines],
        "passes": [""] * len(lines),
        "place": [""] * len(lines),
    }
    return own | more


def test_a_draft_is_saved_with_its_lines(browser: Browser, client_row: Client) -> None:
    draft = a_draft(client_row, FULL)
    first = draft.lines.get()
    typed = fields_of(
        draft,
        line=["1", ""],
        what=["Концепция", "Печать"],
        quantity=["2,5", "3"],
        price=["1 000,50", "33333.33"],
        unit=["ч", "шт."],
        tax=["standard", "none"],
        passes=["", "yes"],
        place=["", str(a_project(client_row).pk)],
    )

    answer = browser.post(url("invoice_save", draft.pk), typed)

    assert answer.status_code == 302
    kept = list(draft.lines.values_list("pk", "title", "net_minor", "vat_bp", "pass_through"))
    assert kept[0] == (first.pk, "Концепция", 250_125, 2200, False)
    assert kept[1][1:] == ("Печать", 9_999_999, 0, True)


def test_what_cannot_be_read_is_said_in_its_cell_and_nothing_typed_is_lost(
    browser: Browser, client_row: Client
) -> None:
    draft = a_draft(client_row, FULL)
    typed = fields_of(draft, price=["сто"], what=["Концепция дня"])

    answer = browser.post(url("invoice_save", draft.pk), typed, HTTP_HX_REQUEST="true")

    assert answer.status_code == 422
    assert "An amount, please" in text(answer)
    assert "Концепция дня" in text(answer)
    assert "<html" not in text(answer)
    assert draft.lines.get().title == "Креативная концепция"


def test_a_form_opened_before_another_s_save_is_refused(
    browser: Browser, client_row: Client
) -> None:
    draft = a_draft(client_row, FULL)
    typed = fields_of(draft)
    browser.post(url("invoice_save", draft.pk), typed | {"title": "Первая"})

    answer = browser.post(url("invoice_save", draft.pk), typed | {"title": "Вторая"})

    assert answer.status_code == 422
    assert "Somebody changed this document meanwhile" in text(answer)
    draft.refresh_from_db()
    assert draft.title == "Первая"


def test_totals_follow_what_is_typed_and_write_nothing(
    browser: Browser, client_row: Client
) -> None:
    draft = a_draft(client_row, FULL)

    answer = browser.post(url("invoice_totals", draft.pk), fields_of(draft, price=["200 000"]))

    assert "₽244,000" in text(answer)
    draft.refresh_from_db()
    assert draft.total_minor == 12_200_000


def test_issuing_by_the_page_numbers_the_draft(browser: Browser, client_row: Client) -> None:
    draft = a_draft(client_row, FULL)
    typed = {"version": draft.version, "on": TODAY.isoformat()}

    first = browser.post(url("invoice_issue", draft.pk), typed)
    again = browser.post(url("invoice_issue", draft.pk), typed)

    draft.refresh_from_db()
    assert (first.status_code, again.status_code) == (302, 422)
    assert (draft.state, draft.number) == ("issued", "1/26")


def test_a_refused_issue_says_why_on_the_page(browser: Browser, client_row: Client) -> None:
    draft = a_draft(client_row, FULL, client_entity=None)

    answer = browser.post(
        url("invoice_issue", draft.pk), {"version": draft.version, "on": TODAY.isoformat()}
    )

    assert answer.status_code == 422
    assert "Choose the company of the client that pays" in text(answer)


def test_a_draft_goes_and_comes_back_by_the_toast(browser: Browser, client_row: Client) -> None:
    draft = a_draft(client_row)

    browser.post(url("invoice_delete", draft.pk))
    gone = browser.get(url("invoice_detail", draft.pk)).status_code
    browser.post(url("invoice_restore", draft.pk))

    assert (gone, browser.get(url("invoice_detail", draft.pk)).status_code) == (404, 200)


def test_a_credit_note_is_drafted_by_line(browser: Browser, client_row: Client) -> None:
    invoice = issued(client_row, FULL, HOURS)
    full, hours = invoice.lines.all()
    typed = {
        "reason": "Меньше часов",
        "on": TODAY.isoformat(),
        "submit_key": "k",
        f"net_{full.pk}": "0",
        f"net_{hours.pk}": "10 000,50",
    }

    wrong = browser.post(
        url("invoice_credited", invoice.pk), typed | {f"net_{hours.pk}": "50 000,01"}
    )
    right = browser.post(url("invoice_credited", invoice.pk), typed)

    assert (wrong.status_code, right.status_code) == (422, 302)
    note = Invoice.objects.get(kind="credit")
    assert (note.net_minor, note.reason, note.corrects) == (1_000_050, "Меньше часов", invoice)


def test_the_act_closes_the_invoice_and_is_checked_by_the_law(
    browser: Browser, client_row: Client
) -> None:
    invoice = issued(client_row, FULL)
    browser.post(url("invoice_act", invoice.pk), {"submit_key": "one"})
    act = Invoice.objects.get(kind="act")
    company = invoice.client_entity
    company.signatory = ""
    made(company)

    typed = {"version": act.version, "on": TODAY.isoformat()}
    refused = browser.post(url("invoice_issue", act.pk), typed)
    company.signatory = "Директор Клиентов К. К."
    made(company)
    issued_now = browser.post(url("invoice_issue", act.pk), typed)

    assert "positions of both who sign" in text(refused)
    act.refresh_from_db()
    assert (issued_now.status_code, act.number, act.total_minor) == (302, "1/26", 12_200_000)
    assert [sign["name"] for sign in act.content["signs"]] == ["А. А. Образцова", "Клиентов К. К."]


def test_what_may_be_invoiced_becomes_a_draft(browser: Browser, client_row: Client) -> None:
    retainer = a_retainer(a_contract(client_row, from_on=date(2026, 11, 1)))
    person, project = a_worker(), a_project(client_row)
    entry = a_time_entry(person, project, state="approved", worth_minor=800_000)
    page = text(browser.get(url("billable_client", client_row.pk)))
    key = f"retainer:{retainer.pk}:2026-11-01"

    answer = browser.post(
        url("invoice_chosen", client_row.pk),
        {"keys": [key], "with_time": "on", "by": "person", "submit_key": "a"},
    )

    assert key in page
    assert answer.status_code == 302
    draft = Invoice.objects.get()
    rows = list(draft.lines.values_list("source", "net_minor"))
    assert rows == [("retainer", 20_000_000), ("time", 800_000)]
    entry.refresh_from_db()
    assert entry.state == "locked"


def test_nothing_chosen_is_said_in_place(browser: Browser, client_row: Client) -> None:
    a_retainer(a_contract(client_row))

    answer = browser.post(
        url("invoice_chosen", client_row.pk), {"submit_key": "a"}, HTTP_HX_REQUEST="true"
    )

    assert answer.status_code == 422
    assert "Choose what goes into the invoice" in text(answer)


def test_an_invoice_is_written_by_hand(browser: Browser, client_row: Client) -> None:
    issued(client_row)

    answer = browser.post(url("invoice_blank", client_row.pk), {"submit_key": "b"})

    draft = Invoice.objects.get(state="draft")
    assert answer.url == url("invoice_edit", draft.pk)


def test_debtors_agree_with_the_list_of_open_invoices(browser: Browser, director: User) -> None:
    for name, days in (("Альфа", 5), ("Бета", 45), ("Бета-2", 100)):
        issued(a_client(name, team=(director,)), FULL, on=TODAY - timedelta(days=days), due_days=0)
    issued(a_client("Чужой"), FULL)
    paid = issued(a_client("Гамма", team=(director,)), FULL)
    paid.state, paid.paid_minor = "paid", paid.total_minor
    made(paid)

    page = text(browser.get(url("debtor_list")))
    listed = text(browser.get(url("invoice_list"), {"view": "open"}))

    assert "₽366,000" in page
    assert "₽366,000" in listed
    for name, seen in (("Альфа", True), ("Чужой", False), ("Гамма", False)):
        assert (name in page) is seen
    export = browser.get(url("debtor_export"), {"as": "csv"}).content.decode("utf-8-sig")
    assert export.splitlines()[1].startswith(
        "Альфа;RUB;1;0,00;122000,00;0,00;0,00;0,00;122000,00;5"
    )


def test_debtors_are_cut_into_pages_and_their_sum_is_of_all(
    browser: Browser, director: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Debtors, "per_page", 2)
    for name in ("Альфа", "Бета", "Гамма"):
        issued(a_client(name, team=(director,)), FULL)

    first, second = (text(browser.get(url("debtor_list"), {"page": n})) for n in (1, 2))

    assert [name in first for name in ("Альфа", "Бета", "Гамма")] == [True, True, False]
    assert [name in second for name in ("Альфа", "Бета", "Гамма")] == [False, False, True]
    assert "₽366,000" in first
    assert "₽366,000" in second
    assert "1–2 of 3" in first


def a_reminder(client: Client, **more: Any) -> DunningLetter:
    invoice = issued(client, FULL, on=TODAY - timedelta(days=20), due_days=10)
    step = DunningStep.objects.get(days=7)
    return made(DunningLetter(invoice=invoice, step=step, proposed_at=NOW, words="Ждём", **more))


def test_reminders_are_sent_put_aside_and_brought_back(
    browser: Browser, client_row: Client
) -> None:
    a_contact(client_row, role="finance", email="fin@client.example")
    first, second = a_reminder(client_row), a_reminder(client_row)

    today = words_of(second.step, second.invoice, TODAY)[1]  # not those of the proposal's day
    page = text(browser.get(url("dunning_list")))
    browser.post(url("dunning_send", first.pk), {"words": "Ждём оплату"})
    browser.post(url("dunning_skip", second.pk), {})
    browser.post(url("dunning_restore", second.pk), {})
    browser.post(url("dunning_bulk"), {"chosen": [second.pk, first.pk]})

    assert escape(today.splitlines()[0]) in page
    for letter, words in ((first, "Ждём оплату"), (second, today)):
        letter.refresh_from_db()
        assert (letter.words, letter.sent_to) == (words, "fin@client.example")
        assert letter.sent_at == NOW


def test_nobody_is_reminded_of_what_is_paid(browser: Browser, client_row: Client) -> None:
    a_contact(client_row, role="finance", email="fin@client.example")
    letter = a_reminder(client_row)
    invoice = letter.invoice
    invoice.state, invoice.paid_minor = "paid", invoice.total_minor
    made(invoice)

    page = text(browser.get(url("dunning_list")))
    answer = browser.post(url("dunning_send", letter.pk), {"words": "Ждём"})

    assert "Ждём" not in page
    assert answer.status_code == 422
    letter.refresh_from_db()
    assert letter.sent_at is None


def test_steps_are_kept_by_finance(client: Browser, browser: Browser) -> None:
    assert browser.get(url("step_list")).status_code == 200
    assert browser.get(url("step_create")).status_code == 403
    client.force_login(a_user("finance", language="en"))
    words = {"subject_ru": "Р", "words_ru": "Р {number}", "subject_en": "E", "words_en": "E"}

    wrong = client.post(url("step_added"), words | {"days": "60", "words_en": "{nummer}"})
    taken = client.post(url("step_added"), words | {"days": "7"})
    right = client.post(url("step_added"), words | {"days": "60"})

    assert "{nummer}" in text(wrong)
    assert (wrong.status_code, taken.status_code, right.status_code) == (422, 422, 302)
    step = DunningStep.objects.get(days=60)
    client.post(url("step_save", step.pk), words | {"days": "61", "version": step.version})
    client.post(url("step_remove", DunningStep.objects.get(days=61).pk))
    assert not DunningStep.objects.filter(days__gt=30).exists()


def test_the_client_s_page_has_its_invoices_and_its_debt(
    browser: Browser, client_row: Client
) -> None:
    issued(client_row, FULL, on=TODAY - timedelta(days=30), due_days=10)

    page = text(browser.get(client_row.get_absolute_url(), {"tab": "invoices"}))

    assert "No. 1/26" in page
    assert "₽122,000 overdue" in page


def test_a_neighbour_s_documents_do_not_exist(browser: Browser) -> None:
    other = a_client("Чужой")
    invoice = issued(other)
    note = draft_credit(an_author(), invoice, data=CreditData("x", TODAY), now=NOW)

    for name in ("invoice_detail", "invoice_send", "invoice_credit", "invoice_pdf"):
        assert browser.get(url(name, invoice.pk)).status_code == 404
    assert browser.get(url("billable_client", other.pk)).status_code == 404
    assert browser.get(url("invoice_detail", note.pk)).status_code == 404
    assert issue(note).content == content_of(
        Invoice.objects.get(pk=note.pk), list(note.lines.all()), [10_000_000]
    )


def test_what_is_to_be_invoiced_is_added_up(browser: Browser, client_row: Client) -> None:
    contract = a_contract(client_row, from_on=date(2026, 10, 1))
    a_retainer(contract)

    page = text(browser.get(url("billable_list")))

    assert '<span class="muted">₽400,000</span>' in page
    assert "1 Oct – 31 Oct" in page


def test_who_may_not_invoice_is_offered_nothing_to_fill_in(
    client: Browser, client_row: Client
) -> None:
    a_time_entry(a_worker(), a_project(client_row), state="approved")
    reader = a_user("executive", language="en")
    made(TeamMember(client=client_row, user=reader))

    client.force_login(reader)
    read = text(client.get(url("billable_client", client_row.pk)))
    client.force_login(a_user("finance", language="en"))
    written = text(client.get(url("billable_client", client_row.pk)))

    assert 'name="from_on"' in written
    assert 'name="from_on"' not in read


def test_a_credit_note_is_set_off_and_never_paid(browser: Browser, client_row: Client) -> None:
    invoice = issued(client_row, FULL)
    note = issue(draft_credit(an_author(), invoice, data=CreditData("x", TODAY), now=NOW))

    page = text(browser.get(url("invoice_detail", note.pk)))

    assert (note.state, "set off" in page) == ("paid", True)
