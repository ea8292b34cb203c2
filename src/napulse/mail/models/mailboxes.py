"""Mailboxes that are read over IMAP, their folders, and who reads their letters as well."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import Actor
from napulse.audit.models import AuditedModel, AuditedQuerySet
from napulse.mail.permissions import EDIT_MAILBOXES

USER = settings.AUTH_USER_MODEL


class Security(models.TextChoices):
    TLS = "tls", "TLS"
    STARTTLS = "starttls", _("STARTTLS")


class MailboxState(models.TextChoices):
    NEW = "new", _("not read yet")
    OK = "ok", _("read regularly")
    REFUSED = "refused", pgettext_lazy("of a mailbox", "refused")
    PAUSED = "paused", _("paused")


class MailboxQuerySet(AuditedQuerySet["Mailbox"]):
    """Mailboxes of their owners, and of those they are shared with."""

    def seen_by(self, actor: Actor) -> "MailboxQuerySet":
        if not actor.can(EDIT_MAILBOXES):
            return self.none()
        mine = Q(owner_id=actor.own_id) | Q(readers__user_id=actor.own_id)
        return self.filter(mine, deleted_at=None).distinct()


class Mailbox(AuditedModel):
    """One account at a mail server. The password is an app password, sealed at rest."""

    reading: ClassVar = EDIT_MAILBOXES

    name = models.CharField(_("name"), max_length=120)
    owner = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("of a mailbox", "owner")
    )
    host = models.CharField(_("server"), max_length=200)
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(
        _("encryption"), max_length=8, choices=Security, default=Security.TLS
    )
    user = models.CharField(_("user name"), max_length=254)
    password = models.TextField(editable=False)
    receiver = models.CharField(_("name of the receiving server"), max_length=200, blank=True)
    files_letters = models.BooleanField(_("letters of contacts become interactions"), default=True)
    state = models.CharField(
        _("state"), max_length=7, choices=MailboxState, default=MailboxState.NEW, editable=False
    )
    refusal = models.TextField(editable=False, blank=True)
    checked_at = models.DateTimeField(null=True, editable=False)
    work = models.ForeignKey("jobs.LongWork", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = MailboxQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("mail:mailbox_detail", args=[self.pk])

    def reader_ids(self) -> list[int]:
        """Colleagues who read its letters besides the owner."""
        return list(self.readers.order_by("pk").values_list("user_id", flat=True))


class MailboxReader(models.Model):
    """A colleague who reads the letters of somebody's mailbox too."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="readers")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "user"], name="mailbox_reader_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.mailbox}"


class MailFolder(models.Model):
    """A folder of a mailbox, and up to which letter it was read.

    A UID counts under one UIDVALIDITY only: when the server renews that, reading starts over and
    letters that are here already are known by their bytes.
    """

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="folders")
    name = models.CharField(max_length=300)
    is_chosen = models.BooleanField(default=False)
    is_gone = models.BooleanField(default=False)
    uidvalidity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "name"], name="mail_folder_once")
        ]

    def __str__(self) -> str:
        return self.name
