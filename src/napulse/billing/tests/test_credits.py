"""Credit notes mirror their invoices to the kopeck, whole or by line."""

from collections.abc import Sequence

import pytest
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from napulse.access.actor import Actor
from napulse.access.levels import Level
from napulse.billing.actions.credits import CreditData, draft_credit
from napulse.billing.actions.priced import LineData
from napulse.billing.models import Allocation, Invoice, InvoiceLine
from napulse.billing.tests.making import FULL, HOURS, PASSED, a_draft, an_author, issue, issued
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.ledger.models import ClientMonth, ExchangeRate, Posting
from napulse.testing import NOW, TODAY, a_client
from napulse.testing_money import a_bank_account, an_entity, made

pytestmark = pytest.mark.django_db


def credit(invoice: Invoice, nets: dict[int, int] | None = None) -> Invoice:
    data = CreditData("Ошибка в объёме", TODAY, nets)
    return draft_credit(an_author(), invoice, data=data, now=NOW)


def lines_of(invoice: Invoice) -> Sequence[InvoiceLine]:
    return list(InvoiceLine.objects.filter(invoice=invoice))


def test_a_full_credit_brings_ledger_and_debt_back_to_nothing() -> None:
    client = a_client()
    invoice = issued(client, FULL, HOURS, PASSED)

    note = issue(credit(invoice))

    assert (note.number, note.kind, note.state) == ("CN-1/26", "credit", "paid")
    assert (note.net_minor, note.total_minor) == (invoice.net_minor, invoice.total_minor)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.open_minor) == ("credited", 0)
    assert Posting.objects.aggregate(sum=Sum("amount_minor"))["sum"] == 0
    kept = ClientMonth.objects.get(client_key=client.pk)
    assert (kept.fee_minor, kept.pass_minor) == (0, 0)
    covered = Allocation.objects.get()
    assert (covered.credit, covered.amount_minor) == (note, invoice.total_minor)
    assert note.content["preceding"]["number"] == "1/26"


def test_a_credit_by_line_leaves_the_rest_open() -> None:
    """Of 50,000.00 hours 20,000.00 are taken back with 4,400.00 of VAT."""
    invoice = issued(a_client(), FULL, HOURS)
    _full, hours = lines_of(invoice)

    note = issue(credit(invoice, {hours.pk: 2_000_000}))

    assert (note.net_minor, note.vat_minor) == (2_000_000, 440_000)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.open_minor) == ("issued", 18_300_000 - 2_440_000)


def test_more_than_is_left_of_a_line_is_refused_also_when_drafted_before() -> None:
    invoice = issued(a_client(), HOURS)
    (line,) = lines_of(invoice)
    issue(credit(invoice, {line.pk: 4_000_000}))

    with pytest.raises(Refused, match=r"credit\.too_much"):
        credit(invoice, {line.pk: 1_000_001})
    assert issue(credit(invoice)).net_minor == 1_000_000
    with pytest.raises(Refused, match=r"credit\.nothing"):
        credit(invoice)


def test_a_credit_needs_a_reason_and_an_issued_invoice() -> None:
    client = a_client()
    invoice = issued(client)

    with pytest.raises(Refused, match=r"credit\.no_reason"):
        draft_credit(an_author(), invoice, data=CreditData(" ", TODAY), now=NOW)
    with pytest.raises(Refused, match=r"credit\.not_issued"):
        credit(a_draft(client))
    with pytest.raises(Refused, match=r"credit\.not_issued"):
        credit(issue(credit(invoice)))
    below = Actor("Almost", {"billing.invoices": Level.VIEW}, client_ids=None)
    with pytest.raises(NotAllowed):
        draft_credit(below, invoice, data=CreditData("Ошибка", TODAY), now=NOW)


def test_while_one_credit_is_a_draft_there_is_no_second() -> None:
    invoice = issued(a_client())
    credit(invoice)

    with pytest.raises(Refused, match=r"credit\.drafted"):
        credit(invoice)


def test_what_was_paid_already_is_owed_to_the_client() -> None:
    invoice = issued(a_client())
    invoice.paid_minor, invoice.state = 12_000_000, "issued"
    made(invoice)

    note = issue(credit(invoice))

    invoice.refresh_from_db()
    assert (invoice.state, invoice.open_minor) == ("credited", 0)
    assert (note.state, note.open_minor) == ("issued", 12_000_000)


def test_a_foreign_credit_mirrors_the_rate_of_its_invoice() -> None:
    client, entity = a_client(), an_entity()
    made(ExchangeRate(currency="USD", on=TODAY, rate_e6=90_000_000, recorded_at=NOW))
    account = made(
        type(a_bank_account(entity))(
            entity=entity, bank="BANK", bik="DEUTDEFF", number="DE89", currency="USD"
        )
    )
    line = LineData("Strategy", 33_333, tax_code="none")
    invoice = issued(client, line, line, currency="USD", account=account)
    rate = ExchangeRate.objects.get()
    rate.rate_e6 = 95_000_000
    made(rate)

    first = lines_of(invoice)[0]
    issue(credit(invoice, {first.pk: 11_111}))
    issue(credit(invoice))

    assert Posting.objects.aggregate(sum=Sum("amount_minor"))["sum"] == 0
    assert Posting.objects.aggregate(sum=Sum("original_minor"))["sum"] == 0


@settings(max_examples=15, deadline=None)
@given(
    prices=st.lists(st.integers(1, 10**7), min_size=1, max_size=4),
    cuts=st.lists(st.integers(1, 99), min_size=1, max_size=3),
)
def test_credits_in_any_parts_bring_everything_back(prices: list[int], cuts: list[int]) -> None:
    invoice = issued(a_client(), *(LineData("Строка", price, 1234) for price in prices))

    for cut in cuts:
        nets = {line.pk: _left(line) * cut // 100 for line in lines_of(invoice)}
        if any(nets.values()):
            issue(credit(invoice, nets))
    if any(_left(line) for line in lines_of(invoice)):
        issue(credit(invoice))

    invoice.refresh_from_db()
    assert (invoice.state, invoice.open_minor) == ("credited", 0)
    notes = Invoice.objects.filter(corrects=invoice)
    sums = notes.aggregate(net=Sum("net_minor"), vat=Sum("vat_minor"))
    assert (sums["net"], sums["vat"]) == (invoice.net_minor, invoice.vat_minor)
    ids = [invoice.pk, *notes.values_list("pk", flat=True)]
    told = Posting.objects.filter(source="invoice", source_id__in=ids)
    assert told.aggregate(sum=Sum("amount_minor"))["sum"] == 0


def _left(line: InvoiceLine) -> int:
    back = InvoiceLine.objects.filter(source="credit", source_id=line.pk)
    return line.net_minor - sum(each.net_minor for each in back)
