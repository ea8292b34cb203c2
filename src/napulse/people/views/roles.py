"""Work roles: what people do in projects, in the agency's own words and order."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.access.queries import agency
from napulse.people import actions, queries
from napulse.people.forms.roles import USUAL_ROLES, WorkRoleForm
from napulse.people.models import WorkRole
from napulse.people.permissions import EDIT_PEOPLE, VIEW_PEOPLE, VIEW_RATES
from napulse.people.tables import WorkRoleListing
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Table, download


def _listing(request: ActorRequest) -> WorkRoleListing:
    return WorkRoleListing(request.GET, queries.counted_roles(request.actor), request.path)


def _context(request: ActorRequest, form: WorkRoleForm | None = None) -> dict[str, Any]:
    return {
        "listing": _listing(request),
        "heading": _("Work roles"),
        "lead": _("What people do in projects: tasks ask for a role and a grade."),
        "export_url": f"{reverse('people:work_role_export')}?{request.GET.urlencode()}",
        "can_edit": request.actor.can(EDIT_PEOPLE),
        "can_rates": request.actor.can(VIEW_RATES),
        "form": form or WorkRoleForm(),
        "empty_icon": "briefcase",
        "empty_fact": _("No work roles yet"),
        "empty_suggestion": _("Tasks ask for a role and a grade; people have them."),
    }


@needs(VIEW_PEOPLE)
def work_role_list(request: ActorRequest) -> HttpResponse:
    return page(request, "people/work_role_list.html", _context(request), partial="list")


@needs(VIEW_PEOPLE)
def work_role_export(request: ActorRequest) -> HttpResponse:
    listing = _listing(request)
    return download(request, Table(listing.columns[:-1], listing.rows), "work-roles")


@needs(EDIT_PEOPLE, "POST")
def work_role_add(request: ActorRequest) -> HttpResponse:
    form = WorkRoleForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            role = actions.add_work_role(request.actor, name=form.cleaned_data["name"])
            undo = reverse("people:work_role_archive", args=[role.pk])
            return redirect(request, reverse("people:work_role_list"), _("Role added"), undo)
    return page(request, "people/work_role_list.html", _context(request, form), status=422)


@needs(EDIT_PEOPLE, "POST")
def work_role_usual(request: ActorRequest) -> HttpResponse:
    """The roles that most agencies have, in the language of this one."""
    with translation.override(agency().language):
        names = [str(name) for name in USUAL_ROLES]
    count = actions.add_usual_roles(request.actor, names=names)
    said = _("Roles added: %(n)s") % {"n": count}
    return redirect(request, reverse("people:work_role_list"), said)


def _editing(role: WorkRole, form: WorkRoleForm) -> dict[str, Any]:
    return {
        "form": form,
        "heading": role.name,
        "save_url": reverse("people:work_role_rename", args=[role.pk]),
        "back": reverse("people:work_role_list"),
        "parent": (reverse("people:work_role_list"), _("Work roles")),
        "rows": [[form["name"]]],
    }


@needs(EDIT_PEOPLE)
def work_role_edit(request: ActorRequest, role_id: int) -> HttpResponse:
    role = queries.work_role(request.actor, role_id)
    form = WorkRoleForm(initial={"name": role.name, "version": role.version})
    return page(request, "people/form.html", _editing(role, form))


@needs(EDIT_PEOPLE, "POST")
def work_role_rename(request: ActorRequest, role_id: int) -> HttpResponse:
    role = queries.work_role(request.actor, role_id)
    form = WorkRoleForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            name, version = form.cleaned_data["name"], form.cleaned_data["version"] or 0
            actions.rename_work_role(request.actor, role, name=name, version=version)
            return redirect(request, reverse("people:work_role_list"), _("Saved"))
    return page(request, "people/form.html", _editing(role, form), partial="form", status=422)


@needs(EDIT_PEOPLE, "POST")
def work_role_archive(request: ActorRequest, role_id: int) -> HttpResponse:
    role = queries.work_role(request.actor, role_id)
    actions.archive_work_role(request.actor, role, now=timezone.now())
    undo = reverse("people:work_role_restore", args=[role.pk])
    return redirect(request, reverse("people:work_role_list"), _("Role put away"), undo)


@needs(EDIT_PEOPLE, "POST")
def work_role_restore(request: ActorRequest, role_id: int) -> HttpResponse:
    role = queries.work_role(request.actor, role_id)
    actions.restore_work_role(request.actor, role)
    return redirect(request, reverse("people:work_role_list"), _("Role is back"))


def _moved(request: ActorRequest, role_id: int, *, up: bool) -> HttpResponse:
    role = queries.work_role(request.actor, role_id)
    form = WorkRoleForm({"name": role.name})
    form.is_valid()
    with form.showing_refusals():
        actions.move_work_role(request.actor, role, up=up)
        return redirect(request, reverse("people:work_role_list"))
    return page(request, "people/work_role_list.html", _context(request, form), status=422)


@needs(EDIT_PEOPLE, "POST")
def work_role_up(request: ActorRequest, role_id: int) -> HttpResponse:
    return _moved(request, role_id, up=True)


@needs(EDIT_PEOPLE, "POST")
def work_role_down(request: ActorRequest, role_id: int) -> HttpResponse:
    return _moved(request, role_id, up=False)
