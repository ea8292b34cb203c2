"""What the pulse hears of time: weeks with a client's time that nobody has approved yet."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.urls import reverse

from napulse.access.actor import Actor
from napulse.clients.facts import ClientReason
from napulse.engines.attention import Reason
from napulse.people.queries import agency_today
from napulse.timesheets.models import EntryState, TimeEntry
from napulse.timesheets.queries.entries import entries
from napulse.timesheets.queries.weeks import monday

PATIENCE = timedelta(days=2)


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """One reason for each client: so many submitted weeks wait, the oldest since its end.

    Of weeks that were over two days ago: the client cannot be billed for them.
    """
    today = agency_today(now)
    rows = entries(actor).filter(
        state=EntryState.SUBMITTED, client__isnull=False, on__lt=monday(today)
    )
    if client_ids is not None:
        rows = rows.filter(client__in=client_ids)
    waiting: dict[int, set[tuple[int, object]]] = {}
    first: dict[int, TimeEntry] = {}
    for row in rows.order_by("on", "pk").select_related(None).only("client_id", "person_id", "on"):
        if row.client_id and monday(row.on) + timedelta(days=7) + PATIENCE <= today:
            waiting.setdefault(row.client_id, set()).add((row.person_id, monday(row.on)))
            first.setdefault(row.client_id, row)
    return [_reason(first[key], len(weeks), now) for key, weeks in waiting.items()]


def _reason(oldest: TimeEntry, count: int, now: datetime) -> ClientReason:
    ended = monday(oldest.on) + timedelta(days=7)
    days = (agency_today(now) - ended).days
    values: dict[str, str | int] = {"count": count, "days": days}
    return ClientReason(
        client_id=oldest.client_id or 0,
        reason=Reason(
            code="weeks_waiting",
            source="timesheets.TimeEntry",
            source_id=oldest.pk,
            count=count,
            due_at=now - timedelta(days=days),
            values=values,
        ),
        url=reverse("timesheets:approval_list"),
        values=values,
    )
