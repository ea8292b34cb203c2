"""Bookings: parts of people's time held for projects, firmly or not yet; never deleted."""

from dataclasses import dataclass
from datetime import date

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh
from napulse.delivery.models import Booking, BookingState, Project
from napulse.delivery.permissions import APPROVE_PLANS, EDIT_PLANS
from napulse.delivery.queries.bookings import overbooking
from napulse.delivery.queries.projects import OPEN
from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.capacity import Days
from napulse.people.models import Grade, Person, WorkRole


@dataclass(frozen=True, slots=True)
class BookingData:
    """Who or which role, how much, from when to when; `anyway` books more than there is."""

    role: WorkRole
    from_on: date
    to_on: date
    person: Person | None = None
    grade: int = Grade.JUNIOR
    percent: int = 100
    state: str = BookingState.TENTATIVE
    note: str = ""
    anyway: bool = False
    submit_key: str | None = None


@action(EDIT_PLANS)
def book_people(actor: Actor, project: Project, *, data: BookingData) -> Booking:
    """Hold somebody, or somebody of a role, for a project; the same form sent twice holds once."""
    project = fresh(project)
    if known := Booking.objects.filter(submit_key=data.submit_key or "").first():
        if known.project_id != project.pk:
            raise Refused("form.sent_before")
        return known
    refuse_booking(actor, project, data)
    booking = Booking(
        client_id=project.client_id, project=project, submit_key=data.submit_key or None
    )
    return store_booking(actor, booking, data, "booking.made")


@action(EDIT_PLANS)
def edit_booking(actor: Actor, booking: Booking, *, data: BookingData, version: int) -> Booking:
    booking = fresh(booking)
    if booking.version != version:
        raise Refused("row.changed", name=str(booking))
    refuse_firm(actor, booking.state)
    refuse_booking(actor, booking.project, data, but=booking.pk)
    return store_booking(actor, booking, data, "booking.changed")


def store_booking(actor: Actor, booking: Booking, data: BookingData, event: str) -> Booking:
    with change(actor, booking, event):
        booking.person, booking.role, booking.grade = data.person, data.role, data.grade
        booking.percent, booking.note = data.percent, data.note
        booking.from_on, booking.to_on = data.from_on, data.to_on
        booking.state = data.state
        booking.save()
    return booking


def refuse_booking(actor: Actor, project: Project, data: BookingData, *, but: int = 0) -> None:
    """Dates in order, a project that lives, the right to hold firmly, and a person who is there."""
    if data.to_on < data.from_on:
        raise Refused("booking.ends_before_start")
    refuse_ended(project)
    refuse_firm(actor, data.state)
    if data.person is not None:
        refuse_person(data.person, data, but)


def refuse_person(person: Person, data: BookingData, but: int) -> None:
    """Somebody who is there to the last day, and has the time unless booked over it knowingly."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.left_on and person.left_on < data.to_on:
        raise Refused("booking.person_leaves", name=str(person), on=person.left_on)
    if not data.anyway:
        refuse_overbooking(person, data, but)


def refuse_ended(project: Project) -> None:
    if project.state not in OPEN:
        raise Refused("booking.project_ended", name=project.name)


def refuse_firm(actor: Actor, state: str) -> None:
    """Only those who decide on plans hold people firmly, or move what is held so."""
    if state == BookingState.FIRM:
        actor.require(APPROVE_PLANS)


def refuse_overbooking(person: Person, data: BookingData, but: int) -> None:
    over = overbooking(person.pk, Days(data.from_on, data.to_on), data.percent, but=but)
    if over:
        raise Refused(
            "booking.over",
            name=str(person),
            percent=over.percent,
            held=over.held,
            from_on=over.days.first,
            to_on=over.days.last,
        )


def _set_state(actor: Actor, booking: Booking, state: str, event: str) -> Booking:
    booking = fresh(booking)
    refuse_firm(actor, booking.state)
    refuse_firm(actor, state)
    if booking.state == state:
        return booking
    if booking.state == BookingState.RELEASED:
        refuse_ended(booking.project)
        _refuse_taken(booking)
    with change(actor, booking, event):
        booking.state = state
        booking.save()
    return booking


def _refuse_taken(booking: Booking) -> None:
    """Whoever was released may have been booked by others since."""
    if booking.person is not None:
        held = BookingData(booking.role, booking.from_on, booking.to_on, percent=booking.percent)
        refuse_person(booking.person, held, booking.pk)


@action(APPROVE_PLANS)
def make_firm(actor: Actor, booking: Booking) -> Booking:
    """A hope becomes a decision; a released one is held again."""
    return _set_state(actor, booking, BookingState.FIRM, "booking.made_firm")


@action(EDIT_PLANS)
def make_tentative(actor: Actor, booking: Booking) -> Booking:
    """A decision becomes a hope; a released one is hoped for again."""
    return _set_state(actor, booking, BookingState.TENTATIVE, "booking.made_tentative")


@action(EDIT_PLANS)
def release_booking(actor: Actor, booking: Booking) -> Booking:
    """Nobody is held any longer; the row stays, and can be taken back."""
    return _set_state(actor, booking, BookingState.RELEASED, "booking.released")
