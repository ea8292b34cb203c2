"""What contracts say of caps, debts and delays is held: warned of, alerted, counted."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.actor import system_actor
from napulse.audit.models import Entry
from napulse.billing.actions.credits import CreditData, draft_credit
from napulse.billing.actions.debts import settle_debt_alerts
from napulse.billing.actions.issuing import issue_invoice
from napulse.billing.actions.payments import Choice, Share, match_payment
from napulse.billing.actions.priced import LineData
from napulse.billing.models import DebtAlert, DunningStep, Invoice
from napulse.billing.queries.debtors import told_debts
from napulse.billing.queries.dunning import words_of
from napulse.billing.queries.facts import attention
from napulse.billing.queries.limits import passed
from napulse.billing.queries.money import debt_totals
from napulse.billing.queries.penalties import claim_of
from napulse.billing.tests.making import a_draft, an_author, issue, issued, owes
from napulse.clients.models import Client
from napulse.contracts.models import Amendment, Contract, Remuneration, RemunerationKind
from napulse.contracts.queries.caps import exceeded
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money
from napulse.profit.actions.write_offs import WriteOffData, write_off
from napulse.profit.tests.telling import do_jobs
from napulse.service.models import Notice
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, acting, the_agency
from napulse.testing_money import (
    a_bank_account,
    a_contract,
    a_payment,
    a_price,
    a_role,
    a_term,
    a_worker,
    an_entity,
    made,
)
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.actions.time import save_entry
from napulse.timesheets.queries.caps import used_up

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    the_agency()


def by_the_hour(contract: Contract, cap: int | None, **more: Any) -> Remuneration:
    own = {"kind": RemunerationKind.TIME, "title": "Работы по часам", "from_on": contract.from_on}
    row = Remuneration(client_id=contract.client_id, contract=contract, cap_minor=cap, **own | more)
    return made(row)


def worked(project: Project, worth: int, on: date = TODAY) -> Any:
    """An hour of so much worth."""
    role = a_role(f"Роль {worth}")
    a_price(role, rate_minor=worth)
    data = EntryData(a_worker(role), on, 60, project=project)
    return save_entry(an_author(), data=data, now=NOW)


def a_time_line(project: Project, net: int) -> LineData:
    return LineData("Часы", net, 1000, "ч", source="time", project_id=project.pk)


# --- the cap


def test_work_beyond_a_cap_is_told_with_the_amount_and_to_whom_may_see_contracts() -> None:
    client = a_client()
    contract, project = a_contract(client), a_project(client)
    by_the_hour(contract, 1_000_000)

    worked(project, 900_000)
    assert exceeded(an_author(), TODAY) == []
    worked(project, 250_000)

    [(cap, above)] = exceeded(an_author(), TODAY)
    assert (cap.contract, above) == (contract, Money(150_000, "RUB"))
    [told] = used_up(an_author(), [(client, project), (client, project)], TODAY)
    assert (told.what, told.beyond) == (project.name, Money(150_000, "RUB"))
    person = acting(a_user("creative"))
    [told] = used_up(person, [(client, project)], TODAY)
    assert (told.what, told.beyond, told.contract) == (project.name, None, "")


def test_what_the_contract_takes_off_rates_takes_nothing_of_its_cap() -> None:
    """Half of the rates is promised from the 20th on; written off is written off."""
    client = a_client()
    contract, project = a_contract(client), a_project(client)
    by_the_hour(contract, 1_000_000)
    a_term(contract, "rate_discount", 5_000, from_on=TODAY - 3 * DAY)

    worked(project, 700_000, on=TODAY - 4 * DAY)
    worked(project, 900_000, on=TODAY - 3 * DAY)
    [(_cap, above)] = exceeded(an_author(), TODAY)
    assert above == Money(150_000, "RUB")

    write_off(an_author(), project, data=WriteOffData(TODAY, 300_000, "goodwill"), now=NOW)
    assert exceeded(an_author(), TODAY) == []


def test_time_that_something_else_pays_for_is_no_matter_of_the_cap() -> None:
    client = a_client()
    contract, mine, other = a_contract(client), a_project(client), a_project(client)
    by_the_hour(contract, 100, project=mine)

    worked(other, 900_000)
    worked(mine, 100)

    assert exceeded(an_author(), TODAY) == []


def test_a_cap_among_the_terms_is_that_of_the_contract_with_its_annexes() -> None:
    client = a_client()
    master = a_contract(client, kind="master")
    annex = a_contract(client, kind="annex", parent=master)
    project = a_project(client)
    by_the_hour(annex, None)
    a_term(master, "cap", 500_000)

    worked(project, 700_000)

    [(cap, above)] = exceeded(an_author(), TODAY)
    assert (cap.contract, above) == (master, Money(200_000, "RUB"))


@pytest.mark.parametrize(
    ("before", "now", "above"),
    [(0, 1_000_000, None), (0, 1_000_001, 1), (600_000, 500_000, 100_000), (1_200_000, 50, 50)],
)
def test_issuing_beyond_a_cap_asks_why(before: int, now: int, above: int | None) -> None:
    client = a_client()
    contract, project = a_contract(client), a_project(client)
    by_the_hour(contract, 1_000_000)
    if before:
        first = a_draft(client, a_time_line(project, before), contract=contract)
        issue_invoice(
            an_author(), first, version=first.version, on=TODAY, now=NOW, reason="так решили"
        )
    draft = a_draft(client, a_time_line(project, now), contract=contract)

    if above is None:
        assert issue(draft).state == "issued"
        return
    with pytest.raises(Refused, match="beyond_cap"):
        issue(draft)
    made_ = issue_invoice(
        an_author(), draft, version=draft.version, on=TODAY, now=NOW, reason=" письмо клиента "
    )

    entry = Entry.objects.filter(event="invoice.issued", object_id=made_.pk).get()
    assert entry.changes["beyond_caps"] == [{"contract": contract.number, "minor": above}]
    assert entry.changes["beyond_reason"] == "письмо клиента"


def test_a_refused_issue_takes_no_number_and_credits_give_room_under_the_cap() -> None:
    client = a_client()
    contract, project = a_contract(client), a_project(client)
    a_term(contract, "cap", 1_000_000)
    first = issued(client, a_time_line(project, 900_000), contract=contract)
    draft = a_draft(client, LineData("Разное", 200_000, 1000, "шт."), contract=contract)

    with pytest.raises(Refused, match="beyond_cap"):
        issue(draft)
    note = draft_credit(an_author(), first, data=CreditData("Ошибка", TODAY), now=NOW)
    issue(note)

    assert issue(draft).sequence == 2


def test_the_page_of_a_draft_warns_and_asks_for_the_reason(client: Browser) -> None:
    client.force_login(a_user("service", language="en"))
    of = a_client()
    contract, project = a_contract(of), a_project(of)
    by_the_hour(contract, 1_000_000)
    draft = a_draft(of, a_time_line(project, 1_200_000), contract=contract)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "₽2,000 is above the cap of contract No. " + contract.number in page
    assert 'name="reason"' in page

    url = reverse("billing:invoice_issue", args=[draft.pk])
    sent = {"version": draft.version, "on": TODAY.isoformat()}
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "say why it is issued all the same" in refused.content.decode()
    assert client.post(url, sent | {"reason": "Agreed by mail"}).status_code == 302


# --- the limit of the debt


def a_debtor(limit: int = 2_000_000) -> tuple[Client, Contract]:
    lead = a_user("manager")
    client = a_client(team=(lead,))
    contract = a_contract(client)
    a_term(contract, "debt_limit", limit)
    return client, contract


def settle(now: Any = NOW) -> list[int]:
    raised = settle_debt_alerts(system_actor(), today=now.date(), now=now)
    return [row.debt_minor for row in raised]


def test_a_debt_above_its_limit_is_alerted_once_and_closed_when_it_is_back() -> None:
    client, contract = a_debtor()
    invoice = owes(client, 2_000_000)
    assert settle() == []
    second = owes(client, 100)

    assert settle() == [2_000_100]
    assert settle(NOW + DAY) == []
    do_jobs()
    assert [n.code for n in Notice.objects.all()] == ["debt_above"]
    [reason] = [r for r in attention(an_author(), client_ids=None, now=NOW)
                if r.reason.code == "debt_above"]  # fmt: skip
    assert reason.values["minor"] == 100

    line = a_payment(a_bank_account(an_entity()), amount_minor=100, on=TODAY)
    match_payment(an_author(), line, choice=Choice([Share(second.pk, 100)]), now=NOW)
    assert settle(NOW + 2 * DAY) == []
    assert DebtAlert.objects.get().closed_at == NOW + 2 * DAY
    owes(client, 500)
    assert settle(NOW + 3 * DAY) == [2_000_500]
    assert DebtAlert.objects.count() == 2
    assert invoice.entity == contract.entity


def test_of_several_limits_the_lowest_holds_and_only_of_contracts_that_run() -> None:
    client, _contract = a_debtor(3_000_000)
    low = a_contract(client)
    a_term(low, "debt_limit", 1_000_000)
    ended = a_contract(client, to_on=TODAY - DAY)
    a_term(ended, "debt_limit", 1)
    owes(client, 1_500_000)

    [limit] = passed(an_author(), today=TODAY).values()

    assert (limit.contract, limit.above) == (low, Money(500_000, "RUB"))


def test_the_debt_to_another_company_of_ours_counts_against_no_limit_of_this_one() -> None:
    client, _contract = a_debtor()
    second = an_entity('ООО "Вторая"', inn="7700000017")
    account = a_bank_account(second, "40702810500000000002")
    owes(client, 9_000_000, entity=second, account=account)

    assert passed(an_author(), today=TODAY) == {}


def test_debtors_and_the_page_of_the_invoice_say_so(client: Browser) -> None:
    client.force_login(a_user("service", language="en"))
    of, contract = a_debtor()
    invoice = owes(of, 2_500_000)

    listed = client.get(reverse("billing:debtor_list")).content.decode()
    page = client.get(invoice.get_absolute_url()).content.decode()

    assert "₽5,000 above the limit" in listed
    assert "₽5,000 above the limit by п. 5.2 of contract" in page
    assert contract.get_absolute_url() in page


# --- the penalty


def overdue(client: Client, contract: Contract | None, days: int = 30) -> Invoice:
    """10,000.00 whose due date was so many days ago."""
    on = TODAY - timedelta(days=days + 10)
    return owes(client, 1_000_000, contract=contract, on=on, drafted_on=on, due_days=10)


def test_a_penalty_is_counted_by_the_terms_of_each_day_and_posted_nowhere() -> None:
    client = a_client()
    contract = a_contract(client)
    a_term(contract, "late_fee", 10)
    amendment = made(
        Amendment(
            contract=contract, number="1", signed_on=TODAY - 10 * DAY, from_on=TODAY - 9 * DAY,
            recorded_at=NOW,
        )
    )  # fmt: skip
    a_term(contract, "late_fee", 20, amendment=amendment, from_on=amendment.from_on)
    invoice = overdue(client, contract)

    claim = claim_of(invoice, TODAY)

    assert claim is not None
    assert (claim.money, claim.days, claim.day_bp) == (Money(40_000, "RUB"), 30, 20)
    invoice.refresh_from_db()
    assert invoice.open_minor == 1_000_000


@pytest.mark.parametrize(
    ("name", "minor"),
    [("none", None), ("plain", 30_000), ("most", 20_000), ("in_time", None), ("part", 16_000)],
)
def test_what_may_be_claimed(name: str, minor: int | None) -> None:
    client = a_client()
    contract = a_contract(client)
    if name != "none":
        a_term(contract, "late_fee", 10)
    if name == "most":
        a_term(contract, "late_fee_most", 200)
    invoice = overdue(client, contract)
    paid = {"in_time": (1_000_000, -30), "part": (700_000, -20)}.get(name)
    if paid:
        line = a_payment(
            a_bank_account(an_entity()), amount_minor=paid[0], on=TODAY + paid[1] * DAY
        )
        match_payment(an_author(), line, choice=Choice([Share(invoice.pk, paid[0])]), now=NOW)
        invoice.refresh_from_db()

    claim = claim_of(invoice, TODAY)

    assert (claim.money.minor if claim else None) == minor


def test_what_a_credit_note_took_back_was_never_owed() -> None:
    client = a_client()
    contract = a_contract(client)
    a_term(contract, "late_fee", 10)
    invoice = overdue(client, contract)
    line = invoice.lines.get()
    note = draft_credit(
        an_author(), invoice, data=CreditData("Скидка", TODAY, {line.pk: 400_000}), now=NOW
    )
    issue(note)
    invoice.refresh_from_db()

    claim = claim_of(invoice, TODAY)

    assert claim is not None
    assert claim.money == Money(18_000, "RUB")


def test_the_last_reminder_tells_the_penalty_and_is_silent_where_none_is_agreed() -> None:
    client = a_client(language="ru")
    contract = a_contract(client)
    invoice, bare = overdue(client, contract), overdue(client, None)
    a_term(contract, "late_fee", 10)
    last = DunningStep.objects.order_by("-days")[0]

    words, silent = words_of(last, invoice, TODAY)[1], words_of(last, bare, TODAY)[1]

    assert words.endswith("п. 5.2) на сегодня, за 30 дней: 300\xa0₽.")
    assert silent.endswith("приостановить работы.")


def test_debtors_tell_penalties_apart_from_the_debt(client: Browser) -> None:
    client.force_login(a_user("service", language="en"))
    of = a_client()
    contract = a_contract(of)
    a_term(contract, "late_fee", 10)
    invoice = overdue(of, contract)

    [row] = told_debts(an_author(), today=TODAY)
    listed = client.get(reverse("billing:debtor_list")).content.decode()
    page = client.get(invoice.get_absolute_url()).content.decode()

    assert (row.penalty, row.aged.total_minor) == (Money(30_000, "RUB"), 1_000_000)
    [whole] = debt_totals([row, row])
    assert "₽300" in listed
    assert whole.penalty == Money(60_000, "RUB")
    assert "0.1% a day by п. 5.2, 30 days" in page
