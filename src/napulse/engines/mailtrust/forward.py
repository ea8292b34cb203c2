"""The author of a letter that is forwarded inside the words of another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from napulse.engines.mailtrust.facts.heads import Anchored, Searched, heads_of
from napulse.engines.mailtrust.hosts import ascii_domain

_OPENING = re.compile(
    r"-{2,} ?(?:forwarded (?:message|letter)|original message|пересылаемое (?:сообщение|письмо)"
    r"|пересланное (?:сообщение|письмо)|исходное сообщение|конец пересылаемого|begin forwarded)"
    r"|begin forwarded message|начало переадресованного сообщения"
)
_FROM = Anchored(
    re.compile(r"(?:from|от|от кого|de|von) ?: ?([^@]{0,120}?)<?([\w.+\-=]{1,64}@[\w.\-]{3,255})"),
    heads_of("fro от de von"),
)
_OTHERS = re.compile(r"(?<!\w)(?:to|кому|subject|тема|date|дата|sent|отправлено|reply-to) ?:")


def forwarded_from(texts: Sequence[Searched]) -> str:
    """The address in the quoted header of an inline forward, or ""."""
    for text in texts:
        for match in _FROM.finditer(text):
            around = text.norm[max(0, match.start() - 200) : match.end() + 300]
            opened = _OPENING.search(around)
            if opened or len({other[0] for other in _OTHERS.finditer(around)}) >= 2:
                local, _, domain = match[2].rstrip(".-").rpartition("@")
                return f"{local}@{ascii_domain(domain)}"
    return ""
