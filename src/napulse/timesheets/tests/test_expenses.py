"""Expenses: who may enter and answer them, what they say to the ledger, what an invoice takes."""

from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.audit.models import Entry
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.engines.kernel.money import Money
from napulse.ledger.models import ExchangeRate, Posting, ProjectMonth
from napulse.ledger.tests.test_posting import kept_agrees
from napulse.testing import NOW, a_client, a_project, a_user, acting
from napulse.testing_money import a_budget_line, an_entity, an_expense, made
from napulse.timesheets.actions import expenses as actions
from napulse.timesheets.actions.expense_bulk import answer_expenses, take_back_answers
from napulse.timesheets.actions.expense_files import add_document, remove_document
from napulse.timesheets.actions.expenses import ExpenseData
from napulse.timesheets.models import Expense
from napulse.timesheets.queries import expenses as queries

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
PDF = b"%PDF-1.4\nsome\n%%EOF\n"


class Stage:
    """A project, a designer who spends on it, and the director who answers."""

    def __init__(self) -> None:
        self.director = a_user("director")
        self.designer = a_user("creative")
        self.client = a_client(team=(self.director, self.designer))
        self.project = a_project(self.client)
        self.entity = an_entity()

    @property
    def boss(self) -> Actor:
        return acting(self.director)

    @property
    def own(self) -> Actor:
        return acting(self.designer)

    def data(self, user: User | None = None, **more: Any) -> ExpenseData:
        told = {"on": DAY, "title": "Такси", "net_minor": 120_000, "project": self.project}
        return ExpenseData(**{"person": (user or self.designer).person, **told, **more})

    def sent(self, **more: Any) -> Expense:
        row = actions.add_expense(self.own, data=self.data(**more))
        return actions.submit_expense(self.own, row)


def again(row: Expense) -> Expense:
    found: Expense = Expense.objects.get(pk=row.pk)
    return found


def test_an_own_expense_goes_to_the_client_of_its_project_and_our_usual_company() -> None:
    stage = Stage()

    row = actions.add_expense(stage.own, data=stage.data(vat_minor=24_000))

    assert (row.client, row.entity, row.state) == (stage.client, stage.entity, "draft")
    assert row.total.minor == 144_000
    assert Entry.objects.filter(event="expense.added", object_id=row.pk).exists()
    assert not Posting.objects.exists()


def test_the_same_form_sent_twice_makes_one_expense() -> None:
    stage = Stage()

    first = actions.add_expense(stage.own, data=stage.data(), submit_key="k")
    second = actions.add_expense(stage.own, data=stage.data(), submit_key="k")

    assert first == second
    assert Expense.objects.count() == 1


def test_approval_posts_the_net_amount_and_taking_it_back_removes_it() -> None:
    stage = Stage()
    line = a_budget_line(stage.project)
    row = stage.sent(vat_minor=24_000, line=line)

    actions.approve_expense(stage.boss, row, now=NOW)

    month = ProjectMonth.objects.get(project_key=stage.project.pk)
    assert (month.bought_own_minor, month.bought_pass_minor) == (120_000, 0)
    assert Posting.objects.get().line_id == line.pk
    actions.take_back_answer(stage.boss, row, now=NOW)
    month.refresh_from_db()
    assert month.bought_own_minor == 0
    assert again(row).state == "submitted"
    assert kept_agrees()


def test_pass_through_money_is_posted_apart_from_our_own_cost() -> None:
    stage = Stage()
    row = stage.sent(pass_through=True)

    actions.approve_expense(stage.boss, row, now=NOW)

    month = ProjectMonth.objects.get(project_key=stage.project.pk)
    assert (month.bought_own_minor, month.bought_pass_minor) == (0, 120_000)


def test_a_foreign_amount_is_posted_in_the_base_currency_and_remembers_the_paper() -> None:
    stage = Stage()
    made(ExchangeRate(currency="USD", on=DAY, rate_e6=90_000_000, recorded_at=NOW))
    row = stage.sent(net_minor=10_000, currency="USD")

    actions.approve_expense(stage.boss, row, now=NOW)

    posted = Posting.objects.get()
    assert (posted.amount_minor, posted.original_minor) == (900_000, 10_000)
    assert posted.currency == "USD"


def test_without_a_rate_of_the_currency_nothing_is_approved() -> None:
    stage = Stage()
    row = stage.sent(net_minor=10_000, currency="USD")

    with pytest.raises(Refused, match=r"currency\.unknown"):
        actions.approve_expense(stage.boss, row, now=NOW)

    assert again(row).state == "submitted"
    assert not Posting.objects.exists()


def test_nobody_answers_an_expense_of_their_own() -> None:
    stage = Stage()
    row = actions.add_expense(stage.boss, data=stage.data(stage.director))
    actions.submit_expense(stage.boss, row)

    with pytest.raises(Refused, match=r"expense\.own_answer"):
        actions.approve_expense(stage.boss, row, now=NOW)


def test_a_designer_enters_neither_suppliers_costs_nor_what_others_spent() -> None:
    stage = Stage()

    for data in (stage.data(kind="supplier"), stage.data(stage.director)):
        with pytest.raises(NotAllowed):
            actions.add_expense(stage.own, data=data)

    assert not Expense.objects.exists()


def test_a_declined_expense_says_why_and_may_be_sent_again() -> None:
    stage = Stage()
    row = stage.sent()

    with pytest.raises(Refused, match="says_why"):
        actions.decline_expense(stage.boss, row, words=" ", now=NOW)
    actions.decline_expense(stage.boss, row, words="Чека нет", now=NOW)

    assert (again(row).state, again(row).words) == ("declined", "Чека нет")
    actions.submit_expense(stage.own, row)
    assert again(row).state == "submitted"


def test_an_approved_expense_is_neither_changed_nor_deleted() -> None:
    stage = Stage()
    row = stage.sent()
    actions.approve_expense(stage.boss, row, now=NOW)

    with pytest.raises(Refused, match=r"expense\.approved"):
        actions.edit_expense(stage.own, row, data=stage.data(), version=again(row).version)
    with pytest.raises(Refused, match=r"expense\.approved"):
        actions.delete_expense(stage.own, row, now=NOW)


def test_a_lost_update_is_refused() -> None:
    stage = Stage()
    row = actions.add_expense(stage.own, data=stage.data())

    with pytest.raises(Refused, match=r"row\.changed"):
        actions.edit_expense(stage.own, row, data=stage.data(title="Иное"), version=0)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"net_minor": 0}, "expense.amount"),
        ({"markup_bp": 10_001}, "expense.markup"),
        ({"project": None, "pass_through": True}, "expense.passes_to_whom"),
    ],
)
def test_what_is_wrong_with_an_expense_is_told(more: dict[str, Any], code: str) -> None:
    stage = Stage()

    with pytest.raises(Refused) as refused:
        actions.add_expense(stage.own, data=stage.data(**more))

    assert refused.value.code == code


def test_a_line_of_another_project_is_refused() -> None:
    stage = Stage()
    other = a_budget_line(a_project(stage.client))

    with pytest.raises(Refused, match="other_line"):
        actions.add_expense(stage.own, data=stage.data(line=other))


def test_what_is_ordered_is_committed_until_it_is_approved() -> None:
    stage = Stage()
    data = stage.data(stage.director, kind="supplier", net_minor=5_000_000, title="Съёмка")
    row = actions.add_expense(stage.boss, data=data)

    assert queries.committed_by_project([stage.project.pk]) == {}
    actions.submit_expense(stage.boss, row)
    assert queries.committed_by_project([stage.project.pk]) == {stage.project.pk: 5_000_000}
    assert queries.committed_by_line(stage.project.pk) == {0: 5_000_000}
    actions.approve_expense(stage.boss, row, now=NOW)
    assert queries.committed_by_project() == {}


def test_an_invoice_takes_approved_expenses_all_or_none_and_gives_them_back() -> None:
    stage = Stage()
    approved, waiting = stage.sent(), stage.sent()
    actions.approve_expense(stage.boss, approved, now=NOW)

    with pytest.raises(Refused, match="not_to_bill"):
        actions.bill_expenses(stage.boss, ids=[approved.pk, waiting.pk], invoice_line=7, now=NOW)
    assert again(approved).state == "approved"
    actions.bill_expenses(stage.boss, ids=[approved.pk], invoice_line=7, now=NOW)
    assert (again(approved).state, again(approved).invoice_line) == ("billed", 7)
    with pytest.raises(Refused, match=r"expense\.billed"):
        actions.take_back_answer(stage.boss, approved, now=NOW)
    actions.unbill_expenses(stage.boss, ids=[approved.pk], now=NOW)
    assert (again(approved).state, again(approved).invoice_line) == ("approved", None)


def test_another_clients_expenses_do_not_exist() -> None:
    stage = Stage()
    row = stage.sent()
    stranger = acting(a_user("director"))

    with pytest.raises(Missing):
        queries.expense(stranger, row.pk)
    with pytest.raises(NotAllowed):
        actions.approve_expense(stranger, row, now=NOW)
    assert not queries.expenses(stranger).exists()


def test_the_houses_own_expenses_are_seen_by_their_person_and_who_sees_all() -> None:
    stage = Stage()
    actions.add_expense(stage.own, data=stage.data(project=None))

    assert queries.expenses(stage.own).count() == 1
    assert queries.expenses(stage.boss).count() == 0
    assert queries.expenses(acting(a_user("finance"))).count() == 1


def test_many_are_answered_at_once_or_none_of_them() -> None:
    stage = Stage()
    one, two = stage.sent(), stage.sent()
    own = actions.add_expense(stage.boss, data=stage.data(stage.director))
    actions.submit_expense(stage.boss, own)

    with pytest.raises(Refused, match="own_answer"):
        answer_expenses(stage.boss, [one, two, again(own)], approve=True, now=NOW)
    assert again(one).state == "submitted"
    done = answer_expenses(stage.boss, [one, two], approve=True, now=NOW)
    assert [row.state for row in done] == ["approved", "approved"]
    take_back_answers(stage.boss, done, now=NOW)
    assert {again(one).state, again(two).state} == {"submitted"}
    assert kept_agrees()


def test_a_document_is_judged_by_its_content_and_kept_once() -> None:
    stage = Stage()
    row = stage.sent()

    paper = add_document(stage.own, row, name="чек.exe", raw=PDF, now=NOW)
    same = add_document(stage.own, row, name="ещё.pdf", raw=PDF, now=NOW)

    assert (paper.name, paper.content_type) == ("чек.pdf", "application/pdf")
    assert same == paper
    with pytest.raises(Refused, match=r"document\.unknown"):
        add_document(stage.own, row, name="чек.pdf", raw=b"<html>", now=NOW)


def test_the_document_that_was_approved_stays() -> None:
    stage = Stage()
    row = stage.sent()
    paper = add_document(stage.own, row, name="чек.pdf", raw=PDF, now=NOW)
    actions.approve_expense(stage.boss, row, now=NOW)

    with pytest.raises(Refused, match=r"document\.approved"):
        remove_document(stage.own, paper)


def posted(stage: Stage, **more: str) -> dict[str, str]:
    told = {"title": "Такси", "on": "2026-11-20", "total": "1 440,00", "vat": "240"}
    return {**told, "currency": "RUB", "project": str(stage.project.pk), "billable": "on", **more}


def test_a_person_enters_sends_and_reads_an_expense(client: Browser) -> None:
    stage = Stage()
    client.force_login(stage.designer)

    answer = client.post(reverse("timesheets:expense_made"), posted(stage, submit_key="a"))

    row = Expense.objects.get()
    assert answer.status_code == 302
    assert (row.net_minor, row.vat_minor, row.person.user) == (120_000, 24_000, stage.designer)
    assert client.post(reverse("timesheets:expense_submit", args=[row.pk])).status_code == 302
    assert again(row).state == "submitted"
    shown = client.get(row.get_absolute_url()).content.decode()
    assert "Такси" in shown


def test_vat_above_the_amount_is_told_in_place(client: Browser) -> None:
    stage = Stage()
    client.force_login(stage.designer)

    answer = client.post(
        reverse("timesheets:expense_made"), posted(stage, vat="1500"), HTTP_HX_REQUEST="true"
    )

    assert answer.status_code == 422
    assert 'id="expense-form"' in answer.content.decode()
    assert not Expense.objects.exists()


def test_a_document_is_downloaded_and_only_a_picture_is_shown(client: Browser) -> None:
    stage = Stage()
    client.force_login(stage.designer)
    row = stage.sent()
    paper = add_document(stage.own, row, name="чек.pdf", raw=PDF, now=NOW)
    address = reverse("timesheets:expense_file", args=[paper.pk])

    answer = client.get(address + "?show=1")

    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_wrong_document_is_told_beside_the_field(client: Browser) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    stage = Stage()
    client.force_login(stage.designer)
    row = stage.sent()

    answer = client.post(
        reverse("timesheets:expense_document", args=[row.pk]),
        {"file": SimpleUploadedFile("a.pdf", b"MZ program")},
        HTTP_HX_REQUEST="true",
    )

    assert answer.status_code == 422
    assert 'id="papers"' in answer.content.decode()


def test_the_list_asks_as_often_for_many_rows_as_for_few(
    client: Browser, django_assert_max_num_queries: Any
) -> None:
    stage = Stage()
    client.force_login(stage.director)
    address = reverse("timesheets:expense_list")

    def asked(rows: int) -> int:
        for _each in range(rows):
            an_expense(stage.designer.person, stage.project)
        with django_assert_max_num_queries(60) as counted:
            client.get(address)
        return len(counted)

    asked(1)
    assert asked(2) == asked(30)


def test_the_bulk_answer_tells_how_many_and_gives_a_way_back(client: Browser) -> None:
    stage = Stage()
    client.force_login(stage.director)
    row = stage.sent()

    answer = client.post(
        reverse("timesheets:expense_bulk"),
        {"verb": "approve", "id": [str(row.pk)]},
        HTTP_HX_REQUEST="true",
    )

    assert again(row).state == "approved"
    assert "expenses/back/" in answer["HX-Trigger"]


def test_the_preview_shows_the_base_currency(client: Browser) -> None:
    stage = Stage()
    client.force_login(stage.designer)
    made(ExchangeRate(currency="USD", on=DAY, rate_e6=90_000_000, recorded_at=NOW))

    answer = client.get(
        reverse("timesheets:expense_preview"),
        {"total": "100", "currency": "USD", "on": "2026-11-20"},
    )

    assert "9" in answer.content.decode()
    assert "000" in answer.content.decode()


def test_the_download_has_the_amounts_as_numbers(client: Browser) -> None:
    stage = Stage()
    client.force_login(stage.director)
    stage.sent()

    answer = client.get(reverse("timesheets:expense_export") + "?as=csv")

    assert "1200" in answer.content.decode()


def test_lines_follow_the_chosen_project(client: Browser) -> None:
    stage = Stage()
    line = a_budget_line(stage.project, title="Такси и доставка")
    client.force_login(stage.designer)

    def lines(project: Project | None) -> str:
        told = {"project": str(project.pk)} if project else {}
        return client.get(reverse("timesheets:expense_lines"), told).content.decode()

    assert line.title in lines(stage.project)
    assert line.title not in lines(None)


def test_the_list_adds_up_what_it_shows_by_currency(client: Browser) -> None:
    stage = Stage()
    client.force_login(stage.director)
    an_expense(stage.designer.person, stage.project, net_minor=100_000, vat_minor=22_000)
    an_expense(stage.designer.person, stage.project, net_minor=50_001)
    an_expense(stage.designer.person, stage.project, net_minor=700, currency="USD")

    answer = client.get(reverse("timesheets:expense_list"))

    assert answer.context["listing"].sums() == [Money(172_001, "RUB"), Money(700, "USD")]
