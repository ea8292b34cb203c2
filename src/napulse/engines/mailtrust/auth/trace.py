"""What receivers on the way wrote: whose word counts, when it came, whether it was passed on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from napulse.engines.mailtrust.auth.recorded import Recorded, named, results_of, without_comments
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
    found = _BY.search(without_comments(_text(received)))
    return found[1].lower().rstrip(".") if found else ""


def trusted_results(letter: Letter, rule: TrustRule) -> tuple[Recorded, ...]:
    """The Authentication-Results that count under a rule: topmost, or all above the boundary.

    With `received_by` they stand above the Received of that host. Without it the topmost field
    alone can count: nothing tells those below it from what a sender wrote.
    """
    fields = letter.all("authentication-results")
    if not rule.received_by:
        fields = fields[:1] if rule.authserv_id else ()
    elif edge := boundary(letter, rule):
        fields = tuple(f for f in fields if f.span.byte_from < edge.span.byte_from)
    else:
        fields = ()
    if rule.first_only:
        fields = fields[:1]
    read = [results_of(_text(header)) for header in fields]
    return tuple(r for r in read if r is not None and named(r, rule.authserv_id))


def received_at(letter: Letter, context: Context) -> datetime | None:
    """When a trusted host received the letter, where that is known.

    The mailbox knows best. Else a trust rule must have found its host, or its own results on top.
    """
    if context.received_at is not None:
        return context.received_at
    for rule in context.trusted:
        if rule.received_by or trusted_results(letter, rule):
            edge = boundary(letter, rule)
            if edge and (moment := _moment(edge)) and moment <= context.as_of + _AHEAD:
                return moment
    return None


def was_passed_on(letter: Letter) -> bool:
    """Whether the letter shows that a list or a forwarder had it in hands.

    These are the words of whoever wrote them: they may soften an accusation, never prove a sender.
    """
    if any(letter.first(name) for name in (*_LISTS, *_FORWARDERS)):
        return True
    return len({registrable(host) for host in _recipients(letter)}) > 1


def _recipients(letter: Letter) -> Iterator[str]:
    for header in letter.all("received"):
        if found := _FOR.search(_text(header)):
            yield found[1].rpartition("@")[2].lower()


def _moment(received: Header) -> datetime | None:
    text = _text(received).rpartition(";")[2].strip()[:_DATE_CHARS]
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _text(header: Header) -> str:
    return header.raw.decode("utf-8", "replace").replace("\r\n", "").replace("\n", "")
