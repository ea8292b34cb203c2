"""Persons of the agency, their line, absences with deputies, and the work calendars."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from napulse.audit.models import AuditedModel

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
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["user__folded"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(manager=None) | ~Q(manager=F("pk")), name="person_not_own_manager"
            )
        ]

    def __str__(self) -> str:
        return self.user.name

    def get_absolute_url(self) -> str:
        return reverse("people:person_detail", args=[self.pk])


class AbsenceKind(models.TextChoices):
    LEAVE = "leave", _("leave")
    ILLNESS = "illness", _("illness")
    TRIP = "trip", _("business trip")
    OTHER = "other", _("other")


class Absence(AuditedModel):
    """Dated absence; the deputy acts with the absent person's clients, and history says so."""

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


class Calendar(AuditedModel):
    """A production calendar: hours of a working day; its special days are rows."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    title = models.CharField(_("title"), max_length=80)
    day_starts = models.TimeField(_("working day starts"))
    day_ends = models.TimeField(_("working day ends"))

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
