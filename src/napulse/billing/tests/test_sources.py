"""Drafts out of what is due: steps, retainers, overage, fixed fees, time, expenses, advances."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.access.levels import Level
from napulse.billing.actions.credits import CreditData, draft_credit
from napulse.billing.actions.drafts import delete_invoice, edit_invoice, restore_invoice
from napulse.billing.actions.priced import LineData, data_of
from napulse.billing.actions.sources import TimeChoice
from napulse.billing.models import Invoice
from napulse.billing.queries.billable import (
    covered_minutes,
    due_offers,
    time_discounts,
    time_to_bill,
)
from napulse.billing.tests.making import FULL, a_head, an_author, chosen, issue, issued, offered
from napulse.clients.models import Client
from napulse.contracts.models import Contract, Remuneration
from napulse.engines.kernel.errors import Refused
from napulse.estimates.models import BudgetLine, Estimate, PaymentStep
from napulse.ledger.models import LineTotal, Posting, PostingKind
from napulse.ledger.posting import Fact, post
from napulse.testing import NOW, TODAY, a_client, a_project, a_user
from napulse.testing_money import (
    a_budget_line,
    a_contract,
    a_retainer,
    a_role,
    a_term,
    a_time_entry,
    a_worker,
    an_accepted_estimate,
    an_entity,
    an_estimate_line,
    an_expense,
    made,
)
from napulse.timesheets.actions.risk import Chosen, order_change
from napulse.timesheets.models import TimeEntry
from napulse.timesheets.tests.test_scope import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _company(db: None) -> None:
    """The agency has a company of its own."""
    an_entity()


def an_accepted(client: Client, *percents: int, passed: int = 0) -> tuple[Estimate, list[int]]:
    """An accepted estimate of 40,000.00 of work and so much of pass-through, with its steps."""
    net = 4_000_000 + passed
    estimate = an_accepted_estimate(
        client, net_minor=net, vat_minor=net * 22 // 100, total_minor=net + net * 22 // 100,
        answered_at=NOW - timedelta(days=3), project=a_project(client),
    )  # fmt: skip
    an_estimate_line(estimate)
    if passed:
        an_estimate_line(
            estimate, title="Печать", kind="third", pass_through=True, net_minor=passed, position=1
        )
    steps = [
        made(
            PaymentStep(
                estimate=estimate, position=at, title=f"Платёж {at + 1}", percent_bp=bp,
                trigger="accepted" if not at else "delivered",
            )
        ).pk
        for at, bp in enumerate(percents)
    ]  # fmt: skip
    return estimate, steps


def test_steps_of_an_estimate_add_up_to_it_and_each_is_offered_until_it_is_invoiced() -> None:
    """40,000.00 and 33,333.33 by thirds: 24,444.44 + 24,444.44 + 24,444.45."""
    client = a_client()
    _estimate, (first, second, third) = an_accepted(client, 3333, 3333, 3334, passed=3_333_333)

    before = offered(client)
    draft = chosen(client, f"step:{first}")

    assert sum(before.values()) == 7_333_333
    assert set(offered(client)) == {f"step:{second}", f"step:{third}"}
    rows = list(draft.lines.values_list("net_minor", "pass_through", "source", "source_id"))
    assert [row[1:] for row in rows] == [(False, "step", first), (True, "step", first)]
    assert sum(row[0] for row in rows) == before[f"step:{first}"] == draft.net_minor
    assert draft.step_id == first


def test_a_step_in_detail_leads_to_its_budget_lines() -> None:
    client = a_client()
    estimate, (step, _rest) = an_accepted(client, 5000, 5000)
    budget = made(
        BudgetLine(
            client=client, project=estimate.project, estimate=estimate,
            source=estimate.lines.get(), title="Концепция", kind="labour", net_minor=4_000_000,
        )
    )  # fmt: skip

    draft = chosen(client, f"step:{step}", detailed=True)

    told = draft.lines.values_list("title", "budget_line_id", "net_minor")
    assert list(told) == [("Концепция", budget.pk, 2_000_000)]
    assert draft.project == estimate.project


def test_only_steps_that_were_reached_are_due() -> None:
    client = a_client()
    _estimate, (first, _second) = an_accepted(client, 5000, 5000)

    due = due_offers(an_author(), None, today=TODAY)

    assert [(each.key, each.on) for each in due] == [(f"step:{first}", date(2026, 11, 20))]


def test_the_fee_of_every_period_is_offered_once_and_the_first_by_days() -> None:
    """From the 16th of September: 15 of 30 days, then whole months."""
    client = a_client()
    row = a_retainer(a_contract(client, from_on=date(2026, 9, 16)), hours=40)

    before = offered(client)
    draft = chosen(client, f"retainer:{row.pk}:2026-10-01")

    assert before == {
        f"retainer:{row.pk}:2026-09-16": 10_000_000,
        f"retainer:{row.pk}:2026-10-01": 20_000_000,
        f"retainer:{row.pk}:2026-11-01": 20_000_000,
    }
    assert set(offered(client)) == {k for k in before if "10-01" not in k}
    assert (draft.period_from, draft.period_to) == (date(2026, 10, 1), date(2026, 10, 31))
    assert draft.contract == row.contract


def test_a_credited_period_may_be_invoiced_again() -> None:
    client = a_client()
    row = a_retainer(a_contract(client, from_on=date(2026, 11, 1)))
    key = f"retainer:{row.pk}:2026-11-01"
    a_head(client)
    invoice = issue(chosen(client, key))
    assert offered(client) == {}

    issue(draft_credit(an_author(), invoice, data=CreditData("Ошибка", TODAY), now=NOW))

    assert offered(client) == {key: 20_000_000}


def test_what_was_used_above_the_retainer_is_priced_once_its_period_is_over() -> None:
    """45 hours of 40 in October at 6,000.00 an hour above: 30,000.00."""
    client = a_client()
    row = a_retainer(
        a_contract(client, from_on=date(2026, 10, 1)), hours=40, amount_minor=None,
        overage_rate_minor=600_000,
    )  # fmt: skip
    worked = Fact(
        PostingKind.TIME, date(2026, 10, 20), client_id=client.pk, minutes=45 * 60,
        billable_minutes=45 * 60,
    )  # fmt: skip
    post("entry", 1, [worked], now=NOW)  # type: ignore[arg-type]

    assert offered(client, date(2026, 10, 31)) == {}
    assert offered(client) == {f"overage:{row.pk}:2026-10-01": 3_000_000}


def test_a_fixed_fee_is_offered_until_all_of_it_is_invoiced() -> None:
    client = a_client()
    contract = a_contract(client)
    fee = made(
        Remuneration(
            client=client, contract=contract, kind="fixed", title="Ребрендинг",
            from_on=contract.from_on, amount_minor=5_000_000,
        )
    )  # fmt: skip
    author = an_author()

    draft = chosen(client, f"fixed:{fee.pk}")
    (line,) = draft.lines.all()
    half = replace(data_of(line), price_minor=2_000_000)
    edit_invoice(author, draft, data=a_head(client), lines=[half], version=draft.version, now=NOW)

    assert offered(client) == {f"fixed:{fee.pk}": 3_000_000}


def test_payment_days_come_from_the_contract_as_it_stands() -> None:
    client = a_client()
    contract = a_contract(client, from_on=date(2026, 11, 1))
    a_term(contract, "payment_days", 45, from_on=TODAY)
    row = a_retainer(contract)

    draft = chosen(client, f"retainer:{row.pk}:2026-11-01")

    assert draft.due_days == 45


@pytest.fixture
def worked() -> tuple[Client, list[int]]:
    """Three approved entries: two hours of one designer, one of another, two of a writer."""
    client = a_client()
    project = a_project(client, "Запуск")
    designer, writer = a_role("Дизайнер"), a_role("Копирайтер")
    first, second = a_worker(designer, name="Анна"), a_worker(designer, name="Борис")
    rows = [
        (first, designer, 120, 800_000),
        (second, designer, 60, 400_000),
        (first, writer, 120, 600_000),
    ]
    made_rows = [
        a_time_entry(
            person, project, role=role, minutes=minutes, worth_minor=worth, state="approved"
        )
        for person, role, minutes, worth in rows
    ]
    return client, [row.pk for row in made_rows]


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        ("role", [("Дизайнер: Запуск", 3000, 400_000), ("Копирайтер: Запуск", 2000, 300_000)]),
        (
            "person",
            [
                ("Анна: Запуск", 2000, 400_000),
                ("Борис: Запуск", 1000, 400_000),
                ("Анна: Запуск", 2000, 300_000),
            ],
        ),
        ("project", [("Запуск", 3000, 400_000), ("Запуск", 2000, 300_000)]),
    ],
)
def test_hours_are_told_as_chosen_and_each_line_has_one_rate(
    worked: tuple[Client, list[int]], by: str, lines: list[tuple[str, int, int]]
) -> None:
    client, ids = worked

    draft = chosen(client, time=TimeChoice(by=by))

    rows = draft.lines.values_list("title", "quantity_milli", "price_minor")
    assert list(rows) == lines
    assert draft.net_minor == 1_800_000
    assert sorted(pk for line in draft.lines.all() for pk in line.taken) == ids


def discounted(client: Client, bp: int, **more: object) -> Contract:
    contract = a_contract(client, **more)
    a_term(contract, "rate_discount", bp)
    return contract


def _moved(entry_id: int, on: date) -> None:
    entry = TimeEntry.objects.get(pk=entry_id)
    entry.on = on
    made(entry)


def test_time_is_invoiced_less_the_discount_that_the_contract_promises(
    worked: tuple[Client, list[int]],
) -> None:
    client, _ids = worked
    discounted(client, 1_000)

    draft = chosen(client, time=TimeChoice())

    assert list(draft.lines.values_list("price_minor", flat=True)) == [360_000, 270_000]
    assert draft.net_minor == 1_620_000


def test_the_worth_of_discounted_time_is_used_whole(worked: tuple[Client, list[int]]) -> None:
    client, _ids = worked
    discounted(client, 1_000)
    a_head(client)

    issue(chosen(client, time=TimeChoice()))

    used = Posting.objects.filter(kind=PostingKind.USED).values_list("amount_minor", flat=True)
    assert sum(used) == 1_800_000


def test_the_discount_is_that_of_the_contract_on_the_day_of_the_work(
    worked: tuple[Client, list[int]],
) -> None:
    client, ids = worked
    last_month = date(2026, 10, 31)
    _moved(ids[0], last_month)
    discounted(client, 2_000, to_on=last_month)
    discounted(client, 500, from_on=date(2026, 11, 1))

    draft = chosen(client, time=TimeChoice())

    told = set(draft.lines.values_list("quantity_milli", "price_minor"))
    assert told == {(2000, 320_000), (1000, 380_000), (2000, 285_000)}


def test_short_entries_of_one_rate_are_one_line_at_that_rate() -> None:
    """Seven minutes at 4,000.01 are worth 466.67, which alone would say 4,000.03 an hour."""
    client = a_client()
    project = a_project(client)
    own = {"role": a_role(), "state": "approved", "rate_minor": 400_001}
    a_time_entry(a_worker(), project, minutes=7, worth_minor=46_667, **own)
    a_time_entry(a_worker(), project, minutes=60, worth_minor=400_001, **own)

    draft = chosen(client, time=TimeChoice())

    assert list(draft.lines.values_list("quantity_milli", "price_minor")) == [(1_117, 400_001)]


def test_a_change_order_of_time_at_risk_costs_what_its_time_would_be_invoiced_at() -> None:
    """Of one contract a tenth goes off, of the one after it a twentieth."""
    stage = Stage()
    discounted(stage.client, 1_000, to_on=date(2026, 11, 9))
    discounted(stage.client, 500, from_on=date(2026, 11, 10))
    entries = [stage.enter(90, on=date(2026, 11, day)) for day in (9, 10)]
    at_risk = Chosen([entry.pk for entry in entries])

    order = order_change(an_author(), stage.project, chosen=at_risk, reason="", now=NOW)
    for row in TimeEntry.objects.all():
        row.state = "approved"
        made(row)
    draft = chosen(stage.client, time=TimeChoice())

    rates = [row.price_minor for row in order.lines.order_by("position")]
    assert rates == [360_000, 380_000]
    assert list(draft.lines.values_list("price_minor", flat=True)) == rates
    assert order.net_minor == draft.net_minor == 1_110_000
    assert order.at_risk_minor == 1_200_000


def test_whoever_invoices_time_looks_up_the_contract_once(
    worked: tuple[Client, list[int]],
) -> None:
    client, _ids = worked
    discounted(client, 1_000)

    with CaptureQueriesContext(connection) as asked:
        chosen(client, time=TimeChoice())

    statements = [query["sql"] for query in asked if 'FROM "contracts_contract"' in query["sql"]]
    assert sorted(set(statements)) == sorted(statements)


def test_many_days_of_time_ask_no_more_than_one(
    worked: tuple[Client, list[int]], django_assert_max_num_queries: Any
) -> None:
    client, ids = worked
    discounted(client, 1_000)
    entries = time_to_bill(an_author(), client)
    for place, pk in enumerate(ids):
        _moved(pk, date(2026, 11, 2 + place))

    with django_assert_max_num_queries(4):
        assert set(time_discounts(client, entries).values()) == {1_000}


def test_time_in_a_draft_is_held_and_given_back_with_it(worked: tuple[Client, list[int]]) -> None:
    client, _ids = worked
    author = an_author()
    draft = chosen(client, time=TimeChoice())
    assert not time_to_bill(author, client).exists()

    designer = draft.lines.first()
    edit_invoice(
        author, draft, data=a_head(client), lines=[data_of(designer)], version=draft.version,
        now=NOW,
    )  # fmt: skip
    assert [entry.minutes for entry in time_to_bill(author, client)] == [120]

    draft.refresh_from_db()
    delete_invoice(author, draft, now=NOW)
    assert time_to_bill(author, client).count() == 3

    restore_invoice(author, draft, now=NOW)
    assert time_to_bill(author, client).count() == 1


def test_a_deleted_draft_does_not_come_back_over_time_taken_meanwhile(
    worked: tuple[Client, list[int]],
) -> None:
    client, _ids = worked
    author = an_author()
    draft = chosen(client, time=TimeChoice())
    delete_invoice(author, draft, now=NOW)
    chosen(client, time=TimeChoice())

    with pytest.raises(Refused, match=r"time\.locked"):
        restore_invoice(author, draft, now=NOW)


def test_issuing_uses_the_worth_of_the_time_and_a_credit_gives_it_back(
    worked: tuple[Client, list[int]],
) -> None:
    client, _ids = worked
    a_head(client)
    invoice = issue(chosen(client, time=TimeChoice()))

    used = LineTotal.objects.filter(client_key=client.pk)
    by_role = {row.role_key: row.used_minor for row in used if row.role_key}
    assert sorted(by_role.values()) == [600_000, 1_200_000]

    issue(draft_credit(an_author(), invoice, data=CreditData("Ошибка", TODAY), now=NOW))

    assert sum(row.used_minor for row in LineTotal.objects.filter(client_key=client.pk)) == 0
    assert time_to_bill(an_author(), client).count() == 3
    assert {row.kind for row in Posting.objects.all()} == {PostingKind.FEE, PostingKind.USED}


def test_expenses_are_passed_on_with_their_markup_and_held() -> None:
    client = a_client()
    project = a_project(client)
    person = a_worker()
    taxi = an_expense(person, project, state="approved", markup_bp=1000)
    print_run = an_expense(
        person, project, state="approved", pass_through=True, title="Печать", net_minor=500_000
    )

    draft = chosen(client, expense_ids=[taxi.pk, print_run.pk])

    rows = list(draft.lines.values_list("title", "net_minor", "pass_through", "taken"))
    assert rows == [
        ("Такси на съёмку", 132_000, False, [taxi.pk]),
        ("Печать", 500_000, True, [print_run.pk]),
    ]
    taxi.refresh_from_db()
    assert taxi.state == "billed"
    delete_invoice(an_author(), draft, now=NOW)
    taxi.refresh_from_db()
    assert (taxi.state, taxi.invoice_line) == ("approved", None)


def test_an_advance_is_settled_by_later_invoices_to_the_kopeck() -> None:
    """An advance of 122,000.00 meets one invoice of 61,000.00 and one of 122,000.00."""
    client = a_client()
    advance = issued(client, FULL, kind="advance")
    key = f"advance:{advance.pk}"
    half = replace(FULL, price_minor=5_000_000)

    first = _with_advance(client, half, key)
    assert (first.total_minor, offered(client)) == (0, {key: -5_000_000})
    assert issue(first).state == "paid"

    second = _with_advance(client, FULL, key)
    assert (second.net_minor, second.vat_minor) == (5_000_000, 1_100_000)
    assert offered(client) == {}
    issue(second)
    fees = Posting.objects.filter(kind=PostingKind.FEE)
    assert sum(row.amount_minor for row in fees) == 15_000_000


def _with_advance(client: Client, line: LineData, key: str) -> Invoice:
    """A draft of a fixed fee of this amount, less the advance."""
    contract = a_contract(client)
    fee = made(
        Remuneration(
            client=client, contract=contract, kind="fixed", title=line.title,
            from_on=contract.from_on, amount_minor=line.price_minor,
        )
    )  # fmt: skip
    return chosen(client, f"fixed:{fee.pk}", key)


def test_what_is_settled_of_an_advance_is_not_credited_again() -> None:
    client = a_client()
    advance = issued(client, FULL, kind="advance")
    issue(_with_advance(client, replace(FULL, price_minor=4_000_000), f"advance:{advance.pk}"))

    note = draft_credit(an_author(), advance, data=CreditData("Возврат", TODAY), now=NOW)

    assert note.net_minor == 6_000_000


def test_two_currencies_do_not_meet_in_one_invoice(worked: tuple[Client, list[int]]) -> None:
    client, _ids = worked
    row = a_retainer(a_contract(client, from_on=date(2026, 11, 1), currency="USD"))

    with pytest.raises(Refused, match=r"invoice\.mixed_currencies"):
        chosen(client, f"retainer:{row.pk}:2026-11-01", time=TimeChoice())


def test_whoever_may_not_see_the_time_of_others_is_offered_none(
    worked: tuple[Client, list[int]],
) -> None:
    client, _ids = worked
    actor = Actor("Almost", {"billing.invoices": Level.APPROVE}, client_ids=None)

    assert not time_to_bill(actor, client).exists()
    with pytest.raises(Refused, match=r"invoice\.nothing_chosen"):
        chosen(client, actor=actor, time=TimeChoice())


def covered(client: Client) -> int:
    return covered_minutes(client, time_to_bill(an_author(), client))


def test_time_that_a_fee_pays_for_is_told_before_it_is_billed_twice(
    worked: tuple[Client, list[int]],
) -> None:
    client, ids = worked
    project = TimeEntry.objects.get(pk=ids[0]).project
    contract = a_contract(client)
    assert covered(client) == 0

    a_retainer(contract, project=a_project(client, "Иной"))
    assert covered(client) == 0
    a_retainer(contract)
    assert covered(client) == 300

    a_retainer(contract, kind="time", granted=0, amount_minor=0, project=project)
    assert covered(client) == 0


def test_time_on_a_line_of_a_budget_is_paid_for_by_its_estimate(
    worked: tuple[Client, list[int]],
) -> None:
    client, ids = worked
    entry = TimeEntry.objects.get(pk=ids[0])
    entry.line = a_budget_line(entry.project)
    made(entry)

    assert covered(client) == 120


def test_the_page_warns_of_time_that_is_paid_for(
    worked: tuple[Client, list[int]], client: Browser
) -> None:
    of, _ids = worked
    client.force_login(a_user("finance", language="en"))
    address = reverse("billing:billable_client", args=[of.pk])
    assert "billed twice" not in client.get(address).content.decode()

    a_retainer(a_contract(of))

    assert "or they are billed twice" in client.get(address).content.decode()
