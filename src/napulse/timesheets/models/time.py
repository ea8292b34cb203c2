"""Time entries, the week that is submitted and approved, the running timer."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.audit.models import AuditedModel
from napulse.clients.models import Client
from napulse.delivery.models import Project, Task
from napulse.estimates.models import BudgetLine, Estimate
from napulse.people.models import Grade, Person, WorkRole

USER = settings.AUTH_USER_MODEL
DAY_MINUTES = 24 * 60


class EntryState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a time entry", "entered")
    SUBMITTED = "submitted", pgettext_lazy("state of a time entry", "submitted")
    APPROVED = "approved", pgettext_lazy("state of a time entry", "approved")
    LOCKED = "locked", pgettext_lazy("state of a time entry", "in an invoice")


class EntryOrigin(models.TextChoices):
    HAND = "hand", _("by hand")
    TIMER = "timer", _("timer")
    PLAN = "plan", _("from the plan")
    MEETING = "meeting", _("from a meeting")
    IMPORT = "import", pgettext_lazy("origin of a time entry", "import")


class ScopeMark(models.TextChoices):
    """Why an entry is outside what the client agreed to; empty is inside."""

    INSIDE = "", _("in scope")
    NO_BUDGET = "no_budget", _("nothing was agreed to")
    NO_LINE = "no_line", _("no line for this work")
    OVER_LINE = "over_line", _("the line is used up")
    AFTER_END = "after_end", _("outside the dates of the line")
    ROUND = "round", _("a round that is not paid for")


class TimeEntry(AuditedModel):
    """Minutes of one person on one day. Of the house's own work there is no client.

    `rate_minor` and what follows from it is as it was when last saved; the ledger has the rest.
    Once an invoice used it, nothing of it changes.
    """

    personal = True

    person = models.ForeignKey(Person, models.PROTECT, related_name="time", db_index=False)
    on = models.DateField(_("date"))
    minutes = models.PositiveIntegerField(_("time"))
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="+", db_index=False)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="+", db_index=False
    )
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    line = models.ForeignKey(BudgetLine, models.SET_NULL, null=True, related_name="time")
    line_named = models.BooleanField(default=False)  # by a person; otherwise the guard chose it
    role = models.ForeignKey(WorkRole, models.PROTECT, null=True, related_name="+", db_index=False)
    grade = models.PositiveSmallIntegerField(null=True, choices=Grade)
    note = models.CharField(_("what was done"), max_length=300, blank=True)
    billable = models.BooleanField(_("billable"), default=True)
    state = models.CharField(max_length=9, choices=EntryState, default=EntryState.DRAFT)
    origin = models.CharField(max_length=7, choices=EntryOrigin, default=EntryOrigin.HAND)
    origin_key = models.CharField(max_length=80, null=True, unique=True, editable=False)
    scope = models.CharField(max_length=9, choices=ScopeMark, blank=True, default="")
    outside_minutes = models.PositiveIntegerField(default=0)  # how much of it is out of scope
    change_order = models.ForeignKey(
        Estimate, models.SET_NULL, null=True, related_name="claimed_time"
    )
    rate_minor = models.BigIntegerField(null=True)
    worth_minor = models.BigIntegerField(default=0)
    invoice_line = models.BigIntegerField(null=True, editable=False)  # billing stands above
    batch = models.ForeignKey(
        "timesheets.TimeImport", models.SET_NULL, null=True, related_name="entries"
    )
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["person", "on"], name="time_person_day"),
            models.Index(fields=["project", "on"], name="time_project_day"),
            models.Index(
                fields=["client", "on"],
                name="time_at_risk",
                condition=~Q(scope="") & Q(deleted_at=None),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=DAY_MINUTES), name="time_within_a_day"
            ),
            models.CheckConstraint(
                condition=Q(project=None) | Q(client__isnull=False), name="time_project_has_client"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.minutes}"

    def get_absolute_url(self) -> str:
        return reverse("timesheets:entry_detail", args=[self.pk])


class SheetState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a week", "open")
    SUBMITTED = "submitted", pgettext_lazy("state of a week", "submitted")
    APPROVED = "approved", pgettext_lazy("state of a week", "approved")
    RETURNED = "returned", pgettext_lazy("state of a week", "returned")


class WeekSheet(AuditedModel):
    """A person's week, known by its Monday: submitted, approved or returned with words."""

    personal = True

    person = models.ForeignKey(Person, models.PROTECT, related_name="weeks")
    week_on = models.DateField(_("week of"))
    state = models.CharField(max_length=9, choices=SheetState, default=SheetState.OPEN)
    submitted_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    words = models.CharField(_("words"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-week_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "week_on"], name="week_sheet_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.week_on}"

    def get_absolute_url(self) -> str:
        return reverse("timesheets:sheet_detail", args=[self.pk])


class Timer(models.Model):
    """The one running timer of a person; stopping it makes an entry."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="timer")
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    line = models.ForeignKey(BudgetLine, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    billable = models.BooleanField(default=True)
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person} {self.started_at}"


class DeclinedProposal(models.Model):
    """Time that its person did not work, or will enter otherwise: it is not proposed again."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="proposal_declined_once")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.key}"
