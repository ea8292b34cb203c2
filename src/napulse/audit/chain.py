"""The hash chain: each entry seals its own words and the entry before it."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from napulse.audit.models import Entry

GENESIS = "0" * 64


def seal(value: Any) -> str:
    """SHA-256 of the canonical JSON of a value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def payload_seal(entry: Entry) -> str:
    return seal([entry.label, entry.changes])


def entry_seal(entry: Entry) -> str:
    return seal(
        [
            entry.number,
            entry.at.isoformat(),
            entry.user_id,
            entry.behalf_of_id,
            entry.actor_name,
            entry.event,
            entry.model,
            entry.object_id,
            entry.client_id,
            entry.request_id,
            entry.payload_hash,
            entry.previous_hash,
        ]
    )


def breaks(entries: Iterator[Entry], *, head: tuple[int, str]) -> Iterator[tuple[int, str]]:
    """Walk the chain from its first entry; yield (number, what is wrong) for each break."""
    number, previous = 0, GENESIS
    for entry in entries:
        number += 1
        if entry.number != number:
            yield number, "missing"
            number = entry.number
        if entry.previous_hash != previous:
            yield entry.number, "link"
        if entry.erased_at is None and payload_seal(entry) != entry.payload_hash:
            yield entry.number, "payload"
        if entry_seal(entry) != entry.hash:
            yield entry.number, "entry"
        previous = entry.hash
    if (number, previous) != (head[0], head[1] or GENESIS):
        yield head[0], "head"
