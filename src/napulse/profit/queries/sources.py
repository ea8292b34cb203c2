"""What postings came from: the entry, expense, invoice or payment itself, by name and address."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from napulse.access.actor import Actor
from napulse.access.levels import Need
from napulse.access.models import User
from napulse.audit.models import Entry
from napulse.billing.models import Allocation, BankLine, Invoice
from napulse.billing.permissions import VIEW_INVOICES
from napulse.clients.models import Client
from napulse.delivery.models import Project
from napulse.estimates.models import BudgetLine
from napulse.ledger.models import Source
from napulse.people.models import Person, WorkRole
from napulse.profit.models import Overhead, WriteOff
from napulse.profit.permissions import VIEW_BOOKS, VIEW_MARGINS
from napulse.profit.queries.past import Row, as_it_grew, as_it_was
from napulse.profit.queries.postings import PostingRow
from napulse.timesheets.models import Expense, TimeEntry
from napulse.timesheets.permissions import VIEW_EXPENSES, VIEW_TIME

Told = Mapping[int, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ToldPosting:
    """A row in words: what it came from with its address, of whom, where it stands."""

    row: PostingRow
    label: str
    url: str
    client: str
    project: str
    line: str
    person: str
    role: str


class Remembered:
    """Rows by id with the values that they had at a moment; those removed since too."""

    def __init__(self, known_at: datetime | None = None) -> None:
        self.known_at = known_at

    def rows(self, model: type, ids: Iterable[int | None], *fields: str) -> dict[int, Row]:
        wanted = {number for number in ids if number}
        rows = model._base_manager.filter(pk__in=wanted).order_by()  # type: ignore[attr-defined]
        told = rows.values_list("pk", *fields) if wanted else ()
        found = {pk: dict(zip(fields, rest, strict=True)) for pk, *rest in told}
        if self.known_at is None:
            return found
        label = model._meta.label_lower  # type: ignore[attr-defined] # a model
        grown = as_it_grew(label, wanted - found.keys(), self.known_at)
        gone = {pk: {name: row.get(name) for name in fields} for pk, row in grown.items()}
        return as_it_was(label, found, self.known_at) | gone

    def names(self, model: type, ids: Iterable[int | None], field: str = "name") -> dict[int, str]:
        return {pk: row[field] or "" for pk, row in self.rows(model, ids, field).items()}


def told(
    actor: Actor, rows: Collection[PostingRow], known_at: datetime | None = None
) -> list[ToldPosting]:
    """The rows of one page with the names of that moment: a constant number of queries."""
    past = Remembered(known_at)
    sources = {source: _of_source(actor, source, rows, past) for source in Source}
    clients = past.names(Client, {row.client_id for row in rows})
    projects = past.names(Project, {row.project_id for row in rows})
    lines = past.names(BudgetLine, {row.line_id for row in rows}, "title")
    roles = past.names(WorkRole, {row.role_id for row in rows})
    people = _people(actor, rows, past)
    return [
        ToldPosting(
            row,
            *sources[Source(row.source)].get(row.source_id, ("", "")),
            client=clients.get(row.client_id or 0, ""),
            project=projects.get(row.project_id or 0, ""),
            line=lines.get(row.line_id, ""),
            person=people.get(row.person_id or 0, ""),
            role=roles.get(row.role_id or 0, ""),
        )
        for row in rows
    ]


def _people(actor: Actor, rows: Collection[PostingRow], past: Remembered) -> dict[int, str]:
    """Who worked: told to whoever may see the time of others."""
    if not actor.can(VIEW_TIME):
        return {}
    wanted = {row.person_id for row in rows if row.person_id}
    users = dict(Person.objects.filter(pk__in=wanted).order_by().values_list("pk", "user_id"))
    names = past.names(User, users.values())
    return {pk: names.get(user, "") for pk, user in users.items()}


def _of_source(
    actor: Actor, source: Source, rows: Collection[PostingRow], past: Remembered
) -> Told:
    need, read = READERS[source]
    ids = {row.source_id for row in rows if row.source == source}
    if not ids or not actor.can(need):
        return {}
    return {pk: (label, url) for pk, label, url in read(ids, past)}


Found = Iterable[tuple[int, str, str]]


def _entries(ids: Collection[int], past: Remembered) -> Found:
    for pk, note in past.names(TimeEntry, ids, "note").items():
        yield pk, note or _("no words"), _address("timesheets:entry_detail", pk)


def _expenses(ids: Collection[int], past: Remembered) -> Found:
    for pk, title in past.names(Expense, ids, "title").items():
        yield pk, title, _address("timesheets:expense_detail", pk)


def _invoices(ids: Collection[int], past: Remembered) -> Found:
    for row in Invoice.objects.filter(pk__in=ids).order_by():
        name = f"{row.get_kind_display()} {row}"
        yield row.pk, name[:1].upper() + name[1:], _address("billing:invoice_detail", row.pk)


def _payments(ids: Collection[int], past: Remembered) -> Found:
    rows = past.rows(Allocation, ids, "invoice_id", "line_id")
    rows |= _taken_back(set(ids) - rows.keys(), past.known_at)
    payers = past.names(BankLine, {row["line_id"] for row in rows.values()}, "counterparty")
    invoices = {row["invoice_id"] for row in rows.values()}
    named = {row.pk: str(row) for row in Invoice.objects.filter(pk__in=invoices).order_by()}
    for pk, row in rows.items():
        payer = payers.get(row["line_id"] or 0) or row.get("payer")
        name = payer or named.get(row["invoice_id"], "")
        yield pk, name, _address("billing:invoice_detail", row["invoice_id"])


def _taken_back(ids: Collection[int], known_at: datetime | None) -> dict[int, Row]:
    """Matches that were taken back since that moment, as history keeps them."""
    if known_at is None or not ids:
        return {}
    since = Entry.objects.filter(event="payment.unmatched", at__gte=known_at)
    return {
        note["allocation_id"]: {
            "invoice_id": invoice_id,
            "line_id": note["payment_id"],
            "payer": note.get("counterparty", ""),
        }
        for invoice_id, note in since.order_by("number").values_list("object_id", "changes")
        if note.get("allocation_id") in ids
    }


def _write_offs(ids: Collection[int], past: Remembered) -> Found:
    for row in WriteOff.objects.filter(pk__in=ids).order_by():
        words = ": ".join(part for part in (row.get_reason_display(), row.words) if part)
        yield row.pk, words, reverse("profit:write_off_list")


def _overheads(ids: Collection[int], past: Remembered) -> Found:
    for pk, row in past.rows(Overhead, ids, "title", "month_on").items():
        yield pk, row["title"], f"{reverse('profit:overhead_list')}?year={str(row['month_on'])[:4]}"


def _address(name: str, number: int) -> str:
    try:
        return reverse(name, args=[number])
    except NoReverseMatch:
        return ""


READERS: dict[Source, tuple[Need, Callable[[Collection[int], Remembered], Found]]] = {
    Source.ENTRY: (VIEW_TIME, _entries),
    Source.EXPENSE: (VIEW_EXPENSES, _expenses),
    Source.INVOICE: (VIEW_INVOICES, _invoices),
    Source.PAYMENT: (VIEW_INVOICES, _payments),
    Source.WRITE_OFF: (VIEW_MARGINS, _write_offs),
    Source.OVERHEAD: (VIEW_BOOKS, _overheads),
}
