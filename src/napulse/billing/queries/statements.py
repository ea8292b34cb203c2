"""Uploaded statements and what they would bring."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from napulse.access.actor import Actor
from napulse.billing.intake import Ground, opened
from napulse.billing.models import (
    Allocation,
    BankLine,
    CsvMapping,
    Invoice,
    Statement,
    StatementFormat,
    StatementRow,
    StatementState,
)
from napulse.billing.permissions import VIEW_PAYMENTS
from napulse.billing.queries.payments import books, sees_paid
from napulse.engines.exchange.bank import TableMapping, Wanted, headings_of, propose
from napulse.engines.kernel.errors import Missing
from napulse.ledger.models import BankAccount

TABLES = (StatementFormat.CSV, StatementFormat.XLSX)
BEFORE = (StatementState.READING, StatementState.PREVIEW, StatementState.FAILED)


def statements(actor: Actor) -> "QuerySet[Statement]":
    """Files of the bank, which say all that came and all that we paid."""
    if not (actor.can(VIEW_PAYMENTS) and sees_paid(actor)):
        return Statement.objects.none()
    found: QuerySet[Statement] = Statement.objects.defer("raw").select_related("loaded_by", "work")
    return found


def statement(actor: Actor, statement_id: int) -> Statement:
    found = statements(actor).filter(pk=statement_id).first()
    if found is None:
        raise Missing("statement")
    return found


def statement_by_id(statement_id: int) -> Statement:
    """For the job that reads or writes it: whoever may start it has been checked then."""
    rows = Statement.objects.select_related("work", "loaded_by__role")
    found: Statement = rows.get(pk=statement_id)
    return found


def unwritten_before(moment: datetime) -> list[Statement]:
    """Statements that somebody read and never wrote, older than this; none that is being read."""
    rows = Statement.objects.filter(state__in=BEFORE, loaded_at__lt=moment).defer("raw")
    return list(rows.exclude(work__state__in=["waiting", "running"]).order_by("pk"))


def accounts() -> "QuerySet[BankAccount]":
    """Own accounts, closed ones too: an old statement may be about one."""
    found: QuerySet[BankAccount] = BankAccount.objects.select_related("entity")
    return found.order_by("entity__name", "-is_main", "pk")


def account_by_number() -> dict[str, BankAccount]:
    """Own accounts by the number that statements write, blanks apart."""
    return {"".join(one.number.split()): one for one in accounts()}


def ground(actor: Actor) -> Ground:
    """What a reading is held against: own accounts and open invoices."""
    own = {number: one.entity_id for number, one in account_by_number().items()}
    return Ground(own, books(actor))


def wanted_of(statement: Statement) -> Wanted:
    """What the reader must know: own accounts and, of a table, its account and mapping."""
    own = account_by_number()
    mapping = mapping_of(statement)
    account = account_of(statement)
    table = None
    if mapping is not None and account is not None:
        number = "".join(account.number.split())
        table = TableMapping(number, account.currency, mapping.columns)
    return Wanted(frozenset(own), statement.filename, table)


def account_of(statement: Statement) -> BankAccount | None:
    """The account that was named for a table, which itself names none."""
    found: BankAccount | None = BankAccount.objects.filter(
        pk=statement.summary.get("account_id") or 0
    ).first()
    return found


def mapping_of(statement: Statement) -> CsvMapping | None:
    account_id = statement.summary.get("account_id") or 0
    found: CsvMapping | None = CsvMapping.objects.filter(account_id=account_id).first()
    return found


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings of a table and which we think, or know, mean what."""

    headings: tuple[str, ...]
    chosen: dict[str, str]


def columns_of(statement: Statement) -> Columns:
    raw = bytes(statement.raw)
    headings = headings_of(lambda: opened(raw), statement.filename)
    known = mapping_of(statement)
    held = {key: text for key, text in (known.columns if known else {}).items() if text in headings}
    return Columns(headings, held or propose(headings))


def rows_of(statement: Statement, show: str) -> "QuerySet[StatementRow]":
    """The movements of a preview: those of a view."""
    rows: QuerySet[StatementRow] = StatementRow.objects.filter(statement=statement)
    own = list(account_by_number())
    views = {
        "new": Q(known=False, account__in=own),
        "certain": Q(known=False, level="certain"),
        "likely": Q(known=False, level="likely"),
        "several": Q(known=False, level="several"),
        "known": Q(known=True),
        "foreign": ~Q(account__in=own),
    }
    return rows.filter(views[show]) if show in views else rows


def invoices_named(actor: Actor, rows: list[StatementRow]) -> dict[int, Invoice]:
    """The invoices that matches of these rows speak of."""
    ids = {part[0] for row in rows for part in row.match.get("parts", [])}
    found: Any = Invoice.objects.seen_by(actor).filter(pk__in=ids).select_related("client")
    return {one.pk: one for one in found}


def same_file(statement: Statement) -> Statement | None:
    """The same bytes, written before."""
    rows = Statement.objects.filter(
        file_hash=statement.file_hash, state=StatementState.DONE
    ).exclude(pk=statement.pk)
    found: Statement | None = rows.defer("raw").first()
    return found


def takeable(statement: Statement) -> tuple[list[str], list[str]]:
    """Accounts of ours whose sums agree or are not told, and those whose sums are wrong."""
    own = account_by_number()
    ours = [one for one in statement.controls if one["account"] in own]
    good = [one["account"] for one in ours if one["state"] != "wrong"]
    return good, [one["account"] for one in ours if one["state"] == "wrong"]


def is_whole(statement: Statement) -> bool:
    """Nothing was lost in reading and every account agrees: it may be written without a word."""
    return not statement.summary.get("troubles") and not takeable(statement)[1]


def built_on(statement: Statement) -> int:
    """How many of its movements somebody worked with since: matched by hand, noted, set aside."""
    lines = BankLine.objects.filter(statement=statement)
    by_hand = Allocation.objects.filter(line__statement=statement, by_hand=True)
    touched = lines.filter(Q(state="aside") | Q(pk__in=by_hand.values("line_id")))
    return int(touched.count())
