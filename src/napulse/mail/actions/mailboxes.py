"""Connecting, choosing, sharing, pausing and removing mailboxes; what reading them brought."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.access.secrets_at_rest import sealed
from napulse.audit.history import change, record
from napulse.audit.recording import recording
from napulse.engines.kernel.errors import Missing, Refused
from napulse.jobs.queue import after_commit
from napulse.jobs.work import start_work
from napulse.mail.actions.storing import Arrived, Place, Stored, store_letters
from napulse.mail.models import Mailbox, MailboxReader, MailboxState, MailFolder
from napulse.mail.permissions import EDIT_LETTERS, EDIT_MAILBOXES


@dataclass(frozen=True, slots=True)
class MailboxData:
    """How a mailbox is reached. An empty password keeps the one that is stored."""

    name: str
    host: str
    port: int
    security: str
    user: str
    password: str = ""
    receiver: str = ""
    files_letters: bool = True


@action(EDIT_MAILBOXES)
def connect_mailbox(actor: Actor, *, data: MailboxData, now: datetime) -> Mailbox:
    """Keep a mailbox; its folders are asked for in the background."""
    if actor.user_id is None:
        raise Refused("mailbox.nobody")
    if not data.password:
        raise Refused("mailbox.password_missing")
    mailbox = Mailbox(owner_id=actor.user_id, created_at=now)
    with change(actor, mailbox, "mailbox.connected"):
        _fill(mailbox, data)
        mailbox.save()
    after_commit("mail.list_folders", mailbox_id=mailbox.pk)
    return mailbox


@action(EDIT_MAILBOXES)
def edit_mailbox(actor: Actor, mailbox: Mailbox, *, data: MailboxData, version: int) -> Mailbox:
    """Change how it is reached. A new server or user needs the password anew."""
    mailbox = _own(actor, mailbox)
    if mailbox.version != version:
        raise Refused("row.changed")
    moved = (mailbox.host, mailbox.port, mailbox.user) != (data.host, data.port, data.user)
    if moved and not data.password:
        raise Refused("mailbox.password_missing")
    with change(actor, mailbox, "mailbox.changed"):
        _fill(mailbox, data)
        mailbox.state, mailbox.refusal = MailboxState.NEW, ""
        mailbox.save()
    after_commit("mail.list_folders", mailbox_id=mailbox.pk)
    return mailbox


def _fill(mailbox: Mailbox, data: MailboxData) -> None:
    mailbox.name, mailbox.host, mailbox.port = data.name, data.host, data.port
    mailbox.security, mailbox.user, mailbox.receiver = data.security, data.user, data.receiver
    mailbox.files_letters = data.files_letters
    if data.password:
        mailbox.password = sealed(data.password)


@action(EDIT_MAILBOXES)
def choose_folders(
    actor: Actor, mailbox: Mailbox, *, folder_ids: Collection[int], now: datetime
) -> Mailbox:
    """Say which folders are read; letters of one that is new come with progress."""
    mailbox = _own(actor, mailbox)
    rows = list(mailbox.folders.select_for_update())
    chosen = {row.pk for row in rows if row.pk in set(folder_ids)}
    if not chosen:
        raise Refused("mailbox.no_folder")
    for row in rows:
        row.is_chosen = row.pk in chosen
        row.save(update_fields=["is_chosen"])
    names = ", ".join(row.name for row in rows if row.is_chosen)
    with change(actor, mailbox, "mailbox.folders_chosen", note={"folders": names}):
        if mailbox.work is None or not mailbox.work.is_open:
            mailbox.work = start_work(actor, "mail.load", mailbox.name)
            after_commit("mail.load", mailbox_id=mailbox.pk)
        mailbox.save()
    return mailbox


@action(EDIT_MAILBOXES)
def share_mailbox(actor: Actor, mailbox: Mailbox, *, user_ids: Collection[int]) -> Mailbox:
    """Say who reads its letters besides the owner."""
    mailbox = _own(actor, mailbox)
    users = list(User.objects.filter(pk__in=user_ids, is_active=True).order_by("folded"))
    others = [user for user in users if user.pk != mailbox.owner_id]
    MailboxReader.objects.filter(mailbox=mailbox).exclude(user__in=others).delete()
    MailboxReader.objects.bulk_create(
        [MailboxReader(mailbox=mailbox, user=user) for user in others], ignore_conflicts=True
    )
    record(actor, mailbox, "mailbox.shared", to=", ".join(user.name for user in others))
    return mailbox


@action(EDIT_MAILBOXES)
def pause_mailbox(actor: Actor, mailbox: Mailbox, *, paused: bool) -> Mailbox:
    """Stop reading it, or go on where reading stopped."""
    mailbox = _own(actor, mailbox)
    with change(actor, mailbox, "mailbox.paused" if paused else "mailbox.resumed"):
        mailbox.state = MailboxState.PAUSED if paused else MailboxState.NEW
        mailbox.save()
    return mailbox


@action(EDIT_MAILBOXES)
def delete_mailbox(actor: Actor, mailbox: Mailbox, *, now: datetime) -> Mailbox:
    """Read it no longer. Its letters stay; it can be brought back for 30 days."""
    mailbox = _own(actor, mailbox)
    with change(actor, mailbox, "mailbox.deleted"):
        mailbox.deleted_at = now
        mailbox.save()
    return mailbox


@action(EDIT_MAILBOXES)
def restore_mailbox(actor: Actor, mailbox: Mailbox) -> Mailbox:
    mailbox = _own(actor, mailbox, deleted=True)
    with change(actor, mailbox, "mailbox.restored"):
        mailbox.deleted_at = None
        mailbox.save()
    return mailbox


def _own(actor: Actor, mailbox: Mailbox, *, deleted: bool = False) -> Mailbox:
    """The row as stored now, locked; only its owner changes a mailbox."""
    found: Mailbox | None = (
        Mailbox.objects.select_for_update()
        .filter(pk=mailbox.pk, owner_id=actor.own_id, deleted_at__isnull=not deleted)
        .first()
    )
    if found is None:
        raise Missing("mailbox")
    return found


@action(EDIT_MAILBOXES)
def note_folders(actor: Actor, mailbox: Mailbox, *, names: Sequence[str], now: datetime) -> None:
    """The folders that the server has now; those gone are marked, the inbox is proposed."""
    known = {row.name: row for row in mailbox.folders.select_for_update()}
    for name in names:
        if name not in known:
            is_inbox = name.upper() == "INBOX" and not known
            MailFolder.objects.create(mailbox=mailbox, name=name[:300], is_chosen=is_inbox)
    for name, row in known.items():
        row.is_gone = name not in names
        row.save(update_fields=["is_gone"])
    note_state(mailbox, state=MailboxState.OK, now=now)


@action(EDIT_MAILBOXES)
def stop_reading(actor: Actor, mailbox: Mailbox) -> None:
    """Somebody stopped the first reading: it goes on when the owner resumes it."""
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    with change(actor, mailbox, "mailbox.paused"):
        mailbox.state = MailboxState.PAUSED
        mailbox.save()


@action(EDIT_MAILBOXES)
def forget_password(actor: Actor, mailbox: Mailbox) -> None:
    """A mailbox that does not come back needs no password any more."""
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    with recording(Mailbox):
        mailbox.password = ""
        mailbox.save()


def note_state(mailbox: Mailbox, *, state: str, now: datetime, refusal: str = "") -> None:
    """How the last visit went: no business act, so no history; a pause by its owner stays."""
    values: dict[str, Any] = {"refusal": refusal, "checked_at": now}
    with recording(Mailbox):
        rows = Mailbox.objects.filter(pk=mailbox.pk).exclude(state=MailboxState.PAUSED)
        rows.update(state=state, **values)


@action(EDIT_LETTERS)
def take_from_folder(
    actor: Actor,
    folder: MailFolder,
    *,
    arrived: Sequence[Arrived],
    reached: tuple[int, int],
    now: datetime,
) -> list[Stored]:
    """Store a batch and how far the folder was read, together: a kill loses and doubles nothing.

    `reached` is the numbering and the last number in it.
    """
    folder = MailFolder.objects.select_for_update().get(pk=folder.pk)
    mailbox = Mailbox.objects.select_related("owner").get(pk=folder.mailbox_id)
    stored = store_letters(Place(mailbox=mailbox, folder=folder), arrived, now=now)
    uidvalidity, uid = reached
    if folder.uidvalidity != uidvalidity:
        folder.uidvalidity, folder.last_uid = uidvalidity, 0
    folder.last_uid = max(folder.last_uid, uid)
    folder.taken += sum(each.is_new for each in stored)
    folder.save()
    return stored
