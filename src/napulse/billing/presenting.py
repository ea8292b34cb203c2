"""What pages of billing show of documents: amounts in their currency, the way they went."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from napulse.access.actor import ActorRequest
from napulse.billing.actions.priced import LineData, Priced
from napulse.billing.documents.paper import quantity
from napulse.billing.models import Allocation, Invoice, InvoiceLine, InvoiceState
from napulse.billing.permissions import EDIT_PAYMENTS, VIEW_INVOICES, VIEW_PAYMENTS
from napulse.billing.queries.content import content_of
from napulse.billing.queries.invoices import PAYABLE, days_late, lines_of
from napulse.billing.queries.netting import used_of
from napulse.engines.kernel.money import Money
from napulse.ui.menu import Tab


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its amounts as money."""

    row: InvoiceLine
    price: Money
    net: Money
    vat: Money
    total: Money

    @property
    def quantity(self) -> str:
        """Thousandths as people write them."""
        return quantity(self.row.quantity_milli)


@dataclass(frozen=True, slots=True)
class Shown:
    """The sums of a document."""

    net: Money
    vat: Money
    total: Money
    paid: Money
    open: Money


@dataclass(frozen=True, slots=True)
class Step:
    """One stop on the way of a document: reached, or where it stands now."""

    title: str
    on: date | datetime | None
    done: bool
    tone: str = ""


def shown_lines(invoice: Invoice, lines: list[InvoiceLine]) -> list[ShownLine]:
    def money(minor: int) -> Money:
        return Money(minor, invoice.currency)

    return [
        ShownLine(
            row,
            money(row.price_minor),
            money(row.net_minor),
            money(row.vat_minor),
            money(row.total_minor),
        )
        for row in lines
    ]


def sums_of(invoice: Invoice) -> Shown:
    amounts = (
        invoice.net_minor,
        invoice.vat_minor,
        invoice.total_minor,
        invoice.paid_minor,
        invoice.open_minor,
    )
    return Shown(*(Money(minor, invoice.currency) for minor in amounts))


def content_shown(invoice: Invoice) -> dict[str, Any]:
    """The frozen content, or what a draft would say."""
    if invoice.content:
        return dict(invoice.content)
    lines = lines_of(invoice)
    return content_of(invoice, lines, [line.net_minor for line in lines])


def timeline(invoice: Invoice, today: date) -> list[Step]:
    """The way of a document: drafted, issued, sent, seen, due, paid."""
    issued = invoice.state != InvoiceState.DRAFT
    way = [
        Step(pgettext("way of an invoice", "Drafted"), invoice.created_at, True),
        Step(pgettext("way of an invoice", "Issued"), invoice.issued_on, issued),
        Step(pgettext("way of an invoice", "Sent"), invoice.sent_at, bool(invoice.sent_at)),
        Step(pgettext("way of an invoice", "Seen"), invoice.seen_at, bool(invoice.seen_at)),
    ]
    if invoice.kind not in PAYABLE:
        return way
    if invoice.state == InvoiceState.CREDITED:
        return [*way, Step(pgettext("way of an invoice", "Credited"), None, True)]
    paid = invoice.state == InvoiceState.PAID
    late = issued and not paid and invoice.due_on is not None and invoice.due_on < today
    due = pgettext("way of an invoice", "Due")
    passed = issued and invoice.due_on is not None and invoice.due_on <= today
    return [
        *way,
        Step(due, invoice.due_on, passed, "risk" if late else ""),
        Step(pgettext("way of an invoice", "Paid"), invoice.paid_on, paid),
    ]


@dataclass(frozen=True, slots=True)
class Paid:
    """What covered a part of a document: a payment or a credit note; a netting has its own id."""

    on: date
    amount: Money
    url: str
    what: str
    netting_id: int | None = None


def payments(request: ActorRequest, invoice: Invoice) -> list[Paid]:
    """Payments and credits on a document; a movement's own page only for whoever may see it."""
    rows = Allocation.objects.filter(invoice=invoice).select_related("line", "credit")
    found = []
    for row in rows:
        url, what = _movement_url(request, row), _("Payment")
        netting_id = None
        if row.credit is not None:
            url, what = row.credit.get_absolute_url(), str(row.credit)
            netting_id = None if row.credit.corrects_id == invoice.pk else row.pk
        amount = Money(row.amount_minor, invoice.currency)
        found.append(Paid(row.on, amount, url, what, netting_id))
    return found


def uses(request: ActorRequest, note: Invoice) -> list[Paid]:
    """What a credit note covered, paid by netting, and what was paid back of it."""
    found = []
    for row in used_of(note):
        if row.credit_id == note.pk:
            own = row.invoice_id == note.corrects_id
            amount = Money(row.amount_minor, note.currency)
            what = str(row.invoice)
            url = row.invoice.get_absolute_url()
            found.append(Paid(row.on, amount, url, what, None if own else row.pk))
        else:
            amount = Money(-row.amount_minor, note.currency)
            found.append(Paid(row.on, amount, _movement_url(request, row), _("Paid back")))
    return found


def _movement_url(request: ActorRequest, row: Allocation) -> str:
    return row.line.get_absolute_url() if row.line and request.actor.can(VIEW_PAYMENTS) else ""


def sections(request: ActorRequest, here: str) -> list[Tab]:
    """Pages of invoices side by side."""
    pages = [
        ("invoice_list", _("Invoices"), VIEW_INVOICES),
        ("billable_list", _("To invoice"), VIEW_INVOICES),
        ("debtor_list", _("Debtors"), VIEW_INVOICES),
        ("dunning_list", _("Reminders"), VIEW_INVOICES),
    ]
    return [
        Tab(label, reverse(f"billing:{name}"), name == here)
        for name, label, need in pages
        if request.actor.can(need)
    ]


def may_set_steps(request: ActorRequest) -> bool:
    return request.actor.can(EDIT_PAYMENTS)


def new_key() -> str:
    """A key by which a form sent twice is known again."""
    return str(uuid.uuid4())


def mirrored(line: LineData, row: InvoiceLine) -> LineData:
    """A typed line whose amounts stay those of the document that it mirrors."""
    return replace(line, fixed=(row.vat_bp, row.net_minor, row.vat_minor))


def live_totals(lines: Sequence[Priced], currency: str) -> dict[str, Any]:
    """Sums of lines that are being typed, with each line's own."""

    def money(minor: int) -> Money:
        return Money(minor, currency)

    net = sum(line.net_minor for line in lines)
    vat = sum(line.vat_minor for line in lines)
    return {
        "priced": [(line.data.title, money(line.net_minor), line.vat_bp) for line in lines],
        "sums": Shown(money(net), money(vat), money(net + vat), money(0), money(net + vat)),
    }


@dataclass(frozen=True, slots=True)
class ShownInvoice:
    """A document in a list that is no list page."""

    row: Invoice
    total: Money
    left: Money | None
    days_late: int

    @classmethod
    def of(cls, row: Invoice, today: date) -> "ShownInvoice":
        payable = row.kind in PAYABLE and row.state != InvoiceState.DRAFT
        left = Money(row.open_minor, row.currency) if payable else None
        return cls(row, Money(row.total_minor, row.currency), left, days_late(row, today))
