"""Contact reports: an editable draft, frozen numbered versions, and what each recipient said."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import ClientRow, Contact
from napulse.service.models.interactions import Interaction
from napulse.service.permissions import VIEW_INTERACTIONS, VIEW_STATUS
from napulse.ui.formats import numbered

USER = settings.AUTH_USER_MODEL


class FrozenRowChanged(AssertionError):
    """Somebody tried to change the content of an issued document."""


class ContactReport(ClientRow):
    """The record of one interaction. `draft` is what is being edited; versions are frozen.

    A correction that was given up waits in `dropped` until the next one is begun.
    """

    reading = VIEW_INTERACTIONS

    interaction = models.OneToOneField(Interaction, models.PROTECT, related_name="report")
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("author"))
    draft = models.JSONField(null=True)
    dropped = models.JSONField(null=True)
    draft_version = models.PositiveIntegerField(default=0)
    draft_saved_at = models.DateTimeField(null=True)
    draft_saved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    issued_version = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "number"],
                condition=Q(deleted_at=None),
                name="contact_report_number_once",
            )
        ]

    def __str__(self) -> str:
        return numbered(self.number)

    def get_absolute_url(self) -> str:
        return reverse("service:report_detail", args=[self.pk])


class ReportVersion(ClientRow):
    """One issued version: content and hash never change again."""

    reading = VIEW_INTERACTIONS
    FROZEN: ClassVar = ("report_id", "number", "content", "content_hash", "issued_at", "reason")

    report = models.ForeignKey(ContactReport, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reason = models.CharField(_("why corrected"), max_length=300, blank=True)
    silence_clause = models.CharField(max_length=300, blank=True)
    silence_due_at = models.DateTimeField(null=True)
    deemed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.report} / {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and _frozen(self) != _frozen(type(self).objects.get(pk=self.pk)):
            raise FrozenRowChanged(str(self))
        super().save(*args, **kwargs)


def _frozen(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in row.FROZEN)


class StatusState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SENT = "sent", pgettext_lazy("a report", "sent")


class StatusReport(ClientRow):
    """A status report on a client: drafted from live data, edited, sent, frozen."""

    reading = VIEW_STATUS
    FROZEN: ClassVar = ("content", "content_hash", "sent_at", "subject", "intro")

    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(max_length=5, choices=StatusState, default=StatusState.DRAFT)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    intro = models.TextField(_("opening words"), blank=True)
    content = models.JSONField(default=list)
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    draft_saved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "number"], name="status_report_number_once"),
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(state="draft", deleted_at=None),
                name="status_report_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(sent_at__isnull=False) & ~Q(content_hash="")),
                name="status_report_sent_is_frozen",
            ),
        ]

    def __str__(self) -> str:
        return numbered(self.number)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            stored = type(self).objects.get(pk=self.pk)
            if stored.state == StatusState.SENT and _frozen(self) != _frozen(stored):
                raise FrozenRowChanged(str(self))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("service:status_detail", args=[self.pk])


class RecipientRole(models.TextChoices):
    TO = "to", pgettext_lazy("of a letter", "to")
    COPY = "copy", _("copy")
    INTERNAL = "internal", _("internal only")


class DistributionEntry(ClientRow):
    """Who gets a client's reports, in which role: the client's standing distribution list."""

    reading = VIEW_STATUS

    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=8, choices=RecipientRole, default=RecipientRole.TO)

    class Meta:
        ordering: ClassVar = ["role", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(contact=None) ^ Q(user=None), name="distribution_one_person"
            ),
            models.UniqueConstraint(
                fields=["client", "contact"],
                condition=Q(deleted_at=None, contact__isnull=False),
                name="distribution_contact_once",
            ),
            models.UniqueConstraint(
                fields=["client", "user"],
                condition=Q(deleted_at=None, user__isnull=False),
                name="distribution_user_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.contact or self.user)


class RecipientState(models.TextChoices):
    QUEUED = "queued", _("queued")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
    BOUNCED = "bounced", _("bounced")


class Recipient(ClientRow):
    """One addressee of one issued document, and everything that happened with it there."""

    reading = VIEW_STATUS

    version_of = models.ForeignKey(
        ReportVersion, models.PROTECT, null=True, related_name="recipients"
    )
    status_report = models.ForeignKey(
        StatusReport, models.PROTECT, null=True, related_name="recipients"
    )
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    role = models.CharField(max_length=8, choices=RecipientRole)
    state = models.CharField(max_length=8, choices=RecipientState, default=RecipientState.QUEUED)
    server_words = models.TextField(blank=True)
    letter = models.ForeignKey("jobs.Letter", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    disputed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["role", "id"]
        indexes: ClassVar = [
            models.Index(fields=["letter"], name="recipient_letter"),
            models.Index(
                fields=["id"],
                name="recipient_without_letter",
                condition=Q(letter=None, state="queued"),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(version_of=None) ^ Q(status_report=None), name="recipient_one_document"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Dispute(ClientRow):
    """A recipient's objection to one line of an issued contact report."""

    reading = VIEW_INTERACTIONS

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="disputes")
    version_of = models.ForeignKey(ReportVersion, models.PROTECT, related_name="disputes")
    line_key = models.CharField(max_length=40)
    line_text = models.TextField()
    comment = models.TextField()
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.comment[:60]
