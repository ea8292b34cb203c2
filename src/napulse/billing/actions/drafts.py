"""Drafts of invoices: made, changed, deleted and brought back, with the time that they hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.billing.actions.priced import (
    FIXED,
    LineData,
    Priced,
    data_of,
    price_lines,
    put_sums,
    tax_day,
)
from napulse.billing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceState, LineSource
from napulse.billing.permissions import EDIT_INVOICES
from napulse.billing.queries.checks import refuse_foreign_advances
from napulse.billing.queries.standing import refuse_taken
from napulse.clients.models import Client, LegalEntity
from napulse.contracts.models import Contract
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Missing, Refused
from napulse.ledger.models import BankAccount, OwnEntity
from napulse.timesheets.actions.expenses import bill_expenses, unbill_expenses
from napulse.timesheets.actions.locks import lock_entries, unlock_entries
from napulse.timesheets.models import Expense

MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class InvoiceData:
    """The head of a document as somebody wants it."""

    entity: OwnEntity
    title: str
    drafted_on: date
    account: BankAccount | None = None
    client_entity: LegalEntity | None = None
    contract: Contract | None = None
    project: Project | None = None
    due_days: int = 10
    due_to_issue_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    language: str = "ru"
    currency: str = "RUB"
    order_number: str = ""
    buyer_reference: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Links:
    """What a document was made of, and which form made it."""

    kind: str = InvoiceKind.INVOICE
    submit_key: str | None = None
    more: dict[str, Any] = field(default_factory=dict)


@action(EDIT_INVOICES)
def draft_invoice(
    actor: Actor,
    client: Client,
    *,
    data: InvoiceData,
    lines: Sequence[LineData],
    links: Links = Links(),
    now: datetime,
) -> Invoice:
    """Make a draft. Time and expenses in its lines are held by it from now on.

    The same form sent twice makes one draft.
    """
    if links.submit_key:
        known: Invoice | None = Invoice.objects.filter(
            submit_key=links.submit_key, client=client
        ).first()
        if known is not None:
            return known
    refuse_wrong_head(client.pk, data)
    invoice = Invoice(
        client=client,
        kind=links.kind,
        author_id=actor.own_id,
        created_at=now,
        submit_key=links.submit_key,
        **data.columns,
        **links.more,
    )
    with change(actor, invoice, "invoice.drafted", note={"lines": len(lines)}):
        _write_lines(actor, invoice, lines, now)
    return invoice


@action(EDIT_INVOICES)
def edit_invoice(
    actor: Actor,
    invoice: Invoice,
    *,
    data: InvoiceData,
    lines: Sequence[LineData],
    version: int,
    now: datetime,
) -> Invoice:
    """Write a draft anew: lines that are gone give back what they held."""
    invoice = held_draft(invoice, version)
    refuse_wrong_head(invoice.client_id, data)
    with change(actor, invoice, "invoice.edited", note={"lines": len(lines)}):
        for name, value in data.columns.items():
            setattr(invoice, name, value)
        _write_lines(actor, invoice, lines, now)
    return invoice


@action(EDIT_INVOICES)
def delete_invoice(actor: Actor, invoice: Invoice, *, now: datetime) -> Invoice:
    """A draft goes, and gives back the time and expenses that it held; undone by restoring it."""
    invoice = held_draft(invoice)
    with change(actor, invoice, "invoice.deleted"):
        for line in invoice.lines.all():
            give_back(actor, line, now=now)
        invoice.deleted_at = now
        invoice.save()
    return invoice


@action(EDIT_INVOICES)
def restore_invoice(actor: Actor, invoice: Invoice, *, now: datetime) -> Invoice:
    """Bring a deleted draft back, unless something that it billed stands in another one by now."""
    rows = Invoice.objects.select_for_update()
    row: Invoice | None = rows.filter(pk=invoice.pk, state=InvoiceState.DRAFT).first()
    if row is None:
        raise Missing("invoice")
    if row.deleted_at is None:
        return row
    refuse_taken(row)
    with change(actor, row, "invoice.restored"):
        row.deleted_at = None
        row.save()
        for line in row.lines.all():
            take(actor, line, now=now)
    return row


def held_draft(invoice: Invoice, version: int | None = None) -> Invoice:
    """The draft as stored now, locked; refused when it was issued or changed meanwhile."""
    row = held(invoice)
    if row.state != InvoiceState.DRAFT:
        raise Refused("invoice.issued", number=row.number)
    if version is not None and row.version != version:
        raise Refused("invoice.changed")
    return row


def held(invoice: Invoice) -> Invoice:
    """The document as stored now, locked until the transaction ends."""
    rows = Invoice.objects.select_for_update(of=("self",)).select_related(
        "client", "entity", "client_entity", "contract", "account", "corrects", "closes"
    )
    row: Invoice | None = rows.filter(pk=invoice.pk, deleted_at=None).first()
    if row is None:
        raise Missing("invoice")
    return row


def refuse_wrong_head(client_id: int, data: InvoiceData) -> None:
    """Everything named in the head is of this client, and of this company of ours."""
    if not data.title.strip():
        raise Refused("invoice.no_title")
    of_client = (data.client_entity, data.contract, data.project)
    if any(row is not None and row.client_id != client_id for row in of_client):
        raise Missing("invoice")
    account = data.account
    if account is not None and account.entity_id != data.entity.pk:
        raise Refused("invoice.foreign_account")
    if account is not None and account.currency != data.currency:
        raise Refused("invoice.account_currency", currency=data.currency)
    starts, ends = data.period_from, data.period_to
    if starts and ends and ends < starts:
        raise Refused("invoice.period_order")


def _write_lines(actor: Actor, invoice: Invoice, lines: Sequence[LineData], now: datetime) -> None:
    """Store the document with its lines; call inside its own change."""
    if len(lines) > MOST_LINES:
        raise Refused("invoice.too_many_lines", most=MOST_LINES)
    stored = {row.pk: row for row in InvoiceLine.objects.filter(invoice_id=invoice.pk or 0)}
    wanted = [_kept(line, stored) for line in lines]
    _refuse_foreign_projects(invoice.client_id, wanted)
    refuse_foreign_advances(invoice, [each.source_id for each in wanted if each.fixed])
    on = tax_day(invoice.kind, invoice.drafted_on, invoice.period_to)
    priced = price_lines(invoice.entity, wanted, on)
    put_sums(invoice, priced)
    invoice.save()
    for pk, row in stored.items():
        if pk not in {line.pk for line in wanted}:
            give_back(actor, row, now=now)
            row.delete()
    for at, line in enumerate(priced):
        row = stored.get(line.data.pk or 0) or InvoiceLine(invoice=invoice)
        _write_line(row, line, at)
        take(actor, row, now=now)


def _kept(line: LineData, stored: dict[int, InvoiceLine]) -> LineData:
    """What a stored line came from stays with it; a mirrored one keeps its amounts as well."""
    row = stored.get(line.pk or 0)
    if row is None:
        return replace(line, pk=None)
    was = data_of(row)
    if row.source in FIXED:
        return replace(was, title=line.title)
    same = ("source", "source_id", "period_on", "taken")
    return replace(line, **{name: getattr(was, name) for name in same})


def _refuse_foreign_projects(client_id: int, lines: Sequence[LineData]) -> None:
    named = {line.project_id for line in lines if line.project_id}
    own = Project.objects.filter(pk__in=named, client_id=client_id).count()
    if own != len(named):
        raise Missing("project")
    if any(not line.title.strip() for line in lines):
        raise Refused("invoice.line_without_title")


def _write_line(row: InvoiceLine, line: Priced, position: int) -> None:
    wanted = line.data
    row.position, row.title, row.unit = position, wanted.title.strip()[:300], wanted.unit[:20]
    row.quantity_milli, row.price_minor = wanted.quantity_milli, wanted.price_minor
    row.net_minor, row.vat_bp, row.vat_minor = line.net_minor, line.vat_bp, line.vat_minor
    row.tax_code, row.pass_through = wanted.tax_code, wanted.pass_through
    row.project_id, row.budget_line_id = wanted.project_id, wanted.budget_line_id
    row.source, row.source_id, row.period_on = wanted.source, wanted.source_id, wanted.period_on
    row.taken = list(wanted.taken)
    row.save()


def take(actor: Actor, line: InvoiceLine, *, now: datetime) -> None:
    """Time and expenses of the line are held by it; again changes nothing."""
    if not line.taken:
        return
    if line.source in (LineSource.TIME, LineSource.OVERAGE):
        lock_entries(actor, ids=line.taken, invoice_line=line.pk, now=now)
    if line.source == LineSource.EXPENSE:
        free = [pk for pk in line.taken if pk not in _billed(line)]
        bill_expenses(actor, ids=free, invoice_line=line.pk, now=now)


def give_back(actor: Actor, line: InvoiceLine, *, now: datetime) -> None:
    """What the line held is free for another invoice."""
    if not line.taken:
        return
    if line.source in (LineSource.TIME, LineSource.OVERAGE):
        unlock_entries(actor, ids=line.taken, invoice_line=line.pk, now=now)
    if line.source == LineSource.EXPENSE:
        unbill_expenses(actor, ids=sorted(_billed(line)), now=now)


def _billed(line: InvoiceLine) -> set[int]:
    rows = Expense.objects.filter(pk__in=line.taken, invoice_line=line.pk)
    return set(rows.values_list("pk", flat=True))
