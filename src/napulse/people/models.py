"""Persons of the agency, their line, absences with deputies, and the work calendars."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.audit.models import AuditedModel
from napulse.engines.kernel.text import fold
from napulse.people.permissions import VIEW_COSTS, VIEW_RATES

USER = settings.AUTH_USER_MODEL


class Person(AuditedModel):
    """A member of the agency: the place of a user in the reporting line."""

    user = models.OneToOneField(USER, models.PROTECT, related_name="person")
    manager = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reports to"),
    )
    office = models.CharField(_("office"), max_length=80, blank=True)
    calendar = models.CharField(_("work calendar"), max_length=8, default="RU")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    share = models.PositiveSmallIntegerField(_("part of the working time, %"), default=100)
    weekdays = models.CharField(_("works on"), max_length=7, default="12345")
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["user__folded"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(manager=None) | ~Q(manager=F("pk")), name="person_not_own_manager"
            ),
            models.CheckConstraint(
                condition=Q(share__gte=10, share__lte=150), name="person_share_in_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.user.name

    def get_absolute_url(self) -> str:
        return reverse("people:person_detail", args=[self.pk])


class WorkRole(AuditedModel):
    """What somebody does in a project, whatever the place in the line: designer, copywriter."""

    name = models.CharField(pgettext_lazy("of a work role", "name"), max_length=80)
    folded = models.CharField(max_length=80, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["position", "folded"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["folded"], name="work_role_name_once")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.name)
        super().save(*args, **kwargs)


class Grade(models.IntegerChoices):
    """How well: what a task needs at least, and what a person has."""

    JUNIOR = 1, _("junior")
    MIDDLE = 2, _("middle")
    SENIOR = 3, _("senior")
    LEAD = 4, _("lead")


class PersonSkill(AuditedModel):
    """A work role that a person can take, and at which grade; the first is the usual one."""

    root = Person

    person = models.ForeignKey(Person, models.CASCADE, related_name="skills")
    role = models.ForeignKey(WorkRole, models.PROTECT, verbose_name=_("work role"))
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade, default=Grade.MIDDLE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "role"], name="person_skill_once")
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.get_grade_display()}"


class RoleRate(AuditedModel):
    """What an hour of a work role at a grade costs the agency from a day on.

    A rate of the role, never of one person: nobody's salary follows from a plan.
    """

    reading = VIEW_RATES

    role = models.ForeignKey(
        WorkRole, models.PROTECT, related_name="rates", verbose_name=_("work role")
    )
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade)
    from_on = models.DateField(_("from"))
    cost_minor = models.BigIntegerField(_("cost of an hour"))
    currency = models.CharField(_("currency"), max_length=3, default="RUB")

    class Meta:
        ordering: ClassVar = ["role", "grade", "-from_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "grade", "from_on"], name="role_rate_once"),
            models.CheckConstraint(condition=Q(cost_minor__gte=0), name="role_rate_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.get_grade_display()}, {self.from_on}"


class PersonCost(AuditedModel):
    """What an hour of one person costs the agency from a day on: salary, taxes, benefits.

    For those alone who may know it. Everybody else sees work at the standard cost of its role and
    grade, so that nobody's salary follows from any margin.
    """

    reading = VIEW_COSTS

    person = models.ForeignKey(Person, models.PROTECT, related_name="costs")
    from_on = models.DateField(_("from"))
    cost_minor = models.BigIntegerField(_("cost of an hour"))
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        ordering: ClassVar = ["person", "-from_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "from_on"], name="person_cost_once"),
            models.CheckConstraint(condition=Q(cost_minor__gte=0), name="person_cost_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.from_on}"


class AbsenceKind(models.TextChoices):
    LEAVE = "leave", _("leave")
    ILLNESS = "illness", _("illness")
    TRIP = "trip", _("business trip")
    OTHER = "other", _("other")


class AbsenceState(models.TextChoices):
    ASKED = "asked", _("waits for an answer")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")


class Absence(AuditedModel):
    """Dated absence; once approved, the deputy acts with the absent person's clients."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="absences", verbose_name=_("person")
    )
    deputy = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deputises",
        verbose_name=_("deputy"),
    )
    kind = models.CharField(_("kind"), max_length=7, choices=AbsenceKind, default=AbsenceKind.LEAVE)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to, inclusive"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=AbsenceState, default=AbsenceState.APPROVED
    )
    answered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, editable=False)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-from_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="absence_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("person")), name="absence_deputy_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.from_on} – {self.to_on}"

    def get_absolute_url(self) -> str:
        return reverse("people:absence_detail", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has still to answer."""
        return self.state == AbsenceState.ASKED and self.cancelled_at is None


class Calendar(AuditedModel):
    """A production calendar: hours of a working day; its special days are rows.

    An office's own calendar `follows` the country whose public table fills it every year.
    """

    code = models.CharField(_("code"), max_length=8, unique=True)
    title = models.CharField(_("title"), max_length=80)
    day_starts = models.TimeField(_("working day starts"))
    day_ends = models.TimeField(_("working day ends"))
    follows = models.CharField(_("filled like"), max_length=8, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.title


class DayKind(models.TextChoices):
    OFF = "off", _("day off")
    WORKING = "working", _("working")
    SHORTENED = "shortened", _("shortened by an hour")


class CalendarDay(AuditedModel):
    """A day that differs from its weekday: holiday, transferred or shortened."""

    root = Calendar

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="days")
    on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=9, choices=DayKind)
    name = models.CharField(_("name"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calendar", "on"], name="calendar_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"
