"""Contacts with clients take the time of those who hold or attend them."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q

from napulse.delivery.busy import Busy
from napulse.service.models import Attendee, Interaction, InteractionKind, InteractionState


def busy_times(user_ids: Collection[int], *, start: datetime, end: datetime) -> list[Busy]:
    """Meetings and calls to come that are not cancelled, for their owners and attendees."""
    found = (
        Interaction.objects.filter(deleted_at=None, starts_at__lt=end, ends_at__gt=start)
        .exclude(Q(kind=InteractionKind.LETTER) | Q(state=InteractionState.CANCELLED))
        .only("owner_id", "starts_at", "ends_at")
    )
    rows = {row.pk: row for row in found}
    attends = Attendee.objects.filter(interaction__in=found.values("pk")).exclude(user=None)
    pairs = {(row.pk, row.owner_id) for row in rows.values()}
    pairs |= {(one.interaction_id, one.user_id or 0) for one in attends}
    return list(_taken(rows, pairs, set(user_ids)))


def _taken(
    rows: dict[int, Interaction], pairs: set[tuple[int, int]], users: set[int]
) -> Iterator[Busy]:
    for pk, user_id in sorted(pairs):
        if user_id in users:
            yield Busy(user_id, rows[pk].starts_at, rows[pk].ends_at)
