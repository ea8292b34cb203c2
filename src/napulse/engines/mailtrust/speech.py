"""How a firm speaks of itself in the words of a letter: one test per way, around its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from napulse.engines.mailtrust.index import Found, Index, Span, Words
from napulse.engines.mailtrust.lexicon import TOKEN
from napulse.engines.mailtrust.policy import Policy

MENTIONS = 40
FOOTER_WITHIN = 5
AUTHOR = re.compile(r"\W*(?:from|от|от кого|de|von|da|van)\s*:", re.IGNORECASE)
RIGHTS_WITHIN = 14
RIGHTS = re.compile(
    r"(?:all )?rights reserved|все права защищены|direitos reservados|derechos reservados"
    r"|rechte vorbehalten|droits réservés|diritti riservati|rechten voorbehouden",
    re.IGNORECASE,
)
MARK = re.compile(r"©|\(c\)|\bcopyright\b", re.IGNORECASE)
SIGNERS = ("team", "support", "administration")
IN_LINE = (*SIGNERS, "beside", "account", "customer", "of", "your", "valediction")
LOGO_WITHIN = 40
LINE_WORDS = 9
ROLE_WITHIN = 3
ADDRESSED_WITHIN = 3
BREATH = re.compile(r"[,.;:!?]")
SHORT_LINE = 30
LOOK_BACK = 500


@dataclass(frozen=True)
class Spoken:
    """One place where the letter speaks as the brand, or (`claim.mention`) about it."""

    message: str
    found: Found
    forwarded: bool


def spoken(index: Index, policy: Policy) -> Iterator[Spoken]:
    """Every place of the name: a way of speaking, or a mention."""
    forward = any("forward" in words.places for words in index.subjects)
    for words in index.subjects:
        for place in _places(words, policy):
            if _subject(words, place, policy):
                yield Spoken("claim.subject", Found(words, place), forward)
    for words in index.bodies:
        for place in _places(words, policy)[:MENTIONS]:
            for message, span in _said(words, place, policy):
                yield Spoken(message, Found(words, span), forward or words.forwarded(place))


def _places(words: Words, policy: Policy) -> list[Span]:
    """Where the name stands as a word of its own, outside of addresses and quoted lines."""
    strong = words.places.get(f"{policy.brand}/names", [])
    return [place for place in strong if not _in_address(words, place)]


def _in_address(words: Words, place: Span) -> bool:
    norm = words.text.norm
    start, stop = words.start(place[0]), words.end(place[1] - 1)
    before, after = norm[start - 1 : start], norm[stop : stop + 1]
    return before in ("@", "/", ".", "-", "_", "=") or after in ("@", "/", "=", "_")


def _said(words: Words, place: Span, policy: Policy) -> list[tuple[str, Span]]:
    """Every way in which the place speaks; the name of one greeting may have an account, too."""
    tests = () if words.quoted(place) else TESTS.items()
    found = [(message, test(words, place, policy)) for message, test in tests]
    return [(message, span) for message, span in found if span] or [("claim.mention", place)]


def _near(words: Words, key: str, low: int, high: int) -> Span | None:
    """A place of the word set between two positions."""
    places = words.places.get(key, ())
    return next((p for p in places if low <= p[0] and p[1] <= high), None)


def _hull(*places: Span) -> Span:
    return min(p[0] for p in places), max(p[1] for p in places)


def _greeting(words: Words, place: Span, policy: Policy) -> Span | None:
    """Dear Example customer; Уважаемый пользователь Example."""
    dear = _near(words, "dear", place[0] - 5, place[0])
    customer = _near(words, "customer", place[0] - 4, place[1] + 3)
    return _hull(dear, customer, place) if dear and customer else None


def _possession(words: Words, place: Span, policy: Policy) -> Span | None:
    """Your Example account; ваш ящик на Example."""
    account = _near(words, "account", place[0] - 4, place[1] + 3)
    if account is None:
        return None
    your = _near(words, "your", min(place[0], account[0]) - 3, place[1])
    return _hull(your, account, place) if your else None


def _signature(words: Words, place: Span, policy: Policy) -> Span | None:
    """A line of its own: "The Example Team", or the name right after "Sincerely"."""
    if not _own_line(words, place, policy) or _wrapped(words, place):
        return None
    first, last = _line_bounds(words, place, LINE_WORDS)
    for key in SIGNERS:
        signer = _near(words, key, first, last)
        if signer:
            return _hull(signer, place)
    closing = _near(words, "valediction", place[0] - 5, place[0])
    return _hull(closing, place) if closing and place[0] - closing[1] < 2 else None


def _introduction(words: Words, place: Span, policy: Policy) -> Span | None:
    """I am writing from, or you are told by, the support of Example: a function of the brand."""
    for key in (*SIGNERS, *(role.words for role in policy.roles)):
        role = _near(words, key, place[0] - ROLE_WITHIN, place[1] + ROLE_WITHIN)
        if role is None:
            continue
        start, stop = _hull(role, place)
        told = _opening(words, start) or _near(words, "addressing", stop, stop + ADDRESSED_WITHIN)
        if told:
            return _hull(told, role, place)
    return None


def _opening(words: Words, start: int) -> Span | None:
    """The words "I am from", a word at most before `start` and in the same breath."""
    norm = words.text.norm
    for opening in words.places.get("introducing", ()):
        between = norm[words.end(opening[1] - 1) : words.start(start)]
        if 0 <= start - opening[1] <= 1 and not BREATH.search(between):
            return opening
    return None


def _own_line(words: Words, place: Span, policy: Policy) -> bool:
    """Whether only the brand, its functions and closing words stand on the line."""
    first, last = _line_bounds(words, place, LINE_WORDS)
    if last - first > LINE_WORDS:
        return False
    keys = (*IN_LINE, f"{policy.brand}/beside", *(role.words for role in policy.roles))
    known = set(range(*place))
    for key in keys:
        for start, stop in words.places.get(key, ()):
            if first <= start and stop <= last:
                known.update(range(start, stop))
    return all(at in known or len(words.tokens[at]) == 1 for at in range(first, last))


def _wrapped(words: Words, place: Span) -> bool:
    """Whether the line only ends a longer sentence that began on the line before."""
    start = words.line_start(place[0])
    above = words.text.value[max(0, start - LOOK_BACK) : start].splitlines()
    before = above[-1].strip() if above else ""
    begins_small = words.line(place).lstrip()[:1].islower()
    return begins_small and len(before) > SHORT_LINE and before[-1:].isalnum()


def _line_bounds(words: Words, place: Span, count: int) -> Span:
    """The words on the line of `place`: at most `count` to either side."""
    line = words.line_start(place[0])
    first, last = place
    while first > 0 and place[0] - first < count and words.line_start(first - 1) == line:
        first -= 1
    end = len(words.tokens)
    while last < end and last - place[1] < count and words.line_start(last) == line:
        last += 1
    return first, last


def _footer(words: Words, place: Span, policy: Policy) -> Span | None:
    """© 2026 Example; Copyright Example; Example 2026. All rights reserved."""
    if place[1] - place[0] + RIGHTS_WITHIN > len(TOKEN.findall(words.line(place))):
        after = words.line(place)[words.value_span(place)[1] - words.line_start(place[0]) :]
        if RIGHTS.search(after):
            return place
    first, _ = _line_bounds(words, place, FOOTER_WITHIN)
    start = words.value_span((first, place[1]))[0] - 3
    before = words.text.value[max(0, start) : words.value_span(place)[0]]
    return (first, place[1]) if MARK.search(before) else None


def _logo(words: Words, place: Span, policy: Policy) -> Span | None:
    """The name alone on a line near the top: a logo, or its alternative text."""
    if place[0] > LOGO_WITHIN:
        return None
    first, last = _line_bounds(words, place, 2)
    return place if (first, last) == place else None


def _subject(words: Words, place: Span, policy: Policy) -> bool:
    """The subject is the brand's own: only its name and functions, or your account there."""
    if _possession(words, place, policy):
        return True
    beside = _near(words, "account", place[0] - 2, place[1] + 3)
    return beside is not None or _own_line(words, place, policy)


def _quoted_author(words: Words, place: Span, policy: Policy) -> Span | None:
    """The header of a letter quoted inside: "From: Example Support"."""
    line = words.line(place)
    return place if words.forwarded(place) and AUTHOR.match(line) else None


TESTS: dict[str, Callable[[Words, Span, Policy], Span | None]] = {
    "claim.signature": _signature,
    "claim.greeting": _greeting,
    "claim.possession": _possession,
    "claim.footer": _footer,
    "claim.introduction": _introduction,
    "claim.logo": _logo,
    "claim.forwarded": _quoted_author,
}
