"""A statement from its upload to the books and back: kept, read, written, undone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.billing.actions.payments import Choice, Share, match_payment, unmatch_payment
from napulse.billing.intake import Packed, Reading, controls_json, problems_json
from napulse.billing.models import (
    Allocation,
    BankLine,
    CsvMapping,
    Statement,
    StatementRow,
    StatementState,
)
from napulse.billing.permissions import EDIT_PAYMENTS
from napulse.billing.queries.statements import (
    BEFORE,
    TABLES,
    account_by_number,
    built_on,
    is_whole,
    mapping_of,
    takeable,
)
from napulse.engines.exchange.bank import format_of
from napulse.engines.kernel.errors import Missing, Refused
from napulse.jobs.queue import after_commit
from napulse.jobs.work import start_work
from napulse.ledger.models import BankAccount

CHUNK = 1000
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody brought; a table is about an account that they name."""

    filename: str
    packed: Packed
    account: BankAccount | None = None


@action(EDIT_PAYMENTS)
def begin_statement(actor: Actor, *, upload: Upload, now: datetime) -> Statement:
    """Keep the file and begin to read it; a table first waits for what its columns mean."""
    if actor.user_id is None:
        raise Refused("work.nobody_waits")
    format_ = format_of(upload.packed.opener)
    is_table = format_ in TABLES
    if is_table and upload.account is None:
        raise Refused("statement.account_needed")
    account_id = upload.account.pk if is_table and upload.account else None
    statement = Statement(
        format=format_,
        filename=upload.filename[:200],
        file_hash=upload.packed.digest,
        raw=upload.packed.raw,
        summary={"size": upload.packed.size, "account_id": account_id},
        loaded_by_id=actor.user_id,
        loaded_at=now,
    )
    with change(actor, statement, "statement.uploaded"):
        statement.save()
    if not is_table or mapping_of(statement) is not None:
        _start(actor, statement, "billing.statement_read", upload.packed.size)
    return statement


def _start(actor: Actor, statement: Statement, job: str, total: int) -> None:
    statement.work = start_work(actor, job, statement.filename, total)
    with recording(Statement):
        statement.save()
    after_commit(job, statement_id=statement.pk)


def _held(statement: Statement, *states: str) -> Statement:
    rows = Statement.objects.select_for_update().filter(pk=statement.pk)
    found: Statement | None = rows.first()
    if found is None:
        raise Missing("statement")
    if found.state not in states:
        raise Refused("statement.not_now")
    return found


@action(EDIT_PAYMENTS)
def map_statement(actor: Actor, statement: Statement, *, columns: Mapping[str, str]) -> Statement:
    """Say which heading of the bank's table means what, for the account from now on; read it."""
    row = _held(statement, *BEFORE)
    if row.format not in TABLES:
        raise Refused("statement.not_now")
    if row.work is not None and row.work.is_open:
        raise Refused("statement.not_now")
    chosen = {name: heading for name, heading in columns.items() if heading}
    if "date" not in chosen:
        raise Refused("mapping.no_date")
    if "amount" not in chosen and not {"credit", "debit"} <= chosen.keys():
        raise Refused("mapping.no_amount")
    if len(set(chosen.values())) != len(chosen):
        raise Refused("mapping.twice")
    known = mapping_of(row)
    mapping = known or CsvMapping(account_id=row.summary["account_id"])
    if mapping.columns != chosen:
        with change(actor, mapping, "bank_mapping.set"):
            mapping.columns = chosen
            mapping.save()
    row.state = StatementState.READING
    StatementRow.objects.filter(statement=row).delete()
    _start(actor, row, "billing.statement_read", int(row.summary.get("size", 0)))
    return row


@action(EDIT_PAYMENTS)
def keep_rows(actor: Actor, statement: Statement, *, rows: Sequence[StatementRow]) -> None:
    """One batch of what a reading found."""
    StatementRow.objects.bulk_create(rows)


@action(EDIT_PAYMENTS)
def clear_rows(actor: Actor, statement: Statement) -> None:
    """Before a reading, and when it did not come to its end: nothing half-read stays."""
    StatementRow.objects.filter(statement=statement).delete()


@action(EDIT_PAYMENTS)
def finish_reading(actor: Actor, statement: Statement, *, found: Reading) -> Statement:
    """The preview is ready to be looked through."""
    row = _held(statement, StatementState.READING)
    row.controls = controls_json(found.controls)
    row.problems = list(problems_json(found.problems))
    row.encoding = found.encoding
    row.from_on, row.to_on = found.from_on, found.to_on
    days = [day for one in found.controls.values() for day in (one.from_on, one.to_on) if day]
    if days and row.from_on is None:
        row.from_on, row.to_on = min(days), max(days)
    row.summary = {**row.summary, **found.counts, "troubles": found.troubles}
    row.state = StatementState.PREVIEW
    with recording(Statement):
        row.save()
    return row


@action(EDIT_PAYMENTS)
def stop_statement(
    actor: Actor, statement: Statement, *, state: str, code: str = "", values: object = None
) -> None:
    """Reading or writing ended before its end: failed, or back to the preview."""
    row = _held(statement, StatementState.READING, StatementState.RUNNING)
    if state == StatementState.FAILED:
        StatementRow.objects.filter(statement=row).delete()
    row.state = state
    row.summary = {**row.summary, "refused": code, "refused_values": values or {}}
    with recording(Statement):
        row.save()


@action(EDIT_PAYMENTS)
def drop_statement(actor: Actor, statement: Statement) -> None:
    """Forget a file that wrote nothing."""
    row = _held(statement, *BEFORE)
    if row.work is not None and row.work.is_open:
        raise Refused("statement.not_now")
    with change(actor, row, "statement.dropped"):
        row.delete()


@dataclass(frozen=True, slots=True)
class WriteChoice:
    """`despite`: take the accounts that agree although something is wrong; `match`: match what is
    certain at once.
    """

    despite: bool = False
    match: bool = True


@action(EDIT_PAYMENTS)
def run_statement(actor: Actor, statement: Statement, *, choice: WriteChoice) -> Statement:
    """Queue the writing; the same press twice writes once."""
    row = _held(statement, StatementState.PREVIEW)
    _require_takeable(row, choice)
    row.state = StatementState.RUNNING
    row.summary = {**row.summary, "despite": choice.despite, "match": choice.match, "refused": ""}
    _start(actor, row, "billing.statement_write", int(row.summary.get("new", 0)))
    return row


def _require_takeable(row: Statement, choice: WriteChoice) -> list[str]:
    """The accounts that will be written; refused when something is wrong and nobody said so."""
    good, _wrong = takeable(row)
    if not is_whole(row) and not choice.despite:
        raise Refused("statement.not_whole")
    new = StatementRow.objects.filter(statement=row, known=False, account__in=good)
    if not new.exists():
        raise Refused("statement.nothing_new")
    return good


@action(EDIT_PAYMENTS)
def write_statement(
    actor: Actor, statement: Statement, *, tell: Tell, now: datetime
) -> dict[str, int]:
    """Write every new movement in this one transaction, or none of them."""
    row = _held(statement, StatementState.RUNNING)
    choice = WriteChoice(bool(row.summary.get("despite")), bool(row.summary.get("match", True)))
    good = _require_takeable(row, choice)
    own = account_by_number()
    written = matched = 0
    with recording(BankLine):
        for rows in _chunks(row, good):
            lines = [_line(one, row, own[one.account]) for one in rows]
            BankLine.objects.bulk_create(lines, batch_size=CHUNK)
            written += len(lines)
            tell(written)
    if choice.match:
        matched = _match_certain(actor, row, now)
    known = StatementRow.objects.filter(statement=row, known=True).count()
    with change(actor, row, "statement.written", note={"written": written, "matched": matched}):
        row.state, row.raw = StatementState.DONE, b""  # a copy nobody would think of erasing
        row.summary = {**row.summary, "written": written, "known": known, "matched": matched}
        row.save()
    StatementRow.objects.filter(statement=row).delete()
    return {"written": written, "known": known, "matched": matched}


def _chunks(statement: Statement, accounts: list[str]) -> Iterator[list[StatementRow]]:
    """New rows in their order; what another statement wrote since the reading is left out."""
    rows = StatementRow.objects.filter(statement=statement, account__in=accounts)
    rows, last = rows.order_by("position"), -1  # by the index that has the statement before it
    while True:
        found = list(rows.filter(position__gt=last)[:CHUNK])
        if not found:
            return
        last = found[-1].position
        keys = [one.key for one in found]
        known = set(BankLine.objects.filter(key__in=keys).values_list("key", flat=True))
        again = [one.pk for one in found if one.key in known]
        StatementRow.objects.filter(pk__in=again).update(known=True)
        new = [one for one in found if one.key not in known]
        if new:
            yield new


def _line(row: StatementRow, statement: Statement, account: BankAccount) -> BankLine:
    same = (
        "key", "on", "amount_minor", "currency", "number", "counterparty", "inn",
        "counter_account", "purpose", "raw",
    )  # fmt: skip
    line = BankLine(
        account=account,
        statement=statement,
        version=1,
        **{name: getattr(row, name) for name in same},
    )
    line.folded = line.words()
    return line


def _match_certain(actor: Actor, statement: Statement, now: datetime) -> int:
    """What was certain in the preview, unless an invoice was paid meanwhile."""
    rows = StatementRow.objects.filter(statement=statement, known=False, level="certain")
    done = 0
    for row in rows.order_by("position").iterator(chunk_size=CHUNK):
        line = BankLine.objects.filter(key=row.key, statement=statement).first()
        if line is None:
            continue
        shares = [Share(key, minor, tuple(why)) for key, minor, why in row.match["parts"]]
        try:
            match_payment(actor, line, choice=Choice(shares, by_hand=False), now=now)
        except (Refused, Missing):
            continue
        done += 1
    return done


@action(EDIT_PAYMENTS)
def undo_statement(actor: Actor, statement: Statement, *, now: datetime) -> dict[str, int]:
    """Take back all that a statement wrote, its own matches too; refused once it was built on."""
    row = _held(statement, StatementState.DONE)
    if touched := built_on(row):
        raise Refused("statement.built_on", count=touched)
    made = Allocation.objects.filter(line__statement=row).select_related("line")
    matches = list(made.order_by("-pk"))
    for one in matches:
        unmatch_payment(actor, one, now=now)
    with recording(BankLine):
        gone, _by_model = BankLine.objects.filter(statement=row).delete()
    with change(actor, row, "statement.undone", note={"gone": gone}):
        row.state, row.undone_at = StatementState.UNDONE, now
        row.summary = {**row.summary, "gone": gone}
        row.save()
    return {"gone": gone, "unmatched": len(matches)}
