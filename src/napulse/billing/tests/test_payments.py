"""Matching of payments: worked cases, refusals, the ledger, and eight at once."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections
from hypothesis import given, settings
from hypothesis import strategies as st

from napulse.access.actions import sync_roles
from napulse.access.actor import Actor
from napulse.access.levels import Level
from napulse.billing.actions.payments import (
    Choice,
    Share,
    match_payment,
    set_aside,
    set_aside_many,
    take_back_aside,
    unmatch_payment,
)
from napulse.billing.actions.rematching import accept_proposal, match_again
from napulse.billing.models import Allocation, BankLine, BankLineState, Invoice
from napulse.billing.queries import payments as queries
from napulse.config.roles import ROLES
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.ledger.models import ClientMonth, Posting, PostingKind
from napulse.testing import NOW, a_client, a_project, a_user, acting, all_seeing, fresh
from napulse.testing_money import (
    a_company,
    a_payment,
    an_entity,
    an_invoice,
    an_issued_invoice,
    made,
)

pytestmark = pytest.mark.django_db
WHOLE = 12_200_000


def matched(line: BankLine, *shares: tuple[Invoice, int], actor: Actor | None = None) -> Any:
    choice = Choice([Share(invoice.pk, minor) for invoice, minor in shares])
    return match_payment(actor or all_seeing(), line, choice=choice, now=NOW)


def received() -> int:
    return sum(Posting.objects.filter(kind=PostingKind.PAID).values_list("amount_minor", flat=True))


def test_a_payment_pays_an_invoice_and_the_ledger_says_so() -> None:
    client = a_client()
    project = a_project(client)
    invoice, line = an_issued_invoice(client, project=project), a_payment()

    [one] = matched(line, (invoice, WHOLE))

    invoice, line = fresh(invoice), fresh(line)
    assert (invoice.paid_minor, invoice.state, invoice.paid_on) == (WHOLE, "paid", line.on)
    assert (line.matched_minor, line.state) == (WHOLE, BankLineState.MATCHED)
    [posting] = Posting.objects.filter(kind=PostingKind.PAID)
    assert (posting.amount_minor, posting.source, posting.source_id) == (WHOLE, "payment", one.pk)
    assert (posting.client_id, posting.project_id) == (client.pk, project.pk)
    assert ClientMonth.objects.get(client_key=client.pk).paid_minor == WHOLE


def test_what_was_received_is_spread_over_the_projects_of_the_lines() -> None:
    client = a_client()
    first, second = a_project(client), a_project(client)
    invoice = an_invoice(client, project=first)
    line = invoice.lines.get()
    line.net_minor, line.vat_minor = 2, 0
    made(line)
    line.pk, line.project, line.net_minor = None, second, 1
    made(line)
    Invoice.objects.none()
    invoice = an_issued(invoice, total=3)

    matched(a_payment(amount_minor=2), (invoice, 2))

    sums = dict(
        Posting.objects.filter(kind=PostingKind.PAID).values_list("project_id", "amount_minor")
    )
    assert sums == {first.pk: 1, second.pk: 1}


def an_issued(invoice: Invoice, *, total: int) -> Invoice:
    invoice.net_minor, invoice.vat_minor, invoice.total_minor = total, 0, total
    invoice.sequence, invoice.year, invoice.number = 900, 2026, "900"
    invoice.state, invoice.content_hash, invoice.issued_on = "issued", "0" * 64, date(2026, 11, 1)
    return made(invoice)


def test_a_part_leaves_the_rest_open_on_both_sides() -> None:
    invoice, line = an_issued_invoice(a_client()), a_payment()

    matched(line, (invoice, 5_000_000))

    assert (fresh(invoice).open_minor, fresh(invoice).state) == (7_200_000, "sent")
    assert (fresh(line).rest_minor, fresh(line).state) == (7_200_000, BankLineState.PART)


def test_one_payment_pays_several_invoices_and_a_match_is_taken_back_alone() -> None:
    client = a_client()
    first, second = an_issued_invoice(client), an_issued_invoice(client)
    line = a_payment(amount_minor=2 * WHOLE)

    one, _two = matched(line, (first, WHOLE), (second, WHOLE))
    share = unmatch_payment(all_seeing(), one, now=NOW)

    assert (share.invoice_id, share.minor) == (first.pk, WHOLE)
    assert (fresh(first).paid_minor, fresh(first).state, fresh(first).paid_on) == (
        0,
        "issued",
        None,
    )
    assert fresh(second).state == "paid"
    assert fresh(line).state == BankLineState.PART
    assert received() == WHOLE


@pytest.mark.parametrize(
    ("minor", "code"),
    [(WHOLE + 1, "more_than_left"), (-1, "wrong_sign"), (0, "wrong_sign")],
)
def test_a_share_that_cannot_be_is_refused(minor: int, code: str) -> None:
    invoice, line = an_issued_invoice(a_client()), a_payment()

    with pytest.raises(Refused, match=code):
        matched(line, (invoice, minor))
    assert not Allocation.objects.exists()


def test_more_than_is_open_is_refused_and_nothing_of_the_payment_is_taken() -> None:
    client = a_client()
    small = an_issued_invoice(client, net_minor=100, vat_minor=0, total_minor=100)
    whole = an_issued_invoice(client)
    line = a_payment()

    with pytest.raises(Refused, match="more_than_open"):
        matched(line, (whole, 100), (small, 101))
    assert fresh(whole).paid_minor == 0
    assert fresh(line).matched_minor == 0


def test_what_does_not_fit_is_refused() -> None:
    client = a_client()
    line = a_payment()
    other = an_entity('ООО "Сфера 2"', is_main=False)

    for invoice, code in (
        (an_issued_invoice(client, currency="EUR"), "other_currency"),
        (an_issued_invoice(client, entity=other), "other_company"),
        (an_invoice(client), "more_than_open"),
        (an_issued_invoice(client, kind="act"), "more_than_open"),
    ):
        with pytest.raises(Refused, match=code):
            matched(line, (invoice, 100))
    with pytest.raises(Refused, match="nothing_chosen"):
        matched(line)
    twice = an_issued_invoice(client)
    with pytest.raises(Refused, match="invoice_twice"):
        matched(line, (twice, 1), (twice, 1))


def test_a_payment_that_changed_meanwhile_is_refused() -> None:
    invoice, line = an_issued_invoice(a_client()), a_payment()
    old = line.version
    matched(line, (invoice, 1))

    with pytest.raises(Refused, match="changed"):
        match_payment(
            all_seeing(), line, choice=Choice([Share(invoice.pk, 1)], version=old), now=NOW
        )


def test_a_payment_in_another_currency_is_received_at_the_rate_of_its_day() -> None:
    from napulse.ledger.models import ExchangeRate

    made(ExchangeRate(currency="EUR", on=date(2026, 1, 1), rate_e6=95_500_000, recorded_at=NOW))
    invoice = an_issued_invoice(a_client(), currency="EUR")

    matched(a_payment(currency="EUR"), (invoice, 100))

    assert received() == 9_550


def test_a_credit_note_is_paid_back_and_taken_back() -> None:
    note = an_issued_invoice(a_client(), kind="credit")
    line = a_payment(amount_minor=-WHOLE)

    [one] = matched(line, (note, -WHOLE))
    assert (fresh(note).open_minor, fresh(line).state) == (0, BankLineState.MATCHED)
    assert received() == -WHOLE
    with pytest.raises(Refused, match="more_than_open"):
        matched(a_payment(amount_minor=-1), (note, -1))

    unmatch_payment(all_seeing(), one, now=NOW)
    assert (fresh(note).open_minor, received()) == (WHOLE, 0)


def test_what_an_invoice_received_is_paid_back_and_no_more() -> None:
    invoice = an_issued_invoice(a_client())
    matched(a_payment(amount_minor=100), (invoice, 100))

    with pytest.raises(Refused, match="more_than_open"):
        matched(a_payment(amount_minor=-101), (invoice, -101))
    matched(a_payment(amount_minor=-40), (invoice, -40))

    assert (fresh(invoice).paid_minor, received()) == (60, 60)


def test_salary_is_set_aside_and_looked_at_again() -> None:
    line = a_payment(amount_minor=-100)

    set_aside(all_seeing(), line, note=" Зарплата ")
    assert (fresh(line).state, fresh(line).note) == (BankLineState.ASIDE, "Зарплата")
    with pytest.raises(Refused, match="is_aside"):
        matched(line, (an_issued_invoice(a_client()), -1))

    take_back_aside(all_seeing(), line)
    assert (fresh(line).state, fresh(line).note) == (BankLineState.OPEN, "")


def test_only_what_is_not_matched_is_set_aside() -> None:
    invoice, line, other = an_issued_invoice(a_client()), a_payment(), a_payment()
    matched(line, (invoice, WHOLE))

    assert [row.pk for row in set_aside_many(all_seeing(), [line, other], note="x")] == [other.pk]
    with pytest.raises(Refused, match="is_matched"):
        set_aside(all_seeing(), line, note="x")


def test_nobody_without_the_right_matches_and_no_strange_invoice_is_paid() -> None:
    invoice, line = an_issued_invoice(a_client()), a_payment()
    below = Actor("Almost", {"billing.payments": Level.VIEW}, client_ids=None)
    with pytest.raises(NotAllowed):
        matched(line, (invoice, 1), actor=below)

    levels = {"billing.payments": Level.EDIT, "billing.invoices": Level.VIEW}
    stranger = Actor("Stranger", levels, client_ids=frozenset({0}))
    with pytest.raises(Missing):
        matched(line, (invoice, 1), actor=stranger)


def a_known_payer() -> Invoice:
    client = a_client()
    return an_issued_invoice(client, client_entity=a_company(client))


def test_what_is_proposed_is_accepted_only_as_it_was_seen() -> None:
    invoice = a_known_payer()
    line = a_payment(purpose=f"Оплата по счету {invoice.number}")
    actor = acting(a_user("finance"))
    seen = queries.proposal(actor, line).seal

    assert seen == f"{invoice.pk}:{WHOLE}"
    with pytest.raises(Refused, match="other_proposal"):
        accept_proposal(actor, line, seen=f"{invoice.pk}:1", now=NOW)
    [one] = accept_proposal(actor, line, seen=seen, now=NOW)
    assert one.by_hand
    assert {"number", "amount", "inn"} <= set(one.reasons)


def test_a_new_look_matches_what_has_become_certain_and_nothing_else() -> None:
    line, vague = a_payment(), a_payment(purpose="За услуги")
    invoice = a_known_payer()
    line.purpose = f"Оплата по счету {invoice.number}"
    made(line)

    assert match_again(acting(a_user("finance")), now=NOW) == 1
    assert fresh(line).state == BankLineState.MATCHED
    assert fresh(vague).state == BankLineState.OPEN
    assert not Allocation.objects.get().by_hand


def test_unmatched_money_of_a_known_payer_is_a_reason_for_attention() -> None:
    invoice = a_known_payer()
    a_payment(inn="5000000000", purpose="аванс")
    a_payment(inn="7700000009")

    actor = acting(a_user("finance"))
    [reason] = queries.attention(actor, client_ids=None, now=NOW)

    assert (reason.client_id, reason.reason.code) == (invoice.client_id, "money_unmatched")
    assert reason.reason.amount_minor == WHOLE
    assert queries.attention(acting(a_user("director")), client_ids=None, now=NOW) == []


@pytest.mark.django_db(transaction=True)
def test_eight_who_match_at_once_never_pay_an_invoice_twice() -> None:
    sync_roles(ROLES)
    invoice = an_issued_invoice(a_client())
    lines = [a_payment(amount_minor=3_000_000) for _n in range(8)]
    actor, said = all_seeing(), []
    start = threading.Barrier(8)

    def work(line: BankLine) -> None:
        try:
            start.wait(20)
            matched(line, (invoice, 3_000_000), actor=actor)
            said.append("matched")
        except Refused as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(line,)) for line in lines]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)

    assert said.count("matched") == 4
    assert said.count("payment.more_than_open") == 4
    assert fresh(invoice).paid_minor == 4 * 3_000_000 == received()
    assert connection.vendor in {"sqlite", "postgresql"}


@pytest.mark.django_db(transaction=True)
def test_eight_who_match_one_payment_at_once_never_give_out_more_than_came() -> None:
    sync_roles(ROLES)
    client = a_client()
    invoices = [an_issued_invoice(client) for _n in range(8)]
    line, said = a_payment(amount_minor=WHOLE * 3), []
    start = threading.Barrier(8)

    def work(invoice: Invoice) -> None:
        try:
            start.wait(20)
            matched(line, (invoice, WHOLE))
            said.append("matched")
        except Refused as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(one,)) for one in invoices]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)

    assert said.count("matched") == 3
    assert fresh(line).matched_minor == 3 * WHOLE == received()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["match", "unmatch", "aside", "back"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(-150, 150),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_whatever_is_done_the_three_sums_agree(steps: list[tuple[str, int, int, int]]) -> None:
    """What invoices were paid, what movements gave, and what the ledger received: one figure."""
    from django.db import transaction

    with transaction.atomic():
        client = a_client()
        invoices = [
            an_issued_invoice(client, net_minor=n, vat_minor=0, total_minor=n) for n in (50, 100)
        ]
        lines = [a_payment(amount_minor=n) for n in (60, 100, -30)]
        for kind, at, which, minor in steps:
            line, invoice = lines[at % 3], invoices[which % 2]
            try:
                _step(kind, line, invoice, minor)
            except Refused:
                continue
        paid = sum(fresh(one).paid_minor for one in invoices)
        given_out = sum(fresh(one).matched_minor for one in lines)
        assert paid == given_out == received()
        for one in map(fresh, invoices):
            assert 0 <= one.paid_minor <= one.total_minor
            assert (one.state == "paid") == (one.paid_minor == one.total_minor)
        for row in map(fresh, lines):
            assert abs(row.matched_minor) <= abs(row.amount_minor)
        transaction.set_rollback(True)


def _step(kind: str, line: BankLine, invoice: Invoice, minor: int) -> None:
    if kind == "match":
        matched(line, (invoice, minor))
    elif kind == "aside":
        set_aside(all_seeing(), line, note="x")
    elif kind == "back":
        take_back_aside(all_seeing(), line)
    else:
        last = Allocation.objects.filter(line=line).last()
        if last is not None:
            unmatch_payment(all_seeing(), last, now=NOW)


def test_open_invoices_are_read_in_as_many_queries_whatever_their_number(
    django_assert_num_queries: Any,
) -> None:
    for number in (3, 9):
        for _n in range(number):
            a_known_payer()
            a_company(an_issued_invoice(a_client()).client)
        with django_assert_num_queries(2):
            queries.open_invoices(all_seeing())


WAGE = 19_876_543


def test_what_we_paid_is_seen_by_who_loads_statements_and_by_who_knows_what_people_cost() -> None:
    """A wage in a statement is the cost of a person; what goes back to a client is no secret."""
    came = a_payment()
    wage = a_payment(amount_minor=-WAGE, counterparty="Орлова Мария", purpose="Зарплата", inn="")
    back, invoice = a_payment(amount_minor=-WHOLE), an_issued_invoice(a_client())
    matched(came, (invoice, WHOLE))
    matched(back, (invoice, -WHOLE))
    seen = {
        code: set(queries.payments(acting(a_user(code))))
        for code in ("service", "managing", "finance", "director")
    }

    assert seen == {
        "service": {came, back},
        "managing": {came, wage, back},
        "finance": {came, wage, back},
        "director": set(),
    }
    actor = acting(a_user("service"))
    assert queries.search(actor, "Орлова", limit=5) == []
    with pytest.raises(Missing):
        queries.payment(actor, wage.pk)
