"""Drafts: numbered per client, priced by the server alone, saved as a whole."""

from datetime import date

import pytest

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.estimates.actions import (
    ChangeLine,
    Contents,
    EstimateData,
    create_estimate,
    delete_estimate,
    draft_change_order,
    edit_estimate,
    restore_estimate,
    save_lines,
    save_payments,
)
from napulse.estimates.lines import LineData, PaymentData
from napulse.estimates.models import Estimate
from napulse.estimates.tests.offers import DAY, a_client_of, a_manager, hours
from napulse.testing import NOW, a_client, a_project, acting
from napulse.testing_money import a_contract, a_price, a_role, a_standard, a_term, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return a_manager()


@pytest.fixture
def client_(user: User) -> Client:
    return a_client_of(user)


@pytest.fixture
def actor(user: User, client_: Client) -> Actor:
    return acting(user)


def test_a_draft_gets_the_next_number_of_its_client(client_: Client, actor: Actor) -> None:
    data = EstimateData("Запуск", DAY)
    numbers = [create_estimate(actor, client_, data=data, now=NOW).number for _ in range(2)]
    assert numbers == [1, 2]


def test_a_form_sent_twice_opens_one_draft(client_: Client, actor: Actor) -> None:
    data = EstimateData("Запуск", DAY, submit_key="k")
    first = create_estimate(actor, client_, data=data, now=NOW)
    assert create_estimate(actor, client_, data=data, now=NOW).pk == first.pk


def test_hours_are_filled_from_the_card_of_the_day_and_the_standard_cost(
    client_: Client, actor: Actor
) -> None:
    role = a_role()
    a_price(role, 400_000)
    a_price(role, 450_000, client=client_, grade=2)
    a_standard(role)
    made_ = create_estimate(
        actor, client_, data=EstimateData("Запуск", DAY), contents=Contents([hours()]), now=NOW
    )
    line = made_.lines.get()
    assert (line.price_minor, line.cost_minor, line.net_minor) == (450_000, 150_000, 4_500_000)
    # 45,000 + 22 %; ten hours at 1,500 of standard cost
    assert (made_.net_minor, made_.vat_minor, made_.total_minor) == (4_500_000, 990_000, 5_490_000)
    assert (made_.income_minor, made_.cost_minor) == (4_500_000, 1_500_000)


def test_the_discount_of_the_contract_lowers_the_rates_of_the_card(
    client_: Client, actor: Actor
) -> None:
    a_price(a_role(), 400_000)
    contract = a_contract(client_)
    a_term(contract, "rate_discount", 1_000)
    data = EstimateData("Запуск", DAY, contract=contract)
    found = create_estimate(actor, client_, data=data, contents=Contents([hours()]), now=NOW)
    assert found.lines.get().price_minor == 360_000


def test_saved_lines_keep_their_rows_and_those_left_out_go(client_: Client, actor: Actor) -> None:
    start = Contents([hours(price_minor=100), hours(title="Вторая", price_minor=200)])
    draft = create_estimate(
        actor, client_, data=EstimateData("Запуск", DAY), contents=start, now=NOW
    )
    first, second = draft.lines.all()
    lines = [
        LineData("third", "Печать", cost_minor=10_000, percent_bp=1_765),
        hours(price_minor=300, key=second.pk),
    ]
    save_lines(actor, draft, lines=lines, version=draft.version)
    printed, kept = draft.lines.all()
    assert (kept.pk, kept.price_minor) == (second.pk, 300)
    assert (printed.net_minor, printed.total_cost_minor) == (11_765, 10_000)
    assert not draft.lines.filter(pk=first.pk).exists()


def test_a_line_of_another_estimate_is_never_taken_over(client_: Client, actor: Actor) -> None:
    data = EstimateData("Запуск", DAY)
    other = create_estimate(actor, client_, data=data, contents=Contents([hours()]), now=NOW)
    mine = create_estimate(actor, client_, data=data, now=NOW)
    theirs = other.lines.get()
    save_lines(actor, mine, lines=[hours(key=theirs.pk)], version=mine.version)
    assert other.lines.get().pk == theirs.pk
    assert mine.lines.get().pk != theirs.pk


def test_a_lost_update_of_the_lines_is_refused(client_: Client, actor: Actor) -> None:
    draft = create_estimate(actor, client_, data=EstimateData("Запуск", DAY), now=NOW)
    save_lines(actor, draft, lines=[hours()], version=draft.version)
    with pytest.raises(Refused, match=r"row\.changed"):
        save_lines(actor, draft, lines=[], version=draft.version)


def test_changed_terms_are_reckoned_into_the_sums(client_: Client, actor: Actor) -> None:
    start = Contents([hours(price_minor=100_000)])
    draft = create_estimate(
        actor, client_, data=EstimateData("Запуск", DAY), contents=start, now=NOW
    )
    terms = EstimateData("Запуск", DAY, discount_bp=1_000, contingency_bp=500, tax_code="none")
    edit_estimate(actor, draft, data=terms, version=draft.version)
    draft.refresh_from_db()
    # 10,000 less 10 % is 9,000 and 5 % more is 9,450
    assert (draft.net_minor, draft.vat_minor) == (945_000, 0)


def test_the_tax_is_that_of_the_day_of_the_act(client_: Client, actor: Actor) -> None:
    start = Contents([hours(price_minor=100_000)])
    old = EstimateData("2025", date(2025, 12, 1), works_to=date(2025, 12, 31))
    over = EstimateData("2025–2026", date(2025, 12, 1), works_to=date(2026, 1, 31))
    taxes = [
        create_estimate(actor, client_, data=data, contents=start, now=NOW).vat_minor
        for data in (old, over)
    ]
    assert taxes == [200_000, 220_000]


def test_payments_add_up_to_the_whole_or_are_refused(client_: Client, actor: Actor) -> None:
    draft = create_estimate(actor, client_, data=EstimateData("Запуск", DAY), now=NOW)
    steps = [PaymentData("Аванс", 3_000), PaymentData("Остаток", 6_000)]
    with pytest.raises(Refused, match=r"payments\.not_whole"):
        save_payments(actor, draft, steps=steps, version=draft.version)
    steps[1] = PaymentData("Остаток", 7_000, "delivered")
    save_payments(actor, draft, steps=steps, version=draft.version)
    assert [step.percent_bp for step in draft.payments.all()] == [3_000, 7_000]


def test_a_deleted_draft_comes_back(client_: Client, actor: Actor) -> None:
    draft = create_estimate(actor, client_, data=EstimateData("Запуск", DAY), now=NOW)
    delete_estimate(actor, draft, now=NOW)
    assert not Estimate.objects.seen_by(actor).filter(pk=draft.pk).exists()
    restore_estimate(actor, draft)
    assert Estimate.objects.seen_by(actor).filter(pk=draft.pk).exists()


def test_a_strangers_project_or_client_is_out_of_reach(client_: Client, actor: Actor) -> None:
    neighbour = a_client()
    with pytest.raises(NotAllowed):
        create_estimate(actor, neighbour, data=EstimateData("Чужая", DAY), now=NOW)
    data = EstimateData("Своя", DAY, project=a_project(neighbour))
    with pytest.raises(Missing):
        create_estimate(actor, client_, data=data, now=NOW)


def test_a_change_order_takes_the_terms_of_what_it_changes(client_: Client, actor: Actor) -> None:
    project = a_project(client_)
    base = create_estimate(
        actor,
        client_,
        data=EstimateData("Сайт", DAY, project=project, discount_bp=500, language="en"),
        contents=Contents([hours()]),
        now=NOW,
    )
    base.state, base.content, base.content_hash = "accepted", {}, "0" * 64
    made(base)
    order = draft_change_order(
        actor,
        project=project,
        lines=[ChangeLine("Третий круг правок", 90, a_role().pk, 2, 400_000)],
        reason="Правок больше, чем в смете",
        at_risk_minor=600_000,
        now=NOW,
    )
    assert (order.kind, order.number, order.base_id) == ("change", 1, base.pk)
    assert (order.discount_bp, order.language, order.at_risk_minor) == (500, "en", 600_000)
    assert order.lines.get().quantity_milli == 1_500
    assert order.net_minor == 570_000  # 6,000 less 5 %


def test_a_change_order_of_nothing_is_refused(client_: Client, actor: Actor) -> None:
    with pytest.raises(Refused, match=r"change_order\.empty"):
        draft_change_order(
            actor,
            project=a_project(client_),
            lines=[],
            reason="",
            at_risk_minor=0,
            now=NOW,
        )
