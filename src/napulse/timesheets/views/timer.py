"""The timer: started and switched from a row of the week, stopped from every page."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Refused
from napulse.people.queries import agency_today
from napulse.timesheets.actions import timer as actions
from napulse.timesheets.actions.timer import TimerData
from napulse.timesheets.forms.week import StopForm, read_week
from napulse.timesheets.permissions import EDIT_OWN_TIME, VIEW_OWN_TIME
from napulse.timesheets.queries.grid import RowKey, place_of
from napulse.timesheets.queries.timers import is_forgotten, timer_of
from napulse.timesheets.views.week import week_url
from napulse.timesheets.wording_time import told
from napulse.ui.pages import page, redirect


def _back(request: ActorRequest) -> str:
    """The week that was looked at, or this one."""
    today = agency_today(timezone.now())
    return week_url(read_week(request.POST.get("week", ""), today))


@needs(EDIT_OWN_TIME, "POST")
def timer_start(request: ActorRequest) -> HttpResponse:
    """Run on a row; what ran before is entered."""
    place = place_of(request.actor, RowKey.read(request.POST.get("row", "")))
    billable = bool(place.key.billable)
    data = TimerData(place.client, place.project, place.task, place.line, billable=billable)
    running = timer_of(request.actor)
    try:
        actions.start_timer(request.actor, data=data, now=timezone.now())
    except Refused as refusal:
        if refusal.code == "timer.forgotten":
            return redirect(request, reverse("timesheets:timer"), told(refusal))
        return redirect(request, _back(request), told(refusal))
    said = _("The timer is switched, the time before is entered") if running else ""
    return redirect(request, _back(request), said or _("The timer is running"))


@needs(VIEW_OWN_TIME)
def timer(request: ActorRequest) -> HttpResponse:
    """What is running, and how long it has."""
    return page(request, "timesheets/timer.html", _context(request))


def _context(request: ActorRequest, form: StopForm | None = None) -> dict[str, object]:
    now, running = timezone.now(), timer_of(request.actor)
    initial = {"note": running.note, "seen": str(running.pk)} if running else {}
    return {
        "timer": running,
        "form": form or StopForm(initial=initial),
        "is_forgotten": running is not None and is_forgotten(running, now),
        "ran": now - running.started_at if running else None,
        "may_edit": request.actor.can(EDIT_OWN_TIME),
    }


@needs(EDIT_OWN_TIME, "POST")
def timer_stop(request: ActorRequest) -> HttpResponse:
    """Enter what the timer showed, or what is said instead."""
    form = StopForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            minutes = form.cleaned_data["minutes"]
            note = form.cleaned_data["note"] if "note" in request.POST else None
            entry = actions.stop_timer(
                request.actor, now=timezone.now(), minutes=minutes, note=note
            )
            if entry is None:
                return redirect(request, _back(request), _("Less than a minute: nothing entered"))
            said = _("Time entered")
            undo = reverse("timesheets:entry_delete", args=[entry.pk])
            return redirect(request, week_url(entry.on), said, undo)
    return page(request, "timesheets/timer.html", _context(request, form), status=422)


@needs(EDIT_OWN_TIME, "POST")
def timer_discard(request: ActorRequest) -> HttpResponse:
    """Let it go without an entry."""
    actions.discard_timer(request.actor)
    return redirect(request, _back(request), _("The timer is off, nothing is entered"))
