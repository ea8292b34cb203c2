"""The running timer of whoever looks."""

from datetime import datetime, timedelta

from napulse.access.actor import Actor
from napulse.timesheets.models import Timer

FORGOTTEN = timedelta(hours=12)


def timer_of(actor: Actor) -> Timer | None:
    """The actor's own, with what it runs on."""
    if not actor.is_person:
        return None
    rows = Timer.objects.select_related("client", "project", "task", "line")
    found: Timer | None = rows.filter(person__user=actor.own_id).first()
    return found


def is_forgotten(timer: Timer, now: datetime) -> bool:
    """Whether it ran longer than anybody works."""
    return now - timer.started_at > FORGOTTEN
