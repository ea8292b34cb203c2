"""Empties history of personal data on request, so that the chain stays whole and says so."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from napulse.access.actor import Actor, system_actor
from napulse.audit.history import record
from napulse.audit.models import Entry
from napulse.engines.kernel.mentions import Mentions, mentioned

ERASED = "history.erased"


def erase_payloads(
    model: str, object_ids: Collection[int], *, now: datetime, actor: Actor | None = None
) -> int:
    """Empty what history says of these objects; how many entries it was."""
    return _erase(Entry.objects.filter(model=model, object_id__in=object_ids), now, actor)


def erase_mentions(
    client_id: int, mentions: Mentions, *, now: datetime, actor: Actor | None = None
) -> int:
    """Empty whatever history of a client says with these words in it."""
    rows = Entry.objects.filter(client_id=client_id, erased_at=None)
    told = rows.order_by("number").values_list("pk", "label", "changes")
    found = [pk for pk, *payload in told.iterator() if mentioned(payload, mentions)]
    return erase(found, now=now, actor=actor)


def erase(entry_ids: Collection[int], *, now: datetime, actor: Actor | None = None) -> int:
    """Empty these entries: label and changes go, the fact that something happened stays."""
    return _erase(Entry.objects.filter(pk__in=entry_ids), now, actor)


@transaction.atomic
def _erase(entries: "QuerySet[Entry]", now: datetime, actor: Actor | None) -> int:
    """A later entry is the witness of each erasure: without one it is a break of the chain."""
    chosen = list(entries.filter(erased_at=None).exclude(event=ERASED).order_by("number"))
    if not chosen:
        return 0
    Entry.objects.filter(pk__in=[entry.pk for entry in chosen]).update(
        label="", changes={}, erased_at=now
    )
    numbers = [entry.number for entry in chosen]
    witness = actor or system_actor()
    record(witness, chosen[0], ERASED, numbers=numbers, erased_at=now.isoformat())
    return len(chosen)
