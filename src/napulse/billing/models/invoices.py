"""Invoices, acts and credit notes: numbered without gaps, immutable once issued."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.audit.models import AuditedModel
from napulse.billing.permissions import VIEW_INVOICES
from napulse.clients.models import ClientPart, ClientRow, LegalEntity
from napulse.contracts.models import Contract
from napulse.delivery.models import Project
from napulse.engines.kernel.text import fold
from napulse.estimates.models import Estimate, PaymentStep
from napulse.ledger.models import BankAccount, OwnEntity, TaxCode
from napulse.ui.formats import numbered

USER = settings.AUTH_USER_MODEL


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice", pgettext_lazy("document", "invoice")
    ADVANCE = "advance", pgettext_lazy("document", "advance invoice")
    CREDIT = "credit", pgettext_lazy("document", "credit note")
    ACT = "act", pgettext_lazy("document", "act of completion")


class InvoiceState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of an invoice", "draft")
    ISSUED = "issued", pgettext_lazy("state of an invoice", "issued")
    SENT = "sent", pgettext_lazy("state of an invoice", "sent")
    PAID = "paid", pgettext_lazy("state of an invoice", "paid")
    CREDITED = "credited", pgettext_lazy("state of an invoice", "credited")


# nobody pays a credit note: it is set off against its invoice
CREDIT_STATES = {
    InvoiceState.ISSUED: pgettext_lazy("state of a credit note", "issued"),
    InvoiceState.SENT: pgettext_lazy("state of a credit note", "sent"),
    InvoiceState.PAID: pgettext_lazy("state of a credit note", "set off"),
}


class NumberSeries(models.Model):
    """The last number of a kind of document in a year of an own company. Locked while it grows."""

    entity = models.ForeignKey(OwnEntity, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "kind", "year"], name="number_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} {self.kind} {self.year}: {self.last}"


class FrozenInvoiceChanged(AssertionError):
    """Somebody tried to change an issued document."""


class Invoice(ClientRow):
    """A document on money. A draft has no number; an issued one never changes.

    What is wrong with an issued invoice is put right by a credit note (`corrects`) and a new one.
    `paid_minor` is what payments and credit notes have covered. `due_to_issue_on` is the day on
    which it should have been issued: timeliness is measured from it.
    """

    reading = VIEW_INVOICES
    FROZEN: ClassVar = (
        "kind", "entity_id", "client_id", "client_entity_id", "sequence", "year", "number",
        "issued_on", "due_on", "currency", "net_minor", "vat_minor", "total_minor",
        "content", "content_hash", "corrects_id", "closes_id", "title", "reason", "language",
        "account_id", "contract_id", "project_id", "period_from", "period_to",
    )  # fmt: skip

    kind = models.CharField(max_length=7, choices=InvoiceKind, default=InvoiceKind.INVOICE)
    state = models.CharField(max_length=8, choices=InvoiceState, default=InvoiceState.DRAFT)
    entity = models.ForeignKey(
        OwnEntity, models.PROTECT, related_name="+", verbose_name=_("our company")
    )
    account = models.ForeignKey(
        BankAccount, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("to the account"),
    )  # fmt: skip
    client_entity = models.ForeignKey(
        LegalEntity, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("company of the client"),
    )  # fmt: skip
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("contract"),
    )  # fmt: skip
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("project"),
    )  # fmt: skip
    estimate = models.ForeignKey(Estimate, models.PROTECT, null=True, related_name="invoices")
    step = models.ForeignKey(PaymentStep, models.PROTECT, null=True, related_name="invoices")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    closes = models.ForeignKey("self", models.PROTECT, null=True, related_name="acts")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    title = models.CharField(pgettext_lazy("of a paper", "subject"), max_length=200)
    sequence = models.PositiveIntegerField(null=True, editable=False)
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    number = models.CharField(_("number"), max_length=30, blank=True, db_index=True)
    drafted_on = models.DateField(_("document date"))
    issued_on = models.DateField(_("issued on"), null=True)
    due_days = models.PositiveSmallIntegerField(_("payment within, days"), default=10)
    due_on = models.DateField(pgettext_lazy("of an invoice", "due on"), null=True)
    due_to_issue_on = models.DateField(_("should be issued on"), null=True, blank=True)
    period_from = models.DateField(_("services from"), null=True, blank=True)
    period_to = models.DateField(_("services to"), null=True, blank=True)
    order_number = models.CharField(_("order number of the client"), max_length=60, blank=True)
    buyer_reference = models.CharField(_("reference of the client"), max_length=60, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("ru", _("Russian")), ("en", _("English"))],
        default="ru",
    )
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    net_minor = models.BigIntegerField(default=0)
    vat_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)
    paid_minor = models.BigIntegerField(default=0)
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    content = models.JSONField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=254, blank=True)
    seen_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)
    folded = models.CharField(max_length=300, editable=False, default="")

    class Meta:
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(  # all that debts are made of: the wide rows themselves are not read
                fields=[
                    "state",
                    "due_on",
                    "kind",
                    "client",
                    "deleted_at",
                    "currency",
                    "total_minor",
                    "paid_minor",
                ],
                name="invoice_debts",
            ),
            models.Index(fields=["client", "issued_on"], name="invoice_client"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "kind", "year", "sequence"], name="invoice_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(sequence__isnull=False) & ~Q(content_hash="")),
                name="invoice_issued_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("net_minor") + F("vat_minor")), name="invoice_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return numbered(self.number) if self.number else self.title

    @property
    def state_words(self) -> str:
        """Where it stands, as it is said of its kind of document."""
        state = InvoiceState(self.state)
        own = CREDIT_STATES.get(state) if self.kind == InvoiceKind.CREDIT else None
        return str(own or state.label)

    def get_absolute_url(self) -> str:
        return reverse("billing:invoice_detail", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            stored = type(self).objects.get(pk=self.pk)
            if stored.state != InvoiceState.DRAFT and _frozen(self) != _frozen(stored):
                raise FrozenInvoiceChanged(str(self))
        self.folded = fold(f"{self.number} {self.title}")
        super().save(*args, **kwargs)

    @property
    def open_minor(self) -> int:
        """What is still to be paid."""
        return self.total_minor - self.paid_minor


def _frozen(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in row.FROZEN)


class LineSource(models.TextChoices):
    """What an invoice line was made of."""

    HAND = "hand", _("by hand")
    STEP = "step", _("payment step of an estimate")
    RETAINER = "retainer", _("retainer")
    TIME = "time", _("time")
    EXPENSE = "expense", _("expense")
    OVERAGE = "overage", _("hours above the retainer")
    CREDIT = "credit", _("credit")
    ADVANCE = "advance", _("settled advance")
    FIXED = "fixed", _("fixed fee")


class InvoiceLine(ClientPart):
    """A line of a document; `net + vat` is what it costs. Pass-through and fee are apart.

    `source_id` leads to what it was made of: a payment step, a remuneration, the line that a credit
    takes back, the line of the advance that is settled. `taken` are the ids of the time entries
    or expenses that the line holds while it stands.
    """

    root = Invoice

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("what for"), max_length=300)
    quantity_milli = models.BigIntegerField(_("quantity"), default=1000)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    price_minor = models.BigIntegerField(_("price"), default=0)
    net_minor = models.BigIntegerField(default=0)
    tax_code = models.CharField(_("VAT"), max_length=8, choices=TaxCode, default=TaxCode.STANDARD)
    vat_bp = models.PositiveIntegerField(default=0)
    vat_minor = models.BigIntegerField(default=0)
    pass_through = models.BooleanField(_("pass-through"), default=False)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    budget_line_id = models.BigIntegerField(default=0)
    source = models.CharField(max_length=8, choices=LineSource, default=LineSource.HAND)
    source_id = models.BigIntegerField(null=True)
    period_on = models.DateField(null=True)  # first day of the retainer's period
    taken = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [
            models.Index(fields=["source", "source_id"], name="invoice_line_source")
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_issued()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_issued()
        return super().delete(*args, **kwargs)

    def _refuse_issued(self) -> None:
        stored = Invoice.objects.filter(pk=self.invoice_id).values_list("content", flat=True)
        if any(stored):
            raise FrozenInvoiceChanged(str(self))

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.vat_minor


class DunningStep(AuditedModel):
    """A reminder of the house: so many days after the due date (before it, when negative)."""

    days = models.SmallIntegerField(_("days after the due date"), unique=True)
    subject_ru = models.CharField(_("subject in Russian"), max_length=200)
    subject_en = models.CharField(_("subject in English"), max_length=200)
    words_ru = models.TextField(_("words in Russian"))
    words_en = models.TextField(_("words in English"))
    by_itself = models.BooleanField(_("sent by itself"), default=False)

    class Meta:
        ordering: ClassVar = ["days"]

    def __str__(self) -> str:
        return str(self.days)

    @property
    def before(self) -> int:
        """How many days before the due date, of a step that comes before it."""
        return -self.days


class DunningLetter(ClientPart):
    """A reminder about one invoice: proposed, sent, or put aside with a reason."""

    root = Invoice

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="dunning")
    step = models.ForeignKey(DunningStep, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=254, blank=True)
    skipped_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-proposed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "step"], name="dunning_letter_once")
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.step}"
