"""Every DKIM signature of a letter, judged at the moment when the letter was received."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from napulse.engines.mailtrust.auth.keys import Key, find_key, is_signed
from napulse.engines.mailtrust.auth.ledger import Ledger, Malformed, Unavailable
from napulse.engines.mailtrust.auth.message import Message, field_form
from napulse.engines.mailtrust.auth.statement import (
    Statement,
    Tags,
    list_of,
    read_identity,
    read_statement,
    read_tags,
    wanted,
    without_signature,
)
from napulse.engines.mailtrust.letter import Header
from napulse.engines.mailtrust.model import AuthState, Signature

# a signature with one of these proves nothing about what a reader sees
WEAKNESSES = frozenset(
    {
        "body_length",
        "expired",
        "weak_key",
        "weak_hash",
        "from_unsigned",
        "subject_unsigned",
        "reply_to_unsigned",
        "field_added",
    }
)
_SHOWN = {
    "from": "from_unsigned",
    "subject": "subject_unsigned",
    "reply-to": "reply_to_unsigned",
    "content-type": "content_type_unsigned",
    "content-transfer-encoding": "encoding_unsigned",
    "date": "date_unsigned",
}
_SINGLE = (*_SHOWN, "to", "mime-version")
_SLOP = 3_600  # seconds that a signer's clock may be ahead


@dataclass(frozen=True)
class Moments:
    """When the letter was received, and when it is judged."""

    received: datetime
    as_of: datetime


def check_signatures(
    message: Message, dns: Ledger, moments: Moments, limit: int
) -> tuple[Signature, ...]:
    """All signatures, top to bottom, at most `limit`."""
    return tuple(
        _check(message, header, dns, moments) for header in message.fields("dkim-signature")[:limit]
    )


def is_sound(signature: Signature) -> bool:
    """Whether it passes and has no weakness that matters."""
    return signature.state is AuthState.PASS and WEAKNESSES.isdisjoint(signature.notes)


def _check(message: Message, header: Header, dns: Ledger, moments: Moments) -> Signature:
    domain = selector = identity = ""
    notes: tuple[str, ...] = ()
    try:
        tags = read_tags(header.raw.decode("latin-1"))
        statement = read_statement(tags)
        domain, selector = statement.domain, statement.selector
        notes = tuple(weaknesses(message, statement))
        identity = _identity(tags, statement)
        key = find_key(domain, selector, statement.kind, statement.digest, dns)
        if key.exact and identity.rpartition("@")[2] != domain:
            raise Malformed("key_exact")
        reason = examine(message, header, statement, key)
        notes += tuple(_of_key(key)) + tuple(_of_time(statement, moments))
        if not reason and "expired" in notes:
            reason = "expired"
        state = AuthState.FAIL if reason else AuthState.PASS
    except Malformed as wrong:
        state, reason = AuthState.PERMERROR, str(wrong)
    except Unavailable:
        state, reason = AuthState.TEMPERROR, "dns"
    return Signature(domain, selector, state, reason, header.span, identity, notes)


def _identity(tags: Tags, statement: Statement) -> str:
    if wanted(tags, "v") != "1":
        raise Malformed("version")
    if "q" in tags and "dns/txt" not in list_of(tags["q"]):
        raise Malformed("query")
    if "from" not in statement.fields:
        raise Malformed("from_unsigned")
    return read_identity(tags, statement.domain)


def examine(message: Message, header: Header, statement: Statement, key: Key) -> str:
    """What is wrong with a signature, as a code: `signature`, `length`, `body_hash`, or ""."""
    form = statement.head_form
    unsigned = field_form(form, message.name_of(header), without_signature(header.raw))
    content = message.signed_fields(form, statement.fields) + unsigned
    if not is_signed(key, statement.digest, content, statement.signature):
        return "signature"
    length = statement.length
    if length is not None and length > message.body_length(statement.body_form):
        return "length"
    digest = message.body_digest(statement.body_form, statement.digest, length)
    return "" if digest == statement.body_hash else "body_hash"


def weaknesses(message: Message, statement: Statement) -> Iterator[str]:
    """What the signature leaves open: fields a reader sees that it does not cover, body, hash."""
    signed = {name: statement.fields.count(name) for name in _SINGLE}
    for name, note in _SHOWN.items():
        if message.count(name) and not signed[name]:
            yield note
    if any(0 < signed[name] < message.count(name) for name in _SINGLE):
        yield "field_added"
    if signed["from"] <= message.count("from"):
        yield "not_oversigned"
    length = statement.length
    if length is not None and length < message.body_length(statement.body_form):
        yield "body_length"
    if statement.digest == "sha1":
        yield "weak_hash"


def _of_key(key: Key) -> Iterator[str]:
    if key.weak:
        yield "weak_key"
    if key.testing:
        yield "test_key"


def _of_time(statement: Statement, moments: Moments) -> Iterator[str]:
    received = moments.received.timestamp()
    if statement.signed_at is not None and statement.signed_at > received + _SLOP:
        yield "future"
    if statement.expires_at is not None:
        if statement.expires_at < received:
            yield "expired"
        elif statement.expires_at < moments.as_of.timestamp():
            yield "expired_since"
