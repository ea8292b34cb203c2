"""How clocks stand: one clock as shown, the most urgent of a client, reasons for the pulse."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import Actor
from napulse.access.queries import agency
from napulse.clients.facts import ClientReason
from napulse.clients.models import Client
from napulse.clients.rows import SeenQuerySet
from napulse.engines.attention import Reason
from napulse.engines.clocks import Events, Kind, Standard, State, left, state
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.engines.kernel.errors import Missing
from napulse.people.queries import work_calendar
from napulse.service.models import Clock, InteractionState, ServiceStandard
from napulse.ui.text import StrOrPromise

TONES = {
    State.RUNNING: "idle",
    State.WARNING: "warn",
    State.BREACHED: "risk",
    State.MET_IN_TIME: "ok",
    State.MET_LATE: "warn",
    State.WAIVED: "idle",
}
LABELS = {
    State.RUNNING: pgettext_lazy("a clock", "running"),
    State.WARNING: _("runs out soon"),
    State.BREACHED: _("overdue"),
    State.MET_IN_TIME: _("met in time"),
    State.MET_LATE: _("met late"),
    State.WAIVED: _("no report needed"),
}
STILL_OPEN = Q(met_at=None, waived_at=None)
REASON_OF_STATE = {
    State.RUNNING: "clock_running",
    State.WARNING: "clock_warning",
    State.BREACHED: "clock_breached",
}


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock at one moment, ready for the chip."""

    clock_id: int
    interaction_id: int
    subject: str
    state: State
    due_at: datetime
    left: timedelta
    tone: str
    share: float
    waived_reason: str = ""

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> StrOrPromise:
        return LABELS[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in REASON_OF_STATE


def the_standard() -> ServiceStandard:
    """The agency's standard; the shipped one until somebody has saved another."""
    return ServiceStandard.objects.filter(pk=1).first() or ServiceStandard(pk=1)


def standard_for(client: Client, agencys: ServiceStandard) -> Standard:
    """The client's own standard where it has one, otherwise the agency's."""
    return Standard(
        kind=Kind(client.clock_kind or agencys.clock_kind),
        minutes=client.clock_minutes or agencys.clock_minutes,
        warn_minutes=agencys.warn_minutes,
    )


def zone_for(client: Client) -> str:
    return client.zone or agency().zone


def calendar_for(client: Client) -> WorkCalendar:
    """The client's working calendar; five plain days when its table is not there."""
    zone = zone_for(client)
    ZoneInfo(zone)
    try:
        return work_calendar(client.calendar, zone)
    except Missing:
        return WorkCalendar(zone=zone)


def events_of(clock: Clock) -> Events:
    return Events(
        ended_at=clock.ended_at,
        due_at=clock.due_at,
        warn_at=clock.warn_at,
        met_at=clock.met_at,
        breached_at=clock.breached_at,
        waived_at=clock.waived_at,
    )


def clock_view(clock: Clock, now: datetime) -> ClockView:
    """How the clock stands at `now`; its interaction should be selected with it."""
    events = events_of(clock)
    current, rest = state(events, now), left(events, now)
    whole = max(clock.due_at - clock.ended_at, timedelta(minutes=1))
    return ClockView(
        clock_id=clock.pk,
        interaction_id=clock.interaction_id,
        subject=clock.interaction.subject,
        state=current,
        due_at=clock.due_at,
        left=rest,
        tone=TONES[current],
        share=max(0.0, min(1.0, rest / whole)),
        waived_reason=clock.waived_reason,
    )


def clocks(actor: Actor, *, client_id: int | None = None) -> SeenQuerySet[Clock]:
    """The clocks of interactions that still stand, the most urgent first."""
    found: SeenQuerySet[Clock] = Clock.objects.seen_by(actor).select_related("interaction", "owner")
    found = found.exclude(interaction__state=InteractionState.CANCELLED)
    return found.filter(client_id=client_id) if client_id else found


def open_clocks(actor: Actor, *, client_ids: Collection[int] | None = None) -> SeenQuerySet[Clock]:
    """Clocks that wait for a status report, the most urgent first."""
    found = clocks(actor).filter(STILL_OPEN)
    return found if client_ids is None else found.filter(client_id__in=client_ids)


def clock(actor: Actor, clock_id: int) -> Clock:
    found = clocks(actor).filter(pk=clock_id).first()
    if found is None:
        raise Missing("clock")
    return found


def clocks_of_clients(
    actor: Actor, client_ids: Collection[int] | None, *, now: datetime
) -> dict[int, ClockView]:
    """client id → its most urgent open clock; one query for any number of clients."""
    urgent: dict[int, ClockView] = {}
    for found in open_clocks(actor, client_ids=client_ids).order_by("due_at", "pk"):
        urgent.setdefault(found.client_id, clock_view(found, now))
    return urgent


def clock_of_client(actor: Actor, client_id: int, *, now: datetime) -> ClockView | None:
    """The client's most urgent open clock."""
    return clocks_of_clients(actor, [client_id], now=now).get(client_id)


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """Breached, warning and running clocks: one reason per client and state, the oldest named."""
    grouped: dict[tuple[int, State], list[Clock]] = defaultdict(list)
    for found in open_clocks(actor, client_ids=client_ids).order_by("due_at", "pk"):
        grouped[found.client_id, state(events_of(found), now)].append(found)
    return [_reason(current, rows) for (_client, current), rows in grouped.items()]


def _reason(current: State, rows: list[Clock]) -> ClientReason:
    first = rows[0]
    values: dict[str, str | int] = {
        "what": first.interaction.subject,
        "due": first.due_at.isoformat(),
        "count": len(rows),
    }
    reason = Reason(
        code=REASON_OF_STATE[current],
        source="service.Clock",
        source_id=first.pk,
        count=len(rows),
        due_at=first.due_at if current is State.BREACHED else None,
        values=values,
    )
    url = reverse("service:interaction_detail", args=[first.interaction_id])
    return ClientReason(first.client_id, reason, url, values)


def views_of(found: Iterable[Clock], now: datetime) -> list[ClockView]:
    return [clock_view(each, now) for each in found]


def clocks_to_break(now: datetime) -> list[int]:
    """Ids of clocks that ran out and are not yet recorded as breached."""
    return list(
        Clock.objects.filter(STILL_OPEN, breached_at=None, due_at__lte=now, deleted_at=None)
        .exclude(interaction__state=InteractionState.CANCELLED)
        .values_list("pk", flat=True)
    )
