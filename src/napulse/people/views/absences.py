"""Absences: who is away, who stands in."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.people import actions, queries
from napulse.people.forms.persons import AbsenceForm, AnswerForm
from napulse.people.models import Absence
from napulse.people.permissions import APPROVE_ABSENCES, EDIT_ABSENCES, VIEW_ABSENCES
from napulse.people.queries import agency_today
from napulse.people.tables import AbsenceListing
from napulse.ui.pages import page, redirect
from napulse.ui.tables import export


def _listing(request: ActorRequest) -> AbsenceListing:
    rows = queries.absences(request.actor)
    today = agency_today(timezone.now())
    waiting = queries.waiting_for(request.actor, today=today)
    return AbsenceListing(request.GET, rows, request.path, today=today, waiting=waiting)


@needs(VIEW_ABSENCES)
def absence_list(request: ActorRequest) -> HttpResponse:
    can_edit = request.actor.can(EDIT_ABSENCES)
    context = {
        "listing": _listing(request),
        "heading": _("Absences"),
        "lead": _("A deputy sees and serves the absent person's clients, and history says so."),
        "export_url": f"{reverse('people:absence_export')}?{request.GET.urlencode()}",
        "create_url": reverse("people:absence_create") if can_edit else "",
        "create_label": _("Plan an absence"),
        "empty_icon": "calendar-off",
        "empty_fact": _("Nobody is away"),
        "empty_suggestion": _("Plan an absence with a deputy, so that no client is left alone."),
    }
    return page(request, "people/person_list.html", context, partial="list")


@needs(VIEW_ABSENCES)
def absence_export(request: ActorRequest) -> HttpResponse:
    return export(request, _listing(request), "absences")


def _form(request: ActorRequest, **data: Any) -> AbsenceForm:
    people = queries.choosable(request.actor)
    everybody = request.actor.can(APPROVE_ABSENCES)
    return AbsenceForm(
        **data, people=people, own=people if everybody else queries.those_below(request.actor)
    )


def _around(form: AbsenceForm) -> dict[str, Any]:
    return {
        "form": form,
        "heading": _("Plan an absence"),
        "save_url": reverse("people:absence_planned"),
        "back": reverse("people:absence_list"),
        "parent": (reverse("people:absence_list"), _("Absences")),
        "rows": form.bound_rows([["person", "kind"], ["from_on", "to_on"], ["deputy"], ["note"]]),
    }


@needs(EDIT_ABSENCES)
def absence_create(request: ActorRequest) -> HttpResponse:
    own = queries.choosable(request.actor).filter(user_id=request.actor.own_id).first()
    form = _form(request, initial={"person": request.GET.get("person") or own})
    return page(request, "people/form.html", _around(form))


@needs(EDIT_ABSENCES, "POST")
def absence_planned(request: ActorRequest) -> HttpResponse:
    form = _form(request, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            person = form.cleaned_data["person"]
            made = actions.plan_absence(request.actor, person, data=form.absence_data)
            undo = reverse("people:absence_cancel", args=[made.pk])
            said = _("Asked; your manager is told") if made.is_waiting else _("Absence planned")
            return redirect(request, reverse("people:absence_list"), said, undo)
    return page(request, "people/form.html", _around(form), partial="form", status=422)


@needs(VIEW_ABSENCES)
def absence_detail(request: ActorRequest, absence_id: int) -> HttpResponse:
    absence = queries.absence(request.actor, absence_id)
    return page(request, "people/absence_detail.html", _detail(request, absence))


def _detail(
    request: ActorRequest, absence: Absence, form: AnswerForm | None = None
) -> dict[str, Any]:
    today = agency_today(timezone.now())
    may_answer = request.actor.can(EDIT_ABSENCES) and queries.may_answer(
        request.actor, absence.person, today=today
    )
    own = absence.person.user_id == request.actor.own_id
    return {
        "absence": absence,
        "form": form or AnswerForm(),
        "may_answer": may_answer,
        "may_cancel": request.actor.can(EDIT_ABSENCES) and (may_answer or own),
        "others": queries.away_meanwhile(request.actor, absence),
        "today": today,
    }


@needs(EDIT_ABSENCES, "POST")
def absence_answer(request: ActorRequest, absence_id: int) -> HttpResponse:
    absence = queries.absence(request.actor, absence_id)
    form = AnswerForm(request.POST)
    approve = request.POST.get("approve") == "yes"
    if form.is_valid():
        with form.showing_refusals():
            answer = form.cleaned_data["answer"]
            actions.answer_absence(
                request.actor, absence, approve=approve, answer=answer, now=timezone.now()
            )
            undo = reverse("people:absence_ask_again", args=[absence.pk])
            said = _("Absence approved") if approve else _("Absence declined")
            return redirect(request, reverse("people:absence_list"), said, undo)
    context = _detail(request, queries.absence(request.actor, absence_id), form)
    return page(request, "people/absence_detail.html", context, status=422)


@needs(EDIT_ABSENCES, "POST")
def absence_ask_again(request: ActorRequest, absence_id: int) -> HttpResponse:
    absence = queries.absence(request.actor, absence_id)
    form = AnswerForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        actions.take_back_answer(request.actor, absence)
        return redirect(request, absence.get_absolute_url(), _("The absence waits again"))
    context = _detail(request, queries.absence(request.actor, absence_id), form)
    return page(request, "people/absence_detail.html", context, status=422)


@needs(EDIT_ABSENCES, "POST")
def absence_cancel(request: ActorRequest, absence_id: int) -> HttpResponse:
    absence = queries.absence(request.actor, absence_id)
    actions.cancel_absence(request.actor, absence, now=timezone.now())
    undo = reverse("people:absence_restore", args=[absence.pk])
    return redirect(request, reverse("people:absence_list"), _("Absence cancelled"), undo)


@needs(EDIT_ABSENCES, "POST")
def absence_restore(request: ActorRequest, absence_id: int) -> HttpResponse:
    absence = queries.absence(request.actor, absence_id)
    form = AnswerForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        actions.restore_absence(request.actor, absence)
        return redirect(request, absence.get_absolute_url(), _("The absence is back"))
    context = _detail(request, queries.absence(request.actor, absence_id), form)
    return page(request, "people/absence_detail.html", context, status=422)
