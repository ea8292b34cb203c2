"""One row of every kind of money, marked, for the matrices of doors and roles."""

from datetime import date
from typing import Any

from napulse.access.actor import system_actor
from napulse.access.models import User
from napulse.billing.models import Allocation, DunningLetter, DunningStep, Invoice
from napulse.clients.models import Client
from napulse.clients.undo import Ticket, undo_url
from napulse.contracts.models import Amendment, Contract, Term
from napulse.contracts.models import RetainerMove as Move
from napulse.delivery.models import Project
from napulse.estimates.models import BudgetAlert, DraftBefore, SellRate
from napulse.ledger.models import ExchangeRate, TaxRate
from napulse.people.models import PersonCost
from napulse.profit.actions.packs import make_pack
from napulse.profit.models import MonthlyPack, Overhead, WriteOff
from napulse.testing import NOW
from napulse.testing_money import (
    a_bank_account,
    a_budget_line,
    a_contract,
    a_payment,
    a_retainer,
    a_role,
    a_statement,
    a_time_entry,
    an_entity,
    an_estimate,
    an_estimate_line,
    an_expense,
    an_issued_invoice,
    made,
)
from napulse.timesheets.models import ExpenseFile, ExtraWork, TimeEntry, TimeImport, WeekSheet

CLIENT_BOUND = (
    "contract_id",
    "amendment_id",
    "term_id",
    "remuneration_id",
    "move_id",
    "contract_ticket",
    "estimate_id",
    "alert_id",
    "invoice_id",
    "dunning_id",
    "netting_id",
    "netting_ticket",
    "write_off_id",
    "extra_id",
)
PERSONS_OWN = ("time_id", "sheet_id", "expense_id", "file_id", "time_import_id")
EVERYBODYS = (
    "own_entity_id",
    "account_id",
    "tax_id",
    "exchange_id",
    "cost_id",
    "sell_rate_id",
    "sell_rate_ticket",
    "statement_id",
    "payment_id",
    "allocation_id",
    "step_id",
    "overhead_id",
    "pack_id",
    "week",
    "time_ticket",
    "week_ticket",
    "month",
    "saved_version",
)


def money_of(client: Client, project: Project, user: User, mark: str) -> dict[str, object]:
    """Ids of the money of one client and of one person, by the name of the argument."""
    return _agreed(client, project, user, mark) | _entered(project, user, mark) | _house(user)


def _agreed(client: Client, project: Project, user: User, mark: str) -> dict[str, object]:
    contract = a_contract(client, title=f"{mark} договор")
    retainer = a_retainer(contract, title=f"{mark} абонемент")
    change = Amendment(
        contract=contract, number="1", signed_on=NOW.date(), from_on=NOW.date(), recorded_at=NOW
    )
    term = Term(contract=contract, key="other", text=f"{mark} условие", clause="1", from_on=NOW)
    move = Move(
        remuneration=retainer,
        kind="correction",
        on=NOW.date(),
        amount=60,
        reason=f"{mark} правка",
        made_by=user,
        recorded_at=NOW,
    )
    estimate = an_estimate(client, title=f"{mark} смета", project=project)
    invoice = an_issued_invoice(client, title=f"{mark} счёт", project=project)
    step = _step()
    dunning = DunningLetter(invoice=invoice, step=step, proposed_at=NOW, words=f"{mark} просим")
    paid = Allocation(
        line=a_payment(), invoice=invoice, on=NOW.date(), amount_minor=100, made_at=NOW
    )
    netting = _netting(client, invoice, mark)
    lost = {"on": NOW.date(), "amount_minor": 100, "reason": "goodwill", "words": mark}
    return {
        "contract_id": contract.pk,
        "remuneration_id": retainer.pk,
        "amendment_id": made(change).pk,
        "term_id": made(term).pk,
        "move_id": made(move).pk,
        "contract_ticket": _ended_ticket(contract),
        "estimate_id": estimate.pk,
        "saved_version": made(
            DraftBefore(estimate=estimate, after_version=estimate.version)
        ).after_version,
        "line_id": an_estimate_line(estimate, title=f"{mark} строка").pk,
        "budget_line_id": a_budget_line(project, title=f"{mark} строка бюджета").pk,
        "alert_id": made(
            BudgetAlert(client=client, project=project, kind="over", raised_at=NOW)
        ).pk,
        "invoice_id": invoice.pk,
        "dunning_id": made(dunning).pk,
        "step_id": step.pk,
        "allocation_id": made(paid).pk,
        "netting_id": netting.pk,
        "netting_ticket": _netting_ticket(netting),
        "payment_id": paid.line_id,
        "write_off_id": made(
            WriteOff(client=client, project=project, made_by=user, made_at=NOW, **lost)
        ).pk,
        "extra_id": made(
            ExtraWork(
                client=client,
                project=project,
                title=f"{mark} просьба",
                on=NOW.date(),
                made_by=user,
                made_at=NOW,
            )
        ).pk,
    }


def _ended_ticket(contract: Contract) -> str:
    """The end of a contract that somebody else could try to take back."""
    address = undo_url("contracts:contract_put_back", Ticket("ended", {contract.pk: [None]}))
    return address.rstrip("/").rpartition("/")[2]


def _netting(client: Client, invoice: Invoice, mark: str) -> Allocation:
    """So much of an invoice paid by the credit note on another one."""
    first = an_issued_invoice(client, title=f"{mark} прежний счёт", state="credited")
    note = an_issued_invoice(client, title=f"{mark} кредит-нота", kind="credit", corrects=first)
    own = {"on": NOW.date(), "amount_minor": 100, "made_at": NOW, "reasons": ["netting"]}
    return made(Allocation(invoice=invoice, credit=note, **own))


def _netting_ticket(netting: Allocation) -> str:
    ticket = Ticket("netting", {netting.pk: [netting.credit_id]})
    return undo_url("billing:netting_undone", ticket).rstrip("/").rpartition("/")[2]


def _step() -> DunningStep:
    words: dict[str, Any] = {
        "subject_ru": "Счёт",
        "subject_en": "Invoice",
        "words_ru": "…",
        "words_en": "…",
    }
    known = DunningStep.objects.filter(days=3).first()
    return known or made(DunningStep(days=3, **words))  # type: ignore[no-any-return]


def _entered(project: Project, user: User, mark: str) -> dict[str, object]:
    """What a person entered: the own rows of that person."""
    person = user.person
    expense = an_expense(person, project, title=f"{mark} расход")
    paper = ExpenseFile(
        expense=expense,
        name=f"{mark}.pdf",
        content_type="application/pdf",
        size=1,
        body=b"%PDF-1.4",
        added_at=NOW,
    )
    upload = TimeImport(
        user=user, filename=mark, source="toggl", raw=b"User,Email\n", created_at=NOW
    )
    upload.save()
    return {
        "time_id": a_time_entry(person, project, note=f"{mark} работа").pk,
        "sheet_id": made(WeekSheet(person=person, week_on=date(2026, 11, 23))).pk,
        "expense_id": expense.pk,
        "file_id": made(paper).pk,
        "time_import_id": upload.pk,
    }


def _house(user: User) -> dict[str, object]:
    """What is the agency's, for whoever may see the area."""
    entity = an_entity()
    cost = PersonCost.objects.filter(person=user.person).first() or made(
        PersonCost(
            person=user.person, from_on=date(2026, 1, 1), cost_minor=777_777, recorded_at=NOW
        )
    )
    exchange = ExchangeRate.objects.filter(currency="USD").first() or made(
        ExchangeRate(currency="USD", on=date(2026, 1, 1), rate_e6=90_000_000, recorded_at=NOW)
    )
    overhead = Overhead.objects.first() or made(
        Overhead(month_on=date(2026, 10, 1), title="Аренда", amount_minor=100_000, recorded_at=NOW)
    )
    pack = MonthlyPack.objects.first() or make_pack(
        system_actor(), month_on=date(2026, 10, 1), now=NOW
    )
    price = SellRate.objects.first() or made(
        SellRate(role=a_role(), from_on=date(2026, 1, 1), rate_minor=400_000, recorded_at=NOW)
    )
    return {
        "own_entity_id": entity.pk,
        "account_id": a_bank_account(entity).pk,
        "tax_id": TaxRate.objects.order_by("pk").values_list("pk", flat=True)[0],
        "exchange_id": exchange.pk,
        "cost_id": cost.pk,
        "sell_rate_id": price.pk,
        "sell_rate_ticket": _ticket(price),
        "statement_id": a_statement().pk,
        "overhead_id": overhead.pk,
        "pack_id": pack.pk,
        "week": "2026-11-23",
        "time_ticket": _time_ticket(user),
        "week_ticket": _weeks_ticket(user),
        "month": "2026-10",
    }


def _weeks_ticket(user: User) -> str:
    """A week that was approved in error, of that person."""
    sheet = WeekSheet.objects.filter(person=user.person).first()
    known = {sheet.pk: [sheet.version]} if sheet else {0: [0]}
    url = undo_url("timesheets:approval_undo", Ticket("weeks", known))
    return url.rstrip("/").rpartition("/")[2]


def _time_ticket(user: User) -> str:
    """Time that was entered from a proposal a moment ago, of that person."""
    made = TimeEntry.objects.filter(person=user.person, deleted_at=None).first()
    ticket = Ticket("time", {made.pk if made else 0: []})
    return undo_url("timesheets:proposals_undone", ticket).rstrip("/").rpartition("/")[2]


def _ticket(price: SellRate) -> str:
    """A price that was removed and could be put back."""
    held = [None, None, price.role_id, 4, "2026-01-01", 700_000, "RUB", ""]
    address = undo_url("estimates:rate_restore", Ticket("sell_rate", {price.pk: held}))
    return address.rstrip("/").rpartition("/")[2]
