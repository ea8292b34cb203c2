"""Projects and deliverables: state, dates, and whom the work waits for."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import Brand, ClientRow
from napulse.delivery.permissions import VIEW_PROJECTS
from napulse.engines.kernel.money import Money
from napulse.engines.kernel.text import fold

USER = settings.AUTH_USER_MODEL


class ProjectState(models.TextChoices):
    PLANNED = "planned", _("planned")
    ACTIVE = "active", _("in progress")
    PAUSED = "paused", _("paused")
    DONE = "done", _("done")
    CANCELLED = "cancelled", pgettext_lazy("of a project", "cancelled")


class ProjectFormat(models.TextChoices):
    PROJECT = "project", _("project")
    SERVICE = "service", _("ongoing service")
    CONSULTING = "consulting", _("consulting")
    MIXTURE = "mixture", _("a mixture")


class Project(ClientRow):
    """A unit of delivery for one client."""

    reading = VIEW_PROJECTS

    name = models.CharField(_("name"), max_length=200)
    folded = models.CharField(max_length=200, editable=False, db_index=True)
    brand = models.ForeignKey(
        Brand, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("brand")
    )
    lead = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("leads")
    )
    state = models.CharField(
        _("state"), max_length=9, choices=ProjectState, default=ProjectState.ACTIVE
    )
    format = models.CharField(
        _("format"), max_length=10, choices=ProjectFormat, default=ProjectFormat.PROJECT
    )
    brief = models.TextField(_("brief"), blank=True)
    probability = models.PositiveSmallIntegerField(_("probability of winning, %"), default=100)
    weight = models.PositiveSmallIntegerField(_("priority, 1–5"), default=2)
    due_is_hard = models.BooleanField(_("the deadline is fixed by contract"), default=False)
    budget_minor = models.BigIntegerField(_("budget for our people"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    risk = models.TextField(_("risks for the client to know"), blank=True)
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["folded"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="project_due_after_start",
            ),
            models.CheckConstraint(
                condition=Q(probability__gte=1, probability__lte=100), name="project_probability"
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=5), name="project_weight"
            ),
            models.CheckConstraint(
                condition=Q(budget_minor=None) | Q(budget_minor__gte=0), name="project_budget"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("delivery:project_detail", args=[self.pk])

    @property
    def budget(self) -> Money | None:
        """What the hours of our people may cost in all."""
        return None if self.budget_minor is None else Money(self.budget_minor, self.currency)


class DeliverableState(models.TextChoices):
    PLANNED = "planned", _("planned")
    WORK = "work", _("in work")
    REVIEW = "review", _("at the client's review")
    DONE = "done", _("done")
    CANCELLED = "cancelled", pgettext_lazy("of a project", "cancelled")


class WaitsFor(models.TextChoices):
    NOBODY = "", _("nobody")
    US = "us", _("us")
    CLIENT = "client", _("the client")


class Deliverable(ClientRow):
    """A result that the client gets: state, dates, and whom it waits for since when."""

    reading = VIEW_PROJECTS

    project = models.ForeignKey(Project, models.PROTECT, related_name="deliverables")
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(
        _("state"), max_length=9, choices=DeliverableState, default=DeliverableState.PLANNED
    )
    owner = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    waits_for = models.CharField(
        _("waits for"), max_length=6, choices=WaitsFor, blank=True, default=WaitsFor.NOBODY
    )
    waits_since = models.DateField(_("waits since"), null=True, blank=True)
    waits_what = models.CharField(_("waits for what"), max_length=200, blank=True)
    percent = models.PositiveSmallIntegerField(_("done, %"), default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["project", "position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="deliverable_percent"),
            models.CheckConstraint(
                condition=Q(waits_for="") | Q(waits_since__isnull=False),
                name="deliverable_waits_since_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name
