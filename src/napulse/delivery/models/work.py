"""The work breakdown: phases, tasks with three-point estimates, links, and templates."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.audit.models import AuditedModel
from napulse.clients.models import ClientPart
from napulse.delivery.models.projects import Deliverable, Project
from napulse.people.models import Grade, Person, WorkRole

HALF_DAYS_MAX = 400


class Phase(ClientPart):
    """A stretch of a project; its tasks stand under it."""

    root = Project

    project = models.ForeignKey(Project, models.CASCADE, related_name="phases")
    name = models.CharField(_("phase"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class TaskKind(models.TextChoices):
    WORK = "work", pgettext_lazy("kind of a task", "work")
    REVIEW = "review", _("client's review")
    MILESTONE = "milestone", _("milestone")


class TaskState(models.TextChoices):
    PLANNED = "planned", _("planned")
    STARTED = "started", _("started")
    DONE = "done", _("done")


class Task(ClientPart):
    """A piece of work. Who is needed stands in `needs`; a review has only a length.

    `length_*` are half-days that pass without our people (a review, a lead time), three points.
    `fixed_on` and `fixed_half` with `fixed_people` are locks that the next plan keeps.
    """

    root = Project

    project = models.ForeignKey(Project, models.CASCADE, related_name="tasks")
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, related_name="tasks")
    deliverable = models.ForeignKey(
        Deliverable,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("deliverable"),
    )
    number = models.PositiveSmallIntegerField(_("No."))
    name = models.CharField(_("task"), max_length=200)
    kind = models.CharField(_("kind"), max_length=9, choices=TaskKind, default=TaskKind.WORK)
    position = models.PositiveSmallIntegerField(default=0)
    optional = models.BooleanField(_("may be dropped"), default=False)
    length_low = models.PositiveSmallIntegerField(default=0)
    length_likely = models.PositiveSmallIntegerField(default=0)
    length_high = models.PositiveSmallIntegerField(default=0)
    not_before_on = models.DateField(_("not before"), null=True, blank=True)
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=TaskState, default=TaskState.PLANNED)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    fixed_on = models.DateField(_("fixed start"), null=True, blank=True)
    fixed_half = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)
    deleted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "number"], name="task_number_once"),
            models.CheckConstraint(
                condition=Q(
                    length_low__lte=F("length_likely"),
                    length_likely__lte=F("length_high"),
                    length_high__lte=HALF_DAYS_MAX,
                ),
                name="task_length_in_order",
            ),
            models.CheckConstraint(condition=Q(fixed_half__lte=1), name="task_half_of_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class TaskNeed(ClientPart):
    """Who a task needs: a work role at a grade or above; minutes for each of `count` people."""

    root = Project

    task = models.ForeignKey(Task, models.CASCADE, related_name="needs")
    role = models.ForeignKey(WorkRole, models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade, default=Grade.JUNIOR)
    count = models.PositiveSmallIntegerField(_("people"), default=1)
    low_minutes = models.PositiveIntegerField(_("at best"))
    likely_minutes = models.PositiveIntegerField(_("most likely"))
    high_minutes = models.PositiveIntegerField(_("at worst"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    low_minutes__lte=F("likely_minutes"), likely_minutes__lte=F("high_minutes")
                ),
                name="task_need_in_order",
            ),
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=20), name="task_need_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} × {self.count}"


class TaskLink(ClientPart):
    """A task starts after another has ended, and so many half-days later."""

    root = Project

    task = models.ForeignKey(Task, models.CASCADE, related_name="after")
    before = models.ForeignKey(Task, models.CASCADE, related_name="followers")
    lag = models.SmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "before"], name="task_link_once"),
            models.CheckConstraint(condition=~Q(task=F("before")), name="task_link_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.task_id}"


class FixedPerson(ClientPart):
    """A person who is to take a seat of a need, whatever the plan would choose."""

    root = Project

    task = models.ForeignKey(Task, models.CASCADE, related_name="fixed_people")
    need = models.ForeignKey(TaskNeed, models.CASCADE, related_name="fixed_people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "person"], name="fixed_person_once")
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class WorkEdition(ClientPart):
    """A work breakdown as it stood before a save, to go back to while nobody saved since.

    `after_version` is the project's version that the save left behind.
    """

    root = Project

    project = models.ForeignKey(Project, models.CASCADE, related_name="work_editions")
    content = models.JSONField(default=dict)
    after_version = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.after_version}"


class WorkKind(models.TextChoices):
    REBRANDING = "rebranding", _("rebranding")
    CAMPAIGN = "campaign", _("ATL/BTL campaign")
    SITE = "site", _("site")
    CONTENT = "content", _("content retainer")
    RESEARCH = "research", _("research")
    OTHER = "other", pgettext_lazy("kind of work", "other")


class ProjectTemplate(AuditedModel):
    """A work breakdown to begin from. `content` is the same shape as an exported breakdown."""

    name = models.CharField(_("template"), max_length=120)
    kind = models.CharField(_("kind of work"), max_length=10, choices=WorkKind)
    about = models.CharField(_("what it is for"), max_length=300, blank=True)
    content = models.JSONField(default=dict)
    shipped = models.CharField(max_length=40, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["kind", "name"]

    def __str__(self) -> str:
        return self.name
