"""Interactions with a client, who attended, and the clock that each meeting and call starts."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import ClientPart, ClientRow, Contact
from napulse.delivery.models import Project
from napulse.engines.kernel.text import fold
from napulse.service.permissions import VIEW_INTERACTIONS

USER = settings.AUTH_USER_MODEL


class InteractionKind(models.TextChoices):
    MEETING = "meeting", _("meeting")
    CALL = "call", _("call")
    VIDEO = "video", _("video call")
    LETTER = "letter", _("letter")
    MISSED = "missed", _("missed call")


STARTS_CLOCK = {
    InteractionKind.MEETING,
    InteractionKind.CALL,
    InteractionKind.VIDEO,
    InteractionKind.MISSED,
}


class InteractionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("state of an interaction", "planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class Mood(models.TextChoices):
    UNKNOWN = "", _("not noted")
    GOOD = "good", _("good")
    CALM = "calm", _("calm")
    TENSE = "tense", _("tense")


class Interaction(ClientRow):
    """A meeting, call or letter with a client. One may touch many projects."""

    reading = VIEW_INTERACTIONS

    kind = models.CharField(_("kind"), max_length=7, choices=InteractionKind)
    state = models.CharField(
        _("state"), max_length=9, choices=InteractionState, default=InteractionState.HELD
    )
    subject = models.CharField(_("subject"), max_length=200)
    folded = models.TextField(editable=False, default="")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=50)
    place = models.CharField(_("place"), max_length=200, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    mood = models.CharField(_("mood"), max_length=5, choices=Mood, blank=True, default=Mood.UNKNOWN)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("owner"))
    source = models.CharField(max_length=6, default="hand", editable=False)
    ics_uid = models.CharField(max_length=255, blank=True, editable=False, db_index=True)
    ics_recurrence = models.CharField(max_length=32, blank=True, editable=False)
    ics_sequence = models.IntegerField(default=0, editable=False)
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-starts_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["client", "-ends_at"]),
            models.Index(
                fields=["-starts_at", "-id"],
                name="interaction_latest",
                condition=Q(deleted_at=None),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="interaction_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["client", "ics_uid", "ics_recurrence"],
                condition=~Q(ics_uid="") & Q(deleted_at=None),
                name="interaction_ics_once",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.subject)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("service:interaction_detail", args=[self.pk])


class InteractionProject(ClientPart):
    """That an interaction touched a project."""

    root = Interaction

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="touches")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["interaction", "project"], name="touches_once")
        ]

    def __str__(self) -> str:
        return str(self.project)


class Attendee(ClientPart):
    """Who took part: a contact person, a colleague, or a name that is neither yet."""

    root = Interaction

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="attendees")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["contact"])]

    def __str__(self) -> str:
        return self.name


class Clock(ClientRow):
    """The 24-hour clock of one interaction. What it shows is computed by `engines.clocks`."""

    reading = VIEW_INTERACTIONS

    interaction = models.OneToOneField(Interaction, models.PROTECT, related_name="clock")
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    standard = models.CharField(max_length=20)
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(
        "service.StatusReport", models.PROTECT, null=True, related_name="closes"
    )
    breached_at = models.DateTimeField(null=True)
    waived_at = models.DateTimeField(null=True)
    waived_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    waived_reason = models.CharField(_("why no report is needed"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["due_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="clock_open",
                condition=Q(met_at=None, waived_at=None),
            ),
            models.Index(fields=["client", "due_at"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(waived_at=None) | ~Q(waived_reason=""), name="clock_waived_with_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.interaction}"
