"""The running timer of whoever looks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from napulse.access.actor import Actor
from napulse.timesheets.models import Timer
from napulse.timesheets.permissions import VIEW_OWN_TIME

FORGOTTEN = timedelta(hours=12)


def timer_of(actor: Actor) -> Timer | None:
    """The actor's own, with what it runs on."""
    if not actor.is_person:
        return None
    rows = Timer.objects.select_related("client", "project", "task", "line")
    found: Timer | None = rows.filter(person__user=actor.own_id).first()
    return found


@dataclass(frozen=True, slots=True)
class Running:
    """A timer and how long it has run."""

    timer: Timer
    ran: timedelta


def running(actor: Actor, *, now: datetime) -> Running | None:
    """The actor's timer for the frame of every page: one query by a unique key."""
    if not actor.can(VIEW_OWN_TIME):
        return None
    found: Timer | None = Timer.objects.filter(person__user=actor.own_id).first()
    return Running(found, now - found.started_at) if found else None


def is_forgotten(timer: Timer, now: datetime) -> bool:
    """Whether it ran longer than anybody works."""
    return now - timer.started_at > FORGOTTEN
