"""Debts that passed the limit of a contract: told once, open until they are back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from napulse.billing.permissions import VIEW_INVOICES
from napulse.clients.models import ClientRow
from napulse.contracts.models import Contract
from napulse.ledger.models import OwnEntity


class DebtAlert(ClientRow):
    """A client owes one of our companies more than a contract allows."""

    reading = VIEW_INVOICES

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    entity = models.ForeignKey(OwnEntity, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    limit_minor = models.BigIntegerField()
    debt_minor = models.BigIntegerField()
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-raised_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "entity", "currency"],
                condition=Q(closed_at=None, deleted_at=None),
                name="debt_alert_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.raised_at:%d.%m.%Y}"
