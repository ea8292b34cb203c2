"""What stands in a person's inbox."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.access.queries import actor_of
from napulse.db.among import Among
from napulse.jobs.models import Letter
from napulse.service.models import ActionItem, Notice

REMINDERS = ("action_soon", "action_today", "action_late", "action_late_below")


def notices(actor: Actor) -> "QuerySet[Notice]":
    """The actor's own lines; of clients that the actor does not see, those of own actions alone."""
    own = Notice.objects.filter(user_id=actor.own_id)
    if actor.client_ids is not None:
        of_clients = Q(client_id=None) | Q(Among("client_id", actor.client_ids))
        own = own.filter(of_clients | Q(Exists(_own_action(actor))))
    return own.order_by("-created_at", "-pk")


def _own_action(actor: Actor) -> "QuerySet[ActionItem]":
    """The action that a line leads to, while it is the actor's to do."""
    before, after = reverse("service:action_detail", args=[0]).split("0")
    address = Concat(Value(before), Cast("pk", CharField()), Value(after))
    own: QuerySet[ActionItem] = ActionItem.objects.reached_by(actor).filter(
        owner_user_id=actor.own_id, client__deleted_at=None
    )
    return own.alias(address=address).filter(address=OuterRef("url"))


def unread_count(actor: Actor) -> int:
    """How many lines of the inbox are new, for the menu."""
    return notices(actor).filter(read_at=None).count() if actor.is_person else 0


@dataclass(frozen=True, slots=True)
class Digest:
    """One person's reminders of one morning."""

    user: User
    notices: list[Notice]


def digests(since: datetime, *, user_ids: Collection[int], now: datetime) -> list[Digest]:
    """Reminders put into these inboxes since the day began, by person: as far as each sees them."""
    users = User.objects.filter(pk__in=user_ids, is_active=True).select_related("role")
    seen = ((user, notices(actor_of(user, now=now))) for user in users.order_by("pk"))
    fresh = ((user, rows.filter(code__in=REMINDERS, created_at__gte=since)) for user, rows in seen)
    found = [Digest(user, list(rows.order_by("code", "pk"))) for user, rows in fresh]
    return [digest for digest in found if digest.notices]


def mornings_owed(since: datetime, today: date) -> set[int]:
    """Who was reminded since the day began and has not had the morning's letter yet."""
    rows = Notice.objects.filter(code__in=REMINDERS, created_at__gte=since)
    people = set(rows.order_by().values_list("user_id", flat=True).distinct())
    keys = {f"digest:{user_id}:{today.isoformat()}": user_id for user_id in people}
    written = Letter.objects.filter(key__in=keys).values_list("key", flat=True)
    return people - {keys[key] for key in written}
