"""What the visible words of a letter hold: phones, money, times, places, asks for secrets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from napulse.engines.mailtrust.facts.asks import find_asks
from napulse.engines.mailtrust.facts.heads import Searched
from napulse.engines.mailtrust.facts.moments import find_moments
from napulse.engines.mailtrust.facts.phones import find_phones
from napulse.engines.mailtrust.facts.places import find_places
from napulse.engines.mailtrust.facts.sums import find_sums
from napulse.engines.mailtrust.letter import Facts


def find_facts(texts: Sequence[Searched], sent: date | None = None) -> Facts:
    """The facts of the visible texts, in their order; `sent` is the day the letter was written."""
    return Facts(
        phones=tuple(each for text in texts for each in find_phones(text)),
        sums=tuple(each for text in texts for each in find_sums(text)),
        moments=tuple(each for text in texts for each in find_moments(text, sent)),
        places=tuple(each for text in texts for each in find_places(text)),
        asks=tuple(each for text in texts for each in find_asks(text)),
    )
