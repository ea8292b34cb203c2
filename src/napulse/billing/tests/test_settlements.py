"""What comes after issuing: restored drafts, settled advances, credits of what was paid."""

from datetime import date

import pytest

from napulse.billing.actions.acts import draft_act
from napulse.billing.actions.credits import CreditData, draft_credit
from napulse.billing.actions.drafts import delete_invoice, edit_invoice, restore_invoice
from napulse.billing.actions.payments import Choice as Match
from napulse.billing.actions.payments import Share, match_payment, unmatch_payment
from napulse.billing.actions.priced import data_of
from napulse.billing.models import BankLine, Invoice
from napulse.billing.queries.money import unapplied_credits
from napulse.billing.tests.making import (
    FULL,
    a_draft,
    a_head,
    an_author,
    chosen,
    issue,
    issued,
    offered,
)
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Refused
from napulse.ledger.models import OwnEntity
from napulse.testing import NOW, TODAY, a_client, fresh
from napulse.testing_money import a_bank_account, a_contract, a_payment, a_retainer, an_entity

pytestmark = pytest.mark.django_db
WHOLE = 12_200_000


@pytest.fixture(autouse=True)
def _company(db: None) -> None:
    """The agency has a company of its own."""
    an_entity()


def credit(invoice: Invoice, nets: dict[int, int] | None = None) -> Invoice:
    data = CreditData("Ошибка в объёме", TODAY, nets)
    return issue(draft_credit(an_author(), invoice, data=data, now=NOW))


def paid(invoice: Invoice, minor: int = WHOLE, line: BankLine | None = None) -> BankLine:
    line = line or a_payment(amount_minor=minor)
    choice = Match([Share(invoice.pk, minor)])
    match_payment(an_author(), line, choice=choice, now=NOW)
    return BankLine.objects.get(pk=line.pk)


def test_a_deleted_draft_does_not_come_back_once_another_bills_the_same() -> None:
    client = a_client()
    row = a_retainer(a_contract(client, from_on=date(2026, 11, 1)))
    key = f"retainer:{row.pk}:2026-11-01"
    first = chosen(client, key)
    delete_invoice(an_author(), first, now=NOW)
    second = chosen(client, key)

    with pytest.raises(Refused, match=r"invoice\.taken"):
        restore_invoice(an_author(), first, now=NOW)

    delete_invoice(an_author(), second, now=NOW)
    assert restore_invoice(an_author(), first, now=NOW).deleted_at is None
    assert offered(client) == {}


def test_an_advance_is_not_settled_twice_by_a_draft_that_comes_back() -> None:
    client = a_client()
    advance = issued(client, FULL, kind="advance")
    row = a_retainer(a_contract(client, from_on=date(2026, 11, 1)))
    wanted = (f"retainer:{row.pk}:2026-11-01", f"advance:{advance.pk}")
    first = chosen(client, *wanted)
    delete_invoice(an_author(), first, now=NOW)
    chosen(client, wanted[1], wanted[0])

    with pytest.raises(Refused, match=r"invoice\.taken"):
        restore_invoice(an_author(), first, now=NOW)


def test_an_act_does_not_come_back_beside_another() -> None:
    invoice = issued(a_client())
    first = draft_act(an_author(), invoice, on=TODAY, now=NOW)
    delete_invoice(an_author(), first, now=NOW)
    draft_act(an_author(), invoice, on=TODAY, now=NOW)

    with pytest.raises(Refused, match=r"act\.exists"):
        restore_invoice(an_author(), first, now=NOW)


def test_an_advance_is_settled_only_by_the_company_that_took_it() -> None:
    client, other = a_client(), an_entity('ООО "Другая"', inn="5000000000")
    a_bank_account(other, "40702810500000000002")
    advance = issued(client, FULL, kind="advance", entity=other)
    row = a_retainer(a_contract(client, from_on=date(2026, 11, 1), entity=an_entity()))

    with pytest.raises(Refused, match=r"invoice\.other_company"):
        chosen(client, f"retainer:{row.pk}:2026-11-01", f"advance:{advance.pk}")


def test_a_draft_with_a_settled_advance_keeps_its_company() -> None:
    client, other = a_client(), an_entity('ООО "Другая"', inn="5000000000")
    account = a_bank_account(other, "40702810500000000002")
    advance = issued(client, FULL, kind="advance")
    row = a_retainer(a_contract(client, from_on=date(2026, 11, 1), entity=an_entity()))
    draft = chosen(client, f"retainer:{row.pk}:2026-11-01", f"advance:{advance.pk}")
    lines = [data_of(line) for line in draft.lines.all()]
    head = a_head(client, entity=OwnEntity.objects.get(pk=other.pk), account=account)

    with pytest.raises(Refused, match=r"invoice\.other_company"):
        edit_invoice(an_author(), draft, data=head, lines=lines, version=draft.version, now=NOW)


def covered(client: Client) -> tuple[Invoice, Invoice]:
    """An advance and an invoice of the same amount that it covers whole."""
    advance = issued(client, FULL, kind="advance")
    row = a_retainer(a_contract(client, from_on=date(2026, 11, 1)), amount_minor=FULL.price_minor)
    draft = chosen(client, f"retainer:{row.pk}:2026-11-01", f"advance:{advance.pk}")
    return advance, issue(draft)


def test_an_invoice_that_an_advance_covered_whole_can_be_credited() -> None:
    client = a_client()
    advance, invoice = covered(client)
    assert (invoice.total_minor, invoice.state) == (0, "paid")
    assert f"advance:{advance.pk}" not in offered(client)

    note = credit(invoice)

    assert (note.total_minor, note.state) == (0, "paid")
    assert fresh(invoice).state == "credited"
    assert offered(client)[f"advance:{advance.pk}"] == -FULL.price_minor


def test_an_invoice_is_credited_once_nothing_of_any_line_is_left() -> None:
    """Of 200,000.00 less an advance of 100,000.00, the 100,000.00 to pay are taken back."""
    client = a_client()
    advance = issued(client, FULL, kind="advance")
    row = a_retainer(a_contract(client, from_on=date(2026, 11, 1)), amount_minor=20_000_000)
    invoice = issue(chosen(client, f"retainer:{row.pk}:2026-11-01", f"advance:{advance.pk}"))
    fee = invoice.lines.get(source="retainer")

    credit(invoice, {fee.pk: 10_000_000})

    assert (fresh(invoice).state, fresh(invoice).open_minor) == ("paid", 0)


def test_a_refund_settles_the_credit_note_and_taking_it_back_opens_it_again() -> None:
    client = a_client()
    invoice = issued(client)
    paid(invoice)
    note = credit(invoice)
    assert (note.state, note.open_minor) == ("issued", WHOLE)

    line = a_payment(amount_minor=-WHOLE)
    [made_match] = match_payment(an_author(), line, choice=Match([Share(note.pk, -WHOLE)]), now=NOW)

    assert (fresh(note).state, fresh(note).open_minor, fresh(note).paid_on) == ("paid", 0, line.on)
    unmatch_payment(an_author(), made_match, now=NOW)
    assert (fresh(note).state, fresh(note).open_minor) == ("issued", WHOLE)
    assert fresh(note).paid_on is None


def test_nothing_is_owed_back_of_money_that_never_paid_the_credited_invoice() -> None:
    """The payment was of somebody else: then the note covers the invoice, as if it came first."""
    client = a_client()
    invoice = issued(client)
    line = paid(invoice)
    note = credit(invoice)
    assert [row.pk for row in unapplied_credits(an_author(), client.pk)] == [note.pk]

    unmatch_payment(an_author(), line.allocations.get(), now=NOW)

    assert (fresh(invoice).state, fresh(invoice).open_minor) == ("credited", 0)
    assert (fresh(note).state, fresh(note).open_minor) == ("paid", 0)
    assert unapplied_credits(an_author(), client.pk) == []


def test_the_match_of_a_credited_invoice_is_put_back_after_it_was_taken_away() -> None:
    client = a_client()
    invoice = issued(client)
    line = paid(invoice)
    note = credit(invoice)
    unmatch_payment(an_author(), line.allocations.get(), now=NOW)

    again = Match([Share(invoice.pk, WHOLE)], before_credits=True)
    match_payment(an_author(), BankLine.objects.get(pk=line.pk), choice=again, now=NOW)

    assert (fresh(invoice).state, fresh(invoice).open_minor) == ("credited", 0)
    assert (fresh(note).state, fresh(note).open_minor) == ("issued", WHOLE)


def test_a_note_already_paid_back_covers_nothing_more() -> None:
    """Then the client owes again what was paid back to it without having paid."""
    client = a_client()
    invoice = issued(client)
    line = paid(invoice)
    note = credit(invoice)
    back = a_payment(amount_minor=-WHOLE)
    match_payment(an_author(), back, choice=Match([Share(note.pk, -WHOLE)]), now=NOW)

    with pytest.raises(Refused, match=r"payment\.paid_back"):
        unmatch_payment(an_author(), line.allocations.get(), now=NOW)


def test_an_act_takes_the_vat_of_its_own_day() -> None:
    """Invoiced in 2025 at 20 %, done in 2026 at 22 %: by the day on which it is handed over."""
    client = a_client()
    invoice = issued(client, FULL, on=date(2025, 12, 20), drafted_on=date(2025, 12, 20))
    assert invoice.vat_minor == 2_000_000

    act = issue(
        draft_act(an_author(), invoice, on=date(2026, 1, 15), now=NOW), on=date(2026, 1, 15)
    )

    assert (act.net_minor, act.vat_minor) == (10_000_000, 2_200_000)


def test_a_day_of_another_decade_takes_no_number() -> None:
    draft = a_draft(a_client())

    with pytest.raises(Refused, match=r"invoice\.far_day"):
        issue(draft, on=date(2062, 11, 23))

    assert issue(draft).number == "1/26"
