"""Erasing personal data from history: the words go, the chain stays whole."""

from collections.abc import Collection
from datetime import datetime

from napulse.audit.models import Entry


def erase_payloads(model: str, object_ids: Collection[int], *, now: datetime) -> int:
    """Empty label and changes of every entry about these rows; says how many entries it emptied."""
    entries = Entry.objects.filter(model=model, object_id__in=object_ids, erased_at=None)
    return entries.update(label="", changes={}, erased_at=now)
