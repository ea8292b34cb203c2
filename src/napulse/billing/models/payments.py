"""Bank statements, their lines, and which invoices they paid."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.audit.models import AuditedModel
from napulse.billing.models.invoices import Invoice
from napulse.billing.permissions import VIEW_PAYMENTS
from napulse.engines.kernel.text import fold
from napulse.ledger.models import BankAccount

USER = settings.AUTH_USER_MODEL


class StatementFormat(models.TextChoices):
    ONEC = "1c", "1CClientBankExchange"
    CAMT = "camt", "camt.053"
    MT940 = "mt940", "MT940"
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"


class StatementState(models.TextChoices):
    READING = "reading", _("being read")
    PREVIEW = "preview", _("preview")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    UNDONE = "undone", _("undone")
    FAILED = "failed", _("failed")


class Statement(AuditedModel):
    """An uploaded statement: previewed with its control sums, then written or undone whole."""

    reading = VIEW_PAYMENTS

    format = models.CharField(max_length=5, choices=StatementFormat)
    filename = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64, db_index=True)
    raw = models.BinaryField()
    encoding = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=7, choices=StatementState, default=StatementState.READING)
    work = models.ForeignKey("jobs.LongWork", models.SET_NULL, null=True, related_name="+")
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    controls = models.JSONField(default=list)  # per account: opening, in, out, closing, agrees
    problems = models.JSONField(default=list)  # (line number, code, values)
    summary = models.JSONField(default=dict)
    loaded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-loaded_at"]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("billing:statement_detail", args=[self.pk])


class StatementRow(models.Model):
    """A movement of a statement that is still looked through: written as a `BankLine`, or not.

    `match` is what would be matched: level, parts as (invoice, amount, reasons), candidates.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    source_line = models.PositiveIntegerField(default=0)
    account = models.CharField(max_length=34)
    key = models.CharField(max_length=64)
    on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    number = models.CharField(max_length=30, blank=True)
    counterparty = models.CharField(max_length=250, blank=True)
    inn = models.CharField(max_length=12, blank=True)
    counter_account = models.CharField(max_length=34, blank=True)
    purpose = models.TextField(blank=True)
    raw = models.JSONField(default=dict)
    known = models.BooleanField(default=False)
    level = models.CharField(max_length=8, blank=True)
    match = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "position"], name="statement_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount_minor}"


class BankLineState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a payment", "not matched")
    PART = "part", pgettext_lazy("state of a payment", "matched in part")
    MATCHED = "matched", pgettext_lazy("state of a payment", "matched")
    ASIDE = "aside", pgettext_lazy("state of a payment", "not of a client")


class BankLine(AuditedModel):
    """A movement on an own account; `amount_minor` is negative when we paid."""

    reading = VIEW_PAYMENTS

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, related_name="lines")
    key = models.CharField(max_length=64, unique=True)  # the same movement is known again
    on = models.DateField(_("date"))
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(max_length=3, default="RUB")
    number = models.CharField(_("No."), max_length=30, blank=True)
    counterparty = models.CharField(_("counterparty"), max_length=250, blank=True)
    inn = models.CharField(max_length=12, blank=True)
    counter_account = models.CharField(max_length=34, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    folded = models.TextField(blank=True, editable=False)
    raw = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=BankLineState, default=BankLineState.OPEN)
    matched_minor = models.BigIntegerField(default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["on"], name="bank_line_open", condition=Q(state__in=["open", "part"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.on:%d.%m.%Y} {self.called}"[:200]

    @property
    def called(self) -> str:
        """Who is on the other side; a fee of the bank names nobody but says what it is."""
        return self.counterparty or self.purpose or self.number or "—"

    def get_absolute_url(self) -> str:
        return reverse("billing:payment_detail", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = self.words()
        super().save(*args, **kwargs)

    def words(self) -> str:
        """What a search looks in."""
        return fold(f"{self.counterparty} {self.inn} {self.number} {self.purpose}")

    @property
    def rest_minor(self) -> int:
        """What is not matched yet; of the sign of the movement."""
        return self.amount_minor - self.matched_minor


class Allocation(AuditedModel):
    """So much of a movement paid so much of an invoice, and why we think so.

    `line` is none when a credit note covered it.
    """

    root = Invoice

    line = models.ForeignKey(BankLine, models.PROTECT, null=True, related_name="allocations")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="allocations")
    credit = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="covers")
    on = models.DateField()
    amount_minor = models.BigIntegerField()
    reasons = models.JSONField(default=list)
    by_hand = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(line__isnull=False) ^ Q(credit__isnull=False),
                name="allocation_of_payment_or_credit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.amount_minor}"


class CsvMapping(AuditedModel):
    """Which column of a bank's table means what; kept for the account."""

    account = models.OneToOneField(BankAccount, models.CASCADE, related_name="csv_mapping")
    columns = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.account)
