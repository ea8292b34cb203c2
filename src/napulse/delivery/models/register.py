"""The register of risks and issues of a project."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import ClientRow
from napulse.delivery.models.projects import Project
from napulse.delivery.permissions import VIEW_PROJECTS


class ConcernKind(models.TextChoices):
    RISK = "risk", _("risk")
    ISSUE = "issue", _("issue")


class ResponseKind(models.TextChoices):
    AVOID = "avoid", _("avoid")
    REDUCE = "reduce", _("reduce")
    TRANSFER = "transfer", _("transfer")
    ACCEPT = "accept", pgettext_lazy("response to a risk", "accept")


class ConcernState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a risk", "open")
    HAPPENED = "happened", _("happened")
    CLOSED = "closed", pgettext_lazy("state of a risk", "closed")


class Concern(ClientRow):
    """A risk (may happen) or an issue (has happened): how likely, how bad, who does what by when.

    `for_client` ones are told in the status report, in the words of `text`.
    """

    reading = VIEW_PROJECTS

    project = models.ForeignKey(Project, models.PROTECT, related_name="concerns")
    kind = models.CharField(_("kind"), max_length=5, choices=ConcernKind, default=ConcernKind.RISK)
    text = models.CharField(_("what may happen"), max_length=300)
    probability = models.PositiveSmallIntegerField(_("probability, 1–5"), default=3)
    impact = models.PositiveSmallIntegerField(_("impact, 1–5"), default=3)
    response_kind = models.CharField(
        _("response"), max_length=8, choices=ResponseKind, default=ResponseKind.REDUCE
    )
    response = models.CharField(_("what we do"), max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    due_on = models.DateField(_("by"), null=True, blank=True)
    for_client = models.BooleanField(_("tell the client"), default=False)
    state = models.CharField(
        _("state"), max_length=8, choices=ConcernState, default=ConcernState.OPEN
    )
    closed_on = models.DateField(null=True, editable=False)
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(probability__gte=1, probability__lte=5, impact__gte=1, impact__lte=5),
                name="concern_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def weight(self) -> int:
        """Probability × impact, 1 to 25."""
        return self.probability * self.impact
