"""Documents of expenses: judged by content, kept beside the expense, taken away while open."""

from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.exchange.documents import document_name, judge_document
from napulse.engines.kernel.errors import Missing, Refused
from napulse.timesheets.actions.expenses import held
from napulse.timesheets.models import Expense, ExpenseFile, ExpenseState
from napulse.timesheets.permissions import EDIT_OWN_TIME

MOST_FILES = 20


@action(EDIT_OWN_TIME)
def add_document(
    actor: Actor, row: Expense, *, name: str, raw: bytes, now: datetime
) -> ExpenseFile:
    """Keep a document; the same bytes twice are kept once."""
    row = held(actor, row)
    kind = judge_document(raw)
    for known in row.files.filter(size=len(raw), content_type=kind.mime):
        if bytes(known.body) == raw:
            return known
    if row.files.count() >= MOST_FILES:
        raise Refused("document.too_many", limit=MOST_FILES)
    paper = ExpenseFile(
        expense=row,
        name=document_name(name, kind),
        content_type=kind.mime,
        size=len(raw),
        body=raw,
        added_at=now,
    )
    with change(actor, row, "expense.document_added", note={"file": paper.name}):
        paper.save()
    return paper


@action(EDIT_OWN_TIME)
def remove_document(actor: Actor, paper: ExpenseFile) -> None:
    """Take a document away, unless the expense was approved with it."""
    row = held(actor, paper.expense)
    if row.state in (ExpenseState.APPROVED, ExpenseState.BILLED):
        raise Refused("document.approved")
    if not row.files.filter(pk=paper.pk).exists():
        raise Missing("file")
    with change(actor, row, "expense.document_removed", note={"file": paper.name}):
        paper.delete()
