"""What rows held at a past moment: the present, with history since then taken back.

Reports as known on a day need names and belongings of that day, or reprinting one after a rename
would give another paper.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from napulse.audit.models import Entry

Row = dict[str, Any]


def as_it_was(
    model: str, rows: Mapping[int, Row], known_at: datetime | None, *, all_rows: bool = False
) -> dict[int, Row]:
    """The rows by id with their values of before `known_at`; those made later are left out.

    `all_rows` also brings back what was removed since, from what history kept of it.
    """
    if known_at is None:
        return dict(rows)
    found = {key: dict(row) for key, row in rows.items()}
    since = Entry.objects.filter(model=model, at__gte=known_at)
    if not all_rows:
        since = since.filter(object_id__in=list(found))
    names = {name for row in found.values() for name in row}
    for object_id, changes in since.order_by("-number").values_list("object_id", "changes"):
        _take_back(found, object_id, changes, names)
    return found


def as_it_grew(model: str, ids: Collection[int], known_at: datetime) -> dict[int, Row]:
    """Rows that are gone by now: all that history had told of them before that moment."""
    found: dict[int, Row] = {}
    if ids:
        told = Entry.objects.filter(model=model, object_id__in=ids, at__lt=known_at)
        for object_id, changes in told.order_by("number").values_list("object_id", "changes"):
            pairs = {name: pair[1] for name, pair in changes.items() if _is_pair(pair)}
            found.setdefault(object_id, {}).update(pairs)
    return found


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _take_back(
    found: dict[int, Row], object_id: int, changes: dict[str, Any], names: Collection[str]
) -> None:
    told = {
        name: pair[0]
        for name, pair in changes.items()
        if _is_pair(pair) and (name in names or name == "id")
    }
    if changes.get("id") and told.get("id", 0) is None:  # it was made by this
        found.pop(object_id, None)
        return
    told.pop("id", None)
    if told:
        found[object_id] = found.get(object_id, {}) | told
