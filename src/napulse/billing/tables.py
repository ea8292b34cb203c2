"""Lists of invoices and of debtors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.billing.models import Invoice, InvoiceKind, InvoiceState
from napulse.billing.queries.invoices import LIVE, PAYABLE, days_late
from napulse.billing.queries.money import ClientDebt
from napulse.engines.kernel.money import Money
from napulse.ui.tables import Column, Listing, Paged, View

DRAFT = Q(state=InvoiceState.DRAFT)


def money_in(name: str) -> Any:
    """Reads an amount of a document with its currency."""
    return lambda row: Money(getattr(row, name), row.currency)


def open_money(row: Invoice) -> Money | None:
    """What is still to be paid; nothing for drafts, acts and credit notes."""
    if row.kind not in PAYABLE or row.state == InvoiceState.DRAFT:
        return None
    return Money(row.open_minor, row.currency)


class InvoiceListing(Listing[Invoice]):
    """Documents with what is open of each, by where they stand."""

    columns: ClassVar = [
        Column(
            "number", pgettext_lazy("of a document", "Document"), sort="issued_on", main=True,
            cell="billing/_invoice_cell.html", read=lambda row: row.number or str(_("Draft")),
        ),
        Column("client", _("Client"), sort="client__folded", cell="billing/_client_cell.html"),
        Column("get_kind_display", _("Kind"), sort="kind"),
        Column("issued_on", _("Issued on"), sort="issued_on", kind="date"),
        Column("due_on", pgettext_lazy("of an invoice", "Due on"), sort="due_on", kind="date",
               cell="billing/_due_cell.html"),
        Column("total_minor", _("Total with VAT"), sort="total_minor", kind="money",
               read=money_in("total_minor")),
        Column("left_minor", pgettext_lazy("of an invoice", "Open"), sort="left_minor",
               kind="money", read=open_money),
        Column("get_state_display", _("State"), sort="state", cell="billing/_state_cell.html",
               read=lambda row: row.state_words),
    ]  # fmt: skip
    exported: ClassVar = [
        Column("currency", _("Currency")),
        Column("title", pgettext_lazy("of a document", "Subject")),
        Column("net_minor", _("Without VAT"), kind="money", read=money_in("net_minor")),
        Column("vat_minor", pgettext_lazy("of a line", "VAT"), kind="money",
               read=money_in("vat_minor")),
        Column("project", _("Project")),
        Column("contract", _("Contract")),
    ]  # fmt: skip
    search: ClassVar = ("folded", "client__folded")
    order: ClassVar = (F("issued_on").desc(nulls_first=True), "-pk")
    label = _("Invoices")

    def __init__(
        self, query: QueryDict, rows: "QuerySet[Invoice]", path: str, *, today: date
    ) -> None:
        super().__init__(query, rows, path)
        self.today = today
        late = LIVE & Q(due_on__lt=today)
        self.views = [  # type: ignore[misc] # these depend on the day
            View("open", pgettext_lazy("invoices", "Open"), LIVE),
            View("overdue", pgettext_lazy("invoices", "Overdue"), late),
            View("issue", pgettext_lazy("invoices", "To issue"),
                 DRAFT & Q(due_to_issue_on__lte=today)),
            View("drafts", pgettext_lazy("invoices", "Drafts"), DRAFT),
            View("paid", pgettext_lazy("invoices", "Paid"),
                 Q(kind__in=PAYABLE, state__in=[InvoiceState.PAID])),
            View("other", pgettext_lazy("invoices", "Acts and credit notes"),
                 Q(kind__in=[InvoiceKind.ACT, InvoiceKind.CREDIT]) & ~DRAFT),
            View("all", pgettext_lazy("invoices", "All")),
        ]  # fmt: skip

    def cells(self) -> list[tuple[Invoice, list[tuple[Column, Any]]]]:
        found = super().cells()
        for row, _cells in found:
            row.days_late = days_late(row, self.today)  # type: ignore[attr-defined] # for the cell
        return found


AGES = (
    pgettext_lazy("debt by age", "Not due"),
    pgettext_lazy("debt by age", "1–30 days"),
    pgettext_lazy("debt by age", "31–60 days"),
    pgettext_lazy("debt by age", "61–90 days"),
    pgettext_lazy("debt by age", "Over 90 days"),
)


def _bucket(at: int) -> Any:
    return lambda row: Money(row.aged.buckets[at], row.currency)


DEBTORS: Sequence[Column] = (
    Column("name", _("Client"), main=True),
    Column("currency", _("Currency")),
    Column("count", _("Invoices"), kind="int", read=lambda row: row.aged.count),
    *(Column(f"age{at}", title, kind="money", read=_bucket(at)) for at, title in enumerate(AGES)),
    Column("total", _("Owed in all"), kind="money",
           read=lambda row: Money(row.aged.total_minor, row.currency)),
    Column("oldest", _("Oldest, days late"), kind="int", read=lambda row: row.aged.oldest_days),
    Column("above", _("Above the debt limit"), kind="money"),
    Column("penalty", _("Penalty that may be claimed"), kind="money"),
)  # fmt: skip


@dataclass
class Debtors(Paged):
    """Debtors on pages, those who owe most first."""

    query: QueryDict
    path: str
    rows: Sequence[ClientDebt]
    per_page: ClassVar[int] = 100

    @cached_property
    def page(self) -> Page[ClientDebt]:
        return Paginator(self.rows, self.per_page).get_page(self.query.get("page"))


def debt_cells(row: ClientDebt) -> list[Money]:
    """Amounts of a row by age."""
    return [Money(minor, row.currency) for minor in row.aged.buckets]
