"""Writes of the pages: a letter sent again, long work cancelled, a failed task repeated."""

from datetime import datetime

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from napulse.access.actor import Actor, action
from napulse.access.permissions import EDIT_SELF
from napulse.access.queries import agency
from napulse.audit.history import record
from napulse.engines.kernel.errors import Refused
from napulse.jobs.models import Letter, LetterState, LongWork
from napulse.jobs.outbox import tell
from napulse.jobs.permissions import EDIT_LETTERS, EDIT_WORK
from napulse.jobs.queries import job_of
from napulse.jobs.queue import JOBS, label_of, run

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


@action(EDIT_LETTERS)
def note_bounce(actor: Actor, *, message_id: str, words: str) -> bool:
    """A letter of ours came back: whoever waits for it is told. False when it is not ours."""
    row = (
        Letter.objects.select_for_update()
        .filter(message_id=message_id, state__in=[LetterState.SENT, LetterState.BOUNCED])
        .first()
    )
    if row is None:
        return False
    if row.state == LetterState.SENT:
        row.state, row.server_words = LetterState.BOUNCED, words
        row.save(update_fields=["state", "server_words"])
        tell(row)
    return True


@action(EDIT_SELF)
def cancel_work(actor: Actor, work: LongWork) -> None:
    """Say that nobody waits for it: the job stops at its next step."""
    if work.user_id != actor.user_id:
        actor.require(EDIT_WORK)
    if not work.is_open:
        raise Refused("work.over")
    LongWork.objects.filter(pk=work.pk).update(wish_to_cancel=True)


@action(EDIT_WORK)
def run_task_again(actor: Actor, ident: str) -> str:
    """Queue a failed task once more with what it was given; says which job it is."""
    found = DBTaskResult.objects.select_for_update().failed().filter(pk=ident).first()
    if found is None:
        raise Refused("task.not_failed")
    name = job_of(found)
    if name not in JOBS:
        raise Refused("task.unknown", name=name)
    run.enqueue(*found.args_kwargs["args"], **found.args_kwargs["kwargs"])
    found.delete()
    record(actor, agency(), "work.run_again", job=name)
    return label_of(name)
