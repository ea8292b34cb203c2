"""Expenses and suppliers' costs: written, sent for an answer, approved into the ledger, billed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.models import Client
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.engines.kernel.money import Money
from napulse.estimates.models import BudgetLine
from napulse.jobs.queue import after_commit
from napulse.ledger.models import OwnEntity, PostingKind, Source
from napulse.ledger.posting import Fact, repost
from napulse.ledger.queries import main_entity, to_base
from napulse.people.models import Person
from napulse.timesheets.models import Expense, ExpenseKind, ExpenseState
from napulse.timesheets.permissions import APPROVE_EXPENSES, EDIT_EXPENSES, EDIT_OWN_TIME
from napulse.timesheets.queries.expenses import OPEN, WAITING, may_answer, may_change

MOST_MARKUP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseData:
    """What a document says and where it belongs; amounts in minor units of `currency`."""

    on: date
    title: str
    net_minor: int
    person: Person
    vat_minor: int = 0
    currency: str = "RUB"
    kind: str = ExpenseKind.OWN
    client: Client | None = None
    project: Project | None = None
    line: BudgetLine | None = None
    entity: OwnEntity | None = None
    supplier: str = ""
    document: str = ""
    markup_bp: int = 0
    pass_through: bool = False
    billable: bool = True


@action(EDIT_OWN_TIME)
def add_expense(actor: Actor, *, data: ExpenseData, submit_key: str = "") -> Expense:
    """A new draft; the same form sent twice makes one."""
    if known := Expense.objects.filter(submit_key=submit_key).first():
        if known.person_id != data.person.pk:
            raise Refused("form.sent_before")
        return known
    refuse_foreign(actor, data)
    refuse_wrong(actor, data)
    row = Expense(submit_key=submit_key or None)
    return _written(actor, row, data, "expense.added")


@action(EDIT_OWN_TIME)
def edit_expense(actor: Actor, row: Expense, *, data: ExpenseData, version: int) -> Expense:
    """Change what is not approved; what waited for an answer is a draft again."""
    row = held(actor, row)
    if row.version != version:
        raise Refused("row.changed", name=row.title)
    refuse_settled(row)
    refuse_foreign(actor, data)
    refuse_wrong(actor, data)
    _watched(row)
    row.state = ExpenseState.DRAFT
    row.answered_by, row.answered_at, row.words = None, None, ""
    return _written(actor, row, data, "expense.changed")


def _written(actor: Actor, row: Expense, data: ExpenseData, event: str) -> Expense:
    client = data.project.client if data.project else data.client
    with change(actor, row, event):
        row.kind, row.person, row.client, row.project = data.kind, data.person, client, data.project
        row.line, row.entity = data.line, data.entity or main_entity()
        row.on, row.title, row.supplier = data.on, data.title, data.supplier
        row.document = data.document
        row.net_minor, row.vat_minor, row.currency = data.net_minor, data.vat_minor, data.currency
        row.pass_through = data.pass_through and client is not None
        row.billable = client is not None and (data.billable or row.pass_through)
        row.markup_bp = data.markup_bp if row.billable else 0
        row.save()
    return row


def held(actor: Actor, row: Expense, *, deleted: bool = False) -> Expense:
    """The row for update, which this actor may change."""
    found = locked(row, deleted=deleted)
    if not may_change(actor, found):
        raise NotAllowed(EDIT_EXPENSES)
    return found


def locked(row: Expense, *, deleted: bool = False) -> Expense:
    rows = Expense.objects.select_for_update(of=("self",)).select_related("person__user", "project")
    found: Expense | None = rows.filter(pk=row.pk, deleted_at__isnull=not deleted).first()
    if found is None:
        raise Missing("expense")
    return found


def refuse_foreign(actor: Actor, data: ExpenseData) -> None:
    """Costs of suppliers, and what others spent, are for those who keep the expenses."""
    own = data.kind == ExpenseKind.OWN and data.person.user_id == actor.user_id
    if actor.is_person and not own:
        actor.require(EDIT_EXPENSES)
    for place in (data.client, data.project, data.line):
        if place is not None and not actor.reaches(place):
            raise NotAllowed(EDIT_EXPENSES)


def refuse_wrong(actor: Actor, data: ExpenseData) -> None:
    if data.net_minor <= 0 or data.vat_minor < 0:
        raise Refused("expense.amount")
    if not 0 <= data.markup_bp <= MOST_MARKUP:
        raise Refused("expense.markup")
    if data.project and data.client and data.project.client_id != data.client.pk:
        raise Refused("expense.other_client", name=data.project.name)
    if data.line and (data.project is None or data.line.project_id != data.project.pk):
        raise Refused("expense.other_line")
    if data.pass_through and data.project is None and data.client is None:
        raise Refused("expense.passes_to_whom")


def refuse_settled(row: Expense) -> None:
    if row.state == ExpenseState.BILLED:
        raise Refused("expense.billed", name=row.title)
    if row.state not in OPEN:
        raise Refused("expense.approved", name=row.title)


def _moved(actor: Actor, row: Expense, state: str, event: str) -> Expense:
    _watched(row)
    with change(actor, row, event):
        row.state = state
        row.save()
    _watched(row)
    return row


def _watched(row: Expense) -> None:
    """What is ordered counts in the forecast of its project at once, and what is not no longer."""
    if row.state == ExpenseState.ORDERED and row.project_id:
        after_commit("profit.watch_project", project_id=row.project_id)


@action(EDIT_OWN_TIME)
def submit_expense(actor: Actor, row: Expense) -> Expense:
    """Ask for an answer; an order to a supplier is committed from now on."""
    row = held(actor, row)
    wanted = ExpenseState.ORDERED if row.is_supplier else ExpenseState.SUBMITTED
    if row.state == wanted:
        return row
    refuse_settled(row)
    return _moved(actor, row, wanted, "expense.ordered" if row.is_supplier else "expense.submitted")


@action(EDIT_OWN_TIME)
def withdraw_expense(actor: Actor, row: Expense) -> Expense:
    """Take it back while nobody answered: a draft again."""
    row = held(actor, row)
    if row.state == ExpenseState.DRAFT:
        return row
    refuse_settled(row)
    return _moved(actor, row, ExpenseState.DRAFT, "expense.withdrawn")


@action(APPROVE_EXPENSES)
def approve_expense(actor: Actor, row: Expense, *, now: datetime) -> Expense:
    """Spent: its net amount stands in the ledger from now on."""
    row = _to_answer(actor, row)
    with change(actor, row, "expense.approved"):
        row.state, row.words = ExpenseState.APPROVED, ""
        row.answered_by_id, row.answered_at = actor.user_id, now
        row.save()
    repost(Source.EXPENSE, row.pk, facts_of(row), now=now)
    return row


@action(APPROVE_EXPENSES)
def decline_expense(actor: Actor, row: Expense, *, words: str, now: datetime) -> Expense:
    """Not to be paid, and why; its person may change it and ask again."""
    row = _to_answer(actor, row)
    if not words.strip():
        raise Refused("expense.says_why")
    with change(actor, row, "expense.declined"):
        row.state, row.words = ExpenseState.DECLINED, words.strip()
        row.answered_by_id, row.answered_at = actor.user_id, now
        row.save()
    return row


def _to_answer(actor: Actor, row: Expense) -> Expense:
    row = locked(row)
    if not actor.reaches(row):
        raise NotAllowed(APPROVE_EXPENSES)
    if not may_answer(actor, row):
        raise Refused("expense.own_answer")
    if row.state not in WAITING:
        raise Refused("expense.answered", state=row.get_state_display())
    return row


@action(APPROVE_EXPENSES)
def take_back_answer(actor: Actor, row: Expense, *, now: datetime) -> Expense:
    """An answer given in error: it waits again, and leaves the ledger while it does."""
    row = locked(row)
    if row.state in WAITING:
        return row
    if row.state == ExpenseState.BILLED:
        raise Refused("expense.billed", name=row.title)
    if row.state not in (ExpenseState.APPROVED, ExpenseState.DECLINED):
        raise Refused("expense.answered", state=row.get_state_display())
    with change(actor, row, "expense.answer_taken_back"):
        row.state = ExpenseState.ORDERED if row.is_supplier else ExpenseState.SUBMITTED
        row.answered_by, row.answered_at, row.words = None, None, ""
        row.save()
    repost(Source.EXPENSE, row.pk, [], now=now)
    return row


def facts_of(row: Expense) -> list[Fact]:
    """What the expense says to the ledger: net, in the base currency at its day's rate."""
    kind = PostingKind.BOUGHT_PASS if row.pass_through else PostingKind.BOUGHT_OWN
    return [
        Fact(
            kind,
            row.on,
            client_id=row.client_id,
            project_id=row.project_id,
            line_id=row.line_id or 0,
            entity_id=row.entity_id,
            amount_minor=to_base(Money(row.net_minor, row.currency), row.on).minor,
            currency=row.currency,
            original_minor=row.net_minor,
        )
    ]


@action(EDIT_OWN_TIME)
def delete_expense(actor: Actor, row: Expense, *, now: datetime) -> Expense:
    row = held(actor, row)
    refuse_settled(row)
    with change(actor, row, "expense.deleted"):
        row.deleted_at = now
        row.save()
    _watched(row)
    return row


@action(EDIT_OWN_TIME)
def restore_expense(actor: Actor, row: Expense) -> Expense:
    row = held(actor, row, deleted=True)
    with change(actor, row, "expense.restored"):
        row.deleted_at = None
        row.save()
    _watched(row)
    return row


@action(EDIT_EXPENSES)
def bill_expenses(
    actor: Actor, *, ids: Collection[int], invoice_line: int, now: datetime
) -> list[Expense]:
    """An invoice took these: all of them or none. From then on nothing of them changes."""
    rows = _of_ids(actor, ids)
    for row in rows:
        if row.state != ExpenseState.APPROVED or not row.billable:
            raise Refused("expense.not_to_bill", name=row.title)
        with change(actor, row, "expense.billed", note={"invoice_line": invoice_line}):
            row.state, row.invoice_line = ExpenseState.BILLED, invoice_line
            row.save()
    return rows


@action(EDIT_EXPENSES)
def unbill_expenses(actor: Actor, *, ids: Collection[int], now: datetime) -> list[Expense]:
    """The invoice gave these back: approved and not billed."""
    rows = _of_ids(actor, ids)
    for row in rows:
        if row.state == ExpenseState.BILLED:
            with change(actor, row, "expense.unbilled"):
                row.state, row.invoice_line = ExpenseState.APPROVED, None
                row.save()
    return rows


def _of_ids(actor: Actor, ids: Collection[int]) -> list[Expense]:
    rows = list(
        Expense.objects.select_for_update(of=("self",))
        .filter(pk__in=list(ids), deleted_at=None)
        .order_by("pk")
    )
    if len(rows) != len(set(ids)) or not all(actor.reaches(row) for row in rows):
        raise Missing("expense")
    return rows
