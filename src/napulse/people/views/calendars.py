"""Work calendars: a year at a glance, every day editable."""

import calendar as months
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.text import whole
from napulse.people import actions, queries
from napulse.people.forms.calendars import AssignForm, CalendarForm, DayForm, HoursForm, PasteForm
from napulse.people.models import Calendar, CalendarDay
from napulse.people.permissions import EDIT_CALENDARS, EDIT_PEOPLE, VIEW_CALENDARS
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Column, Table, download


@needs(VIEW_CALENDARS)
def calendar_list(request: ActorRequest) -> HttpResponse:
    context = {
        "calendars": list(queries.counted_calendars(request.actor)),
        "can_edit": request.actor.can(EDIT_CALENDARS),
    }
    return page(request, "people/calendar_list.html", context)


def _adding(request: ActorRequest, **data: Any) -> dict[str, Any]:
    form = CalendarForm(**data, calendars=queries.calendars(request.actor))
    return {
        "form": form,
        "heading": _("Calendar of an office"),
        "save_url": reverse("people:calendar_added"),
        "back": reverse("people:calendar_list"),
        "parent": (reverse("people:calendar_list"), _("Work calendars")),
        "rows": [[form["title"]], [form["source"], form["code"]]],
        "verb": _("Add the calendar"),
    }


@needs(EDIT_CALENDARS)
def calendar_add(request: ActorRequest) -> HttpResponse:
    first = queries.calendars(request.actor).filter(code="RU").first()
    return page(request, "people/form.html", _adding(request, initial={"source": first}))


@needs(EDIT_CALENDARS, "POST")
def calendar_added(request: ActorRequest) -> HttpResponse:
    context = _adding(request, data=request.POST)
    form: CalendarForm = context["form"]
    if form.is_valid():
        with form.showing_refusals():
            source, title, code = (form.cleaned_data[k] for k in ("source", "title", "code"))
            made = actions.copy_calendar(request.actor, source, title=title, code=code)
            return redirect(request, _address(made), _("Calendar added"))
    return page(request, "people/form.html", context, partial="form", status=422)


def _year(request: ActorRequest) -> int:
    asked = whole(request.GET.get("year", ""))
    return min(max(asked, 2000), 2100) if asked else agency_today(timezone.now()).year


@needs(VIEW_CALENDARS)
def calendar_detail(request: ActorRequest, calendar_id: int) -> HttpResponse:
    calendar = queries.calendar(request.actor, calendar_id)
    return page(request, "people/calendar_detail.html", _detail(request, calendar))


DAYS = (
    Column("on", gettext_lazy("Date"), kind="date"),
    Column("get_kind_display", gettext_lazy("Kind")),
    Column("name", gettext_lazy("Name")),
    Column("source", gettext_lazy("Source")),
)


@needs(VIEW_CALENDARS)
def calendar_export(request: ActorRequest, calendar_id: int) -> HttpResponse:
    """The days of the year that differ from their weekday."""
    calendar, year = queries.calendar(request.actor, calendar_id), _year(request)
    days = calendar.days.filter(on__year=year)
    return download(request, Table(DAYS, days), f"calendar-{calendar.code}-{year}")


def _detail(request: ActorRequest, calendar: Calendar, **forms: Any) -> dict[str, Any]:
    """The page of a calendar; a form that was refused stands in the place of a fresh one."""
    year = _year(request)
    days = {day.on: day for day in calendar.days.filter(on__year=year)}
    grid = [_month(year, month, days) for month in range(1, 13)]
    hours = {
        "title": calendar.title,
        "starts": calendar.day_starts,
        "ends": calendar.day_ends,
        "version": calendar.version,
    }
    return {
        "calendar": calendar,
        "year": year,
        "export_url": f"{reverse('people:calendar_export', args=[calendar.pk])}?year={year}",
        "years": (year - 1, year + 1),
        "grid": grid,
        "working": sum(month["working"] for month in grid),
        "special": [day for day in days.values() if day.name or day.kind != "off"],
        "day_form": DayForm(),
        "hours_form": HoursForm(initial=hours),
        "paste_form": PasteForm(),
        "assign_form": AssignForm(people=queries.working_by_others(request.actor, calendar)),
        "people": list(queries.working_by(request.actor, calendar)),
        "can_edit": request.actor.can(EDIT_CALENDARS),
        "can_assign": request.actor.can(EDIT_PEOPLE),
        "today": agency_today(timezone.now()),
        **forms,
    }


def _month(year: int, month: int, days: dict[date, CalendarDay]) -> dict[str, Any]:
    weeks = [
        [_cell(on, days.get(on)) if on.month == month else None for on in week]
        for week in months.Calendar().monthdatescalendar(year, month)
    ]
    working = sum(1 for week in weeks for cell in week if cell and cell["kind"] != "off")
    return {"first": date(year, month, 1), "weeks": weeks, "working": working}


def _cell(on: date, day: CalendarDay | None) -> dict[str, Any]:
    usual = "off" if on.weekday() > 4 else "working"
    kind = day.kind if day else usual
    return {"on": on, "kind": kind, "name": day.name if day else "", "moved": kind != usual}


@needs(EDIT_CALENDARS, "POST")
def calendar_hours(request: ActorRequest, calendar_id: int) -> HttpResponse:
    calendar = queries.calendar(request.actor, calendar_id)
    form = HoursForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            actions.set_hours(request.actor, calendar, **form.cleaned_data)
            return redirect(request, _address(calendar), _("Saved"))
    context = _detail(request, calendar, hours_form=form)
    return page(request, "people/calendar_detail.html", context, status=422)


@needs(EDIT_CALENDARS, "POST")
def calendar_day(request: ActorRequest, calendar_id: int) -> HttpResponse:
    calendar = queries.calendar(request.actor, calendar_id)
    form = DayForm(request.POST)
    if not form.is_valid():
        context = _detail(request, calendar, day_form=form)
        return page(request, "people/calendar_detail.html", context, status=422)
    on, kind, name = (form.cleaned_data[key] for key in ("on", "kind", "name"))
    if kind:
        actions.set_day(request.actor, calendar, on=on, kind=kind, name=name)
    else:
        actions.remove_day(request.actor, calendar, on=on)
    return redirect(request, f"{_address(calendar)}?year={on.year}", _("Saved"))


@needs(EDIT_CALENDARS, "POST")
def calendar_days(request: ActorRequest, calendar_id: int) -> HttpResponse:
    """Days pasted as text: all of them, or none and what is wrong with which line."""
    calendar = queries.calendar(request.actor, calendar_id)
    form = PasteForm(request.POST)
    if not form.is_valid():
        context = _detail(request, calendar, paste_form=form)
        return page(request, "people/calendar_detail.html", context, status=422)
    days = form.cleaned_data["lines"]
    actions.set_days(request.actor, calendar, days=days)
    said = ngettext("%(n)s day set", "%(n)s days set", len(days)) % {"n": len(days)}
    return redirect(request, f"{_address(calendar)}?year={days[0].on.year}", said)


@needs(EDIT_PEOPLE, "POST")
def calendar_people(request: ActorRequest, calendar_id: int) -> HttpResponse:
    calendar = queries.calendar(request.actor, calendar_id)
    form = AssignForm(request.POST, people=queries.choosable(request.actor))
    if not form.is_valid():
        context = _detail(request, calendar, assign_form=form)
        return page(request, "people/calendar_detail.html", context, status=422)
    people = form.cleaned_data["people"]
    count = actions.assign_calendar(request.actor, calendar, people=list(people))
    said = ngettext("%(n)s person changed", "%(n)s people changed", count) % {"n": count}
    return redirect(request, _address(calendar), said)


def _address(calendar: Calendar) -> str:
    return reverse("people:calendar_detail", args=[calendar.pk])
