"""Reads mailboxes: every minute what is new, and once, with progress, what was there before."""

import logging
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.access.secrets_at_rest import unsealed
from napulse.jobs.queue import job
from napulse.jobs.work import Cancelled, Progress, working
from napulse.mail.actions.bounces import note_bounces
from napulse.mail.actions.mailboxes import (
    note_folders,
    note_state,
    stop_reading,
    take_from_folder,
)
from napulse.mail.actions.storing import Arrived, Stored
from napulse.mail.gateways.imap import Account, Fetched, ImapDoor, ImapRefused, imap_door
from napulse.mail.jobs.judging import judge_all
from napulse.mail.models import Mailbox, MailboxState, MailFolder
from napulse.mail.queries.letters import to_judge
from napulse.mail.queries.mailboxes import folders_to_read, to_poll

log = logging.getLogger(__name__)

POLL_S = 60
MOST_AT_A_POLL = 500


def account_of(mailbox: Mailbox) -> Account:
    password = unsealed(mailbox.password)
    return Account(mailbox.host, mailbox.port, mailbox.security, mailbox.user, password)


@job("mail.list_folders", label=_("Asking a mailbox for its folders"))
def list_folders(mailbox_id: int) -> None:
    """What folders there are; the answer, or the server's refusal, stands on the mailbox's page."""
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    try:
        with imap_door(account_of(mailbox)) as door:
            names = door.folders()
    except ImapRefused as refused:
        _note_refusal(mailbox, refused)
        return
    note_folders(system_actor(), mailbox, names=names, now=timezone.now())


@job("mail.poll", every_s=POLL_S, label=_("Reading mailboxes"))
def poll() -> None:
    """New letters of every mailbox; what fails for one is told on its page."""
    for mailbox in to_poll():
        if mailbox.work is None or not mailbox.work.is_open:
            _poll(mailbox)


def _poll(mailbox: Mailbox) -> None:
    try:
        read_mailbox(mailbox, most=MOST_AT_A_POLL)
    except ImapRefused as refused:
        _note_refusal(mailbox, refused)
    except Exception:
        log.exception("mailbox %s could not be read", mailbox.pk)


@job("mail.load", label=_("Reading a mailbox for the first time"))
def load(mailbox_id: int) -> None:
    """All letters of the chosen folders, with progress; stopping it pauses the mailbox."""
    mailbox = Mailbox.objects.select_related("work").get(pk=mailbox_id)
    if mailbox.work_id is None:
        return
    try:
        with working(mailbox.work_id) as progress:
            try:
                read_mailbox(mailbox, progress=progress)
            except ImapRefused as refused:
                _note_refusal(mailbox, refused)
                progress.result["error"] = refused.words
    except Cancelled:
        stop_reading(system_actor(), mailbox)


def read_mailbox(
    mailbox: Mailbox, *, most: int | None = None, progress: Progress | None = None
) -> None:
    """Fetch, store and judge what is new, folder by folder, batch by batch."""
    with imap_door(account_of(mailbox)) as door:
        waiting = [(folder, *_new_in(door, folder)) for folder in folders_to_read(mailbox)]
        total, done = sum(len(uids) for _folder, _numbering, uids in waiting), 0
        if progress:
            progress.tell(0, total)
        for folder, numbering, uids in waiting:
            for batch in door.letters(_reopened(door, folder, uids[: most or len(uids)])):
                stored = _take(folder, numbering, batch)
                judge_all(to_judge([each.letter.pk for each in stored if each.letter.is_waiting]))
                done += len(batch)
                if progress:
                    progress.tell(done)
    note_state(mailbox, state=MailboxState.OK, now=timezone.now())


def _new_in(door: ImapDoor, folder: MailFolder) -> tuple[int, tuple[int, ...]]:
    found = door.open(folder.name, after=folder.last_uid, uidvalidity=folder.uidvalidity)
    return (found.uidvalidity, found.uids) if found else (0, ())


def _reopened(door: ImapDoor, folder: MailFolder, uids: Sequence[int]) -> Sequence[int]:
    """Numbers count in the folder that is open: open it again before asking for its letters."""
    if uids:
        door.open(folder.name, after=uids[-1], uidvalidity=folder.uidvalidity)
    return uids


def _take(folder: MailFolder, numbering: int, batch: Sequence[Fetched]) -> list[Stored]:
    if not batch:
        return []
    stored = take_from_folder(
        system_actor(),
        folder,
        arrived=[Arrived(each.raw, each.received_at) for each in batch],
        reached=(numbering, batch[-1].uid),
        now=timezone.now(),
    )
    note_bounces(system_actor(), raws=[each.raw for each in batch], now=timezone.now())
    return stored


def _note_refusal(mailbox: Mailbox, refused: ImapRefused) -> None:
    words = f"{refused.code}: {refused.words}"
    note_state(mailbox, state=MailboxState.REFUSED, now=timezone.now(), refusal=words)
