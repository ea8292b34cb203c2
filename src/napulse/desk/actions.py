"""The pulse's read model brought up to date, and what a person keeps on the desk."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from napulse.access.actor import Actor, action, system_actor
from napulse.audit.models import Entry
from napulse.clients.facts import ClientReason
from napulse.clients.models import Client, ClientState
from napulse.desk.models import PulseCursor, PulseRow, SavedView, Snooze
from napulse.desk.permissions import EDIT_PULSE
from napulse.desk.registry import attention_queries
from napulse.engines.attention import Score, next_change, score
from napulse.engines.kernel.errors import Missing, Refused
from napulse.service.queries.facts import ServiceFacts, client_facts

COLUMNS = [field.name for field in PulseRow._meta.concrete_fields if field.name != "client"]
MOST_VIEWS = 12


def refresh_changed(*, now: datetime) -> int:
    """Recompute the clients whose history grew or whose time has come; return how many."""
    number = PulseCursor.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    changed, latest = _changed_since(number)
    due = set(PulseRow.objects.filter(next_change_at__lte=now).values_list("pk", flat=True))
    if not changed and not due and latest == number:
        return 0
    refresh(changed | due, now=now)
    PulseCursor.objects.update_or_create(pk=1, defaults={"number": latest})
    return len(changed | due)


def _changed_since(number: int) -> tuple[set[int], int]:
    newer = Entry.objects.filter(number__gt=number)
    latest = newer.aggregate(Max("number"))["number__max"]
    if latest is None:
        return set(), number
    ids = newer.order_by().values_list("client_id", flat=True).distinct()
    return {client_id for client_id in ids if client_id}, latest


def refresh(client_ids: Collection[int], *, now: datetime) -> None:
    """Rebuild the rows of these clients: a constant number of queries for any number of them."""
    clients = list(Client.objects.filter(pk__in=client_ids))
    ids = [client.pk for client in clients]
    facts = client_facts(ids, now=now)
    reasons = _reasons(ids, now)
    rows = [_row(client, facts[client.pk], reasons[client.pk], now) for client in clients]
    with transaction.atomic():
        PulseRow.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["client"], update_fields=COLUMNS
        )


def _reasons(ids: list[int], now: datetime) -> dict[int, list[ClientReason]]:
    found: dict[int, list[ClientReason]] = defaultdict(list)
    for query in attention_queries():
        for told in query(system_actor(), client_ids=ids, now=now):
            found[told.client_id].append(told)
    return found


def _row(client: Client, facts: ServiceFacts, told: list[ClientReason], now: datetime) -> PulseRow:
    total = score([one.reason for one in told], now)
    clock = facts.clock
    return PulseRow(
        client=client,
        folded=client.folded,
        points=total.points,
        tone=total.tone.value,
        reasons=_lines(total, told),
        clock_state=clock.state if clock else "",
        clock_due_at=clock.due_at if clock else None,
        clock_started_at=clock.started_at if clock else None,
        late_actions=facts.late_actions,
        open_actions=facts.open_actions,
        waits_for_client=facts.waits_for_client,
        last_contact_at=facts.last_contact_at,
        cadence_days=facts.cadence_days,
        is_silent=_is_silent(facts, now),
        mood=facts.mood,
        met_recent=facts.recent[0],
        counted_recent=facts.recent[1],
        met_before=facts.before[0],
        counted_before=facts.before[1],
        next_change_at=_next_change(client, facts, told, now),
        computed_at=now,
    )


def _is_silent(facts: ServiceFacts, now: datetime) -> bool:
    last = facts.last_contact_at
    return last is None or now - last > timedelta(days=facts.cadence_days)


def _lines(total: Score, told: list[ClientReason]) -> list[dict[str, Any]]:
    """The reasons, heaviest first, as the page and "why" read them."""
    by_reason = {id(one.reason): one for one in told}
    return [
        {
            "code": line.code,
            "points": line.points,
            "base": line.base,
            "extra": line.extra,
            "growth": line.growth,
            "days": line.days_late,
            "count": line.reason.count,
            "due_at": line.reason.due_at.isoformat() if line.reason.due_at else None,
            "url": by_reason[id(line.reason)].url,
            "values": {**line.reason.values, **by_reason[id(line.reason)].values},
        }
        for line in total.lines
    ]


def _next_change(
    client: Client, facts: ServiceFacts, told: list[ClientReason], now: datetime
) -> datetime | None:
    """Lateness and silence turn with the day: a client on the pulse is looked at every hour."""
    if client.deleted_at or client.state == ClientState.PAST:
        return None
    moments = [next_change([one.reason for one in told], now), now + timedelta(hours=1)]
    if facts.clock:
        moments.append(facts.clock.next_change_at)
    return min(moment for moment in moments if moment)


@action(EDIT_PULSE)
def put_aside(actor: Actor, *, clients: list[Client], until_on: date) -> int:
    """Hide clients from the actor's own pulse until a day."""
    for client in clients:
        Snooze.objects.update_or_create(
            user_id=actor.own_id, client=client, defaults={"until_on": until_on}
        )
    return len(clients)


@action(EDIT_PULSE)
def take_back(actor: Actor, *, client_ids: list[int]) -> int:
    removed, _ = Snooze.objects.filter(user_id=actor.own_id, client_id__in=client_ids).delete()
    return removed


@action(EDIT_PULSE)
def save_view(actor: Actor, *, page: str, name: str, query: str) -> SavedView:
    """Keep the filters of a page under a name; the same name is overwritten."""
    own = SavedView.objects.filter(user_id=actor.own_id, page=page)
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise Refused("view.too_many", count=MOST_VIEWS)
    view, _ = SavedView.objects.update_or_create(
        user_id=actor.own_id,
        page=page,
        name=name,
        defaults={"query": query, "position": own.count()},
    )
    return view


@action(EDIT_PULSE)
def delete_view(actor: Actor, *, view_id: int) -> None:
    if not SavedView.objects.filter(user_id=actor.own_id, pk=view_id).delete()[0]:
        raise Missing("view")
