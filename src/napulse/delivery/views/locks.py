"""One task of the plan: where it stands, and what of it is fixed for the next plans."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.access.queries import agency
from napulse.delivery.actions import plan_locks as actions
from napulse.delivery.actions.plan_locks import Fixed
from napulse.delivery.forms.plans import FixForm, Seat, ShiftForm, told_lock
from napulse.delivery.models import Plan, PlannedTask, Task, TaskState
from napulse.delivery.permissions import EDIT_PLANS, VIEW_PLANS
from napulse.delivery.plan_filters import chart_context
from napulse.delivery.planning.ground import HOUSE
from napulse.delivery.queries import plan_pages as queries
from napulse.delivery.queries import plans
from napulse.delivery.queries.plan_pages import Fixing, SeatView
from napulse.engines.kernel.errors import Missing, Refused
from napulse.people.queries import agency_today, work_calendar
from napulse.ui import formats
from napulse.ui.pages import page, redirect, toast, wants_part

SALT = "napulse.delivery.locks"
GOOD_FOR_S = 3600


@needs(VIEW_PLANS)
def task_fix(request: ActorRequest, item_id: int) -> HttpResponse:
    """A task as the plan has it; whoever may plan fixes it here."""
    return _task(request, _fixing(request, item_id))


def _fixing(request: ActorRequest, item_id: int) -> Fixing:
    return queries.fixing(request.actor, item_id, _plan(request))


def _plan(request: ActorRequest) -> Plan | None:
    """The plan that counts: the accepted one, or else the newest that is ready."""
    ready = plans.plans(request.actor).filter(computed_at__isnull=False)
    return plans.accepted_plan(request.actor) or ready.first()


def _form(found: Fixing, data: Any = None) -> FixForm:
    fixed = found.task.fixed_on
    planned = found.planned
    initial = {
        "fixed_on": fixed or (planned.starts_on if planned else None),
        "fixed_half": found.task.fixed_half if fixed else (planned.starts_half if planned else 0),
    }
    return FixForm(data, seats=[_seat(seat) for seat in found.seats], initial=initial)


def _seat(seat: SeatView) -> Seat:
    return Seat(
        key=f"{seat.need.pk}-{seat.number}",
        label=f"{seat.need.role}, {seat.need.get_grade_display()}",
        people=[(str(pk), name) for pk, name in seat.people],
        chosen=str(seat.fixed or ""),
    )


def _task(
    request: ActorRequest, found: Fixing, form: FixForm | None = None, status: int = 200
) -> HttpResponse:
    task = found.task
    context = {
        "task": task,
        "planned": found.planned,
        "people": found.people,
        "fixed": found.is_fixed,
        "form": form or _form(found),
        "can_fix": request.actor.can(EDIT_PLANS) and task.state == TaskState.PLANNED,
        "project_url": reverse("delivery:project_plan", args=[task.project_id]),
        "save_url": reverse("delivery:task_fixed", args=[task.pk]),
        "release_url": reverse("delivery:task_released", args=[task.pk]),
    }
    return page(request, "delivery/task_fix.html", context, partial="dialog", status=status)


@needs(EDIT_PLANS, "POST")
def task_fixed(request: ActorRequest, item_id: int) -> HttpResponse:
    found = _fixing(request, item_id)
    form = _form(found, request.POST)
    if form.is_valid():
        with form.showing_refusals():
            people = tuple(
                (int(key.partition("-")[0]), person) for key, person in form.people.items()
            )
            half = form.cleaned_data["fixed_half"] or 0
            data = Fixed(form.cleaned_data["fixed_on"], half, people)
            was = _fix(request, found.task, data)
            return redirect(
                request, _back(request), _told(found.task, data), undo_of(found.task, was)
            )
    return _task(request, found, form, status=422)


def _fix(request: ActorRequest, task: Task, data: Fixed) -> Fixed:
    today = agency_today(timezone.now())
    return actions.fix_task(request.actor, task, data=data, today=today)


def _back(request: ActorRequest) -> str:
    return reverse("delivery:plan_current")


def _told(task: Task, data: Fixed) -> str:
    if data.on is None:
        return _("“%(name)s” is fixed") % {"name": task.name}
    day = formats.day(data.on)
    return _("“%(name)s” is fixed to begin on %(day)s") % {"name": task.name, "day": day}


def undo_of(task: Task, was: Fixed) -> str:
    """The address that puts back what was fixed before."""
    held = [was.on.isoformat() if was.on else "", was.half, was.people]
    token = signing.dumps(held, salt=SALT, compress=True)
    return f"{reverse('delivery:task_lock_undo', args=[task.pk])}?{urlencode({'was': token})}"


def _was(token: str) -> Fixed:
    """What an address puts back; Missing when it is forged or older than an hour."""
    try:
        on, half, people = signing.loads(token, salt=SALT, max_age=GOOD_FOR_S)
    except signing.BadSignature as bad:
        raise Missing("undo") from bad
    pairs = tuple((need, person) for need, person in people)
    return Fixed(date.fromisoformat(on) if on else None, half, pairs)


@needs(EDIT_PLANS, "POST")
def task_released(request: ActorRequest, item_id: int) -> HttpResponse:
    task = queries.seen_task(request.actor, item_id)
    was = _fix(request, task, actions.NOTHING)
    told = _("“%(name)s” is released") % {"name": task.name}
    return redirect(
        request, _back(request), told, undo_of(task, was) if was != actions.NOTHING else ""
    )


@needs(EDIT_PLANS, "POST")
def task_lock_undo(request: ActorRequest, item_id: int) -> HttpResponse:
    task = queries.seen_task(request.actor, item_id)
    was = _was(request.GET.get("was", ""))
    try:
        _fix(request, task, was)
    except Refused as refusal:
        return redirect(request, _back(request), told_lock(refusal))
    return redirect(request, _back(request), _("It is as it was"))


@needs(EDIT_PLANS, "POST")
def plan_shift(request: ActorRequest, plan_id: int) -> HttpResponse:
    """A bar was moved on the chart: its task is fixed there; the plan itself stays as it is."""
    row = plans.plan(request.actor, plan_id)
    form = ShiftForm(request.POST)
    if not form.is_valid():
        raise Missing("task")
    task = queries.seen_task(request.actor, form.cleaned_data["planned"])
    planned = queries.placed(row, task)
    told, undo = _moved(request, task, planned, form.cleaned_data["shift"])
    if not wants_part(request):
        return redirect(request, row.get_absolute_url(), told, undo)
    context = {"plan": plans.plan_view(request.actor, row), **chart_context(request, row)}
    return toast(page(request, "delivery/plan_detail.html", context, partial="chart"), told, undo)


def _moved(request: ActorRequest, task: Task, planned: PlannedTask, shift: int) -> tuple[str, str]:
    """Fix the task where the bar was dropped, on a working half-day; what was fixed of people
    stays."""
    calendar = work_calendar(HOUSE, agency().zone)
    on, at = queries.half_day_beside(planned.starts_on, planned.starts_half, shift, calendar)
    data = Fixed(on, at, actions.fixed_of(task).people)
    try:
        was = _fix(request, task, data)
    except Refused as refusal:
        return told_lock(refusal), ""
    return _told(task, data), undo_of(task, was)
