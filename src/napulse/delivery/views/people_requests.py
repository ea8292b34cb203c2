"""Requests for people: asked by projects, answered by the resource manager."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.delivery.actions import people_requests as actions
from napulse.delivery.forms.bookings import AnswerForm, DoneForm, RequestForm
from napulse.delivery.models import PeopleRequest, Project
from napulse.delivery.permissions import APPROVE_PLANS, EDIT_PLANS, VIEW_PLANS
from napulse.delivery.queries import bookings as queries
from napulse.delivery.queries.candidates import candidates
from napulse.delivery.tables import RequestListing
from napulse.delivery.views.capacity_tabs import capacity_tabs
from napulse.people.permissions import VIEW_RATES
from napulse.people.queries import agency_today, choosable, live_roles
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Table, download

DETAIL = "delivery/people_request_detail.html"


def people_of(request: ActorRequest, project: Project) -> dict[str, Any]:
    """What the team page of a project shows of bookings and requests."""
    may_see = request.actor.can(VIEW_PLANS)
    return {
        "may_see": may_see,
        "bookings": list(queries.bookings(request.actor, project_id=project.pk)),
        "requests": list(queries.people_requests(request.actor, project_id=project.pk)),
        "can_edit": request.actor.can(EDIT_PLANS),
    }


def _listing(request: ActorRequest) -> RequestListing:
    return RequestListing(request.GET, queries.people_requests(request.actor), request.path)


@needs(VIEW_PLANS)
def people_request_list(request: ActorRequest) -> HttpResponse:
    can_edit = request.actor.can(EDIT_PLANS)
    context = {
        "listing": _listing(request),
        "heading": _("Requests for people"),
        "lead": _("Whom projects ask for, and what the resource manager answered."),
        "capacity_tabs": capacity_tabs(request, "people_request_list"),
        "export_url": f"{reverse('delivery:people_request_export')}?{request.GET.urlencode()}",
        "create_url": reverse("delivery:people_request_new") if can_edit else "",
        "create_label": _("Ask for people"),
        "empty_icon": "user-plus",
        "empty_fact": _("Nobody asks for people"),
        "empty_suggestion": _("Ask for a role and a grade: the resource manager answers."),
    }
    return page(request, "delivery/people_list.html", context, partial="list")


@needs(VIEW_PLANS)
def people_request_export(request: ActorRequest) -> HttpResponse:
    listing = _listing(request)
    return download(request, Table(listing.columns, listing.rows), "people-requests")


def _form(request: ActorRequest, **data: Any) -> RequestForm:
    return RequestForm(
        **data,
        projects=queries.bookable_projects(request.actor),
        people=choosable(request.actor),
        work_roles=live_roles(),
    )


@needs(EDIT_PLANS)
def people_request_new(request: ActorRequest) -> HttpResponse:
    """The form of a request; `?project=` says for which."""
    asked = {name: request.GET.get(name) for name in ("project", "role", "wished")}
    initial = {**{k: v for k, v in asked.items() if v}, "submit_key": str(uuid.uuid4())}
    form = _form(request, initial=initial)
    return page(request, "delivery/people_request_form.html", {"form": form})


@needs(EDIT_PLANS, "POST")
def people_request_asked(request: ActorRequest) -> HttpResponse:
    form = _form(request, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            project, data = form.cleaned_data["project"], form.request_data
            made = actions.ask_people(request.actor, project, data=data, now=timezone.now())
            undo = reverse("delivery:people_request_withdraw", args=[made.pk])
            said = _("Asked; the resource manager is told")
            return redirect(request, made.get_absolute_url(), said, undo)
    context = {"form": form}
    return page(request, "delivery/people_request_form.html", context, partial="form", status=422)


@needs(VIEW_PLANS)
def people_request_detail(request: ActorRequest, request_id: int) -> HttpResponse:
    found = queries.people_request(request.actor, request_id)
    return page(request, DETAIL, _detail(request, found))


def _answer_form(request: ActorRequest, found: PeopleRequest, data: Any = None) -> AnswerForm:
    names = ("percent", "from_on", "to_on")
    initial = {**{name: getattr(found, name) for name in names}, "person": found.wished_id}
    people, roles = choosable(request.actor, now_chosen=found.wished_id), live_roles()
    return AnswerForm(data=data, initial=initial, people=people, work_roles=roles)


def _detail(request: ActorRequest, found: PeopleRequest, **forms: Any) -> dict[str, Any]:
    actor, today = request.actor, agency_today(timezone.now())
    answers = actor.can(APPROVE_PLANS) and found.state == "open"
    form = forms.get("form") or _answer_form(request, found)
    return {
        "asked": found,
        "candidates": candidates(actor, found, today=today) if answers else [],
        "shows_cost": actor.can(VIEW_RATES),
        "can_answer": answers,
        "can_edit": actor.can(EDIT_PLANS),
        "can_reopen": found.state != "open"
        and (actor.can(APPROVE_PLANS) or (found.state == "withdrawn" and actor.can(EDIT_PLANS))),
        "form": form,
        "chosen": str(form["person"].value() or ""),
        "done_form": forms.get("done_form"),
        "today": today,
    }


@needs(APPROVE_PLANS, "POST")
def people_request_answer(request: ActorRequest, request_id: int) -> HttpResponse:
    """Grant, offer something else, or decline, by the button that was pressed."""
    found = queries.people_request(request.actor, request_id)
    form = _answer_form(request, found, request.POST)
    if form.is_valid():
        with form.showing_refusals():
            said = _answered(request, found, form)
            undo = reverse("delivery:people_request_reopen", args=[found.pk])
            return redirect(request, reverse("delivery:people_request_list"), said, undo)
    found = queries.people_request(request.actor, request_id)
    return page(request, DETAIL, _detail(request, found, form=form), status=422)


def _answered(request: ActorRequest, found: PeopleRequest, form: AnswerForm) -> str:
    how, answer, now = request.POST.get("do"), form.cleaned_data["answer"], timezone.now()
    if how == "decline":
        actions.decline_request(request.actor, found, answer=answer, now=now)
        return _("Request declined")
    data = form.data_for(found.role)
    if how == "offer":
        actions.offer_people(request.actor, found, data=data, answer=answer, now=now)
        return _("Offered; the project answers")
    actions.grant_request(request.actor, found, data=data, answer=answer, now=now)
    return _("Request granted: the person is booked")


def _done(
    request: ActorRequest, request_id: int, act: Callable[..., Any], said: str, undo: str = ""
) -> HttpResponse:
    """A button without fields: what it refuses stands on the page of the request."""
    found = queries.people_request(request.actor, request_id)
    form = DoneForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        act(request.actor, found)
        back = reverse(f"delivery:{undo}", args=[found.pk]) if undo else ""
        return redirect(request, found.get_absolute_url(), said, back)
    found = queries.people_request(request.actor, request_id)
    return page(request, DETAIL, _detail(request, found, done_form=form), status=422)


@needs(EDIT_PLANS, "POST")
def people_request_take(request: ActorRequest, request_id: int) -> HttpResponse:
    return _done(request, request_id, actions.take_offer, _("Taken: the person is booked"))


@needs(EDIT_PLANS, "POST")
def people_request_refuse(request: ActorRequest, request_id: int) -> HttpResponse:
    said = _("Not taken; the request waits for another answer")
    return _done(request, request_id, actions.refuse_offer, said)


@needs(EDIT_PLANS, "POST")
def people_request_withdraw(request: ActorRequest, request_id: int) -> HttpResponse:
    undo = "people_request_reopen"
    return _done(request, request_id, actions.withdraw_request, _("Request withdrawn"), undo)


@needs(EDIT_PLANS, "POST")
def people_request_reopen(request: ActorRequest, request_id: int) -> HttpResponse:
    return _done(request, request_id, actions.reopen_request, _("The request waits again"))
