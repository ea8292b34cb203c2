"""The schedule, long work with progress, and the outbox of letters."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from napulse.engines.kernel.text import fold


class WorkerBeat(models.Model):
    """A living worker says so every few seconds; what a silent one held is taken from it."""

    ident = models.CharField(max_length=64, primary_key=True)
    beat_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.ident


class Schedule(models.Model):
    """A job that runs by itself: when next, how it went last, and which worker runs it now."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField(db_index=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    ran_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class WorkState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class LongWork(models.Model):
    """A job that somebody waits for: progress that the page shows and can cancel."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=WorkState, default=WorkState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    wish_to_cancel = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in {WorkState.WAITING, WorkState.RUNNING}


class LetterState(models.TextChoices):
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
    BOUNCED = "bounced", _("bounced")
    HELD = "held", _("kept here")


class Letter(models.Model):
    """An outgoing letter, as it leaves but for the key in its link: that is sealed, and put in
    when it leaves. One row, one recipient, one Message-ID.

    `handed_at` is set just before its text goes to the server: an attempt that died without it
    has certainly delivered nothing. The text of a secret letter is a key (an invitation, a way back
    to an account). An erased letter keeps that it was sent and when, not to whom nor what it said.
    """

    key = models.CharField(max_length=120, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    sender = models.CharField(max_length=254)
    recipient = models.EmailField()
    recipient_name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=300)
    folded = models.CharField(max_length=700, editable=False)
    raw = models.BinaryField()
    about = models.CharField(max_length=60, blank=True, db_index=True)
    about_id = models.BigIntegerField(null=True)
    client_id = models.BigIntegerField(null=True, db_index=True)
    is_secret = models.BooleanField(default=False)
    sealed_key = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    server_words = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                name="letter_to_send",
                condition=Q(state__in=["queued", "sending"]),
            ),
            models.Index(fields=["about", "about_id"], name="letter_about"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(f"{self.subject} {self.recipient_name} {self.recipient}")[:700]
        super().save(*args, **kwargs)
