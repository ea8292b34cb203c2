"""Writes the letters of the last days as they left; nothing of them is ever sent again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from napulse.access.actor import system_actor
from napulse.demo.cast import Cast
from napulse.demo.content.between import REFUSALS
from napulse.demo.talks import A_MINUTE, ACCEPTED
from napulse.jobs.models import Letter, LetterState
from napulse.service.actions.delivery import note_letter
from napulse.service.jobs.delivery import deliver
from napulse.service.models import Recipient

if TYPE_CHECKING:
    from napulse.demo.building import Past


@dataclass(frozen=True, slots=True)
class Post:
    """One document of the last days: its readers, and when it left."""

    at: datetime
    readers: list[Recipient]
    refused: Recipient | None = None
    words: tuple[str, str] = ("", "")


def send_letters(cast: Cast, pasts: "list[Past]") -> None:
    """Schedules the letters of every document of the last days."""
    for past in pasts:
        for post in _posts(past):
            if post.at + A_MINUTE > cast.letters_from:
                cast.ledger.act(post.at + A_MINUTE, _leaving(post))


def _posts(past: "Past") -> Iterator[Post]:
    words = REFUSALS.get(past.served.script.key, ("", ""))
    for talk in past.talks:
        if talk.version is not None:
            yield Post(talk.version.issued_at, talk.readers)
    for sent in past.sent:
        if sent.row.sent_at is not None:
            yield Post(sent.row.sent_at, sent.readers, sent.refused, words)


def _leaving(post: Post) -> Any:
    def leave() -> None:
        at = post.at + A_MINUTE
        deliver(post.readers, now=at)
        rows = Recipient.objects.filter(pk__in=[row.pk for row in post.readers])
        for row in rows.select_related("letter").order_by("pk"):
            _arrive(row, post, at)

    return leave


def _arrive(row: Recipient, post: Post, at: datetime) -> None:
    letter = row.letter
    if letter is None:
        return
    letter.attempts, letter.next_try_at, letter.handed_at = 1, None, at
    letter.state, letter.server_words, letter.sent_at = LetterState.SENT, ACCEPTED, at
    if post.refused is not None and row.pk == post.refused.pk:
        letter.state, words = post.words
        letter.server_words, letter.sent_at = words.format(address=letter.recipient), None
    letter.save()
    note_letter(system_actor(), row, letter=letter, now=at)


def forget_tasks() -> None:
    """What the acts of the past have queued is done; letters that still wait stay here."""
    DBTaskResult.objects.filter(enqueued_at__lte=timezone.now(), started_at=None).delete()
    waiting = Letter.objects.filter(state=LetterState.QUEUED)
    waiting.update(state=LetterState.HELD, next_try_at=None)
