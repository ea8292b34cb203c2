"""ARC chains: RFC 8617. A chain proves something only for a sealer that the context names."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from napulse.engines.mailtrust.auth.dkim import WEAKNESSES, examine, weaknesses
from napulse.engines.mailtrust.auth.keys import find_key, is_signed
from napulse.engines.mailtrust.auth.ledger import Ledger, Malformed, Unavailable
from napulse.engines.mailtrust.auth.message import Message, field_form
from napulse.engines.mailtrust.auth.recorded import results_of, says_author_signed, text_of
from napulse.engines.mailtrust.auth.statement import (
    ALGORITHMS,
    Tags,
    domain_of,
    in_base64,
    read_statement,
    read_tags,
    wanted,
    without_signature,
)
from napulse.engines.mailtrust.letter import Header
from napulse.engines.mailtrust.model import AuthState

_RESULTS, _SIGNATURE, _SEAL = "arc-authentication-results", "arc-message-signature", "arc-seal"
_SET = (_RESULTS, _SIGNATURE, _SEAL)
_MOST = 50  # sets of a chain, RFC 8617, 4.2.1
_INSTANCE = re.compile(r"(?:^|;)[ \t\r\n]*i[ \t\r\n]*=[ \t\r\n]*([0-9]{1,3})[ \t\r\n]*(?:;|$)")


@dataclass(frozen=True)
class Chain:
    """The state of the chain, its sealers from the first on, and what they recorded."""

    state: AuthState
    sealers: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()
    is_sound: bool = False  # the last signature covers all that a reader sees


class _Broken(Exception):
    """The chain fails."""


def check_chain(message: Message, dns: Ledger) -> Chain:
    """Every seal, and the newest message signature."""
    if not any(message.count(name) for name in _SET):
        return Chain(AuthState.NONE)
    sealers: list[str] = []
    try:
        sets = _sets(message)
        notes = _check_message_signature(message, sets[-1][_SIGNATURE], dns)
        for at in range(len(sets)):
            sealers.append(_check_seal(message, sets[: at + 1], dns))
    except (_Broken, Malformed):
        return Chain(AuthState.FAIL, tuple(sealers))
    except Unavailable:
        return Chain(AuthState.TEMPERROR, tuple(sealers))
    recorded = tuple(text_of(each[_RESULTS]) for each in sets)
    return Chain(AuthState.PASS, tuple(sealers), recorded, WEAKNESSES.isdisjoint(notes))


def sealed_by(chain: Chain, trusted: frozenset[str], author: str) -> str:
    """The trusted sealer who recorded that the author signed; "" if nobody did.

    Those who sealed after it had the letter in their hands, so they must be trusted as well.
    """
    if chain.state is not AuthState.PASS or not chain.is_sound or not author:
        return ""
    names = {name.lower().rstrip(".") for name in trusted}
    for sealer, text in zip(reversed(chain.sealers), reversed(chain.recorded), strict=True):
        if sealer not in names:
            break
        recorded = results_of(text, instance=True)
        if recorded is not None and says_author_signed(recorded.results, author):
            return sealer
    return ""


def _sets(message: Message) -> list[dict[str, Header]]:
    """The sets from i=1 on; each has one field of each kind and none is missing."""
    found: defaultdict[int, dict[str, Header]] = defaultdict(dict)
    for name in _SET:
        for header in message.fields(name):
            written = _INSTANCE.search(header.raw.decode("latin-1"))
            instance = int(written[1]) if written else 0
            if not 1 <= instance <= _MOST or name in found[instance]:
                raise _Broken
            found[instance][name] = header
    if sorted(found) != list(range(1, len(found) + 1)):
        raise _Broken
    sets = [found[instance] for instance in sorted(found)]
    if any(len(each) != len(_SET) for each in sets):
        raise _Broken
    return sets


def _tags(header: Header) -> Tags:
    tags = read_tags(header.raw.decode("latin-1"))
    if wanted(tags, "a").lower() not in ALGORITHMS or "sha1" in tags["a"].lower():
        raise _Broken
    return tags


def _check_message_signature(message: Message, header: Header, dns: Ledger) -> tuple[str, ...]:
    statement = read_statement(_tags(header), default_form="relaxed")
    if _SEAL in statement.fields:
        raise _Broken
    key = find_key(statement.domain, statement.selector, statement.kind, statement.digest, dns)
    if key.weak or examine(message, header, statement, key):
        raise _Broken
    return tuple(weaknesses(message, statement))


def _check_seal(message: Message, sets: list[dict[str, Header]], dns: Ledger) -> str:
    header = sets[-1][_SEAL]
    tags = _tags(header)
    expected = "pass" if len(sets) > 1 else "none"
    if "h" in tags or wanted(tags, "cv").lower() != expected:
        raise _Broken
    domain, selector = domain_of(tags, "d"), domain_of(tags, "s")
    kind, digest = ALGORITHMS[tags["a"].lower()]
    key = find_key(domain, selector, kind, digest, dns)
    if key.weak or not is_signed(
        key, digest, _sealed_content(message, sets), in_base64(wanted(tags, "b"))
    ):
        raise _Broken
    return domain


def _sealed_content(message: Message, sets: list[dict[str, Header]]) -> bytes:
    """All sets in order, relaxed; the last seal without its signature and without a line end."""
    fields = [each[name] for each in sets for name in _SET]
    last = fields.pop()
    before = b"".join(message.form_of("relaxed", field) + b"\r\n" for field in fields)
    return before + field_form("relaxed", message.name_of(last), without_signature(last.raw))
