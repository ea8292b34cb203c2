"""Expenses and suppliers' costs: who sees which, what is committed, what an invoice may take."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q, QuerySet, Sum

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.db.among import Among
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.money import Money
from napulse.estimates.models import BudgetLine
from napulse.ledger.queries import money_rules, to_base
from napulse.timesheets.models import Expense, ExpenseFile, ExpenseKind, ExpenseState
from napulse.timesheets.permissions import (
    APPROVE_EXPENSES,
    EDIT_EXPENSES,
    EDIT_OWN_TIME,
    VIEW_EXPENSES,
    VIEW_OWN_TIME,
)

OPEN = (ExpenseState.DRAFT, ExpenseState.SUBMITTED, ExpenseState.ORDERED, ExpenseState.DECLINED)
WAITING = (ExpenseState.SUBMITTED, ExpenseState.ORDERED)
SPENT = (ExpenseState.APPROVED, ExpenseState.BILLED)


def expenses(actor: Actor, *, deleted: bool = False) -> "QuerySet[Expense]":
    """One's own, and those of the clients that the actor sees; of the house for who sees all."""
    seen = Q()
    if actor.can(VIEW_OWN_TIME):
        seen |= Q(person__user_id=actor.own_id)
    if actor.can(VIEW_EXPENSES):
        clients = actor.client_ids
        seen |= Q(pk__gt=0) if clients is None else Q(Among("client_id", clients))
    if not seen:
        return Expense.objects.none()
    rows = Expense.objects.filter(seen, deleted_at__isnull=not deleted)
    return rows.select_related("person__user", "client", "project", "line", "entity", "answered_by")


def expense(actor: Actor, expense_id: int, *, deleted: bool = False) -> Expense:
    found = expenses(actor, deleted=deleted).filter(pk=expense_id).first()
    if found is None:
        raise Missing("expense")
    return found


def expense_to_change(actor: Actor, expense_id: int, *, deleted: bool = False) -> Expense:
    """An expense that the actor may edit, submit or delete: one's own, or of the area."""
    found = expense(actor, expense_id, deleted=deleted)
    if not may_change(actor, found):
        raise Missing("expense")
    return found


def may_change(actor: Actor, row: Expense) -> bool:
    if actor.can(EDIT_EXPENSES):
        return True
    return actor.can(EDIT_OWN_TIME) and is_own(actor, row) and not row.is_supplier


def is_own(actor: Actor, row: Expense) -> bool:
    return actor.is_person and row.person.user_id == actor.user_id


def may_answer(actor: Actor, row: Expense) -> bool:
    """Nobody answers an expense that is paid back to oneself."""
    own = is_own(actor, row) and not row.is_supplier
    return actor.can(APPROVE_EXPENSES) and not own


def chosen_expenses(actor: Actor, ids: Collection[int]) -> list[Expense]:
    return list(expenses(actor).filter(pk__in=list(ids)))


def waiting_count(actor: Actor) -> int:
    """How many wait for this actor's answer."""
    if not actor.can(APPROVE_EXPENSES):
        return 0
    rows = expenses(actor).filter(state__in=WAITING)
    return rows.exclude(kind=ExpenseKind.OWN, person__user_id=actor.own_id).count()


def expense_file(actor: Actor, file_id: int) -> ExpenseFile:
    """A document of an expense that the actor sees, with its bytes."""
    found = ExpenseFile.objects.filter(pk=file_id).select_related("expense__person").first()
    if found is None:
        raise Missing("file")
    expense(actor, found.expense_id)
    return found


def files_of(row: Expense) -> list[ExpenseFile]:
    """The documents without their bytes."""
    return list(row.files.defer("body"))


def projects_to_charge(actor: Actor) -> "QuerySet[Project]":
    """Projects that something may be bought for."""
    found: QuerySet[Project] = Project.objects.seen_by(actor).exclude(state="cancelled")
    return found.select_related("client").order_by("client__folded", "folded")


def clients_to_charge(actor: Actor) -> "QuerySet[Client]":
    found: QuerySet[Client] = Client.objects.seen_by(actor)
    return found.order_by("folded")


def lines_to_charge(
    actor: Actor, project_id: int | None, *, row: Expense | None = None
) -> "QuerySet[BudgetLine]":
    """The lines that are still open of the budget of a project that is seen, or is the row's."""
    known = {row.project_id} if row else set()
    seen = Project.objects.seen_by(actor).filter(pk=project_id or 0).values("pk")
    found: QuerySet[BudgetLine] = BudgetLine.objects.filter(
        Q(project_id__in=seen) | Q(project_id__in=known),
        project_id=project_id or 0,
        deleted_at=None,
        closed_at=None,
    )
    return found


def in_base(amount: Money, row: Expense) -> Money | None:
    """In the base currency on the day of the document; None while no rate is known."""
    try:
        return to_base(amount, row.on)
    except Refused:
        return None


def committed_by_project(
    project_ids: Collection[int] | None = None,
) -> dict[int, int]:
    """Ordered and not yet approved, net, in the base currency, by project."""
    return _committed("project_id", _ordered(project_ids))


def committed_by_line(project_id: int) -> dict[int, int]:
    """The same of one project by budget line; 0 is without a line."""
    return _committed("line_id", _ordered([project_id]))


def _ordered(project_ids: Collection[int] | None) -> "QuerySet[Expense]":
    rows: QuerySet[Expense] = Expense.objects.filter(
        state=ExpenseState.ORDERED, deleted_at=None, project__isnull=False
    )
    return rows if project_ids is None else rows.filter(project_id__in=list(project_ids))


def _committed(key: str, rows: "QuerySet[Expense]") -> dict[int, int]:
    base = money_rules().base_currency
    found: defaultdict[int, int] = defaultdict(int)
    plain = rows.filter(currency=base).order_by().values_list(key)
    for place, net in plain.annotate(sum=Sum("net_minor")):
        found[place or 0] += net
    for row in rows.exclude(currency=base):
        amount = in_base(row.net, row)
        found[getattr(row, key) or 0] += amount.minor if amount else 0
    return dict(found)


def expenses_to_bill(
    actor: Actor, *, client_id: int, project_id: int | None = None
) -> "QuerySet[Expense]":
    """What was approved for a client, is billed to the client, and stands in no invoice yet."""
    rows = expenses(actor).filter(client_id=client_id, state=ExpenseState.APPROVED, billable=True)
    rows = rows.filter(project_id=project_id) if project_id else rows
    return rows.order_by("on", "pk")
