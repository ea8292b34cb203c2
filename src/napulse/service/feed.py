"""What stands in a person's own calendar: contacts with clients, and the days of their actions."""

from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from napulse.access.actor import Actor
from napulse.engines.exchange import FeedEvent
from napulse.service.models import (
    ActionItem,
    Attendee,
    Interaction,
    InteractionKind,
    InteractionState,
)
from napulse.service.queries.interactions import interactions
from napulse.service.queries.promises import OPEN, OURS, ActionFilter, actions

BACK, AHEAD, MOST = timedelta(days=60), timedelta(days=400), 1000


def feed_events(actor: Actor, *, now: datetime) -> list[FeedEvent]:
    """Contacts that the person owns or attends, and own open actions, two months back and on."""
    window = (now - BACK, now + AHEAD)
    attends = Attendee.objects.filter(interaction=OuterRef("pk"), user_id=actor.own_id)
    contacts = (
        interactions(actor)
        .exclude(kind=InteractionKind.LETTER)
        .filter(Q(owner_id=actor.own_id) | Exists(attends), starts_at__range=window)
    )
    due = actions(actor, ActionFilter(who=actor.own_id)).filter(
        OPEN, OURS, due_on__range=[moment.date() for moment in window]
    )
    return list(
        chain(
            (_contact(row, now) for row in contacts.order_by("-starts_at", "pk")[:MOST]),
            (_action(item, now) for item in due.order_by("due_on", "pk")[:MOST]),
        )
    )


def _contact(row: Interaction, now: datetime) -> FeedEvent:
    return FeedEvent(
        uid=f"interaction-{row.pk}@napulse",
        sequence=row.version,
        changed_at=now,
        summary=f"{row.client.name}: {row.subject}",
        starts=row.starts_at,
        ends=row.ends_at,
        location=row.place,
        description=str(row.get_kind_display()),
        url=settings.BASE_URL + row.get_absolute_url(),
        cancelled=row.state == InteractionState.CANCELLED,
    )


def _action(item: ActionItem, now: datetime) -> FeedEvent:
    return FeedEvent(
        uid=f"action-{item.pk}@napulse",
        sequence=item.version,
        changed_at=now,
        summary=_("Due: %(what)s (%(client)s)") % {"what": item.text, "client": item.client.name},
        starts=item.due_on,
        ends=item.due_on + timedelta(days=1),
        url=settings.BASE_URL + item.get_absolute_url(),
    )
