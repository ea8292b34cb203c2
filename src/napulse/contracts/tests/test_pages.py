"""Pages of contracts: what they show, refuse in place, and keep to themselves."""

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from napulse.access.models import User
from napulse.contracts.models import Amendment, Contract, Remuneration, RetainerMove
from napulse.ledger.models import PostingKind, Source
from napulse.ledger.posting import Fact, post
from napulse.people.models import PersonCost
from napulse.testing import NOW, TODAY, a_client, a_user, the_agency
from napulse.testing_money import a_contract, a_retainer, a_role, a_term, a_worker, an_entity, made

pytestmark = pytest.mark.django_db
PART = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def director() -> User:
    return a_user("director", language="en")


@pytest.fixture
def browser(client: Browser, director: User) -> Browser:
    client.force_login(director)
    return client


@pytest.fixture
def contract(director: User) -> Contract:
    return a_contract(
        a_client("Гранит", team=(director,)), number="17/26", from_on=date(2026, 9, 1)
    )


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


def go(name: str, *args: object) -> str:
    return reverse(f"contracts:{name}", args=args)


def worked(contract: Contract, hours: int, **more: Any) -> None:
    values = {
        "minutes": hours * 60,
        "billable_minutes": hours * 60,
        "amount_minor": hours * 400_000,
    }
    values |= {"standard_minor": hours * 150_000} | more
    fact = Fact(
        PostingKind.TIME,
        TODAY,
        contract.client_id,
        role_id=a_role().pk,
        **values,  # type: ignore[arg-type]
    )
    post(Source.ENTRY, contract.pk, [fact], now=NOW)


def test_the_list_shows_own_contracts_by_how_they_stand(
    browser: Browser, contract: Contract
) -> None:
    a_contract(a_client("Чужой"), number="99")

    page = text(browser.get(go("contract_list")))

    assert "No. 17/26" in page
    assert "99" not in page.split()
    assert "No. 17/26" not in text(browser.get(go("contract_list"), {"view": "drafts"}))


def test_the_number_of_queries_does_not_grow_with_contracts_and_retainers(
    browser: Browser, director: User
) -> None:
    def count(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(go(name)).status_code == 200
        return len(captured)

    for _ in range(3):
        a_retainer(a_contract(a_client(team=(director,))))
    count("contract_list")  # the first page fills caches
    before = [count("contract_list"), count("retainer_list")]
    for _ in range(12):
        a_retainer(a_contract(a_client(team=(director,))))
    assert [count("contract_list"), count("retainer_list")] == before


def test_a_contract_is_drafted_on_the_page_and_signed(browser: Browser, contract: Contract) -> None:
    sent = {
        "client": contract.client_id,
        "number": "18",
        "kind": "single",
        "entity": an_entity().pk,
        "from_on": "2026-12-01",
        "currency": "RUB",
        "remind_days": "30",
        "submit_key": "k",
    }
    browser.post(go("contract_created"), sent)
    made_one = Contract.objects.get(number="18")

    browser.post(
        go("contract_signed", made_one.pk),
        {"signed_on": "2026-11-20", "version": made_one.version},
    )
    made_one.refresh_from_db()
    assert (made_one.state, made_one.signed_on) == ("signed", date(2026, 11, 20))


def test_a_wrong_date_is_refused_beside_its_field(browser: Browser, contract: Contract) -> None:
    wrong = {
        "number": "17/26",
        "kind": "single",
        "entity": contract.entity_id,
        "from_on": "2026-09-01",
        "to_on": "2026-08-01",
        "currency": "RUB",
        "remind_days": "60",
        "version": contract.version,
    }
    answer = browser.post(go("contract_edited", contract.pk), wrong, **PART)  # type: ignore[arg-type]

    assert answer.status_code == 422
    assert "id_to_on-error" in text(answer)
    assert "<html" not in text(answer)


def test_a_lost_update_shows_both_versions(browser: Browser, contract: Contract) -> None:
    sent = {
        "number": "17/26-А",
        "kind": "single",
        "entity": contract.entity_id,
        "from_on": "2026-09-01",
        "to_on": "2026-12-31",
        "currency": "RUB",
        "remind_days": "60",
        "version": contract.version - 1,
    }
    answer = browser.post(go("contract_edited", contract.pk), sent)

    assert answer.status_code == 422
    assert "<td>17/26-А</td><td>17/26</td>" in text(answer)


def test_terms_are_asked_for_a_day_and_say_what_changed_on_it(
    browser: Browser, contract: Contract
) -> None:
    a_term(contract, "payment_days", 30, clause="п. 4", from_on="2026-09-01")
    sent = {
        "number": "1",
        "signed_on": "2026-10-20",
        "from_on": "2026-11-01",
        "version": contract.version,
        "t0-key": "payment_days",
        "t0-value": "15",
        "t0-clause": "п. 1 ДС",
    }
    assert browser.post(go("amendment_created", contract.pk), sent).status_code == 302

    page = text(browser.get(go("contract_terms", contract.pk), {"on": "2026-11-01"}))
    assert "п. 1 ДС" in page
    assert "30 days" in page
    before = text(browser.get(go("contract_terms", contract.pk), {"on": "2026-10-31"}))
    assert '<td data-title="Says"><span>30 days</span>' in before


def test_a_wrong_row_of_an_amendment_is_refused_in_place(
    browser: Browser, contract: Contract
) -> None:
    sent = {
        "number": "1",
        "signed_on": "2026-10-20",
        "from_on": "2026-11-01",
        "version": contract.version,
        "t1-value": "15",
    }
    answer = browser.post(go("amendment_created", contract.pk), sent, **PART)  # type: ignore[arg-type]

    assert answer.status_code == 422
    assert "id_t1-key-error" in text(answer)
    assert not Amendment.objects.exists()


def test_a_retainer_is_agreed_in_hours_as_people_write_them(
    browser: Browser, contract: Contract
) -> None:
    sent = {
        "title": "SMM",
        "from_on": "2026-11-16",
        "unit": "hours",
        "period": "month",
        "granted": "40,5",
        "amount": "240 000",
        "carry_periods": "2",
        "carry_cap": "10",
        "overage_rate": "6000",
        "prorate": "on",
        "version": contract.version,
    }
    answer = browser.post(go("remuneration_created", contract.pk) + "?kind=retainer", sent)

    assert answer.status_code == 302
    row = Remuneration.objects.get(title="SMM")
    assert (row.granted, row.carry_cap, row.carry_periods) == (2430, 600, 2)
    assert (row.amount_minor, row.overage_rate_minor) == (24_000_000, 600_000)
    assert "20 h 15 m" in text(browser.get(go("retainer_detail", row.pk)))


def test_the_page_of_a_retainer_explains_its_balance_and_the_sheet_adds_up(
    browser: Browser, contract: Contract
) -> None:
    row = a_retainer(contract, hours=40, debt_limit=60, overage_rate_minor=600_000)
    worked(contract, 43)

    page = text(browser.get(go("retainer_detail", row.pk)))

    assert "−1 h" in page
    assert "2 h above: ₽12,000" in page
    assert "Above the retainer, priced apart" in page
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(go("retainer_export", row.pk)).content))
    lines = list(sheet.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert sum(line[2] for line in lines) == lines[-1][3] == -1


def test_a_correction_is_made_on_the_page_and_taken_back(
    browser: Browser, contract: Contract
) -> None:
    row = a_retainer(contract)
    sent = {"amount": "−1,5", "on": "2026-11-23", "reason": "Ошибка", "version": contract.version}

    browser.post(go("retainer_corrected", row.pk), sent)
    [move] = RetainerMove.objects.all()
    assert move.amount == -90
    assert "38 h 30 m" in text(browser.get(go("retainer_detail", row.pk)))
    browser.post(go("move_undo", move.pk))
    assert "38 h 30 m" not in text(browser.get(go("retainer_detail", row.pk)))
    again = browser.post(go("move_undo", move.pk), follow=True)
    assert "It was taken back before." in text(again)


def test_a_retainer_that_carries_no_hours_says_so(browser: Browser, contract: Contract) -> None:
    row = a_retainer(contract, carry_periods=1, carry_cap=0)

    page = text(browser.get(go("retainer_detail", row.pk)))

    assert "nothing is carried over" in page
    assert "at most 0 h" not in page


def test_a_far_day_of_a_retainer_is_no_burden(browser: Browser, contract: Contract) -> None:
    row = a_retainer(contract, carry_periods=None)

    for until in ("2199-12-31", "1999-01-01", "0000-00-00"):
        answer = browser.get(go("retainer_detail", row.pk), {"until": until})
        assert answer.status_code == 200
        assert text(answer).count('class="period card"') <= 16


def test_the_end_of_a_contract_is_taken_back_by_the_toast(
    browser: Browser, contract: Contract
) -> None:
    sent = {"ended_on": "2026-11-20", "reason": "Уходят", "version": contract.version}
    page = browser.post(go("contract_ended", contract.pk), sent, follow=True)
    [undo] = [m.extra_tags for m in page.context["messages"]]

    browser.post(undo.split()[0])

    contract.refresh_from_db()
    assert (contract.state, contract.to_on) == ("signed", date(2026, 12, 31))


def test_the_clients_page_has_a_tab_with_the_balance_of_each_retainer(
    browser: Browser, contract: Contract
) -> None:
    a_retainer(contract, hours=40, title="SMM")
    worked(contract, 10)

    page = text(browser.get(contract.client.get_absolute_url(), {"tab": "contracts"}))

    assert "SMM" in page
    assert "30 h" in page


def simulated(browser: Browser, contract: Contract, **more: str) -> str:
    asked = {"client": str(contract.client_id), "from_on": "2026-11-01", "to_on": "2026-11-30"}
    return text(browser.get(go("simulator"), asked | more))


def test_the_simulator_puts_models_side_by_side_and_tells_what_if(
    browser: Browser, contract: Contract
) -> None:
    """100 h worth 400,000 cost 150,000: a fee of 300,000 leaves 150,000, and 120,000 if longer."""
    worked(contract, 100)

    page = simulated(browser, contract, fee="300000", hours="20")

    assert "₽300,000" in page
    assert "₽150,000" in page
    assert "₽120,000" in page
    assert "₽480,000" in page  # time and materials for 120 hours


def test_who_sees_no_margins_sees_no_cost_in_the_simulator(client: Browser) -> None:
    executive = a_user("executive", language="en")
    own = a_contract(a_client(team=(executive,)), from_on=date(2026, 9, 1))
    worked(own, 100)
    client.force_login(executive)

    page = simulated(client, own, fee="300000")

    assert "₽300,000" in page
    for hidden in ("₽150,000", "Margin", "Cost plus"):
        assert hidden not in page


def test_a_persons_cost_changes_no_byte_of_the_simulator(
    browser: Browser, contract: Contract
) -> None:
    person = a_worker(cost_minor=111_111)
    worked(contract, 10, actual_minor=1)
    before = simulated(browser, contract)

    made_cost = PersonCost.objects.get(person=person)
    made_cost.cost_minor = 999_999
    made(made_cost)
    worked(contract, 0, actual_minor=7_777_777, standard_minor=0)

    assert bare(simulated(browser, contract)) == bare(before)


def bare(page: str) -> list[str]:
    """Without what every answer makes anew: tokens and nonces."""
    return [
        line for line in page.splitlines() if "csrf" not in line.lower() and "nonce" not in line
    ]


def test_wrong_numbers_of_the_simulator_are_told_and_the_rest_is_reckoned(
    browser: Browser, contract: Contract
) -> None:
    worked(contract, 10)

    page = simulated(browser, contract, discount="200", hours="9999")

    assert page.count('role="alert"') >= 2
    assert "Fixed fee" in page
    wrong = simulated(browser, contract, to_on="2026-10-01")
    assert "The last day is before the first." in wrong


def test_days_ahead_are_counted_from_today(browser: Browser, director: User) -> None:
    soon = a_contract(a_client(team=(director,)), to_on=TODAY + timedelta(days=20))

    assert "ends soon" in text(browser.get(soon.get_absolute_url()))
