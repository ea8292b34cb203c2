"""Plans: what was computed, what of it was accepted, and where each task stands in it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.audit.models import AuditedModel
from napulse.delivery.models.projects import Project
from napulse.delivery.models.work import Task, TaskNeed
from napulse.delivery.permissions import VIEW_PLANS
from napulse.jobs.models import LongWork
from napulse.people.models import Person

USER = settings.AUTH_USER_MODEL


class PlanKind(models.TextChoices):
    PLAN = "plan", pgettext_lazy("kind of a plan", "plan")
    REPLAN = "replan", _("least changes")
    SCENARIO = "scenario", _("scenario")
    WHATIF = "whatif", _("what if")


class PlanState(models.TextChoices):
    COMPUTING = "computing", _("being computed")
    PROPOSAL = "proposal", _("proposal")
    ACCEPTED = "accepted", pgettext_lazy("state of a plan", "accepted")
    REPLACED = "replaced", _("replaced")
    DECLINED = "declined", pgettext_lazy("state of a plan", "put aside")
    FAILED = "failed", pgettext_lazy("state of a plan", "failed")


class PlanStatus(models.TextChoices):
    PROVED = "proved", _("no better plan exists")
    FOUND = "found", _("all promises are kept")
    BROKEN = "broken", _("promises are broken")
    REFUTED = "refuted", _("the promises cannot be kept")


class Plan(AuditedModel):
    """A calendar and resource plan of the whole agency, and what is known of it.

    `request` says what was asked (kind of work, changes of a scenario, seconds); `score`, `reasons`
    (why a deadline cannot be met), `ways` (priced ways out) and `moves` (what differs from the
    accepted plan and why) are the answers as plain data, in keys of tasks, people and projects.
    Only one plan is accepted at a time; what it replaced can be brought back.
    """

    reading = VIEW_PLANS

    kind = models.CharField(max_length=8, choices=PlanKind, default=PlanKind.PLAN)
    state = models.CharField(max_length=9, choices=PlanState, default=PlanState.COMPUTING)
    status = models.CharField(max_length=7, choices=PlanStatus, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="scenarios"
    )
    work = models.OneToOneField(LongWork, models.SET_NULL, null=True, related_name="+")
    from_on = models.DateField()
    days = models.JSONField(default=list)
    request = models.JSONField(default=dict)
    score = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    ways = models.JSONField(default=list)
    moves = models.JSONField(default=list)
    load = models.JSONField(default=dict)
    cost_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="RUB")
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    replaced_plan = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="accepted"), name="plan_accepted_once"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("delivery:plan_detail", args=[self.pk])


class PlannedTask(models.Model):
    """Where a task stands in a plan: slots of the plan's axis and the dates they fall on.

    Written once with its plan, never changed: the plan's own history is enough.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    task = models.ForeignKey(Task, models.CASCADE, related_name="planned")
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    start_slot = models.IntegerField()
    end_slot = models.IntegerField()
    starts_on = models.DateField()
    starts_half = models.PositiveSmallIntegerField(default=0)
    ends_on = models.DateField()
    ends_half = models.PositiveSmallIntegerField(default=1)
    dropped = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["start_slot", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "task"], name="planned_task_once")
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.starts_on} – {self.ends_on}"


class PlannedPerson(models.Model):
    """Who takes a seat of a need in a plan, and until when; no person is an unnamed place."""

    planned = models.ForeignKey(PlannedTask, models.CASCADE, related_name="people")
    need = models.ForeignKey(TaskNeed, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="planned")
    ends_on = models.DateField()
    minutes = models.PositiveIntegerField()
    grade = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.person_id)


class PlanForecast(models.Model):
    """When a project ends by a plan, and how sure that is."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="forecasts")
    project = models.ForeignKey(Project, models.CASCADE, related_name="forecasts")
    ends_on = models.DateField()
    p50_on = models.DateField(null=True)
    p80_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    chance_bp = models.PositiveIntegerField(null=True)
    late_days = models.IntegerField(default=0)
    cost_minor = models.BigIntegerField(default=0)
    at_minutes = models.PositiveIntegerField(default=0)
    above_minutes = models.PositiveIntegerField(default=0)
    below_minutes = models.PositiveIntegerField(default=0)
    curve: Any = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "project"], name="plan_forecast_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.ends_on}"
