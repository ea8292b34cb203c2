"""Pages of interactions: the list, one of them, the quick record, waiving its clock."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.access.queries import active_users
from napulse.clients.models import Client
from napulse.clients.panels import interaction_page
from napulse.clients.queries import asked_client, clients
from napulse.clients.queries import client as client_of
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import fold
from napulse.service.actions.clocks import unwaive_clock, waive_clock
from napulse.service.actions.interactions import (
    cancel_interaction,
    delete_interaction,
    edit_interaction,
    record_interaction,
    restore_interaction,
)
from napulse.service.forms.interactions import (
    FilterForm,
    InteractionForm,
    WaiveForm,
    fresh_values,
    stored_values,
)
from napulse.service.forms.wording import CLOCKS, INTERACTIONS, told
from napulse.service.models import Clock, Interaction, InteractionState
from napulse.service.permissions import EDIT_INTERACTIONS, VIEW_INTERACTIONS, VIEW_STATUS
from napulse.service.queries import clocks, interactions
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Column, Listing, View, export

MOST_OPTIONS = 8


def _channel(row: Interaction) -> str:
    return str(row.get_kind_display())


def _clock(row: Interaction) -> clocks.ClockView | None:
    clock = interactions.clock_of(row)
    return clocks.clock_view(clock, timezone.now()) if clock else None


class Interactions(Listing[Interaction]):
    """The list of contacts with clients."""

    label = gettext_lazy("Interactions")
    order = ("-starts_at", "-pk")
    search = ("folded", "client__folded")
    columns: ClassVar = [
        Column("subject", gettext_lazy("Subject"), "folded", main=True),
        Column("client", gettext_lazy("Client"), "client__folded"),
        Column("starts_at", gettext_lazy("When"), "starts_at", kind="datetime"),
        Column("kind", gettext_lazy("Channel"), "kind", read=_channel),
        Column("owner", gettext_lazy("Owner"), "owner__folded"),
        Column(
            "clock",
            gettext_lazy("Report"),
            "clock__due_at",
            cell="service/_clock_cell.html",
            read=_clock,
        ),
    ]
    views: ClassVar = [
        View("all", gettext_lazy("All"), ~Q(state=InteractionState.CANCELLED)),
        View("planned", gettext_lazy("Planned"), Q(state=InteractionState.PLANNED)),
        View(
            "unreported",
            gettext_lazy("Without a report"),
            Q(
                state=InteractionState.HELD,
                clock__waived_at=None,
                kind__in=("meeting", "call", "video"),
            )
            & (Q(report=None) | Q(report__issued_version=0)),
        ),
        View("cancelled", gettext_lazy("Cancelled"), Q(state=InteractionState.CANCELLED)),
    ]


def _listing(request: ActorRequest, now: datetime) -> tuple[Interactions, FilterForm]:
    form = FilterForm(request.GET)
    seen = ((client.pk, client.name) for client in clients(request.actor))
    form.offer(seen, ((user.pk, user.name) for user in active_users()))
    rows = interactions.filtered(request.actor, form.wanted(), now=now)
    return Interactions(request.GET, rows, reverse("service:interaction_list")), form


@needs(VIEW_INTERACTIONS)
def interaction_list(request: ActorRequest) -> HttpResponse:
    listing, form = _listing(request, timezone.now())
    query = request.GET.urlencode()
    context = {
        "listing": listing,
        "filters": form,
        "now": timezone.now(),
        "export_url": reverse("service:interaction_export") + (f"?{query}" if query else ""),
    }
    return page(request, "service/interaction_list.html", context, partial="list")


@needs(VIEW_INTERACTIONS)
def interaction_export(request: ActorRequest) -> HttpResponse:
    listing, _form = _listing(request, timezone.now())
    return export(request, listing, "interactions")


@needs(VIEW_INTERACTIONS)
def interaction_detail(request: ActorRequest, interaction_id: int) -> HttpResponse:
    row = interactions.interaction(request.actor, interaction_id, with_deleted=True)
    return _detail(request, row, WaiveForm())


def _detail(
    request: ActorRequest, row: Interaction, form: WaiveForm, *, status: int = 200, error: str = ""
) -> HttpResponse:
    now, clock = timezone.now(), interactions.clock_of(row)
    context = {
        "interaction": row,
        "client": row.client,
        "clock": clocks.clock_view(clock, now) if clock else None,
        "clock_row": clock,
        "closed_by": clock.met_by if clock else None,
        "may_read_status": request.actor.can(VIEW_STATUS),
        "is_elsewhere": _offset(row.zone, row) != timezone.localtime(row.starts_at).utcoffset(),
        "report": getattr(row, "report", None),
        "waive_form": form,
        "error": error,
        "may_edit": request.actor.can(EDIT_INTERACTIONS) and row.deleted_at is None,
        "may_restore": request.actor.can(EDIT_INTERACTIONS),
        "composed": interaction_page(request, row, now),
    }
    return page(request, "service/interaction_detail.html", context, status=status)


def _offset(zone: str, row: Interaction) -> timedelta | None:
    return row.starts_at.astimezone(ZoneInfo(zone)).utcoffset()


@needs(EDIT_INTERACTIONS)
def interaction_create(request: ActorRequest) -> HttpResponse:
    """The quick record; without a client it first asks for one."""
    client = asked_client(request.actor, request.GET.get("client", ""))
    if client is None:
        seen = list(clients(request.actor))
        context = {"clients": seen, "target": "service:interaction_create"}
        return page(request, "service/interaction_client.html", context)
    now, people = timezone.now(), interactions.people_for(request.actor, client)
    last = interactions.last_attendees(request.actor, client.pk)
    initial = fresh_values(last, now=now, user_id=request.actor.user_id)
    kind = request.GET.get("kind", "")
    initial |= {"submit_key": str(uuid4()), **({"kind": kind} if kind else {})}
    form = InteractionForm(client=client, people=people, initial=initial)
    return _form(request, form, client, None)


@needs(EDIT_INTERACTIONS, "POST")
def interaction_record(request: ActorRequest, client_id: int) -> HttpResponse:
    client = client_of(request.actor, client_id)
    people = interactions.people_for(request.actor, client)
    form = InteractionForm(request.POST, client=client, people=people)
    made: Interaction | None = None
    if form.is_valid():
        with form.showing_refusals():
            made = record_interaction(
                request.actor, client, data=form.to_data(), now=timezone.now()
            )
    if made is None:
        return _form(request, form, client, None, status=422)
    url = reverse("service:interaction_detail", args=[made.pk])
    return redirect(request, url, _("Recorded. Now the contact report."))


def _form(
    request: ActorRequest,
    form: InteractionForm,
    client: Client,
    row: Interaction | None,
    *,
    status: int = 200,
) -> HttpResponse:
    url = (
        reverse("service:interaction_change", args=[row.pk])
        if row
        else reverse("service:interaction_record", args=[client.pk])
    )
    context = {"form": form, "client": client, "interaction": row, "action_url": url}
    template = "service/interaction_form.html"
    return page(request, template, context, partial="form", status=status)


@needs(EDIT_INTERACTIONS)
def interaction_edit(request: ActorRequest, interaction_id: int) -> HttpResponse:
    row = interactions.interaction(request.actor, interaction_id)
    people = _people_of(request, row)
    form = InteractionForm(client=row.client, people=people, initial=stored_values(row))
    return _form(request, form, row.client, row)


def _people_of(request: ActorRequest, row: Interaction) -> interactions.People:
    also = interactions.named_in(row)
    return interactions.people_for(request.actor, row.client, also=also)


@needs(EDIT_INTERACTIONS, "POST")
def interaction_change(request: ActorRequest, interaction_id: int) -> HttpResponse:
    row = interactions.interaction(request.actor, interaction_id)
    form = InteractionForm(request.POST, client=row.client, people=_people_of(request, row))
    changed: Interaction | None = None
    if form.is_valid():
        with form.showing_refusals():
            changed = edit_interaction(
                request.actor,
                row,
                data=form.to_data(row),
                version=form.cleaned_data["version"] or 0,
                now=timezone.now(),
            )
    if changed is None:
        return _form(request, form, row.client, row, status=422)
    return redirect(request, changed.get_absolute_url(), _("Saved."))


@needs(EDIT_INTERACTIONS, "POST")
def interaction_cancel(request: ActorRequest, interaction_id: int) -> HttpResponse:
    row = interactions.interaction(request.actor, interaction_id)
    return _taken_back(request, row, cancel_interaction, _("Cancelled."))


@needs(EDIT_INTERACTIONS, "POST")
def interaction_delete(request: ActorRequest, interaction_id: int) -> HttpResponse:
    row = interactions.interaction(request.actor, interaction_id)
    return _taken_back(request, row, delete_interaction, _("Deleted."))


def _taken_back(request: ActorRequest, row: Interaction, act: Any, message: str) -> HttpResponse:
    try:
        act(request.actor, row, now=timezone.now())
    except Refused as refusal:
        error = told(INTERACTIONS, refusal.code, refusal.values)
        return _detail(request, row, WaiveForm(), status=409, error=error)
    undo = reverse("service:interaction_restore", args=[row.pk])
    return redirect(request, row.client.get_absolute_url(), message, undo)


@needs(EDIT_INTERACTIONS, "POST")
def interaction_restore(request: ActorRequest, interaction_id: int) -> HttpResponse:
    row = interactions.interaction(request.actor, interaction_id, with_deleted=True)
    try:
        restored = restore_interaction(request.actor, row, now=timezone.now())
    except Refused as refusal:
        error = told(INTERACTIONS, refusal.code, refusal.values)
        return _detail(request, row, WaiveForm(), status=409, error=error)
    return redirect(request, restored.get_absolute_url(), _("Restored."))


@needs(EDIT_INTERACTIONS, "POST")
def clock_waive(request: ActorRequest, clock_id: int) -> HttpResponse:
    clock = clocks.clock(request.actor, clock_id)
    form = WaiveForm(request.POST)
    done: Clock | None = None
    if form.is_valid():
        with form.showing_refusals():
            reason = form.cleaned_data["reason"]
            done = waive_clock(request.actor, clock, reason=reason, now=timezone.now())
    row = interactions.interaction(request.actor, clock.interaction_id)
    if done is None:
        return _detail(request, row, form, status=422)
    undo = reverse("service:clock_unwaive", args=[clock.pk])
    message = _("No report is needed: the clock is closed.")
    return redirect(request, row.get_absolute_url(), message, undo)


@needs(EDIT_INTERACTIONS, "POST")
def clock_unwaive(request: ActorRequest, clock_id: int) -> HttpResponse:
    clock = clocks.clock(request.actor, clock_id)
    row = interactions.interaction(request.actor, clock.interaction_id)
    try:
        unwaive_clock(request.actor, clock, now=timezone.now())
    except Refused as refusal:
        error = told(CLOCKS, refusal.code, refusal.values)
        return _detail(request, row, WaiveForm(), status=409, error=error)
    return redirect(request, row.get_absolute_url(), _("The clock runs again."))


@needs(EDIT_INTERACTIONS)
def attendee_options(request: ActorRequest, client_id: int) -> HttpResponse:
    """People to add: contacts of the client, colleagues, or the typed name itself."""
    client = client_of(request.actor, client_id)
    field = request.GET.get("field", "attendees")
    text = request.GET.get(f"{field}-search", "").strip()
    people = interactions.people_for(request.actor, client)
    wanted = fold(text)
    found = [
        {"value": f"contact:{one.pk}", "label": one.name, "note": one.title or client.name}
        for one in people.contacts
        if wanted in one.folded
    ]
    found += [
        {"value": f"user:{one.pk}", "label": one.name, "note": one.title or _("our side")}
        for one in people.colleagues
        if wanted in one.folded
    ]
    found = found[:MOST_OPTIONS]
    if text:
        found.append({"value": f"name:{text[:120]}", "label": text[:120], "note": _("just a name")})
    return page(request, "ui/widgets/options.html", {"options": found})
