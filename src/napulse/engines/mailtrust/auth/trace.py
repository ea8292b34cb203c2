"""What receivers on the way wrote: whose word counts, when it came, whether it was passed on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from napulse.engines.mailtrust.auth.recorded import Result, results_of, text_of, without_comments
from napulse.engines.mailtrust.domains import registrable
from napulse.engines.mailtrust.letter import Header, Letter
from napulse.engines.mailtrust.model import Context, TrustRule

_BY = re.compile(r"(?:^|\s)by\s+([^\s;()]{1,255})", re.IGNORECASE)
_FOR = re.compile(r"\sfor\s+<?([^\s<>;@]{1,64}@[^\s<>;@]{1,255}?)>?(?:[\s;]|$)", re.IGNORECASE)
_DATE_CHARS = 100
_AHEAD = timedelta(days=1)
_LISTS = ("list-id", "list-post", "mailing-list", "x-mailing-list")
_FORWARDERS = ("resent-from", "resent-to", "x-forwarded-to", "x-forwarded-for")


def boundary(letter: Letter, rule: TrustRule) -> Header | None:
    """The topmost Received that the rule's host wrote; without a host the topmost of all."""
    received = letter.all("received")
    if not rule.received_by:
        return received[0] if received else None
    host = rule.received_by.lower().rstrip(".")
    return next((header for header in received if written_by(header) == host), None)


def written_by(received: Header) -> str:
    """The host that says it wrote this Received."""
    found = _BY.search(without_comments(text_of(received)))
    return found[1].lower().rstrip(".") if found else ""


def trusted_results(letter: Letter, rule: TrustRule) -> tuple[Result, ...]:
    """What a receiver recorded, out of the Authentication-Results that count under a rule.

    With `received_by` they stand above the Received of that host. Without it the topmost field
    alone can count: nothing tells those below it from what a sender wrote. A field that cannot be
    read may have been broken by what a sender put into it, so then nothing counts.
    """
    read = [results_of(text_of(header)) for header in _trusted_fields(letter, rule)]
    if None in read:
        return ()
    wanted = rule.authserv_id.lower().rstrip(".")
    return tuple(
        result
        for each in read
        if each is not None and (not wanted or each.authserv_id == wanted)
        for result in each.results
    )


def _trusted_fields(letter: Letter, rule: TrustRule) -> tuple[Header, ...]:
    fields = letter.all("authentication-results")
    if not rule.received_by:
        return fields[:1] if rule.authserv_id else ()
    edge = boundary(letter, rule)
    above = tuple(f for f in fields if edge and f.span.byte_from < edge.span.byte_from)
    return above[:1] if rule.first_only else above


def received_at(letter: Letter, context: Context) -> datetime | None:
    """When a trusted host received the letter, where that is known.

    The mailbox knows best. Else a trust rule must have found its host, or its own results on top.
    The topmost Received of an own copy was written by the asker's own server.
    """
    if context.received_at is not None:
        return context.received_at
    edges = [
        boundary(letter, rule)
        for rule in context.trusted
        if rule.received_by or trusted_results(letter, rule)
    ]
    if context.own_copy:
        edges.append(letter.first("received"))
    moments = [_moment(edge) for edge in edges if edge]
    return next((each for each in moments if each and each <= context.as_of + _AHEAD), None)


def was_passed_on(letter: Letter) -> bool:
    """Whether the letter shows that a list or a forwarder had it in hands.

    These are the words of whoever wrote them: they may soften an accusation, never prove a sender.
    """
    if any(letter.first(name) for name in (*_LISTS, *_FORWARDERS)):
        return True
    return len({registrable(host) for host in _recipients(letter)}) > 1


def _recipients(letter: Letter) -> Iterator[str]:
    for header in letter.all("received"):
        if found := _FOR.search(text_of(header)):
            yield found[1].rpartition("@")[2].lower()


def _moment(received: Header) -> datetime | None:
    text = text_of(received).rpartition(";")[2].strip()[:_DATE_CHARS]
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
