"""The pulse as its viewer may see it, the day beside it, and search over everything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.facts import Found
from napulse.clients.models import Client, ClientState, TeamMember
from napulse.db.among import Among
from napulse.desk.models import PulseRow, SavedView, Snooze
from napulse.desk.registry import search_queries
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import fold
from napulse.service.models import ActionItem, ActionState, Interaction, InteractionState

PER_PAGE = 25
LIVING = Q(client__deleted_at=None) & ~Q(client__state=ClientState.PAST)


@dataclass(frozen=True, slots=True)
class Filters:
    view: str = "all"
    text: str = ""
    manager_id: int | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The strip above the table: one query over the read model."""

    clients: int = 0
    burning: int = 0
    breached: int = 0
    warning: int = 0
    today: int = 0
    late_actions: int = 0
    with_late: int = 0
    silent: int = 0
    waits: int = 0
    met: int = 0
    counted: int = 0
    met_before: int = 0
    counted_before: int = 0

    @property
    def share(self) -> int | None:
        return round(100 * self.met / self.counted) if self.counted else None

    @property
    def share_before(self) -> int | None:
        return round(100 * self.met_before / self.counted_before) if self.counted_before else None


def rows(actor: Actor, filters: Filters, *, now: datetime) -> "QuerySet[PulseRow]":
    """The viewer's clients, those that need most first."""
    found = _scoped(actor, now, aside=filters.view == "aside").select_related("client")
    if (where := _views(now).get(filters.view)) is not None:
        found = found.filter(where)
    return _narrowed(found, filters).order_by("-points", "folded")


def _narrowed(found: "QuerySet[PulseRow]", filters: Filters) -> "QuerySet[PulseRow]":
    if filters.text:
        found = found.filter(folded__contains=fold(filters.text))
    if filters.manager_id:
        served = TeamMember.objects.filter(
            user_id=filters.manager_id, deleted_at=None, to_on=None
        ).values("client_id")
        found = found.filter(client_id__in=served)
    return found


def _scoped(actor: Actor, now: datetime, *, aside: bool = False) -> "QuerySet[PulseRow]":
    found = _scoped_plain(actor)
    put_aside = Snooze.objects.filter(
        user_id=actor.own_id, until_on__gt=timezone.localdate(now)
    ).values("client_id")
    return (
        found.filter(client_id__in=put_aside) if aside else found.exclude(client_id__in=put_aside)
    )


def _views(now: datetime) -> dict[str, Q]:
    midnight = timezone.make_aware(
        datetime.combine(timezone.localdate(now) + timedelta(days=1), time.min)
    )
    return {
        "burning": Q(tone="risk"),
        "report": Q(clock_due_at__lt=midnight),
        "late": Q(late_actions__gt=0),
        "silent": Q(is_silent=True),
        "waits": Q(waits_for_client__gt=0),
    }


def totals(actor: Actor, filters: Filters, *, now: datetime) -> Totals:
    views = _views(now)
    counted = _narrowed(_scoped(actor, now), filters).aggregate(
        clients=Count("pk"),
        burning=Count("pk", filter=views["burning"]),
        breached=Count("pk", filter=Q(clock_due_at__lte=now)),
        warning=Count("pk", filter=Q(clock_due_at__gt=now, clock_state="warning")),
        today=Count("pk", filter=views["report"]),
        with_late=Count("pk", filter=views["late"]),
        silent=Count("pk", filter=views["silent"]),
        waits=Count("pk", filter=views["waits"]),
        late_actions=Sum("late_actions", default=0),
        met=Sum("met_recent", default=0),
        counted=Sum("counted_recent", default=0),
        met_before=Sum("met_before", default=0),
        counted_before=Sum("counted_before", default=0),
    )
    return Totals(**counted)


def longest_overdue(actor: Actor, *, now: datetime) -> PulseRow | None:
    return (
        _scoped(actor, now)
        .filter(clock_due_at__lte=now)
        .select_related("client")
        .order_by("clock_due_at")
        .first()
    )


def row(actor: Actor, client_id: int) -> PulseRow:
    if not actor.sees(client_id):
        raise Missing("client")
    found = PulseRow.objects.filter(LIVING, pk=client_id).select_related("client").first()
    if found is None:
        raise Missing("client")
    return found


def clients_of(actor: Actor, ids: Sequence[int]) -> list[Client]:
    """Of the asked clients, those that the actor sees."""
    return list(Client.objects.seen_by(actor).filter(pk__in=ids))


def saved_views(actor: Actor, page: str) -> list[SavedView]:
    return list(SavedView.objects.filter(user_id=actor.own_id, page=page))


def managers(actor: Actor) -> list[tuple[int, str]]:
    """Who serves the viewer's clients: the choices of the filter."""
    served = TeamMember.objects.seen_by(actor).filter(to_on=None).order_by().values("user_id")
    found = User.objects.filter(pk__in=served).order_by("folded")
    return list(found.values_list("pk", "name"))


def search(actor: Actor, text: str, *, limit: int = 6) -> list[Found]:
    """What every app finds, clients first."""
    return [found for query in search_queries() for found in query(actor, text, limit=limit)]


@dataclass(frozen=True, slots=True)
class FoundGroup:
    kind: str
    rows: "list[tuple[Found, PulseRow | None]]"


def clocks_of(actor: Actor, client_ids: Sequence[int | None]) -> dict[int, PulseRow]:
    """The open clocks of some clients, for the rows of the palette."""
    rows = _scoped_plain(actor).filter(
        pk__in=[i for i in client_ids if i], clock_due_at__isnull=False
    )
    return {row.pk: row for row in rows}


def _scoped_plain(actor: Actor) -> "QuerySet[PulseRow]":
    found = PulseRow.objects.filter(LIVING)
    return found if actor.client_ids is None else found.filter(Among("client_id", actor.client_ids))


def grouped(found: list[Found], clocks: dict[int, PulseRow]) -> list[FoundGroup]:
    kinds = list(dict.fromkeys(one.kind for one in found))
    return [
        FoundGroup(
            kind,
            [
                (one, clocks.get(one.client_id or 0) if kind == "client" else None)
                for one in found
                if one.kind == kind
            ],
        )
        for kind in kinds
    ]


def day_of(actor: Actor, *, now: datetime) -> dict[str, object]:
    """Beside the pulse: today's meetings with the viewer's clients, and the viewer's actions."""
    today = timezone.localdate(now)
    start = timezone.make_aware(datetime.combine(today, time.min))
    meetings = (
        Interaction.objects.seen_by(actor)
        .filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
        .exclude(state=InteractionState.CANCELLED)
        .select_related("client")
        .order_by("starts_at")[:8]
    )
    own = ActionItem.objects.reached_by(actor).filter(
        state=ActionState.OPEN, owner_user_id=actor.own_id
    )
    return {
        "today": today,
        "meetings": list(meetings),
        "own_actions": list(own.select_related("client").order_by("due_on", "id")[:6]),
        "own_count": own.count(),
    }


def breached_count(actor: Actor, *, now: datetime) -> int:
    """How many of the viewer's clients have a report clock that is over: the menu's red number."""
    return _scoped_plain(actor).filter(clock_due_at__lte=now).count()
