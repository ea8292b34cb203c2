"""Keeps what a check of the books found."""

from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.jobs.queue import after_commit
from napulse.profit.models import BooksCheck
from napulse.profit.permissions import EDIT_BOOKS
from napulse.profit.queries.books import checked

CHECK = "profit.books_check"
TELL = "profit.books_tell"
KEPT_RUNS = 400


@action(EDIT_BOOKS)
def check_books(actor: Actor, *, now: datetime) -> BooksCheck:
    """Run the whole check and keep its result; who reads the packs is told of faults."""
    found = checked()
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
