"""Overhead of a month, write-offs with their reasons, frozen monthly packs, checks of the books."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from napulse.access.models import User
from napulse.audit.models import AuditedModel
from napulse.clients.models import ClientRow
from napulse.delivery.models import Project
from napulse.ledger.models import OwnEntity
from napulse.profit.permissions import VIEW_BOOKS, VIEW_MARGINS

USER = settings.AUTH_USER_MODEL


class Overhead(AuditedModel):
    """Costs of a month that no job caused: rent, administration, own marketing."""

    reading = VIEW_BOOKS

    entity = models.ForeignKey(OwnEntity, models.PROTECT, null=True, blank=True, related_name="+")
    month_on = models.DateField(_("month"))
    title = models.CharField(_("what for"), max_length=120)
    amount_minor = models.BigIntegerField(_("amount"))
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        ordering: ClassVar = ["-month_on", "title"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Coalesce("entity", 0), "month_on", "title", name="overhead_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month_on} {self.title}"


class WriteOffReason(models.TextChoices):
    OVERSERVICE = "overservice", _("given beyond the fee")
    REWORK = "rework", _("our own rework")
    UNDERESTIMATE = "underestimate", _("estimated too low")
    GOODWILL = "goodwill", _("goodwill")
    DISPUTE = "dispute", _("dispute")
    TRAINING = "training", _("learning")


class WriteOff(ClientRow):
    """Worked worth that will not be billed, and why."""

    reading = VIEW_MARGINS

    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="write_offs")
    on = models.DateField(_("date"))
    amount_minor = models.BigIntegerField(_("worth"))
    reason = models.CharField(_("reason"), max_length=13, choices=WriteOffReason)
    words = models.CharField(_("words"), max_length=300, blank=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="write_off_is_something")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount_minor}"


class MonthlyPack(AuditedModel):
    """The pack of a month as it was known when it was made; never remade, only made again."""

    reading = VIEW_BOOKS

    month_on = models.DateField(_("month"))
    edition = models.PositiveSmallIntegerField(default=1)
    known_at = models.DateTimeField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-month_on", "-edition"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month_on", "edition"], name="monthly_pack_once")
        ]

    def __str__(self) -> str:
        return f"{self.month_on} / {self.edition}"

    def get_absolute_url(self) -> str:
        return reverse("profit:pack_detail", args=[self.pk])


class PackReader(AuditedModel):
    """To whom the pack goes by mail: an account that may see the books."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.user)


class BooksCheck(models.Model):
    """One run of the check: whether all sums agree, and which do not."""

    at = models.DateTimeField()
    agrees = models.BooleanField()
    checked = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.at} {self.agrees}"
