"""Templates of projects: their list, one of them, a project made from it."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from napulse.access.actor import ActorRequest, needs
from napulse.delivery import actions, queries
from napulse.delivery.forms.sentences import FAULTS
from napulse.delivery.forms.templates import FromTemplateForm, TemplateForm
from napulse.delivery.models import ProjectTemplate
from napulse.delivery.permissions import EDIT_PROJECTS, VIEW_PROJECTS
from napulse.delivery.queries import work
from napulse.delivery.views.reading import shown_rows, spread_of
from napulse.engines.kernel.errors import Refused
from napulse.people.queries import agency_today
from napulse.ui.menu import Tab
from napulse.ui.pages import page, redirect

DETAIL = "delivery/template_detail.html"


@needs(VIEW_PROJECTS)
def template_list(request: ActorRequest) -> HttpResponse:
    """Templates by kind of work; those put away on a view of their own."""
    away = request.GET.get("view") == "archived"
    rows = list(work.templates(request.actor, archived=away))
    path = request.path
    context = {
        "rows": [(row, work.totals(actions.breakdown_of(row))) for row in rows],
        "views": [
            Tab(_("In use"), path, not away, work.templates(request.actor).count()),
            Tab(
                pgettext("templates", "Put away"),
                f"{path}?view=archived",
                away,
                work.templates(request.actor, archived=True).count(),
            ),
        ],
        "away": away,
    }
    return page(request, "delivery/template_list.html", context)


def _detail(
    request: ActorRequest, template: ProjectTemplate, form: FromTemplateForm | None = None
) -> dict[str, Any]:
    rows = actions.breakdown_of(template)
    found = work.totals(rows)
    today = agency_today(timezone.now())
    return {
        "template": template,
        "rows": shown_rows(rows),
        "totals": found,
        "spread": spread_of(found),
        "form": form
        or _make_form(request, initial={"starts_on": today, "submit_key": str(uuid.uuid4())}),
        "can_edit": request.actor.can(EDIT_PROJECTS),
    }


def _make_form(request: ActorRequest, **data: Any) -> FromTemplateForm:
    clients = queries.open_clients(request.actor)
    return FromTemplateForm(**data, clients=clients, people=queries.colleagues())


@needs(VIEW_PROJECTS)
def template_detail(request: ActorRequest, template_id: int) -> HttpResponse:
    template = work.template(request.actor, template_id)
    return page(request, DETAIL, _detail(request, template))


@needs(EDIT_PROJECTS, "POST")
def template_make(request: ActorRequest, template_id: int) -> HttpResponse:
    """A project from the template; its breakdown is the next page."""
    template = work.template(request.actor, template_id)
    form = _make_form(request, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.make_project_from_template(
                request.actor,
                form.cleaned_data["client"],
                template=template,
                data=form.data_of_project,
                now=timezone.now(),
            )
            url = reverse("delivery:project_work", args=[made.pk])
            return redirect(request, url, _("Project created"))
    context = _detail(request, template, form)
    return page(request, DETAIL, context, partial="make", status=422)


@needs(EDIT_PROJECTS)
def template_take(request: ActorRequest, project_id: int) -> HttpResponse:
    """The form by which a project's breakdown becomes a template."""
    project = queries.project(request.actor, project_id)
    form = TemplateForm(initial={"name": project.name, "kind": "other"})
    context = {"form": form, "project": project}
    return page(request, "delivery/template_form.html", context)


@needs(EDIT_PROJECTS, "POST")
def template_taken(request: ActorRequest, project_id: int) -> HttpResponse:
    project = queries.project(request.actor, project_id)
    form = TemplateForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            template = actions.save_as_template(
                request.actor,
                project,
                data=form.data_of_template,
                today=agency_today(timezone.now()),
            )
            url = reverse("delivery:template_detail", args=[template.pk])
            return redirect(request, url, _("Template saved"))
    context = {"form": form, "project": project}
    return page(request, "delivery/template_form.html", context, partial="form", status=422)


@needs(EDIT_PROJECTS)
def template_edit(request: ActorRequest, template_id: int) -> HttpResponse:
    template = work.template(request.actor, template_id)
    initial = {name: getattr(template, name) for name in ("name", "kind", "about", "version")}
    context = {"form": TemplateForm(initial=initial), "template": template}
    return page(request, "delivery/template_form.html", context)


@needs(EDIT_PROJECTS, "POST")
def template_edited(request: ActorRequest, template_id: int) -> HttpResponse:
    template = work.template(request.actor, template_id)
    form = TemplateForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"] or 0
            actions.edit_template(
                request.actor, template, data=form.data_of_template, version=version
            )
            url = reverse("delivery:template_detail", args=[template.pk])
            return redirect(request, url, _("Template saved"))
    context = {"form": form, "template": template, "theirs": template}
    return page(request, "delivery/template_form.html", context, partial="form", status=422)


@needs(EDIT_PROJECTS, "POST")
def template_archive(request: ActorRequest, template_id: int) -> HttpResponse:
    template = work.template(request.actor, template_id)
    actions.archive_template(request.actor, template, now=timezone.now())
    undo = reverse("delivery:template_restore", args=[template.pk])
    return redirect(request, reverse("delivery:template_list"), _("Template put away"), undo)


@needs(EDIT_PROJECTS, "POST")
def template_restore(request: ActorRequest, template_id: int) -> HttpResponse:
    template = work.template(request.actor, template_id)
    url = reverse("delivery:template_detail", args=[template.pk])
    try:
        actions.restore_template(request.actor, template)
    except Refused as refusal:
        return redirect(request, url, str(FAULTS[refusal.code]))
    return redirect(request, url, _("Template is back"))
