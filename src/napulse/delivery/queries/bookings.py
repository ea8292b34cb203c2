"""Bookings and requests for people: what a reader may see of them, and what they add up to."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, QuerySet, Value, When

from napulse.access.actor import Actor
from napulse.clients.rows import SeenQuerySet
from napulse.delivery.models import Booking, BookingState, PeopleRequest, Project, RequestState
from napulse.delivery.permissions import APPROVE_PLANS, VIEW_PLANS
from napulse.delivery.queries.projects import OPEN, projects
from napulse.engines.kernel.errors import Missing
from napulse.engines.planning.capacity import Days, Peak, peak

WHOLE = 100


def bookings(actor: Actor, *, project_id: int | None = None) -> SeenQuerySet[Booking]:
    """Bookings for projects of the actor's clients."""
    if not actor.can(VIEW_PLANS):
        return Booking.objects.none()
    found: SeenQuerySet[Booking] = Booking.objects.seen_by(actor).select_related(
        "project", "client", "person__user", "role"
    )
    return found.filter(project_id=project_id) if project_id else found


def booking(actor: Actor, booking_id: int) -> Booking:
    found: Booking | None = bookings(actor).filter(pk=booking_id).first()
    if found is None:
        raise Missing("booking")
    return found


def bookable_projects(actor: Actor) -> SeenQuerySet[Project]:
    """Projects for which people can be held: those under way or hoped for."""
    found: SeenQuerySet[Project] = projects(actor, state="").filter(state__in=OPEN)
    return found.order_by("client__folded", "folded")


def held_of(person_ids: Iterable[int], days: Days) -> "QuerySet[Booking]":
    """What is held of these people on these days, whatever client it is for.

    A project that has ended holds nobody.
    """
    return Booking.objects.filter(
        person_id__in=set(person_ids),
        from_on__lte=days.last,
        to_on__gte=days.first,
        deleted_at=None,
        project__deleted_at=None,
        project__state__in=OPEN,
    ).exclude(state=BookingState.RELEASED)


@dataclass(frozen=True, slots=True)
class Overbooking:
    """How much would be held of a person at the peak, and when."""

    percent: int
    held: int
    days: Days


def overbooking(person_id: int, days: Days, percent: int, *, but: int = 0) -> Overbooking | None:
    """What a booking of so much would come to, if that is more than the whole of the person."""
    rows = held_of([person_id], days).exclude(pk=but)
    most: Peak = peak(((Days(row.from_on, row.to_on), row.percent) for row in rows), days)
    if most.days is None or most.percent + percent <= WHOLE:
        return None
    return Overbooking(most.percent + percent, most.percent, most.days)


def people_requests(actor: Actor, *, project_id: int | None = None) -> SeenQuerySet[PeopleRequest]:
    """Requests of projects of the actor's clients, those that wait first."""
    if not actor.can(VIEW_PLANS):
        return PeopleRequest.objects.none()
    found: SeenQuerySet[PeopleRequest] = PeopleRequest.objects.seen_by(actor).select_related(
        "project", "client", "role", "wished__user", "asked_by", "answered_by"
    )
    found = found.select_related("booking__person__user", "booking__role").annotate(
        waits=Case(
            When(state=RequestState.OPEN, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
    )
    return found.filter(project_id=project_id) if project_id else found


def people_request(actor: Actor, request_id: int) -> PeopleRequest:
    found: PeopleRequest | None = people_requests(actor).filter(pk=request_id).first()
    if found is None:
        raise Missing("request for people")
    return found


def open_requests(actor: Actor) -> int:
    """How many requests wait for this actor's answer, for the menu."""
    if not actor.can(APPROVE_PLANS):
        return 0
    waiting: SeenQuerySet[PeopleRequest] = PeopleRequest.objects.seen_by(actor)
    return waiting.filter(state=RequestState.OPEN, booking=None).count()
