"""An answer to "what if" becomes a project that is not won yet."""

from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.models import Client
from napulse.delivery.actions.projects import ProjectData
from napulse.delivery.actions.templates import make_project_from_template
from napulse.delivery.models import Plan, PlanKind, Project, ProjectState, ProjectTemplate
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.engines.kernel.errors import Missing

EVEN_CHANCE = 50


@action(EDIT_PROJECTS)
def make_tentative(actor: Actor, plan: Plan, *, client: Client, now: datetime) -> Project:
    """A planned project of what was asked about, for a client; pressed twice, it is made once."""
    promise = plan.request.get("promise", {})
    template = ProjectTemplate.objects.filter(pk=promise.get("template") or 0).first()
    if plan.kind != PlanKind.WHATIF or template is None:
        raise Missing("answer")
    due_on = promise.get("due_on")
    data = ProjectData(
        name=template.name,
        starts_on=date.fromisoformat(promise["start_on"]),
        due_on=date.fromisoformat(due_on) if due_on else None,
        submit_key=f"what-if-{plan.pk}",
    )
    known = Project.objects.filter(submit_key=data.submit_key).exists()
    project = make_project_from_template(actor, client, template=template, data=data, now=now)
    if known:
        return project
    with change(actor, project, "project.made_tentative"):
        project.probability, project.state = EVEN_CHANCE, ProjectState.PLANNED
        project.save()
    return project
