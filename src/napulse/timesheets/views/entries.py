"""Entries: the list with its sums and download, one cell's entries, changing and deleting one."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.pricing import hours
from napulse.people.queries import agency_today
from napulse.timesheets.actions import time as actions
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.forms.week import EntryForm, read_ident
from napulse.timesheets.models import EntryState, TimeEntry
from napulse.timesheets.permissions import EDIT_OWN_TIME, EDIT_TIME, VIEW_OWN_TIME, VIEW_TIME
from napulse.timesheets.queries import entries as queries
from napulse.timesheets.queries.caps import used_up
from napulse.timesheets.queries.grid import Place, cell_entries, place_of
from napulse.timesheets.queries.places import lines_for_time, own_person
from napulse.timesheets.tables_time import EntryListing, TimeFilter
from napulse.timesheets.views.week import week_url
from napulse.timesheets.wording_time import told
from napulse.ui.pages import page, redirect
from napulse.ui.tables import export


def _listing(request: ActorRequest) -> EntryListing:
    asked = TimeFilter.read(request.GET, agency_today(timezone.now()))
    rows = asked.narrowed(queries.entries(request.actor))
    return EntryListing(request.GET, rows, reverse("timesheets:entry_list"))


@needs(VIEW_OWN_TIME)
def entry_list(request: ActorRequest) -> HttpResponse:
    """Every entry that the reader may see, by client, project, person, days and state."""
    asked = TimeFilter.read(request.GET, agency_today(timezone.now()))
    listing = _listing(request)
    context = {
        "listing": listing,
        "asked": asked,
        "sums": listing.sums,
        "choices": queries.choices(request.actor),
        "sees_others": request.actor.can(VIEW_TIME),
        "heading": _("Time entries"),
        "export_url": f"{reverse('timesheets:entry_export')}?{request.GET.urlencode()}",
        "empty_icon": "clock",
        "empty_fact": _("No time here"),
        "empty_suggestion": _("Choose other days, or enter your week."),
        "create_url": reverse("timesheets:week"),
        "create_label": _("My week"),
        "may_import": request.actor.can(EDIT_OWN_TIME),
    }
    return page(request, "timesheets/entry_list.html", context, partial="list")


@needs(VIEW_OWN_TIME)
def entry_export(request: ActorRequest) -> HttpResponse:
    return export(request, _listing(request), "time")


@needs(VIEW_OWN_TIME)
def cell_detail(request: ActorRequest) -> HttpResponse:
    """The entries of one cell, with their words."""
    key, on = read_ident(request.GET.get("cell", ""))
    place, person = place_of(request.actor, key), own_person(request.actor)
    held = cell_entries(person.pk, key, on)
    forms = [(entry, _form(request, entry)) for entry in held]
    context = {
        "place": place,
        "on": on,
        "forms": forms,
        "week_url": week_url(on),
        "may_edit": request.actor.can(EDIT_OWN_TIME),
    }
    if not held and context["may_edit"]:
        initial = {"billable": bool(key.billable), "submit_key": str(uuid.uuid4())}
        context["new_form"] = _new_form(place, initial=initial)
        context["cell"] = request.GET.get("cell", "")
    return page(request, "timesheets/cell_detail.html", context, partial="panel")


def _lines(project_id: int | None) -> Any:
    return lines_for_time([project_id] if project_id else [])


def _new_form(place: Place, **data: Any) -> EntryForm:
    lines = _lines(place.project.pk if place.project else None)
    return EntryForm(**data, lines=lines, for_client=place.client is not None, auto_id="new-%s")


def _form(request: ActorRequest, entry: TimeEntry, data: Any = None) -> EntryForm:
    initial = {
        "minutes": hours.write(entry.minutes),
        "note": entry.note,
        "line": entry.line_id if entry.line_named else None,
        "billable": entry.billable,
        "version": entry.version,
    }
    return EntryForm(
        data,
        initial=initial,
        lines=_lines(entry.project_id),
        for_client=entry.client_id is not None,
        auto_id=f"e{entry.pk}-%s",
    )


@needs(EDIT_OWN_TIME, "POST")
def cell_filled(request: ActorRequest) -> HttpResponse:
    """The first entry of a cell, with words and a line."""
    ident = request.POST.get("cell", "")
    key, on = read_ident(ident)
    place, person = place_of(request.actor, key), own_person(request.actor)
    form = _new_form(place, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            sent = form.cleaned_data["submit_key"] or str(uuid.uuid4())
            data = EntryData(
                person=person,
                on=on,
                minutes=form.cleaned_data["minutes"],
                client=place.client,
                project=place.project,
                task=place.task,
                line=form.cleaned_data.get("line") or place.line,
                note=form.cleaned_data["note"],
                billable=bool(form.cleaned_data.get("billable")),
                origin_key=f"form:{person.pk}:{sent}",
            )
            actions.save_entry(request.actor, data=data, now=timezone.now())
            return redirect(request, week_url(on, day=on), _("Time entered"))
    context = {"place": place, "on": on, "forms": [], "new_form": form, "cell": ident}
    context |= {"week_url": week_url(on), "may_edit": True}
    return page(request, "timesheets/cell_detail.html", context, partial="panel", status=422)


def _changeable(request: ActorRequest, time_id: int, *, deleted: bool = False) -> TimeEntry:
    """Own time, or that of others with the level; else it does not exist for this actor."""
    entry = queries.entry(request.actor, time_id, deleted=deleted)
    if entry.person.user_id != request.actor.own_id and not request.actor.can(EDIT_TIME):
        raise Missing("time")
    return entry


@needs(VIEW_OWN_TIME)
def entry_detail(request: ActorRequest, time_id: int) -> HttpResponse:
    """One entry: what it is, what it is worth, what happened to it."""
    entry = queries.entry(request.actor, time_id)
    return page(request, "timesheets/entry_detail.html", _detail(request, entry))


def _detail(
    request: ActorRequest, entry: TimeEntry, form: EntryForm | None = None
) -> dict[str, Any]:
    own = entry.person.user_id == request.actor.own_id
    may_edit = request.actor.can(EDIT_OWN_TIME) and (own or request.actor.can(EDIT_TIME))
    is_open = entry.state == EntryState.DRAFT
    return {
        "entry": entry,
        "form": form or _form(request, entry),
        "may_edit": may_edit and is_open,
        "week_url": week_url(entry.on) if own else "",
        "used_up": used_up(request.actor, [(entry.client, entry.project)], entry.on)
        if entry.billable and not entry.invoice_line
        else [],
    }


@needs(EDIT_OWN_TIME, "POST")
def entry_edited(request: ActorRequest, time_id: int) -> HttpResponse:
    """Change the time, the words or the line of one entry."""
    entry = _changeable(request, time_id)
    form = _form(request, entry, request.POST)
    if form.is_valid():
        with form.showing_refusals():
            told_of = form.cleaned_data
            data = EntryData(
                person=entry.person,
                on=entry.on,
                minutes=told_of["minutes"],
                client=entry.client,
                project=entry.project,
                task=entry.task,
                line=told_of.get("line"),
                role=entry.role,
                grade=entry.grade,
                note=told_of["note"],
                billable=bool(told_of.get("billable")),
            )
            version = told_of["version"] or 0
            actions.save_entry(
                request.actor, data=data, entry=entry, version=version, now=timezone.now()
            )
            return redirect(request, _back(request, entry), _("Saved"))
    context = _detail(request, entry, form)
    return page(request, "timesheets/entry_detail.html", context, status=422)


def _back(request: ActorRequest, entry: TimeEntry) -> str:
    """One's own week, or the entry of somebody else."""
    own = entry.person.user_id == request.actor.own_id
    if own:
        return week_url(entry.on, day=entry.on)
    return reverse("timesheets:entry_detail", args=[entry.pk])


@needs(EDIT_OWN_TIME, "POST")
def entry_delete(request: ActorRequest, time_id: int) -> HttpResponse:
    """Take an entry away; it can be brought back."""
    entry = _changeable(request, time_id)
    try:
        actions.delete_entry(request.actor, entry, now=timezone.now())
    except Refused as refusal:
        return redirect(request, _back(request, entry), told(refusal))
    own = entry.person.user_id == request.actor.own_id
    back = week_url(entry.on, day=entry.on) if own else reverse("timesheets:entry_list")
    undo = reverse("timesheets:entry_restore", args=[entry.pk])
    return redirect(request, back, _("Time deleted"), undo)


@needs(EDIT_OWN_TIME, "POST")
def entry_restore(request: ActorRequest, time_id: int) -> HttpResponse:
    """Bring a deleted entry back."""
    entry = _changeable(request, time_id, deleted=True)
    try:
        actions.restore_entries(request.actor, ids=[entry.pk], now=timezone.now())
    except Refused as refusal:
        return redirect(request, _back(request, entry), told(refusal))
    return redirect(request, _back(request, entry), _("The time is back"))
