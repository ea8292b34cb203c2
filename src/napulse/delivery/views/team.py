"""The team of a project: charter, who has read it, members, and who answers for what."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.access.models import User
from napulse.delivery import queries
from napulse.delivery.actions import team as actions
from napulse.delivery.forms.team import CharterForm, DutiesForm, MemberForm, ReadingForm
from napulse.delivery.models import Duty, Project
from napulse.delivery.permissions import EDIT_PROJECTS, VIEW_PROJECTS
from napulse.delivery.queries import team
from napulse.delivery.tabs import project_tabs
from napulse.delivery.views.people_requests import people_of
from napulse.ui.pages import page, redirect

PAGE = "delivery/project_team.html"


def _team(request: ActorRequest, project: Project) -> dict[str, Any]:
    charter = team.charter_of(project)
    members = team.members(project)
    mine = next((row for row in members if row.user.pk == request.actor.own_id), None)
    return {
        "project": project,
        "sections": project_tabs(request, project, "project_team"),
        "charter": charter,
        "members": members,
        "read_count": sum(1 for row in members if row.read_at),
        "must_read": bool(charter and mine and not mine.read_at),
        "duties": team.duties_of(project),
        "member_form": MemberForm(people=queries.colleagues()),
        "people": people_of(request, project),
        "can_edit": request.actor.can(EDIT_PROJECTS),
    }


@needs(VIEW_PROJECTS)
def project_team(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    return page(request, PAGE, _team(request, project))


@needs(EDIT_PROJECTS)
def charter_edit(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    charter = team.charter_of(project)
    fields = ("product", "goals", "acceptance", "version")
    initial = {name: getattr(charter, name) for name in fields} if charter else {"version": 0}
    context = {"project": project, "form": CharterForm(initial=initial)}
    return page(request, "delivery/charter_form.html", context)


@needs(EDIT_PROJECTS, "POST")
def charter_edited(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    form = CharterForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"] or 0
            actions.write_charter(request.actor, project, data=form.charter_data, version=version)
            return redirect(request, _url(project), _("Charter saved"))
    context = {"project": project, "form": form, "theirs": team.charter_of(project)}
    return page(request, "delivery/charter_form.html", context, status=422)


def _url(project: Project) -> str:
    return reverse("delivery:project_team", args=[project.pk])


@needs(VIEW_PROJECTS, "POST")
def charter_read(request: ActorRequest, charter_id: int) -> HttpResponse:
    charter = team.charter(request.actor, charter_id)
    form = ReadingForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            edition = form.cleaned_data["edition"]
            actions.read_charter(request.actor, charter, edition=edition, now=timezone.now())
            return redirect(request, _url(charter.project), _("Thank you: it is noted"))
    context = {**_team(request, charter.project), "reading_form": form}
    return page(request, PAGE, context, status=422)


@needs(EDIT_PROJECTS, "POST")
def member_add(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    form = MemberForm(request.POST, people=queries.colleagues())
    if form.is_valid():
        with form.showing_refusals():
            user = form.cleaned_data["user"]
            actions.add_member(request.actor, project, user=user)
            undo = reverse("delivery:member_remove", args=[project.pk, user.pk])
            return redirect(request, _url(project), _("%(name)s joined") % {"name": user}, undo)
    context = {**_team(request, project), "member_form": form}
    return page(request, PAGE, context, status=422)


@needs(EDIT_PROJECTS, "POST")
def member_remove(request: ActorRequest, project_id: int, user_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    user = get_object_or_404(User, pk=user_id, pk__in=project.members.values("user_id"))
    actions.remove_member(request.actor, project, user=user)
    undo = reverse("delivery:member_return", args=[project.pk, user.pk])
    return redirect(request, _url(project), _("%(name)s left the team") % {"name": user}, undo)


@needs(EDIT_PROJECTS, "POST")
def member_return(request: ActorRequest, project_id: int, user_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    user = get_object_or_404(queries.colleagues(), pk=user_id)
    if not project.members.filter(user=user).exists():
        actions.add_member(request.actor, project, user=user)
    return redirect(request, _url(project), _("%(name)s is back") % {"name": user})


@needs(EDIT_PROJECTS)
def duties_edit(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    initial = {row.duty.value: row.user for row in team.duties_of(project)}
    form = DutiesForm(initial=initial, people=queries.colleagues())
    return page(request, "delivery/duties_form.html", _duties(project, form))


def _duties(project: Project, form: DutiesForm) -> dict[str, Any]:
    return {"project": project, "form": form, "fields": [form[duty.value] for duty in Duty]}


@needs(EDIT_PROJECTS, "POST")
def duties_edited(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    form = DutiesForm(request.POST, people=queries.colleagues())
    if form.is_valid():
        actions.assign_duties(request.actor, project, holders=form.holders)
        return redirect(request, _url(project), _("Duties saved"))
    return page(request, "delivery/duties_form.html", _duties(project, form), status=422)
