"""`change` wraps a write and turns it into one history entry."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from napulse.access.actor import Actor
from napulse.audit.chain import GENESIS, entry_seal, payload_seal
from napulse.audit.models import ChainHead, Entry
from napulse.audit.recording import recording
from napulse.db.together import insert, together

request_id: ContextVar[str] = ContextVar("request_id", default="")
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)

BATCH = 500
MOVE_HEAD = f'UPDATE "{ChainHead._meta.db_table}" SET number = %s, hash = %s WHERE id = %s'  # noqa: S608
UNTOLD = {"version", "folded", "password", "digest", "last_login"}


@dataclass(frozen=True, slots=True)
class Told:
    """One business act of the past."""

    at: datetime
    actor: Actor
    obj: models.Model
    event: str
    changes: dict[str, Any]


@contextmanager
def telling_at(moment: datetime) -> Iterator[None]:
    """Date what is recorded inside: only for a demo, whose past is filled in at once."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


@contextmanager
def change(
    actor: Actor, obj: models.Model, event: str, *, note: dict[str, Any] | None = None
) -> Iterator[None]:
    """Let a write to `obj` (and to rows whose `root` it is) happen, and record it.

    One business act, one entry: `note` adds what the columns do not show (children, reasons).
    Must run inside a transaction, as every action does.
    """
    before = snapshot(obj) if obj.pk else {}
    object_id = obj.pk
    with recording(type(obj)):
        yield
    after = snapshot(obj) if obj.pk else {}
    changes = {
        name: [before.get(name), after.get(name)]
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name) and name not in UNTOLD
    }
    _append(actor, obj, event, obj.pk or object_id, {**changes, **_plain(note or {})})


def record(actor: Actor, obj: models.Model, event: str, **note: Any) -> None:
    """Write an entry about `obj` without a change of its columns (sent, seen, exported)."""
    _append(actor, obj, event, obj.pk, _plain(note))


def record_created(actor: Actor, rows: Sequence[models.Model], event: str) -> None:
    """Write an entry for each of many rows just made together, with what they hold."""
    head, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
    entries = []
    for row in rows:
        held = snapshot(row).items()
        changes = {k: [None, v] for k, v in sorted(held) if v is not None and k not in UNTOLD}
        entries.append(_sealed(actor, row, event, changes, head))
    _store(entries, head)


def record_changes(
    actor: Actor, changed: Sequence[tuple[models.Model, dict[str, Any]]], event: str
) -> None:
    """Write an entry for each of many rows changed together; each with its `snapshot` before.

    A row that did not change gets none.
    """
    head, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
    entries = []
    for row, before in changed:
        after = snapshot(row)
        changes = {
            name: [before.get(name), value]
            for name, value in sorted(after.items())
            if before.get(name) != value and name not in UNTOLD
        }
        if changes:
            entries.append(_sealed(actor, row, event, changes, head))
    _store(entries, head)


def record_past(told: Sequence[Told]) -> None:
    """Write entries for many acts of the past, in the order given."""
    head, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
    entries = []
    for each in told:
        with telling_at(each.at):
            changes = _plain(each.changes)
            entries.append(_sealed(each.actor, each.obj, each.event, changes, head))
    _store(entries, head)


def _append(
    actor: Actor, obj: models.Model, event: str, object_id: int, changes: dict[str, Any]
) -> None:
    head, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
    _sealed(actor, obj, event, changes, head, object_id).save(force_insert=True)
    head.save()


def _store(entries: Sequence[Entry], head: ChainHead) -> None:
    """Links of the chain and its head, told to the database together."""
    parts = (entries[start : start + BATCH] for start in range(0, len(entries), BATCH))
    moved = (MOVE_HEAD, (head.number, head.hash, head.pk))
    together([*(insert(part) for part in parts), moved])


def _sealed(
    actor: Actor,
    obj: models.Model,
    event: str,
    changes: dict[str, Any],
    head: ChainHead,
    object_id: int | None = None,
) -> Entry:
    """The next link of the chain; the head moves on to it."""
    client_id = getattr(obj, "client_id", None)
    entry = Entry(
        pk=head.number + 1,
        number=head.number + 1,
        at=_moment.get() or timezone.now(),
        user_id=actor.user_id,
        behalf_of_id=actor.deputising.get(client_id) if client_id else None,
        actor_name=actor.name,
        event=event,
        model=obj._meta.label_lower,
        object_id=object_id or obj.pk,
        label=str(obj)[:200],
        client_id=client_id,
        changes=changes,
        request_id=request_id.get(),
        previous_hash=head.hash or GENESIS,
    )
    entry.payload_hash = payload_seal(entry)
    entry.hash = entry_seal(entry)
    head.number, head.hash = entry.number, entry.hash
    return entry


def snapshot(obj: models.Model) -> dict[str, Any]:
    """The row's stored columns as plain JSON values."""
    return _plain({field.attname: getattr(obj, field.attname) for field in _fields(obj)})


def _fields(obj: models.Model) -> "Sequence[models.Field[Any, Any]]":
    return [f for f in obj._meta.concrete_fields if not isinstance(f, models.BinaryField)]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(values, cls=DjangoJSONEncoder)))
