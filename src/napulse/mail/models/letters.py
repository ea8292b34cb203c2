"""Letters that came in: their bytes, what they show, the verdict on them, and who may read them."""

import zlib
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.models import Client, Contact
from napulse.db.among import Among
from napulse.engines.kernel.text import fold
from napulse.mail.models.mailboxes import Mailbox, MailFolder
from napulse.mail.permissions import VIEW_LETTERS

USER = settings.AUTH_USER_MODEL


class Source(models.TextChoices):
    MAILBOX = "mailbox", _("mailbox")
    UPLOAD = "upload", _("uploaded")


class Judged(models.TextChoices):
    """The engine's four verdicts, and the two states in which there is none."""

    WAITING = "", _("being checked")
    GENUINE = "genuine", _("genuine")
    NO_CLAIM = "no_claim", _("makes no claim")
    SUSPICIOUS = "suspicious", _("suspicious")
    FRAUDULENT = "fraudulent", _("fraudulent")
    UNUSABLE = "unusable", _("cannot be read")


class LetterBlob(models.Model):
    """The bytes of a letter, kept once whatever the number of people they came to."""

    digest = models.CharField(max_length=64, primary_key=True)
    packed = models.BinaryField()
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.digest

    @property
    def raw(self) -> bytes:
        return zlib.decompress(self.packed)


class UploadState(models.TextChoices):
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Upload(models.Model):
    """Files that somebody brought. What is large is taken apart in the background, all or none."""

    reading: ClassVar = VIEW_LETTERS

    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    packed = models.BinaryField()
    state = models.CharField(max_length=7, choices=UploadState, default=UploadState.RUNNING)
    work = models.ForeignKey("jobs.LongWork", models.SET_NULL, null=True, related_name="+")
    count = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.filename


class LetterQuerySet(models.QuerySet["Letter"]):
    """A letter is read by those whose mailbox it came to, and once filed by the client's team."""

    def seen_by(self, actor: Actor) -> "LetterQuerySet":
        return self.with_deleted(actor).filter(deleted_at=None)

    def with_deleted(self, actor: Actor) -> "LetterQuerySet":
        if not actor.can(VIEW_LETTERS):
            return self.none()
        if not actor.is_person and actor.client_ids is None:
            return self
        filed = Q(client__isnull=False, client__deleted_at=None)
        if actor.client_ids is not None:
            filed = Q(Among("client_id", actor.client_ids), client__deleted_at=None)
        return self.filter(filed | Q(pk__in=_held_by(actor)))


def _held_by(actor: Actor) -> Any:
    """Letters of own and shared mailboxes, own uploads, and what one was told of."""
    me = actor.own_id
    return Letter.objects.filter(
        Q(mailbox__owner_id=me)
        | Q(mailbox__readers__user_id=me)
        | Q(uploaded_by_id=me)
        | Q(told__user_id=me)
    ).values("pk")


class Letter(models.Model):
    """One letter that came in. What it says never changes; the verdict and where it is filed may.

    `address` is who really stands there, `shown_name` what a mail program shows. A fraudulent
    letter is kept apart: it never has a client, at most `names_client`, whom it speaks of.
    """

    reading: ClassVar = VIEW_LETTERS

    blob = models.ForeignKey(LetterBlob, models.PROTECT, related_name="letters")
    source = models.CharField(_("came by"), max_length=7, choices=Source)
    mailbox = models.ForeignKey(Mailbox, models.PROTECT, null=True, related_name="letters")
    folder = models.ForeignKey(MailFolder, models.SET_NULL, null=True, related_name="+")
    uploaded_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    upload = models.ForeignKey(Upload, models.SET_NULL, null=True, related_name="letters")
    message_id = models.CharField(max_length=300, blank=True, db_index=True)
    shown_name = models.CharField(max_length=200, blank=True)
    address = models.CharField(_("sender"), max_length=320, blank=True, db_index=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    folded = models.CharField(max_length=900, editable=False)
    received_at = models.DateTimeField(_("received"))
    arrived_at = models.DateTimeField()
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Judged, blank=True, default=Judged.WAITING
    )
    brand = models.CharField(_("brand"), max_length=80, blank=True)
    report = models.JSONField(null=True)
    details = models.JSONField(default=list)
    judged_at = models.DateTimeField(null=True)
    is_apart = models.BooleanField(_("kept apart"), default=False)
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, related_name="+", verbose_name=_("client")
    )
    names_client = models.ForeignKey(Client, models.SET_NULL, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    interaction = models.ForeignKey(
        "service.Interaction", models.SET_NULL, null=True, related_name="letters"
    )
    deleted_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = LetterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-received_at", "-id"], name="letter_newest"),
            models.Index(fields=["client", "-received_at"], name="letter_of_client"),
            models.Index(fields=["id"], name="letter_waiting", condition=Q(judged_at=None)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailbox", "blob"],
                condition=Q(mailbox__isnull=False),
                name="letter_once_in_mailbox",
            ),
            models.UniqueConstraint(
                fields=["uploaded_by", "blob"],
                condition=Q(uploaded_by__isnull=False),
                name="letter_once_uploaded",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="fraudulent") | Q(client=None), name="letter_fraud_unfiled"
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(pgettext_lazy("letter", "no subject"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(f"{self.subject} {self.shown_name} {self.address}")[:900]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("mail:letter_detail", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Whether a first verdict, or a new one, is still to come."""
        return self.judged_at is None

    @property
    def holder(self) -> "User | None":
        """Who brought the letter in: the owner of the mailbox, or who uploaded it."""
        return self.mailbox.owner if self.mailbox else self.uploaded_by

    @property
    def sender(self) -> str:
        """Who a mail program would say it is from, with the real address."""
        named = self.shown_name and self.shown_name != self.address
        return f"{self.shown_name} <{self.address}>" if named else self.address


class LetterTold(models.Model):
    """Somebody whom a colleague, or the product, told of a letter: they may read it."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="told")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letter", "user"], name="letter_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.letter}"
