"""Postings: the one ledger under every figure, and the sums kept beside it.

A posting is never changed. What turns out wrong is posted again with the opposite sign and then
right, so the ledger as of any past day is the postings recorded until then.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from napulse.clients.models import Client
from napulse.delivery.models import Project
from napulse.ledger.models.ground import OwnEntity
from napulse.people.models import Person, WorkRole


class PostingKind(models.TextChoices):
    """What a posting says. `amount_minor` is net of VAT, in the base currency.

    Time: `amount_minor` is its worth at sell rates (nothing when not billable), `actual_minor` and
    `standard_minor` what it cost. Every other kind has the amount alone.
    """

    TIME = "time", _("time")
    FEE = "fee", _("billed fee")
    PASS = "pass", _("billed pass-through")
    BOUGHT_PASS = "bought_pass", _("bought for the client")
    BOUGHT_OWN = "bought_own", _("bought at own cost")
    USED = "used", _("worth of time that an invoice took")
    WRITTEN_OFF = "written_off", _("worth written off")
    OVERHEAD = "overhead", _("overhead")
    PAID = "paid", _("received, with VAT")


class Source(models.TextChoices):
    """Which kind of row a posting came from."""

    ENTRY = "entry", _("time entry")
    EXPENSE = "expense", _("expense")
    INVOICE = "invoice", _("invoice")
    WRITE_OFF = "write_off", _("write-off")
    OVERHEAD = "overhead", _("overhead")
    PAYMENT = "payment", _("payment")


class Posting(models.Model):
    """One entry of the ledger. Written by `ledger.posting.post` alone, never changed."""

    kind = models.CharField(max_length=11, choices=PostingKind)
    on = models.DateField()
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="+", db_index=False)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="+", db_index=False
    )
    line_id = models.BigIntegerField(default=0)  # of a budget; 0 is none: outside every line
    entity = models.ForeignKey(
        OwnEntity, models.PROTECT, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    role = models.ForeignKey(WorkRole, models.PROTECT, null=True, related_name="+", db_index=False)
    source = models.CharField(max_length=9, choices=Source)
    source_id = models.BigIntegerField()
    minutes = models.IntegerField(default=0)
    billable_minutes = models.IntegerField(default=0)
    uncosted_minutes = models.IntegerField(default=0)  # no standard cost was known
    amount_minor = models.BigIntegerField(default=0)
    actual_minor = models.BigIntegerField(default=0)
    standard_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="RUB")  # of the document, before conversion
    original_minor = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["project", "on"], name="posting_project"),
            models.Index(fields=["client", "on"], name="posting_client"),
            models.Index(fields=["person", "on"], name="posting_person"),
            models.Index(fields=["source", "source_id"], name="posting_source"),
            models.Index(fields=["recorded_at"], name="posting_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on} {self.amount_minor}"


class Sums(models.Model):
    """Sums of postings in columns by meaning; kept in the transaction of each posting."""

    minutes = models.BigIntegerField(default=0)
    billable_minutes = models.BigIntegerField(default=0)
    uncosted_minutes = models.BigIntegerField(default=0)
    worth_minor = models.BigIntegerField(default=0)
    actual_minor = models.BigIntegerField(default=0)
    standard_minor = models.BigIntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)
    pass_minor = models.BigIntegerField(default=0)
    bought_pass_minor = models.BigIntegerField(default=0)
    bought_own_minor = models.BigIntegerField(default=0)
    used_minor = models.BigIntegerField(default=0)
    written_off_minor = models.BigIntegerField(default=0)
    overhead_minor = models.BigIntegerField(default=0)
    paid_minor = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class ClientMonth(Sums):
    """Client × month; client 0 is the house itself."""

    client_key = models.BigIntegerField(default=0)
    month_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month_on", "client_key"], name="client_month_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["client_key", "month_on"], name="client_month_client")
        ]

    def __str__(self) -> str:
        return f"{self.client_key} {self.month_on}"


class ProjectMonth(Sums):
    """Project × own company × month; 0 is none."""

    project_key = models.BigIntegerField(default=0)
    client_key = models.BigIntegerField(default=0)
    entity_key = models.BigIntegerField(default=0)
    month_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["month_on", "project_key", "client_key", "entity_key"],
                name="project_month_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["project_key", "month_on"], name="project_month_project"),
            models.Index(fields=["client_key", "month_on"], name="project_month_client"),
        ]

    def __str__(self) -> str:
        return f"{self.project_key} {self.month_on}"


class LineTotal(Sums):
    """Project × budget line × work role, over all time: what a budget is judged by."""

    project_key = models.BigIntegerField(default=0)
    client_key = models.BigIntegerField(default=0)
    line_key = models.BigIntegerField(default=0)
    role_key = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project_key", "client_key", "line_key", "role_key"],
                name="line_total_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["client_key"], name="line_total_client")]

    def __str__(self) -> str:
        return f"{self.project_key} {self.line_key} {self.role_key}"


class PersonWeek(models.Model):
    """Person × week, the week by its Monday: what utilisation is reckoned from."""

    person_key = models.BigIntegerField()
    week_on = models.DateField()
    minutes = models.BigIntegerField(default=0)
    billable_minutes = models.BigIntegerField(default=0)
    worth_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["week_on", "person_key"], name="person_week_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["person_key", "week_on"], name="person_week_person")
        ]

    def __str__(self) -> str:
        return f"{self.person_key} {self.week_on}"
