"""Bookings: the list, one of them, and whether there is time for it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import Actor, ActorRequest, needs
from napulse.delivery.actions import bookings as actions
from napulse.delivery.forms.bookings import BookingForm
from napulse.delivery.models import Booking
from napulse.delivery.permissions import APPROVE_PLANS, EDIT_PLANS, VIEW_PLANS
from napulse.delivery.queries import bookings as queries
from napulse.delivery.tables import BookingListing
from napulse.delivery.views.capacity_tabs import capacity_tabs
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import whole
from napulse.engines.planning.capacity import Days
from napulse.people.queries import agency_today, choosable, live_roles
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Table, download

Act = Callable[[Actor, Booking], Booking]
FIELDS = ("person", "role", "grade", "percent", "from_on", "to_on", "state", "note", "version")


def _listing(request: ActorRequest) -> BookingListing:
    rows = queries.bookings(request.actor)
    return BookingListing(request.GET, rows, request.path, today=agency_today(timezone.now()))


@needs(VIEW_PLANS)
def booking_list(request: ActorRequest) -> HttpResponse:
    can_edit = request.actor.can(EDIT_PLANS)
    context = {
        "listing": _listing(request),
        "heading": _("Bookings"),
        "lead": _("People held for projects: firmly, or tentatively while the work is not won."),
        "capacity_tabs": capacity_tabs(request, "booking_list"),
        "export_url": f"{reverse('delivery:booking_export')}?{request.GET.urlencode()}",
        "create_url": reverse("delivery:booking_new") if can_edit else "",
        "create_label": _("Book somebody"),
        "can_edit": can_edit,
        "can_approve": request.actor.can(APPROVE_PLANS),
        "empty_icon": "user-check",
        "empty_fact": _("Nobody is booked"),
        "empty_suggestion": _("Hold a key specialist before the project is won."),
    }
    return page(request, "delivery/people_list.html", context, partial="list")


@needs(VIEW_PLANS)
def booking_export(request: ActorRequest) -> HttpResponse:
    listing = _listing(request)
    return download(request, Table(listing.taken_along, listing.rows), "bookings")


def _form(request: ActorRequest, booking: Booking | None, **data: Any) -> BookingForm:
    return BookingForm(
        **data,
        projects=None if booking else queries.bookable_projects(request.actor),
        people=choosable(request.actor, now_chosen=booking.person_id if booking else None),
        work_roles=live_roles(also=booking.role_id if booking else None),
        may_firm=request.actor.can(APPROVE_PLANS),
    )


def _around(form: BookingForm, booking: Booking | None) -> dict[str, Any]:
    over = form.is_bound and bool(form.errors.get("person"))
    return {"form": form, "booking": booking, "shows_anyway": over or form["anyway"].value()}


@needs(EDIT_PLANS)
def booking_new(request: ActorRequest) -> HttpResponse:
    asked = {name: request.GET.get(name) for name in ("project", "person", "role", "from_on")}
    initial = {**{k: v for k, v in asked.items() if v}, "submit_key": str(uuid.uuid4())}
    form = _form(request, None, initial=initial)
    return page(request, "delivery/booking_form.html", _around(form, None))


@needs(EDIT_PLANS, "POST")
def booking_made(request: ActorRequest) -> HttpResponse:
    form = _form(request, None, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            project = form.cleaned_data["project"]
            made = actions.book_people(request.actor, project, data=form.booking_data)
            undo = reverse("delivery:booking_release", args=[made.pk])
            return redirect(request, reverse("delivery:booking_list"), _("Booked"), undo)
    context = _around(form, None)
    return page(request, "delivery/booking_form.html", context, partial="form", status=422)


@needs(EDIT_PLANS)
def booking_edit(request: ActorRequest, booking_id: int) -> HttpResponse:
    booking = queries.booking(request.actor, booking_id)
    form = _form(request, booking, initial={name: getattr(booking, name) for name in FIELDS})
    return page(request, "delivery/booking_form.html", _around(form, booking))


@needs(EDIT_PLANS, "POST")
def booking_edited(request: ActorRequest, booking_id: int) -> HttpResponse:
    booking = queries.booking(request.actor, booking_id)
    form = _form(request, booking, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"] or 0
            actions.edit_booking(request.actor, booking, data=form.booking_data, version=version)
            return redirect(request, reverse("delivery:booking_list"), _("Saved"))
    context = _around(form, booking)
    return page(request, "delivery/booking_form.html", context, partial="form", status=422)


@needs(EDIT_PLANS)
def booking_check(request: ActorRequest) -> HttpResponse:
    """While the form is filled in: what this booking would come to."""
    form = _form(request, None, data=request.GET)
    form.is_valid()
    told = form.cleaned_data
    person, first, last = (told.get(name) for name in ("person", "from_on", "to_on"))
    over = None
    if person and first and last and first <= last:
        asked, known = told.get("percent") or 100, form.data.get("booking", "")
        but = whole(known) or 0
        over = queries.overbooking(person.pk, Days(first, last), asked, but=but)
    return page(request, "delivery/_overbooking.html", {"over": over, "person": person})


UNDO = {"tentative": "booking_tentative", "firm": "booking_firm", "released": "booking_release"}


def _moved(request: ActorRequest, booking_id: int, act: Act, said: str) -> HttpResponse:
    """Another state, with the way back to the one before."""
    booking = queries.booking(request.actor, booking_id)
    undo = reverse(f"delivery:{UNDO[booking.state]}", args=[booking.pk])
    back = reverse("delivery:booking_list")
    try:
        act(request.actor, booking)
    except Refused as refusal:
        return redirect(request, back, str(BookingForm.refusals[refusal.code]) % refusal.values)
    return redirect(request, back, said, undo)


@needs(APPROVE_PLANS, "POST")
def booking_firm(request: ActorRequest, booking_id: int) -> HttpResponse:
    return _moved(request, booking_id, actions.make_firm, _("The booking is firm"))


@needs(EDIT_PLANS, "POST")
def booking_tentative(request: ActorRequest, booking_id: int) -> HttpResponse:
    return _moved(request, booking_id, actions.make_tentative, _("The booking is tentative"))


@needs(EDIT_PLANS, "POST")
def booking_release(request: ActorRequest, booking_id: int) -> HttpResponse:
    return _moved(request, booking_id, actions.release_booking, _("The booking is released"))
