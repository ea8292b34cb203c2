"""Every way actions and the letters that chase them are read."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.access.queries import agency
from napulse.audit.models import Entry
from napulse.clients.facts import ClientReason
from napulse.clients.models import ChaseMode, Contact
from napulse.clients.queries import lead_of
from napulse.clients.rows import SeenQuerySet
from napulse.engines.attention import Reason
from napulse.engines.kernel.errors import Missing
from napulse.people.queries import agency_today, line_below
from napulse.service.models import (
    ActionItem,
    ActionState,
    ChaseLetter,
    ChaseState,
    Side,
)

AHEAD = timedelta(days=14)
CHASE_PAUSE_DAYS = 3
OPEN = Q(state=ActionState.OPEN)
OURS = Q(side=Side.US)


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """What a list of actions is narrowed to: one person's, one client's."""

    who: int | None = None
    client_id: int | None = None


def actions(actor: Actor, wanted: ActionFilter | None = None) -> SeenQuerySet[ActionItem]:
    """Actions of the actor's clients and the actor's own, with what a list shows of them."""
    found: SeenQuerySet[ActionItem] = ActionItem.objects.reached_by(actor).filter(
        client__deleted_at=None
    )
    if wanted and wanted.who:
        found = found.filter(owner_user_id=wanted.who)
    if wanted and wanted.client_id:
        found = found.filter(client_id=wanted.client_id)
    return found.select_related(
        "client", "owner_user", "owner_contact", "report", "report__interaction", "project"
    )


def action_item(actor: Actor, action_id: int) -> ActionItem:
    found: ActionItem | None = actions(actor).filter(pk=action_id).first()
    if found is None:
        raise Missing("action")
    return found


def chosen_actions(actor: Actor, ids: Collection[int]) -> list[ActionItem]:
    """The named actions that the actor reaches."""
    return list(actions(actor).filter(pk__in=ids).order_by("pk"))


def tabs(actor: Actor, *, now: datetime) -> dict[str, Q]:
    """The saved views of the list: what each keeps."""
    line = line_below(actor.user_id) if actor.user_id else set()
    return {
        "mine": OPEN & Q(owner_user_id=actor.own_id),
        "line": OPEN & Q(owner_user_id__in=line),
        "all": OPEN,
        "client": OPEN & ~OURS,
        "late": OPEN & Q(due_on__lt=agency_today(now)),
        "done": ~OPEN,
    }


def owners(actor: Actor) -> list[tuple[int, str]]:
    """Whose actions the list may be narrowed to."""
    rows = ActionItem.objects.reached_by(actor).filter(OPEN, owner_user__isnull=False)
    found = rows.order_by("owner_user__folded").values_list("owner_user_id", "owner_user__name")
    return list(found.distinct())


def colleagues() -> list[tuple[int, str]]:
    """Whom an action of ours may be given to."""
    return list(User.objects.filter(is_active=True).order_by("folded").values_list("pk", "name"))


def contacts_for(item: ActionItem) -> list[tuple[int, str]]:
    """Whom an action of the client's side may be given to."""
    found = Contact.objects.filter(
        client_id=item.client_id, deleted_at=None, erased_at=None, left_on=None
    )
    return list(found.order_by("folded").values_list("pk", "name"))


def open_of_client(actor: Actor, client_id: int, *, limit: int = 8) -> list[ActionItem]:
    """The client's open actions for its page, the most urgent first."""
    found = actions(actor, ActionFilter(client_id=client_id)).filter(OPEN)
    return list(found.order_by("due_on", "pk")[:limit])


def count_open(actor: Actor, client_id: int) -> int:
    return ActionItem.objects.seen_by(actor).filter(OPEN, client_id=client_id).count()


def told_of(item: ActionItem) -> list[Entry]:
    """History of one action, the newest first."""
    label = item._meta.label_lower
    found = Entry.objects.filter(model=label, object_id=item.pk)
    return list(found.select_related("user", "behalf_of"))


# What the reminders need: not scoped, the product itself asks.


def to_remind(today: date) -> list[ActionItem]:
    """Open actions of ours that may be due for a reminder; the engine says which are."""
    found = ActionItem.objects.filter(
        OPEN, OURS, due_on__lte=today + AHEAD, deleted_at=None, client__deleted_at=None
    ).exclude(reminded_on=today)
    return list(found.order_by("due_on", "pk"))


def to_chase(
    today: date, working_days_ago: Callable[[str, int], date], next_day: Callable[[str], date]
) -> list[ActionItem]:
    """Actions of the client's side that a letter may be written about, by the client's calendar.

    `working_days_ago(calendar, n)` and `next_day(calendar)` are days of that calendar.
    """
    found = (
        ActionItem.objects.filter(
            OPEN, ~OURS, due_on__lte=today + AHEAD, deleted_at=None, client__deleted_at=None
        )
        .exclude(client__chase=ChaseMode.OFF)
        .exclude(owner_contact=None)
        .exclude(owner_contact__email="")
        .filter(
            owner_contact__left_on=None,
            owner_contact__deleted_at=None,
            owner_contact__erased_at=None,
        )
        .filter(~Exists(_proposed()))
        .select_related("client", "owner_contact", "report__author", "report__interaction")
        .order_by("due_on", "pk")
    )
    last = _last_decided(today)
    return [
        item
        for item in found
        if item.due_on <= next_day(item.client.calendar)
        and (
            item.pk not in last
            or last[item.pk] <= working_days_ago(item.client.calendar, CHASE_PAUSE_DAYS)
        )
    ]


def _proposed() -> "SeenQuerySet[ChaseLetter]":
    found: SeenQuerySet[ChaseLetter] = ChaseLetter.objects.filter(
        action=OuterRef("pk"), state=ChaseState.PROPOSED
    )
    return found


def _last_decided(today: date) -> dict[int, date]:
    """action id → the day of its last letter, sent or let go."""
    zone = ZoneInfo(agency().zone)
    since = datetime.combine(today - timedelta(days=60), time.min, zone)
    rows = ChaseLetter.objects.filter(decided_at__gte=since).order_by("decided_at")
    return {
        action_id: at.astimezone(zone).date()
        for action_id, at in rows.values_list("action_id", "decided_at")
        if at
    }


def manager_of(item: ActionItem, today: date) -> User:
    """Who of us answers for the client; failing that, who wrote the report."""
    lead = lead_of(item.client_id, on=today)
    found = User.objects.filter(pk=lead).first() if lead else None
    return found or item.report.author


# Letters that wait for approval.


def chases(actor: Actor, *, waiting: bool = True) -> SeenQuerySet[ChaseLetter]:
    found: SeenQuerySet[ChaseLetter] = ChaseLetter.objects.seen_by(actor).filter(
        client__deleted_at=None, action__deleted_at=None
    )
    state = Q(state=ChaseState.PROPOSED)
    return found.filter(state if waiting else ~state).select_related(
        "client", "action", "action__report", "contact", "decided_by", "letter"
    )


def letters_of(actor: Actor, item: ActionItem) -> SeenQuerySet[ChaseLetter]:
    """What was written to the client about one action, the newest first."""
    found: SeenQuerySet[ChaseLetter] = ChaseLetter.objects.seen_by(actor).filter(action=item)
    return found.select_related("contact", "letter", "decided_by").order_by("-proposed_at")


def chase(actor: Actor, chase_id: int) -> ChaseLetter:
    seen = ChaseLetter.objects.seen_by(actor).select_related("client", "action__report", "contact")
    found: ChaseLetter | None = seen.filter(pk=chase_id).first()
    if found is None:
        raise Missing("chase")
    return found


# What the pulse is told.


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """Late actions of either side and ours due today: one reason per client and kind."""
    today, zone = agency_today(now), ZoneInfo(agency().zone)
    of_clients = ActionItem.objects.seen_by(actor).filter(client__deleted_at=None)
    found = of_clients.filter(OPEN, due_on__lte=today).order_by("due_on", "pk")
    if client_ids is not None:
        found = found.filter(client_id__in=client_ids)
    grouped: dict[tuple[int, str], list[ActionItem]] = defaultdict(list)
    for item in found.exclude(~OURS, due_on=today).select_related("owner_user", "owner_contact"):
        grouped[item.client_id, _code(item, today)].append(item)
    return [_reason(code, items, today, zone) for (_client, code), items in grouped.items()]


def _code(item: ActionItem, today: date) -> str:
    if item.side == Side.CLIENT:
        return "action_late_client"
    return "action_late_ours" if item.due_on < today else "action_due_today"


def _reason(code: str, items: list[ActionItem], today: date, zone: ZoneInfo) -> ClientReason:
    oldest = items[0]
    values: dict[str, str | int] = {
        "what": oldest.text,
        "who": str(oldest.owner_user or oldest.owner_contact or ""),
        "days": (today - oldest.due_on).days,
    }
    is_late = oldest.due_on < today
    reason = Reason(
        code=code,
        source="service.ActionItem",
        source_id=oldest.pk,
        count=len(items),
        due_at=end_of(oldest.due_on, zone) if is_late else None,
        values=values,
    )
    return ClientReason(oldest.client_id, reason, _address(items, code), values)


def _address(items: list[ActionItem], code: str) -> str:
    if len(items) == 1:
        return items[0].get_absolute_url()
    view = {"action_late_client": "client", "action_late_ours": "late"}.get(code, "all")
    query = urlencode({"view": view, "client": items[0].client_id})
    return f"{reverse('service:action_list')}?{query}"


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment after the day, in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
