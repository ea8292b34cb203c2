"""One answer to many expenses: all that wait for it, or none."""

from collections.abc import Sequence
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.engines.kernel.errors import Refused
from napulse.timesheets.actions.expenses import (
    approve_expense,
    decline_expense,
    take_back_answer,
)
from napulse.timesheets.models import Expense
from napulse.timesheets.permissions import APPROVE_EXPENSES
from napulse.timesheets.queries.expenses import WAITING


@action(APPROVE_EXPENSES)
def answer_expenses(
    actor: Actor, rows: Sequence[Expense], *, approve: bool, words: str = "", now: datetime
) -> list[Expense]:
    """Approve or decline those that wait; refused as a whole when one of them may not be."""
    waiting = [row for row in sorted(rows, key=lambda row: row.pk) if row.state in WAITING]
    if not waiting:
        raise Refused("expense.nothing_waits")
    if approve:
        return [approve_expense(actor, row, now=now) for row in waiting]
    return [decline_expense(actor, row, words=words, now=now) for row in waiting]


@action(APPROVE_EXPENSES)
def take_back_answers(actor: Actor, rows: Sequence[Expense], *, now: datetime) -> list[Expense]:
    return [take_back_answer(actor, row, now=now) for row in rows]
