"""Keeps what a check of the books found."""

from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.jobs.queue import after_commit
from napulse.profit.models import BooksCheck
from napulse.profit.permissions import EDIT_BOOKS
from napulse.profit.queries.faults import Findings

CHECK = "profit.books_check"
TELL = "profit.books_tell"
KEPT_RUNS = 400


@action(EDIT_BOOKS)
def keep_check(actor: Actor, *, found: Findings, now: datetime) -> BooksCheck:
    """Keep what a check found; who reads the packs is told of faults.

    The check itself runs before, outside this transaction: it may take minutes.
    """
    run = BooksCheck.objects.create(
        at=now,
        agrees=not found.found,
        checked=found.checked,
        faults=[fault.plain() for fault in found.faults],
    )
    old = BooksCheck.objects.order_by("-at").values_list("pk", flat=True)[KEPT_RUNS:]
    BooksCheck.objects.filter(pk__in=list(old)).delete()
    if not run.agrees:
        after_commit(TELL, check_id=run.pk)
    return run


@action(EDIT_BOOKS)
def ask_for_check(actor: Actor) -> None:
    """Have the books checked in the background."""
    after_commit(CHECK)
