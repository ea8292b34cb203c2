"""The books agree after any sequence of actions, and a defect of one kopeck is found anywhere."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Model

from napulse.billing.models import Allocation, Invoice, InvoiceLine, NumberSeries
from napulse.ledger.models import (
    ClientMonth,
    LineTotal,
    PersonWeek,
    Posting,
    ProjectMonth,
    Source,
)
from napulse.profit.models import Overhead, WriteOff
from napulse.profit.queries.books import checked
from napulse.timesheets.models import Expense, TimeEntry
from tests import moves
from tests.moves import MOVES, Books

pytestmark = pytest.mark.django_db

SEEDS, LENGTH = range(6), 45


@pytest.mark.parametrize("seed", SEEDS)
def test_the_books_agree_after_any_sequence_of_actions(seed: int) -> None:
    books = Books.opened(seed)
    told = []

    for _step in range(LENGTH):
        told.append(books.move())
        found = checked()
        assert [fault.plain() for fault in found.faults] == [], told

    assert Posting.objects.exists()


SETTLING = (
    *[moves.bill_by_hand] * 3,
    *[moves.pay] * 4,
    *[moves.credit] * 2,
    *[moves.set_credit_off] * 4,
    moves.take_back_set_off,
    moves.pay_back,
    moves.take_back_payment,
)


@pytest.mark.parametrize("seed", range(4))
def test_debts_are_what_was_billed_less_what_came_however_it_is_set_off(seed: int) -> None:
    books, told, set_off = Books.opened(seed), [], 0
    books.projects = books.projects[:1]

    for step in range(100):
        told.append(books.move(SETTLING))
        nettings = Allocation.objects.filter(credit__isnull=False)
        set_off += nettings.exclude(credit__corrects=F("invoice")).exists()
        assert step % 5 or [fault.plain() for fault in checked().faults] == [], told
        assert _owed() == _billed() - _received(), told

    assert set_off, told


def _owed() -> int:
    """What is open of invoices, less what credit notes owe."""
    rows = Invoice.objects.exclude(state="draft").values_list("kind", "total_minor", "paid_minor")
    return sum((-1 if kind == "credit" else 1) * (total - paid) for kind, total, paid in rows)


def _billed() -> int:
    rows = Invoice.objects.exclude(state="draft").values_list("kind", "total_minor")
    return sum(-total if kind == "credit" else total for kind, total in rows)


def _received() -> int:
    """What bank lines gave; in the ledger it is the same, client by client."""
    rows = Allocation.objects.filter(line__isnull=False)
    posted = Posting.objects.filter(kind="paid")
    given = sum(rows.values_list("amount_minor", flat=True))
    assert sum(posted.values_list("amount_minor", flat=True)) == given
    return given


def test_random_histories_try_every_move() -> None:
    books = Books.opened(99)

    tried = {books.move().partition(",")[0] for _step in range(30 * len(MOVES))}

    assert tried == {move.__name__ for move in MOVES}


def a_history() -> Books:
    """Long enough for a row of every source."""
    books = Books.opened(5)
    for _step in range(400):
        books.move()
        said = set(Posting.objects.values_list("source", flat=True).distinct())
        if said == set(Source) and Expense.objects.filter(state="approved").exists():
            break
    assert checked().found == 0
    return books


def _bump(model: type[Model], name: str, **where: Any) -> None:
    """One kopeck (or minute) more in one row, past every action."""
    row = model._base_manager.filter(**where).order_by("pk").first()
    assert row is not None, (model, where)
    table, column = model._meta.db_table, model._meta.get_field(name).column
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET "{column}" = "{column}" + 1 WHERE id = %s',  # noqa: S608 of models
            [row.pk],
        )


LIVING = {"deleted_at": None}
DEFECTS: list[tuple[type[Model], str, dict[str, Any]]] = [
    *((Posting, "amount_minor", {"source": source}) for source in Source),
    (Posting, "actual_minor", {"kind": "time"}),
    (Posting, "standard_minor", {"kind": "time"}),
    (Posting, "minutes", {"kind": "time"}),
    *(
        (table, name, {})
        for table in (ClientMonth, ProjectMonth, LineTotal)
        for name in ("fee_minor", "worth_minor", "actual_minor", "overhead_minor", "minutes")
    ),
    (PersonWeek, "billable_minutes", {}),
    (PersonWeek, "worth_minor", {}),
    (TimeEntry, "minutes", LIVING),
    (TimeEntry, "worth_minor", LIVING),
    (Expense, "net_minor", {"state": "approved"}),
    (InvoiceLine, "net_minor", {"invoice__state__in": ["issued", "sent", "paid"]}),
    (Invoice, "paid_minor", {"state__in": ["issued", "sent", "paid"], "kind": "invoice"}),
    (WriteOff, "amount_minor", LIVING),
    (Overhead, "amount_minor", {}),
    (NumberSeries, "last", {}),
]


@pytest.mark.parametrize(
    ("model", "name", "where"),
    DEFECTS,
    ids=[f"{m.__name__}.{n}.{'.'.join(map(str, w.values()))}" for m, n, w in DEFECTS],
)
def test_a_planted_kopeck_is_found(model: type[Model], name: str, where: dict[str, Any]) -> None:
    a_history()

    _bump(model, name, **where)

    assert checked().found > 0


def test_a_posting_that_vanished_and_one_that_nobody_made_are_found() -> None:
    a_history()
    row = Posting.objects.order_by("pk").first()
    assert row is not None
    Posting.objects.filter(pk=row.pk).delete()
    assert checked().found > 0
    row.save(force_insert=True)
    assert checked().found == 0
    row.pk = None
    row.source_id = 10**9
    row.save()
    assert checked().found > 0


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    a_history()
    ClientMonth.objects.update(minutes=F("minutes"))

    assert checked().found == 0
