"""Every way in which the product moves money, in one list: what a random history is made of.

A new action that posts gets a move here. Each does something real through the action, with a row
that the dice choose, or nothing when there is no such row; a refusal is an answer like any other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db.models import F

from napulse.access.actor import Actor
from napulse.billing.actions.credits import CreditData, draft_credit
from napulse.billing.actions.netting import NettingData, set_off, take_back_netting
from napulse.billing.actions.payments import Choice, Share, match_payment, unmatch_payment
from napulse.billing.actions.priced import LineData
from napulse.billing.models import Allocation, Invoice, InvoiceState
from napulse.billing.queries.netting import payable_by
from napulse.billing.tests.making import a_draft, an_author, issue
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.engines.kernel.money import Money
from napulse.ledger.models import OwnEntity
from napulse.people.actions.costs import CostData, take_costs
from napulse.people.models import Person
from napulse.profit.actions.overheads import OverheadData, set_overheads
from napulse.profit.actions.write_offs import (
    WriteOffData,
    restore_write_off,
    take_back_write_off,
    write_off,
)
from napulse.profit.models import Overhead, WriteOff
from napulse.testing import NOW, TODAY, a_client, a_project
from napulse.testing_money import (
    a_bank_account,
    a_payment,
    a_price,
    a_role,
    a_standard,
    a_worker,
    an_entity,
)
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.actions.expenses import (
    ExpenseData,
    add_expense,
    approve_expense,
    submit_expense,
    take_back_answer,
)
from napulse.timesheets.actions.recost import reprice_entries
from napulse.timesheets.actions.time import delete_entries, restore_entries, save_entry
from napulse.timesheets.models import EntryState, Expense, TimeEntry

FIRST = date(2026, 10, 5)
DAYS = 42


@dataclass
class Books:
    """An agency whose money is moved: people, projects, and who does it all."""

    dice: Random
    actor: Actor
    entity: OwnEntity
    people: list[Person]
    projects: list[Project]
    now: datetime = NOW

    @classmethod
    def opened(cls, seed: int) -> "Books":
        role = a_role("Верстальщик")
        a_standard(role)
        a_price(role)
        people = [a_worker(role, cost_minor=140_000 + 10_007 * n) for n in range(2)]
        people.append(a_worker(a_role("Без нормы")))  # what this one costs is not known
        projects = [a_project(a_client()) for _n in range(3)]
        entity = an_entity()
        return cls(Random(seed), an_author(), entity, people, projects)  # noqa: S311 no secrets

    def day(self) -> date:
        return FIRST + timedelta(days=self.dice.randrange(DAYS))

    def one_of(self, rows: Any) -> Any:
        """Some row, or none."""
        found = list(rows)
        return self.dice.choice(found) if found else None

    def move(self, among: "Sequence[Callable[[Books], None]] | None" = None) -> str:
        """Do something; what it was."""
        self.now += timedelta(minutes=7)
        act = self.dice.choice(among or MOVES)
        try:
            act(self)
        except (Refused, Missing, NotAllowed):
            return f"{act.__name__}, refused"
        return act.__name__


def enter_time(books: Books) -> None:
    project = books.one_of([*books.projects, None])
    data = EntryData(
        books.one_of(books.people),
        books.day(),
        15 * books.dice.randint(1, 12),
        project=project,
        billable=books.dice.random() < 0.8,
    )
    save_entry(books.actor, data=data, now=books.now)


def change_time(books: Books) -> None:
    entry = books.one_of(TimeEntry.objects.filter(deleted_at=None).select_related("person"))
    if entry is not None:
        data = EntryData(
            entry.person, books.day(), 15 * books.dice.randint(1, 12),
            project=books.one_of(books.projects),
        )  # fmt: skip
        save_entry(books.actor, data=data, now=books.now, entry=entry)


def delete_time(books: Books) -> None:
    entry = books.one_of(TimeEntry.objects.filter(deleted_at=None))
    if entry is not None:
        delete_entries(books.actor, ids=[entry.pk], now=books.now)


def restore_time(books: Books) -> None:
    entry = books.one_of(TimeEntry.objects.exclude(deleted_at=None))
    if entry is not None:
        restore_entries(books.actor, ids=[entry.pk], now=books.now)


def change_cost(books: Books) -> None:
    cost = Money(books.dice.randint(100_000, 300_000), "RUB")
    data = CostData(books.one_of(books.people), cost, books.day())
    take_costs(books.actor, costs=[data], now=books.now)


def reprice(books: Books) -> None:
    ids = list(TimeEntry.objects.filter(deleted_at=None).values_list("pk", flat=True))
    reprice_entries(books.actor, ids=ids, now=books.now)


def spend(books: Books) -> None:
    data = ExpenseData(
        on=books.day(),
        title="Печать",
        net_minor=books.dice.randint(1, 900_000),
        person=books.one_of(books.people),
        project=(project := books.one_of([*books.projects, None])),
        client=project.client if project else None,
        pass_through=bool(project) and books.dice.random() < 0.5,
        entity=books.entity,
    )
    submit_expense(books.actor, add_expense(books.actor, data=data))


def approve(books: Books) -> None:
    row = books.one_of(Expense.objects.filter(state="submitted", deleted_at=None))
    if row is not None:
        approve_expense(books.actor, row, now=books.now)


def take_back_approval(books: Books) -> None:
    row = books.one_of(Expense.objects.filter(state="approved", deleted_at=None))
    if row is not None:
        take_back_answer(books.actor, row, now=books.now)


def bill_by_hand(books: Books) -> None:
    project = books.one_of(books.projects)
    lines = [
        LineData("Услуги", books.dice.randint(1, 9_000_000), 1000, "усл."),
        LineData("Печать", books.dice.randint(1, 900_000), 3000, "шт.", pass_through=True),
    ]
    draft = a_draft(project.client, *lines, actor=books.actor, project=project, now=books.now)
    issue(draft, actor=books.actor, now=books.now)


def bill_time(books: Books) -> None:
    project = books.one_of(books.projects)
    open_ = TimeEntry.objects.filter(
        project=project, billable=True, deleted_at=None, invoice_line=None
    ).exclude(state=EntryState.LOCKED)
    ids = list(open_.values_list("pk", flat=True)[:3])
    if ids:
        worth = sum(open_.filter(pk__in=ids).values_list("worth_minor", flat=True))
        line = LineData("Часы", worth or 1, 1000, "усл.", source="time", taken=tuple(ids))
        draft = a_draft(project.client, line, actor=books.actor, project=project, now=books.now)
        issue(draft, actor=books.actor, now=books.now)


def credit(books: Books) -> None:
    states = [InvoiceState.ISSUED, InvoiceState.SENT, InvoiceState.PAID]
    row = books.one_of(Invoice.objects.filter(kind="invoice", state__in=states))
    if row is not None:
        note = draft_credit(books.actor, row, data=CreditData("Ошибка", TODAY), now=books.now)
        issue(note, actor=books.actor, now=books.now)


def pay(books: Books) -> None:
    row = books.one_of(Invoice.objects.filter(kind="invoice", state__in=["issued", "sent"]))
    if row is not None and row.open_minor > 0:
        part = books.dice.choice([row.open_minor, max(1, row.open_minor // 3)])
        line = a_payment(a_bank_account(books.entity), amount_minor=part, on=books.day())
        match_payment(books.actor, line, choice=Choice([Share(row.pk, part)]), now=books.now)


def set_credit_off(books: Books) -> None:
    note = books.one_of(Invoice.objects.filter(kind="credit", state__in=["issued", "sent"]))
    row = note and books.one_of(payable_by(books.actor, note))
    if row:
        most = min(note.open_minor, row.open_minor)
        part = books.dice.choice([most, max(1, most // 3)])
        set_off(books.actor, note, data=NettingData(row.pk, part, TODAY), now=books.now)


def take_back_set_off(books: Books) -> None:
    nettings = Allocation.objects.filter(credit__isnull=False)
    row = books.one_of(nettings.exclude(credit__corrects=F("invoice")).select_related("credit"))
    if row is not None:
        take_back_netting(books.actor, row, now=books.now)


def pay_back(books: Books) -> None:
    note = books.one_of(Invoice.objects.filter(kind="credit", state__in=["issued", "sent"]))
    if note is not None and note.open_minor > 0:
        part = books.dice.choice([note.open_minor, max(1, note.open_minor // 2)])
        line = a_payment(a_bank_account(books.entity), amount_minor=-part, on=books.day())
        match_payment(books.actor, line, choice=Choice([Share(note.pk, -part)]), now=books.now)


def take_back_payment(books: Books) -> None:
    row = books.one_of(Allocation.objects.filter(line__isnull=False))
    if row is not None:
        unmatch_payment(books.actor, row, now=books.now)


def write_work_off(books: Books) -> None:
    data = WriteOffData(books.day(), books.dice.randint(1, 400_000), "goodwill")
    write_off(books.actor, books.one_of(books.projects), data=data, now=books.now)


def take_back(books: Books) -> None:
    row = books.one_of(WriteOff.objects.filter(deleted_at=None))
    if row is not None:
        take_back_write_off(books.actor, row, now=books.now)


def write_off_again(books: Books) -> None:
    row = books.one_of(WriteOff.objects.exclude(deleted_at=None))
    if row is not None:
        restore_write_off(books.actor, row, now=books.now)


def set_overhead(books: Books) -> None:
    month = books.day().replace(day=1)
    known = Overhead.objects.filter(title="Аренда", month_on=month, entity=None).first()
    amount = books.dice.choice([None, books.dice.randint(1, 9_000_000)])
    row = OverheadData("Аренда", month, amount, known.amount_minor if known else None)
    set_overheads(books.actor, rows=[row], entity_id=None, now=books.now)


MOVES: list[Callable[[Books], None]] = [
    enter_time,
    enter_time,
    enter_time,
    change_time,
    delete_time,
    restore_time,
    change_cost,
    reprice,
    spend,
    approve,
    take_back_approval,
    bill_by_hand,
    bill_time,
    credit,
    pay,
    set_credit_off,
    take_back_set_off,
    pay_back,
    take_back_payment,
    write_work_off,
    take_back,
    write_off_again,
    set_overhead,
]
