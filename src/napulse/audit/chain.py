"""The hash chain: each entry seals its own words and the entry before it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
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


def breaks(
    entries: Iterator[Entry],
    *,
    head: tuple[int, str],
    erasures: Mapping[int, datetime] | None = None,
) -> Iterator[tuple[int, str]]:
    """Walk the chain from its first entry; yield (number, what is wrong) for each break.

    `erasures` says which entries were emptied and when, as later entries tell it; an entry that
    is empty without such a witness is broken too.
    """
    number, previous = 0, GENESIS
    for entry in entries:
        number += 1
        if entry.number != number:
            yield number, "missing"
            number = entry.number
        for what in _faults(entry, previous, erasures):
            yield entry.number, what
        previous = entry.hash
    if (number, previous) != (head[0], head[1] or GENESIS):
        yield head[0], "head"


def _faults(entry: Entry, previous: str, erasures: Mapping[int, datetime] | None) -> Iterator[str]:
    if entry.previous_hash != previous:
        yield "link"
    if not _payload_holds(entry, erasures):
        yield "payload"
    if entry_seal(entry) != entry.hash or entry.pk != entry.number:
        yield "entry"


def _payload_holds(entry: Entry, erasures: Mapping[int, datetime] | None) -> bool:
    if entry.erased_at is None:
        return payload_seal(entry) == entry.payload_hash
    witnessed = erasures is None or erasures.get(entry.number) == entry.erased_at
    return witnessed and (entry.label, entry.changes) == ("", {})
