"""What postings came from: the entry, expense, invoice or payment itself, by name and address."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from napulse.access.actor import Actor
from napulse.access.levels import Need
from napulse.billing.models import Allocation, Invoice
from napulse.billing.permissions import VIEW_INVOICES
from napulse.clients.models import Client
from napulse.delivery.models import Project
from napulse.estimates.models import BudgetLine
from napulse.ledger.models import Source
from napulse.people.models import Person, WorkRole
from napulse.profit.models import Overhead, WriteOff
from napulse.profit.permissions import VIEW_BOOKS, VIEW_MARGINS
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


def told(actor: Actor, rows: Collection[PostingRow]) -> list[ToldPosting]:
    """The rows of one page with their names: a constant number of queries."""
    sources = {source: _of_source(actor, source, rows) for source in Source}
    clients = dict(_named(Client, {row.client_id for row in rows}))
    projects = dict(_named(Project, {row.project_id for row in rows}))
    lines = dict(_named(BudgetLine, {row.line_id for row in rows}, "title"))
    roles = dict(_named(WorkRole, {row.role_id for row in rows}))
    people = _people(actor, rows)
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


def _named(model: type, ids: Iterable[int | None], name: str = "name") -> Iterable[tuple[int, str]]:
    wanted = {number for number in ids if number}
    rows = model._base_manager.filter(pk__in=wanted)  # type: ignore[attr-defined] # a model
    found: Iterable[tuple[int, str]] = rows.order_by().values_list("pk", name)
    return found


def _people(actor: Actor, rows: Collection[PostingRow]) -> dict[int, str]:
    """Who worked: told to whoever may see the time of others."""
    if not actor.can(VIEW_TIME):
        return {}
    wanted = {row.person_id for row in rows if row.person_id}
    return dict(Person.objects.filter(pk__in=wanted).order_by().values_list("pk", "user__name"))


def _of_source(actor: Actor, source: Source, rows: Collection[PostingRow]) -> Told:
    need, read = READERS[source]
    ids = {row.source_id for row in rows if row.source == source}
    if not ids or not actor.can(need):
        return {}
    return {pk: (label, url) for pk, label, url in read(ids)}


Found = Iterable[tuple[int, str, str]]


def _entries(ids: Collection[int]) -> Found:
    rows = TimeEntry.objects.filter(pk__in=ids).order_by()
    for pk, note, person_id, on in rows.values_list("pk", "note", "person_id", "on"):
        yield pk, note or _("no words"), _entry_url(pk, person_id, f"{on:%Y-%m-%d}")


def _entry_url(entry_id: int, person_id: int, day: str) -> str:
    return _address("timesheets:entry_detail", entry_id)


def _expenses(ids: Collection[int]) -> Found:
    for pk, title in Expense.objects.filter(pk__in=ids).order_by().values_list("pk", "title"):
        yield pk, title, _address("timesheets:expense_detail", pk)


def _invoices(ids: Collection[int]) -> Found:
    for row in Invoice.objects.filter(pk__in=ids).order_by():
        name = f"{row.get_kind_display()} {row}".capitalize()
        yield row.pk, name, _address("billing:invoice_detail", row.pk)


def _payments(ids: Collection[int]) -> Found:
    rows = Allocation.objects.filter(pk__in=ids).select_related("invoice", "line").order_by()
    for row in rows:
        name = row.line.counterparty if row.line else str(row.invoice)
        yield row.pk, name or str(row.invoice), _address("billing:invoice_detail", row.invoice_id)


def _write_offs(ids: Collection[int]) -> Found:
    for row in WriteOff.objects.filter(pk__in=ids).order_by():
        words = ": ".join(part for part in (row.get_reason_display(), row.words) if part)
        yield row.pk, words, reverse("profit:write_off_list")


def _overheads(ids: Collection[int]) -> Found:
    for row in Overhead.objects.filter(pk__in=ids).order_by():
        url = f"{reverse('profit:overhead_list')}?year={row.month_on.year}"
        yield row.pk, row.title, url


def _address(name: str, number: int) -> str:
    try:
        return reverse(name, args=[number])
    except NoReverseMatch:
        return ""


READERS: dict[Source, tuple[Need, Callable[[Collection[int]], Found]]] = {
    Source.ENTRY: (VIEW_TIME, _entries),
    Source.EXPENSE: (VIEW_EXPENSES, _expenses),
    Source.INVOICE: (VIEW_INVOICES, _invoices),
    Source.PAYMENT: (VIEW_INVOICES, _payments),
    Source.WRITE_OFF: (VIEW_MARGINS, _write_offs),
    Source.OVERHEAD: (VIEW_BOOKS, _overheads),
}
