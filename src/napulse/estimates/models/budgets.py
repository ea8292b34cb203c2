"""A project's budget: the lines of its accepted estimates and change orders, and its alerts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from napulse.clients.models import ClientRow
from napulse.delivery.models import Project
from napulse.estimates.models.estimates import Estimate, EstimateLine, LineKind
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.people.models import Grade, WorkRole


class BudgetLine(ClientRow):
    """What was agreed to: minutes and money of one line. Its id is `line_id` of postings."""

    reading = VIEW_ESTIMATES

    project = models.ForeignKey(Project, models.PROTECT, related_name="budget_lines")
    estimate = models.ForeignKey(Estimate, models.PROTECT, related_name="budget_lines")
    source = models.OneToOneField(EstimateLine, models.PROTECT, related_name="budget_line")
    position = models.PositiveSmallIntegerField(default=0)
    phase = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=LineKind)
    role = models.ForeignKey(WorkRole, models.PROTECT, null=True, related_name="+")
    grade = models.PositiveSmallIntegerField(null=True, choices=Grade)
    minutes = models.BigIntegerField(default=0)
    net_minor = models.BigIntegerField(default=0)  # the client's price, base currency
    cost_minor = models.BigIntegerField(default=0)  # ours, at standard cost
    pass_through = models.BooleanField(default=False)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["project", "position", "id"]

    def __str__(self) -> str:
        return self.title


class BudgetAlertKind(models.TextChoices):
    PACE = "pace", _("spent faster than planned")
    THRESHOLD = "threshold", _("nearly used up")
    FORECAST = "forecast", _("the forecast is over the budget")
    OVER = "over", _("over the budget")


class BudgetAlert(ClientRow):
    """One crossing of one limit of a project's budget: told once, open until it is back."""

    reading = VIEW_ESTIMATES

    project = models.ForeignKey(Project, models.PROTECT, related_name="budget_alerts")
    kind = models.CharField(max_length=9, choices=BudgetAlertKind)
    raised_at = models.DateTimeField()
    ends_on = models.DateField(null=True)  # the day on which the money ends at this pace
    used_bp = models.PositiveIntegerField(default=0)
    over_minor = models.BigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-raised_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=Q(closed_at=None, deleted_at=None),
                name="budget_alert_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.kind}"
