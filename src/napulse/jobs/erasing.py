"""Empties letters of personal data: that they were sent stays, whom they named does not."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from napulse.engines.kernel.mentions import Mentions, mentioned
from napulse.jobs.models import Letter, LetterState
from napulse.jobs.queries import opened

ON_THE_WAY = (LetterState.QUEUED, LetterState.SENDING)
NOBODY = {
    "recipient": "",
    "recipient_name": "",
    "subject": "",
    "folded": "",
    "raw": b"",
    "sealed_key": "",
    "server_words": "",
    "next_try_at": None,
    "lease_until": None,
}


def empty_letters(letters: "QuerySet[Letter]", *, now: datetime) -> int:
    """Forget addressee and text; what has not left yet will not leave any more."""
    chosen = Letter.objects.filter(pk__in=list(letters.values_list("pk", flat=True)))
    chosen.filter(state__in=ON_THE_WAY).update(state=LetterState.REFUSED)
    return chosen.filter(erased_at=None).update(**NOBODY, erased_at=now)


def letters_mentioning(
    mentions: Mentions, *, client_id: int, about: Collection[str]
) -> Iterator[int]:
    """Ids of letters of these kinds, of this client or of none, whose words mention somebody."""
    whose = Q(client_id=client_id) | Q(client_id=None)
    for letter in Letter.objects.filter(whose, about__in=about, erased_at=None).iterator():
        told = opened(bytes(letter.raw))
        if mentioned([letter.subject, letter.server_words, told.text, told.html], mentions):
            yield letter.pk
