"""Writes of the pages: a letter sent again, long work cancelled, a failed task repeated."""

from datetime import datetime

from django.conf import settings

from napulse.access.actor import Actor, action
from napulse.access.permissions import EDIT_SELF
from napulse.audit.history import record
from napulse.engines.kernel.errors import Refused
from napulse.jobs.models import Letter, LetterState, LongWork
from napulse.jobs.outbox import tell
from napulse.jobs.permissions import EDIT_LETTERS, EDIT_WORK

REPEATABLE = (LetterState.REFUSED, LetterState.BOUNCED, LetterState.HELD)


def is_repeatable(letter: Letter) -> bool:
    return letter.erased_at is None and letter.state in REPEATABLE


@action(EDIT_LETTERS)
def send_letter_again(actor: Actor, letter: Letter, *, now: datetime) -> Letter:
    """Put a letter that did not leave back into the queue, with its own Message-ID."""
    if not settings.ENV.mail.is_set:
        raise Refused("letter.no_server")
    row = Letter.objects.select_for_update().get(pk=letter.pk)
    if row.erased_at is not None:
        raise Refused("letter.erased")
    if not is_repeatable(row):
        raise Refused("letter.not_refused")
    row.state, row.attempts, row.next_try_at = LetterState.QUEUED, 0, now
    row.save(update_fields=["state", "attempts", "next_try_at"])
    record(actor, row, "letter.sent_again")
    tell(row)
    return row


@action(EDIT_SELF)
def cancel_work(actor: Actor, work: LongWork) -> None:
    """Say that nobody waits for it: the job stops at its next step."""
    if work.user_id != actor.user_id:
        actor.require(EDIT_WORK)
    if not work.is_open:
        raise Refused("work.over")
    LongWork.objects.filter(pk=work.pk).update(wish_to_cancel=True)
