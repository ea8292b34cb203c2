"""Writes the letters of the last days as they left; nothing of them is ever sent again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from napulse.access.actor import system_actor
from napulse.demo.cast import Cast
from napulse.demo.talks import A_MINUTE, ACCEPTED, LETTERS_KEPT
from napulse.jobs.models import Letter, LetterState
from napulse.service.actions.delivery import note_letter
from napulse.service.jobs.delivery import deliver
from napulse.service.models import Recipient, RecipientRole

if TYPE_CHECKING:
    from napulse.demo.building import Past

REFUSALS = {
    "signalika": (
        LetterState.REFUSED,
        "550 5.1.1 <{address}>: Recipient address rejected: User unknown in virtual mailbox table",
    ),
    "semdorog": (LetterState.BOUNCED, "552 5.2.2 <{address}>: Mailbox full"),
}


@dataclass(frozen=True, slots=True)
class Post:
    """One document of the last days: its readers, and when it left."""

    at: datetime
    readers: list[Recipient]
    client: str
    is_last: bool


def send_letters(cast: Cast, pasts: "list[Past]") -> None:
    """Schedules the letters of every document of the last days."""
    since = cast.timing.now - LETTERS_KEPT
    for past in pasts:
        for post in _posts(past):
            if post.at + A_MINUTE > since:
                cast.ledger.act(post.at + A_MINUTE, _leaving(post))


def _posts(past: "Past") -> Iterator[Post]:
    key = past.served.script.key
    for talk in past.talks:
        if talk.version is not None:
            yield Post(talk.version.issued_at, talk.readers, key, is_last=False)
    for sent in past.sent:
        if sent.row.sent_at is not None:
            yield Post(sent.row.sent_at, sent.readers, key, is_last=sent is past.sent[-1])


def _leaving(post: Post) -> Any:
    def leave() -> None:
        at = post.at + A_MINUTE
        deliver(post.readers, now=at)
        refused = _refused(post)
        rows = Recipient.objects.filter(pk__in=[row.pk for row in post.readers])
        for row in rows.select_related("letter").order_by("pk"):
            _arrive(row, post, at, is_refused=row.pk == refused)

    return leave


def _refused(post: Post) -> int | None:
    """Of a client whose server refuses somebody: the last reader who never saw the report."""
    outside = [row for row in post.readers if row.role != RecipientRole.INTERNAL]
    unseen = [row.pk for row in outside if row.seen_at is None]
    is_told = post.client in REFUSALS and post.is_last
    return unseen[-1] if is_told and unseen else None


def _arrive(row: Recipient, post: Post, at: datetime, *, is_refused: bool) -> None:
    letter = row.letter
    if letter is None:
        return
    letter.attempts, letter.next_try_at, letter.handed_at = 1, None, at
    letter.state, letter.server_words, letter.sent_at = LetterState.SENT, ACCEPTED, at
    if is_refused:
        letter.state, words = REFUSALS[post.client]
        letter.server_words, letter.sent_at = words.format(address=letter.recipient), None
    letter.save()
    note_letter(system_actor(), row, letter=letter, now=at)


def forget_tasks() -> None:
    """What the acts of the past have queued is done; letters that still wait stay here."""
    DBTaskResult.objects.filter(enqueued_at__lte=timezone.now(), started_at=None).delete()
    waiting = Letter.objects.filter(state=LetterState.QUEUED)
    waiting.update(state=LetterState.HELD, next_try_at=None)
