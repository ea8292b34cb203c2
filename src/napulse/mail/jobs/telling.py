"""Writes to colleagues who were told of a letter, and clears away what is no longer needed."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.queue import job
from napulse.mail.actions.mailboxes import forget_password
from napulse.mail.actions.purging import purge_letters
from napulse.mail.models import LetterTold
from napulse.mail.presenting import shown_verdict, verdict_words
from napulse.mail.queries.mailboxes import forgotten
from napulse.mail.queries.policies import words_of_policies

DAY_S = 24 * 3600
KEPT = timedelta(days=30)


@job("mail.tell", label=_("Telling colleagues of a letter"))
def tell(letter_id: int, user_id: int) -> None:
    """One colleague, in their language: the verdict, who tells, the way to the letter."""
    told = (
        LetterTold.objects.select_related("letter", "user", "by")
        .filter(letter_id=letter_id, user_id=user_id, user__is_active=True)
        .first()
    )
    if told is None or told.letter.deleted_at is not None:
        return
    with translation.override(told.user.language):
        queue_letter(_draft(told), now=timezone.now())


def _draft(told: LetterTold) -> Draft:
    letter = told.letter
    words = words_of_policies(told.user.language)
    verdict, advice = verdict_words(shown_verdict(letter), letter.brand, words)
    who = told.by.name if told.by else "Napulse"
    lines = [
        gettext("%(who)s tells you of a letter: %(what)s") % {"who": who, "what": str(letter)},
        gettext("From: %(sender)s") % {"sender": letter.sender},
        *([told.note] if told.note else []),
        f"{verdict}\n{advice}",
        settings.BASE_URL + letter.get_absolute_url(),
    ]
    return Draft(
        recipient=told.user.email,
        recipient_name=told.user.name,
        subject=" ".join(f"{verdict} {letter}".split())[:200],
        text="\n\n".join(lines),
        key=f"mail.told:{told.pk}",
        reply_to=told.by.email if told.by else "",
        automatic=True,
    )


@job("mail.purge", every_s=DAY_S, label=_("Removing deleted letters for good"))
def purge() -> None:
    """What was deleted 30 days ago goes, and passwords of mailboxes removed that long ago."""
    before = timezone.now() - KEPT
    purge_letters(system_actor(), before=before)
    for mailbox in forgotten(before):
        forget_password(system_actor(), mailbox)
