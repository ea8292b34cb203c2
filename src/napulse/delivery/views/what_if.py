"""What if: can the work of a template be promised by a day, and whom would it hurt?"""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.delivery import queries
from napulse.delivery.actions import plan_tentative
from napulse.delivery.actions import plans as actions
from napulse.delivery.forms.plans import ForWhomForm, WhatIfForm, told
from napulse.delivery.models import Plan, PlanKind
from napulse.delivery.permissions import EDIT_PLANS, EDIT_PROJECTS, VIEW_PLANS
from napulse.delivery.queries import plan_whatif, plans, work
from napulse.delivery.queries.consequences import consequences
from napulse.engines.kernel.errors import Missing, Refused
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect


def _form(request: ActorRequest, data: Any = None, **initial: Any) -> WhatIfForm:
    return WhatIfForm(
        data,
        templates=work.templates(request.actor),
        clients=queries.open_clients(request.actor),
        initial=initial,
    )


@needs(EDIT_PLANS)
def what_if(request: ActorRequest) -> HttpResponse:
    asked = {name: request.GET[name] for name in WhatIfForm.base_fields if name in request.GET}
    initial = {"start_on": agency_today(timezone.now()), **asked}
    form = _form(request, **initial)
    context = {"form": form, "has_templates": work.templates(request.actor).exists()}
    return page(request, "delivery/what_if.html", context)


@needs(EDIT_PLANS, "POST")
def what_if_asked(request: ActorRequest) -> HttpResponse:
    form = _form(request, request.POST)
    if form.is_valid():
        with form.showing_refusals():
            cleaned = form.cleaned_data
            promise = actions.Promise(
                template=cleaned["template"],
                start_on=cleaned["start_on"],
                due_on=cleaned["due_on"],
                client_id=cleaned["client"].pk if cleaned["client"] else None,
            )
            made = actions.what_if(request.actor, data=promise, now=timezone.now())
            return redirect(request, _address(made))
    context = {"form": form, "has_templates": True}
    return page(request, "delivery/what_if.html", context, partial="form", status=422)


def _address(row: Plan) -> str:
    return reverse("delivery:what_if_answer", args=[row.pk])


def _answer(request: ActorRequest, plan_id: int) -> Plan:
    row = plans.plan(request.actor, plan_id)
    if row.kind != PlanKind.WHATIF:
        raise Missing("answer")
    return row


@needs(VIEW_PLANS)
def what_if_answer(request: ActorRequest, plan_id: int) -> HttpResponse:
    """The answer, or how far it is; it asks for itself until it is there."""
    row = _answer(request, plan_id)
    promise = row.request.get("promise", {})
    asked = {name: promise.get(name) for name in ("template", "client", "start_on", "due_on")}
    answer = plan_whatif.whatif_answer(request.actor, row)
    can_make = request.actor.can(EDIT_PLANS) and request.actor.can(EDIT_PROJECTS)
    context = {
        "answer": answer,
        "again": urlencode({name: value for name, value in asked.items() if value}),
        "can_make": can_make and bool(row.computed_at),
        "form": None if promise.get("client") else _client_form(request),
        "consequences": consequences(request.actor, row, today=agency_today(timezone.now())),
    }
    return page(request, "delivery/what_if_answer.html", context, partial="answer")


def _client_form(request: ActorRequest, data: Any = None) -> ForWhomForm:
    return ForWhomForm(data, clients=queries.open_clients(request.actor))


@needs(EDIT_PROJECTS, "POST")
def what_if_made(request: ActorRequest, plan_id: int) -> HttpResponse:
    row = _answer(request, plan_id)
    form = _client_form(request, {"client": row.request.get("promise", {}).get("client")})
    if not form.is_valid():
        form = _client_form(request, request.POST)
    if not form.is_valid():
        return redirect(request, _address(row), _("Say for which client."))
    client = form.cleaned_data["client"]
    try:
        made = plan_tentative.make_tentative(request.actor, row, client=client, now=timezone.now())
    except Refused as refusal:
        return redirect(request, _address(row), told(refusal))
    told_it = _("A tentative project: it counts in plans “with projects that are not won yet”")
    return redirect(request, made.get_absolute_url(), told_it)
