"""Exports of other time trackers: previewed, written, undone as a whole."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from napulse.clients.models import ImportState

USER = settings.AUTH_USER_MODEL


class TimeSource(models.TextChoices):
    TOGGL = "toggl", "Toggl Track"
    CLOCKIFY = "clockify", "Clockify"
    HARVEST = "harvest", "Harvest"
    KIMAI = "kimai", "Kimai"


class TimeImport(models.Model):
    """One uploaded export. `choices` says whom and what its names mean here."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    source = models.CharField(max_length=8, choices=TimeSource)
    raw = models.BinaryField()
    choices = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.PREVIEW)
    work = models.ForeignKey("jobs.LongWork", models.SET_NULL, null=True, related_name="+")
    summary = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.filename
