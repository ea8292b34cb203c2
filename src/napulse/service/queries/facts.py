"""What the pulse shows of many clients at once: a constant number of queries for any number."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Q

from napulse.clients.models import Client
from napulse.engines.clocks import OPEN_STATES, next_change, state
from napulse.people.queries import agency_today
from napulse.service.models import (
    ActionItem,
    ActionState,
    Clock,
    Interaction,
    InteractionState,
    Side,
)
from napulse.service.queries.clocks import events_of, the_standard

RECENT = timedelta(days=30)
MOOD_FADES = timedelta(days=30)


@dataclass(slots=True)
class ClockFact:
    state: str
    started_at: datetime
    due_at: datetime
    next_change_at: datetime | None


@dataclass(slots=True)
class ServiceFacts:
    """The loop of one client in numbers."""

    clock: ClockFact | None = None
    open_actions: int = 0
    late_actions: int = 0
    waits_for_client: int = 0
    last_contact_at: datetime | None = None
    mood: str = ""
    cadence_days: int = 14
    recent: tuple[int, int] = field(default=(0, 0))
    before: tuple[int, int] = field(default=(0, 0))


def client_facts(client_ids: Collection[int], *, now: datetime) -> dict[int, ServiceFacts]:
    """Facts by client id. Not scoped: the read model is, where it is read."""
    found = {client_id: ServiceFacts() for client_id in client_ids}
    _cadence(found)
    _clocks(found, now)
    _actions(found, now)
    _contacts(found, now)
    _shares(found, now)
    return found


def _cadence(found: dict[int, ServiceFacts]) -> None:
    usual = the_standard().cadence_days
    rows = Client.objects.filter(pk__in=found).values_list("pk", "cadence_days")
    for client_id, days in rows:
        found[client_id].cadence_days = days or usual


def _clocks(found: dict[int, ServiceFacts], now: datetime) -> None:
    rows = Clock.objects.filter(
        client_id__in=found, met_at=None, waived_at=None, deleted_at=None
    ).order_by("due_at")
    for row in rows:
        if found[row.client_id].clock is None:
            events = events_of(row)
            shown = state(events, now)
            if shown in OPEN_STATES:
                found[row.client_id].clock = ClockFact(
                    shown.value, row.ended_at, row.due_at, next_change(events, now)
                )


def _actions(found: dict[int, ServiceFacts], now: datetime) -> None:
    ours = Q(side=Side.US)
    rows = (
        ActionItem.objects.filter(client_id__in=found, state=ActionState.OPEN, deleted_at=None)
        .values("client_id")
        .annotate(
            ours=Count("id", filter=ours),
            late=Count("id", filter=ours & Q(due_on__lt=agency_today(now))),
            theirs=Count("id", filter=~ours),
        )
        .order_by()
    )
    for row in rows:
        facts = found[row["client_id"]]
        facts.open_actions, facts.late_actions = row["ours"], row["late"]
        facts.waits_for_client = row["theirs"]


def _contacts(found: dict[int, ServiceFacts], now: datetime) -> None:
    held = Interaction.objects.filter(
        client_id__in=found, state=InteractionState.HELD, ends_at__lte=now, deleted_at=None
    )
    for client_id, last in held.values_list("client_id").annotate(Max("ends_at")).order_by():
        found[client_id].last_contact_at = last
    moods = held.exclude(mood="").filter(ends_at__gt=now - MOOD_FADES).order_by("ends_at")
    for client_id, mood in moods.values_list("client_id", "mood"):
        found[client_id].mood = mood


def _shares(found: dict[int, ServiceFacts], now: datetime) -> None:
    """Reports met in time and counted: the last 30 days, and the 30 before.

    As in the figures, a waiver that came after the breach changes nothing.
    """
    in_time = Q(met_at__lte=F("due_at"), breached_at=None)
    waived = Q(waived_at__isnull=False, waived_at__lt=F("due_at"))
    counts = Q(met_at__isnull=False) | Q(due_at__lte=now)
    recent, before = Q(due_at__gt=now - RECENT), Q(due_at__lte=now - RECENT)
    rows = (
        Clock.objects.filter(
            counts,
            ~waived,
            client_id__in=found,
            deleted_at=None,
            due_at__gt=now - 2 * RECENT,
        )
        .values("client_id")
        .annotate(
            met=Count("id", filter=in_time & recent),
            counted=Count("id", filter=recent),
            met_before=Count("id", filter=in_time & before),
            counted_before=Count("id", filter=before),
        )
        .order_by()
    )
    for row in rows:
        facts = found[row["client_id"]]
        facts.recent = (row["met"], row["counted"])
        facts.before = (row["met_before"], row["counted_before"])
