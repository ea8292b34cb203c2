"""Lines in people's inboxes: put there once each, and read."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.access.permissions import EDIT_SELF
from napulse.service.models import Notice


@dataclass(frozen=True, slots=True)
class Note:
    """What an inbox is told. `key` makes it one line per person, whoever tells it again."""

    code: str
    key: str
    url: str
    client_id: int | None = None
    values: dict[str, str | int] = field(default_factory=dict)


def notify(user_ids: Iterable[int], note: Note, *, now: datetime) -> None:
    """Put the line into these inboxes; call inside the action that it tells of."""
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=user_id,
                client_id=note.client_id,
                code=note.code,
                values=note.values,
                url=note.url[:200],
                key=f"{note.key}:{user_id}"[:120],
                created_at=now,
            )
            for user_id in dict.fromkeys(user_ids)
        ],
        ignore_conflicts=True,
    )


@action(EDIT_SELF)
def mark_read(actor: Actor, *, notice_ids: Collection[int], now: datetime) -> list[int]:
    """Mark own lines as read; return those that were not yet."""
    unread = Notice.objects.select_for_update().filter(
        user_id=actor.own_id, pk__in=notice_ids, read_at=None
    )
    found = list(unread.values_list("pk", flat=True))
    Notice.objects.filter(pk__in=found).update(read_at=now)
    return found


@action(EDIT_SELF)
def mark_all_read(actor: Actor, *, now: datetime) -> list[int]:
    unread = Notice.objects.filter(user_id=actor.own_id, read_at=None)
    return mark_read(actor, notice_ids=list(unread.values_list("pk", flat=True)), now=now)


@action(EDIT_SELF)
def mark_unread(actor: Actor, *, notice_ids: Collection[int]) -> int:
    """Take back a reading: the lines are new again."""
    own = Notice.objects.filter(user_id=actor.own_id, pk__in=notice_ids)
    return own.update(read_at=None)
