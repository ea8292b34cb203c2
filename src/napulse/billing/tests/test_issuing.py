"""Issuing: numbers, the frozen content, the tax of the day, what the ledger hears."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from napulse.access.actor import Actor
from napulse.access.levels import Level
from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.billing.actions.drafts import (
    Links,
    delete_invoice,
    draft_invoice,
    edit_invoice,
    restore_invoice,
)
from napulse.billing.actions.issuing import issue_invoice
from napulse.billing.actions.priced import LineData, data_of
from napulse.billing.models import Invoice, InvoiceLine, NumberSeries
from napulse.billing.models.invoices import FrozenInvoiceChanged
from napulse.billing.queries.content import hash_of, is_whole
from napulse.billing.tests.making import (
    FULL,
    HOURS,
    PASSED,
    a_draft,
    a_head,
    an_author,
    issue,
    issued,
)
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.ledger.models import ExchangeRate, MoneyRules, Posting, PostingKind, ProjectMonth
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, acting
from napulse.testing_money import a_bank_account, a_budget_line, an_entity, made

pytestmark = pytest.mark.django_db


def test_a_draft_adds_its_lines_up_with_the_tax_of_its_day() -> None:
    """12.5 h × 4,000.00 = 50,000.00; 3 × 33,333.33 = 99,999.99; VAT 22 % of each, rounded."""
    draft = a_draft(a_client(), HOURS, PASSED)

    rows = list(draft.lines.values_list("net_minor", "vat_bp", "vat_minor"))
    assert rows == [(5_000_000, 2200, 1_100_000), (9_999_999, 2200, 2_200_000)]
    assert (draft.net_minor, draft.vat_minor) == (14_999_999, 3_300_000)
    assert draft.total_minor == 18_299_999
    assert (draft.state, draft.number, draft.content) == ("draft", "", None)


def test_the_rate_of_vat_is_that_of_the_day_of_the_act() -> None:
    client = a_client()
    old = {"period_from": date(2025, 12, 1), "period_to": date(2025, 12, 31)}

    of_december = a_draft(client, FULL, drafted_on=date(2026, 1, 12), **old)
    of_january = a_draft(client, FULL, drafted_on=date(2026, 1, 12))
    advance = a_draft(client, FULL, kind="advance", drafted_on=date(2025, 12, 20), period_to=TODAY)

    told = [d.lines.get().vat_bp for d in (of_december, of_january, advance)]
    assert told == [2000, 2200, 2000]


def test_by_total_vat_is_rounded_once() -> None:
    rules = MoneyRules.objects.get(pk=1)
    rules.vat_rounding = "total"
    made(rules)
    third = LineData("Треть", 3333)

    draft = a_draft(a_client(), third, third, third)

    assert (draft.net_minor, draft.vat_minor) == (9999, 2200)


def test_an_issued_invoice_has_number_due_date_and_sealed_content() -> None:
    client = a_client()

    invoice = issued(client, FULL, HOURS, due_days=14)

    assert (invoice.number, invoice.sequence, invoice.year) == ("1/26", 1, 2026)
    assert (invoice.issued_on, invoice.due_on) == (TODAY, TODAY + timedelta(days=14))
    assert invoice.state == "issued"
    content = invoice.content
    assert content["number"] == "1/26"
    assert [line["net_minor"] for line in content["lines"]] == [10_000_000, 5_000_000]
    assert content["vat"] == [
        {"code": "rate", "bp": 2200, "net_minor": 15_000_000, "vat_minor": 3_300_000}
    ]
    assert content["buyer"]["inn"] == "5000000000"
    assert content["purpose"] == "Оплата по счету № 1/26 от 23.11.2026, в т.ч. НДС 33000.00"
    assert invoice.content_hash == hash_of(content)
    assert is_whole(Invoice.objects.get(pk=invoice.pk))


def test_numbers_run_for_each_company_kind_and_year_with_the_company_s_prefix() -> None:
    client, _usual = a_client(), an_entity()
    other = an_entity('ООО "Сфера Медиа"', prefix="СМ-", inn="5000000000")
    a_bank_account(other, "40702810500000000002")

    told = [
        issued(client).number,
        issued(client).number,
        issued(client, entity=other).number,
        issued(client, kind="advance").number,
        issued(client, on=date(2027, 1, 11)).number,
        issued(client).number,
    ]

    assert told == ["1/26", "2/26", "СМ-1/26", "AV-1/26", "1/27", "3/26"]


def test_a_refused_issue_takes_no_number() -> None:
    client = a_client()
    empty = a_draft(client, client_entity=None)

    with pytest.raises(Refused, match=r"invoice\.no_company"):
        issue(empty)

    assert not NumberSeries.objects.filter(last__gt=0).exists()
    assert issued(client).number == "1/26"


def test_a_fault_after_the_number_was_taken_gives_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    client = a_client()
    draft = a_draft(client)

    def broken(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("napulse.billing.actions.issuing.post_invoice", broken)
        with pytest.raises(ZeroDivisionError):
            issue(draft)

    assert issued(client).number == "1/26"
    draft.refresh_from_db()
    assert (draft.state, draft.sequence) == ("draft", None)


@pytest.mark.parametrize(
    ("lines", "head", "code"),
    [
        ((LineData("Скидка", -100),), {}, "invoice.negative"),
        ((FULL,), {"client_entity": None}, "invoice.no_company"),
        ((FULL,), {"account": None}, "invoice.no_account"),
    ],
)
def test_what_is_wrong_on_paper_is_not_issued(
    lines: tuple[LineData, ...], head: dict[str, None], code: str
) -> None:
    draft = a_draft(a_client(), *lines, **head)

    with pytest.raises(Refused) as refused:
        issue(draft)
    assert refused.value.code == code


def test_a_draft_that_somebody_changed_meanwhile_is_not_issued() -> None:
    draft = a_draft(a_client())

    with pytest.raises(Refused, match=r"invoice\.changed"):
        issue_invoice(an_author(), draft, version=draft.version - 1, on=TODAY, now=NOW)


def test_another_rate_on_the_day_of_issue_sends_the_draft_back_to_its_writer() -> None:
    draft = a_draft(a_client(), drafted_on=date(2025, 12, 30))

    with pytest.raises(Refused, match=r"invoice\.tax_changed"):
        issue(draft, on=date(2026, 1, 12))


def test_an_issued_invoice_is_not_issued_edited_or_deleted_again() -> None:
    client = a_client()
    invoice = issued(client)
    author, data = an_author(), a_head(client)

    for act in (
        lambda: issue(invoice),
        lambda: edit_invoice(
            author, invoice, data=data, lines=[FULL], version=invoice.version, now=NOW
        ),
        lambda: delete_invoice(author, invoice, now=NOW),
    ):
        with pytest.raises(Refused, match=r"invoice\.issued"):
            act()


@pytest.mark.parametrize("name", Invoice.FROZEN)
def test_the_model_refuses_to_change_anything_that_was_issued(name: str) -> None:
    invoice = issued(a_client())
    setattr(invoice, name, {"content": {}, "issued_on": date(2020, 1, 1)}.get(name, 999_999))

    with recording(Invoice), pytest.raises(FrozenInvoiceChanged):
        invoice.save()


def test_the_lines_of_an_issued_invoice_are_neither_changed_nor_deleted_nor_added_to() -> None:
    invoice = issued(a_client())
    line = InvoiceLine.objects.get(invoice=invoice)
    line.net_minor = 1

    with recording(Invoice):
        for act in (line.save, line.delete, InvoiceLine(invoice=invoice, title="Ещё").save):
            with pytest.raises(FrozenInvoiceChanged):
                act()


def test_the_ledger_hears_fee_and_pass_through_by_line() -> None:
    client = a_client()
    project = a_project(client)
    budget = a_budget_line(project)
    fee = replace(FULL, project_id=project.pk, budget_line_id=budget.pk)

    invoice = issued(client, fee, PASSED, project=project)

    told = Posting.objects.filter(source="invoice", source_id=invoice.pk).order_by("pk")
    assert list(told.values_list("kind", "project_id", "line_id", "amount_minor", "on")) == [
        (PostingKind.FEE, project.pk, budget.pk, 10_000_000, TODAY),
        (PostingKind.PASS, project.pk, 0, 9_999_999, TODAY),
        (PostingKind.USED, project.pk, budget.pk, 10_000_000, TODAY),
    ]
    kept = ProjectMonth.objects.get(project_key=project.pk, month_on=date(2026, 11, 1))
    assert (kept.fee_minor, kept.pass_minor) == (10_000_000, 9_999_999)


def test_a_foreign_invoice_is_posted_in_the_base_currency_and_its_lines_add_up() -> None:
    """Three times 333.33 USD at 90.005 is 90,004.10 roubles in all, whatever each is rounded to."""
    client, entity = a_client(), an_entity()
    made(ExchangeRate(currency="USD", on=TODAY, rate_e6=90_005_000, recorded_at=NOW))
    account = made(
        type(a_bank_account(entity))(
            entity=entity, bank="BANK", bik="DEUTDEFF", number="DE89370400440532013000",
            currency="USD",
        )
    )  # fmt: skip
    line = LineData("Strategy", 33_333, tax_code="none")

    invoice = issued(client, line, line, line, currency="USD", account=account, language="en")

    told = Posting.objects.filter(source_id=invoice.pk, source="invoice", kind=PostingKind.FEE)
    assert sum(row.amount_minor for row in told) == 9_000_410
    assert {(row.currency, row.original_minor) for row in told} == {("USD", 33_333)}
    assert sum(line["base_minor"] for line in invoice.content["lines"]) == 9_000_410


def test_issuing_needs_approval_rights_and_the_client_in_reach() -> None:
    draft = a_draft(a_client())
    editor = Actor("Almost", {"billing.invoices": Level.EDIT}, client_ids=None)

    with pytest.raises(NotAllowed):
        issue(draft, actor=editor)
    with pytest.raises(NotAllowed):
        issue(draft, actor=acting(a_user("director")))


def test_history_tells_who_drafted_changed_and_issued() -> None:
    client = a_client()
    draft = a_draft(client)
    edited = edit_invoice(
        an_author(), draft, data=a_head(client, title="Иначе"), lines=[HOURS],
        version=draft.version, now=NOW,
    )  # fmt: skip
    issue(edited)

    told = Entry.objects.filter(model="billing.invoice").order_by("number")
    assert [row.event for row in told] == ["invoice.drafted", "invoice.edited", "invoice.issued"]


def test_editing_keeps_what_stays_and_drops_the_rest() -> None:
    client = a_client()
    draft = a_draft(client, FULL, HOURS)
    first, second = draft.lines.all()

    edit_invoice(
        an_author(),
        draft,
        data=a_head(client),
        lines=[replace(data_of(second), price_minor=500_000), LineData("Новая", 100)],
        version=draft.version,
        now=NOW,
    )

    rows = list(draft.lines.values_list("pk", "title", "net_minor"))
    assert rows[0] == (second.pk, "Часы дизайнера", 6_250_000)
    assert rows[1][1:] == ("Новая", 100)
    assert first.pk not in {row[0] for row in rows}


def test_the_head_names_nothing_of_another_client_or_company() -> None:
    client, other = a_client(), a_client()
    strange = an_entity('ООО "Чужая"', inn="5000000000")
    foreign_account = a_bank_account(strange, "40702810500000000002")

    for head in ({"project": a_project(other)}, {"client_entity": a_head(other).client_entity}):
        with pytest.raises(Missing):
            a_draft(client, **head)
    with pytest.raises(Refused, match=r"invoice\.foreign_account"):
        a_draft(client, account=foreign_account)
    with pytest.raises(Missing):
        a_draft(client, replace(FULL, project_id=a_project(other).pk))


def test_the_same_form_sent_twice_is_one_draft() -> None:
    client, author = a_client(), an_author()

    first, second = (
        draft_invoice(
            author,
            client,
            data=a_head(client),
            lines=[FULL],
            links=Links(submit_key="6f1c"),
            now=NOW,
        )
        for _turn in range(2)
    )

    assert first.pk == second.pk
    assert Invoice.objects.count() == 1


def test_a_deleted_draft_comes_back() -> None:
    draft = a_draft(a_client())
    author = an_author()

    delete_invoice(author, draft, now=NOW)
    assert not Invoice.objects.filter(deleted_at=None).exists()
    restore_invoice(author, draft, now=NOW)
    assert Invoice.objects.get(deleted_at=None).pk == draft.pk
