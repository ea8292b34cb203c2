"""Takes letters that are due, one lease at a time, and writes down what became of each."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from napulse.jobs.gateways import Envelope, Kind, LostLease, Outcome, SmtpDoor
from napulse.jobs.mail import leaving
from napulse.jobs.models import Letter, LetterState
from napulse.jobs.queue import JOBS, after_commit

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
LEASE_OF_DATA = timedelta(minutes=6)
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 120, *[240] * 17)]
"""One minute first, four hours at last; about three days in all."""


def due(now: datetime) -> "QuerySet[Letter]":
    """Letters whose time has come, and those whose worker fell silent in the middle."""
    return Letter.objects.filter(
        Q(state=LetterState.QUEUED, next_try_at__lte=now)
        | Q(state=LetterState.SENDING, lease_until__lt=now)
    ).order_by("next_try_at", "id")


def claim(now: datetime) -> Letter | None:
    """Take one letter for ourselves until the lease ends; two workers never take the same."""
    if not due(now).exists():
        return None
    with transaction.atomic():
        letter = due(now).select_for_update(skip_locked=True).first()
        if letter is None:
            return None
        letter.state = LetterState.SENDING
        letter.attempts += 1
        letter.handed_at = None
        letter.lease_until = now + LEASE
        letter.save(update_fields=["state", "attempts", "handed_at", "lease_until"])
    return letter


def send_due(door: SmtpDoor, *, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Send until nothing is due. False when the server cannot be reached: no use hurrying on."""
    while not stopping() and (letter := claim(timezone.now())):
        try:
            outcome = _sent(letter, door)
        except LostLease:
            log.warning("letter %s was taken by another worker", letter.pk)
            continue
        record_outcome(letter, outcome, now=timezone.now())
        if not outcome.reached:
            return False
    return True


def _sent(letter: Letter, door: SmtpDoor) -> Outcome:
    """A letter whose key cannot be put in does not leave: its link would open nothing."""
    raw = leaving(letter)
    if raw is None:
        words = "the key in this letter was sealed under a SECRET_KEY that is not known any more"
        return Outcome(Kind.PERMANENT, words)
    envelope = Envelope(letter.sender, letter.recipient, raw)
    return door.send(envelope, before_data=partial(mark_handed, letter))


def mark_handed(letter: Letter) -> None:
    """The last moment before the text goes out: say so, or give up if the lease is another's."""
    now = timezone.now()
    patience = timedelta(seconds=settings.ENV.mail.timeout_s * 20)
    if not _held(letter).update(handed_at=now, lease_until=now + max(LEASE_OF_DATA, patience)):
        raise LostLease


def record_outcome(letter: Letter, outcome: Outcome, *, now: datetime) -> None:
    """Store what the server said, and tell the app that the letter is about."""
    with transaction.atomic():
        if _held(letter).update(**_result(letter, outcome, now)):
            tell(letter)


def tell(letter: Letter) -> None:
    """Queue the job `<about>.letter_changed`, if the app above has one."""
    name = f"{letter.about}.letter_changed"
    if letter.about and name in JOBS:
        after_commit(name, letter_id=letter.pk)


def _held(letter: Letter) -> "QuerySet[Letter]":
    return Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING, attempts=letter.attempts)


def _result(letter: Letter, outcome: Outcome, now: datetime) -> dict[str, object]:
    told = {"server_words": outcome.words, "lease_until": None}
    if outcome.kind == Kind.DELIVERED:
        return {**told, "state": LetterState.SENT, "sent_at": now, "next_try_at": None}
    if outcome.kind == Kind.PERMANENT or letter.attempts > len(BACK_OFF):
        return {**told, "state": LetterState.REFUSED, "next_try_at": None}
    wait = BACK_OFF[letter.attempts - 1]
    return {**told, "state": LetterState.QUEUED, "next_try_at": now + wait}
