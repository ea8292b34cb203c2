"""The register of risks and issues: of a project, and of all of them."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.delivery import queries
from napulse.delivery.actions import register as actions
from napulse.delivery.forms.register import ConcernForm, ConcernStateForm
from napulse.delivery.models import Concern, Project
from napulse.delivery.permissions import EDIT_PROJECTS, VIEW_PROJECTS
from napulse.delivery.queries import register
from napulse.delivery.tables import ConcernListing
from napulse.delivery.tabs import project_tabs
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect
from napulse.ui.tables import export

FORM = "delivery/concern_form.html"
FIVE = (5, 4, 3, 2, 1)


def _listing(request: ActorRequest) -> ConcernListing:
    return ConcernListing(request.GET, register.concerns(request.actor), request.path)


@needs(VIEW_PROJECTS)
def concern_list(request: ActorRequest) -> HttpResponse:
    can_edit = request.actor.can(EDIT_PROJECTS)
    context = {
        "listing": _listing(request),
        "heading": _("Risks and issues"),
        "lead": _("What may go wrong, or has, by probability times impact."),
        "export_url": f"{reverse('delivery:concern_export')}?{request.GET.urlencode()}",
        "create_url": reverse("delivery:concern_new") if can_edit else "",
        "create_label": _("New risk or issue"),
        "empty_icon": "flag",
        "empty_fact": _("No risks named"),
        "empty_suggestion": _("Name what may go wrong while it can still be helped."),
    }
    return page(request, "delivery/concern_list.html", context, partial="list")


@needs(VIEW_PROJECTS)
def concern_export(request: ActorRequest) -> HttpResponse:
    return export(request, _listing(request), "risks")


@needs(VIEW_PROJECTS)
def project_risks(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    rows = register.gravest_first(register.concerns(request.actor, project_id=project.pk))
    live = [row for row in rows if row.state in register.LIVE]
    context = {
        "project": project,
        "sections": project_tabs(request, project, "project_risks"),
        "live": live,
        "closed": [row for row in rows if row.state not in register.LIVE],
        "matrix": _matrix(live),
        "today": agency_today(timezone.now()),
        "can_edit": request.actor.can(EDIT_PROJECTS),
    }
    return page(request, "delivery/project_risks.html", context)


def _matrix(rows: list[Concern]) -> list[tuple[int, list[tuple[str, int]]]]:
    """Rows of probability from high to low; cells by impact: how grave, and how many are there."""
    return [
        (
            probability,
            [
                (
                    _grave(probability * impact),
                    sum(1 for r in rows if (r.probability, r.impact) == (probability, impact)),
                )
                for impact in reversed(FIVE)
            ],
        )
        for probability in FIVE
    ]


def _grave(size: int) -> str:
    return "grave" if size >= 15 else "middling" if size >= 8 else "slight"


def _form(request: ActorRequest, concern: Concern | None, **data: Any) -> ConcernForm:
    return ConcernForm(
        **data,
        people=queries.colleagues(now_chosen=concern.owner_id if concern else None),
        projects=None if concern else queries.projects(request.actor).order_by("folded"),
    )


def _around(form: ConcernForm, concern: Concern | None) -> dict[str, Any]:
    return {"form": form, "concern": concern}


@needs(EDIT_PROJECTS)
def concern_new(request: ActorRequest) -> HttpResponse:
    initial = {
        "project": request.GET.get("project"),
        "kind": request.GET.get("kind", "risk"),
        "submit_key": str(uuid.uuid4()),
    }
    form = _form(request, None, initial=initial)
    return page(request, FORM, _around(form, None))


@needs(EDIT_PROJECTS, "POST")
def concern_add(request: ActorRequest) -> HttpResponse:
    form = _form(request, None, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            project = form.cleaned_data["project"]
            made = actions.add_concern(request.actor, project, data=form.concern_data)
            undo = reverse("delivery:concern_delete", args=[made.pk])
            return redirect(request, _url(project), _("Added to the register"), undo)
    return page(request, FORM, _around(form, None), status=422)


def _url(project: Project) -> str:
    return reverse("delivery:project_risks", args=[project.pk])


@needs(EDIT_PROJECTS)
def concern_edit(request: ActorRequest, concern_id: int) -> HttpResponse:
    concern = register.concern(request.actor, concern_id)
    initial = {
        name: getattr(concern, name) for name in ConcernForm.base_fields if name != "project"
    }
    return page(request, FORM, _around(_form(request, concern, initial=initial), concern))


@needs(EDIT_PROJECTS, "POST")
def concern_edited(request: ActorRequest, concern_id: int) -> HttpResponse:
    concern = register.concern(request.actor, concern_id)
    form = _form(request, concern, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"] or 0
            actions.edit_concern(request.actor, concern, data=form.concern_data, version=version)
            return redirect(request, _url(concern.project), _("Saved"))
    return page(request, FORM, _around(form, concern), status=422)


@needs(EDIT_PROJECTS, "POST")
def concern_state(request: ActorRequest, concern_id: int) -> HttpResponse:
    concern = register.concern(request.actor, concern_id)
    form = ConcernStateForm(request.POST)
    if not form.is_valid():
        return redirect(request, _url(concern.project))
    today = agency_today(timezone.now())
    actions.set_concern_state(request.actor, concern, state=form.cleaned_data["state"], today=today)
    return redirect(request, _url(concern.project), _("State changed"))


@needs(EDIT_PROJECTS, "POST")
def concern_delete(request: ActorRequest, concern_id: int) -> HttpResponse:
    concern = register.concern(request.actor, concern_id)
    actions.delete_concern(request.actor, concern, now=timezone.now())
    undo = reverse("delivery:concern_restore", args=[concern.pk])
    return redirect(request, _url(concern.project), _("Taken out of the register"), undo)


@needs(EDIT_PROJECTS, "POST")
def concern_restore(request: ActorRequest, concern_id: int) -> HttpResponse:
    concern = register.deleted_concern(request.actor, concern_id)
    actions.restore_concern(request.actor, concern)
    return redirect(request, _url(concern.project), _("It is back in the register"))
