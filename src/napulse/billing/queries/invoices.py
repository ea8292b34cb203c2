"""Invoices, acts and credit notes as whoever is allowed sees them."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from napulse.access.actor import Actor
from napulse.audit.models import Entry
from napulse.billing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceState
from napulse.clients.models import Client, LegalEntity
from napulse.contracts.models import Contract
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Missing
from napulse.jobs.models import Letter
from napulse.ledger.models import BankAccount, OwnEntity

ABOUT = "billing.invoice"
PAYABLE = (InvoiceKind.INVOICE, InvoiceKind.ADVANCE)
UNPAID = (InvoiceState.ISSUED, InvoiceState.SENT)
LIVE = Q(kind__in=PAYABLE, state__in=UNPAID)
"""What somebody still has to pay: `open_minor` of these adds up to the debt."""
HISTORY_SHOWN = 60


def invoices(actor: Actor) -> "QuerySet[Invoice]":
    """Documents of clients that are there, with the names that lists and pages need."""
    found: QuerySet[Invoice] = Invoice.objects.seen_by(actor)
    return found.filter(client__deleted_at=None).select_related(
        "client", "client_entity", "project", "entity", "contract", "corrects", "closes"
    )


def listed_invoices(actor: Actor) -> "QuerySet[Invoice]":
    """For the list: what is still open of each beside it, for sorting."""
    open_now = F("total_minor") - F("paid_minor")
    corrected = Invoice.objects.filter(
        corrects=OuterRef("pk"), kind=InvoiceKind.CREDIT, deleted_at=None
    ).exclude(state=InvoiceState.DRAFT)
    return invoices(actor).annotate(left_minor=open_now, is_corrected=Exists(corrected))


def invoice(actor: Actor, invoice_id: int) -> Invoice:
    found = invoices(actor).filter(pk=invoice_id).first()
    if found is None:
        raise Missing("invoice")
    return found


def invoice_with_deleted(actor: Actor, invoice_id: int) -> Invoice:
    """Of a deleted draft, to bring it back."""
    rows = Invoice.objects.with_deleted(actor).filter(client__deleted_at=None)
    found: Invoice | None = rows.select_related("client").filter(pk=invoice_id).first()
    if found is None:
        raise Missing("invoice")
    return found


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    return list(InvoiceLine.objects.filter(invoice=invoice).select_related("project"))


def corrections_of(invoice: Invoice) -> list[Invoice]:
    """Credit notes on it that were issued, and their drafts."""
    rows = Invoice.objects.filter(corrects=invoice, deleted_at=None)
    return list(rows.order_by("pk"))


def acts_of(invoice: Invoice) -> list[Invoice]:
    return list(Invoice.objects.filter(closes=invoice, deleted_at=None).order_by("pk"))


def letters_of(invoice: Invoice) -> list[Letter]:
    """Letters that carried it to the client, the newest first, with what became of them."""
    return list(Letter.objects.filter(about=ABOUT, about_id=invoice.pk).defer("raw"))


def history_of(invoice: Invoice) -> list[Entry]:
    rows = Entry.objects.filter(model=Invoice._meta.label_lower, object_id=invoice.pk)
    return list(rows.order_by("-number")[:HISTORY_SHOWN])


def days_late(invoice: Invoice, today: date) -> int:
    """Days since its due date, 0 for what is paid or not yet due."""
    if invoice.kind not in PAYABLE or invoice.state not in UNPAID or invoice.due_on is None:
        return 0
    return max(0, (today - invoice.due_on).days)


def overdue(actor: Actor, *, today: date) -> "QuerySet[Invoice]":
    """What should have been paid by now and is not, the oldest first."""
    return invoices(actor).filter(LIVE, due_on__lt=today).order_by("due_on", "pk")


def to_issue(actor: Actor, *, today: date) -> "QuerySet[Invoice]":
    """Drafts whose day has come."""
    drafts = invoices(actor).filter(state=InvoiceState.DRAFT, due_to_issue_on__lte=today)
    return drafts.order_by("due_to_issue_on", "pk")


def clients_to_invoice(actor: Actor) -> "QuerySet[Client]":
    found: QuerySet[Client] = Client.objects.seen_by(actor)
    return found.order_by("folded")


def companies_of(client_id: int) -> "QuerySet[LegalEntity]":
    found: QuerySet[LegalEntity] = LegalEntity.objects.filter(client_id=client_id, deleted_at=None)
    return found


def contracts_of(client_id: int) -> "QuerySet[Contract]":
    found: QuerySet[Contract] = Contract.objects.filter(client_id=client_id, deleted_at=None)
    return found.exclude(state="draft")


def projects_of(client_id: int) -> "QuerySet[Project]":
    found: QuerySet[Project] = Project.objects.filter(client_id=client_id, deleted_at=None)
    return found.order_by("folded")


def accounts_of(entities: "Collection[OwnEntity] | QuerySet[OwnEntity]") -> "QuerySet[BankAccount]":
    found: QuerySet[BankAccount] = BankAccount.objects.filter(entity__in=entities, closed_on=None)
    return found.select_related("entity")


def account_for(entity: OwnEntity, currency: str) -> BankAccount | None:
    """The account printed on invoices of a currency."""
    own = BankAccount.objects.filter(entity=entity, currency=currency, closed_on=None)
    found: BankAccount | None = own.order_by("-is_main", "pk").first()
    return found
