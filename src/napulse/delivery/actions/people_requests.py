"""Projects ask for people; the resource manager grants, offers something else or declines."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh
from napulse.delivery.actions.bookings import (
    BookingData,
    refuse_booking,
    refuse_ended,
    store_booking,
)
from napulse.delivery.models import Booking, BookingState, PeopleRequest, Project, RequestState
from napulse.delivery.permissions import APPROVE_PLANS, EDIT_PLANS
from napulse.engines.kernel.errors import Refused
from napulse.jobs.queue import after_commit
from napulse.people.models import Grade, Person, WorkRole

TELL = "service.tell_of_people"


@dataclass(frozen=True, slots=True)
class RequestData:
    role: WorkRole
    from_on: date
    to_on: date
    grade: int = Grade.JUNIOR
    wished: Person | None = None
    percent: int = 100
    note: str = ""
    submit_key: str | None = None


def _tell(actor: Actor, request: PeopleRequest, code: str) -> None:
    after_commit(TELL, request_id=request.pk, code=code, teller_id=actor.own_id)


@action(EDIT_PLANS)
def ask_people(
    actor: Actor, project: Project, *, data: RequestData, now: datetime
) -> PeopleRequest:
    """Ask for somebody of a role at a grade; the same form sent twice asks once."""
    project = fresh(project)
    if known := PeopleRequest.objects.filter(submit_key=data.submit_key or "").first():
        if known.project_id != project.pk:
            raise Refused("form.sent_before")
        return known
    if data.to_on < data.from_on:
        raise Refused("booking.ends_before_start")
    refuse_ended(project)
    request = PeopleRequest(
        client_id=project.client_id,
        project=project,
        role=data.role,
        grade=data.grade,
        wished=data.wished,
        percent=data.percent,
        from_on=data.from_on,
        to_on=data.to_on,
        note=data.note,
        asked_by_id=actor.own_id,
        asked_at=now,
        submit_key=data.submit_key or None,
    )
    with change(actor, request, "people_request.asked"):
        request.save()
    _tell(actor, request, "people_asked")
    return request


def _open(request: PeopleRequest) -> PeopleRequest:
    request = fresh(request)
    if request.state != RequestState.OPEN:
        raise Refused("people_request.answered", state=str(request.get_state_display()))
    return request


def _store(request: PeopleRequest, actor: Actor, *, answer: str, now: datetime) -> None:
    request.answer = answer.strip()
    request.answered_by_id, request.answered_at = actor.user_id, now
    request.save()


@action(APPROVE_PLANS)
def grant_request(
    actor: Actor, request: PeopleRequest, *, data: BookingData, answer: str = "", now: datetime
) -> Booking:
    """Somebody is held firmly for the project, as asked or otherwise."""
    request = _open(request)
    _drop_offer(actor, request)
    booking = _hold(actor, request, data, BookingState.FIRM)
    with change(actor, request, "people_request.granted"):
        request.state, request.booking = RequestState.GRANTED, booking
        _store(request, actor, answer=answer, now=now)
    _tell(actor, request, "people_granted")
    return booking


@action(APPROVE_PLANS)
def offer_people(
    actor: Actor, request: PeopleRequest, *, data: BookingData, answer: str = "", now: datetime
) -> Booking:
    """Somebody else, other days or less: held tentatively until the project answers."""
    request = _open(request)
    _drop_offer(actor, request)
    booking = _hold(actor, request, data, BookingState.TENTATIVE)
    with change(actor, request, "people_request.offered"):
        request.booking = booking
        _store(request, actor, answer=answer, now=now)
    _tell(actor, request, "people_offered")
    return booking


def _hold(actor: Actor, request: PeopleRequest, data: BookingData, state: str) -> Booking:
    if data.person is None:
        raise Refused("people_request.needs_person")
    refuse_booking(actor, request.project, data)
    booking = Booking(client_id=request.client_id, project=request.project)
    return store_booking(actor, booking, replace(data, state=state), "booking.made")


def _drop_offer(actor: Actor, request: PeopleRequest) -> None:
    """An earlier offer holds nobody any longer."""
    if request.booking is None:
        return
    held = request.booking
    if held.state != BookingState.RELEASED:
        with change(actor, held, "booking.released"):
            held.state = BookingState.RELEASED
            held.save()
    request.booking = None


@action(APPROVE_PLANS)
def decline_request(
    actor: Actor, request: PeopleRequest, *, answer: str, now: datetime
) -> PeopleRequest:
    request = _open(request)
    if not answer.strip():
        raise Refused("people_request.says_why")
    with change(actor, request, "people_request.declined"):
        _drop_offer(actor, request)
        request.state = RequestState.DECLINED
        _store(request, actor, answer=answer, now=now)
    _tell(actor, request, "people_declined")
    return request


def _offered(request: PeopleRequest) -> tuple[PeopleRequest, Booking]:
    request = _open(request)
    if request.booking is None:
        raise Refused("people_request.no_offer")
    return request, request.booking


@action(EDIT_PLANS)
def take_offer(actor: Actor, request: PeopleRequest) -> PeopleRequest:
    """The project takes what was offered: the resource manager has decided already."""
    request, booking = _offered(request)
    refuse_ended(request.project)
    with change(actor, booking, "booking.made_firm"):
        booking.state = BookingState.FIRM
        booking.save()
    with change(actor, request, "people_request.taken"):
        request.state = RequestState.GRANTED
        request.save()
    _tell(actor, request, "people_taken")
    return request


@action(EDIT_PLANS)
def refuse_offer(actor: Actor, request: PeopleRequest) -> PeopleRequest:
    """Not what the project needs: the request waits for another answer."""
    request, _booking = _offered(request)
    with change(actor, request, "people_request.offer_refused"):
        _drop_offer(actor, request)
        request.save()
    _tell(actor, request, "people_refused")
    return request


@action(EDIT_PLANS)
def withdraw_request(actor: Actor, request: PeopleRequest) -> PeopleRequest:
    """Nobody is needed any longer; what was offered is released."""
    request = _open(request)
    with change(actor, request, "people_request.withdrawn"):
        _drop_offer(actor, request)
        request.state = RequestState.WITHDRAWN
        request.save()
    _tell(actor, request, "people_withdrawn")
    return request


@action(EDIT_PLANS)
def reopen_request(actor: Actor, request: PeopleRequest) -> PeopleRequest:
    """A withdrawal, or an answer given in error, is taken back; who was held is released.

    An answer is taken back by those who may give one.
    """
    request = fresh(request)
    if request.state == RequestState.OPEN:
        return request
    if request.state != RequestState.WITHDRAWN:
        actor.require(APPROVE_PLANS)
    with change(actor, request, "people_request.reopened"):
        _drop_offer(actor, request)
        request.state, request.answer = RequestState.OPEN, ""
        request.answered_by_id, request.answered_at = None, None
        request.save()
    return request
