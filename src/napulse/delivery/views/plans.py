"""Pages of the plan: what it promises and changes, its chart, and how it is decided about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from napulse.access.actor import ActorRequest, needs
from napulse.delivery.actions import plans as actions
from napulse.delivery.forms.plans import AcceptForm, AskForm, told
from napulse.delivery.models import Plan, PlanKind, PlanState
from napulse.delivery.permissions import APPROVE_PLANS, EDIT_PLANS, VIEW_PLANS
from napulse.delivery.plan_filters import chart_context
from napulse.delivery.queries import plan_answers as answers
from napulse.delivery.queries import plan_pages
from napulse.delivery.queries import plans as queries
from napulse.delivery.queries.consequences import consequences
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import whole
from napulse.people.queries import agency_today
from napulse.ui.menu import Tab
from napulse.ui.pages import page, redirect, wants_part

OWN_KINDS = (PlanKind.PLAN, PlanKind.REPLAN)
COMPARED = 4


@dataclass(frozen=True, slots=True)
class Newer:
    """Another plan that the reader of this one should know of."""

    told: str
    url: str
    label: str


@needs(VIEW_PLANS)
def plan_current(request: ActorRequest) -> HttpResponse:
    """The plan that the agency works by; the newest proposal until there is one."""
    found = queries.accepted_plan(request.actor) or _newest(request)
    if found is None:
        context = {
            "has_work": plan_pages.has_work(request.actor),
            "can_edit": request.actor.can(EDIT_PLANS),
        }
        return page(request, "delivery/plan_empty.html", context)
    return _chart_page(request, found)


def _newest(request: ActorRequest, *states: str) -> Plan | None:
    wanted = states or (PlanState.PROPOSAL, PlanState.COMPUTING)
    rows = queries.plans(request.actor).filter(kind__in=OWN_KINDS, state__in=wanted)
    return rows.first()


@needs(VIEW_PLANS)
def plan_detail(request: ActorRequest, plan_id: int) -> HttpResponse:
    return _chart_page(request, queries.plan(request.actor, plan_id))


def _chart_page(request: ActorRequest, row: Plan) -> HttpResponse:
    context = {**_head(request, row, "plan_detail"), **chart_context(request, row)}
    return page(request, "delivery/plan_detail.html", context, partial="chart")


def _head(request: ActorRequest, row: Plan, shown: str) -> dict[str, Any]:
    """What all sections of a plan's page share."""
    view = queries.plan_view(request.actor, row)
    if wants_part(request):
        return {"plan": view, "can_edit": request.actor.can(EDIT_PLANS)}
    return {
        "plan": view,
        "sections": _sections(request, row, shown),
        "can_edit": request.actor.can(EDIT_PLANS),
        "newer": _newer(request, row),
    }


def _sections(request: ActorRequest, row: Plan, shown: str) -> list[Tab]:
    if not row.computed_at:
        return []
    sections: list[tuple[str, str, int | None]] = [
        ("plan_detail", pgettext("section of a plan", "Calendar"), None),
        ("plan_outcomes", _("Projects"), None),
    ]
    if row.state != PlanState.ACCEPTED and queries.accepted_plan(request.actor):
        sections += [("plan_difference", _("What changes"), None)]
    if row.reasons or row.ways:
        sections += [("plan_reasons", _("Reasons and ways out"), len(row.ways) or None)]
    return [
        Tab(label, reverse(f"delivery:{name}", args=[row.pk]), name == shown, count)
        for name, label, count in sections
    ]


def _newer(request: ActorRequest, row: Plan) -> Newer | None:
    if row.state == PlanState.PROPOSAL and row.parent_id:
        url = f"{reverse('delivery:scenario_compare')}?plan={row.parent_id}&plan={row.pk}"
        return Newer(_("This is a scenario of another plan."), url, _("Side by side"))
    other = _newest(request)
    if row.state != PlanState.ACCEPTED or other is None or other.asked_at < row.asked_at:
        return None
    if other.state == PlanState.COMPUTING:
        return Newer(_("A new plan is being computed."), other.get_absolute_url(), _("Look"))
    return Newer(
        _("There is a newer proposal. Nothing changes until it is accepted."),
        other.get_absolute_url(),
        _("To the proposal"),
    )


@needs(VIEW_PLANS)
def plan_outcomes(request: ActorRequest, plan_id: int) -> HttpResponse:
    row = queries.plan(request.actor, plan_id)
    context = _head(request, row, "plan_outcomes")
    context["outcomes"] = answers.outcomes(request.actor, row)
    return page(request, "delivery/plan_outcomes.html", context)


@needs(VIEW_PLANS)
def plan_difference(request: ActorRequest, plan_id: int) -> HttpResponse:
    row = queries.plan(request.actor, plan_id)
    found = answers.difference(request.actor, row)
    if found is None:
        return redirect(request, row.get_absolute_url())
    groups = [
        {"title": title, "rows": rows}
        for title, rows in (
            (_("Other people"), found.switched),
            (_("Move"), found.moved),
            (_("New in the plan"), found.added),
            (_("No longer in the plan"), found.gone),
        )
        if rows
    ]
    context = {**_head(request, row, "plan_difference"), "difference": found, "groups": groups}
    return page(request, "delivery/plan_difference.html", context)


@needs(VIEW_PLANS)
def plan_reasons(request: ActorRequest, plan_id: int) -> HttpResponse:
    row = queries.plan(request.actor, plan_id)
    context = {
        **_head(request, row, "plan_reasons"),
        "reasons": answers.reasons(request.actor, row),
        "ways": answers.ways(request.actor, row),
    }
    return page(request, "delivery/plan_reasons.html", context)


@needs(EDIT_PLANS, "POST")
def way_apply(request: ActorRequest, plan_id: int, number: int) -> HttpResponse:
    row = queries.plan(request.actor, plan_id)
    back = reverse("delivery:plan_reasons", args=[row.pk])

    def apply() -> HttpResponse:
        made = actions.apply_way_out(request.actor, row, number=number, now=timezone.now())
        return redirect(request, made.get_absolute_url(), _("The scenario is being computed"))

    return _or_told(request, apply, back)


def _or_told(request: ActorRequest, act: Callable[[], HttpResponse], back: str) -> HttpResponse:
    """Do it, or go back with the refusal in words."""
    try:
        return act()
    except Refused as refusal:
        return redirect(request, back, told(refusal))


@needs(VIEW_PLANS)
def plan_list(request: ActorRequest) -> HttpResponse:
    context = {
        "plans": queries.plan_rows(request.actor),
        "can_edit": request.actor.can(EDIT_PLANS),
    }
    return page(request, "delivery/plan_list.html", context)


@needs(VIEW_PLANS)
def scenario_compare(request: ActorRequest) -> HttpResponse:
    asked = {pk for text in request.GET.getlist("plan") if (pk := whole(text))}
    rows = queries.plans(request.actor).filter(pk__in=asked, computed_at__isnull=False)
    chosen = list(rows[:COMPARED])
    found = queries.compare(request.actor, chosen) if len(chosen) > 1 else None
    context: dict[str, Any] = {"compare": found, "width": len(chosen) + 1}
    if found:
        context |= {"rows": _cells(found.rows), "ends": _cells(found.ends)}
    return page(request, "delivery/scenario_compare.html", context)


def _cells(rows: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": row.label,
            "cells": [
                {"value": value, "best": best}
                for value, best in zip(row.values, row.best, strict=True)
            ],
        }
        for row in rows
    ]


@needs(EDIT_PLANS)
def plan_ask(request: ActorRequest) -> HttpResponse:
    has_accepted = queries.accepted_plan(request.actor) is not None
    kind = PlanKind.REPLAN if has_accepted else PlanKind.PLAN
    form = AskForm(initial={"kind": kind, "seconds": actions.SECONDS})
    return page(request, "delivery/plan_ask.html", {"form": form})


@needs(EDIT_PLANS, "POST")
def plan_asked(request: ActorRequest) -> HttpResponse:
    form = AskForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            wish = actions.PlanRequest(**form.cleaned_data)
            made = actions.compute_plan(request.actor, data=wish, now=timezone.now())
            return redirect(request, made.get_absolute_url())
    return page(request, "delivery/plan_ask.html", {"form": form}, partial="form", status=422)


@needs(VIEW_PLANS)
def plan_progress(request: ActorRequest, plan_id: int) -> HttpResponse:
    """How far it is; the first plan brings its chart, the last one the page."""
    return _progress(request, queries.plan(request.actor, plan_id))


def _progress(request: ActorRequest, row: Plan) -> HttpResponse:
    view = queries.plan_view(request.actor, row)
    if view.progress is None:
        return redirect(request, view.url)
    is_first = view.progress.has_best and request.GET.get("best") != "1"
    context = {"plan": view, "is_first": is_first}
    return page(request, "delivery/_plan_progress.html", context)


@needs(EDIT_PLANS, "POST")
def plan_stop(request: ActorRequest, plan_id: int) -> HttpResponse:
    row = queries.plan(request.actor, plan_id)

    def stop() -> HttpResponse:
        actions.stop_plan(request.actor, row, now=timezone.now())
        if wants_part(request):
            return _progress(request, queries.plan(request.actor, plan_id))
        return redirect(request, row.get_absolute_url(), _("Stopping"))

    return _or_told(request, stop, row.get_absolute_url())


@needs(APPROVE_PLANS)
def plan_accept(request: ActorRequest, plan_id: int) -> HttpResponse:
    row = queries.plan(request.actor, plan_id)
    return _accept(request, row, AcceptForm())


def _accept(request: ActorRequest, row: Plan, form: AcceptForm, status: int = 200) -> HttpResponse:
    accepted = queries.accepted_plan(request.actor)
    context = {
        "plan": queries.plan_view(request.actor, row),
        "form": form,
        "base": accepted.pk if accepted else "",
        "difference": answers.difference(request.actor, row),
        "consequences": consequences(request.actor, row, today=agency_today(timezone.now())),
    }
    return page(request, "delivery/plan_accept.html", context, partial="dialog", status=status)


@needs(APPROVE_PLANS, "POST")
def plan_accepted(request: ActorRequest, plan_id: int) -> HttpResponse:
    row = queries.plan(request.actor, plan_id)
    form = AcceptForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            beside = form.cleaned_data["base"]
            actions.accept_plan(request.actor, row, now=timezone.now(), beside=beside)
            undo = reverse("delivery:plan_return", args=[row.pk])
            return redirect(request, row.get_absolute_url(), _("The plan is accepted"), undo)
    return _accept(request, row, form, status=422)


@needs(APPROVE_PLANS, "POST")
def plan_return(request: ActorRequest, plan_id: int) -> HttpResponse:
    row = queries.plan(request.actor, plan_id)

    def back() -> HttpResponse:
        actions.return_plan(request.actor, row, now=timezone.now())
        return redirect(request, row.get_absolute_url(), _("It is a proposal again"))

    return _or_told(request, back, row.get_absolute_url())


@needs(EDIT_PLANS, "POST")
def plan_decline(request: ActorRequest, plan_id: int) -> HttpResponse:
    row = queries.plan(request.actor, plan_id)

    def aside() -> HttpResponse:
        actions.decline_plan(request.actor, row)
        undo = reverse("delivery:plan_take_up", args=[row.pk])
        return redirect(request, reverse("delivery:plan_current"), _("Put aside"), undo)

    return _or_told(request, aside, row.get_absolute_url())


@needs(EDIT_PLANS, "POST")
def plan_take_up(request: ActorRequest, plan_id: int) -> HttpResponse:
    row = queries.plan(request.actor, plan_id)

    def take() -> HttpResponse:
        actions.take_up_plan(request.actor, row)
        return redirect(request, row.get_absolute_url(), _("It is a proposal again"))

    return _or_told(request, take, row.get_absolute_url())
