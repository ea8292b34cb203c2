"""Every way mailboxes are read."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from napulse.access.actor import Actor
from napulse.engines.kernel.errors import Missing
from napulse.mail.models import Mailbox, MailboxState, MailFolder, Upload
from napulse.mail.permissions import EDIT_MAILBOXES


def mailboxes(actor: Actor) -> "QuerySet[Mailbox]":
    """Own and shared mailboxes with how many letters each brought."""
    found: QuerySet[Mailbox] = Mailbox.objects.seen_by(actor).select_related("owner", "work")
    return found.annotate(
        taken=Sum("folders__taken"), chosen=Count("folders", filter=Q(folders__is_chosen=True))
    ).order_by("name", "pk")


def mailbox(actor: Actor, mailbox_id: int, *, deleted: bool = False) -> Mailbox:
    """One of the actor's own or shared mailboxes; a deleted one for its owner alone."""
    rows: Any = Mailbox.objects.seen_by(actor)
    if deleted:
        rows = Mailbox.objects.filter(owner_id=actor.own_id, deleted_at__isnull=False)
        rows = rows if actor.can(EDIT_MAILBOXES) else rows.none()
    found: Mailbox | None = rows.select_related("owner", "work").filter(pk=mailbox_id).first()
    if found is None:
        raise Missing("mailbox")
    return found


def upload(actor: Actor, upload_id: int) -> Upload:
    """One of the actor's own uploads."""
    rows = Upload.objects.filter(user_id=actor.own_id).select_related("work").defer("packed")
    found = rows.filter(pk=upload_id).first()
    if found is None:
        raise Missing("upload")
    return found


def to_poll() -> list[Mailbox]:
    """Mailboxes that are read now: not paused, not gone, with a folder chosen."""
    rows = Mailbox.objects.filter(deleted_at=None, owner__is_active=True, folders__is_chosen=True)
    return list(
        rows.exclude(state=MailboxState.PAUSED).select_related("work").distinct().order_by("pk")
    )


def folders_to_read(mailbox: Mailbox) -> list[MailFolder]:
    return list(mailbox.folders.filter(is_chosen=True, is_gone=False).order_by("name"))


def forgotten(before: datetime) -> list[Mailbox]:
    """Mailboxes removed so long ago that they do not come back, with a password still kept."""
    return list(Mailbox.objects.filter(deleted_at__lt=before).exclude(password=""))
