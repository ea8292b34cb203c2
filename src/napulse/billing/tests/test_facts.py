"""What invoices tell other pages: the pulse, the status report, search, debts, figures."""

from datetime import date, timedelta

import pytest

from napulse.billing.actions.credits import CreditData, draft_credit
from napulse.billing.queries import (
    invoiced_by_project,
    open_by_client,
    overdue,
    overdue_by_client,
    timeliness,
)
from napulse.billing.queries.facts import attention, search
from napulse.billing.queries.invoices import LIVE, listed_invoices
from napulse.billing.queries.money import debt_totals, debts, sums_of
from napulse.billing.status import status_lines
from napulse.billing.tests.making import (
    FULL,
    HOURS,
    PASSED,
    a_draft,
    an_author,
    issue,
    issued,
    late,
)
from napulse.clients.models import Client
from napulse.engines.kernel.money import Money
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, acting, the_agency
from napulse.testing_money import a_contract, a_retainer, made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _agency(db: None) -> None:
    the_agency()


def reasons(client: Client) -> dict[str, tuple[int, object]]:
    found = attention(an_author(), client_ids=[client.pk], now=NOW)
    return {each.reason.code: (each.reason.count, each.values.get("days")) for each in found}


def test_overdue_invoices_are_one_reason_with_the_oldest_and_the_sum() -> None:
    client = a_client()
    late(client, 3)
    late(client, 12)
    issued(client, FULL)

    (found,) = attention(an_author(), client_ids=[client.pk], now=NOW)

    assert (found.reason.code, found.reason.count) == ("invoice_overdue", 2)
    assert (found.values["number"], found.values["days"]) == ("2/26", 12)
    assert found.reason.amount_minor == 24_400_000


def test_what_should_have_been_invoiced_is_a_reason_from_the_day_after() -> None:
    client = a_client()
    a_retainer(a_contract(client, from_on=TODAY))
    assert reasons(client) == {}

    other = a_client()
    a_retainer(a_contract(other, from_on=TODAY - timedelta(days=4)))
    a_draft(other, due_to_issue_on=TODAY - timedelta(days=2))
    assert reasons(other) == {"invoice_unissued": (2, 4)}


def test_a_draft_that_lies_about_is_a_reason() -> None:
    client = a_client()
    draft = a_draft(client)
    assert reasons(client) == {}

    draft.created_at = NOW - timedelta(days=9)
    made(draft)

    assert reasons(client) == {"invoice_draft_old": (1, 9)}


def test_the_reasons_are_of_the_actor_s_clients_only() -> None:
    late(a_client(), 3)

    assert attention(acting(a_user("director")), client_ids=None, now=NOW) == []


def test_the_status_report_says_what_waits_for_payment() -> None:
    client = a_client()
    late(client, 3)
    issued(client, FULL, due_days=5)
    a_draft(client)

    lines = status_lines(an_author(), client_id=client.pk, since=NOW, now=NOW)

    assert [(line.section.value, line.tone.value) for line in lines] == [
        ("waits_client", "warn"), ("waits_client", "plain"),
    ]  # fmt: skip
    assert lines[0].text == "Invoice No. 1/26: ₽122,000 was due on 20\u00a0November"


def test_documents_are_found_by_number_subject_and_client() -> None:
    client = a_client("Гранит")
    issued(client, title="Осенняя кампания")

    for words in ("1/26", "осен", "гранит 1/26"):
        assert [found.client_id for found in search(an_author(), words, limit=5)] == [client.pk]
    assert search(an_author(), "зимняя", limit=5) == []
    assert search(acting(a_user("director")), "осен", limit=5) == []


def test_debts_of_clients_agree_with_the_open_invoices() -> None:
    first, second = a_client("Альфа"), a_client("Бета")
    late(first, 40)
    part = issued(first, HOURS, due_days=30)
    part.paid_minor = 1_000_000
    made(part)
    late(second, 100)
    actor = an_author()

    rows = debts(actor, today=TODAY)

    assert [(row.name, row.aged.buckets) for row in rows] == [
        ("Альфа", (5_100_000, 0, 12_200_000, 0, 0)),
        ("Бета", (0, 0, 0, 0, 12_200_000)),
    ]
    (total,) = debt_totals(rows)
    listed = sums_of(listed_invoices(actor).filter(LIVE))
    assert listed == [Money(total.aged.total_minor, "RUB")] == [Money(29_500_000, "RUB")]
    assert open_by_client(actor) == {first.pk: {"RUB": 17_300_000}, second.pk: {"RUB": 12_200_000}}
    assert overdue_by_client(actor, today=TODAY)[first.pk] == {"RUB": 12_200_000}
    assert [row.client_id for row in overdue(actor, today=TODAY)] == [second.pk, first.pk]


def test_what_a_project_was_billed_is_read_from_the_ledger() -> None:
    client = a_client()
    project = a_project(client)
    invoice = issued(client, FULL, PASSED, project=project)
    assert invoiced_by_project([project.pk]) == {project.pk: 19_999_999}

    line = invoice.lines.first()
    data = CreditData("Ошибка", TODAY, {line.pk: 4_000_000})
    issue(draft_credit(an_author(), invoice, data=data, now=NOW))

    assert invoiced_by_project([project.pk]) == {project.pk: 15_999_999}
    assert invoiced_by_project([project.pk], until=date(2026, 1, 1)) == {}


def test_timeliness_counts_days_after_the_due_day_of_issue_and_corrections() -> None:
    """Late by 0, 3 and 6 days, one without a day; one of four corrected."""
    client = a_client()
    for days in (0, 3, 6):
        issued(client, due_to_issue_on=TODAY - timedelta(days=days))
    wrong = issued(client)
    issue(draft_credit(an_author(), wrong, data=CreditData("Ошибка", TODAY), now=NOW))

    told = timeliness(an_author(), since=TODAY - timedelta(days=30), until=TODAY)

    assert (told.issued, told.measured, told.late, told.corrected) == (4, 3, 2, 1)
    assert (told.mean_days_tenths, told.on_time_bp, told.right_bp) == (30, 3333, 7500)
