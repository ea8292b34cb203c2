"""Expenses of people and costs of suppliers, with their documents and approval."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.audit.models import AuditedModel
from napulse.clients.models import Client
from napulse.delivery.models import Project
from napulse.engines.kernel.money import Money
from napulse.engines.kernel.text import fold
from napulse.estimates.models import BudgetLine
from napulse.ledger.models import OwnEntity
from napulse.people.models import Person

USER = settings.AUTH_USER_MODEL


class ExpenseKind(models.TextChoices):
    OWN = "own", _("expense of a person")
    SUPPLIER = "supplier", _("supplier's cost")


class ExpenseState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of an expense", "draft")
    SUBMITTED = "submitted", pgettext_lazy("state of an expense", "waits for approval")
    ORDERED = "ordered", pgettext_lazy("state of an expense", "ordered")
    APPROVED = "approved", pgettext_lazy("state of an expense", "approved")
    DECLINED = "declined", pgettext_lazy("state of an expense", "declined")
    BILLED = "billed", pgettext_lazy("state of an expense", "in an invoice")


class Expense(AuditedModel):
    """What was bought: `ordered` is committed, `approved` and `billed` are spent.

    Without a client it is the house's own. `pass_through` money only passes to the supplier.
    """

    personal = True

    kind = models.CharField(_("kind"), max_length=8, choices=ExpenseKind, default=ExpenseKind.OWN)
    person = models.ForeignKey(Person, models.PROTECT, related_name="expenses")
    client = models.ForeignKey(Client, models.PROTECT, null=True, blank=True, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    line = models.ForeignKey(BudgetLine, models.SET_NULL, null=True, blank=True, related_name="+")
    entity = models.ForeignKey(
        OwnEntity, models.PROTECT, null=True, related_name="+", verbose_name=_("our company")
    )
    on = models.DateField(_("date"))
    title = models.CharField(_("what for"), max_length=200)
    folded = models.CharField(max_length=460, editable=False, db_index=True)
    supplier = models.CharField(_("supplier"), max_length=200, blank=True)
    document = models.CharField(_("document No."), max_length=60, blank=True)
    net_minor = models.BigIntegerField(_("amount without VAT"))
    vat_minor = models.BigIntegerField(_("VAT"), default=0)
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    markup_bp = models.PositiveIntegerField(_("markup"), default=0)
    pass_through = models.BooleanField(_("passes through to the client"), default=False)
    billable = models.BooleanField(_("billed to the client"), default=True)
    state = models.CharField(max_length=9, choices=ExpenseState, default=ExpenseState.DRAFT)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    words = models.CharField(_("words"), max_length=300, blank=True)
    invoice_line = models.BigIntegerField(null=True, editable=False)
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(net_minor__gt=0, vat_minor__gte=0), name="expense_is_something"
            ),
            models.CheckConstraint(
                condition=Q(project=None) | Q(client__isnull=False), name="expense_project_client"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(f"{self.title} {self.supplier} {self.document}")[:460]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("timesheets:expense_detail", args=[self.pk])

    @property
    def net(self) -> Money:
        return Money(self.net_minor, self.currency)

    @property
    def vat(self) -> Money:
        return Money(self.vat_minor, self.currency)

    @property
    def total(self) -> Money:
        """What the document says in all."""
        return self.net + self.vat

    @property
    def price(self) -> Money:
        """What the client is billed for it, without VAT: with our markup on net."""
        return self.net + self.net.share_bp(self.markup_bp)

    @property
    def is_supplier(self) -> bool:
        return bool(self.kind == ExpenseKind.SUPPLIER)


class ExpenseFile(AuditedModel):
    """A document of an expense: judged by content, kept in the database, never executed."""

    root = Expense

    expense = models.ForeignKey(Expense, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    body = models.BinaryField()
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name
