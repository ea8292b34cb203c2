"""Work asked for: rounds of revision as they come, actions and wishes beyond the budget."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import ClientRow
from napulse.delivery.models import Deliverable, Project
from napulse.estimates.models import Estimate
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.people.models import WorkRole

USER = settings.AUTH_USER_MODEL


class ExtraKind(models.TextChoices):
    ROUND = "round", _("round of revision")
    ACTION = "action", _("action")
    OTHER = "other", pgettext_lazy("kind of extra work", "other")


class ExtraWork(ClientRow):
    """A round of revision, or work asked for beyond what was agreed, before time is entered on it.

    `outside` is whether nobody agreed to pay for it; rounds within the paid ones are kept to be
    counted. `minutes` is how long it will likely take, priced by the rate of its role that day.
    """

    reading = VIEW_ESTIMATES

    kind = models.CharField(_("kind"), max_length=6, choices=ExtraKind, default=ExtraKind.OTHER)
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="extra_work", verbose_name=_("project")
    )
    deliverable = models.ForeignKey(
        Deliverable, models.PROTECT, null=True, blank=True, related_name="extra_work",
        verbose_name=_("deliverable"),
    )  # fmt: skip
    action = models.BigIntegerField(null=True, editable=False)  # service stands above
    number = models.PositiveSmallIntegerField(null=True, editable=False)
    outside = models.BooleanField(default=True)
    title = models.CharField(_("what was asked for"), max_length=200)
    on = models.DateField(_("date"))
    role = models.ForeignKey(
        WorkRole, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("work role"),
    )  # fmt: skip
    minutes = models.PositiveIntegerField(_("time, about"), default=0)
    worth_minor = models.BigIntegerField(default=0)
    change_order = models.ForeignKey(
        Estimate, models.SET_NULL, null=True, related_name="claimed_extra"
    )
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["on", "id"]
        indexes: ClassVar = [models.Index(fields=["project", "on"], name="extra_project_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["deliverable", "number"],
                condition=Q(kind="round", deleted_at=None),
                name="extra_round_once",
            ),
            models.UniqueConstraint(
                fields=["action"], condition=Q(deleted_at=None), name="extra_action_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="round") | Q(deliverable__isnull=False, number__gte=1),
                name="extra_round_of_what",
            ),
        ]

    def __str__(self) -> str:
        return self.title
