"""What is said to an alert of a budget, and how much of people's time should be billable."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.audit.models import AuditedModel
from napulse.clients.models import ClientPart
from napulse.estimates.models import BudgetAlert
from napulse.people.models import WorkRole

USER = settings.AUTH_USER_MODEL


class AlertAnswer(ClientPart):
    """Somebody has seen the alert and says what is done about it."""

    root = BudgetAlert

    alert = models.ForeignKey(BudgetAlert, models.CASCADE, related_name="answers")
    words = models.CharField(_("what we do"), max_length=500)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="alert_answer_says_something")
        ]

    def __str__(self) -> str:
        return self.words


class UtilisationTarget(AuditedModel):
    """How much of the time there is should be billable: of a work role, or of everybody else."""

    role = models.ForeignKey(
        WorkRole, models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("work role"),
    )  # fmt: skip
    low_bp = models.PositiveIntegerField(pgettext_lazy("bound of a band", "from"))
    high_bp = models.PositiveIntegerField(pgettext_lazy("bound of a band", "to"))

    class Meta:
        ordering: ClassVar = ["role__position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(Coalesce("role", 0), name="utilisation_target_once"),
            models.CheckConstraint(
                condition=Q(low_bp__lte=F("high_bp"), high_bp__lte=15_000),
                name="utilisation_target_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.role or _("everybody"))
