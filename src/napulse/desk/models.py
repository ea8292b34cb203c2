"""The pulse's read model, saved views, and marks that a person puts on a client."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from napulse.clients.models import Client

USER = settings.AUTH_USER_MODEL


class PulseRow(models.Model):
    """What the pulse shows of one client, computed ahead: score, reasons, next thing to do.

    Not a source of truth: `desk.refresh` rebuilds it from the apps' own queries.
    """

    client = models.OneToOneField(Client, models.CASCADE, primary_key=True, related_name="+")
    folded = models.CharField(max_length=200, db_index=True)
    points = models.IntegerField(default=0)
    tone = models.CharField(max_length=4, default="ok")
    reasons = models.JSONField(default=list)
    clock_state = models.CharField(max_length=8, blank=True)
    clock_due_at = models.DateTimeField(null=True)
    clock_started_at = models.DateTimeField(null=True)
    late_actions = models.PositiveIntegerField(default=0)
    open_actions = models.PositiveIntegerField(default=0)
    waits_for_client = models.PositiveIntegerField(default=0)
    last_contact_at = models.DateTimeField(null=True)
    cadence_days = models.PositiveSmallIntegerField(default=14)
    is_silent = models.BooleanField(default=False)
    mood = models.CharField(max_length=5, blank=True)
    met_recent = models.PositiveIntegerField(default=0)
    counted_recent = models.PositiveIntegerField(default=0)
    met_before = models.PositiveIntegerField(default=0)
    counted_before = models.PositiveIntegerField(default=0)
    next_change_at = models.DateTimeField(null=True, db_index=True)
    computed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-points", "folded"])]

    def __str__(self) -> str:
        return self.folded


class PulseCursor(models.Model):
    """How far of history the read model has been brought: the entry's number."""

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class SavedView(models.Model):
    """A person's own filter of the pulse or of a list, one click away."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Snooze(models.Model):
    """A person put a client aside on their own pulse until a day."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    until_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "client"], name="snooze_once")
        ]

    def __str__(self) -> str:
        return f"{self.client} until {self.until_on}"
