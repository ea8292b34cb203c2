"""The check of the books: every sum beside what it is made of, and what the last check found."""

from datetime import date

from django.db.models import QuerySet

from napulse.access.actor import Actor
from napulse.profit.models import BooksCheck
from napulse.profit.permissions import VIEW_BOOKS
from napulse.profit.queries.checking_kept import kept_sums
from napulse.profit.queries.checking_sources import sources
from napulse.profit.queries.checking_totals import totals
from napulse.profit.queries.faults import Findings
from napulse.profit.queries.snapshot import one_moment


def checked(since: date | None = None, until: date | None = None) -> Findings:
    """The whole check, or of a stretch of whole months: its kept sums and its time entries.

    It looks at one moment of the books and lets everybody write meanwhile.
    """
    found = Findings()
    with one_moment():
        found.add(kept_sums(since, until))
        found.add(sources(since, until))
        if since is None:
            found.add(totals())
    return found


def checks(actor: Actor) -> "QuerySet[BooksCheck]":
    rows: QuerySet[BooksCheck] = BooksCheck.objects.order_by("-at")
    return rows if actor.can(VIEW_BOOKS) else rows.none()


def fault_count(actor: Actor) -> int:
    """How many faults the last check found, for whoever may see the books."""
    last = checks(actor).first()
    return 0 if last is None or last.agrees else max(1, len(last.faults))
