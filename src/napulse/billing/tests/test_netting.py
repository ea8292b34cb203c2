"""What a credit note owes pays another invoice of the same companies, and is taken back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.access.levels import Level
from napulse.audit.models import Entry
from napulse.billing.actions.credits import CreditData, draft_credit
from napulse.billing.actions.netting import NettingData, set_off, take_back_netting
from napulse.billing.actions.payments import Choice, Share, match_payment, unmatch_payment
from napulse.billing.models import Allocation, Invoice
from napulse.billing.queries.money import debts, unapplied_credits
from napulse.billing.queries.netting import payable_by
from napulse.billing.tests.making import an_author, issue, owes
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.ledger.models import Posting, PostingKind
from napulse.profit.queries.books import checked
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, the_agency
from napulse.testing_money import a_bank_account, a_company, a_payment, an_entity
from napulse.ui.tests.papers import words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    the_agency()


def paid(invoice: Invoice, minor: int | None = None) -> Allocation:
    minor = minor or invoice.open_minor
    line = a_payment(a_bank_account(an_entity()), amount_minor=minor, on=TODAY)
    choice = Choice([Share(invoice.pk, minor)])
    [made] = match_payment(an_author(), line, choice=choice, now=NOW)
    return made


def credited(invoice: Invoice, net: int | None = None) -> Invoice:
    nets = None if net is None else {invoice.lines.get().pk: net}
    invoice.refresh_from_db()
    data = CreditData("Скидка", TODAY, nets)
    return issue(draft_credit(an_author(), invoice, data=data, now=NOW))


def a_balance(client: Client, minor: int = 100_000, **more: Any) -> tuple[Invoice, Invoice]:
    """An invoice that was paid and then credited: its note owes so much."""
    first = owes(client, minor, **more)
    paid(first)
    return first, credited(first)


def net(note: Invoice, invoice: Invoice, minor: int, **more: Any) -> Allocation:
    data = NettingData(invoice.pk, minor, more.pop("on", TODAY), **more)
    return set_off(an_author(), note, data=data, now=NOW)


def fresh(*rows: Invoice) -> list[tuple[str, int]]:
    """State and what is open of each."""
    return [(row.state, row.open_minor) for row in (Invoice.objects.get(pk=r.pk) for r in rows)]


def received(project: Any) -> int:
    rows = Posting.objects.filter(kind=PostingKind.PAID, project=project)
    return int(rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def test_a_balance_pays_another_invoice_and_the_money_changes_its_project() -> None:
    client = a_client()
    old, new = a_project(client), a_project(client)
    _first, note = a_balance(client, 100_000, project=old)
    second = owes(client, 70_000, project=new)

    net(note, second, 70_000)

    assert fresh(note, second) == [("issued", 30_000), ("paid", 0)]
    assert Invoice.objects.get(pk=second.pk).paid_on == TODAY
    assert (received(old), received(new)) == (30_000, 70_000)
    assert debts(an_author(), today=TODAY) == []
    assert [row.pk for row in unapplied_credits(an_author(), client.pk)] == [note.pk]
    assert checked().found == 0
    told = Entry.objects.filter(event__startswith="netting.").order_by("number")
    assert list(told.values_list("event", "object_id")) == [
        ("netting.set", second.pk),
        ("netting.used", note.pk),
    ]


def test_taking_it_back_leaves_everything_as_it_was() -> None:
    client = a_client()
    old, new = a_project(client), a_project(client)
    first, note = a_balance(client, project=old)
    second = owes(client, 250_000, project=new)
    before = fresh(first, note, second)

    made = net(note, second, 100_000)
    assert fresh(note, second) == [("paid", 0), ("issued", 150_000)]
    was = take_back_netting(an_author(), made, now=NOW)

    assert (was.invoice_id, was.minor, was.on) == (second.pk, 100_000, TODAY)
    assert fresh(first, note, second) == before
    assert (received(old), received(new)) == (100_000, 0)
    assert checked().found == 0


@pytest.mark.parametrize(
    ("minor", "code"),
    [(100_001, "more_than_open"), (0, "more_than_open"), (-5, "more_than_open")],
)
def test_no_more_than_is_owed_and_open(minor: int, code: str) -> None:
    client = a_client()
    _first, note = a_balance(client)
    second = owes(client, 500_000)

    with pytest.raises(Refused, match=code):
        net(note, second, minor)


def test_only_debts_of_the_same_two_companies_are_set_off() -> None:
    client = a_client()
    first, note = a_balance(client)
    stranger, own = owes(a_client(), 50_000), owes(client, 50_000)
    another = a_company(client, name='ООО "Другая"', inn="5000000017")
    of_another = owes(client, 50_000, client_entity=another)
    second = an_entity('ООО "Вторая"', inn="7700000017")
    account = a_bank_account(second, "40702810500000000002")
    company = own.client_entity
    to_another = owes(client, 50_000, entity=second, account=account, client_entity=company)

    assert list(payable_by(an_author(), note)) == [own]
    for wrong in (of_another, to_another, stranger):
        with pytest.raises(Refused, match=r"netting\.other_company"):
            net(note, wrong, 10)
    with pytest.raises(Refused, match=r"netting\.not_open"):
        net(note, first, 10)
    with pytest.raises(Refused, match=r"netting\.not_owed"):
        net(own, own, 10)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_day_before_the_documents_or_ahead_is_refused(days: int) -> None:
    client = a_client()
    _first, note = a_balance(client)

    with pytest.raises(Refused, match=r"netting\.day"):
        net(note, owes(client, 10), 10, on=TODAY + days * DAY)


def test_a_form_that_was_sent_twice_sets_off_once() -> None:
    client = a_client()
    _first, note = a_balance(client)
    second = owes(client, 500_000)
    version = Invoice.objects.get(pk=note.pk).version

    net(note, second, 10_000, version=version)
    with pytest.raises(Refused, match=r"payment\.changed"):
        net(note, second, 10_000, version=version)

    assert Allocation.objects.filter(credit=note).count() == 1


def test_a_payment_that_was_netted_elsewhere_is_not_taken_back_under_it() -> None:
    """The credited invoice would be open while its note has paid another one."""
    client = a_client()
    first = owes(client, 100_000)
    payment = paid(first)
    note = credited(first)
    made = net(note, owes(client, 100_000), 100_000)

    with pytest.raises(Refused, match=r"payment\.paid_back"):
        unmatch_payment(an_author(), payment, now=NOW)
    take_back_netting(an_author(), made, now=NOW)
    unmatch_payment(an_author(), payment, now=NOW)

    assert fresh(first, note) == [("credited", 0), ("paid", 0)]
    assert checked().found == 0


def test_a_payment_put_back_does_not_push_out_what_was_set_off() -> None:
    client = a_client()
    _first, note = a_balance(client)
    second = owes(client, 100_000)
    payment = paid(second)
    unmatch_payment(an_author(), payment, now=NOW)
    net(note, second, 100_000)

    choice = Choice([Share(second.pk, 100_000)], before_credits=True)
    with pytest.raises(Refused, match=r"payment\.more_than_open"):
        match_payment(an_author(), payment.line, choice=choice, now=NOW)

    assert Allocation.objects.filter(credit=note, invoice=second).exists()


def test_what_opens_of_the_credited_invoice_is_covered_before_the_balance_is_free() -> None:
    """Of 100 paid 40 were credited and set off; the payment went, then the netting goes."""
    client = a_client()
    first = owes(client, 100_000)
    payment = paid(first)
    note, second = credited(first, 40_000), owes(client, 40_000)
    made = net(note, second, 40_000)
    unmatch_payment(an_author(), payment, now=NOW)
    assert fresh(first, note, second) == [("issued", 100_000), ("paid", 0), ("paid", 0)]

    take_back_netting(an_author(), made, now=NOW)

    assert fresh(first, note, second) == [("issued", 60_000), ("paid", 0), ("issued", 40_000)]
    assert checked().found == 0


def test_an_invoice_that_was_paid_by_netting_and_then_credited_owes_it_on() -> None:
    client = a_client()
    _first, note = a_balance(client)
    second = owes(client, 100_000)
    made = net(note, second, 100_000)

    later = credited(second)
    assert fresh(second, later) == [("credited", 0), ("issued", 100_000)]
    take_back_netting(an_author(), made, now=NOW)

    assert fresh(note, second, later) == [("issued", 100_000), ("credited", 0), ("paid", 0)]
    assert checked().found == 0


def test_below_its_level_and_of_strangers_nothing_is_set_off() -> None:
    client = a_client()
    _first, note = a_balance(client)
    second = owes(client, 10)
    data = NettingData(second.pk, 10, TODAY)

    low = Actor("Almost", {"billing.payments": Level.VIEW}, client_ids=None)
    with pytest.raises(NotAllowed):
        set_off(low, note, data=data, now=NOW)
    levels = {"billing.payments": Level.EDIT, "billing.invoices": Level.VIEW}
    other = a_client()
    stranger = Actor("Stranger", levels, client_ids=frozenset([other.pk]))
    with pytest.raises(NotAllowed):
        set_off(stranger, note, data=data, now=NOW)
    _first, own = a_balance(other)
    with pytest.raises(Missing):
        set_off(stranger, own, data=data, now=NOW)


def test_the_page_of_a_note_sets_off_and_the_toast_takes_it_back(client: Browser) -> None:
    client.force_login(a_user("finance", language="en"))
    of = a_client()
    _first, note = a_balance(of)
    second = owes(of, 60_000)
    page = client.get(note.get_absolute_url()).content.decode()
    assert "Owed to the client" in page
    assert 'value="600"' in page

    sent = {"invoice": second.pk, "amount": "600", "on": TODAY.isoformat()}
    sent["version"] = Invoice.objects.get(pk=note.pk).version
    url = reverse("billing:netting_made", args=[note.pk])
    assert client.post(url, sent | {"amount": "601"}).status_code == 422
    answer = client.post(url, sent)
    assert answer.status_code == 302
    made = Allocation.objects.get(credit=note)
    assert "set off" in client.get(second.get_absolute_url()).content.decode()

    back = client.post(reverse("billing:netting_taken_back", args=[made.pk]))
    assert back.status_code == 302
    assert fresh(note, second) == [("issued", 100_000), ("issued", 60_000)]
    gone = client.post(reverse("billing:netting_taken_back", args=[made.pk]))
    assert gone.status_code == 404


def test_the_paper_of_a_netting_names_both_documents_and_the_amount(
    client: Browser, tmp_path: Path
) -> None:
    payer = a_client()
    _first, note = a_balance(payer)
    invoice = owes(payer, 60_000)
    made = net(note, invoice, 45_000)
    client.force_login(a_user("finance", name="Панина"))
    url = reverse("billing:netting_pdf", args=[made.pk])

    page = client.get(note.get_absolute_url()).content.decode()
    answer = client.get(url)

    assert f'href="{url}"' in page
    assert answer["Content-Type"] == "application/pdf"
    words = words_of(answer.content, tmp_path).replace("\u00a0", " ")
    for told in (note.number, invoice.number, "1 000,00", "600,00", "450,00 RUB"):
        assert told in words
    take_back_netting(an_author(), made, now=NOW)
    assert client.get(url).status_code == 404


def test_what_covers_the_notes_own_invoice_has_no_paper_of_netting(client: Browser) -> None:
    invoice = owes(a_client(), 100_000)
    credited(invoice, 40_000)
    covered = Allocation.objects.get(invoice=invoice)
    client.force_login(a_user("finance"))

    assert client.get(reverse("billing:netting_pdf", args=[covered.pk])).status_code == 404
